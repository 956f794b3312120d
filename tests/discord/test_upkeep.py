"""What has been kept for long enough goes while the bot is online, and failures don't end that."""

import asyncio

import discord

from bot.discord.upkeep import Upkeep


async def test_it_goes_on_after_a_failure() -> None:
    calls: list[int] = []

    def prune() -> int:
        calls.append(len(calls))
        if len(calls) == 1:
            raise RuntimeError("the database is locked")
        return 0

    async with discord.Client(intents=discord.Intents.none()) as client:
        working = asyncio.create_task(Upkeep(prune, every=0.02).run(client))
        async with asyncio.timeout(10):
            while len(calls) < 3:  # noqa: ASYNC110  another thread calls it
                await asyncio.sleep(0.01)
        working.cancel()
    assert calls[:3] == [0, 1, 2]

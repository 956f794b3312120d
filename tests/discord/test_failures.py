"""The real client on a loopback Discord that fails: members are told, whatever happens."""

import asyncio
import time

import pytest
import sqlalchemy as sa
from discord_fakes import BEES, SmallLibrary, placed
from discord_scene import CALLBACK, EDIT, FOLLOW_UP, TOKEN, TYPING, Scene

from bot.discord import client
from bot.discord.client import run
from bot.discord.errors import UnreachableError
from bot.discord.sending import CUT_SHORT, SORRY
from bot.ledger import Ledger
from tests.loopback.journal import Fault
from tests.loopback.server import LoopbackDiscord

FLOWERS = "How many flowers does it visit?"


@pytest.mark.parametrize("route", [("POST", CALLBACK), ("PATCH", EDIT)])
async def test_a_lost_connection_loses_no_answer(scene: Scene, route: tuple[str, str]) -> None:
    """Discord carried the request out, and the bot must find that it did."""
    scene.discord.inject(Fault(*route, lost=True))
    asked = await scene.ann.slash(scene.channel, "ask", question=FLOWERS)
    assert BEES[0] in (await asked.reply()).text


async def test_an_answer_whose_place_was_deleted_comes_as_a_message_of_its_own(
    scene: Scene, library: SmallLibrary
) -> None:
    library.seconds = 0.3
    asked = await scene.ann.slash(scene.channel, "ask", question=FLOWERS, private=True)
    await asked.acknowledged()
    asked.call.delete("@original")
    reply = await asked.reply()
    assert BEES[0] in reply.text
    assert reply.ephemeral


async def test_what_was_shown_stays_where_the_rest_is_refused(
    scene: Scene, library: SmallLibrary
) -> None:
    library.paragraphs = [placed("flowers " + f"*{n}* " * 900, number=n) for n in (1, 2, 3)]
    scene.discord.inject(Fault("POST", FOLLOW_UP, status=400))
    asked = await scene.ann.slash(scene.channel, "ask", question=FLOWERS)
    first, last = await asked.replies(quiet=2.5)
    assert "**¶1**" in first.text
    assert last.text == CUT_SHORT.pages[0].body


async def test_late_suggestions_are_none_at_all(scene: Scene, library: SmallLibrary) -> None:
    def sources(scope: object) -> list[object]:
        time.sleep(1.5)
        return []

    library.sources = sources
    typing = await scene.ann.autocomplete(scene.channel, "ask", "source", "b", question="q")
    assert (await typing.acknowledged()).seconds < 1
    assert await typing.choices() == []


async def test_a_sign_of_typing_that_hangs_does_not_hold_up_the_answer(scene: Scene) -> None:
    scene.discord.inject(Fault("POST", TYPING, delay=6))
    said = await scene.ann.says(scene.channel, f"{scene.discord.bot_mention} {FLOWERS}")
    assert BEES[0] in (await said.reply(4)).text


async def test_who_still_waits_when_the_bot_is_stopped_is_told(
    scene: Scene, library: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_LAST_REPLIES", 0.2)
    monkeypatch.setattr(client, "_UNHURRIED", 0.1)
    library.seconds, library.deaf = 1.0, True
    asked = [await scene.ann.slash(scene.channel, "ask", question=FLOWERS) for _ in range(6)]
    for each in asked:
        await each.acknowledged()
    assert await scene.ends() < 4
    assert {(await each.reply(1)).text for each in asked} == {SORRY.pages[0].body}


async def test_a_gateway_that_does_not_say_goodbye_is_not_waited_for(scene: Scene) -> None:
    await scene.discord.goes_deaf()
    assert await scene.ends() < 4


async def test_a_gateway_that_is_not_there_at_the_start_is_named(
    discord_server: LoopbackDiscord, library: SmallLibrary, ledger: Ledger
) -> None:
    discord_server.gateway.address = "ws://127.0.0.1:1/gateway"
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:1"):
        await run(TOKEN, service=library, ledger=ledger, api_base_url=discord_server.api_base)


async def test_the_bot_comes_online_although_its_notes_cannot_be_read(
    discord_server: LoopbackDiscord, library: SmallLibrary
) -> None:
    stop = asyncio.Event()
    notes = Ledger(sa.create_engine("sqlite://"))  # without a table
    online = run(
        TOKEN, service=library, ledger=notes, api_base_url=discord_server.api_base, stop=stop
    )
    running = asyncio.create_task(online)
    await discord_server.connected()
    stop.set()
    await running

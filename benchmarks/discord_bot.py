"""The real bot on a loopback Discord: acknowledgements, the event loop and memory.

Run `python -m benchmarks.discord_bot`; it needs the packages of the `dev` extra.
Twenty members ask at once, and the slowest acknowledgement counts.
Heartbeats are due every 50 ms, so a held event loop shows as a late heartbeat; the lateness holds
the noise of the machine as well.
Memory is the process's own record of its peak (VmHWM) and its present size (VmRSS), on Linux.
"""

import asyncio
import re
import tempfile
from pathlib import Path

from tests.e2e.process import ROOT, BotProcess, pilcrow
from tests.loopback.actors import Member
from tests.loopback.server import LoopbackDiscord
from tests.loopback.world import Channel

TOKEN = "a.bench.token"
HEARTBEAT = 0.05
AT_ONCE = 20
PATIENCE = 60.0
QUESTIONS = (
    "How many Su-35 fighters will Iran receive?",
    "Why did Iran prepare to fight the Taliban in 1998?",
    "Which satellite did a Soyuz rocket launch for Iran?",
    "What is the maximum range of the Shahed-136?",
)


async def main() -> None:
    """Start the bot, ask, and print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        done = pilcrow(["ingest", str(ROOT / "samples")], Path(folder))
        assert done.returncode == 0, done.stderr
        async with LoopbackDiscord(TOKEN, heartbeat_seconds=HEARTBEAT) as discord:
            server = discord.guild("One")
            bot = BotProcess(Path(folder), discord, TOKEN)
            await bot.start()
            try:
                await measure(discord, bot, server.member("Ann"), server.channel("general"))
            finally:
                await bot.stop()


async def measure(discord: LoopbackDiscord, bot: BotProcess, ann: Member, channel: Channel) -> None:
    """Print memory after ever more questions, then twenty questions at once."""
    asked = 0
    report_memory(bot, asked)
    for target in (1, 100, 200, 500, 1000):
        for number in range(asked, target):
            question = f"{QUESTIONS[number % len(QUESTIONS)]} ({number})"
            await (await ann.slash(channel, "ask", question=question)).reply(PATIENCE)
        asked = target
        report_memory(bot, asked)
    before = len(discord.gateway.heartbeat_lateness)
    sent = await asyncio.gather(
        *(ann.slash(channel, "ask", question=QUESTIONS[n % 4]) for n in range(AT_ONCE))
    )
    slowest = max([(await each.acknowledged()).seconds for each in sent])
    await asyncio.gather(*(each.reply(PATIENCE) for each in sent))
    late = max(discord.gateway.heartbeat_lateness[before:], default=0.0)
    always = max(discord.gateway.heartbeat_lateness)
    print(f"{AT_ONCE} at once: slowest acknowledgement {slowest * 1000:.0f} ms")
    print(f"latest heartbeat then {late * 1000:.0f} ms, in the whole run {always * 1000:.0f} ms")


def report_memory(bot: BotProcess, asked: int) -> None:
    """Print the memory of the bot's process."""
    status = Path(f"/proc/{bot.pid}/status").read_text(encoding="utf-8")
    peak, size = (int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmHWM", "VmRSS"))
    print(f"after {asked:4} questions: {size / 1024:.1f} MiB, peak {peak / 1024:.1f} MiB")


if __name__ == "__main__":
    asyncio.run(main())

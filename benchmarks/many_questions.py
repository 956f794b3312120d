"""Two hundred questions at once to the real bot, whose language model takes two seconds for each.

Run `python -m benchmarks.many_questions`; it needs the packages of the `dev` extra. The bot, the
model's server and this loopback Discord are processes of their own, on the same processors.
Printed are the acknowledgements, the replies, how late the heartbeats came that are due every
50 ms (a held event loop shows there, and so does the noise of the machine), and how many
questions reached the model under a limit of 150 a day.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.discord_bot import HEARTBEAT, TOKEN
from bot.notes import NOTES, Note
from tests.e2e.process import ROOT, BotProcess, pilcrow
from tests.loopback.server import LoopbackDiscord
from tests.wire.process import serving_process

AT_ONCE = 200
LIMIT = 150
DELAY = 2.0
PATIENCE = 300.0
QUESTION = "How many Su-35 fighters will Iran receive?"


async def main() -> None:
    """Start everything, ask, and print what was measured."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving_process("tests.wire.replies:faithful", delay=DELAY, chunk=40) as model,
    ):
        done = pilcrow(["ingest", str(ROOT / "samples")], Path(folder))
        assert done.returncode == 0, done.stderr
        settings = {
            "LLM_MODEL": "openai:loopback",
            "LLM_BASE_URL": model.openai_url,
            "LLM_API_KEY": "no-key",
            "LLM_TIMEOUT": "60",
            "LLM_QUESTIONS_PER_DAY": str(LIMIT),
        }
        async with LoopbackDiscord(TOKEN, heartbeat_seconds=HEARTBEAT) as discord:
            bot = BotProcess(Path(folder), discord, TOKEN, settings)
            await bot.start()
            try:
                await measure(discord)
            finally:
                await bot.stop()


async def measure(discord: LoopbackDiscord) -> None:
    """Ask all questions at once, each a little different, for the same would be asked once."""
    server = discord.guild("One")
    ann, channel = server.member("Ann"), server.channel("general")
    await asyncio.sleep(5)
    quiet = list(discord.gateway.heartbeat_lateness)
    started = time.perf_counter()
    sent = await asyncio.gather(
        *(ann.slash(channel, "ask", question=f"{QUESTION} ({n})") for n in range(AT_ONCE))
    )
    waits = [(await each.acknowledged()).seconds for each in sent]
    replies = await asyncio.gather(*(each.reply(PATIENCE) for each in sent))
    seconds = time.perf_counter() - started
    late = discord.gateway.heartbeat_lateness[len(quiet) :]
    limited = sum(NOTES[Note.DAILY_LIMIT] in each.text for each in replies)
    print(f"acknowledged: middle {statistics.median(waits):.2f} s, slowest {max(waits):.2f} s")
    print(f"replies: {len(replies)} of {AT_ONCE} in {seconds:.0f} s")
    print(f"worded by the model: {len(replies) - limited}, by its limit {LIMIT}")
    print(f"late heartbeats: {told(late)}; idle: {told(quiet)}")


def told(late: list[float]) -> str:
    """How late, in the middle, at 99 of 100, and at most."""
    ordered = sorted(late) or [0.0]
    parts = (statistics.median(ordered), ordered[int(0.99 * (len(ordered) - 1))], ordered[-1])
    return " / ".join(f"{part * 1000:.0f} ms" for part in parts) + f" of {len(late)}"


if __name__ == "__main__":
    asyncio.run(main())

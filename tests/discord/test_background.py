"""Work beside the questions, and threads that change sources."""

import asyncio

import pytest

from bot.discord.background import Backgrounds
from bot.discord.workers import StoppedError, Workers


class Goes:
    """Goes on until it is cancelled, unless it fails at once."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.done: list[str] = []

    async def run(self, client: object) -> None:
        if self.fails:
            raise RuntimeError("broken")
        try:
            await asyncio.Event().wait()
        finally:
            self.done.append("cancelled")


async def test_each_work_goes_on_until_all_are_stopped() -> None:
    works = Goes(), Goes()
    backgrounds = Backgrounds(works)
    backgrounds.start(None)
    await asyncio.sleep(0)
    assert [work.done for work in works] == [[], []]
    await backgrounds.stop()
    assert [work.done for work in works] == [["cancelled"], ["cancelled"]]


async def test_a_work_that_fails_leaves_the_others_alone() -> None:
    works = Goes(fails=True), Goes()
    backgrounds = Backgrounds(works)
    backgrounds.start(None)
    await asyncio.sleep(0.01)
    assert works[1].done == []
    await backgrounds.stop()


async def test_backgrounds_that_were_never_started_can_be_stopped() -> None:
    await Backgrounds([Goes()]).stop()


async def test_a_long_change_holds_up_neither_answers_nor_reads() -> None:
    async with Workers() as workers:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait() -> str:
            asyncio.run_coroutine_threadsafe(ended.wait(), loop).result()
            return "changed"

        changes = [asyncio.create_task(workers.change(wait)) for _ in range(4)]
        assert await workers.answer(lambda: "answered") == "answered"
        assert await workers.read(lambda: "read") == "read"
        ended.set()
        assert await asyncio.gather(*changes) == ["changed"] * 4


async def test_a_change_sees_that_the_bot_ends() -> None:
    async with Workers() as workers:
        seen: list[bool] = []

        def work() -> None:
            while not workers.are_ending:
                pass
            seen.append(True)

        assert not workers.are_ending
        with workers.promise():
            change = asyncio.create_task(workers.change(work))
            await asyncio.sleep(0)
            await workers.finish(0, last_words=0)
            with pytest.raises(StoppedError):
                await change
    assert seen == [True]

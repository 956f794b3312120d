"""The client as a whole: commands sent when changed, quick under load, a clean end."""

import asyncio
import os
import signal
import threading
import time

import discord
import pytest
from aiohttp import web
from discord.http import Route
from discord_crowd import Lag, ask

from bot.discord.client import PilcrowClient, run
from bot.discord.desk import Desk
from bot.discord.errors import LoginRefusedError, UnreachableError
from bot.discord.workers import StoppedError, Workers

FLOWERS = "How many flowers does it visit?"


def command_syncs(env) -> int:
    return sum(entry.method == "PUT" for entry in env.http_requests)


async def test_commands_are_sent_only_when_they_changed(simcord_env, library, ledger) -> None:
    assert command_syncs(simcord_env) == 1
    async with Workers() as workers:
        await simcord_env.restart_bot(PilcrowClient(Desk(library, ledger), workers))
        assert command_syncs(simcord_env) == 1
        changed = PilcrowClient(Desk(library, ledger), workers)
        changed.tree.get_command("ask").description = "Ask something else."
        await simcord_env.restart_bot(changed)
        assert command_syncs(simcord_env) == 2


async def test_ask_is_for_everybody_in_servers_and_direct_messages(simcord_env) -> None:
    (sent,) = [entry.json for entry in simcord_env.http_requests if entry.method == "PUT"]
    assert [(one["name"], one["contexts"], one["integration_types"]) for one in sent] == [
        ("ask", [0, 1], [0])
    ]
    assert sent[0]["default_member_permissions"] is None


async def test_no_privileged_intent_is_asked_for(simcord_env) -> None:
    intents = {name for name, wanted in simcord_env.bot.intents if wanted}
    assert intents == {"guilds", "guild_messages", "dm_messages"}


async def test_nobody_is_ever_pinged(simcord_env) -> None:
    assert simcord_env.bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


@pytest.mark.alone
async def test_twenty_questions_at_once_are_all_acknowledged_first(simcord_env, library) -> None:
    """Each question takes 0.2 s of a thread; every member sees the bot think at once."""
    library.seconds = 0.2
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    members = [guild.add_member(simcord_env.create_user(f"member {n}")) for n in range(20)]
    await simcord_env.settle()
    watched = Lag()
    watching = asyncio.create_task(asyncio.to_thread(watched.watch, asyncio.get_running_loop()))
    started = time.perf_counter()
    asked = [ask(simcord_env, channel, member, FLOWERS) for member in members]
    while not all(record.responded for record in asked):  # noqa: ASYNC110
        await asyncio.sleep(0)  # the simulation has no event for it
    acknowledged = time.perf_counter() - started
    await simcord_env.settle()
    watched.done.set()
    await watching
    assert len(library.asked) == 20
    assert acknowledged < 1.0
    assert max(watched.loop) < 0.05 + max(watched.machine)


async def serve(*routes: web.RouteDef) -> tuple[web.AppRunner, str]:
    application = web.Application()
    application.add_routes(routes)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    return runner, f"http://127.0.0.1:{port}/api/v10"


@pytest.mark.parametrize("token", ["wrong", "wrong ", "ключ", "two\nlines", ""])
async def test_a_wrong_token_is_refused_in_one_sentence(library, ledger, token) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)

    before = Route.BASE
    runner, base = await serve(web.get("/api/v10/users/@me", refuse))
    with pytest.raises(LoginRefusedError, match="DISCORD_TOKEN") as refused:
        await run(token, service=library, ledger=ledger, api_base_url=base)
    assert token.strip() not in str(refused.value) or not token.strip()
    assert before == Route.BASE
    await runner.cleanup()


async def test_an_address_where_nobody_listens_is_named(library, ledger) -> None:
    runner, base = await serve()
    await runner.cleanup()
    with pytest.raises(UnreachableError, match=base):
        await run("token", service=library, ledger=ledger, api_base_url=base)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly_even_while_it_logs_in(library, ledger, number) -> None:
    reached, released = asyncio.Event(), asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        reached.set()
        await released.wait()
        return web.Response()

    runner, base = await serve(web.get("/api/v10/users/@me", hang))
    running = asyncio.create_task(run("token", service=library, ledger=ledger, api_base_url=base))
    await reached.wait()
    os.kill(os.getpid(), number)
    await asyncio.wait_for(running, 5)
    released.set()
    await runner.cleanup()


async def test_the_replies_under_way_are_finished_before_the_end() -> None:
    async with Workers() as workers:
        sent = []

        async def reply() -> None:
            with workers.promise():
                sent.append(await workers.answer(lambda: time.sleep(0.1) or "reply"))

        task = asyncio.create_task(reply())
        await asyncio.sleep(0)
        await workers.finish(5)
        assert sent == ["reply"]
        await task


async def test_a_reply_that_takes_too_long_is_not_waited_for() -> None:
    async with Workers() as workers:
        with workers.promise():
            started = time.perf_counter()
            await workers.finish(0.05, last_words=0.05)
            assert time.perf_counter() - started < 1


async def test_work_that_is_not_done_in_time_fails_so_that_somebody_can_be_told() -> None:
    async with Workers() as workers:
        released, told = threading.Event(), []

        async def reply() -> None:
            with workers.promise():
                with pytest.raises(StoppedError):
                    await workers.answer(released.wait)
                await asyncio.sleep(0.05)
                told.append("sorry")

        tasks = [asyncio.create_task(reply()) for _ in range(3)]
        await asyncio.sleep(0)
        await workers.finish(0.05, last_words=5)
        assert told == ["sorry"] * 3
        released.set()
        await asyncio.gather(*tasks)


async def test_work_is_hastened_before_it_is_given_up() -> None:
    async with Workers() as workers:
        released, sent = threading.Event(), []

        async def reply() -> None:
            with workers.promise():
                sent.append(await workers.answer(lambda: released.wait(5) and "in haste"))

        task = asyncio.create_task(reply())
        await asyncio.sleep(0)
        started = time.perf_counter()
        await workers.finish(5, hasten=released.set, hasten_after=0.2)
        assert 0.2 <= time.perf_counter() - started < 2
        assert sent == ["in haste"]
        await task


@pytest.mark.parametrize("seconds", [0.0, 1.0])
async def test_what_hastens_may_fail_or_take_long(seconds: float) -> None:
    def hasten() -> None:
        time.sleep(seconds)
        raise RuntimeError("it does not listen")

    async with Workers() as workers:
        with workers.promise():
            started = time.perf_counter()
            await workers.finish(0.2, last_words=0.1, hasten=hasten, hasten_after=0.1)
            assert time.perf_counter() - started < 0.9


async def test_as_many_questions_are_worked_on_as_was_said() -> None:
    async with Workers(5) as workers:
        together = threading.Barrier(5, timeout=5)
        await asyncio.gather(*(workers.answer(together.wait) for _ in range(5)))


def test_a_whole_page_of_an_error_becomes_one_short_sentence() -> None:
    said = str(UnreachableError("http://proxy", OSError("<html>\n" + "<p>no</p>\n" * 500)))
    assert "\n" not in said
    assert len(said) < 400

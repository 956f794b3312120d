"""The real bot, as a process, on a loopback Discord: asked, clicked, dropped, restarted, stopped.

The tests share one running bot and go from top to bottom.
"""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.loopback.exchange import BotMessage
from tests.loopback.journal import Fault
from tests.loopback.messages import new_message
from tests.loopback.wire import Callback

from .conftest import Sample, Scene
from .process import pilcrow

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "When did Vladimir Putin travel to Tehran?"
ANSWER = "July 2022"
OFF_TOPIC = "How long should an egg be boiled?"
TWENTY = [f"{QUESTION} ({number})" for number in range(20)]
EDIT = "/webhooks/{application}/{token}/messages/{message}"
SEND = "/channels/{channel}/messages"
SYNC = "/applications/{application}/commands"
PATIENCE = 30.0


def _marks(message: BotMessage) -> list[int]:
    return [int(number) for number in re.findall(r"¶\s?(\d+)", message.text)]


def _words(text: str) -> str:
    """The text without what only formats it, and with single spaces."""
    return " ".join(re.sub(r"[\\*_>`#-]", " ", text).split())


async def _ask(scene: Scene, question: str = QUESTION, **options: object) -> BotMessage:
    asked = await scene.ann.slash(scene.channel, "ask", question=question, **options)
    return await asked.reply(PATIENCE)


async def _opens_its_paragraph(scene: Scene, sample: Sample, answer: BotMessage) -> None:
    button = answer.buttons[0]
    paragraph = int(re.findall(r"¶\s?(\d+)", button["label"])[0])
    clicked = await scene.bob.click(answer, button["custom_id"])
    assert (await clicked.acknowledged()).seconds < 1
    shown = await clicked.reply(PATIENCE)
    assert shown.ephemeral
    assert _words(sample.paragraphs[paragraph]) in _words(shown.text)


async def test_a_question_is_deferred_at_once_and_answered_with_marks(scene: Scene) -> None:
    asked = await scene.ann.slash(scene.channel, "ask", question=QUESTION)
    acknowledgement = await asked.acknowledged()
    assert acknowledgement.type == Callback.DEFERRED_MESSAGE
    assert acknowledgement.seconds < 1
    answer = await asked.reply(PATIENCE)
    assert ANSWER in answer.text
    assert not answer.ephemeral
    assert _marks(answer)


async def test_a_cited_paragraph_is_shown_in_full_and_privately(
    scene: Scene, sample: Sample
) -> None:
    await _opens_its_paragraph(scene, sample, await _ask(scene))


async def test_a_private_question_has_a_private_answer(scene: Scene) -> None:
    answer = await _ask(scene, private=True)
    assert answer.ephemeral
    assert _marks(answer)


async def test_sources_complete_while_they_are_typed(scene: Scene, sample: Sample) -> None:
    typed = sample.title[:4].lower()
    asked = await scene.ann.autocomplete(scene.channel, "ask", "source", typed, question="q")
    assert [choice["value"] for choice in await asked.choices()] == [sample.id]
    none = await scene.ann.autocomplete(scene.channel, "ask", "source", "zzz", question="q")
    assert await none.choices() == []


async def test_a_question_can_be_kept_to_one_source(scene: Scene, sample: Sample) -> None:
    assert ANSWER in (await _ask(scene, source=sample.id)).text


async def test_a_question_that_the_sources_do_not_answer_is_told_so(scene: Scene) -> None:
    answer = await _ask(scene, OFF_TOPIC)
    assert "answer" in answer.text
    assert ANSWER not in answer.text


async def test_a_mention_is_answered_in_a_channel_and_in_a_thread(scene: Scene) -> None:
    for place in (scene.channel, scene.thread):
        said = await scene.ann.says(place, f"{scene.discord.bot_mention} {QUESTION}")
        answer = await said.reply(PATIENCE)
        assert ANSWER in answer.text
        assert _marks(answer)


async def test_a_direct_message_is_answered(scene: Scene, sample: Sample) -> None:
    said = await scene.bob.dm(QUESTION)
    answer = await said.reply(PATIENCE)
    assert ANSWER in answer.text
    await _opens_its_paragraph(scene, sample, answer)


async def test_a_command_is_answered_in_a_direct_conversation(scene: Scene) -> None:
    asked = await scene.bob.slash(scene.bob.direct, "ask", question=QUESTION)
    assert ANSWER in (await asked.reply(PATIENCE)).text


async def test_other_talk_is_left_alone(scene: Scene) -> None:
    await (await scene.ann.says(scene.channel, "Nice weather today")).stays_unanswered()


@pytest.mark.alone
async def test_twenty_questions_at_once_are_each_acknowledged_in_a_second(scene: Scene) -> None:
    before = len(scene.discord.gateway.heartbeat_lateness)
    asked = await asyncio.gather(
        *(scene.ann.slash(scene.channel, "ask", question=question) for question in TWENTY)
    )
    taken = [await each.acknowledged() for each in asked]
    assert {each.type for each in taken} == {Callback.DEFERRED_MESSAGE}
    assert max(each.seconds for each in taken) < 1
    answers = await asyncio.gather(*(each.reply(PATIENCE) for each in asked))
    assert all(ANSWER in answer.text for answer in answers)
    lateness = scene.discord.gateway.heartbeat_lateness[before:]
    # The bot may hold its loop for 50 ms; the rest is the noise of a machine that others share.
    assert max(lateness, default=0.0) < 0.25


async def test_a_lost_connection_is_resumed_and_questions_are_answered_again(scene: Scene) -> None:
    resumed = scene.discord.gateway.resumed
    await scene.discord.drop()
    said = await scene.ann.dm(QUESTION)
    await scene.discord.resumed(resumed + 1, PATIENCE)
    assert ANSWER in (await said.reply(PATIENCE)).text
    assert ANSWER in (await _ask(scene)).text


async def test_an_error_of_discord_does_not_lose_the_answer(scene: Scene) -> None:
    scene.discord.inject(Fault("PATCH", EDIT, status=500))
    scene.discord.inject(Fault("POST", SEND, status=429, retry_after=0.2))
    said = await scene.ann.says(scene.channel, f"{scene.discord.bot_mention} {QUESTION}")
    assert ANSWER in (await _ask(scene)).text
    assert ANSWER in (await said.reply(PATIENCE)).text


async def test_a_control_that_was_carried_to_another_server_opens_nothing(
    scene: Scene, sample: Sample
) -> None:
    answer = await _ask(scene)
    controls = {"components": answer.payload["components"], "flags": 1 << 15}
    world = scene.discord.world
    forged = BotMessage(new_message(world, scene.elsewhere, world.bot, controls))
    clicked = await scene.eve.click(forged, forged.buttons[0]["custom_id"])
    shown = await clicked.reply(PATIENCE)
    assert shown.ephemeral
    assert not any(_words(text) in _words(shown.text) for text in sample.paragraphs.values())


async def test_after_a_restart_old_controls_work_and_commands_are_not_sent_again(
    scene: Scene, sample: Sample
) -> None:
    answer = await _ask(scene)
    status, seconds = await scene.bot.stop()
    assert (status, seconds < 10) == (0, True)
    await scene.bot.start()
    await _opens_its_paragraph(scene, sample, answer)
    assert len(scene.discord.journal.to("PUT", SYNC)) == 1


async def test_a_bot_that_is_told_to_stop_ends_after_the_answers_under_way(scene: Scene) -> None:
    asked = [await scene.ann.slash(scene.channel, "ask", question=each) for each in TWENTY[:5]]
    for each in asked:
        await each.acknowledged()
    status, _ = await scene.bot.stop()
    assert status == 0
    for each in asked:
        assert ANSWER in (await each.reply(1)).text
    assert "Traceback" not in scene.bot.everything_logged()


@pytest.mark.parametrize("later", [0.0, 0.4, 1.0, 3.0])
async def test_a_bot_that_is_told_to_stop_while_it_loads_ends_cleanly(
    scene: Scene, tmp_path: Path, later: float
) -> None:
    bot = replace(scene.bot, folder=tmp_path, _process=None)
    before = len(scene.discord.requests)
    await bot.launch()
    await scene.discord.world.changes.until(
        lambda: scene.discord.requests[before:] or None,
        seconds=PATIENCE,
        otherwise=lambda: "the bot sent no request",
    )
    await asyncio.sleep(later)
    status, _ = await bot.stop()
    assert status == 0
    assert "Traceback" not in bot.everything_logged()


async def test_a_wrong_token_ends_with_one_sentence(scene: Scene, tmp_path: Path) -> None:
    settings = replace(scene.bot, token="not.the.token").settings
    done = await asyncio.to_thread(pilcrow, ["run"], tmp_path, {**settings, "LOG_LEVEL": "ERROR"})
    assert done.returncode == 1, done.stderr
    _is_one_sentence(done.stderr, "token")
    assert "not.the.token" not in done.stderr


async def test_no_token_ends_with_one_sentence(tmp_path: Path) -> None:
    done = await asyncio.to_thread(pilcrow, ["run"], tmp_path)
    assert done.returncode == 1, done.stderr
    _is_one_sentence(done.stderr, "DISCORD_TOKEN")


async def test_every_request_was_one_that_discord_takes(scene: Scene) -> None:
    assert scene.discord.violations == []


async def test_no_log_holds_the_token_or_what_members_wrote(scene: Scene) -> None:
    logged = scene.bot.everything_logged()
    assert scene.discord.token not in logged
    assert QUESTION not in logged
    assert OFF_TOPIC not in logged
    assert scene.ann.user.name not in logged
    assert scene.ann.user.id not in logged


def _is_one_sentence(text: str, word: str) -> None:
    assert word in text
    assert "Traceback" not in text
    assert len(text.strip().splitlines()) == 1, text

"""The real bot, as a process, with a language model on loopback that writes while members watch.

The tests share one running bot and go from top to bottom; no question is asked twice, for the
bot would remember the checked answer.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.discord.replies import MORE
from bot.notes import NOTES, Note
from tests.loopback.actors import Member
from tests.loopback.exchange import BotMessage
from tests.loopback.journal import RecordedRequest
from tests.loopback.messages import texts_of
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from tests.loopback.world import Channel
from tests.wire.asked import read_request
from tests.wire.faults import Fault, Kind
from tests.wire.serving import Serving, running

from .conftest import Sample
from .process import BotProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOKEN = "end.to.end.model.token"
EDIT = "/webhooks/{application}/{token}/messages/{message}"
SEND = "/channels/{channel}/messages"
EDIT_SENT = "/channels/{channel}/messages/{message}"
STANDALONE = "Which militias fought in Syria on the ground?"
PATIENCE = 40.0
QUIET = 2.5  # seconds; the rest between two edits is one
INVENTED = "Bananas are blue and grow to 77 metres under the sea."


def reply(messages: Sequence[Mapping[str, Any]]) -> str:
    """Three sentences of the fittest paragraph, and one that no paragraph has."""
    fitting = read_request(messages).fitting()
    if fitting is None:
        return STANDALONE
    paragraph, chosen = fitting
    return " ".join(f"{words} [{paragraph.key}]" for words in [*chosen, INVENTED])


@dataclass
class Script:
    """The faults of the next requests, to which a test may add."""

    coming: list[Fault] = field(default_factory=list)

    def __iter__(self) -> Iterator[Fault]:
        return self

    def __next__(self) -> Fault:
        if not self.coming:
            raise StopIteration
        return self.coming.pop(0)


@dataclass(frozen=True)
class Stage:
    """The bot with its model, and a member in a channel."""

    discord: LoopbackDiscord
    bot: BotProcess
    serving: Serving
    script: Script
    channel: Channel
    ann: Member

    def shown(self, *routes: str) -> list[RecordedRequest]:
        """The requests that showed something, in order."""
        return [each for each in self.discord.requests if each.route in routes]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(folder: Path, sample: Sample) -> AsyncIterator[Stage]:
    """The bot, online, and its model."""
    script = Script()
    serving = Serving(reply, faults=script, chunk=8, pace=0.06)
    async with LoopbackDiscord(TOKEN, openapi=description()) as discord:
        one = discord.guild("One")
        channel, ann = one.channel("general"), one.member("Ann")
        with running(serving) as server:
            model = {
                "LLM_MODEL": "openai:loopback",
                "LLM_BASE_URL": server.openai_url,
                "LLM_API_KEY": "no-key",
                "LLM_TIMEOUT": "20",
            }
            bot = BotProcess(folder, discord, TOKEN, model)
            await bot.start()
            try:
                yield Stage(discord, bot, serving, script, channel, ann)
            finally:
                await bot.kill()


def _text(request: RecordedRequest) -> str:
    return "\n".join(text for text in texts_of(request.body) if text)


def _has_buttons(request: RecordedRequest) -> bool:
    return any(part["type"] == 1 for part in request.body["components"])


def _words(text: str) -> str:
    return " ".join(re.sub(r"\*\*¶[^*]*\*\*|[\\>*]", " ", text).split())


def _grew_to(drafts: Sequence[RecordedRequest], whole: RecordedRequest) -> None:
    """Each draft holds the one before it, is one, and came no sooner than a second later."""
    assert drafts
    for request in drafts:
        assert MORE in _text(request)
        assert not _has_buttons(request)
    assert MORE not in _text(whole)
    assert _has_buttons(whole)
    bodies = [_words(_text(each).split("-#")[0]) for each in (*drafts, whole)]
    assert all(later.startswith(before) for before, later in pairwise(bodies))
    assert all(later.at - before.at >= 1.0 for before, later in pairwise((*drafts, whole)))


async def _asks(stage: Stage, question: str) -> BotMessage:
    asked = await stage.ann.slash(stage.channel, "ask", question=question)
    return await asked.reply(PATIENCE, quiet=QUIET)


async def test_the_answer_to_a_command_grows_by_checked_sentences(stage: Stage) -> None:
    asked = await stage.ann.slash(
        stage.channel, "ask", question="When did Vladimir Putin travel to Tehran?"
    )
    assert (await asked.acknowledged()).seconds < 1
    answer = await asked.reply(PATIENCE, quiet=QUIET)
    assert "July 2022" in answer.text
    assert answer.buttons
    *drafts, whole = stage.shown(EDIT)
    _grew_to(drafts, whole)
    (received,) = stage.serving.received
    assert received.ended is not None
    assert drafts[0].at < received.ended


async def test_the_answer_to_a_mention_grows_in_one_message(stage: Stage) -> None:
    question = "What did Amir-Abdollahian concede about the drones in November 2022?"
    said = await stage.ann.says(stage.channel, f"{stage.discord.bot_mention} {question}")
    answer = await said.settled_reply(PATIENCE, quiet=QUIET)
    assert "before the invasion" in answer.text
    *drafts, whole = stage.shown(SEND, EDIT_SENT)
    assert [each.route for each in (*drafts, whole)] == [SEND] + [EDIT_SENT] * len(drafts)
    _grew_to(drafts, whole)


async def test_what_could_not_be_checked_is_left_out_and_said_so(stage: Stage) -> None:
    answer = await _asks(stage, "Where did Russian aircraft join the fighting in 2015?")
    assert "30 September 2015" in answer.text
    assert answer.text.endswith(NOTES[Note.LEFT_OUT])
    assert not any("Bananas" in _text(each) for each in stage.shown(EDIT, SEND, EDIT_SENT))


async def test_a_reply_asks_further_in_the_same_conversation(stage: Stage) -> None:
    told = await _asks(stage, "Who stood by President Bashar al-Assad?")
    further = await stage.ann.replies(told, "And which militias?")
    answer = await further.settled_reply(PATIENCE, quiet=QUIET)
    assert answer.text.startswith(f"-# Understood as: {STANDALONE}")
    assert "militias backed by Iran" in answer.text


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        (Kind.CUT, "What did the memorandum of understanding on energy projects have as value?"),
        (Kind.STOP, "Which four Ukrainian regions did Russia annex in September 2022?"),
    ],
)
async def test_a_model_that_breaks_off_is_replaced_by_quotations(
    stage: Stage, kind: Kind, question: str
) -> None:
    before = len(stage.shown(EDIT))
    stage.script.coming += [Fault(kind, after=260)] * 3
    answer = await _asks(stage, question)
    stage.script.coming.clear()
    assert answer.text.endswith(NOTES[Note.MODEL_CUT_SHORT])
    assert answer.buttons
    *drafts, whole = stage.shown(EDIT)[before:]
    assert all(MORE in _text(each) for each in drafts)
    assert MORE not in _text(whole)


async def test_a_bot_that_is_told_to_stop_while_the_model_writes_ends_with_quotations(
    stage: Stage,
) -> None:
    stage.script.coming.append(Fault(Kind.HANG, after=200))
    asked = await stage.ann.slash(
        stage.channel, "ask", question="When did Soviet troops leave Afghanistan?"
    )
    async with asyncio.timeout(PATIENCE):
        while not stage.serving.under_way:  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # the model's server is on another thread
    await asyncio.sleep(1)
    status, _ = await stage.bot.stop()
    assert status == 0
    answer = await asked.reply(1)
    assert "February 1989" in answer.text
    assert answer.buttons
    assert "Traceback" not in stage.bot.everything_logged()


async def test_every_request_was_one_that_discord_takes(stage: Stage) -> None:
    assert stage.discord.violations == []


async def test_no_log_holds_what_members_or_the_model_wrote(stage: Stage) -> None:
    logged = stage.bot.everything_logged()
    assert "Bananas" not in logged
    assert "travel to Tehran" not in logged
    assert "no-key" not in logged

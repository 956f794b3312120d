"""The real client libraries against a real server that works."""

import time

import pytest

from answering.chat.protocol import (
    Usage,
)
from tests.wire.hearing import (
    ENOUGH,
    QUESTION,
    ask,
    both,
    hear,
    opened,
)
from tests.wire.replies import SENTENCES, fixed, long, saying
from tests.wire.serving import Serving, running


@both
def test_a_reply_comes_whole_with_the_tokens_that_the_server_counted(protocol: str) -> None:
    serving = Serving(fixed)
    heard = ask(protocol, serving)
    assert heard.text == SENTENCES
    assert heard.error is None
    assert heard.usage == Usage(prompt=8, reply=15)
    assert heard.finish == "stop"
    (request,) = serving.received
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]
    assert [message["content"] for message in request.body["messages"]] == [
        message.text for message in QUESTION
    ]
    assert request.outcome == "whole"


@both
def test_parts_arrive_while_the_server_still_speaks(protocol: str) -> None:
    with running(Serving(fixed, pace=0.1)) as server, opened(protocol, server) as model:
        reply = model.stream(QUESTION, deadline=time.monotonic() + ENOUGH, most_tokens=500)
        first = next(iter(reply))
        assert server.serving.under_way == 1
        assert SENTENCES.startswith(first)
        assert first + "".join(reply) == SENTENCES


@both
def test_the_limit_of_a_reply_is_sent_and_its_end_there_is_a_normal_one(protocol: str) -> None:
    heard = ask(protocol, Serving(fixed), most_tokens=6)
    assert heard.text == "The bridge was opened in 1932."
    assert heard.finish == "length"
    assert heard.error is None


@both
def test_a_server_that_knows_no_limit_is_stopped(protocol: str) -> None:
    class Endless(Serving):
        def _told(self, body, wire):  # type: ignore[no-untyped-def]
            body = {name: value for name, value in body.items() if name == "messages"}
            return super()._told(body, type(wire)(body))

    serving = Endless(long, pace=0.001)
    heard = ask(protocol, serving, most_tokens=20)
    assert 160 < len(heard.text) < 320
    assert heard.finish == "length"
    assert heard.error is None
    assert serving.received[0].outcome == "gone"


@both
def test_an_empty_reply_is_a_normal_one(protocol: str) -> None:
    heard = ask(protocol, Serving(saying("")))
    assert heard.text == ""
    assert heard.error is None


@both
def test_thoughts_in_the_reply_are_left_out(protocol: str) -> None:
    heard = ask(protocol, Serving(saying("<think>Let me see.</think>It is long."), chunk=3))
    assert heard.text == "It is long."


@pytest.mark.parametrize(
    ("refused", "left"),
    [
        (("temperature",), {"stream_options", "max_tokens"}),
        (("stream_options",), {"temperature", "max_tokens"}),
        (("max_tokens",), {"temperature", "stream_options", "max_completion_tokens"}),
        (("temperature", "stream_options"), {"max_tokens"}),
    ],
)
def test_an_option_that_a_server_refuses_is_left_out_from_then_on(
    refused: tuple[str, ...], left: set[str]
) -> None:
    serving = Serving(fixed, refuses=refused)
    with running(serving) as server, opened("openai", server) as model:
        first, second = hear(model), hear(model)
    assert first.text == second.text == SENTENCES
    assert len(serving.received) == len(refused) + 2
    options = {"temperature", "stream_options", "max_tokens", "max_completion_tokens"}
    assert options & serving.received[-1].body.keys() == left
    if "stream_options" in refused:
        assert second.usage == Usage(prompt=10, reply=19), "an estimate"


def test_ollama_is_told_not_to_think_aloud_and_how_much_it_must_read() -> None:
    serving = Serving(fixed)
    ask("ollama", serving, most_tokens=321)
    (request,) = serving.received
    assert request.body["think"] is False
    assert request.body["options"] == {"temperature": 0, "num_predict": 321, "num_ctx": 8192}


def test_a_server_that_refuses_think_is_asked_without_it() -> None:
    serving = Serving(fixed, refuses=("think",))
    assert ask("ollama", serving).text == SENTENCES
    assert "think" not in serving.received[-1].body

"""The checker finds what Discord would refuse, and lets through what it takes."""

from pathlib import Path
from typing import Any

import pytest

from .checker import Checker
from .journal import RecordedRequest

_SILENT: dict[str, Any] = {"allowed_mentions": {"parse": []}}
_CALLBACK = "/interactions/{id}/{token}/callback"
_MESSAGE = "/channels/{channel}/messages"
_COMMANDS = "/applications/{application}/commands"


def _request(method: str, route: str, body: Any) -> RecordedRequest:
    path = route
    for part in ("id", "token", "channel", "application"):
        path = path.replace(f"{{{part}}}", "1")
    return RecordedRequest(method, path, route, {}, body, (), 0.0, 200)


def _button(custom_id: str) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "¶", "custom_id": custom_id}


def _row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def _select(options: int) -> dict[str, Any]:
    choices = [{"label": str(n), "value": str(n)} for n in range(options)]
    return {"type": 3, "custom_id": "s", "options": choices}


def _text(length: int) -> dict[str, Any]:
    return {"type": 10, "content": "x" * length}


def _embed(**parts: Any) -> dict[str, Any]:
    return {"embeds": [parts], **_SILENT}


_V2: dict[str, Any] = {"flags": 1 << 15, **_SILENT}
_BUTTONS = [_button(str(n)) for n in range(6)]

WRONG_MESSAGES: list[tuple[str, dict[str, Any], str]] = [
    ("content too long", {"content": "x" * 2001, **_SILENT}, "content has 2001 characters"),
    ("pings", {"content": "x"}, "allowed_mentions is missing"),
    ("embed pings", {"embeds": [{"title": "x"}]}, "allowed_mentions is missing"),
    ("everyone", {"content": "x", "allowed_mentions": {"parse": ["everyone"]}}, "must be []"),
    ("no parse", {"content": "x", "allowed_mentions": {}}, "parse is None"),
    (
        "author",
        {"content": "x", "allowed_mentions": {"parse": [], "replied_user": True}},
        "lets replied_user be pinged",
    ),
    ("title", _embed(title="x" * 257), "embed title has 257"),
    ("description", _embed(description="x" * 4097), "embed description has 4097"),
    ("footer", _embed(footer={"text": "x" * 2049}), "embed footer has 2049"),
    ("embed author", _embed(author={"name": "x" * 257}), "embed author has 257"),
    ("field name", _embed(fields=[{"name": "x" * 257, "value": "x"}]), "field name has 257"),
    ("field value", _embed(fields=[{"name": "x", "value": "x" * 1025}]), "field value has 1025"),
    ("fields", _embed(fields=[{"name": "x", "value": "x"}] * 26), "embed fields: 26"),
    ("sum", {"embeds": [{"description": "x" * 3001}] * 2, **_SILENT}, "together have 6002"),
    ("embeds", {"embeds": [{"title": "x"}] * 11, **_SILENT}, "embeds: 11"),
    ("rows", {"components": [_row(_button(str(n))) for n in range(6)]}, "action rows: 6"),
    ("buttons", {"components": [_row(*_BUTTONS)]}, "buttons in an action row: 6"),
    ("options", {"components": [_row(_select(26))]}, "select options: 26"),
    ("crowded select", {"components": [_row(_select(1), _button("b"))]}, "must stand alone"),
    ("custom id", {"components": [_row(_button("x" * 101))]}, "custom_id has 101"),
    ("same id", {"components": [_row(_button("a"), _button("a"))]}, "stands 2 times"),
    ("text without flag", {"components": [_text(1)], **_SILENT}, "needs the flag"),
    ("v2 content", {**_V2, "content": "x", "components": [_text(1)]}, "may not have content"),
    ("v2 embeds", {**_V2, "embeds": [{"title": "x"}]}, "may not have embeds"),
    ("v2 text", {**_V2, "components": [_text(2001), _text(2000)]}, "together have 4001"),
    ("v2 components", {**_V2, "components": [_text(1)] * 41}, "components in all: 41"),
    ("v2 pings", {"flags": 1 << 15, "components": [_text(1)]}, "allowed_mentions is missing"),
]

WRONG_CALLBACKS = [
    ({"type": 4, "data": {"content": "x" * 2001, **_SILENT}}, "content has 2001"),
    ({"type": 7, "data": {"content": "x"}}, "allowed_mentions is missing"),
    ({"type": 8, "data": {"choices": [{"name": "x", "value": "x"}] * 26}}, "choices: 26"),
    ({"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "x"}]}}, "name has 101"),
    ({"type": 9, "data": {"title": "x" * 46, "custom_id": "m", "components": []}}, "title has 46"),
]

WRONG_COMMANDS = [
    ({"name": "Ask", "description": "d"}, "lower-case"),
    ({"name": "x" * 33, "description": "d"}, "1 to 32"),
    ({"name": "ask", "description": ""}, "needs a description"),
    ({"name": "ask", "description": "x" * 101}, "1 to 100 characters"),
    (
        {
            "name": "ask",
            "description": "d",
            "options": [{"type": 3, "name": "q", "description": "x" * 101}],
        },
        "option 'q' needs a description",
    ),
]

AGAINST_THE_DESCRIPTION = [
    ("POST", _CALLBACK, {"type": 11}, "type 11 is none"),
    ("POST", _CALLBACK, {"type": 8}, "'data' is a required property"),
    ("POST", _CALLBACK, {"type": 4, "data": {"embeds": "x"}}, "data.embeds"),
    ("POST", _CALLBACK, {"data": {}}, "type None is none"),
    ("POST", _MESSAGE, {"components": [{"type": 2, "style": 1}]}, "type 2 is none"),
    ("POST", _MESSAGE, {"components": [_row({"type": 2, "label": "x"})]}, "'style' is a required"),
    ("POST", _MESSAGE, {"components": [_row(_button("x" * 101))]}, "components.0.components.0"),
    ("POST", _MESSAGE, {"message_reference": {"message_id": "x"}}, "message_reference"),
    ("PUT", _COMMANDS, {"name": "ask"}, "is not of type 'array'"),
    ("PUT", _COMMANDS, [{"description": "d"}], "'name' is a required property"),
    ("POST", _MESSAGE, None, "needs a body"),
    ("GET", _MESSAGE, {}, "takes no body"),
]

RIGHT: list[tuple[str, str, Any]] = [
    ("POST", _MESSAGE, {"content": "x" * 2000, **_SILENT}),
    ("POST", _MESSAGE, {"components": [_row(*_BUTTONS[:5])]}),
    ("POST", _MESSAGE, {**_V2, "components": [{"type": 17, "components": [_text(4000)]}]}),
    ("POST", _MESSAGE, {"message_reference": {"message_id": 1, "channel_id": "2"}}),
    ("POST", _CALLBACK, {"type": 5, "data": {"flags": 64}}),
    ("POST", _CALLBACK, {"type": 6}),
    ("POST", _CALLBACK, {"type": 8, "data": {"choices": [{"name": "x", "value": "y"}]}}),
    ("PUT", _COMMANDS, [{"name": "ask", "description": "d", "type": 1}]),
    ("GET", _MESSAGE, None),
]


@pytest.mark.parametrize(
    ("body", "problem"), [row[1:] for row in WRONG_MESSAGES], ids=[row[0] for row in WRONG_MESSAGES]
)
def test_a_message_over_a_limit_is_found(body: dict[str, Any], problem: str) -> None:
    assert any(problem in each for each in Checker(None).problems(_request("POST", _MESSAGE, body)))


@pytest.mark.parametrize(("body", "problem"), WRONG_CALLBACKS)
def test_a_first_response_over_a_limit_is_found(body: dict[str, Any], problem: str) -> None:
    assert any(problem in p for p in Checker(None).problems(_request("POST", _CALLBACK, body)))


@pytest.mark.parametrize(("body", "problem"), WRONG_COMMANDS)
def test_a_command_over_a_limit_is_found(body: dict[str, Any], problem: str) -> None:
    assert any(problem in p for p in Checker(None).problems(_request("PUT", _COMMANDS, [body])))


def test_an_unknown_call_is_found() -> None:
    request = RecordedRequest("GET", "/nowhere", None, {}, None, (), 0.0, 404)
    assert Checker(None).judge([request]) == [
        "GET /nowhere -> 404: is a call that the loopback Discord does not know"
    ]


def test_each_request_is_judged_once() -> None:
    checker, wrong = Checker(None), _request("POST", _MESSAGE, {"content": "x"})
    assert len(checker.judge([wrong])) == 1
    assert len(checker.judge([wrong, wrong])) == 2


@pytest.fixture(scope="module")
def checker(openapi: Path | None) -> Checker:
    if openapi is None:
        pytest.skip("needs ../shared/discord/openapi.json beside the repository")
    return Checker(openapi)


class TestAgainstTheDescription:
    @pytest.mark.parametrize(("method", "route", "body", "problem"), AGAINST_THE_DESCRIPTION)
    def test_a_body_of_the_wrong_shape_is_found(
        self, checker: Checker, method: str, route: str, body: Any, problem: str
    ) -> None:
        problems = checker.problems(_request(method, route, body))
        assert any(problem in each for each in problems), problems

    @pytest.mark.parametrize(("method", "route", "body"), RIGHT)
    def test_a_right_body_passes(
        self, checker: Checker, method: str, route: str, body: Any
    ) -> None:
        assert checker.problems(_request(method, route, body)) == []

"""What the errors of the providers' libraries mean, and what is no part of a reply."""

import pytest

from answering.chat.failures import is_passing, retry_after, status_of, told
from answering.chat.thoughts import Thoughts


@pytest.mark.parametrize(
    ("parts", "reply"),
    [
        (["A", "b."], "Ab."),
        (["<think>Hm.</think>\n\nYes."], "\n\nYes."),
        (["\n<thi", "nk>Hm", ".</th", "ink>", " Yes", " [k]."], " Yes [k]."),
        (["<think>never ends"], ""),
        (["<thi"], "<thi"),
        (["<", "b>"], "<b>"),
        (["It is <think>x</think>"], "It is <think>x</think>"),
        ([""], ""),
        (["  ", "Yes."], "  Yes."),
    ],
)
def test_a_block_of_thoughts_at_the_beginning_is_left_out(parts: list[str], reply: str) -> None:
    thoughts = Thoughts()
    assert "".join(map(thoughts.feed, parts)) + thoughts.finish() == reply


class _Response:
    def __init__(self, status: int, headers: dict[str, str]) -> None:
        self.status_code = status
        self.headers = headers


class _StatusError(Exception):
    """As the libraries make them: the text holds what must not be logged."""

    def __init__(self, status: int, headers: dict[str, str] | None = None) -> None:
        super().__init__("key sk-1234 and the whole request")
        self.response = _Response(status, headers or {})


class TransportError(Exception):
    """Named as the base of httpx's errors is."""


def _hidden(error: Exception) -> Exception:
    """The same as a library hides it behind an error of its own."""
    try:
        try:
            raise error
        except Exception:
            raise RuntimeError("wrapped") from None
    except RuntimeError as wrapped:
        return wrapped


@pytest.mark.parametrize(
    ("error", "status", "passing"),
    [
        (_StatusError(500), 500, True),
        (_StatusError(503), 503, True),
        (_StatusError(529), 529, True),
        (_StatusError(429), 429, True),
        (_StatusError(408), 408, True),
        (_StatusError(400), 400, False),
        (_StatusError(401), 401, False),
        (_StatusError(404), 404, False),
        (_hidden(_StatusError(503)), 503, True),
        (ConnectionResetError(), None, True),
        (TransportError(), None, True),
        (_hidden(TransportError()), None, True),
        (ValueError("garbage"), None, False),
    ],
)
def test_what_is_worth_another_attempt(error: Exception, status: int | None, passing: bool) -> None:
    assert status_of(error) == status
    assert is_passing(error) is passing
    assert "sk-1234" not in told(error)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        ("-1", 0.0),
        ("soon", None),
        ("", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("nan", None),
        ("inf", None),
    ],
)
def test_how_long_the_server_asks_to_wait(value: str, seconds: float | None) -> None:
    assert retry_after(_StatusError(429, {"retry-after": value})) == seconds

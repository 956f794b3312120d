"""How two kinds of model server put a reply into bytes."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A whole reply, with what the server counted."""

    model: str
    text: str
    cut_at_limit: bool
    prompt_tokens: int
    reply_tokens: int


class Wire(Protocol):
    """One protocol, for one request."""

    content_type: ClassVar[str]

    def __init__(self, body: JSON) -> None: ...

    @property
    def streamed(self) -> bool: ...

    @property
    def most_tokens(self) -> int | None: ...

    def part(self, told: Told, text: str) -> bytes: ...

    def end(self, told: Told) -> bytes: ...

    def whole(self, told: Told) -> JSON: ...

    def error(self, status: int, message: str) -> JSON: ...


class OpenAiWire:
    """Chat completions: server-sent events that end with `[DONE]`."""

    content_type = "text/event-stream"

    def __init__(self, body: JSON) -> None:
        self._body = body

    @property
    def streamed(self) -> bool:
        return self._body.get("stream", False) is True

    @property
    def most_tokens(self) -> int | None:
        limit: int | None = self._body.get("max_completion_tokens", self._body.get("max_tokens"))
        return limit

    def part(self, told: Told, text: str) -> bytes:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}}
        return self._event(told, [{**choice, "finish_reason": None}])

    def end(self, told: Told) -> bytes:
        last = self._event(told, [{"index": 0, "delta": {}, "finish_reason": _reason(told)}])
        if (self._body.get("stream_options") or {}).get("include_usage"):
            last += self._event(told, [], usage=self._usage(told))
        return last + b"data: [DONE]\n\n"

    def whole(self, told: Told) -> JSON:
        message = {"role": "assistant", "content": told.text}
        choice = {"index": 0, "message": message, "finish_reason": _reason(told)}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": told.model,
            "choices": [choice],
            "usage": self._usage(told),
        }

    def error(self, status: int, message: str) -> JSON:
        return {"error": {"message": message, "type": "error", "code": str(status), "param": None}}

    def _event(self, told: Told, choices: list[JSON], **more: Any) -> bytes:
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": told.model,
            "choices": choices,
            **more,
        }
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()

    def _usage(self, told: Told) -> JSON:
        return {
            "prompt_tokens": told.prompt_tokens,
            "completion_tokens": told.reply_tokens,
            "total_tokens": told.prompt_tokens + told.reply_tokens,
        }


class OllamaWire:
    """`/api/chat`: one JSON document a line; the last one says `done`."""

    content_type = "application/x-ndjson"

    def __init__(self, body: JSON) -> None:
        self._body = body

    @property
    def streamed(self) -> bool:
        return self._body.get("stream", True) is True

    @property
    def most_tokens(self) -> int | None:
        limit: int | None = (self._body.get("options") or {}).get("num_predict")
        return limit

    def part(self, told: Told, text: str) -> bytes:
        return self._line({**self._message(told, text), "done": False})

    def end(self, told: Told) -> bytes:
        return self._line({**self._message(told, ""), **self._done(told)})

    def whole(self, told: Told) -> JSON:
        return {**self._message(told, told.text), **self._done(told)}

    def error(self, status: int, message: str) -> JSON:
        return {"error": message}

    def _line(self, document: JSON) -> bytes:
        return json.dumps(document, ensure_ascii=False).encode() + b"\n"

    def _message(self, told: Told, text: str) -> JSON:
        return {
            "model": told.model,
            "created_at": "2026-01-01T00:00:00.000000Z",
            "message": {"role": "assistant", "content": text},
        }

    def _done(self, told: Told) -> JSON:
        return {
            "done": True,
            "done_reason": _reason(told),
            "prompt_eval_count": told.prompt_tokens,
            "eval_count": told.reply_tokens,
        }


def _reason(told: Told) -> str:
    return "length" if told.cut_at_limit else "stop"

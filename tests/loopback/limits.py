"""Discord's limits that its OpenAPI description does not state, and the rule against pings.

The figures are those of Discord's documentation: Message, Embed Limits, Component Reference and
Application Commands.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .messages import components_of
from .wire import Callback, MessageFlag, Payload

_COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")


def message_problems(body: Payload) -> list[str]:
    """What is wrong with the body of a new or edited message."""
    flags = body.get("flags") or 0
    components = body.get("components") or []
    problems = [*_content(body), *_embeds(body.get("embeds") or []), *_custom_ids(components)]
    if flags & MessageFlag.COMPONENTS_V2:
        problems += _second_version(body, components)
    else:
        problems += _rows(components)
    return problems + list(_pings(body, components))


def callback_problems(body: Payload) -> list[str]:
    """What is wrong with the first response to an interaction."""
    data = body.get("data") or {}
    kind = body.get("type")
    if kind in {Callback.MESSAGE, Callback.UPDATE}:
        return message_problems(data)
    if kind == Callback.CHOICES:
        return list(_choices(data.get("choices") or []))
    if kind == Callback.MODAL:
        return list(_modal(data))
    return []


def command_problems(body: Payload) -> list[str]:
    """What is wrong with one application command."""
    return list(_named(body, "command"))


def _too_long(what: str, text: str | None, limit: int) -> Iterator[str]:
    if text is not None and len(text) > limit:
        yield f"{what} has {len(text)} characters; {limit} are allowed"


def _too_many(what: str, items: list[Any], limit: int) -> Iterator[str]:
    if len(items) > limit:
        yield f"{what}: {len(items)}; {limit} are allowed"


def _content(body: Payload) -> Iterator[str]:
    yield from _too_long("content", body.get("content"), 2000)


def _embeds(embeds: list[Payload]) -> Iterator[str]:
    yield from _too_many("embeds", embeds, 10)
    total = 0
    for embed in embeds:
        for what, text, limit in _embed_texts(embed):
            yield from _too_long(f"embed {what}", text, limit)
            total += len(text or "")
        yield from _too_many("embed fields", embed.get("fields") or [], 25)
    if total > 6000:
        yield f"all embeds together have {total} characters; 6000 are allowed"


def _embed_texts(embed: Payload) -> Iterator[tuple[str, str | None, int]]:
    yield "title", embed.get("title"), 256
    yield "description", embed.get("description"), 4096
    yield "footer", (embed.get("footer") or {}).get("text"), 2048
    yield "author", (embed.get("author") or {}).get("name"), 256
    for field in embed.get("fields") or []:
        yield "field name", field.get("name"), 256
        yield "field value", field.get("value"), 1024


def _custom_ids(components: list[Payload]) -> Iterator[str]:
    ids = [c["custom_id"] for c in components_of(components) if c.get("custom_id") is not None]
    for custom_id in ids:
        yield from _too_long("custom_id", custom_id, 100)
    for custom_id, times in Counter(ids).items():
        if times > 1:
            yield f"custom_id {custom_id!r} stands {times} times in one message"


def _rows(components: list[Payload]) -> Iterator[str]:
    yield from _too_many("action rows", components, 5)
    for row in components:
        if row.get("type") == 1:
            yield from _row(row)
        else:
            yield f"component type {row['type']} needs the flag for Components V2"


def _row(row: Payload) -> Iterator[str]:
    inside = row.get("components") or []
    selects = [component for component in inside if component.get("type") != 2]
    yield from _too_many("buttons in an action row", inside, 5)
    if selects and len(inside) > 1:
        yield "a select must stand alone in its action row"
    for select in selects:
        options = select.get("options") or []
        yield from _too_many("select options", options, 25)
        for option in options:
            yield from _too_long("select option label", option.get("label"), 100)
            yield from _too_long("select option value", option.get("value"), 100)
            yield from _too_long("select option description", option.get("description"), 100)
    for button in inside:
        if button.get("type") == 2:
            yield from _too_long("button label", button.get("label"), 80)


def _second_version(body: Payload, components: list[Payload]) -> Iterator[str]:
    for name in ("content", "embeds", "poll", "stickers"):
        if body.get(name):
            yield f"a Components V2 message may not have {name}"
    every = list(components_of(components))
    yield from _too_many("components in all", every, 40)
    text = sum(len(c.get("content") or "") for c in every if c.get("type") == 10)
    if text > 4000:
        yield f"text displays together have {text} characters; 4000 are allowed"
    for component in every:
        if component.get("type") == 1:
            yield from _row(component)
        if component.get("type") == 9:
            yield from _too_many("texts in a section", component.get("components") or [], 3)


def _pings(body: Payload, components: list[Payload]) -> Iterator[str]:
    has_text = any(c.get("type") == 10 for c in components_of(components))
    if not (body.get("content") or body.get("embeds") or has_text):
        return
    allowed = body.get("allowed_mentions")
    if allowed is None:
        yield "allowed_mentions is missing, so a quoted @everyone would ping"
        return
    if allowed.get("parse") != []:
        yield f"allowed_mentions.parse is {allowed.get('parse')!r}; it must be []"
    pinged = [name for name in ("users", "roles", "replied_user") if allowed.get(name)]
    if pinged:
        yield f"allowed_mentions lets {' and '.join(pinged)} be pinged"


def _choices(choices: list[Payload]) -> Iterator[str]:
    yield from _too_many("autocomplete choices", choices, 25)
    for choice in choices:
        yield from _too_long("autocomplete choice name", choice.get("name"), 100)
        yield from _too_long("autocomplete choice value", str(choice.get("value")), 100)
        if not choice.get("name"):
            yield "an autocomplete choice has no name"


def _modal(data: Payload) -> Iterator[str]:
    yield from _too_long("modal title", data.get("title"), 45)
    yield from _too_long("modal custom_id", data.get("custom_id"), 100)
    yield from _too_many("modal parts", data.get("components") or [], 5)
    yield from _custom_ids(data.get("components") or [])


def _named(thing: Payload, what: str) -> Iterator[str]:
    name = str(thing.get("name"))
    chat_input = thing.get("type", 1) == 1 or what != "command"
    if chat_input and (not _COMMAND_NAME.match(name) or name != name.lower()):
        yield f"{what} name {name!r} must be 1 to 32 lower-case letters, digits, - or _"
    if chat_input and not 1 <= len(thing.get("description") or "") <= 100:
        yield f"{what} {name!r} needs a description of 1 to 100 characters"
    options = thing.get("options") or []
    yield from _too_many(f"options of {what} {name!r}", options, 25)
    for option in options:
        yield from _named(option, "option")
        yield from _too_many(
            f"choices of option {option.get('name')!r}", option.get("choices") or [], 25
        )

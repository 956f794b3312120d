"""Slash commands as a member fills them in: options checked against what the bot registered."""

from collections.abc import Mapping
from typing import Any

from .wire import Payload
from .world import Attachment, Channel

_NESTED = (1, 2)
_VALUE_TYPES: dict[int, type | tuple[type, ...]] = {
    3: str,
    4: int,
    5: bool,
    7: Channel,
    10: (int, float),
    11: Attachment,
}


def command_data(
    command: Payload, words: list[str], values: Mapping[str, Any], *, focused: str | None = None
) -> Payload:
    """The data of an interaction for `command`; `words` name the subcommand, if any.

    With `focused` it is an autocomplete: required options may still be missing.
    Raises AssertionError where Discord's client would not let the member send it.
    """
    where = {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    return {
        **where,
        "id": command["id"],
        "name": command["name"],
        "type": command["type"],
        "options": _options(command, words, values, focused),
    }


def resolved_data(values: Mapping[str, Any], files_at: str) -> Payload:
    """What stands beside the options for those whose value is only an id."""
    files = [value for value in values.values() if isinstance(value, Attachment)]
    channels = [value for value in values.values() if isinstance(value, Channel)]
    resolved: Payload = {}
    if files:
        resolved["attachments"] = {each.id: each.payload(files_at) for each in files}
    if channels:
        resolved["channels"] = {each.id: each.payload() | {"permissions": "0"} for each in channels}
    return {"resolved": resolved} if resolved else {}


def _options(
    level: Payload, words: list[str], values: Mapping[str, Any], focused: str | None
) -> list[Payload]:
    offered = {option["name"]: option for option in level.get("options") or []}
    if words:
        assert words[0] in offered, f"{level['name']} has no subcommand {words[0]!r}"
        below = offered[words[0]]
        options = _options(below, words[1:], values, focused)
        return [{"type": below["type"], "name": below["name"], "options": options}]
    unknown = set(values) - set(offered)
    assert not unknown, f"{level['name']} has no options {sorted(unknown)}; it has {list(offered)}"
    missing = [name for name, o in offered.items() if o.get("required") and name not in values]
    assert focused or not missing, f"{level['name']} needs the options {missing}"
    return [_filled(offered[name], value, focused) for name, value in values.items()]


def _filled(option: Payload, value: Any, focused: str | None) -> Payload:
    kind = option["type"]
    assert kind not in _NESTED, f"{option['name']} is a subcommand; name it with the command"
    assert kind in _VALUE_TYPES, f"this Discord cannot fill in an option of type {kind}"
    filled = {"type": kind, "name": option["name"], "value": value}
    if option["name"] == focused:
        assert option.get("autocomplete"), f"{option['name']} has no autocomplete"
        return filled | {"focused": True}
    assert isinstance(value, _VALUE_TYPES[kind]), f"{option['name']} cannot be {value!r}"
    allowed = [choice["value"] for choice in option.get("choices") or []]
    assert not allowed or value in allowed, f"{option['name']} must be one of {allowed}"
    channel_types = option.get("channel_types") or []
    wrong = isinstance(value, Channel) and channel_types and value.type not in channel_types
    assert not wrong, f"{option['name']} takes channels of the types {channel_types} only"
    return filled | {"value": value.id} if isinstance(value, Attachment | Channel) else filled


def modal_data(modal: Payload, values: Mapping[str, str]) -> Payload:
    """The data of a modal that was filled in with `values` by custom id."""
    asked = [_input(part) for part in modal["components"]]
    unknown = set(values) - {each["custom_id"] for each in asked}
    assert not unknown, f"the modal has no inputs {sorted(unknown)}"
    parts = [
        _submitted(part, values.get(each["custom_id"], each.get("value") or ""))
        for part, each in zip(modal["components"], asked, strict=True)
    ]
    return {"custom_id": modal["custom_id"], "components": parts}


def _input(part: Payload) -> Payload:
    inner: Payload = part["component"] if "component" in part else part["components"][0]
    return inner


def _submitted(part: Payload, value: str) -> Payload:
    inner = _input(part)
    filled = {"type": inner["type"], "id": 2, "custom_id": inner["custom_id"], "value": value}
    if "component" in part:
        return {"type": part["type"], "id": 1, "component": filled}
    return {"type": part["type"], "id": 1, "components": [filled]}

"""Messages as Discord stores them and gives them back."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from .wire import ChannelType, MessageFlag, Payload, snowflake, timestamp
from .world import Channel, User, World

_EMPTY: Payload = {"content": "", "embeds": [], "components": []}


def new_message(
    world: World, channel: Channel, author: User, body: Payload, *, flags: int = 0
) -> Payload:
    """Store the message that `body` describes and return it."""
    message: Payload = {
        "id": snowflake(),
        "type": 0,
        "channel_id": channel.id,
        "author": author.payload(),
        "content": body.get("content") or "",
        "timestamp": timestamp(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": _mentioned(world, body.get("content") or ""),
        "mention_roles": [],
        "attachments": [],
        "embeds": [_embed(embed) for embed in body.get("embeds") or []],
        "components": _numbered(body.get("components") or []),
        "pinned": False,
        "flags": (body.get("flags") or 0) | flags,
    }
    if "nonce" in body:
        message["nonce"] = body["nonce"]
    reference = body.get("message_reference")
    if reference is not None:
        message["type"] = 19
        message["message_reference"] = {"type": 0, "channel_id": channel.id, **reference}
        replied = world.messages.get(str(reference["message_id"]))
        message["referenced_message"] = replied
        if replied is not None and (body.get("allowed_mentions") or {}).get("replied_user"):
            message["mentions"].append(replied["author"])
    world.messages[message["id"]] = message
    world.changes.notify()
    return message


def edit_message(world: World, message: Payload, body: Payload) -> Payload:
    """Change the fields that `body` names; an edit also ends the loading state."""
    message |= {name: body[name] or empty for name, empty in _EMPTY.items() if name in body}
    message["embeds"] = [_embed(embed) for embed in message["embeds"]]
    message["components"] = _numbered(message["components"])
    kept = message["flags"] & ~MessageFlag.LOADING
    message["flags"] = int(kept | ((body.get("flags") or 0) & MessageFlag.COMPONENTS_V2))
    message["edited_timestamp"] = timestamp()
    world.changes.notify()
    return message


def as_event(world: World, message: Payload, channel: Channel, author: User) -> Payload:
    """The message with what MESSAGE_CREATE adds in a server."""
    if channel.type is ChannelType.DIRECT:
        return message
    member = {"roles": [], "joined_at": timestamp(), "deaf": False, "mute": False, "flags": 0}
    return {**message, "guild_id": channel.guild_id, "member": member}


def components_of(components: list[Payload]) -> Iterator[Payload]:
    """Every component, at any depth, in the order of the page."""
    for component in components:
        yield component
        yield from components_of(component.get("components") or [])
        nested = [component.get("accessory"), component.get("component")]
        yield from components_of([child for child in nested if child])


def texts_of(message: Payload) -> Iterator[str]:
    """Every text that a reader of the message sees, buttons' labels left out."""
    yield message.get("content") or ""
    for embed in message.get("embeds") or []:
        yield embed.get("title") or ""
        yield embed.get("description") or ""
        yield (embed.get("author") or {}).get("name") or ""
        for each in embed.get("fields") or []:
            yield each.get("name") or ""
            yield each.get("value") or ""
        yield (embed.get("footer") or {}).get("text") or ""
    for component in components_of(message.get("components") or []):
        if component.get("type") == 10:
            yield component.get("content") or ""


def _mentioned(world: World, content: str) -> list[Payload]:
    people = [
        world.bot,
        *(user for guild in world.guilds.values() for user in guild.members.values()),
    ]
    found = {user.id: user for user in people if user.mention in content}
    return [user.payload() for user in found.values()]


def _embed(embed: Payload) -> Payload:
    return {"type": "rich", **embed}


def _numbered(components: list[Any]) -> list[Payload]:
    """The components with the ids that Discord gives to those that came without one."""
    numbers = count(1)

    def number(component: Payload) -> Payload:
        numbered = {"id": next(numbers), **component}
        if component.get("components"):
            numbered["components"] = [number(child) for child in component["components"]]
        for name in ("accessory", "component"):
            if component.get(name):
                numbered[name] = number(component[name])
        return numbered

    return [number(component) for component in components]

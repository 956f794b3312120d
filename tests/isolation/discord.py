"""Rows for what members of server B can do in Discord, whatever their client sends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.discord.desk import NOT_AVAILABLE, NOT_KNOWN
from bot.discord.sources.failures import GONE
from tests.housed_bot import Corner, HousedBot
from tests.isolation.rows import Rows
from tests.isolation.town import QUESTION, SECRET, Town, tells_nothing
from tests.loopback.actors import Member
from tests.loopback.exchange import BotMessage
from tests.loopback.wire import Asking
from tests.loopback.world import Attachment, Channel

PATIENCE = 20.0


@dataclass(frozen=True)
class Visit:
    """The bot in both servers, an answer that was given in A, and an admin of B."""

    bot: HousedBot
    town: Town
    answer: BotMessage

    @property
    def a(self) -> Corner:
        return self.bot.one

    @property
    def b(self) -> Corner:
        return self.bot.two

    @property
    def answer_id(self) -> str:
        """The id in the custom ids of A's answer."""
        shown: str = self.answer.buttons[0]["custom_id"].split(":")[2]
        return shown

    async def slash(self, command: str, **options: Any) -> str:
        """What the admin of B is told."""
        asked = await self.b.admin.slash(self.b.channel, command, **options)
        return await told(asked)

    async def completes(self, command: str, option: str, typed: str, **others: Any) -> list[str]:
        """What an option offers the admin of B."""
        sent = await self.b.admin.autocomplete(self.b.channel, command, option, typed, **others)
        return [str(each["value"]) for each in await sent.choices(PATIENCE)]

    async def forge(self, custom_id: str, member: Member | None = None) -> str:
        """What is told to who sends a click with a custom id that B was never shown."""
        return await told(await forged(member or self.b.admin, self.b.channel, custom_id))


async def told(asked: Any) -> str:
    reply: BotMessage = await asked.reply(PATIENCE)
    tells_nothing(reply.payload)
    return reply.text


async def forged(
    member: Member, channel: Channel, custom_id: str, values: list[str] | None = None
) -> Any:
    """A click on a control that is on no message there."""
    control: dict[str, Any] = {"type": 2, "style": 2, "label": "x"}
    if values is not None:
        options = [{"label": each, "value": each} for each in values]
        control = {"type": 3, "options": options, "min_values": 1, "max_values": 1}
    control |= {"custom_id": custom_id, "id": 2}
    message = {
        "id": "1",
        "type": 0,
        "channel_id": channel.id,
        "author": member.stage.world.bot.payload(),
        "content": "",
        "timestamp": "2026-03-01T12:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [{"type": 1, "id": 1, "components": [control]}],
        "pinned": False,
        "flags": 1 << 15,
    }
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": control["type"], "id": 2}
    if values is not None:
        data["values"] = values
    return await member._interact(Asking.COMPONENT, channel, data, f"forged {custom_id}", message)


DISCORD = Rows[Callable[[Visit], Awaitable[None]]]()


@DISCORD.row("/ask", "in B, what only A's source says", "nothing of A's is shown")
async def ask(visit: Visit) -> None:
    assert SECRET in visit.answer.text.casefold()
    await visit.slash("ask", question=QUESTION)


@DISCORD.row("/ask source:", "in B, the id and the title of A's source", "there is no such source")
async def ask_source(visit: Visit) -> None:
    for source in ("harbour", "The harbour"):
        said = await visit.slash("ask", question=QUESTION, source=source)
        assert "source" in said
        assert "no " in said.casefold() or "not" in said.casefold(), said


@DISCORD.row("/ask source:", "completed in B, with what A's sources are called", "none of A's")
async def ask_completed(visit: Visit) -> None:
    for typed in ("", "harbour", "zanz", "attic"):
        assert set(await visit.completes("ask", "source", typed)) <= {"bees", "moon"}


@DISCORD.row("mention", "in B, what only A's source says", "nothing of A's is shown")
async def mention(visit: Visit) -> None:
    said = await visit.b.member.says(visit.b.channel, f"{visit.bot.discord.bot_mention} {QUESTION}")
    tells_nothing((await said.settled_reply(PATIENCE)).payload)


@DISCORD.row("direct message", "by a member of A, what only A's source says", "nothing of A's")
async def direct(visit: Visit) -> None:
    said = await visit.a.member.dm(QUESTION)
    tells_nothing((await said.settled_reply(PATIENCE)).payload)


@DISCORD.row("conversation", "a reply in B to the answer in A", "is no conversation: no answer")
async def conversation(visit: Visit) -> None:
    reference = {"message_reference": {"message_id": visit.answer.id}}
    text = "And on Sundays?"
    said = await visit.bot.discord.stage.say(visit.b.channel, visit.b.member.user, text, reference)
    await said.stays_unanswered(1.0)


@DISCORD.row("button of a paragraph", "of A's answer, from B and a direct message", "not available")
async def paragraph(visit: Visit) -> None:
    for position in range(3):
        said = await visit.forge(f"pilcrow:show:{visit.answer_id}:{position}")
        assert said == NOT_AVAILABLE
    sent = await forged(visit.b.admin, visit.b.admin.direct, f"pilcrow:show:{visit.answer_id}:0")
    assert await told(sent) == NOT_AVAILABLE


@DISCORD.row("menu of paragraphs", "of A's answer, from B", "not available")
async def menu(visit: Visit) -> None:
    custom_id = f"pilcrow:choose:{visit.answer_id}"
    sent = await forged(visit.b.admin, visit.b.channel, custom_id, ["0"])
    assert await told(sent) == NOT_AVAILABLE


@DISCORD.row("button “Ask again”", "of A's answer, from B and a direct message", "not known here")
async def again(visit: Visit) -> None:
    custom_id = f"pilcrow:again:{visit.answer_id}"
    for channel in (visit.b.channel, visit.b.admin.direct):
        assert await told(await forged(visit.b.admin, channel, custom_id)) == NOT_KNOWN


@DISCORD.row("/source list", "in B", "B's and shared ones, no draft, nothing removed")
async def listed(visit: Visit) -> None:
    said = await visit.slash("source list")
    assert "bees" in said
    assert "moon" in said
    assert "harbour" not in said.casefold()
    assert "attic" not in said.casefold()


@DISCORD.row("/source show, diff", "in B, A's source and A's removed one", "no such source")
async def shown(visit: Visit) -> None:
    for source in ("harbour", "attic"):
        for command, options in (
            ("source show", {}),
            ("source show", {"revision": 1}),
            ("source diff", {}),
            ("source diff", {"from": 1, "to": 2}),
        ):
            assert "no source" in (await visit.slash(command, source=source, **options))


@DISCORD.row("/source log", "in B, all and A's source", "B's changes only")
async def logged(visit: Visit) -> None:
    assert "harbour" not in (await visit.slash("source log")).casefold()
    assert "No changes" in await visit.slash("source log", source="harbour")


@DISCORD.row(
    "/source update, rollback, remove, refresh", "in B, A's source", "no such source; A's stays"
)
async def changed(visit: Visit) -> None:
    file = Attachment("harbour.md", b"# Taken\n\nB has taken this over.\n")
    for command, options in (
        ("source update", {"file": file}),
        ("source rollback", {"revision": 1}),
        ("source remove", {}),
        ("source refresh", {"every": "hourly"}),
        ("source refresh", {"every": "never"}),
    ):
        assert "no source" in await visit.slash(command, source="harbour", **options), command


@DISCORD.row("/source …", "completed in B, with what A's sources are called", "none of A's")
async def completed(visit: Visit) -> None:
    for command in ("show", "diff", "log", "update", "rollback", "remove", "refresh"):
        for typed in ("", "harbour", "attic"):
            offered = await visit.completes(f"source {command}", "source", typed)
            assert set(offered) <= {"bees", "moon"}, command
    for command in ("show", "rollback"):
        assert await visit.completes(f"source {command}", "revision", "", source="harbour") == []


@DISCORD.row("button Publish", "of A's and of a shared draft, from B", "gone; both wait on")
async def publish(visit: Visit) -> None:
    for key in (visit.town.draft, visit.town.shared_draft):
        assert await visit.forge(f"pilcrow:s:publish:{key}") == GONE


@DISCORD.row("button Cancel", "of A's and of a shared draft, from B", "gone; both wait on")
async def cancel(visit: Visit) -> None:
    for key in (visit.town.draft, visit.town.shared_draft):
        assert await visit.forge(f"pilcrow:s:cancel:{key}") == GONE


@DISCORD.row("button Review, Show all", "of A's and of a shared draft, from B", "gone")
async def review(visit: Visit) -> None:
    for key in (visit.town.draft, visit.town.shared_draft):
        assert await visit.forge(f"pilcrow:s:review:{key}:0") == GONE


@DISCORD.row("buttons of pages", "of A's source, revisions and log, from B", "no such source")
async def turned(visit: Visit) -> None:
    for about in ("show:2:0:harbour", "diff:1:2:0:harbour", "plan:1:0:harbour"):
        assert "no source" in await visit.forge(f"pilcrow:s:{about}"), about
    await visit.forge("pilcrow:s:log:0:harbour")
    await visit.forge("pilcrow:s:list:0")


@DISCORD.row("buttons Roll back, Remove", "of A's source, from B", "no such source; A's stays")
async def confirmed(visit: Visit) -> None:
    for about in ("rollback:1:2:harbour", "remove:2:harbour", "rollback:1:0:attic"):
        assert "no source" in await visit.forge(f"pilcrow:s:{about}"), about


@DISCORD.row("/source …", "in B, a shared source", "the operator's; it stays")
async def shared(visit: Visit) -> None:
    file = Attachment("moon.md", b"# Moon\n\nThe moon is made of cheese.\n")
    for command, options in (
        ("source update", {"file": file}),
        ("source rollback", {"revision": 1}),
        ("source remove", {}),
        ("source refresh", {"every": "hourly"}),
    ):
        said = await visit.slash(command, source="moon", **options)
        assert "operator" in said or "no source" in said, command
    for about in ("rollback:1:2:moon", "remove:2:moon"):
        assert "no source" in await visit.forge(f"pilcrow:s:{about}"), about


@DISCORD.row(
    "/source add name:", "in B, with the id of A's or of a shared source", "B's own, beside"
)
async def added(visit: Visit) -> None:
    file = Attachment("x.md", b"# Western\n\nThe western coast has another one.\n")
    for name in ("harbour", "moon"):
        sent = visit.b.admin.slash(
            visit.b.channel, "source add", file=file, name=name, publish="now"
        )
        # Progress is shown first, at most once a second.
        assert "Published" in (await (await sent).reply(PATIENCE, quiet=1.5)).text
        assert "western" in visit.town.house.text(visit.town.b, name)
        visit.town.house.pipeline.forget(visit.town.b, name)


@DISCORD.row("/source … and its buttons", "by a member of A without Manage Server", "refused")
async def not_allowed(visit: Visit) -> None:
    member, channel = visit.a.member, visit.a.channel
    for command, options in (
        ("list", {}),
        ("show", {"source": "harbour"}),
        ("log", {}),
        ("remove", {"source": "harbour"}),
        ("refresh", {"source": "harbour", "every": "never"}),
        ("purge", {}),
    ):
        said = await told(await member.slash(channel, f"source {command}", **options))
        assert "Manage Server" in said, command
    for about in (
        f"publish:{visit.town.draft}",
        f"cancel:{visit.town.draft}",
        f"review:{visit.town.draft}:0",
        "rollback:1:2:harbour",
        "remove:2:harbour",
        "purge:",
    ):
        said = await told(await forged(member, channel, f"pilcrow:s:{about}"))
        assert "Manage Server" in said, about


@DISCORD.row("log channel", "A's changes, with a log channel in B", "A's channel only is told")
async def log_channel(visit: Visit) -> None:
    await visit.slash("source log", channel=visit.b.channel)
    heard = len(visit.bot.posted(visit.b.channel))
    visit.town.house.channels.notify(visit.town.a, "harbour", error="The page was not found.")
    await visit.bot.says(visit.a.channel, len(visit.bot.posted(visit.a.channel)) + 1, PATIENCE)
    await asyncio.sleep(0.5)
    assert len(visit.bot.posted(visit.b.channel)) == heard
    await visit.slash("source log", off=True)

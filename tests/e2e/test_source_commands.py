"""`/source` with the real bot on a loopback Discord: from an attachment to a cited answer."""

from dataclasses import dataclass, replace

import pytest

from tests.loopback.actors import Member, Server
from tests.loopback.exchange import BotMessage
from tests.loopback.messages import new_message
from tests.loopback.wire import MEMBER_PERMISSIONS, Callback, Permission
from tests.loopback.world import Attachment, Channel

from .conftest import Scene

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST = """# The lighthouse of Brindle Point

The lighthouse of Brindle Point was built in 1874 by Agnes Harrow, a shipwright's daughter.

Its lamp burned whale oil until 1911.
"""
SECOND = FIRST.replace("Agnes Harrow", "Edith Marlow") + "\nA fire destroyed the stairs in 1950.\n"
QUESTION = "Who built the lighthouse of Brindle Point?"
PATIENCE = 60.0


@dataclass(frozen=True)
class Place:
    """A server of its own for one story, with a channel and people."""

    server: Server
    channel: Channel
    admin: Member
    member: Member

    async def command(self, who: Member, name: str, /, **options: object) -> BotMessage:
        """The finished panel of a subcommand, which must be acknowledged at once and private."""
        asked = await who.slash(self.channel, f"source {name}", **options)
        assert (await asked.acknowledged()).seconds < 1
        panel = await asked.reply(PATIENCE, quiet=1.2)
        assert panel.ephemeral
        return panel

    async def press(self, panel: BotMessage, label: str) -> BotMessage:
        """What the admin sees after a button."""
        button = next(each for each in panel.buttons if each["label"] == label)
        clicked = await self.admin.click(panel, button["custom_id"])
        assert (await clicked.acknowledged()).seconds < 1
        return await clicked.reply(PATIENCE)

    async def answer(self) -> str:
        """What a member is told."""
        asked = await self.member.slash(self.channel, "ask", question=QUESTION)
        return (await asked.reply(PATIENCE)).text


@pytest.fixture
async def place(scene: Scene) -> Place:
    server = Server(scene.ann.stage, scene.ann.guild)
    admin = server.member("Ada", permissions=MEMBER_PERMISSIONS | Permission.MANAGE_GUILD)
    return Place(server, scene.channel, admin, scene.bob)


def article(text: str, name: str = "brindle.md") -> Attachment:
    return Attachment(name, text.encode())


async def test_a_source_is_added_updated_taken_back_and_removed(scene: Scene, place: Place) -> None:
    draft = await place.command(place.admin, "add", file=article(FIRST))
    assert "draft of revision 1" in draft.text
    assert "Agnes Harrow" in draft.text
    assert "Agnes Harrow" not in await place.answer()

    assert "Published" in (await place.press(draft, "Publish")).text
    answer = await place.answer()
    assert "Agnes Harrow" in answer
    assert "¶1" in answer
    assert "revision 1" in answer

    update = await place.command(place.admin, "update", source="brindle", file=article(SECOND))
    assert "1 paragraph added, 1 changed, 1 unchanged." in update.text
    assert "~~Agnes Harrow~~ **Edith Marlow**" in update.text
    assert "Agnes Harrow" in await place.answer()
    await place.press(update, "Publish")
    assert "Edith Marlow" in await place.answer()

    back = await place.command(place.admin, "rollback", source="brindle", revision=1)
    await place.press(back, "Roll back to revision 1")
    assert "Agnes Harrow" in await place.answer()

    log = await place.command(place.admin, "log")
    assert "rolled back to revision 1 (before: revision 2)" in log.text
    removal = await place.command(place.admin, "remove", source="brindle")
    await place.press(removal, "Remove")
    answer = await place.answer()
    assert "Agnes Harrow" not in answer
    assert "Edith Marlow" not in answer
    assert scene.discord.violations == []


async def test_a_draft_waits_over_a_restart(scene: Scene, place: Place) -> None:
    draft = await place.command(place.admin, "add", file=article(FIRST), name="waits")
    assert (await scene.bot.stop())[0] == 0
    await scene.bot.start()
    assert "Waits to be published" in (await place.command(place.admin, "list")).text
    assert "Published" in (await place.press(draft, "Publish")).text
    listed = await place.command(place.admin, "list")
    assert "Revision 1" in listed.text
    removal = await place.command(place.admin, "remove", source="waits")
    await place.press(removal, "Remove")


async def test_a_member_without_the_permission_is_refused(scene: Scene, place: Place) -> None:
    for name, options in (
        ("add", {"file": article(FIRST, "members-own.md"), "publish": "now"}),
        ("list", {}),
        ("purge", {}),
    ):
        panel = await place.command(place.member, name, **options)
        assert "Manage Server" in panel.text
    typed = await place.member.autocomplete(place.channel, "source show", "source", "", source="")
    assert await typed.choices() == []
    assert "members-own.md" not in scene.discord.downloads


async def test_a_button_carried_to_another_server_does_nothing(scene: Scene, place: Place) -> None:
    draft = await place.command(place.admin, "add", file=article(FIRST), name="carried")
    world = scene.discord.world
    controls = {"components": draft.payload["components"], "flags": 1 << 15}
    forged = BotMessage(new_message(world, scene.elsewhere, world.bot, controls))
    eve = replace(scene.eve, permissions=scene.eve.permissions | Permission.MANAGE_GUILD)
    publish = next(each for each in forged.buttons if each["label"] == "Publish")
    clicked = await eve.click(forged, publish["custom_id"])
    assert "not here any more" in (await clicked.reply(PATIENCE)).text
    assert "dropped" in (await place.press(draft, "Cancel")).text


async def test_what_is_too_large_or_of_a_wrong_kind_is_not_downloaded(
    scene: Scene, place: Place
) -> None:
    large = Attachment("large.md", b"small", claimed=26_000_000)
    panel = await place.command(place.admin, "add", file=large)
    assert "“large.md” has 26.0 MB, and 25 MB is the most" in panel.text
    panel = await place.command(place.admin, "add", file=article("x", "../../tool.exe"))
    assert "“tool.exe” cannot be read" in panel.text
    assert not {"large.md", "../../tool.exe"} & set(scene.discord.downloads)


async def test_a_private_address_is_refused(place: Place) -> None:
    panel = await place.command(place.admin, "add", address="http://127.0.0.1:1/secret.md")
    assert "127.0.0.1" in panel.text
    assert not panel.buttons


async def test_purge_deletes_the_servers_sources_only(scene: Scene, place: Place) -> None:
    await place.command(place.admin, "add", file=article(FIRST), name="purged", publish="now")
    asked = await place.command(place.admin, "purge")
    assert "deleted" in (await place.press(asked, "Delete everything")).text
    listed = await place.command(place.admin, "list")
    assert "none yet" in listed.text
    assert "Given by the operator" in listed.text


async def test_a_command_is_acknowledged_with_a_private_loading_message(place: Place) -> None:
    asked = await place.admin.slash(place.channel, "source list")
    acknowledgement = await asked.acknowledged()
    assert acknowledgement.type == Callback.DEFERRED_MESSAGE
    assert acknowledgement.data["flags"] == 64
    await asked.reply(PATIENCE)


async def test_every_request_was_one_that_discord_takes(scene: Scene) -> None:
    assert scene.discord.violations == []


async def test_no_log_holds_what_admins_gave(scene: Scene, place: Place) -> None:
    logged = scene.bot.everything_logged()
    assert "Agnes Harrow" not in logged
    assert place.admin.user.id not in logged
    assert "Traceback" not in logged

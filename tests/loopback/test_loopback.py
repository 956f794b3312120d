"""The loopback Discord serves the real discord.py: each thing that a test can drive works."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord
import pytest
from discord import app_commands

from .actors import Member
from .exchange import BotMessage
from .journal import Fault
from .little_bot import LittleBot, ask, connected, minimal_intents
from .server import LoopbackDiscord
from .wire import MEMBER_PERMISSIONS, Callback, Permission
from .world import Channel, User


class ZlibReader:
    """What discord.py reads with where zstandard is not installed."""

    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()

    def decompress(self, data: bytes) -> str:
        assert data.endswith(b"\x00\x00\xff\xff")
        return self._stream.decompress(data).decode()


@dataclass(frozen=True)
class Scene:
    """A server with a channel, a thread and a member."""

    server: LoopbackDiscord
    general: Channel
    thread: Channel
    ann: Member
    bob: Member


@pytest.fixture
def scene(discord_server: LoopbackDiscord) -> Scene:
    one = discord_server.guild("One")
    general = one.channel("general")
    return Scene(
        discord_server,
        general,
        one.thread(general, "details"),
        one.member("Ann", permissions=MEMBER_PERMISSIONS | Permission.MANAGE_GUILD),
        one.member("Bob"),
    )


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[LittleBot]:
    async with connected(scene.server) as bot:
        yield bot


async def _answered(scene: Scene) -> BotMessage:
    return await (await scene.ann.slash(scene.general, "ask", question="why?")).reply()


@pytest.mark.usefixtures("bot")
class TestSlashCommands:
    async def test_a_deferral_is_acknowledged_at_once_and_then_finished(self, scene: Scene) -> None:
        asked = await scene.ann.slash(scene.general, "ask", question="why?", source="iran")
        acknowledgement = await asked.acknowledged()
        assert acknowledgement.type == Callback.DEFERRED_MESSAGE
        assert acknowledgement.seconds < 1
        reply = await asked.reply()
        assert (reply.ephemeral, reply.embeds[0]["description"]) == (False, "why? iran")
        assert [b["custom_id"] for b in reply.buttons] == ["paragraph:1", "again", "note"]

    async def test_a_private_deferral_makes_a_private_reply(self, scene: Scene) -> None:
        asked = await scene.ann.slash(scene.general, "ask", question="why?", private=True)
        assert (await asked.reply()).ephemeral

    async def test_a_command_works_in_a_direct_conversation(self, scene: Scene) -> None:
        asked = await scene.ann.slash(scene.ann.direct, "ask", question="why?")
        assert (await asked.reply()).embeds[0]["description"] == "why?"

    async def test_the_bot_sees_the_permissions_of_the_member(self, scene: Scene) -> None:
        assert f"Ann may {int(scene.ann.permissions)}" in (await _answered(scene)).text

    async def test_autocomplete_gets_its_choices(self, scene: Scene) -> None:
        typed = await scene.ann.autocomplete(scene.general, "ask", "source", "rus", question="q")
        assert [choice["value"] for choice in await typed.choices()] == ["russia", "rust"]

    @pytest.mark.parametrize(
        ("options", "failure"),
        [
            ({}, "needs the options"),
            ({"question": "q", "page": 1}, "has no options"),
            ({"question": 1}, "cannot be 1"),
        ],
    )
    async def test_a_command_that_discord_would_not_send_fails(
        self, scene: Scene, options: dict[str, object], failure: str
    ) -> None:
        with pytest.raises(AssertionError, match=failure):
            await scene.ann.slash(scene.general, "ask", **options)


@pytest.mark.usefixtures("bot")
class TestControls:
    async def test_a_button_answers_privately(self, scene: Scene) -> None:
        reply = await (await scene.bob.click(await _answered(scene), "paragraph:1")).reply()
        assert (reply.ephemeral, reply.content) == (True, "the paragraph")

    async def test_a_button_edits_its_message(self, scene: Scene) -> None:
        answer = await _answered(scene)
        reply = await (await scene.ann.click(answer, "again")).reply()
        assert (reply.id, reply.content) == (answer.id, "edited in place")

    async def test_a_select_is_followed_up_after_a_deferral(self, scene: Scene) -> None:
        picked = await scene.ann.select(await _answered(scene), "pick", ["two"])
        assert (await picked.acknowledged()).type == Callback.DEFERRED_UPDATE
        assert (await picked.reply()).content == "picked two"

    async def test_a_modal_is_filled_in(self, scene: Scene) -> None:
        opened = await scene.ann.click(await _answered(scene), "note")
        assert (await (await scene.ann.submit(opened, line="hello")).reply()).content == (
            "noted: hello"
        )

    async def test_a_control_that_is_not_there_cannot_be_used(self, scene: Scene) -> None:
        with pytest.raises(AssertionError, match="has no control 'other'"):
            await scene.ann.click(await _answered(scene), "other")

    async def test_a_private_message_is_closed_to_other_members(self, scene: Scene) -> None:
        asked = await scene.ann.slash(scene.general, "ask", question="why?", private=True)
        with pytest.raises(AssertionError, match="Bob cannot see"):
            await scene.bob.click(await asked.reply(), "paragraph:1")

    async def test_a_control_works_after_the_bot_restarted(
        self, scene: Scene, bot: LittleBot
    ) -> None:
        answer = await _answered(scene)
        await bot.close()
        async with connected(scene.server):
            reply = await (await scene.ann.click(answer, "paragraph:1")).reply()
        assert reply.content == "the paragraph"


@pytest.mark.usefixtures("bot")
class TestMessages:
    async def test_a_mention_is_answered_in_a_channel_and_in_a_thread(self, scene: Scene) -> None:
        text = f"{scene.server.bot_mention} why?"
        for channel in (scene.general, scene.thread):
            reply = await (await scene.ann.says(channel, text)).reply()
            assert reply.content == f"you said {text}"
        assert scene.server.typing == [scene.general.id, scene.thread.id]

    async def test_a_direct_message_is_answered(self, scene: Scene) -> None:
        assert (await (await scene.ann.dm("why?")).reply()).content == "you said why?"

    async def test_a_reply_that_pings_is_read_and_another_is_not(
        self, scene: Scene, bot: LittleBot
    ) -> None:
        said = await (await scene.ann.says(scene.general, f"{bot.user.mention} hi")).reply()
        answered = await (await scene.ann.replies(said, "and then?")).reply()
        assert answered.content == "you said and then?"
        of_people = bot.wait_for("message", check=lambda m: not m.author.bot, timeout=2)
        seen = asyncio.ensure_future(of_people)
        await asyncio.sleep(0)
        await scene.ann.replies(said, "hm", ping=False)
        message = await seen
        assert (message.content, message.reference.message_id) == ("", int(said.id))

    async def test_a_nonce_that_was_used_before_makes_no_second_message(self, scene: Scene) -> None:
        said = await scene.ann.dm("once")
        assert (await said.settled_reply(quiet=0.3)).content == "only once"
        kept = scene.server.world.messages.values()
        assert [each["content"] for each in kept] == ["once", "only once"]

    async def test_other_talk_stays_unanswered(self, scene: Scene) -> None:
        await (await scene.ann.says(scene.general, "nice weather")).stays_unanswered(0.2)

    async def test_content_is_withheld_without_its_intent(
        self, scene: Scene, bot: LittleBot
    ) -> None:
        seen = asyncio.ensure_future(bot.wait_for("message", timeout=2))
        await asyncio.sleep(0)
        await scene.ann.says(scene.general, "nice weather")
        assert (await seen).content == ""

    async def test_another_bot_can_speak(self, scene: Scene) -> None:
        said = await scene.server.stage.say(
            scene.general, User("Other", bot=True), f"{scene.server.bot_mention} hi"
        )
        await said.stays_unanswered(0.2)


class TestGateway:
    async def test_a_dropped_connection_is_resumed_and_loses_nothing(
        self, scene: Scene, bot: LittleBot
    ) -> None:
        await scene.server.drop()
        said = await scene.ann.dm("while you were away")
        await scene.server.resumed(1)
        assert (await said.reply()).content == "you said while you were away"
        assert scene.server.gateway.identified == 1

    async def test_heartbeats_of_an_idle_bot_come_in_time(
        self, scene: Scene, bot: LittleBot
    ) -> None:
        await asyncio.sleep(0.7)
        lateness = scene.server.gateway.heartbeat_lateness
        assert len(lateness) >= 2
        assert max(lateness) < 0.15

    async def test_a_wrong_token_is_refused_at_login(self, scene: Scene) -> None:
        scene.server.token = "wrong"
        with pytest.raises(discord.LoginFailure):
            async with connected(scene.server):
                pass
        assert [str(r) for r in scene.server.requests] == ["GET /users/@me -> 401"]

    async def test_a_privileged_intent_that_was_not_granted_is_refused(self, scene: Scene) -> None:
        intents = minimal_intents()
        intents.message_content = True
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with connected(scene.server, intents):
                pass
        assert scene.server.gateway.identified == 0

    @pytest.mark.parametrize("compression", ["zlib-stream", "zstd-stream"])
    async def test_the_stream_is_compressed_as_the_client_asks(
        self, scene: Scene, compression: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if compression == "zlib-stream":
            monkeypatch.setattr(discord.utils, "_ActiveDecompressionContext", ZlibReader)
        elif compression != discord.utils._ActiveDecompressionContext.COMPRESSION_TYPE:
            pytest.skip("discord.py asks for zstd-stream only where zstandard is installed")
        async with connected(scene.server):
            assert scene.server.gateway.compression == compression
            assert (await _answered(scene)).text.startswith("Answer")


class TestFaults:
    async def test_a_delay_shows_in_the_time_of_the_acknowledgement(
        self, scene: Scene, bot: LittleBot
    ) -> None:
        route = "/interactions/{id}/{token}/callback"
        scene.server.inject(Fault("POST", route, delay=0.3))
        asked = await scene.ann.slash(scene.general, "ask", question="why?")
        assert (await asked.acknowledged()).seconds >= 0.3

    @pytest.mark.parametrize("status", [429, 500])
    async def test_an_error_is_retried_by_the_client(
        self, scene: Scene, bot: LittleBot, status: int
    ) -> None:
        route = "/channels/{channel}/messages"
        scene.server.inject(Fault("POST", route, status=status, retry_after=0.1))
        assert (await (await scene.ann.dm("why?")).reply()).content == "you said why?"
        assert [r.status for r in scene.server.journal.to("POST", route)] == [status, 200]


def test_a_fault_on_a_route_that_does_not_exist_is_refused(scene: Scene) -> None:
    with pytest.raises(AssertionError, match="no POST route is /channels/"):
        scene.server.inject(Fault("POST", "/channels/{id}/messages"))


async def test_commands_of_one_server_stay_there(scene: Scene, bot: LittleBot) -> None:
    guild = discord.Object(int(scene.ann.guild.id))
    bot.tree.add_command(
        app_commands.Command(name="here", description="h", callback=_here), guild=guild
    )
    assert [command.name for command in await bot.tree.sync(guild=guild)] == ["here"]
    assert [command.name for command in await bot.tree.fetch_commands()] == [ask.name]
    asked = await scene.ann.slash(scene.general, "here")
    assert (await asked.reply()).content == "here"


async def _here(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("here")

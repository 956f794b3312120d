"""Options whose values are ids: what they stand for comes beside them, and files are served."""

import aiohttp
import pytest

from .commands import command_data, resolved_data
from .server import LoopbackDiscord
from .world import Attachment


async def test_an_attachment_is_given_by_id_and_served_without_a_token(
    discord_server: LoopbackDiscord,
) -> None:
    option = {"name": "file", "description": "A file", "type": 11}
    command = {"name": "take", "description": "Take it", "type": 1, "options": [option]}
    registered = discord_server.world.replace_commands(None, [command])[0]
    file = Attachment("notes.md", b"# Notes", claimed=99)
    data = command_data(registered, [], {"file": file})
    assert data["options"] == [{"type": 11, "name": "file", "value": file.id}]
    base = discord_server.world.files_at
    payload = resolved_data({"file": file}, base)["resolved"]["attachments"][file.id]
    assert (payload["filename"], payload["size"]) == ("notes.md", 99)
    discord_server.world.attachments[file.id] = file
    async with aiohttp.ClientSession() as session:
        async with session.get(payload["url"]) as response:
            assert await response.read() == b"# Notes"
        async with session.get(f"{base}/attachments/1") as response:
            assert response.status == 404
    assert discord_server.downloads == ["notes.md"]


async def test_a_channel_option_takes_only_its_kinds(discord_server: LoopbackDiscord) -> None:
    option = {"name": "channel", "description": "Where", "type": 7, "channel_types": [11]}
    command = {"name": "post", "description": "Post", "type": 1, "options": [option]}
    registered = discord_server.world.replace_commands(None, [command])[0]
    guild = discord_server.guild("One")
    text = guild.channel("general")
    thread = guild.thread(text, "details")
    assert command_data(registered, [], {"channel": thread})["options"][0]["value"] == thread.id
    with pytest.raises(AssertionError, match="channel takes channels of the types"):
        command_data(registered, [], {"channel": text})

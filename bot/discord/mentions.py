"""Which messages are questions to the bot."""

import re

import discord

_PEOPLE_WRITE = (discord.MessageType.default, discord.MessageType.reply)


def question_in(message: discord.Message, me: discord.abc.User) -> str | None:
    """The question that `message` asks `me`, which may be empty, or `None` if it asks nothing.

    In a direct message it is the text without the bot's name; elsewhere the text must name the
    bot, by its user or by its own role.
    A reply that merely notifies the bot is no question.
    """
    if message.author.bot or message.webhook_id or message.type not in _PEOPLE_WRITE:
        return None
    # A server that the client does not know yet is missing too: that is no direct message.
    direct = message.channel.type is discord.ChannelType.private
    if message.guild is None and not direct:
        return None
    role = message.guild.self_role if message.guild else None
    names = rf"<@!?{me.id}>" + (rf"|<@&{role.id}>" if role else "")
    if direct or re.search(names, message.content):
        return re.sub(names, " ", message.content).strip()
    # Discord withholds the text of a message that names only the role: it counts as an empty one.
    return "" if role and role in message.role_mentions and not message.content else None

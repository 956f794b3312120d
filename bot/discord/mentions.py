"""Which messages are questions to the bot."""

import re

import discord

from bot.discord.courtesies import is_courtesy

_PEOPLE_WRITE = (discord.MessageType.default, discord.MessageType.reply)


def question_in(
    message: discord.Message, me: discord.abc.User, *, answers: bool = False
) -> str | None:
    """The question that `message` asks `me`, which may be empty, or `None` if it asks nothing.

    In a direct message it is the text without the bot's name; elsewhere the text must name the
    bot, by its user or by its own role. Where the message `answers` one of the bot's answers, it
    is enough that it notifies the bot, unless it only thanks.
    Any other reply that merely notifies the bot is no question.
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
    if answers and _notifies(message, me) and not is_courtesy(message.content):
        return message.content.strip()
    # Discord withholds the text of a message that names only the role: it counts as an empty one.
    return "" if role and role in message.role_mentions and not message.content else None


def _notifies(message: discord.Message, me: discord.abc.User) -> bool:
    # Without it, Discord withholds the text.
    return any(user.id == me.id for user in message.mentions)

"""A small Discord on loopback: REST and gateway over real HTTP and websocket, for tests.

    async with LoopbackDiscord("token") as discord:     # server.py
        one = discord.guild("One")
        general, ann = one.channel("general"), one.member("Ann")
        ...                                             # start a bot with discord.api_base
        asked = await ann.slash(general, "ask", question="Why?")
        (await asked.acknowledged()).seconds
        reply = await asked.reply()
        await ann.click(reply, reply.buttons[0]["custom_id"])
        assert discord.violations == []

What is new in a bot's requests goes into `routes.py`; what Discord forbids into `limits.py`.
"""

import discord
async def test_try(simcord_env):
    env = simcord_env
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(env.create_user("alice"))
    r = await alice.slash(channel, "ask", question="How many flowers visits a bee in summer?")
    print(r.deferred, r.ephemeral, r.response.components)
    c = await alice.click(r.response, label="¶1")
    print(c, c.ephemeral, c.response.components, c.response.ephemeral)
    m = await alice.send(channel, f"{env.bot.user.mention} where does the queen sit?")
    print(channel.last_message, channel.last_message.components, channel.last_message.reference)
    dm = await env.create_user("bob").send_dm("clover?")
    print(dm, dm.channel)
    print(env.transcript())

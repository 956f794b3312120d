"""Other people's words in Discord's Markdown."""

import re

import pytest
from discord_strategies import any_text
from hypothesis import example, given

from bot.discord.escaping import can_be_fenced, escape, fence
from bot.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain words, 5 < 6.", "Plain words, 5 \\< 6."),
        ("@everyone and @here", "@\u200beveryone and @\u200bhere"),
        ("@Everyone", "@\u200bEveryone"),
        ("@\u200beveryone", "@\u200beveryone"),
        ("<@123> <@!123> <@&123>", "\\<@\u200b123> \\<@\u200b!123> \\<@\u200b&123>"),
        ("<#123> </ask:1> <t:1:R>", "\\<#123> \\</ask:1> \\<t\\:1:R>"),
        ("<:bee:12> <a:bee:12>", "\\<\\:bee:12> \\<a\\:bee:12>"),
        (":bee: at 10:30", "\\:bee: at 10:30"),
        ("name@example.org", "name@example.org"),
        ("[click](https://a.b/c)", "\\[click\\](https://a.b/c)"),
        ("![image](https://a.b/c.png)", "!\\[image\\](https://a.b/c.png)"),
        ("<https://a.b/c_d_e>", "\\<https://a.b/c_d_e>"),
        ("see https://a.b/c_d_e?f=*g*.", "see https://a.b/c_d_e?f=\\*g\\*."),
        ("https://a.b/@everyone", "https://a.b/@\u200beveryone"),
        ("# Title", "\\# Title"),
        ("one\n## two", "one\n\\## two"),
        ("-# small", "\\-# small"),
        ("> said\n>>> said", "\\> said\n\\>>> said"),
        ("- one\n  - two", "\\- one\n  \\- two"),
        ("1. one\n20) two", "1\\. one\n20\\) two"),
        ("in 1. place", "in 1. place"),
        ("||spoiler||", "\\|\\|spoiler\\|\\|"),
        ("**bold** __line__ ~~gone~~", "\\*\\*bold\\*\\* \\_\\_line\\_\\_ \\~\\~gone\\~\\~"),
        ("`code` ```block```", "\\`code\\` \\`\\`\\`block\\`\\`\\`"),
        ("back\\slash", "back\\\\slash"),
        ("left\u202eright\u2066", "leftright"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("a\x00b\x1b[31m", "ab\\[31m"),
        ("half \ud800 pair", "half  pair"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
    ],
)
def test_nothing_is_rendered_live(text: str, shown: str) -> None:
    assert escape(text) == shown


@given(any_text())
@example("*" * 3 + "a\\*")
def test_a_reader_sees_the_visible_characters(text: str) -> None:
    rendered = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape(text)).replace("\u200b", "")
    assert rendered == visible(text)


@given(any_text())
def test_no_live_sign_is_left(text: str) -> None:
    words = re.sub(r"https?://[^\s<]+", "x", re.sub(r"\\[^0-9A-Za-z\s]", "x", escape(text)))
    assert not re.search(r"[*|`<\[]|_|~~", words)
    assert not re.search(r"^\s*(#|>|- |\d+\. )", words, re.MULTILINE)
    assert not re.search(r"@(everyone|here|[!&]?\d)", escape(text), re.IGNORECASE)


@given(any_text())
def test_every_text_can_be_sent(text: str) -> None:
    escape(text).encode()


def test_one_line_has_single_spaces_only() -> None:
    assert one_line("  one\r\n\ttwo\u200b  three ") == "one two three"


def test_code_that_would_end_its_block_is_not_fenced() -> None:
    assert not can_be_fenced("a\n```\nb")
    assert fence("a = [1]\n") == "```\na = [1]\n\n```"

"""Texts and answers of every kind, the hostile ones often."""

from discord_fakes import answer, citation
from hypothesis import strategies as st

from answering.model import Answer, Citation, NoAnswer, Retrieved, Statement
from vectorstore.model import SHARED, Scope

_FRAGMENTS = st.sampled_from(
    [
        *(
            "@everyone",
            "<@1>",
            "<#2>",
            "||",
            "**",
            "__",
            "~~",
            "`",
            "```",
            "```py\n",
            "\\",
            "<",
            "[",
        ),
        *("](https://a.b)", "https://a.b/c_d", "\n# ", "\n- ", "\n> ", "\n1. ", "-# ", ":bee:"),
        *(
            "¶16",
            "\u202e",
            "\u200b",
            "\u200d",
            "\ud800",
            "é",
            "e\u0301",
            "👩\u200d🌾",
            "𝔘𝔫𝔦",
            "\n",
            " ",
        ),
        *("words and words. " * 20, "x" * 300, "\u00a0", "\x00"),
    ]
)


def any_text(most: int = 60) -> st.SearchStrategy[str]:
    """Any Unicode, lone surrogates included, between fragments that Discord would render."""
    surrogates_too = st.text(st.characters(exclude_categories=()), max_size=20)
    return st.lists(st.one_of(_FRAGMENTS, surrogates_too), max_size=most).map("".join)


def citations() -> st.SearchStrategy[Citation]:
    return st.builds(
        citation,
        st.integers(1, 10_000),
        any_text(8),
        scope=st.sampled_from([SHARED, Scope("1")]),
        source=st.sampled_from(["bees", "tides", "moon"]),
        title=any_text(8),
        heading=st.none() | any_text(8),
    )


def answers() -> st.SearchStrategy[Answer]:
    statements = st.builds(
        Statement, any_text(), st.lists(citations(), min_size=1, max_size=40).map(tuple)
    )
    return st.lists(statements, min_size=1, max_size=12).map(lambda said: answer(*said))


def refusals() -> st.SearchStrategy[NoAnswer]:
    retrieved = st.lists(st.builds(Retrieved, citations(), st.just(0.5)), max_size=10)
    names = st.lists(any_text(), max_size=3)
    return st.builds(
        lambda near, named: NoAnswer("Why?", tuple(near), 0.1, 1.0, unmentioned=tuple(named)),
        retrieved,
        names,
    )

"""What a mark says, and that a marked message keeps to Discord's numbers."""

from dataclasses import replace

import pytest
from discord_strategies import answers, any_text
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord.limits import MESSAGE_TEXT, length
from bot.discord.marking.kept_pages import edited, seen
from bot.discord.marking.wording import ROOM, mark_text
from bot.discord.marks import cited
from bot.discord.pages import Choice, Page
from bot.discord.replies import answer_reply
from bot.discord.views import layout
from bot.marking.changes import Change, Fate
from bot.marking.marks import Edit
from ingest.differences import Run, RunKind
from vectorstore.model import SHARED

HEAD = "**⚠️ Changed since this answer**"
WORDS = (
    Run(RunKind.SAME, "… visits "),
    Run(RunKind.REMOVED, "two thousand "),
    Run(RunKind.ADDED, "five hundred "),
    Run(RunKind.SAME, "flowers …"),
)
CHANGED = Change(0, SHARED, "bees", "About bees", 16, 3, 4, Fate.CHANGED, WORDS)
LABELS = {0: "¶16", 1: "¶17", 2: "¶2\u00a0B"}


def test_a_mark_says_the_source_the_revisions_and_the_words() -> None:
    assert mark_text([CHANGED], LABELS, MESSAGE_TEXT).splitlines() == [
        HEAD,
        "About bees, revision 3 → 4",
        "**¶16** changed: … visits ~~two thousand~~ **five hundred** flowers …",
    ]


def test_every_source_is_named_once_and_every_paragraph_as_in_the_answer() -> None:
    changes = [
        replace(CHANGED, words=()),
        replace(CHANGED, position=1, paragraph=17, fate=Fate.REMOVED, words=()),
        Change(2, SHARED, "moon", "The *moon*", 2, 1, None, Fate.SOURCE_REMOVED),
        Change(3, SHARED, "moon", "The *moon*", 5, 1, None, Fate.SOURCE_REMOVED),
    ]
    assert mark_text(changes, LABELS, MESSAGE_TEXT).splitlines() == [
        HEAD,
        "About bees, revision 3 → 4",
        "**¶16** changed.",
        "**¶17** was removed.",
        r"The \*moon\*, revision 1",
        "**¶2\u00a0B ¶5** was removed with its source.",
    ]


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ([(RunKind.ADDED, "@everyone **x** ")], "**@\u200beveryone \\*\\*x\\*\\***"),
        ([(RunKind.REMOVED, "a\n\nb "), (RunKind.ADDED, " c")], "~~a b~~  **c**"),
        ([(RunKind.SAME, "  "), (RunKind.ADDED, "c")], "**c**"),
        ([(RunKind.ADDED, "\u202e")], "."),
    ],
)
def test_words_of_articles_stay_words(runs: list[tuple[RunKind, str]], shown: str) -> None:
    words = tuple(Run(*each) for each in runs)
    text = mark_text([replace(CHANGED, words=words)], LABELS, MESSAGE_TEXT)
    assert text.splitlines()[2] == (
        "**¶16** changed." if shown == "." else f"**¶16** changed: {shown}"
    )


def test_where_the_room_is_short_the_words_go_first_and_the_paragraphs_stay() -> None:
    words = [(Run(RunKind.ADDED, f"{n} {'words ' * 30}"),) for n in range(20)]
    changes = [replace(CHANGED, position=n, words=some) for n, some in enumerate(words)]
    labels = {n: f"¶{n + 1}" for n in range(20)}
    every = " ".join(labels.values())
    assert mark_text(changes, labels, MESSAGE_TEXT).splitlines()[2:] == [f"**{every}** changed."]
    titled = [replace(each, title=f"{each.position} {'Bees ' * 90}") for each in changes]
    assert mark_text(titled[:3], labels, ROOM) == f"{HEAD}: ¶1 ¶2 ¶3"


@given(answers(), st.sampled_from(list(Fate)), any_text(6), any_text(6))
@settings(deadline=None)
def test_every_page_of_every_answer_takes_its_mark_whole(answer, fate, old, new) -> None:
    citations = cited(answer)
    words = (Run(RunKind.REMOVED, old or "a"), Run(RunKind.ADDED, new or "b"))
    reply = answer_reply(answer, "KABLxr18_sMFYnuq")
    for page in reply.pages:
        changes = tuple(
            Change(
                choice.position,
                citations[choice.position].scope,
                citations[choice.position].source,
                citations[choice.position].title,
                citations[choice.position].paragraph,
                99_998,
                99_999,
                fate,
                words,
            )
            for choice in page.choices
        )
        kept = seen(page, "7", 8)
        edit = Edit(reply.answer_id, 0, "7", "8", kept.page, changes, 1)
        marked = edited(edit).to_components()
        texts = [part["content"] for part in parts(marked) if part["type"] == 10]
        assert sum(map(length, texts)) <= MESSAGE_TEXT
        "".join(texts).encode()
        assert len(list(parts(marked))) <= 40
        plain = layout(page, reply.answer_id).to_components()
        assert marked[1:] == plain if changes else marked == plain
        if changes:
            assert all(choice.label in texts[0] for choice in page.choices)


def parts(components: list[dict]) -> list[dict]:
    inner = [part for each in components for part in parts(each.get("components", []))]
    return [*components, *inner]


def test_a_page_is_kept_as_it_was_shown() -> None:
    page = Page("Body.", "-# Footer", (Choice(3, "¶16", "words"), Choice(1, "¶2", "")))
    kept = seen(page, "7", 8)
    assert (kept.channel, kept.message, kept.cites) == ("7", "8", (3, 1))
    edit = Edit("id", 0, "7", "8", kept.page, (), 1)
    assert edited(edit).to_components() == layout(page, "id").to_components()

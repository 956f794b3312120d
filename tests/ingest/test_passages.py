"""Passages: the sentences of a paragraph, and windows of them, none over the model's limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats import markdown, text
from ingest.paragraphs import unwrap
from ingest.passages import cut, cut_all
from vectorstore.model import Paragraph, ParagraphKind, PassageKind

SENTENCE, WINDOW = PassageKind
WORDS = "One two three. Four five six. Seven eight nine."


@dataclass(frozen=True)
class Words:
    """Counts a token for each word and two that are added to every text."""

    max_tokens: int

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]


@dataclass(frozen=True)
class Letters:
    """Counts a token for each character and two that are added to every text."""

    max_tokens: int

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text) + 2 for text in texts]


def plain(words: str) -> Paragraph:
    (paragraph,) = text.parse(words, Path("a.txt")).paragraphs
    return paragraph


def marked(words: str) -> Paragraph:
    (paragraph,) = markdown.parse(words, Path("a.md")).paragraphs
    return paragraph


def shown(paragraph: Paragraph, limit: Words | Letters) -> list[tuple[PassageKind, str]]:
    return [(passage.kind, passage.text) for passage in cut(paragraph, limit)]


def test_one_sentence_is_one_passage() -> None:
    assert shown(plain("One two three."), Words(20)) == [(SENTENCE, "One two three.")]


def test_sentences_come_in_order_and_then_the_whole_paragraph() -> None:
    assert shown(plain(WORDS), Words(20)) == [
        (SENTENCE, "One two three."),
        (SENTENCE, "Four five six."),
        (SENTENCE, "Seven eight nine."),
        (WINDOW, WORDS),
    ]


def test_a_paragraph_over_the_limit_gives_windows_that_overlap_by_a_sentence() -> None:
    windows = [words for kind, words in shown(plain(WORDS), Words(8)) if kind is WINDOW]
    assert windows == ["One two three. Four five six.", "Four five six. Seven eight nine."]


def test_windows_do_not_overlap_where_the_next_sentence_would_not_fit() -> None:
    words = "One two. Three four. Five six seven eight nine."
    windows = [words for kind, words in shown(plain(words), Words(8)) if kind is WINDOW]
    assert windows == ["One two. Three four.", "Five six seven eight nine."]


@pytest.mark.parametrize(
    ("words", "limit", "expected"),
    [
        (
            "One two three, four five six seven eight.",
            Words(7),
            ["One two three,", "four five six seven eight."],
        ),
        ("one two three four five six", Words(5), ["one two three", "four five six"]),
        ("abcdefgh", Letters(6), ["abcd", "efgh"]),
        ("船都停在墙边，没有人从市场回来", Letters(10), ["船都停在墙边，", "没有人从市场回来"]),
    ],
)
def test_a_sentence_over_the_limit_is_cut_at_clauses_words_or_letters(
    words: str, limit: Words | Letters, expected: list[str]
) -> None:
    assert [said for kind, said in shown(plain(words), limit) if kind is SENTENCE] == expected


@pytest.mark.parametrize(
    ("words", "raw"),
    [
        (
            "Some **bold.** [It](https://example.org/a.b) *goes*\non.[^1] End.",
            ["Some **bold.**", "[It](https://example.org/a.b) *goes*\non.[^1]", "End."],
        ),
        ("It is &amp; was. So &mdash; no.", ["It is &amp; was.", "So &mdash; no."]),
        ("- One. Two.\n- Three", ["- One.", "Two.", "- Three"]),
        ("1. One\n1. Two", ["1. One", "1. Two"]),
        ("| a | b |\n|---|---|\n| 1 | `2` |", ["| a | b |", "|---|---|\n| 1 | `2` |"]),
        ("> One.\n> Two.", ["> One.", "> Two."]),
        (
            '![A boat](c.png "D.") lies.<!-- F. --> So.',
            ['![A boat](c.png "D.") lies.<!-- F. -->', "So."],
        ),
    ],
)
def test_passages_of_markdown_know_the_raw_text_that_they_come_from(
    words: str, raw: list[str]
) -> None:
    paragraph = markdown.parse(f"{words}\n\n[^1]: A note.", Path("a.md")).paragraphs[0]
    passages = cut(paragraph, Words(100))
    assert [
        paragraph.raw[passage.start : passage.end]
        for passage in passages
        if passage.kind is SENTENCE
    ] == raw


def test_code_is_one_passage_while_it_fits_and_lines_when_it_does_not() -> None:
    code = marked("```\na = 1\nb = 2\n```")
    assert shown(code, Words(20)) == [(SENTENCE, "a = 1\nb = 2")]
    assert shown(code, Words(5)) == [
        (SENTENCE, "a = 1"),
        (SENTENCE, "b = 2"),
        (WINDOW, "a = 1"),
        (WINDOW, "b = 2"),
    ]


def test_many_paragraphs_are_counted_in_few_calls() -> None:
    calls: list[int] = []

    class Counted(Words):
        def count(self, texts: Sequence[str]) -> list[int]:
            calls.append(len(texts))
            return super().count(texts)

    paragraphs = [plain(WORDS)] * 50
    filled = cut_all(paragraphs, Counted(20))
    assert len(calls) <= 3
    assert [paragraph.passages for paragraph in filled] == [cut(plain(WORDS), Words(20))] * 50


# What `read_text` gives has no other line ends.
LETTERS = (st.text(" \n\n.,!?aBcD1-*#>|[]()&`é港。_", max_size=300) | st.text(max_size=200)).map(
    lambda words: words.replace("\r", "\n")
)


@settings(deadline=None)
@given(LETTERS, st.integers(4, 40))
def test_passages_of_any_text_cover_it_and_keep_the_limit(words: str, most: int) -> None:
    for paragraph in text.parse(words, Path("a.txt")).paragraphs:
        limit = Letters(most)
        passages = cut(paragraph, limit)
        for passage in passages:
            raw = paragraph.raw[passage.start : passage.end]
            assert raw.strip() == raw != ""
            assert limit.count([passage.text])[0] <= most
            if paragraph.kind is ParagraphKind.PROSE:
                assert unwrap(raw) == passage.text
        for kind in {passage.kind for passage in passages}:
            assert covered(paragraph.raw, [p for p in passages if p.kind is kind])


@settings(deadline=None)
@given(LETTERS, st.integers(4, 40))
def test_passages_of_any_markdown_cover_it_and_keep_the_limit(words: str, most: int) -> None:
    for paragraph in markdown.parse(words, Path("a.md")).paragraphs:
        limit = Letters(most)
        passages = cut(paragraph, limit)
        assert passages
        assert all(count <= most for count in limit.count([p.text for p in passages]))
        assert all(0 <= p.start <= p.end <= len(paragraph.raw) for p in passages)
        for kind in {passage.kind for passage in passages}:
            assert covered(paragraph.raw, [p for p in passages if p.kind is kind])
            shown = "".join(p.text for p in passages if p.kind is SENTENCE)
            assert "".join(shown.split()) == "".join(paragraph.text.split())


def covered(raw: str, passages: Sequence[object]) -> bool:
    """Whether every character of `raw` that is no white space lies in a passage."""
    seen: set[int] = set()
    for passage in passages:
        seen.update(range(passage.start, passage.end))  # type: ignore[attr-defined]
    return all(letter.isspace() or at in seen for at, letter in enumerate(raw))

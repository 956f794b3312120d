"""Words are compared folded, without stop words, stemmed, and the same from every thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.languages import LANGUAGES
from vectorstore.words import STOP_WORDS, stem, stems, terms, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("What did they do with it?", []),
        ("The reefs were growing", ["reef", "grow"]),
        ("Iran’s drones", ["iran", "drone"]),
        ("it paid 15,000 and 1.5", ["paid", "15000", "1.5"]),
        ("Su-57", ["su", "57"]),
        ("the U.S. and the EU", ["unit", "state", "european", "union"]),
        ("give us a map", ["map"]),
        ("THE US AND ALL OF US", []),
        ("ﬁre", ["fire"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("北京2008", ["北", "京", "北京", "2008"]),
        ("ไทย", ["ไท", "ทย", "ไทย"]),
    ],
)
def test_terms_of_a_text(text: str, expected: list[str]) -> None:
    """Each row is a text and the terms that search compares."""
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("syria", "syrian"),
        ("russia", "russians"),
        ("iran", "iranian"),
        ("organisation", "organization"),
        ("realised", "realized"),
        ("colours", "colors"),
        ("sanction", "sanctions"),
    ],
)
def test_two_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    """Number, people and country, British and American spelling don't keep words apart."""
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("german", "die Häuser", "des Hauses"),
        ("spanish", "los arrecifes", "un arrecife"),
        ("turkish", "IŞIKLAR", "ışık"),
        ("vietnamese", "của Biển", "biển"),
        ("russian", "рифы", "рифов"),
        ("arabic", "الكتاب", "كتاب"),
    ],
)
def test_two_forms_share_a_term_in_their_language(language: str, one: str, other: str) -> None:
    """Each language has its own stemmer, stop words and capitals."""
    spoken = next(each for each in LANGUAGES if each.name == language)
    assert terms(one, spoken)[-1:] == terms(other, spoken)[-1:]


def test_stems_keep_stop_words() -> None:
    """Pairs of neighbouring words need the words between."""
    assert stems("What is a reef?") == ["what", "is", "a", "reef"]


@given(st.text())
def test_terms_are_stems_of_the_text(text: str) -> None:
    """Any text gives terms, and nothing that isn't a stem of one of its tokens."""
    assert set(terms(text)) <= {stem(token) for token in tokens(text)}


def test_threads_get_the_same_stems() -> None:
    """A stemmer that is shared without care gives other threads' words."""
    words = [f"walking{i % 7}s" for i in range(2_000)]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(stem, words))
    stem.cache_clear()
    assert found == [stem(word) for word in words]


def test_stop_words_are_single_folded_words() -> None:
    """A stop word in capitals or with a space would never match."""
    assert all(tokens(word) == [word] for word in STOP_WORDS)

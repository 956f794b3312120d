"""Replies of language models become sentences with keys, as they come."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.generative.marks import DECLINED
from answering.generative.reading import MOST_SENTENCES, Drafted, Reader

A, B, C = "k7m4p", "c3h9r", "d4f6j"
KEYS = (A, B, C)

# A reply, and its sentences with their keys; signs in circles stand for the keys.
CITED = (
    # where the keys stand
    ("It opened in 1932. [ⓐ]", "It opened in 1932. ⓐ"),
    ("It opened in 1932 [ⓐ].", "It opened in 1932. ⓐ"),
    ("It opened in 1932[ⓐ].", "It opened in 1932. ⓐ"),
    ("It opened in 1932. [ⓐ].", "It opened in 1932. ⓐ"),
    ("It opened in 1932 [ⓐ]", "It opened in 1932 ⓐ"),
    ("It opened early [ⓐ]. It closed late [ⓑ].", "It opened early. ⓐ ¦ It closed late. ⓑ"),
    ("It opened early. [ⓐ] It closed late. [ⓑ]", "It opened early. ⓐ ¦ It closed late. ⓑ"),
    ("It opened early [ⓐ] It closed late [ⓑ]", "It opened early ⓐ ¦ It closed late ⓑ"),
    ("It opened early. [ⓐ]It closed late.[ⓑ]", "It opened early. ⓐ ¦ It closed late. ⓑ"),
    ("It opened early. [ⓐ] 1990 it closed. [ⓑ]", "It opened early. ⓐ ¦ 1990 it closed. ⓑ"),
    ("It opened early [ⓐ]\nIt closed late [ⓑ]", "It opened early ⓐ ¦ It closed late ⓑ"),
    ("It opened early [ⓐ] and closed late [ⓑ].", "It opened early and closed late. ⓐⓑ"),
    ("In May [ⓐ], June [ⓑ] and July it was shut.", "In May, June and July it was shut. ⓐⓑ"),
    ("Was it red? [ⓐ] It was! [ⓑ]", "Was it red? ⓐ ¦ It was! ⓑ"),
    ("Was it red [ⓐ]? It was [ⓑ]!", "Was it red? ⓐ ¦ It was! ⓑ"),
    ("It was “shut.” [ⓐ] “Open it!” [ⓑ]", "It was “shut.” ⓐ ¦ “Open it!” ⓑ"),
    ('It was "shut [ⓐ]". It is open [ⓑ].', 'It was "shut". ⓐ ¦ It is open. ⓑ'),
    ("It is red. [ⓐ] (It was blue.) [ⓑ]", "It is red. ⓐ ¦ (It was blue.) ⓑ"),
    (
        "It is red (so they say) [ⓐ]. It was blue [ⓑ].",
        "It is red (so they say). ⓐ ¦ It was blue. ⓑ",
    ),
    # several keys
    ("It is red. [ⓐ][ⓑ]", "It is red. ⓐⓑ"),
    ("It is red. [ⓐ] [ⓑ]", "It is red. ⓐⓑ"),
    ("It is red [ⓐ, ⓑ].", "It is red. ⓐⓑ"),
    ("It is red [ⓐ; ⓑ, ⓒ].", "It is red. ⓐⓑⓒ"),
    ("It is red [ⓐ] and [ⓑ].", "It is red. ⓐⓑ"),
    ("It is red [ⓐ and ⓑ].", "It is red. ⓐⓑ"),
    ("It is red [ⓐ], [ⓑ], [ⓒ]. It was blue [ⓒ].", "It is red. ⓐⓑⓒ ¦ It was blue. ⓒ"),
    ("It is red. [ⓐ] [ⓐ]", "It is red. ⓐ"),
    # how the keys are written
    ("It is red (ⓐ).", "It is red. ⓐ"),
    ("It is red 【ⓐ】.", "It is red. ⓐ"),
    ("它是红色的（ⓐ）。", "它是红色的。 ⓐ"),
    ("它是红色的。［ⓐ］是蓝色的（老）。", "它是红色的。 ⓐ ¦ 是蓝色的（老）。"),
    ("It is red [[ⓐ]].", "It is red. ⓐ"),
    ("It is red [【ⓐ】].", "It is red. ⓐ"),
    ("It is red \\[ⓐ\\].", "It is red. ⓐ"),
    ("It is red [^ⓐ].", "It is red. ⓐ"),
    ("It is red `[ⓐ]`.", "It is red. ⓐ"),
    ("It is red **[ⓐ]** It was blue.", "It is red ⓐ ¦ It was blue."),
    ("It is red [paragraph ⓐ].", "It is red. ⓐ"),
    ("It is red [ⓐ: the colours].", "It is red. ⓐ"),
    ("It is red (see [ⓐ]).", "It is red. ⓐ"),
    ("It is red ([ⓐ], [ⓑ]).", "It is red. ⓐⓑ"),
    ("It is red (source: ⓐ).", "It is red. ⓐ"),
    ("It is red. Source: [ⓐ]", "It is red. ⓐ"),
    ("It is red — [ⓐ].", "It is red —. ⓐ"),
    ("It is red ⓐ.", "It is red. ⓐ"),
    ("It is red [ⓐ](https://example.org/a).", "It is red. ⓐ"),
    ("It is red [ⓐ", "It is red ⓐ"),
    ("It is red. [k7", "It is red."),
    ("According to [ⓐ], the bridge is red.", "The bridge is red. ⓐ"),
    ("[ⓐ] states that the bridge is red.", "The bridge is red. ⓐ"),
    # keys for several sentences
    ("It was red. It was blue. [ⓐ]", "It was red. ⓐ ¦ It was blue. ⓐ"),
    ("It was red. It was blue [ⓐ]. It is shut.", "It was red. ⓐ ¦ It was blue. ⓐ ¦ It is shut."),
    ("It was red.\nIt was blue. [ⓐ]", "It was red. ¦ It was blue. ⓐ"),
    (
        "It was red. [ⓐ] It was blue. It is shut. [ⓑ]",
        "It was red. ⓐ ¦ It was blue. ⓑ ¦ It is shut. ⓑ",
    ),
    ("It was red.", "It was red."),
    # keys before their sentences
    ("[ⓐ] It was red. [ⓑ] It was blue.", "It was red. ⓐ ¦ It was blue. ⓑ"),
    ("[ⓐ]: It was red.\n[ⓑ]: It was blue.", "It was red. ⓐ ¦ It was blue. ⓑ"),
    (
        "[ⓐ] It was red. It was wide. [ⓑ] It was blue.",
        "It was red. ⓐ ¦ It was wide. ⓐ ¦ It was blue. ⓑ",
    ),
    ("[ⓐ] It was red. [ⓑ]", "It was red. ⓐⓑ"),
    # no keys and no sentences
    ("", ""),
    (" \n\n \n", ""),
    ("[ⓐ]", ""),
    ("---\n***\n…\n", ""),
    ("Sources: [ⓐ], [ⓑ]", ""),
)

UNKNOWN = (
    ("It is red [zz9].", [("It is red.", ("zz9",))]),
    ("It is red [1]. It was blue [2][3].", [("It is red.", ("1",)), ("It was blue.", ("2", "3"))]),
    ("It is red [p4, ⓐ].", [("It is red.", (A, "p4"))]),
    ("It is red [ⓐ, p. 4].", [("It is red.", (A,))]),
    ("It is red (x7w4t).", [("It is red.", ("x7w4t",))]),
    ("It is red [X7W4T].", [("It is red.", ("X7W4T",))]),
    ("It is red [paragraph 3].", [("It is red.", ("3",))]),
    ("It is red [source].", [("It is red.", ("source",))]),
    ("It is red. [abcde] It was blue.", [("It is red.", ("abcde",)), ("It was blue.", ())]),
    ("It is red 【12】.", [("It is red.", ("12",))]),
    # no keys, but words in brackets
    ("He [sic] saw [the king] in [1990].", [("He [sic] saw [the king] in [1990].", ())]),
    ("It is red. [sic]", [("It is red. [sic]", ())]),
    ("It is red (4) and (old).", [("It is red (4) and (old).", ())]),
)

PLAIN = (
    ("It is ``red'', as ``they'' say [ⓐ].", "It is ``red'', as ``they'' say. ⓐ"),
    ("1. It is **red** [ⓐ].\n2. It *was* __blue__ [ⓑ].", "It is red. ⓐ ¦ It was blue. ⓑ"),
    (
        "- It is red [ⓐ].\n* It was blue [ⓑ].\n• It is shut [ⓒ].",
        "It is red. ⓐ ¦ It was blue. ⓑ ¦ It is shut. ⓒ",
    ),
    ("1) It is red. [ⓐ] 2) It was blue. [ⓑ]", "It is red. ⓐ ¦ It was blue. ⓑ"),
    ("[1] It is red [ⓐ].", "It is red. ⓐ"),
    ("- [x] It is red [ⓐ].", "It is red. ⓐ"),
    ("# Colours\n\nIt is red [ⓐ].", "It is red. ⓐ"),
    ("## It is red. [ⓐ]", "It is red. ⓐ"),
    ("## It is red.", "It is red."),
    ("> It is red [ⓐ].", "It is red. ⓐ"),
    ("```text\nIt is `red` [ⓐ].\n```", "It is red. ⓐ"),
    ("[The bridge](https://example.org/a_(ⓑ)) is red [ⓐ].", "The bridge is red. ⓐ"),
    ("![A bridge](ⓐ.png) It is red [ⓐ].", "It is red. ⓐ"),
    ("See https://example.org/a.html now [ⓐ].", "See https://example.org/a.html now. ⓐ"),
    ("See <https://example.org> now [ⓐ].", "See https://example.org now. ⓐ"),
    ("H<sub>2</sub>O is<br>wet [ⓐ].", "H2O is wet. ⓐ"),
    ("| It | is red [ⓐ] |\n|----|----|", "It is red ⓐ"),
    ("2**3 and 5 * 3 and snake_case and *it* [ⓐ].", "2**3 and 5 * 3 and snake_case and it. ⓐ"),
    ("It is \\*red\\* [ⓐ].", "It is red. ⓐ"),
    ("5. Mai 1990 war es rot [ⓐ].", "5. Mai 1990 war es rot. ⓐ"),
    ("**Answer:** It is red [ⓐ].", "It is red. ⓐ"),
    ("The final answer: It is red [ⓐ].", "It is red. ⓐ"),
    ("Antwort: Es ist rot [ⓐ].", "Es ist rot. ⓐ"),
    ("答案：它是红色的[ⓐ]。", "它是红色的。 ⓐ"),
    ("It is\u00a0  red\t[ⓐ] .", "It is red. ⓐ"),
    ("It is red [ⓐ].\r\nIt was blue [ⓑ].\r\n", "It is red. ⓐ ¦ It was blue. ⓑ"),
    ("It is red [ⓐ].<|im_end|>", "It is red. ⓐ"),
)

SENTENCES = (
    ("Er starb am 7. Januar 1943 [ⓐ].", "Er starb am 7. Januar 1943. ⓐ"),
    ("It fell to 7 [ⓐ]. It rose [ⓑ].", "It fell to 7. ⓐ ¦ It rose. ⓑ"),
    ("It was shut (in May, June, etc.) [ⓐ].", "It was shut (in May, June, etc.). ⓐ"),
    ("It was “shut.” [ⓐ].", "It was “shut.” ⓐ"),
    (
        "Dr. Smith paid 3.5 million to Acme Inc. in May [ⓐ]. It rose.",
        "Dr. Smith paid 3.5 million to Acme Inc. in May. ⓐ ¦ It rose.",
    ),
    ("It moved to the U.S. [ⓐ] and grew [ⓑ].", "It moved to the U.S. and grew. ⓐⓑ"),
    (
        "It began c. 1990 [ⓐ]. Others, e.g. cats, slept [ⓑ].",
        "It began c. 1990. ⓐ ¦ Others, e.g. cats, slept. ⓑ",
    ),
    (
        "戦争は1990年に始まった。[ⓐ]1991年に終わった[ⓑ]。",
        "戦争は1990年に始まった。 ⓐ ¦ 1991年に終わった。 ⓑ",
    ),
    ("战争始于1990年[ⓐ]，1991年结束[ⓑ]。", "战争始于1990年，1991年结束。 ⓐⓑ"),
    ("Est-ce vrai [ⓐ] ? Oui [ⓑ] !", "Est-ce vrai? ⓐ ¦ Oui! ⓑ"),
    ("¿Es rojo? [ⓐ] ¡Sí! [ⓑ]", "¿Es rojo? ⓐ ¦ ¡Sí! ⓑ"),
    ("Она красная [ⓐ]. Она была синей [ⓑ].", "Она красная. ⓐ ¦ Она была синей. ⓑ"),
    ("यह लाल है। [ⓐ] यह नीला था। [ⓑ]", "यह लाल है। ⓐ ¦ यह नीला था। ⓑ"),
)

THOUGHTS = (
    ("<think>It is blue [ⓑ].\nOr not.</think>It is red [ⓐ].", "It is red. ⓐ"),
    ("<Thinking>It is blue [ⓑ].</Thinking>\n\nIt is red [ⓐ].", "It is red. ⓐ"),
    ("It is red [ⓐ]. <think>Hm.</think> It is wide [ⓑ].", "It is red. ⓐ ¦ It is wide. ⓑ"),
    ("Hm, it is blue.</think>It is red [ⓐ].", "It is red. ⓐ"),
    ("<think>It is blue [ⓑ].", ""),
    ("It is a <thin> line [ⓐ].", "It is a <thin> line. ⓐ"),
)


def spelled(text: str) -> str:
    """`text` with the keys that the signs in circles stand for."""
    return text.replace("ⓐ", A).replace("ⓑ", B).replace("ⓒ", C)


def table(expected: str) -> list[Drafted]:
    """The sentences of a row, each with its keys after it."""
    rows = [re.fullmatch(r"(.*?) ?([ⓐⓑⓒ]*)", row) for row in expected.split(" ¦ ") if row]
    return [Drafted(row[1], tuple(spelled(each) for each in row[2])) for row in rows if row]


def read(reply: str, *, size: int = 0) -> list[Drafted]:
    """What a reader gives, fed with parts of `size` signs, or the whole."""
    reader = Reader(KEYS)
    drafted = []
    for start in range(0, len(reply), size or len(reply) or 1):
        drafted += reader.feed(reply[start : start + (size or len(reply))])
    return drafted + reader.finish()


@pytest.mark.parametrize("size", [0, 1, 3])
@pytest.mark.parametrize(("reply", "expected"), CITED + PLAIN + SENTENCES + THOUGHTS)
def test_sentences_come_in_plain_words_with_their_keys(
    reply: str, expected: str, size: int
) -> None:
    assert read(spelled(reply), size=size) == table(expected)


@pytest.mark.parametrize(("reply", "expected"), UNKNOWN)
def test_what_looks_like_a_key_and_was_not_offered_is_told(
    reply: str, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert [(each.text, each.keys) for each in read(spelled(reply))] == expected


def test_keys_in_other_letters_are_told_as_they_were_offered() -> None:
    assert read(f"It is red [{A.upper()}].") == [Drafted("It is red.", (A,))]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        # the first part after which the first sentence is given
        (["It is red", f". [{A}", "]", " ", "I"], 4),
        (["It is red [", f"{A}].", " It"], 2),
        (["It is red. [", f"{A}]\n"], 1),
        (["It is red.\n"], 0),
        ([f"It is red. [{A}]", f" [{B}", "]", " It"], 3),
        ([f"It is red. [{A}] (", "It was blue.)"], 1),
        ([f"It was red [{A}] and blue", f" [{B}].", " It"], 2),
    ],
)
def test_a_sentence_is_given_as_soon_as_nothing_can_be_added(
    parts: list[str], expected: int
) -> None:
    reader = Reader(KEYS)
    given = [bool(reader.feed(part)) for part in parts]
    assert given.index(True) == expected


@pytest.mark.parametrize(
    "reply",
    [
        DECLINED,
        f"{DECLINED}.",
        f"**{DECLINED}**",
        f"`{DECLINED}`",
        f"“{DECLINED}”",
        f"[{DECLINED}]",
        f"_{DECLINED}_",
        DECLINED.lower(),
        DECLINED.replace("_", r"\_"),
        DECLINED.replace("_", "-"),
        f"Answer: {DECLINED}\n",
        f"<think>Is it there?</think>\n{DECLINED}",
        f"I am sorry, but {DECLINED} is my reply.",
    ],
)
@pytest.mark.parametrize("size", [100, 1])
def test_the_word_for_no_answer_declines_and_is_no_sentence(reply: str, size: int) -> None:
    reader = Reader(KEYS)
    parts = [reply[at : at + size] for at in range(0, len(reply), size)]
    assert [each for part in parts for each in reader.feed(part)] == []
    assert reader.finish() == []
    assert reader.declined


def test_the_word_for_no_answer_among_other_sentences_takes_none_of_them_away() -> None:
    reader = Reader(KEYS)
    drafted = reader.feed(f"It is red [{A}].\n{DECLINED}\nI am sorry.") + reader.finish()
    assert drafted == [Drafted("It is red.", (A,)), Drafted("I am sorry.", ())]
    assert reader.declined


@pytest.mark.parametrize(
    "reply",
    ["There is no answer here.", f"Hm, maybe {DECLINED}.\n</think>It is red [{A}].", ""],
)
def test_other_words_do_not_decline(reply: str) -> None:
    reader = Reader(KEYS)
    reader.feed(reply)
    reader.finish()
    assert not reader.declined


def test_a_reply_is_bounded() -> None:
    reader = Reader(KEYS)
    drafted = reader.feed(f"It is red [{A}]. " * (MOST_SENTENCES + 5))
    assert len(drafted) == MOST_SENTENCES
    assert reader.overlong
    assert reader.feed("More.\n") == []
    assert reader.finish() == []


def test_a_reply_of_as_many_sentences_as_may_be_is_not_overlong() -> None:
    reader = Reader(KEYS)
    drafted = reader.feed(f"It is red [{A}].\n" * MOST_SENTENCES) + reader.finish()
    assert len(drafted) == MOST_SENTENCES
    assert not reader.overlong


@pytest.mark.parametrize("unit", ["word ", "It is red. ", f"It is red [{A}] and ", "[", "([", "*_"])
def test_the_time_for_a_chatterer_grows_with_its_length_alone(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("answering.generative.reading.MOST_SENTENCES", 10**6)

    def seconds(signs: int) -> float:
        started = time.process_time()
        read(unit * (signs // len(unit)), size=5)
        return time.process_time() - started

    short = min(seconds(5_000) for _ in range(3))
    assert seconds(50_000) < 40 * short + 0.1


def test_no_word_of_a_long_line_is_lost() -> None:
    words = " ".join(f"word{i}" for i in range(2_000))
    assert " ".join(each.text for each in read(words)) == words


PIECES = st.sampled_from(
    [
        *(f"[{A}]", f"({B.upper()})", f"【{C}】", f"[{A}, {B}]", "[x9", "[zz9]", "[1]", "[", "]"),
        *(
            ". ",
            ".",
            "! ",
            "。",
            ", ",
            "\n",
            " ",
            "\n\n",
            "- ",
            "1. ",
            "# ",
            "**",
            "*",
            "`",
            "```\n",
        ),
        *(
            "It is red",
            "and blue",
            "Dr. Smith",
            "3.5",
            "戦争",
            "<think>",
            "</think>",
            "“",
            '"',
            "|",
        ),
        *(DECLINED, "Answer: ", "[a link](https://example.org/)", "<b>", "\ue000", "(", ")"),
        *("According to ", " says that ", A, "see "),
    ]
)


@given(
    st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60),
    st.lists(st.integers(0, 300), max_size=8),
)
def test_however_a_reply_is_cut_on_its_way_the_sentences_are_the_same(
    reply: str, cuts: list[int]
) -> None:
    whole, parts = Reader(KEYS), Reader(KEYS)
    expected = whole.feed(reply) + whole.finish()
    drafted = []
    places = [0, *sorted(min(cut, len(reply)) for cut in cuts), len(reply)]
    for start, end in pairwise(places):
        drafted += parts.feed(reply[start:end])
    assert drafted + parts.finish() == expected
    assert (parts.declined, parts.overlong) == (whole.declined, whole.overlong)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_sentence_holds_an_offered_key_or_more_than_one_line(reply: str) -> None:
    for each in read(reply):
        assert "\n" not in each.text
        assert each.text == each.text.strip()
        assert len(each.keys) == len(set(each.keys))
        assert not any(f"[{key}]" in each.text.lower() for key in KEYS)

"""Late interaction: the pieces of a question and of the best paragraphs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.found import placed, search
from vectorstore.encoder import Pieces, Vectors
from vectorstore.languages import Family
from vectorstore.late import READ, USUAL_PARAGRAPH, USUAL_SENTENCE, Late, meet, reread
from vectorstore.pieces import Window
from vectorstore.ranking import LATE, WEIGHTS, Found

AXES = np.eye(4, dtype=np.float32)
WEIGHT = WEIGHTS[LATE[Family.ENGLISH]]["late"]


def asked(*axes: int, logits: tuple[float, ...] | None = None) -> Pieces:
    """A question whose pieces point along these axes; all of one weight, if not said otherwise."""
    weights = np.array(logits if logits else [0.0] * len(axes), dtype=np.float32)
    return Pieces(AXES[list(axes)], weights, np.arange(len(axes), dtype=np.int32))


def window(vectors: Vectors, starts: list[int], sentences: tuple[int, ...]) -> Window:
    """A window of a paragraph."""
    return Window(vectors.astype(np.float32), np.array(starts), sentences)


def test_each_piece_counts_by_its_best_match() -> None:
    """A sentence that has all of the question's pieces meets it wholly, in any order."""
    read = window(AXES[[2, 1, 0, 3]], [0, 3], (0, 1))
    assert meet(asked(0, 1), [read], 2) == Late(1.0, (1.0, 0.0))


def test_a_paragraph_joins_what_its_sentences_have() -> None:
    """Pieces that are met in different sentences are met in the paragraph."""
    read = window(AXES[[0, 1]], [0, 1], (0, 1))
    assert meet(asked(0, 1), [read], 2) == Late(1.0, (0.5, 0.5))


def test_a_heavy_piece_counts_more() -> None:
    """The weights are the softmax of the logits."""
    read = window(AXES[[0, 1]], [0, 1], (0, 1))
    late = meet(asked(0, 1, logits=(np.log(3.0), 0.0)), [read], 2)
    assert late.sentences == pytest.approx((0.75, 0.25))


def test_a_sentence_in_two_windows_has_the_pieces_of_both() -> None:
    """Windows overlap, and the model reads a sentence differently in each."""
    first = window(AXES[[3, 0]], [0, 1], (0, 1))
    second = window(AXES[[1, 2]], [0, 1], (1, 2))
    assert meet(asked(0, 1), [first, second], 3).sentences == (0.0, 1.0, 0.0)


def test_a_sentence_without_pieces_meets_nothing() -> None:
    """What the model doesn't read can't be the sentence that answers."""
    assert meet(asked(0), [window(AXES[[0]], [0], (1,))], 2).sentences == (-1.0, 1.0)


def test_a_question_without_pieces_says_nothing() -> None:
    """No piece, no figure, and no division by nought."""
    assert meet(asked(), [window(AXES[[0]], [0], (0,))], 1) == Late(0.0, (0.0,))


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=5),
    st.lists(st.integers(0, 3), min_size=2, max_size=8),
    st.data(),
)
def test_a_paragraph_is_never_met_worse_than_its_best_sentence(
    question: list[int], pieces: list[int], data: st.DataObject
) -> None:
    """The best of a whole is at least the best of a part."""
    cut = data.draw(st.integers(1, len(pieces) - 1))
    late = meet(asked(*question), [window(AXES[pieces], [0, cut], (0, 1))], 2)
    assert late.paragraph >= max(late.sentences) - 1e-6
    assert -1 <= min(late.sentences) <= late.paragraph <= 1 + 1e-6


def _found() -> list[Found]:
    return search(
        "What do parrotfish eat?",
        placed("Parrotfish eat algae.", "They have beaks.", number=1),
        placed("Parrotfish eat coral too.", "Sand is what is left.", number=2),
        placed("A storm broke the pier in March.", number=3),
    )


def _late(figure: float, found: Found) -> Late:
    return Late(USUAL_PARAGRAPH + figure, tuple(USUAL_SENTENCE for _ in found.sentences))


def test_a_paragraph_that_meets_the_question_better_comes_first() -> None:
    """What the pieces say is weighed with the other signals."""
    found = _found()
    level = reread(found, [_late(0, each) for each in found])
    gap = (level[0].score - level[1].score) / WEIGHT
    again = reread(found, [_late(0, level[0]), _late(gap + 0.01, level[1])])
    assert [each.placed.paragraph.number for each in level] == [1, 2, 3]
    assert [each.placed.paragraph.number for each in again] == [2, 1, 3]
    assert again[0].signals["late"] == pytest.approx(gap + 0.01)
    assert again[2].signals["late"] == 0


def test_the_score_stays_the_weighed_sum_of_the_signals() -> None:
    """Nothing is in the score that isn't in the signals."""
    found = _found()
    for each in reread(found, [_late(0.1, found[0])]):
        weights = WEIGHTS[each.weights]
        assert each.weights == "english-late"
        assert each.signals.keys() == weights.keys()
        assert each.score == pytest.approx(
            sum(weights[name] * value for name, value in each.signals.items())
        )


def test_a_paragraph_without_pieces_counts_as_a_usual_one() -> None:
    """While a store is being brought up to date, some paragraphs have pieces and some have none."""
    found = _found()
    known = reread(found, [_late(0.1, found[0]), _late(0, found[1])])
    assert reread(found, [_late(0.1, found[0]), None]) == known


def test_the_sentences_know_their_figures() -> None:
    """Of each sentence, with 0 in the middle."""
    found = _found()[:1]
    late = Late(0.5, (USUAL_SENTENCE + 0.25, USUAL_SENTENCE - 0.5))
    matches = reread(found, [late])[0].sentences
    assert [match.late for match in matches] == pytest.approx([0.25, -0.5])


def test_without_pieces_nothing_changes() -> None:
    """A store that was made before, or by another model, ranks as it did."""
    found = _found()
    assert reread(found, [None] * len(found)) == found
    assert reread(found, []) == found
    assert reread([], []) == []
    assert {each.weights for each in found} == {"english"}


@pytest.mark.parametrize(
    "question",
    ["Wo legen die Schildkröten Eier?", "Где черепахи откладывают яйца?", "海龟在哪里？"],
)
def test_only_languages_that_were_measured_are_reread(question: str) -> None:
    """The map was fitted on English."""
    found = search(question, placed("Die Schildkröten und das Riff. 海龟 Черепахи яйца."))
    assert reread(found, [_late(0.5, each) for each in found]) == found


def test_what_is_behind_the_first_stays_behind() -> None:
    """Only the first paragraphs' pieces are read."""
    found = [*_found()] * 5
    again = reread(found, [_late(-1, each) for each in found[:READ]])
    assert [each.placed for each in again[READ:]] == [each.placed for each in found[READ:]]
    assert again[READ].score > again[READ - 1].score

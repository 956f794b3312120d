"""Reranking: a model reads the question and the best paragraphs together."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.found import placed, search
from tests.rerankers import train_cross_encoder
from vectorstore.bundled import bundled_folder
from vectorstore.cross_encoder import CrossEncoderReranker
from vectorstore.errors import StoreError
from vectorstore.model import Passage, PassageKind
from vectorstore.ranking import Found
from vectorstore.reranking import READ_AGAIN, rerank

QUESTION = "Where does the ship go to?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small cross-encoder that likes the word harbour, trained here."""
    return train_cross_encoder(tmp_path_factory.mktemp("reranker"), "harbour")


@pytest.fixture(scope="module")
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(folder))


def numbers(found: Sequence[Found]) -> list[int]:
    return [each.placed.paragraph.number for each in found]


def test_the_model_scores_each_text_in_its_place(reranker: CrossEncoderReranker) -> None:
    liked, other, also_liked = reranker.scores(
        QUESTION, ["the ship sails to the harbour", "the ship sails to a mast", "harbour"]
    )
    assert min(liked, also_liked) > 0.9
    assert other < 0.1


def test_no_texts_have_no_scores(reranker: CrossEncoderReranker) -> None:
    assert reranker.scores(QUESTION, []) == []


def test_the_paragraph_that_the_model_likes_comes_first(reranker: CrossEncoderReranker) -> None:
    before = search(
        QUESTION,
        placed("The ship sails to a hive.", number=1),
        placed("The ship and the mast.", number=2),
        placed("A bee dances to the harbour.", number=3),
    )
    after = rerank(QUESTION, before, reranker)
    assert numbers(before)[-1] == 3
    assert numbers(after)[0] == 3


def test_the_paragraphs_share_out_the_scores_that_they_had(reranker: CrossEncoderReranker) -> None:
    before = search(
        QUESTION,
        placed("The ship sails to a hive.", number=1),
        placed("A bee dances to the harbour.", number=2),
    )
    after = rerank(QUESTION, before, reranker)
    assert [each.score for each in after] == [each.score for each in before]
    gain = before[0].score - before[1].score
    assert [each.signals["reranking"] for each in after] == pytest.approx([gain, -gain])


def test_only_the_first_paragraphs_are_read_again(reranker: CrossEncoderReranker) -> None:
    ships = [placed(f"The ship sails to a hive {at}.", number=at) for at in range(READ_AGAIN)]
    before = search(QUESTION, *ships, placed("A bee dances to the harbour.", number=99))
    assert numbers(before)[-1] == 99
    assert numbers(rerank(QUESTION, before, reranker))[-1] == 99


def test_a_long_paragraph_counts_by_the_best_of_its_windows(
    reranker: CrossEncoderReranker,
) -> None:
    start, end = "The ship sails to a hive and to a mast. " * 4, "To the harbour."
    found = search(
        QUESTION, placed("The ship sails to the hive.", number=1), placed(start + end, number=2)
    )
    short, long = sorted(found, key=lambda each: each.placed.paragraph.number)
    assert numbers(rerank(QUESTION, [short, long], reranker)) == [1, 2], "the end is not read"
    windows = tuple(Passage(PassageKind.WINDOW, text, 0, 0) for text in (start, end))
    paragraph = replace(long.placed.paragraph, passages=windows)
    split = replace(long, placed=replace(long.placed, paragraph=paragraph))
    assert numbers(rerank(QUESTION, [short, split], reranker)) == [2, 1]


def test_nothing_found_stays_nothing(reranker: CrossEncoderReranker) -> None:
    assert rerank(QUESTION, [], reranker) == []


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"RERANKER_MODEL has the value '.*none', and that model"):
        CrossEncoderReranker(str(tmp_path / "none"))


def test_a_damaged_model_is_named(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "damaged")
    (tmp_path / "damaged" / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(StoreError, match="cannot be loaded"):
        CrossEncoderReranker(str(tmp_path / "damaged"))


def test_a_model_of_several_scores_is_refused(tmp_path: Path) -> None:
    folder = train_cross_encoder(tmp_path, "harbour", labels=2)
    with pytest.raises(StoreError, match="doesn't give one score"):
        CrossEncoderReranker(str(folder))


def test_an_embedding_model_is_no_reranker() -> None:
    with pytest.raises(StoreError, match="doesn't give one score"):
        CrossEncoderReranker(str(bundled_folder()))

"""Entailment: a model tells whether a statement follows from a paragraph."""

import shutil
from pathlib import Path

import pytest

from tests.rerankers import train_cross_encoder, train_entailment
from vectorstore.bundled import bundled_folder
from vectorstore.cross_encoder import CrossEncoderEntailment
from vectorstore.errors import StoreError

LABELS = ("contradiction", "entailment", "neutral")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model by which every text with the word harbour entails what is said."""
    return train_entailment(tmp_path_factory.mktemp("entailment"), "harbour", LABELS)


@pytest.fixture(scope="module")
def entailment(folder: Path) -> CrossEncoderEntailment:
    return CrossEncoderEntailment(str(folder))


def test_the_label_for_entailment_counts(entailment: CrossEncoderEntailment) -> None:
    assert entailment.probability("The ship sails to the harbour.", "the ship sails") > 0.9
    assert entailment.probability("The ship sails to the hive.", "the ship sails") < 0.1


def test_the_label_is_found_by_its_name(tmp_path: Path) -> None:
    folder = train_entailment(tmp_path, "harbour", ("not_entailment", "ENTAILMENT"))
    entailment = CrossEncoderEntailment(str(folder))
    assert entailment.probability("The ship sails to the harbour.", "the ship sails") > 0.9


def test_the_end_of_a_long_paragraph_is_read_too(entailment: CrossEncoderEntailment) -> None:
    long = "The ship sails to a hive and to a mast. " * 8
    assert entailment.probability(long, "the ship sails") < 0.1
    assert entailment.probability(f"{long}To the harbour.", "the ship sails") > 0.9


@pytest.mark.parametrize("paragraph", ["", " ", "the ship " * 60])
def test_a_paragraph_without_sentences_has_a_probability(
    entailment: CrossEncoderEntailment, paragraph: str
) -> None:
    assert 0 <= entailment.probability(paragraph, "the ship sails " * 30) <= 1


def test_it_has_the_name_that_it_was_asked_for_by(
    folder: Path, entailment: CrossEncoderEntailment
) -> None:
    assert entailment.name == str(folder)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"SUPPORT_MODEL has the value '.*none', and that model"):
        CrossEncoderEntailment(str(tmp_path / "none"))


def test_a_damaged_model_is_named(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "damaged")
    (tmp_path / "damaged" / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(StoreError, match="cannot be loaded"):
        CrossEncoderEntailment(str(tmp_path / "damaged"))


def test_a_reranker_tells_nothing_about_entailment(tmp_path: Path) -> None:
    folder = train_cross_encoder(tmp_path, "harbour")
    with pytest.raises(StoreError, match="with a label for entailment"):
        CrossEncoderEntailment(str(folder))


def test_labels_without_entailment_are_refused(tmp_path: Path) -> None:
    folder = train_entailment(tmp_path, "harbour", ("bad", "good"))
    with pytest.raises(StoreError, match="with a label for entailment"):
        CrossEncoderEntailment(str(folder))


def test_an_embedding_model_is_refused() -> None:
    with pytest.raises(StoreError, match="with a label for entailment"):
        CrossEncoderEntailment(str(bundled_folder()))

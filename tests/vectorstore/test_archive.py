"""Vectors of old revisions come back as they were."""

import numpy as np
import pytest
from sqlalchemy import Engine

from vectorstore.archive import Archive
from vectorstore.model import SHARED, Scope

VECTORS = {
    each: np.random.default_rng(at).normal(size=8).astype(np.float32)
    for at, each in enumerate("abc")
}


@pytest.fixture
def archive(database: Engine) -> Archive:
    return Archive(database, "model")


def test_vectors_come_back_bit_by_bit(archive: Archive) -> None:
    archive.keep(SHARED, VECTORS)
    found = archive.vectors(SHARED, ["b", "x", "a", "b"])
    assert {each: vector.tobytes() for each, vector in found.items()} == {
        each: VECTORS[each].tobytes() for each in "ab"
    }


def test_what_is_missing_is_told_in_order(archive: Archive) -> None:
    archive.keep(SHARED, {"b": VECTORS["b"]})
    assert archive.missing(SHARED, ["c", "b", "a", "c"]) == ["c", "a"]


def test_what_is_kept_stays(archive: Archive) -> None:
    archive.keep(SHARED, VECTORS)
    archive.keep(SHARED, {"a": VECTORS["b"], "d": VECTORS["c"]})
    assert archive.vectors(SHARED, ["a"])["a"].tolist() == VECTORS["a"].tolist()
    assert archive.missing(SHARED, "abcd") == []


def test_scopes_and_models_keep_their_own(archive: Archive, database: Engine) -> None:
    archive.keep(SHARED, VECTORS)
    assert archive.missing(Scope("7"), ["a"]) == ["a"]
    assert Archive(database, "other").vectors(SHARED, ["a"]) == {}

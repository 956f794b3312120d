"""Chroma, embedded and as a server: the same behaviour from both."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from chromadb.api import ClientAPI
from chromadb.api.client import SharedSystemClient

from tests.servers import ChromaServer, chroma_server
from vectorstore.errors import DamagedIndexError, StoreError
from vectorstore.index import VectorIndex, open_embedded, open_server
from vectorstore.model import SHARED, Scope

ONE = Scope("1001")
AXES = np.eye(8, dtype=np.float32)
GONE = "The Chroma server (CHROMA_URL) does not answer: see that it runs, and try again."

_models = count()


def unit(*numbers: float) -> np.ndarray:
    vector = np.array([*numbers, *[0.0] * (8 - len(numbers))], dtype=np.float32)
    return vector / np.linalg.norm(vector)


@pytest.fixture(params=["embedded", "server"])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> ClientAPI:
    if request.param == "embedded":
        return open_embedded(tmp_path / "chroma")
    server: ChromaServer = request.getfixturevalue("chroma")
    return open_server(server.url)


@pytest.fixture
def index(client: ClientAPI) -> VectorIndex:
    """An index with collections that no other test has."""
    return VectorIndex(client, f"model-{next(_models)}")


class TestVectorIndex:
    def test_what_was_added_is_no_longer_missing(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a", "b"], AXES[:2])
        assert index.missing(SHARED, ["c", "a", "d", "b", "c"]) == ["c", "d"]

    def test_an_empty_index_misses_everything_and_finds_nothing(self, index: VectorIndex) -> None:
        assert index.missing(SHARED, ["a"]) == ["a"]
        assert index.nearest(SHARED, AXES[0], 5) == []
        assert index.count(SHARED) == 0

    def test_nothing_is_added_missing_removed_or_asked_for_in_empty_calls(
        self, index: VectorIndex
    ) -> None:
        index.add(SHARED, "bees", [], AXES[:0])
        index.remove(SHARED, [])
        assert index.missing(SHARED, []) == []
        assert index.vectors(SHARED, []) == {}

    def test_the_nearest_by_angle_come_first(self, index: VectorIndex) -> None:
        vectors = np.stack([unit(0, 1), unit(1, 0.5), 9 * unit(1, 0.1)])
        index.add(SHARED, "bees", ["far", "near", "nearest"], vectors)
        assert index.nearest(SHARED, unit(1), 3) == ["nearest", "near", "far"]
        assert index.nearest(SHARED, unit(1), 1) == ["nearest"]

    def test_the_nearest_of_one_source_only(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a", "b"], np.stack([unit(1), unit(1, 1)]))
        index.add(SHARED, "wasps", ["c"], unit(0, 1)[np.newaxis])
        assert index.nearest(SHARED, unit(1), 3, "wasps") == ["c"]
        assert index.nearest(SHARED, unit(1), 3, "moths") == []

    def test_the_nearest_among_some_are_found_one_by_one(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a", "b", "c"], np.stack([unit(1), unit(1, 1), unit(0, 1)]))
        assert index.nearest_among(SHARED, unit(1), 2, ["c", "b"]) == ["b", "c"]
        assert index.nearest_among(SHARED, unit(1), 1, ["c", "b"]) == ["b"]
        assert index.nearest_among(SHARED, unit(1), 1, []) == []
        with pytest.raises(StoreError, match="Chroma lacks passages"):
            index.nearest_among(SHARED, unit(1), 1, ["a", "gone"])

    def test_an_id_that_is_there_keeps_its_vector(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a"], unit(1)[np.newaxis])
        index.add(SHARED, "bees", ["a", "b"], np.stack([unit(0, 1), unit(0, 0, 1)]))
        assert np.allclose(index.vectors(SHARED, ["a"])["a"], unit(1))
        assert index.count(SHARED) == 2

    def test_an_id_that_was_removed_can_be_added_anew(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a", "b"], AXES[:2])
        index.vectors(SHARED, ["a"])
        index.remove(SHARED, ["a"])
        index.add(SHARED, "wasps", ["a"], AXES[2:3])
        assert np.allclose(index.vectors(SHARED, ["a"])["a"], AXES[2])
        assert index.nearest(SHARED, AXES[2], 1, "wasps") == ["a"]

    def test_what_is_behind_two_hundred_equal_vectors_is_found(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["behind"], unit(1, 1)[np.newaxis])
        equal = np.repeat(AXES[:1], 200, axis=0)
        index.add(SHARED, "bees", [f"equal {number}" for number in range(200)], equal)
        assert index.nearest(SHARED, AXES[0], 256)[-1] == "behind"

    def test_vectors_come_back_as_they_were_added(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a", "b"], np.stack([unit(1, 2), unit(3)]))
        for _ in range(2):  # the second time from memory
            found = index.vectors(SHARED, ["b", "a", "b"])
            assert set(found) == {"a", "b"}
            np.testing.assert_allclose(found["a"], unit(1, 2), atol=1e-6)
            assert found["a"].dtype == np.float32

    def test_a_vector_that_is_not_there_says_what_to_do(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a"], AXES[:1])
        with pytest.raises(StoreError) as raised:
            index.vectors(SHARED, ["a", "b", "c"])
        assert str(raised.value) == "Chroma lacks passages of the sources: run `pilcrow reindex`."

    def test_what_was_removed_is_gone_also_from_memory(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a", "b"], AXES[:2])
        index.vectors(SHARED, ["a"])
        index.remove(SHARED, ["a", "a", "never there"])
        assert index.missing(SHARED, ["a", "b"]) == ["a"]
        with pytest.raises(StoreError):
            index.vectors(SHARED, ["a"])

    def test_adding_an_id_again_keeps_one(self, index: VectorIndex) -> None:
        for _ in range(2):
            index.add(SHARED, "bees", ["a"], AXES[:1])
        assert index.count(SHARED) == 1

    def test_the_same_id_twice_in_one_call_is_refused_whole(self, index: VectorIndex) -> None:
        with pytest.raises(StoreError, match=r"^Chroma cannot do that: .* duplicates of: a"):
            index.add(SHARED, "bees", ["a", "b", "a"], AXES[:3])
        assert index.count(SHARED) == 0

    def test_scopes_are_apart(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a"], AXES[:1])
        index.add(ONE, "bees", ["b"], AXES[:1])
        assert index.nearest(ONE, AXES[0], 5) == ["b"]
        index.clear(ONE)
        assert (index.count(SHARED), index.count(ONE)) == (1, 0)

    def test_models_are_apart(self, index: VectorIndex, client: ClientAPI) -> None:
        index.add(SHARED, "bees", ["a"], AXES[:1])
        other = VectorIndex(client, f"model-{next(_models)}")
        assert other.missing(SHARED, ["a"]) == ["a"]

    @pytest.mark.parametrize("model", ["模型", "a/b c", "/folder/of/a/model/", "x" * 500])
    def test_any_name_of_a_model_will_do(self, client: ClientAPI, model: str) -> None:
        index = VectorIndex(client, model)
        index.add(SHARED, "bees", ["a"], AXES[:1])
        assert index.count(SHARED) == 1

    def test_a_cleared_index_can_be_filled_again(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a"], AXES[:1])
        index.clear(SHARED)
        index.add(SHARED, "bees", ["b"], AXES[:1])
        assert index.nearest(SHARED, AXES[0], 5) == ["b"]

    def test_more_ids_than_chroma_takes_at_once(
        self, index: VectorIndex, client: ClientAPI
    ) -> None:
        size = client.get_max_batch_size() + 3
        ids = [f"{number:05}" for number in range(size)]
        vectors = np.random.default_rng(7).normal(size=(size, 8)).astype(np.float32)
        index.add(SHARED, "bees", ids, vectors)
        assert index.missing(SHARED, [*ids, "other"]) == ["other"]
        np.testing.assert_allclose(index.vectors(SHARED, ids)[ids[-1]], vectors[-1], atol=1e-6)
        index.remove(SHARED, ids)
        assert index.count(SHARED) == 0

    def test_vectors_of_other_dimensions_are_refused(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a"], AXES[:1])
        with pytest.raises(StoreError, match=r"^Chroma cannot do that: .*dimension"):
            index.add(SHARED, "bees", ["b"], np.eye(4, dtype=np.float32)[:1])

    def test_a_collection_that_was_made_for_another_model_is_refused(
        self, index: VectorIndex, client: ClientAPI
    ) -> None:
        index.add(SHARED, "bees", ["a"], AXES[:1])
        index._collections[SHARED].modify(metadata={"embedding_model": "other", "scope": "shared"})
        again = VectorIndex(client, index._model)
        with pytest.raises(StoreError, match=r"was made for \{.*'other'.*\}, not for \{"):
            again.count(SHARED)

    def test_a_collection_that_another_removed_is_an_empty_one(
        self, index: VectorIndex, client: ClientAPI
    ) -> None:
        index.add(SHARED, "bees", ["a"], AXES[:1])
        VectorIndex(client, index._model).clear(SHARED)
        assert (index.nearest(SHARED, AXES[0], 1), index.count(SHARED)) == ([], 0)
        index.add(SHARED, "bees", ["b"], AXES[:1])
        assert index.nearest(SHARED, AXES[0], 1) == ["b"]

    def test_only_the_vectors_that_are_stored_come(self, index: VectorIndex) -> None:
        index.add(SHARED, "bees", ["a", "b"], AXES[:2])
        found = index.stored(SHARED, ["b", "c", "b"])
        assert {each: vector.tolist() for each, vector in found.items()} == {"b": AXES[1].tolist()}
        assert sorted(index.ids(SHARED)) == ["a", "b"]


def test_what_was_added_is_there_after_a_new_start(tmp_path: Path) -> None:
    for start in range(2):
        with chroma_server(tmp_path) as server:
            index = VectorIndex(open_server(server.url), "model")
            if start == 0:
                index.add(SHARED, "bees", ["a"], AXES[:1])
            assert index.nearest(SHARED, AXES[0], 1) == ["a"]


def test_a_server_that_goes_away_is_told_by_every_method(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as server:
        index = VectorIndex(open_server(server.url), "model")
        index.add(SHARED, "bees", ["a"], AXES[:1])
    for use in (
        lambda: index.add(SHARED, "bees", ["b"], AXES[:1]),
        lambda: index.missing(SHARED, ["a"]),
        lambda: index.nearest(SHARED, AXES[0], 1),
        lambda: index.vectors(SHARED, ["a"]),
        lambda: index.remove(SHARED, ["a"]),
        lambda: index.count(SHARED),
        lambda: index.clear(SHARED),
        lambda: index.count(ONE),
    ):
        with pytest.raises(StoreError) as raised:
            use()
        assert str(raised.value) == GONE


@pytest.fixture
def wrong_server() -> Iterator[str]:
    """Something that answers and is not Chroma."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_that_is_not_chroma_is_told(wrong_server: str) -> None:
    with pytest.raises(StoreError, match=r"\(CHROMA_URL\) does not answer"):
        open_server(wrong_server)


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreError) as raised:
        open_server("http://127.0.0.1:1")
    assert str(raised.value) == (
        "The Chroma server at http://127.0.0.1:1 (CHROMA_URL) does not answer. "
        "Start it with `chroma run`, or leave CHROMA_URL empty for the embedded store."
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost",
        "localhost:8000",
        "ftp://localhost",
        "http://",
        "http://:8000",
        "http://host:port",
        "http://host:99999",
        "http://[::1",
    ],
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(StoreError) as raised:
        open_server(url)
    assert str(raised.value) == (
        f"CHROMA_URL has the value '{url}'. It must be an address like http://localhost:8000."
    )


def test_a_folder_that_holds_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database, but long enough " * 50)
    with pytest.raises(StoreError, match=f"^The Chroma store in {tmp_path} cannot be opened: "):
        open_embedded(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be opened: .*Not a directory"):
        open_embedded(tmp_path / "file" / "chroma")


def test_files_that_chroma_cannot_read_are_told_and_can_be_made_anew(tmp_path: Path) -> None:
    ids = [f"{number:04d}" for number in range(2_000)]  # Chroma saves its graph every thousand
    vectors = np.random.default_rng(0).normal(size=(len(ids), 8)).astype(np.float32)
    VectorIndex(open_embedded(tmp_path), "damaged").add(SHARED, "bees", ids, vectors)
    SharedSystemClient.clear_system_cache()
    [header] = tmp_path.glob("*/header.bin")
    header.write_bytes(b"cut off")
    index = VectorIndex(open_embedded(tmp_path), "damaged")
    with pytest.raises(DamagedIndexError, match="and run `pilcrow reindex`"):
        index.count(SHARED)
    index.clear(SHARED)
    assert index.missing(SHARED, ids) == ids
    index.add(SHARED, "bees", ids[:1], vectors[:1])
    assert index.nearest(SHARED, vectors[0], 1) == ids[:1]

"""Chroma: the vectors of passages, one collection for each scope and embedding model."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings
from chromadb.errors import ChromaError, InternalError, NotFoundError
from numpy.typing import NDArray

from vectorstore.encoder import Vectors
from vectorstore.errors import DamagedIndexError, LackingIndexError, StoreError
from vectorstore.kept import Kept
from vectorstore.model import Scope

_VECTORS_KEPT = 50_000  # to twice as many: 75 to 150 MB of the bundled model's vectors

_MOMENT = 0.1  # seconds

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def open_embedded(folder: Path) -> ClientAPI:
    """A Chroma store inside this process, in `folder`. No second process may open it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=_settings())
    except (ChromaError, ValueError, OSError) as error:
        raise StoreError(f"The Chroma store in {folder} cannot be opened: {error}.") from error


def open_server(url: str) -> ClientAPI:
    """A Chroma server at `url`; raises `StoreError` when it doesn't answer."""
    host, port, secure = _address(url)
    try:
        return chromadb.HttpClient(host=host, port=port, ssl=secure, settings=_settings())
    except (ChromaError, ValueError, httpx.HTTPError) as error:
        raise StoreError(
            f"The Chroma server at {url} (CHROMA_URL) does not answer. "
            "Start it with `chroma run`, or leave CHROMA_URL empty for the embedded store."
        ) from error


def _settings() -> Settings:
    # New ones for each client: Chroma writes into those that it is given.
    return Settings(anonymized_telemetry=False)


def _address(url: str) -> tuple[str, int, bool]:
    """The host and the port of a server, and whether it speaks TLS."""
    try:
        parts = urlsplit(url)
        host, port, secure = parts.hostname, parts.port, parts.scheme == "https"
    except ValueError:
        host, port, secure = None, None, False
    if not host or not url.startswith(("http://", "https://")):
        raise StoreError(
            f"CHROMA_URL has the value '{url}'. It must be an address like http://localhost:8000."
        )
    return host, port or (443 if secure else 80), secure


def _telling(
    method: Callable[Concatenate["VectorIndex", _Given], _Result],
) -> Callable[Concatenate["VectorIndex", _Given], _Result]:
    """Chroma fails in many ways while it is used; callers know one."""

    @wraps(method)
    def told(index: "VectorIndex", /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        try:
            try:
                return method(index, *args, **kwargs)
            except NotFoundError:
                # Another process removed the collection, and this one still held on to it.
                index.reopen()
            except InternalError:
                # While Chroma first saves a new collection, it can refuse to read it.
                time.sleep(_MOMENT)
            return method(index, *args, **kwargs)
        except httpx.HTTPError as error:
            raise StoreError(
                "The Chroma server (CHROMA_URL) does not answer: see that it runs, and try again."
            ) from error
        except InternalError as error:
            # A process that is killed while Chroma saves can leave files that it refuses to read.
            reason = str(error).rstrip(".")
            raise DamagedIndexError(
                f"Chroma cannot use its files ({reason}): "
                "see that the disk has room, and run `pilcrow reindex`."
            ) from error
        except ChromaError as error:
            reason = str(error).rstrip(".")
            raise StoreError(f"Chroma cannot do that: {reason}.") from error

    return told


class VectorIndex:
    """The passages' vectors of every scope, for one embedding model.

    Every method raises `StoreError` when Chroma fails. Safe to use from several threads.
    """

    def __init__(self, client: ClientAPI, model: str) -> None:
        self._client = client
        self._model = model
        self._collections: dict[Scope, chromadb.Collection] = {}
        self._known = Kept[tuple[Scope, str], NDArray[np.float32]](_VECTORS_KEPT)

    @_telling
    def missing(self, scope: Scope, ids: Iterable[str]) -> list[str]:
        """Those of `ids` that the scope has no vector for, in the order given."""
        wanted = list(dict.fromkeys(ids))
        collection = self._collection(scope)
        there: set[str] = set()
        for batch in self._batches(wanted):
            there.update(collection.get(ids=batch, include=[])["ids"])
        return [each for each in wanted if each not in there]

    @_telling
    def add(self, scope: Scope, source: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add one vector for each id, all different; `vectors` has the shape (ids, dimensions).

        An id that is there already keeps its vector: ids are made from the text.
        """
        collection = self._collection(scope)
        row = 0
        for batch in self._batches(ids):
            # Not `upsert`: with each write Chroma repeats those since it last saved its graph, up
            # to a thousand, and moves each upserted vector anew, which takes half a minute.
            collection.add(
                ids=batch,
                embeddings=vectors[row : row + len(batch)],
                metadatas=[{"source": source}] * len(batch),
            )
            row += len(batch)

    @_telling
    def remove(self, scope: Scope, ids: Sequence[str]) -> None:
        """Remove the vectors of `ids`; ids that are not there are passed over."""
        collection = self._collection(scope)
        for batch in self._batches(dict.fromkeys(ids)):
            collection.delete(ids=batch)
        for each in ids:
            self._known.drop((scope, each))

    @_telling
    def nearest(
        self, scope: Scope, vector: Vectors, limit: int, source: str | None = None
    ) -> list[str]:
        """The ids of the passages nearest to `vector` (dimensions,), nearest first."""
        found = self._collection(scope).query(
            query_embeddings=vector[np.newaxis, :],
            n_results=limit,
            where={"source": source} if source else None,
            include=["distances"],
        )
        return found["ids"][0]

    def nearest_among(
        self, scope: Scope, vector: Vectors, limit: int, ids: Sequence[str]
    ) -> list[str]:
        """Those of `ids` that are nearest to `vector` (dimensions,), nearest first.

        Raises `StoreError` when one is not stored.
        """
        if not ids:
            return []
        known = self.vectors(scope, ids)
        order = np.argsort(-(np.stack([known[each] for each in ids]) @ vector), kind="stable")
        return [ids[at] for at in order[:limit]]

    @_telling
    def vectors(self, scope: Scope, ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The stored vector of each id. Ids are made from the text, so one never changes.

        Raises `StoreError` when one is not stored.
        """
        wanted = list(dict.fromkeys(ids))
        answer = {
            each: vector
            for each in wanted
            if (vector := self._known.get((scope, each))) is not None
        }
        stored = self._stored(scope, [each for each in wanted if each not in answer])
        for each, vector in stored.items():
            self._known.put((scope, each), vector)
        answer.update(stored)
        if len(answer) < len(wanted):
            raise LackingIndexError("Chroma lacks passages of the sources: run `pilcrow reindex`.")
        return answer

    @_telling
    def stored(self, scope: Scope, ids: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those of `ids` that are stored."""
        return self._stored(scope, list(dict.fromkeys(ids)))

    def _stored(self, scope: Scope, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        answer: dict[str, NDArray[np.float32]] = {}
        for batch in self._batches(ids):
            found = self._collection(scope).get(ids=batch, include=["embeddings"])
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            answer.update(zip(found["ids"], rows, strict=True))
        return answer

    @_telling
    def ids(self, scope: Scope) -> list[str]:
        """The ids of all vectors of the scope."""
        return list(self._collection(scope).get(include=[])["ids"])

    @_telling
    def count(self, scope: Scope) -> int:
        """How many vectors the scope has."""
        return self._collection(scope).count()

    @_telling
    def clear(self, scope: Scope) -> None:
        """Remove the scope's collection."""
        self._collection(scope)
        self._client.delete_collection(self._collection_name(scope))
        self._collections.pop(scope, None)
        self._known.clear()

    def reopen(self) -> None:
        """Look every collection up anew when it is next used."""
        self._collections.clear()

    def _collection(self, scope: Scope) -> chromadb.Collection:
        if scope not in self._collections:
            self._collections[scope] = self._open_collection(scope)
        return self._collections[scope]

    def _open_collection(self, scope: Scope) -> chromadb.Collection:
        wanted = {"embedding_model": self._model, "scope": scope}
        collection = self._client.get_or_create_collection(
            self._collection_name(scope),
            # With 16 neighbours, the default, a hundred equal sentences hide what is behind them.
            configuration={"hnsw": {"space": "cosine", "ef_search": 100, "max_neighbors": 32}},
            metadata=wanted,
            embedding_function=None,
        )
        # Chroma keeps the metadata of a collection that was there before without a word.
        found: Mapping[str, Any] = collection.metadata or {}
        if any(found.get(key) != value for key, value in wanted.items()):
            raise StoreError(
                f"The Chroma collection {collection.name} was made for {dict(found)}, "
                f"not for {wanted}. Use another Chroma store, or remove that collection."
            )
        return collection

    def _collection_name(self, scope: Scope) -> str:
        """A name that Chroma allows; the hash keeps models with like names apart."""
        readable = re.sub(r"[^A-Za-z0-9]+", "-", self._model).strip("-")[-40:].strip("-") or "model"
        digest = blake2b(self._model.encode(), digest_size=4).hexdigest()
        return f"pilcrow.{scope}.{readable}.{digest}"

    def _batches(self, ids: Iterable[str]) -> Iterator[list[str]]:
        size = self._client.get_max_batch_size()
        remaining = iter(ids)
        while batch := list(islice(remaining, size)):
            yield batch

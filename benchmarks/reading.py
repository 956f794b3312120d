"""Word pieces of the sets' questions and paragraphs, as the product stores and reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.linalg import hadamard

from benchmarks.folds import FOLDS, fold
from benchmarks.states import StateCache
from vectorstore.encoder import Pieces
from vectorstore.languages import Family
from vectorstore.model import Paragraph, Passage, PassageKind
from vectorstore.piece_map import DIMENSIONS, PieceMap
from vectorstore.pieces import Window, pack, read_whole, window
from vectorstore.ranking import LATE


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads pieces through one map; their states must be in `states`."""

    map: PieceMap
    states: StateCache
    _known: dict[str, tuple[Window, ...]] = field(default_factory=dict)

    def asked(self, question: str) -> Pieces:
        """The pieces of a question."""
        states = self.states[question]
        vectors = states.vectors.astype(np.float32)
        return Pieces(self.map.vectors(vectors), self.map.weights(vectors), states.starts)

    def windows(self, paragraph: Paragraph) -> tuple[Window, ...]:
        """The windows of a paragraph, packed and unpacked."""
        if paragraph.text not in self._known:
            self._known[paragraph.text] = tuple(
                self._window(passage, paragraph) for passage in whole(paragraph)
            )
        return self._known[paragraph.text]

    def _window(self, passage: Passage, paragraph: Paragraph) -> Window:
        states = self.states[passage.text]
        packed = pack(self.map.vectors(states.vectors.astype(np.float32)), states.starts)
        return window(packed, passage.text, sentences_in(passage, paragraph))


class Readers:
    """A reader for each fold of articles, whose map was fitted on the other folds."""

    def __init__(self, folder: Path) -> None:
        """Opens the maps that `benchmarks/fit_late.py` left in the cache `folder`."""
        self.states = StateCache(folder / "states")
        files = [map_file(folder, number) for number in range(FOLDS)]
        if missing := [file.name for file in files if not file.exists()]:
            raise SystemExit(
                f"{', '.join(missing)} not in {folder}: run `python -m benchmarks.fit_late` first."
            )
        self._readers = [Reader(_opened(file), self.states) for file in files]

    def of(self, group: str) -> Reader:
        """The reader that never saw the questions of an article."""
        return self._readers[fold(group)]

    def add(self, paragraphs: Iterable[Paragraph], questions: Iterable[str]) -> None:
        """Reads what isn't known yet, which takes a while."""
        self.states.add(texts(paragraphs))
        self.states.add(questions)


def _opened(file: Path) -> PieceMap:
    """A map as the product turns it before it packs (see `vectorstore/piece_map.py`)."""
    turn = hadamard(DIMENSIONS) / DIMENSIONS**0.5
    with np.load(file) as numbers:
        projection = (numbers["projection"] @ turn).astype(np.float32)
        return PieceMap(file.stem, projection, numbers["attention"])


@dataclass(frozen=True, slots=True)
class Way:
    """How questions of a family of languages are put: `weights` names those that count then."""

    family: Family
    weights: str
    readers: Readers | None = None


def ways(families: Iterable[Family], folder: Path) -> Iterator[Way]:
    """Each family without pieces, and with them where that is done."""
    for family in families:
        yield Way(family, str(family))
        if family in LATE:
            yield Way(family, LATE[family], Readers(folder))


def map_file(folder: Path, number: int) -> Path:
    """Where the map that was fitted without a fold is kept."""
    return folder / f"piece_map-{number}.npz"


def texts(paragraphs: Iterable[Paragraph]) -> list[str]:
    """The texts whose pieces are kept."""
    return [passage.text for each in paragraphs for passage in whole(each)]


def whole(paragraph: Paragraph) -> list[Passage]:
    """The passages whose pieces are kept."""
    return [paragraph.passages[at] for at in read_whole(paragraph.passages)]


def sentences_in(passage: Passage, paragraph: Paragraph) -> list[tuple[int, str]]:
    """The sentences that stand in a passage of a paragraph, numbered from 0 among all of its."""
    sentences = [each for each in paragraph.passages if each.kind is PassageKind.SENTENCE]
    return [
        (number, each.text)
        for number, each in enumerate(sentences)
        if passage.start <= each.start and each.end <= passage.end
    ]

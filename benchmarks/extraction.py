"""How well the text of an article is read out of a web page: `python -m benchmarks.extraction`.

Compares what the product reads out of each page of `../shared/data/htmlextract` with the body that
a person marked there, beside trafilatura's own plain output in the same run.
F1, precision and recall count words, each as often as it stands in both texts; in scripts without
spaces, signs.
"""

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, quantiles

import trafilatura

from ingest.errors import IngestError
from ingest.formats import parse
from ingest.given import Given
from ingest.paragraphs import UNSPACED

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "htmlextract"

_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Page:
    """A web page and the paragraphs of its body as a person marked them."""

    address: str
    data: bytes
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the words that were read are right, how many of the right ones were read."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where nothing is right."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def words(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in the texts."""
    return Counter(word for text in texts for word in _WORD.findall(text.lower()))


def score(read: Iterable[str], marked: Iterable[str]) -> Score:
    """The score of the texts that were read against those that were marked."""
    ours, theirs = words(read), words(marked)
    right = (ours & theirs).total()
    return Score(right / max(ours.total(), 1), right / max(theirs.total(), 1))


def one_to_one(read: Iterable[str], marked: Iterable[str]) -> int:
    """How many of the marked paragraphs were read as one paragraph with the same words."""
    ours = Counter(" ".join(text.split()) for text in read)
    theirs = Counter(" ".join(text.split()) for text in marked)
    return (ours & theirs).total()


def product(page: Page) -> list[str]:
    """The headings and paragraphs that the product reads out of a page."""
    try:
        document = parse(Given(page.address, "page.html", page.data, "text/html"))
    except IngestError:
        return []
    return document.text.split("\n\n")


def plain(page: Page) -> list[str]:
    """The lines of trafilatura's plain output, with its own defaults."""
    return (trafilatura.extract(page.data) or "").split("\n")


def without_comments(page: Page) -> list[str]:
    """The same without the comments of readers."""
    return (trafilatura.extract(page.data, include_comments=False) or "").split("\n")


READERS: dict[str, Callable[[Page], list[str]]] = {
    "Pilcrow": product,
    "trafilatura, plain": plain,
    "trafilatura, no comments": without_comments,
}


def pages(folder: Path = FOLDER) -> list[Page]:
    """The pages of the set; ends the program with a sentence where it is not there."""
    listed = folder / "articles.jsonl"
    if not listed.exists():
        raise SystemExit(f"There is no {listed}: put the set there to measure on it.")
    rows = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()]
    return [
        Page(
            row["url"],
            gzip.decompress((folder / row["html"]).read_bytes()),
            tuple(row["paragraphs"]),
        )
        for row in rows
    ]


def _unpacked(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())


def report(name: str, every: Sequence[Page], read: Callable[[Page], list[str]]) -> str:
    """One line of the table."""
    started = time.perf_counter()
    texts = [read(page) for page in every]
    seconds = (time.perf_counter() - started) / len(every)
    scores = [score(text, page.paragraphs) for text, page in zip(texts, every, strict=True)]
    low, middle, high = quantiles([each.f1 for each in scores], n=4)
    same = sum(one_to_one(text, page.paragraphs) for text, page in zip(texts, every, strict=True))
    marked = sum(len(page.paragraphs) for page in every)
    figures = (
        f"{mean(each.f1 for each in scores):.4f} | {mean(each.precision for each in scores):.4f} | "
        f"{mean(each.recall for each in scores):.4f} | {low:.3f} | {middle:.3f} | {high:.3f}"
    )
    return f"| {name} | {figures} | {same} of {marked} | {seconds:.3f} |"


def main() -> None:
    """Print the table."""
    every = pages()
    print(f"{len(every)} pages")
    print("| | F1 | precision | recall | quartile | median | quartile | one to one | s a page |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, read in READERS.items():
        print(report(name, every, read), flush=True)


if __name__ == "__main__":
    main()

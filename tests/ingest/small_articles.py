"""Articles of a few sentences, one a paragraph, for the tests of the pipeline."""

from collections.abc import Sequence
from pathlib import Path

from vectorstore.catalog import Catalog
from vectorstore.model import SHARED, Scope

FIRST = ("The bees dance on the comb.", "The queen lays eggs in May.", "Clover grows by the road.")
CHANGED = (FIRST[0], "The queen lays no eggs in June.", FIRST[2])
LONG = tuple(f"Sentence number {number} is about bees." for number in range(300))


def write(file: Path, paragraphs: Sequence[str]) -> Path:
    """The file with these paragraphs."""
    file.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return file


def paragraphs(catalog: Catalog, source: str = "bees", scope: Scope = SHARED) -> tuple[str, ...]:
    """What the current revision of a source says."""
    placed = catalog.paragraphs(catalog.source([scope], source))
    return tuple(each.paragraph.text for each in placed)

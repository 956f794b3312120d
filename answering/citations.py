"""Citations of found paragraphs."""

from answering.model import Citation
from vectorstore.model import PlacedParagraph


def cite(placed: PlacedParagraph, quote: str) -> Citation:
    """The citation of a paragraph with the words quoted from it, without a bullet before them."""
    return Citation(
        scope=placed.scope,
        source=placed.source,
        title=placed.title,
        revision=placed.revision.number,
        paragraph=placed.paragraph.number,
        heading=placed.paragraph.heading,
        quote=quote.removeprefix("• "),
        page=placed.paragraph.page,
    )

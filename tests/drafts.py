"""Small revisions for the tests of the store: one sentence a paragraph."""

from hashlib import sha256

from vectorstore.model import SHARED, Paragraph, ParagraphKind, Passage, PassageKind, Scope
from vectorstore.publishing import Draft, Publisher, StagedRevision


def draft(
    source: str, *texts: str, scope: Scope = SHARED, title: str = "A title", origin: str = "a.txt"
) -> Draft:
    """A revision of `source` whose paragraphs are `texts`."""
    paragraphs = []
    at = 0
    for number, text in enumerate(texts, 1):
        passages = (Passage(PassageKind.SENTENCE, text, 0, len(text)),)
        end = at + len(text)
        paragraphs.append(
            Paragraph(number, ParagraphKind.PROSE, ("Part",), text, text, at, end, passages)
        )
        at = end + 1
    whole = "\n".join(texts)
    return Draft(
        scope=scope,
        source=source,
        origin=origin,
        author="somebody",
        title=title,
        text=whole,
        content_hash=sha256(whole.encode()).hexdigest(),
        paragraphs=tuple(paragraphs),
    )


def publish(
    publisher: Publisher, source: str, *texts: str, scope: Scope = SHARED, title: str = "A title"
) -> StagedRevision:
    """Stage and publish a revision of `source` with the paragraphs `texts`."""
    staged = publisher.stage(draft(source, *texts, scope=scope, title=title))
    publisher.publish(staged)
    return staged

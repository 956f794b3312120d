"""Small revisions for the tests of the store: one sentence a paragraph."""

from dataclasses import replace
from hashlib import sha256

from sqlalchemy import select

from vectorstore.model import SHARED, Paragraph, ParagraphKind, Passage, PassageKind, Scope
from vectorstore.publishing import Draft, Publisher, StagedRevision
from vectorstore.schema import sources


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


def stage(
    publisher: Publisher,
    source: str,
    *texts: str,
    scope: Scope = SHARED,
    title: str = "A title",
    origin: str = "a.txt",
) -> StagedRevision:
    """Stage a revision of `source` with the paragraphs `texts`, based on the current one."""
    made = draft(source, *texts, scope=scope, title=title, origin=origin)
    current = select(sources.c.current).where(sources.c.scope == scope, sources.c.slug == source)
    with publisher.engine.connect() as connection:
        base = connection.scalar(current)
    return publisher.stage(replace(made, base=base))


def publish(
    publisher: Publisher, source: str, *texts: str, scope: Scope = SHARED, title: str = "A title"
) -> StagedRevision:
    """Stage and publish a revision of `source` with the paragraphs `texts`."""
    staged = stage(publisher, source, *texts, scope=scope, title=title)
    publisher.publish(staged)
    return staged

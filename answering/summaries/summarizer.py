"""Summaries without a language model: sentences that are chosen by stored vectors and words."""

from collections.abc import Sequence

import numpy as np

from answering.citations import cite
from answering.model import Statement
from answering.summaries.choosing import choose
from answering.summaries.lengths import budget
from answering.summaries.model import Coverage, Length, Summary, UnknownSectionError
from answering.summaries.sections import headings, in_section
from answering.summaries.sentences import Quotation, Reading
from vectorstore.catalog import Catalog
from vectorstore.encoder import Vectors
from vectorstore.errors import LackingIndexError
from vectorstore.index import VectorIndex
from vectorstore.languages import language_of
from vectorstore.model import PlacedParagraph, Scope, Source, passage_id, readable_scopes

_ATTEMPTS = 20  # as the search: a publication meanwhile makes it look again
_ALL = 2**31 - 1  # vectors


class Summarizer:
    """Sums up the sources that a scope may read; embeds nothing. Safe to use from threads."""

    def __init__(self, catalog: Catalog, index: VectorIndex) -> None:
        self._catalog = catalog
        self._index = index

    def sections(self, scope: Scope, source: str) -> tuple[str, ...]:
        """The headings of a source in their order, each once; raises `UnknownSourceError`."""
        found = self._catalog.source(readable_scopes(scope), source)
        return headings(self._catalog.paragraphs(found))

    def summarize(
        self, scope: Scope, source: str, length: Length, section: str | None = None
    ) -> Summary:
        """What the current revision of a source says, or what stands below one of its headings.

        `section` is a heading, or a path of them such as `Setup › Linux`; case is no matter.
        Raises `UnknownSourceError` when the scope may not read a source of that name,
        `UnknownSectionError` when it has no such heading, and `StoreError` when Chroma fails.
        """
        readable = readable_scopes(scope)
        found = self._catalog.source(readable, source)
        for _ in range(_ATTEMPTS):
            try:
                summary = self._summarized(found, length, section)
            except LackingIndexError:
                # The vectors of what has just been replaced may be gone already.
                if (now := self._catalog.source(readable, source)) == found:
                    raise
            else:
                if (now := self._catalog.source(readable, source)) == found:
                    break
            found = now
        else:
            return self._summarized(found, length, section)
        return summary

    def _summarized(self, source: Source, length: Length, section: str | None) -> Summary:
        placed = self._catalog.paragraphs(source)
        named = None
        chosen: Sequence[PlacedParagraph] = placed
        if section is not None:
            named, chosen = in_section(placed, section)
            if named is None:
                raise UnknownSectionError(source.id, section, headings(placed))
        language = language_of(" ".join(each.paragraph.text for each in placed))
        reading = Reading.of(chosen, language)
        words = budget(length, sum(each.words for each in reading.sentences))
        quotations = choose(reading, self._vectors(source, reading), words)
        return Summary(
            source=source.id,
            title=source.title,
            revision=source.revision.number,
            statements=tuple(_statement(reading, each) for each in quotations),
            coverage=Coverage(
                paragraphs_read=len(reading.paragraphs),
                paragraphs_total=len(placed),
                paragraphs_cited=len({each.paragraph for each in quotations}),
            ),
            section=named,
        )

    def _vectors(self, source: Source, reading: Reading) -> Vectors:
        """A row for each sentence; zeros for one that is longer than the model reads."""
        ids = [passage_id(source.id, each.text) for each in reading.sentences]
        stored = set(self._catalog.vector_ids(source.scope, source.id, _ALL))
        known = self._index.vectors(source.scope, [each for each in ids if each in stored])
        first = next(iter(known.values()), None)
        if first is None:
            return np.zeros((len(ids), 1), dtype=np.float32)
        nothing = np.zeros_like(first)
        return np.stack([known.get(each, nothing) for each in ids])


def _statement(reading: Reading, quotation: Quotation) -> Statement:
    citation = cite(reading.paragraphs[quotation.paragraph], quotation.text)
    return Statement(citation.quote, (citation,))

"""What the check of a language model's sentences lets through, and what it loses.

`python -m benchmarks.cast_check` drafts sentences from offered paragraphs, faithful and corrupted
(`benchmarks/drafts.py`), and puts them to the checker: about the sample article, squad2, covidqa
and clapnq. A question that the paragraph answers decides
what is offered beside it; the sample article has none, so there a sentence is its own question.
`--errors N` prints so many of what was judged wrongly; several minutes.
"""

import argparse
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answering.evidence import Evidence
from answering.generative.checking import Checker
from answering.generative.offer import PARAGRAPHS_OFFERED
from answering.generative.reading import Drafted
from answering.model import Dropped, Statement
from benchmarks.changing import Surroundings, names_in
from benchmarks.corpus import Corpus
from benchmarks.drafts import FAITHFUL, KINDS, MISCITED, NO_KEY, WRONG_KEY, Draft, drafts, usable
from benchmarks.options import parser
from benchmarks.sets import Article, Question, QuestionSet, read_set
from benchmarks.vectors import VectorCache
from vectorstore.embedding import SentenceEncoder
from vectorstore.model import PassageKind
from vectorstore.ranking import Found

SETS = {"squad2": 30, "covidqa": 8, "clapnq": 1}
"""The sets, and how many questions about an article are drawn."""
_MOST_ARTICLES = {"covidqa": 16, "clapnq": 120}
_SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True)
class Case:
    """A draft with the paragraphs that it was offered; `found` holds `source` among others."""

    set: str
    article: str
    kind: str
    draft: Draft
    keys: tuple[str, ...]
    offered: dict[str, Found]
    source: Found
    evidence: Evidence


@dataclass(frozen=True)
class Outcome:
    """What the checker made of a case, and in how many milliseconds."""

    case: Case
    made: Statement | Dropped
    milliseconds: float

    @property
    def kept(self) -> bool:
        """Whether the sentence reaches the member."""
        return isinstance(self.made, Statement)

    @property
    def cites_source(self) -> bool:
        """Whether the paragraph that it comes from is cited."""
        placed = self.case.source.placed
        return isinstance(self.made, Statement) and any(
            (each.source, each.paragraph) == (placed.source, placed.paragraph.number)
            for each in self.made.citations
        )


def sample() -> QuestionSet:
    """The articles that come with the project, each sentence being its own question."""
    articles = tuple(
        Article(path.stem, path.stem, tuple(_paragraphs(path.read_text(encoding="utf-8"))))
        for path in sorted(_SAMPLES.glob("*.md"))
    )
    asked = tuple(
        Question(f"{a.id}-{n}", text, a.id, frozenset({(a.id, n)}), (), answerable=True)
        for a in articles
        for n, text in enumerate(a.paragraphs)
    )
    return QuestionSet("samples", articles, asked)


def _paragraphs(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text):
        if block.strip() and block[0] not in "#-|":
            yield " ".join(block.split())


def cases(asked: QuestionSet, cache: VectorCache) -> Iterator[Case]:
    """The drafts about the paragraphs that answer a set's questions, each paragraph once."""
    questions = [q for q in asked.questions if q.answerable and q.article]
    cache.add(question.text for question in questions)
    whole = Corpus.build(asked.articles, cache)
    alone = len(asked.articles) * 2 > len(whole.candidates)  # articles of one paragraph each
    parts = {article.id: whole if alone else _part(whole, article.id) for article in asked.articles}
    words = {w for a in asked.articles for p in a.paragraphs for w in re.findall(r"\b[a-z]+\b", p)}
    names = {a.id: {n for p in a.paragraphs for n in names_in(p)} for a in asked.articles}
    others = {a: sorted(set().union(*names.values()) - own) for a, own in names.items()}
    done: set[str] = set()
    for question in questions:
        assert question.article is not None
        found = parts[question.article].search(question.text, cache[question.text])
        found = found[:PARAGRAPHS_OFFERED]
        source = next((f for f in found if _place(f) in question.gold), None)
        if source is None or source.placed.paragraph.text in done:
            continue
        done.add(source.placed.paragraph.text)
        text = source.placed.paragraph.text
        around = Surroundings(text, others[question.article], random.Random(text))
        elsewhere = _elsewhere(parts[question.article], question.article, found)
        made = drafts(_sentences(source), around, elsewhere, words)
        evidence = Evidence.read(question.text, found)
        assert evidence is not None
        yield from _cited(asked.name, question.article, made, source, evidence)


def _part(whole: Corpus, article: str) -> Corpus:
    return Corpus.index([c for c in whole.candidates.values() if c.placed.source == article])


def _place(found: Found) -> tuple[str, int]:
    return found.placed.source, found.placed.paragraph.number - 1


def _sentences(found: Found) -> list[str]:
    passages = found.placed.paragraph.passages
    return [p.text for p in passages if p.kind is PassageKind.SENTENCE]


def _elsewhere(part: Corpus, article: str, found: Sequence[Found]) -> list[str]:
    """Sentences of an article that were not offered."""
    offered = {each.key for each in found}
    return usable(
        [
            passage.text
            for candidate in part.candidates.values()
            if candidate.key not in offered and candidate.placed.source == article
            for passage in candidate.placed.paragraph.passages
            if passage.kind is PassageKind.SENTENCE
        ]
    )


def _cited(
    name: str, article: str, made: Iterable[Draft], source: Found, evidence: Evidence
) -> Iterator[Case]:
    """Every draft with its own key, and each faithful one with others too."""
    offered = {f"k{number}": found for number, found in enumerate(evidence.found)}
    own = next(key for key, found in offered.items() if found is source)
    other = next((key for key in offered if key != own), None)
    for draft in made:
        keys = {draft.kind: (own,)}
        if draft.faithful and other:
            keys |= dict(zip(MISCITED, ((other,), (), (other, own)), strict=True))
        for kind, cited in keys.items():
            yield Case(name, article, kind, draft, cited, offered, source, evidence)


def judged(checker: Checker, case: Case) -> Outcome:
    """What the checker makes of a case."""
    started = time.perf_counter()
    made = checker.check(Drafted(case.draft.text, case.keys), case.offered, case.evidence)
    return Outcome(case, made, 1000 * (time.perf_counter() - started))


def _spread(outcomes: Sequence[Outcome]) -> float:
    """The standard deviation, over articles with at least five cases, of the share that is kept."""
    by_article = defaultdict(list)
    for each in outcomes:
        by_article[each.case.article].append(each.kept)
    shares = [np.mean(kept) for kept in by_article.values() if len(kept) >= 5]
    return float(np.std(shares)) if shares else 0.0


def report(name: str, outcomes: Sequence[Outcome]) -> None:
    """Prints the shares by kind, with their spread over articles."""
    print(f"\n{name}: share that reaches the member (sd over articles), of how many")
    by_kind = defaultdict(list)
    for each in outcomes:
        by_kind[each.case.kind].append(each)
    rows = {kind: by_kind[kind] for kind in (*FAITHFUL, *MISCITED)}
    rows["faithful, together"] = [o for kind in FAITHFUL for o in by_kind[kind]]
    for title, kinds in KINDS.items():
        rows |= {f"  {kind}": by_kind[kind] for kind in kinds if len(kinds) > 1}
        rows[title] = [o for kind in kinds for o in by_kind[kind]]
    for title, found in rows.items():
        if found:
            kept = np.mean([each.kept for each in found])
            line = f"{title:22} {kept:.3f} (±{_spread(found):.3f})  n={len(found)}"
            if title in (*MISCITED, *FAITHFUL):
                line += f"  citing its paragraph {np.mean([o.cites_source for o in found]):.3f}"
            print(line)
    taken = [each.milliseconds for each in outcomes]
    print("ms a sentence, middle and 95 %:", np.quantile(taken, [0.5, 0.95]).round(1))


def errors(outcomes: Sequence[Outcome], most: int) -> None:
    """Prints some of what was judged wrongly: faithful and dropped, corrupted and kept."""
    unclear = (NO_KEY, WRONG_KEY, "opposite, unlisted")
    wrong = [o for o in outcomes if o.kept != o.case.draft.faithful and o.case.kind not in unclear]
    random.Random(0).shuffle(wrong)
    for each in wrong[:most]:
        why = each.made.reason if isinstance(each.made, Dropped) else "kept"
        print(f"\n[{each.case.kind} of {each.case.draft.base}] {why}\n  {each.case.draft.text}")
        print(f"  FROM {each.case.source.placed.paragraph.text[:1500]}")


def main() -> None:
    """Drafts, checks and reports."""
    options: argparse.ArgumentParser = parser(__doc__)
    options.add_argument("--errors", type=int, default=0)
    options.add_argument("--sets", nargs="*", default=list(SETS))
    arguments = options.parse_args()
    cache = VectorCache(arguments.cache)
    checker = Checker(SentenceEncoder())
    chosen = [sample()] + [
        read_set(arguments.data, name, SETS[name], _MOST_ARTICLES.get(name))
        for name in arguments.sets
    ]
    for asked in chosen:
        outcomes = [judged(checker, case) for case in cases(asked, cache)]
        report(asked.name, outcomes)
        errors(outcomes, arguments.errors)


if __name__ == "__main__":
    main()

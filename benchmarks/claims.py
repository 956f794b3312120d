"""Statements with paragraphs, true and false: made by rules from articles, or from the sets."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.changing import CHANGES, Surroundings, names_in
from benchmarks.rewording import reworded
from benchmarks.sets import Article, articles_from, rows
from vectorstore.model import Paragraph, ParagraphKind, Passage, PassageKind
from vectorstore.sentences import sentences

MADE = ("squad2", "covidqa", "clapnq", "hotpotqa")
JUDGED = ("wice", "summedits")
VERBATIM, REWORDED = "verbatim", "reworded"
_WORDS = range(8, 45)


@dataclass(frozen=True)
class Claim:
    """A statement put to a paragraph; `kind` is what was done to it, or the set's own label."""

    statement: str
    paragraph: Paragraph
    supported: bool
    kind: str
    reworded: bool
    group: str
    set: str


def paragraph(texts: Sequence[str], number: int = 1) -> Paragraph:
    """A paragraph of one or several texts, with its sentences."""
    whole = "\n".join(texts)
    spans = [span for span in sentences(whole) if whole[slice(*span)].strip()]
    passages = tuple(
        Passage(PassageKind.SENTENCE, " ".join(whole[a:b].split()), a, b) for a, b in spans
    )
    return Paragraph(number, ParagraphKind.PROSE, (), whole, whole, 0, len(whole), passages)


def made(data: Path, name: str, per_paragraph: int, most: int) -> list[Claim]:
    """True and changed statements about some paragraphs of a set."""
    folder = data / name
    articles = articles_from(
        [*rows(folder / "articles.jsonl"), *rows(folder / "distractor_articles.jsonl")]
    )
    names = {a.id: sorted({n for text in a.paragraphs for n in names_in(text)}) for a in articles}
    others = sorted({n for each in names.values() for n in each})
    chosen = [(a, text) for a in articles for text in a.paragraphs if len(text.split()) > 40]
    chosen.sort(key=lambda pair: hashlib.sha256(pair[1].encode()).digest())
    return [
        claim
        for article, text in chosen[:most]
        for claim in (
            *_about(article, text, others, per_paragraph, name),
            *_invented(article, text, name),
        )
    ]


def _about(
    article: Article, text: str, names: Sequence[str], most: int, name: str
) -> Iterator[Claim]:
    whole = paragraph([text])
    found = [passage.text for passage in whole.passages]
    chance = random.Random(hashlib.sha256(text.encode()).digest())
    usable = [i for i, each in enumerate(found) if len(each.split()) in _WORDS and each[-1] == "."]
    for i in sorted(chance.sample(usable, min(most, len(usable)))):
        before = found[i - 1] if i else None
        other, rules = reworded(found[i], before, chance)
        around = Surroundings(text, names, chance)
        yield Claim(found[i], whole, True, VERBATIM, False, article.id, name)
        enough = len(rules) >= 2
        if enough:
            yield Claim(other, whole, True, REWORDED, True, article.id, name)
        for kind, change in CHANGES.items():
            for base, again in ((found[i], False), (other, True)):
                if (enough or not again) and (changed := change(base, around)):
                    yield Claim(changed, whole, False, kind, again, article.id, name)


def _invented(article: Article, text: str, name: str) -> Iterator[Claim]:
    """Sentences of the article's other paragraphs, alone and joined to one of this paragraph."""
    elsewhere = [other for other in article.paragraphs if other != text]
    if not elsewhere:
        return
    chance = random.Random(hashlib.sha256(text.encode()).digest())
    whole, other = paragraph([text]), paragraph([chance.choice(elsewhere)])
    here, there = (
        [p.text for p in each.passages if len(p.text.split()) in _WORDS and p.text[-1] == "."]
        for each in (whole, other)
    )
    if not here or not there:
        return
    said, new = chance.choice(here), chance.choice(there)
    yield Claim(new, whole, False, "invented", True, article.id, name)
    joined = f"{said[:-1]}, and {new[0].lower()}{new[1:]}"
    yield Claim(joined, whole, False, "half invented", True, article.id, name)


def judged(data: Path, name: str) -> list[Claim]:
    """The statements of a set that people labelled, each with its whole text as a paragraph."""
    texts = {
        r["article_id"]: paragraph(r["paragraphs"]) for r in rows(data / name / "articles.jsonl")
    }
    return [
        Claim(
            r["statement"],
            texts[r["article_id"]],
            r["label"] == "supported",
            r["label"],
            True,
            r["article_id"],
            name,
        )
        for r in rows(data / name / "statements.jsonl")
    ]

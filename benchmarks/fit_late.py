"""Fits the map of word pieces (`vectorstore/piece_map.npz`) by which late interaction compares.

For each question the sentences of the first few paragraphs are scored by the weighed best
cosines of its pieces. A right one is lifted over the others, and the best one is high where the
question is answered and low where it isn't: squad2's unanswerable ones, and answerable ones
without their gold paragraphs.
`python -m benchmarks.fit_late [--write]`; then `fit_ranking`, `fit_sentences`, `fit_confidence`.
The maps of the folds, each fitted without one fold of articles, stay in the cache for those.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import Module, Parameter
from torch.nn.functional import binary_cross_entropy_with_logits, normalize

from answering.asking import matter
from benchmarks.corpus import Corpus, is_gold
from benchmarks.fit_sentences import holds
from benchmarks.folds import FOLDS, fold
from benchmarks.logistic import area
from benchmarks.options import parser
from benchmarks.reading import map_file, sentences_in, texts, whole
from benchmarks.sets import Article, Question, QuestionSet, read_set, some
from benchmarks.states import StateCache
from benchmarks.vectors import VectorCache
from vectorstore.piece_map import DIMENSIONS, NUMBERS
from vectorstore.pieces import sentence_starts
from vectorstore.ranking import Found

SETS = ("squad2", "xquad", "covidqa", "clapnq")
_REFUSED = "squad2"  # the set of which questions without an answer are read as well
_FIRST = 4  # paragraphs
_REMOVED = 0.3  # the share of questions that are read without their gold paragraphs as well
_EPOCHS = 2
_BATCH = 16
_HOLD = 3e-3  # on the squared distance of the projection from where it began
_RATES = (1e-3, 2e-2, 3e-2)  # of the projection, the attention and the scales


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question and the passages read for it, by their texts.

    `owners` (pieces of all passages,) number the sentences in order; `right` are those that answer.
    """

    question: str
    passages: tuple[str, ...]
    owners: NDArray[np.int64]
    right: tuple[int, ...]
    group: str
    set: str


def _case(question: Question, found: Sequence[Found], states: StateCache, name: str) -> Case:
    passages, owners, right, count = [], [], [], 0
    for each in found[:_FIRST]:
        paragraph = each.placed.paragraph
        for passage in whole(paragraph):
            sentences = sentences_in(passage, paragraph)
            starts = sentence_starts(passage.text, [text for _, text in sentences])
            places = np.searchsorted(starts, states[passage.text].starts, side="right") - 1
            numbers = count + np.array([number for number, _ in sentences])
            passages.append(passage.text)
            owners.append(numbers[np.maximum(places, 0)])
        if question.answerable and is_gold(each, question):
            said = [paragraph.passages[match.passage].text for match in each.sentences]
            right += [count + i for i, text in enumerate(said) if holds(text, question)]
        count += len(each.sentences)
    return Case(
        question=matter(question.text),
        passages=tuple(passages),
        owners=np.concatenate(owners),
        right=tuple(right),
        group=question.article or question.id,
        set=name,
    )


class _Sets:
    """The questions of all sets as cases."""

    def __init__(self, data: Path, cache: Path, most: int) -> None:
        """At most so many of each kind of unanswerable question are taken from an article."""
        self._data = data
        self._most = most
        self._vectors = VectorCache(cache)
        self.states = StateCache(cache / "states")
        self._chance = np.random.default_rng(0)

    def cases(self, name: str) -> list[Case]:
        questions = read_set(self._data, name, per_article=10_000)
        self._vectors.add(matter(each.text) for each in questions.questions)
        self.states.add(matter(each.text) for each in questions.questions)
        answered = [each for each in questions.questions if each.gold and each.answers]
        cases = list(self._answered(answered, questions))
        if name == _REFUSED:
            for article in questions.articles:
                cases += self._refused(article, questions)
        return cases

    def _answered(self, asked: Sequence[Question], questions: QuestionSet) -> Iterator[Case]:
        corpus = self._corpus(questions.articles)
        for question in asked:
            found = self._search(corpus, question)
            case = _case(question, found, self.states, questions.name)
            if case.right:
                yield case
            if questions.name == _REFUSED and self._chance.random() < _REMOVED:
                others = [each for each in found if not is_gold(each, question)]
                yield _case(question, others, self.states, questions.name)

    def _refused(self, article: Article, questions: QuestionSet) -> Iterator[Case]:
        own = [q for q in questions.questions if q.article == article.id and not q.answerable]
        asked = some(own, self._most)
        corpus = self._corpus([article]) if asked else None
        for question in asked:
            assert corpus is not None
            yield _case(question, self._search(corpus, question), self.states, questions.name)

    def _corpus(self, articles: Sequence[Article]) -> Corpus:
        corpus = Corpus.build(articles, self._vectors)
        self.states.add(texts(each.placed.paragraph for each in corpus.candidates.values()))
        return corpus

    def _search(self, corpus: Corpus, question: Question) -> list[Found]:
        sought = matter(question.text)
        return corpus.search(sought, self._vectors[sought])


class _Map(Module):
    """The map, and the scales by which its figures become chances."""

    def __init__(self, projection: Tensor) -> None:
        super().__init__()
        self.begun = projection
        self.projection = Parameter(projection.clone())
        self.attention = Parameter(torch.zeros(len(projection)))
        self.sharpness = Parameter(torch.tensor(3.0))
        self.slope = Parameter(torch.tensor(10.0))
        self.bias = Parameter(torch.tensor(-6.0))

    def forward(self, case: Case, states: StateCache) -> Tensor:
        """The figure of each sentence, -1 to 1."""
        asked = torch.from_numpy(np.array(states[case.question].vectors)).float()
        read = np.concatenate([states[text].vectors for text in case.passages])
        pieces = normalize(torch.from_numpy(read).float() @ self.projection)
        cosines = normalize(asked @ self.projection) @ pieces.T
        best = torch.full((len(asked), int(case.owners.max()) + 1), -1.0)
        owners = torch.from_numpy(case.owners).expand(len(asked), -1)
        best = best.scatter_reduce(1, owners, cosines, "amax")
        return torch.softmax(asked @ self.attention, 0) @ best

    def loss(self, case: Case, states: StateCache) -> Tensor:
        """How unlikely the right sentence is among the others, and the question's being answered.

        An unanswerable question counts more, for there are fewer.
        """
        figures = self(case, states)
        logit = self.slope * figures.max() + self.bias
        answered = torch.tensor(float(bool(case.right)))
        loss = (0.7 if case.right else 1.2) * binary_cross_entropy_with_logits(logit, answered)
        if case.right:
            chances = figures * torch.exp(self.sharpness)
            loss = loss + torch.logsumexp(chances, 0) - torch.logsumexp(chances[[*case.right]], 0)
        return loss


def _basis(cases: Sequence[Case], states: StateCache) -> Tensor:
    """The directions (384, DIMENSIONS) that keep most of the length of some passages' pieces."""
    some = [states[case.passages[0]].vectors[::4] for case in cases[::8]]
    pieces = np.concatenate(some).astype(np.float32)
    _, directions = np.linalg.eigh(pieces.T @ pieces)
    return torch.from_numpy(directions[:, ::-1][:, :DIMENSIONS].copy())


def _fit(cases: Sequence[Case], states: StateCache) -> _Map:
    torch.manual_seed(0)
    chance = np.random.default_rng(0)
    fitted = _Map(_basis(cases, states))
    scales = [fitted.sharpness, fitted.slope, fitted.bias]
    groups = ([fitted.projection], [fitted.attention], scales)
    optimizer = torch.optim.Adam(
        [{"params": group, "lr": rate} for group, rate in zip(groups, _RATES, strict=True)]
    )
    steps = _EPOCHS * (len(cases) // _BATCH)
    falling = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: max(0.02, 1 - at / steps))
    for _ in range(_EPOCHS):
        order = chance.permutation(len(cases))
        for at in range(0, len(order) - _BATCH + 1, _BATCH):
            batch = [cases[i] for i in order[at : at + _BATCH]]
            moved = ((fitted.projection - fitted.begun) ** 2).sum()
            loss = torch.stack([fitted.loss(case, states) for case in batch]).mean() + _HOLD * moved
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            falling.step()
    return fitted


def _save(fitted: _Map, file: Path) -> None:
    np.savez(
        file,
        projection=fitted.projection.detach().numpy().astype(np.float16),
        attention=fitted.attention.detach().numpy().astype(np.float32),
    )


@torch.no_grad()
def _judged(fitted: _Map, cases: Iterable[Case], states: StateCache) -> list[tuple[Case, Tensor]]:
    return [(case, fitted(case, states)) for case in cases]


def _report(judged: Sequence[tuple[Case, Tensor]]) -> None:
    """Prints how often the best sentence by its pieces alone answers, of those that one does."""
    for name in SETS:
        found = [int(z.argmax()) in c.right for c, z in judged if c.set == name and c.right]
        print(f"{name:10} {len(found):5} questions, the best sentence answers {np.mean(found):.3f}")
    own = [(float(z.max()), bool(c.right)) for c, z in judged if c.set == _REFUSED]
    values, right = np.array([z for z, _ in own]), np.array([r for _, r in own])
    print(f"{_REFUSED:10} {len(own):5} questions, area of answered ones {area(values, right):.3f}")


def main() -> None:
    """Fits a map for each fold, reports on what it didn't see, and fits and writes one on all."""
    arguments = parser(__doc__).parse_args()
    torch.set_num_threads(1)
    sets = _Sets(arguments.data, arguments.cache, arguments.per_article)
    cases = [case for name in SETS for case in sets.cases(name)]
    judged: list[tuple[Case, Tensor]] = []
    for number in range(FOLDS):
        fitted = _fit([case for case in cases if fold(case.group) != number], sets.states)
        _save(fitted, map_file(arguments.cache, number))
        own = [case for case in cases if fold(case.group) == number]
        judged += _judged(fitted, own, sets.states)
        print(f"fold {number} of {FOLDS}: {len(own)} questions", flush=True)
    _report(judged)
    if arguments.write:
        _save(_fit(cases, sets.states), NUMBERS)


if __name__ == "__main__":
    main()

"""From a question to an answer: find, judge, write or quote."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answering.allowance import Allowance, Unlimited
from answering.cache import AnswerCache, AnswerKey
from answering.conversation.follow_up import standalone
from answering.conversation.rephrasing import Rephraser
from answering.conversation.turns import Turn
from answering.counters import ANSWERS, CACHED, NOTES
from answering.extractive import write
from answering.generative.writer import Watch, Writer, Written
from answering.judging import Judge, Judged
from answering.model import Answer, Dropped, NoAnswer, Note, WriterName
from answering.questions import checked_question
from vectorstore.model import Scope

MOST_TOKENS = 8_000
"""Tokens set aside for a question before it is known what it takes: more than one ever does."""


@dataclass(frozen=True, slots=True)
class ModelWriting:
    """What an engine needs to have answers written by a language model.

    `timeout` is in seconds, for all that the model does for one question.
    """

    writer: Writer
    rephraser: Rephraser
    cache: AnswerCache
    timeout: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as somebody asks it, where, and after what."""

    question: str
    scope: Scope
    source: str | None
    turns: Sequence[Turn]


class Engine:
    """Answers questions from the sources that a scope may read. Safe to use from threads."""

    def __init__(self, judge: Judge, model: ModelWriting | None = None) -> None:
        """Without `model`, every answer is a quotation."""
        self._judge = judge
        self._model = model

    def answer(
        self,
        question: str,
        scope: Scope,
        source: str | None = None,
        *,
        turns: Sequence[Turn] = (),
        allowance: Allowance | None = None,
        watch: Watch | None = None,
    ) -> Answer | NoAnswer:
        """Statements that cite their paragraphs, or the nearest paragraphs when none answer.

        `turns` are what was said before in this conversation, the latest last; `allowance` is
        what whoever asks may still use of the language model; `watch` is told of statements that
        are checked while others are still being written.
        Raises `QuestionError` for an empty or overlong question, and `UnknownSourceError`
        when `source` is not a source that `scope` may read.
        """
        started = time.perf_counter()
        asked = _Asked(checked_question(question), scope, source, turns)
        if self._model is None:
            result = self._quoted(self._judged(asked, standalone(asked.question, turns)))
        else:
            result = self._modelled(self._model, asked, allowance or Unlimited(), watch)
        _count(result)
        understood = result.understood
        return replace(
            result,
            question=question,
            understood=None if understood == asked.question else understood,
            elapsed_ms=(time.perf_counter() - started) * 1000,
        )

    def _modelled(
        self, model: ModelWriting, asked: _Asked, allowance: Allowance, watch: Watch | None
    ) -> Answer | NoAnswer:
        deadline = time.monotonic() + model.timeout
        granted = allowance.reserve(MOST_TOKENS)
        if isinstance(granted, Note):
            understood = standalone(asked.question, asked.turns)
            kept = model.cache.get(self._key(model, asked, understood), asked.question)
            if kept is not None:
                return replace(kept, understood=understood)
            return self._quoted(self._judged(asked, understood), note=granted)
        used = 0
        try:
            understood, usage = model.rephraser.rephrase(asked.question, asked.turns, deadline)
            used = usage.total
            key = self._key(model, asked, understood)
            with model.cache.once(key, asked.question, deadline - time.monotonic()) as lookup:
                if lookup.answer is not None:
                    CACHED.inc()
                    return replace(lookup.answer, understood=understood, tokens=used)
                result = self._written(model, self._judged(asked, understood), deadline, watch)
                lookup.put(result)
            used += result.tokens
            return replace(result, tokens=used)
        finally:
            granted.settle(used or None)

    def _written(
        self, model: ModelWriting, judged: Judged, deadline: float, watch: Watch | None
    ) -> Answer | NoAnswer:
        if judged.evidence is None:
            return self._refused(judged)
        written = model.writer.write(
            judged.question, judged.evidence, deadline=deadline, watch=watch
        )
        return replace(self._joined(judged, written), tokens=written.usage.total)

    def _judged(self, asked: _Asked, understood: str) -> Judged:
        return self._judge.judge(understood, asked.scope, asked.source)

    def _key(self, model: ModelWriting, asked: _Asked, understood: str) -> AnswerKey:
        return AnswerKey.of(
            understood,
            scope=asked.scope,
            source=asked.source,
            generations=self._judge.generations(asked.scope),
            model=model.writer.model.name,
            threshold=self._judge.threshold,
        )

    def _joined(self, judged: Judged, written: Written) -> Answer | NoAnswer:
        """What the model wrote, if it is whole; quotations otherwise."""
        if written.failure is not None:
            return self._quoted(judged, note=written.failure, dropped=written.dropped)
        if written.statements:
            return Answer(
                judged.question,
                written.statements,
                judged.retrieved,
                judged.confidence,
                WriterName.MODEL,
                elapsed_ms=0.0,
                dropped=written.dropped,
                note=Note.LEFT_OUT if written.dropped else None,
                understood=judged.question,
            )
        if written.declined:
            refused = self._refused(judged)
            return replace(refused, writer=WriterName.MODEL, dropped=written.dropped)
        return self._quoted(judged, note=Note.NOTHING_HELD, dropped=written.dropped)

    def _quoted(
        self, judged: Judged, *, note: Note | None = None, dropped: tuple[Dropped, ...] = ()
    ) -> Answer | NoAnswer:
        statements = write(judged.evidence) if judged.evidence is not None else ()
        if not statements:
            # Where nobody would have been asked, there is nothing to tell of the language model.
            told = note if judged.evidence is not None else None
            return replace(self._refused(judged), note=told, dropped=dropped)
        return Answer(
            judged.question,
            statements,
            judged.retrieved,
            judged.confidence,
            WriterName.EXTRACTIVE,
            elapsed_ms=0.0,
            dropped=dropped,
            note=note,
            understood=judged.question,
        )

    def _refused(self, judged: Judged) -> NoAnswer:
        return NoAnswer(
            judged.question,
            judged.retrieved,
            judged.confidence,
            elapsed_ms=0.0,
            unmentioned=self._judge.unmentioned(judged),
            understood=judged.question,
        )


def _count(result: Answer | NoAnswer) -> None:
    ANSWERS.labels("answered" if isinstance(result, Answer) else "not_found", result.writer).inc()
    if result.note is not None:
        NOTES.labels(result.note).inc()

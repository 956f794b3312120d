"""Sources in two scopes, the revisions of one of them, and questions that tell these apart."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from answering.model import NoAnswer
from tests.crash.stores import Stores
from vectorstore.errors import UnknownSourceError
from vectorstore.model import SHARED, Scope

SERVER = Scope("42")

_FIRST = (
    "Bees dance on the comb. A dance tells where the clover stands.",
    "The queen lays eggs in May. She lays two thousand a day.",
    "Smoke calms the hive. The keeper uses a bellows.",
    "Honey keeps for years. Its water is below a fifth.",
    "Wax comes from glands. Builders chew it before they build.",
    "Drones leave in autumn. Nobody feeds them any more.",
)
_SECOND = (
    "A hive hums at night. It fans the damp away.",  # added
    _FIRST[3],  # moved
    _FIRST[0],
    "The queen lays eggs in June. She lays three thousand a day.",  # changed
    _FIRST[2],
    _FIRST[4],  # and the last is gone
)
_THIRD = (*_SECOND[:3], "The queen rests in winter. Nobody sees her.", *_SECOND[4:])
_MANY = tuple(
    f"Hive number {number} stands in row {number % 17}. It gave {number * 3} jars."
    for number in range(130)
)
REVISIONS: Mapping[str, Sequence[str]] = {
    "first": _FIRST,
    "second": _SECOND,
    "third": _THIRD,
    "many": (*_FIRST, *_MANY),  # more than is embedded at once
    "more": (*_SECOND, *(each.replace("jars", "pots") for each in _MANY)),
}
"""What a revision of the source `bees` says, by a name for it."""

_OTHERS = {
    (SHARED, "clover"): ("Clover grows by the road. It feeds the bees.", "It flowers in June."),
    (SERVER, "bees"): _FIRST[:3],  # the same words in another scope
    (SERVER, "moor"): ("Heather covers the moor. It flowers late.",),
}
QUESTIONS = (
    "Where do bees dance?",
    "How many eggs does the queen lay a day?",
    "What does a hive do at night?",
    "When do drones leave?",
    "How long does honey keep?",
    "Who chews wax?",
)

Seen = dict[str, str | None]
"""The revision that each source answers from, by scope and name; None where there is none."""


def file_of(stores: Stores, name: str, scope: Scope = SHARED, source: str = "bees") -> Path:
    """The file of a source with the text of the revision called `name`."""
    folder = stores.folder / "files" / scope / name  # its own: others may write at the same time
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{source}.txt"
    texts = REVISIONS[name] if name in REVISIONS else _OTHERS[scope, source]
    file.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    return file


def ingest(stores: Stores, name: str) -> None:
    """Make the revision called `name` the current one of the source `bees`."""
    stores.pipeline.ingest(file_of(stores, name), SHARED)


def ingest_others(stores: Stores) -> None:
    """The sources that nothing happens to, unless a scenario says so."""
    for scope, source in _OTHERS:
        stores.pipeline.ingest(file_of(stores, "", scope, source), scope)


def asked(stores: Stores) -> Seen:
    """Ask about every source: of `bees` all the questions, of the others the first two.

    Raises `AssertionError` when a source answers from more than one revision, or says what its
    current one does not, or does not answer.
    """
    return {f"{SHARED}/bees": asked_of_bees(stores)} | {
        f"{scope}/{source}": _asked_of(stores, scope, source, QUESTIONS[:2], {"only": texts})
        for (scope, source), texts in _OTHERS.items()
    }


def asked_of_bees(stores: Stores) -> str | None:
    """The same of the source `bees` alone."""
    return _asked_of(stores, SHARED, "bees", QUESTIONS, REVISIONS)


def _asked_of(
    stores: Stores,
    scope: Scope,
    source: str,
    questions: Sequence[str],
    revisions: Mapping[str, Sequence[str]],
) -> str | None:
    """The name of the one revision that all questions are answered from; None for no source."""
    where = f"{scope}/{source}"
    try:
        current = stores.catalog.source([scope], source)
    except UnknownSourceError:
        _assert_gone(stores, scope, source)
        return None
    said = tuple(each.paragraph.text for each in stores.catalog.paragraphs(current))
    for question in questions:
        answer = stores.library.answer(question, scope, source)
        assert not isinstance(answer, NoAnswer), f"{where} has no answer to '{question}'"
        cited = [each for statement in answer.statements for each in statement.citations]
        cited += [each.citation for each in answer.retrieved]
        own = [each for each in cited if each.scope == scope]
        numbers = {each.revision for each in own}
        assert numbers == {current.revision.number}, f"{where} answers from revisions {numbers}"
        wrong = [each for each in own if each.quote not in said[each.paragraph - 1]]
        assert not wrong, f"{where} cites what is not there: {wrong}"
    names = [name for name, texts in revisions.items() if tuple(texts) == said]
    assert names, f"{where} is no revision that was ever given: {said}"
    return names[0]


def _assert_gone(stores: Stores, scope: Scope, source: str) -> None:
    for question in QUESTIONS[:2]:
        found = stores.search.find(question, scope)
        sources = {(each.placed.scope, each.placed.source) for each in found}
        assert (scope, source) not in sources, f"{scope}/{source} is gone and still found"

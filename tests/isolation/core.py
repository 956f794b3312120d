"""Rows for what the front ends stand on: the library, the keeper, the stores."""

from collections.abc import Callable

import pytest

from answering.cache import AnswerCache, AnswerKey
from answering.model import Answer, Citation, Retrieved, Statement, WriterName
from bot.ledger import Ledger, Place, Role, Seen
from bot.marking.judge import Judge
from bot.marking.marks import Marks
from ingest.given import Given
from ingest.report import Prepared
from tests.encoders import WordEncoder
from tests.isolation.rows import Rows
from tests.isolation.town import BEES, HARBOUR, QUESTION, SECRET, Town, tells_nothing
from vectorstore.errors import UnknownDraftError, UnknownRevisionError, UnknownSourceError
from vectorstore.history import History
from vectorstore.model import SHARED, Scope

CORE = Rows[Callable[[Town], None]]()

NO_SOURCE = "there is no such source"
NO_DRAFT = "there is no such draft"
STAYS = "refused, A stays as it is"


def cited(town: Town, scope: Scope | None = None, source: str = "harbour") -> Citation:
    """What an answer given in A cites, or says that it does."""
    return Citation(scope or town.a, source, "The harbour", 2, 1, None, "The ferry leaves.")


def asked(town: Town, scope: Scope, source: str | None = None) -> set[tuple[Scope, str]]:
    """The sources of all that an answer shows or found."""
    result = town.house.library.answer(QUESTION, scope, source)
    statements = result.statements if isinstance(result, Answer) else ()
    found = [each.citation for each in result.retrieved]
    found += [citation for each in statements for citation in each.citations]
    return {(each.scope, each.source) for each in found}


@CORE.row("ask", "in A, what A's source says", "A's paragraph")
def ask_at_home(town: Town) -> None:
    assert (town.a, "harbour") in asked(town, town.a)


@CORE.row("ask", "in B, what only A's source says", "paragraphs of B and shared ones at most")
def ask(town: Town) -> None:
    assert asked(town, town.b) <= {(town.b, "bees"), (SHARED, "moon")}


@CORE.row("ask", "in B, with the id of A's source", NO_SOURCE)
def ask_one_source(town: Town) -> None:
    with pytest.raises(UnknownSourceError) as raised:
        asked(town, town.b, "harbour")
    assert raised.value.known == ["bees", "moon"]


@CORE.row("ask", "in a direct message, what only A's source says", "shared paragraphs at most")
def ask_directly(town: Town) -> None:
    assert asked(town, SHARED) <= {(SHARED, "moon")}


@CORE.row("ask", "in A and in B, what the shared source says", "the shared paragraph in both")
def ask_shared(town: Town) -> None:
    for scope in (town.a, town.b):
        result = town.house.library.answer("How far away is the moon?", scope)
        assert isinstance(result, Answer)
        assert result.statements[0].citations[0].scope == SHARED


@CORE.row("search by words", "in B, a word that only A's sources have", "the word is unknown")
def words(town: Town) -> None:
    assert town.house.search.mentions(SECRET, town.a)
    assert not town.house.search.mentions(SECRET, town.b)


@CORE.row("search in Chroma", "in B, with the very vector of A's sentence", "B's vectors only")
def vectors(town: Town) -> None:
    vector = WordEncoder().encode([f"The {SECRET} ferry leaves the harbour at seven."])[0]
    found = town.house.index.nearest(town.b, vector, 100)
    assert found
    assert set(found).isdisjoint(town.house.index.ids(town.a))


@CORE.row("list of sources", "of B", "B's and shared ones")
def sources(town: Town) -> None:
    known = {(each.scope, each.id) for each in town.house.library.sources(town.b)}
    assert known == {(town.b, "bees"), (SHARED, "moon")}


@CORE.row("paragraph", "in B, what an answer in A cites", "not available")
def paragraph(town: Town) -> None:
    assert town.house.library.paragraph(town.a, cited(town)) is not None
    assert town.house.library.paragraph(town.b, cited(town)) is None


@CORE.row("paragraph", "in B, A's paragraph as if it were B's or shared", "not available")
def forged_paragraph(town: Town) -> None:
    for scope in (town.b, SHARED):
        assert town.house.library.paragraph(town.b, cited(town, scope)) is None


@CORE.row("paragraph", "in A, of a source that A has removed", "not available")
def removed_paragraph(town: Town) -> None:
    citation = Citation(town.a, "attic", "The attic", 1, 1, None, "The attic keeps.")
    assert town.house.library.paragraph(town.a, citation) is None


@CORE.row("answers kept in memory", "in B, a question that was answered in A", "is not found")
def cache(town: Town) -> None:
    kept = AnswerCache()
    statement = Statement(f"The {SECRET} ferry leaves.", (cited(town),))
    found = (Retrieved(cited(town), 0.9),)
    answer = Answer(QUESTION, (statement,), found, 0.9, WriterName.MODEL, 1.0)
    keys = {
        scope: AnswerKey.of(
            QUESTION, scope, None, town.house.search.generations(scope), model="m", threshold=0.5
        )
        for scope in (town.a, town.b, SHARED)
    }
    kept.put(keys[town.a], answer)
    assert kept.get(keys[town.a], QUESTION) is not None
    assert kept.get(keys[town.b], QUESTION) is None
    assert kept.get(keys[SHARED], QUESTION) is None


@CORE.row("show", "from B, A's source, also an older revision", NO_SOURCE)
def show(town: Town) -> None:
    for number in (None, 1, 2, 99):
        with pytest.raises(UnknownSourceError) as raised:
            town.house.keeper.paragraphs(town.b, "harbour", number)
        tells_nothing(raised.value)
        assert raised.value.known == ["bees"]


@CORE.row("revisions", "from B, of A's sources, current and removed", NO_SOURCE)
def revisions(town: Town) -> None:
    for source in ("harbour", "attic"):
        with pytest.raises(UnknownSourceError):
            town.house.keeper.revisions(town.b, source)


@CORE.row("diff", "from B, between revisions of A's source", NO_SOURCE)
def difference(town: Town) -> None:
    for numbers in ((None, None), (1, 2)):
        with pytest.raises(UnknownSourceError):
            town.house.keeper.difference(town.b, "harbour", *numbers)


@CORE.row("log", "from B, all of it and A's source by its id", "B's changes only")
def log(town: Town) -> None:
    assert {each.source for each in town.house.keeper.log(town.b)} == {"bees"}
    assert town.house.keeper.log(town.b, "harbour") == []


@CORE.row("removed sources", "of B", "none of A's")
def removed(town: Town) -> None:
    assert [each.id for each in town.house.keeper.removed(town.a)] == ["attic"]
    assert town.house.keeper.removed(town.b) == []


@CORE.row("drafts", "of B", "none of A's, none of the operator's")
def drafts(town: Town) -> None:
    assert town.house.keeper.waiting(town.b) == []


@CORE.row("draft", "from B, the key of A's draft or of a shared one", NO_DRAFT)
def draft(town: Town) -> None:
    for key in (town.draft, town.shared_draft):
        with pytest.raises(UnknownDraftError):
            town.house.keeper.draft_difference(town.b, key)


@CORE.row("publish", "from B, the key of A's draft or of a shared one", f"{NO_DRAFT}; it waits on")
def publish(town: Town) -> None:
    for key in (town.draft, town.shared_draft):
        with pytest.raises(UnknownDraftError):
            town.house.keeper.publish(town.b, key, actor="member:9")


@CORE.row("cancel", "from B, the key of A's draft or of a shared one", f"{NO_DRAFT}; it waits on")
def cancel(town: Town) -> None:
    for key in (town.draft, town.shared_draft):
        with pytest.raises(UnknownDraftError):
            town.house.keeper.cancel(town.b, key)


@CORE.row("rollback", "from B, A's source, current or removed, or a shared one", STAYS)
def rollback(town: Town) -> None:
    for source in ("harbour", "attic", "moon"):
        with pytest.raises(UnknownSourceError):
            town.house.keeper.rollback(town.b, source, 1, actor="member:9")
    with pytest.raises(UnknownRevisionError):
        town.house.keeper.rollback(town.b, "bees", 2, actor="member:9")


@CORE.row("remove", "from B, A's source or a shared one", STAYS)
def remove(town: Town) -> None:
    for source in ("harbour", "moon"):
        with pytest.raises(UnknownSourceError):
            town.house.keeper.remove(town.b, source, actor="member:9")


@CORE.row(
    "add", "in B, a source with the id and the words of A's", "a source of B's own beside A's"
)
def same_id(town: Town) -> None:
    words = HARBOUR.format(secret="western", time="nine")
    made = town.house.keeper.prepare(
        Given("harbour.md", "harbour.md", words.encode()), town.b, source="harbour", actor="m"
    )
    assert isinstance(made, Prepared)
    assert (made.number, made.base) == (1, None)
    town.house.keeper.publish(town.b, made.key, actor="member:9")
    assert asked(town, town.b, "harbour") == {(town.b, "harbour")}
    town.house.publish(town.b, "harbour", HARBOUR.format(secret=SECRET, time="seven"))
    town.house.keeper.remove(town.b, "harbour", actor="member:9")
    assert (town.a, "harbour") in asked(town, town.a)
    town.house.pipeline.forget(town.b, "harbour")
    assert (town.a, "harbour") in asked(town, town.a)


@CORE.row("schedule", "from B, A's source or a shared one", f"{NO_SOURCE}; A's schedule stays")
def schedule(town: Town) -> None:
    from_b = town.house.schedules
    for source in ("harbour", "moon"):
        with pytest.raises(UnknownSourceError):
            from_b.unwatch(town.b, source)
    assert from_b.watched(town.b) == []
    town.house.watches.purge(town.b)


@CORE.row("log channel", "of B set, turned off, given up", "A's channel stays")
def channel(town: Town) -> None:
    town.house.channels.set_channel(town.b, "1")
    found = town.house.channels.get(town.b)
    assert found is not None
    town.house.channels.give_up(found, "It was deleted.")
    assert town.house.channels.problem(town.a) is None
    town.house.channels.set_channel(town.b, None)


@CORE.row(
    "shared sources", "changed by a member, by whatever call", "refused, they stay as they are"
)
def shared(town: Town) -> None:
    keeper, member = town.house.keeper, "member:9"
    given = Given("moon.md", "moon.md", BEES.encode())
    for tried in (
        lambda: keeper.prepare(given, SHARED, source="moon", actor=member),
        lambda: keeper.ingest(given, SHARED, source="moon", actor=member),
        lambda: keeper.publish(SHARED, town.shared_draft, actor=member),
        lambda: keeper.rollback(SHARED, "moon", 1, actor=member),
        lambda: keeper.remove(SHARED, "moon", actor=member),
        lambda: keeper.purge(SHARED),
    ):
        with pytest.raises(PermissionError):
            tried()


def answered(town: Town, place: Place, citation: Citation) -> str:
    """An answer that is seen in a message of a place."""
    ledger = Ledger(town.house.engine)
    told = {"confidence": 0.9, "role": Role.STATEMENT, "citations": [citation]}
    answer = ledger.record(place, QUESTION, **told)  # type: ignore[arg-type]
    page = {"body": "The ferry leaves.", "footer": "", "choices": [[0, "¶1", ""]]}
    ledger.record_messages(answer, [Seen(place.channel, f"{place.channel}0", (0,), page)])
    return answer


def marked(town: Town) -> set[str]:
    """The answers that are to be marked now."""
    marks = Marks(town.house.engine)
    Judge(town.house.catalog, History(town.house.engine), marks).look()
    found = set()
    while (edit := marks.claim()) is not None:
        found.add(edit.answer_id)
        marks.settle(edit)
    return found


@CORE.row("marks", "B publishes a source with the id of A's", "A's answers are not marked")
def marks_of_b(town: Town) -> None:
    here = answered(town, Place(town.a, "77"), cited(town))
    town.house.publish(town.b, "harbour", HARBOUR.format(secret="western", time="nine"))
    town.house.publish(town.b, "harbour", HARBOUR.format(secret="western", time="ten"))
    assert here not in marked(town)
    town.house.pipeline.forget(town.b, "harbour")


@CORE.row("marks", "the operator changed a shared source", "answers of A and of B are marked")
def marks_of_shared(town: Town) -> None:
    before = Citation(SHARED, "moon", "The moon", 1, 1, None, "The moon is far away.")
    both = {answered(town, Place(scope, f"78{scope}"), before) for scope in (town.a, town.b)}
    assert both <= marked(town)

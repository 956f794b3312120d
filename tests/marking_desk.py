"""A ledger, its marks and their judge over one database, for the tests of marking."""

from collections.abc import Sequence

import sqlalchemy as sa

from answering.model import Citation
from bot.ledger import Ledger, Place, Role, Seen
from bot.ledger_tables import marks
from bot.marking.changes import Fate
from bot.marking.judge import Judge
from bot.marking.marks import Edit, Marks
from tests.shelf import Shelf
from vectorstore.catalog import Catalog
from vectorstore.history import History
from vectorstore.model import SHARED, Scope

FLOWERS = "A honey bee visits two thousand flowers on one long summer day."
MANY_FLOWERS = FLOWERS.replace("two thousand", "five hundred")
DANCE = "The dance of a returning bee tells the others where the clover stands."
NEW = "Nobody has counted how often a drone returns to the hive that it came from."
ONE, TWO = Scope("100"), Scope("200")


class MarkingDesk:
    """A ledger, the marks, and a judge over one database."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.ledger = Ledger(engine)
        self.marks = Marks(engine)
        self.judge = self.new_judge()
        self.shelf = Shelf(engine)

    def new_judge(self) -> Judge:
        return Judge(Catalog(self.engine), History(self.engine), self.marks)

    def answer(
        self,
        *paragraphs: int,
        source: str = "bees",
        scope: Scope = SHARED,
        revision: int = 1,
        server: Scope = ONE,
        role: Role = Role.STATEMENT,
        pages: Sequence[Sequence[int]] | None = None,
        messages: str = "m",
    ) -> str:
        """An answer that cites these paragraphs, seen on pages that show those positions."""
        cites = [
            Citation(scope, source, f"About {source}", revision, number, None, "two thousand")
            for number in paragraphs
        ]
        place = Place(server, "7")
        answer = self.ledger.record(place, "Why?", confidence=0.9, role=role, citations=cites)
        shown = pages or [range(len(cites))]
        self.show(answer, *shown, name=messages)
        return answer

    def show(self, answer: str, *pages: Sequence[int], name: str = "m") -> None:
        seen = [
            Seen("7", f"{name}{number}", tuple(cites), {"body": "", "footer": "", "choices": []})
            for number, cites in enumerate(pages)
        ]
        self.ledger.record_messages(answer, seen)

    def edits(self) -> list[Edit]:
        """What is edited now, each at once."""
        found = []
        while (edit := self.marks.claim()) is not None:
            self.marks.settle(edit)
            found.append(edit)
        return found

    def rows(self) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(marks)) or 0


def said(edits: Sequence[Edit]) -> list[list[tuple[int, Fate]]]:
    return [[(change.position, change.fate) for change in edit.changes] for edit in edits]

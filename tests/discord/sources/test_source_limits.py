"""Every panel is a message that Discord takes, whatever stands in a source."""

from datetime import UTC, datetime

from discord_strategies import any_text
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st

from bot.discord.sources.controls import layout_of
from bot.discord.sources.desk import SourceDesk, told
from bot.discord.sources.panels import Panel
from bot.discord.sources.shelf import draft_panel
from bot.records import Compared
from ingest.differences import differ
from ingest.report import Published
from tests.loopback.limits import message_problems
from vectorstore.changes import (
    Action,
    LoggedChange,
    RemovedSource,
    RevisionRecord,
    WaitingDraft,
)
from vectorstore.model import Paragraph, ParagraphKind, PlacedParagraph, Revision, Scope, Source

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HERE = Scope("1")
IDS = st.text(min_size=1, max_size=64)


def problems(panel: Panel) -> list[str]:
    """What Discord would not take of the panel's message."""
    body = {
        "components": layout_of(panel).to_components(),
        "flags": 1 << 15,
        "allowed_mentions": {"parse": []},
    }
    texts = [part["content"] for part in body["components"] if part["type"] == 10]
    assert all(text.strip() for text in texts)
    assert "@everyone" not in "".join(texts).replace("`@everyone", "")
    return message_problems(body)


def paragraphs(texts: list[str], heading: str) -> list[Paragraph]:
    return [
        Paragraph(number, ParagraphKind.PROSE, (heading,), text, text, 0, len(text), page=number)
        for number, text in enumerate(texts, 1)
    ]


class Hostile:
    """A server where everything has the same words, and there is much of it."""

    def __init__(self, source: str, title: str, texts: list[str]) -> None:
        self.source, self.title = source, title
        self.texts = paragraphs(texts, title)
        self.revision = Revision(99_999, title, "hash", NOW, title)

    def sources(self, scope: Scope) -> list[Source]:
        return [Source(scope, self.source, self.title, self.revision, 3)] * 30

    def waiting(self, scope: Scope) -> list[WaitingDraft]:
        return [
            WaitingDraft(key, scope, self.source, self.title, key, self.title, NOW, None)
            for key in range(9)
        ]

    def removed(self, scope: Scope) -> list[RemovedSource]:
        return [RemovedSource(scope, self.source, self.title, 1, NOW)]

    def revisions(self, scope: Scope, source: str) -> list[RevisionRecord]:
        return [
            RevisionRecord(number, self.title, self.title, NOW, NOW, 3, number == 99_999)
            for number in (99_999, 99_998)
        ]

    def paragraphs(self, scope: Scope, source: str, number: int | None) -> list[PlacedParagraph]:
        return [
            PlacedParagraph(scope, source, self.title, self.revision, each) for each in self.texts
        ]

    def difference(self, scope: Scope, source: str, before: int, after: int) -> Compared:
        return Compared(99_998, 99_999, differ([], self.texts), self.title)

    def log(self, scope: Scope, source: str | None, limit: int) -> list[LoggedChange]:
        actions = [*Action] * 9
        return [
            LoggedChange(scope, self.source, self.title, each, self.title, 1, 2, NOW)
            for each in actions
        ]


@settings(deadline=None, max_examples=40)
@given_that(
    source=IDS, title=any_text(8), texts=st.lists(any_text(), min_size=1), page=st.integers(0, 9)
)
def test_whatever_stands_in_a_source_discord_takes_its_panels(source, title, texts, page) -> None:
    desk = SourceDesk(Hostile(source, title, texts))
    for panel in (
        desk.shelf.list(HERE, page),
        desk.shelf.show(HERE, source, page=page),
        desk.shelf.diff(HERE, source, page=page),
        desk.shelf.log(HERE, None, page),
        desk.shelf.log(HERE, source, page),
        desk.rollback_plan(HERE, source, 99_998, page),
        desk.removal_plan(HERE, source),
        desk.purge_plan(HERE),
        *(told(Published(HERE, source, title, each, 1, 2)) for each in Action),
    ):
        assert problems(panel) == []


@settings(deadline=None, max_examples=40)
@given_that(
    title=any_text(8),
    old=st.lists(any_text(), max_size=8),
    new=st.lists(any_text(), max_size=8),
    first=st.booleans(),
)
def test_every_page_of_a_draft_fits(title, old, new, first) -> None:
    difference = differ(paragraphs([] if first else old, title), paragraphs(new, title))
    compared = Compared(None if first else 99_998, 99_999, difference, title)
    draft = WaitingDraft(999_999_999, HERE, "x" * 64, title, 99_999, "member:1", NOW, None)
    for page in range(4):
        panel = draft_panel(compared, draft.key, draft, page=page, note="-# A note.")
        assert problems(panel) == []

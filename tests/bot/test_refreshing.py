"""Sources from the web are looked at again: what is new comes, and nothing else ever changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.log_channels import Offered, Unreachable
from bot.refreshing import Refresher
from bot.schedules import Delivery, Every, Looked, Outcome, Watch
from bot.scheduling import NoAddressError, Schedules
from bot.watches import Watches
from tests.keeping import House, house, loopback_pages
from tests.pages import Web, web
from vectorstore.errors import StoreError, UnknownSourceError
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED, Scope

ONE, TWO = Scope("100"), Scope("200")
PATH = "/bees.html"
FRAME = """<!doctype html><html lang="en"><head><title>Bees</title><script>n = {}</script></head>
<body><article><h1>Bees</h1><p>{}</p></article></body></html>"""


def page(text: str) -> str:
    """A web page with one paragraph."""
    return FRAME.format(0, text)


FIRST = page("A bee visits a hundred flowers before it returns to the hive in the evening.")
SECOND = page("A bee visits a thousand flowers before it returns to the hive in the evening.")
THIRD = page("A bee visits no flower at all in the winter, when it stays in the warm hive.")
SECOND_ANEW = SECOND.replace("n = 0", "n = 1")


@dataclass
class Looking:
    """A source from a page of a web server, and what looks at it; the time is the test's."""

    house: House
    web: Web
    refresher: Refresher
    watches: Watches
    now: datetime

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)

    def watch(self, delivery: Delivery, scope: Scope = ONE, source: str = "bees") -> Watch:
        schedules = Schedules(self.watches, self.house.catalog)
        return schedules.watch(scope, source, Every.DAILY, delivery)

    def look(self) -> Looked:
        """Look as the schedule does, once the source is due."""
        self.pass_by(days=2)
        claimed = self.refresher.claim(())
        assert claimed is not None
        return self.refresher.look(claimed.watch)

    def outcome(self) -> Outcome:
        return self.look().outcome

    def known(self, scope: Scope = ONE) -> Watch:
        found = self.watches.get(scope, "bees")
        assert found is not None
        return found

    def says(self) -> str:
        return self.house.text(ONE, "bees")


@pytest.fixture
def looking(database: sa.Engine, index: VectorIndex) -> Iterator[Looking]:
    with web() as served:
        served.pages[PATH] = FIRST
        made = house(database, index, pages=loopback_pages())
        scene = Looking(made, served, None, None, datetime(2026, 3, 1, tzinfo=UTC))  # type: ignore[arg-type]
        scene.watches = Watches(database, lambda: scene.now)
        scene.refresher = Refresher(
            scene.watches, made.keeper, made.catalog, made.channels, lambda: scene.now
        )
        made.channels.set_channel(ONE, "7")
        made.publish(ONE, "bees", FIRST, origin=served.address(PATH), name="bees.html")
        yield scene


def test_a_page_that_stays_makes_no_revision_and_is_asked_for_with_its_validators(
    looking: Looking,
) -> None:
    looking.watch(Delivery.NOW)
    assert [looking.outcome() for _ in range(3)] == [Outcome.UNCHANGED] * 3
    assert looking.web.answers == [200, 304, 304]
    assert [each.number for each in looking.house.keeper.revisions(ONE, "bees")] == [1]


def test_a_page_without_validators_that_stays_makes_no_revision(looking: Looking) -> None:
    looking.web.etags = False
    looking.watch(Delivery.NOW)
    assert [looking.outcome() for _ in range(3)] == [Outcome.UNCHANGED] * 3
    assert looking.web.answers == [200] * 3
    assert [each.number for each in looking.house.keeper.revisions(ONE, "bees")] == [1]


def test_a_change_is_published_at_once_where_that_is_set(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    looking.web.pages[PATH] = SECOND
    assert looking.look() == Looked(ONE, "bees", Outcome.PUBLISHED, 2)
    assert "thousand" in looking.says()
    assert [(each.actor, each.after) for each in looking.house.keeper.log(ONE)] == [
        ("schedule", 2),
        ("operator", 1),
    ]


def test_a_change_is_offered_where_that_is_set_and_changes_nothing(looking: Looking) -> None:
    looking.watch(Delivery.OFFER)
    looking.web.pages[PATH] = SECOND
    assert looking.look() == Looked(ONE, "bees", Outcome.OFFERED, 2)
    assert "hundred" in looking.says()
    (draft,) = looking.house.keeper.waiting(ONE)
    assert (draft.author, draft.number, looking.known().offer) == ("schedule", 2, draft.key)
    (notice,) = looking.house.channels.notices(ONE)
    assert isinstance(notice, Offered)
    assert notice.draft == draft.key


def test_an_offer_is_made_once_while_it_waits(looking: Looking) -> None:
    looking.watch(Delivery.OFFER)
    looking.web.etags = False
    looking.web.pages[PATH] = SECOND
    assert looking.outcome() is Outcome.OFFERED
    looking.web.pages[PATH] = SECOND_ANEW
    assert looking.outcome() is Outcome.UNCHANGED
    assert len(looking.house.keeper.waiting(ONE)) == 1


def test_a_newer_change_takes_the_place_of_an_offer(looking: Looking) -> None:
    looking.watch(Delivery.OFFER)
    looking.web.pages[PATH] = SECOND
    looking.look()
    looking.web.pages[PATH] = THIRD
    assert looking.outcome() is Outcome.OFFERED
    (draft,) = looking.house.keeper.waiting(ONE)
    compared = looking.house.keeper.draft_difference(ONE, draft.key)
    assert [change.after.text for change in compared.difference.changes if change.after] == [
        "A bee visits no flower at all in the winter, when it stays in the warm hive."
    ]


def test_an_offer_of_what_the_page_does_not_say_any_more_is_taken_back(looking: Looking) -> None:
    looking.watch(Delivery.OFFER)
    looking.web.pages[PATH] = SECOND
    looking.look()
    looking.web.pages[PATH] = FIRST
    assert looking.outcome() is Outcome.UNCHANGED
    assert looking.house.keeper.waiting(ONE) == []
    assert looking.known().offer is None


def test_what_was_refused_is_not_offered_again_until_the_page_changes(looking: Looking) -> None:
    looking.watch(Delivery.OFFER)
    looking.web.pages[PATH] = SECOND
    looking.look()
    looking.house.keeper.cancel(ONE, looking.house.keeper.waiting(ONE)[0].key)
    looking.refresher.close_offers()
    assert (looking.outcome(), looking.known().offer) == (Outcome.UNCHANGED, None)
    looking.web.pages[PATH] = THIRD
    assert looking.outcome() is Outcome.OFFERED


def test_what_nobody_answered_in_a_day_is_offered_again(looking: Looking) -> None:
    looking.watch(Delivery.OFFER)
    looking.web.pages[PATH] = SECOND
    looking.look()
    (draft,) = looking.house.keeper.waiting(ONE)
    looking.pass_by(hours=25)
    looking.house.keeper.cancel(ONE, draft.key)  # as the pruning of old drafts does
    looking.refresher.close_offers()
    assert looking.outcome() is Outcome.OFFERED


def test_what_was_published_from_an_offer_is_not_offered_again(looking: Looking) -> None:
    looking.watch(Delivery.OFFER)
    looking.web.pages[PATH] = SECOND
    looking.look()
    (draft,) = looking.house.keeper.waiting(ONE)
    looking.house.keeper.publish(ONE, draft.key, actor="member:1")
    looking.refresher.close_offers()
    looking.web.etags = False
    assert looking.outcome() is Outcome.UNCHANGED
    assert "thousand" in looking.says()


@pytest.mark.parametrize("etags", [True, False])
def test_what_somebody_took_back_stays_taken_back_until_the_page_changes(
    looking: Looking, etags: bool
) -> None:
    looking.web.etags = etags
    looking.watch(Delivery.NOW)
    looking.web.pages[PATH] = SECOND
    looking.look()
    looking.house.keeper.rollback(ONE, "bees", 1, actor="member:1")
    assert looking.outcome() is Outcome.UNCHANGED
    looking.web.pages[PATH] = SECOND_ANEW
    assert looking.outcome() is Outcome.UNCHANGED
    assert "hundred" in looking.says()
    assert looking.house.keeper.waiting(ONE) == []
    looking.web.pages[PATH] = THIRD
    assert looking.outcome() is Outcome.PUBLISHED
    assert "no flower" in looking.says()


@pytest.mark.parametrize("status", [404, 410, 403, 429, 500, 503])
@pytest.mark.parametrize("delivery", list(Delivery))
def test_a_failed_fetch_changes_nothing_and_is_noted(
    looking: Looking, status: int, delivery: Delivery
) -> None:
    looking.watch(delivery)
    looking.look()
    before = looking.known()
    looking.web.pages[PATH] = SECOND
    looking.web.status = status
    looked = looking.look()
    assert looked.outcome is Outcome.FAILED
    after = looking.known()
    assert (after.failures, after.error) == (1, looked.error)
    assert looked.error is not None
    assert looking.web.address(PATH) in looked.error
    assert after.seen == before.seen
    assert "hundred" in looking.says()
    assert [each.number for each in looking.house.keeper.revisions(ONE, "bees")] == [1]
    looking.web.status = 200
    again = looking.outcome()
    assert again is (Outcome.PUBLISHED if delivery is Delivery.NOW else Outcome.OFFERED)
    assert (looking.known().failures, looking.known().error) == (0, None)


def test_a_server_that_is_gone_changes_nothing(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    given = looking.web.address(PATH).replace(str(looking.web.port), "1")
    looking.house.publish(ONE, "bees", SECOND, origin=given, name="bees.html")
    assert looking.outcome() is Outcome.FAILED
    assert "thousand" in looking.says()


@pytest.mark.parametrize("text", ["", "   \n\n", "<html><body><p> </p></body></html>"])
def test_a_page_that_became_empty_changes_nothing(looking: Looking, text: str) -> None:
    looking.watch(Delivery.NOW)
    looking.web.pages[PATH] = text
    assert looking.outcome() is Outcome.FAILED
    assert "hundred" in looking.says()


def test_failures_are_told_once_and_tried_again_with_growing_waits(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    looking.web.status = 503
    waits = []
    for _ in range(5):
        looking.look()
        waits.append((looking.known().due_at - looking.now) / timedelta(minutes=1))
    for wait, most in zip(waits, (5, 10, 20, 40, 80), strict=True):
        assert 0.95 * most <= wait <= most
    (notice,) = looking.house.channels.notices(ONE)
    assert isinstance(notice, Unreachable)
    assert notice.error == looking.known().error


def test_after_a_success_the_next_failure_is_told_again(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    for status in (503, 200, 503, 503):
        looking.web.status = status
        looking.look()
    assert len(looking.house.channels.notices(ONE)) == 2


def test_a_store_that_fails_is_not_told_to_members(
    looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking.watch(Delivery.NOW)
    looking.web.pages[PATH] = SECOND

    def fail(*_: object, **__: object) -> None:
        raise StoreError("Chroma at http://10.0.0.5:8000 does not answer.")

    monkeypatch.setattr(looking.house.keeper, "publish", fail)
    looked = looking.look()
    assert looked.outcome is Outcome.FAILED
    assert looked.error is not None
    assert "10.0.0.5" not in looked.error
    assert looking.house.keeper.waiting(ONE) == []
    monkeypatch.undo()
    assert looking.outcome() is Outcome.PUBLISHED


def test_a_source_that_changed_meanwhile_is_looked_at_again_soon(
    looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking.watch(Delivery.NOW)
    looking.web.pages[PATH] = SECOND
    prepare = looking.house.keeper.prepare

    def slowly(*args: object, **kwargs: object) -> object:
        made = prepare(*args, **kwargs)  # type: ignore[arg-type]
        looking.house.publish(
            ONE, "bees", THIRD, origin=looking.web.address(PATH), name="bees.html"
        )
        return made

    monkeypatch.setattr(looking.house.keeper, "prepare", slowly)
    looked = looking.look()
    assert (looked.outcome, looking.known().failures) == (Outcome.LATER, 0)
    assert looking.known().due_at == looking.now + timedelta(minutes=5)
    assert looking.house.keeper.waiting(ONE) == []
    assert "no flower" in looking.says()


def test_a_page_that_says_something_else_altogether_is_offered_first(looking: Looking) -> None:
    """A server may answer with a page for repairs, as if it were the text."""
    facts = [f"The {n}th bee of the hive visits {n} hundred flowers a day." for n in range(6, 12)]
    looking.web.pages[PATH] = page("</p><p>".join(facts))
    looking.watch(Delivery.NOW)
    assert looking.outcome() is Outcome.PUBLISHED
    looking.web.pages[PATH] = page("We are repairing this site. Please come again next week.")
    assert looking.outcome() is Outcome.OFFERED
    assert "hundred" in looking.says()
    looking.web.pages[PATH] = page("</p><p>".join(facts[:4]))
    assert looking.outcome() is Outcome.PUBLISHED
    assert looking.house.keeper.waiting(ONE) == []


@pytest.mark.parametrize("purged", [True, False])
def test_what_goes_while_it_is_fetched_stays_gone(
    looking: Looking, monkeypatch: pytest.MonkeyPatch, purged: bool
) -> None:
    looking.watch(Delivery.NOW)
    looking.web.pages[PATH] = SECOND
    keeper = looking.house.keeper
    fetch = keeper.fetch

    def slowly(*args: object) -> object:
        found = fetch(*args)  # type: ignore[arg-type]
        if purged:
            keeper.purge(ONE)
        else:
            keeper.remove(ONE, "bees", actor="member:1")
        return found

    monkeypatch.setattr(keeper, "fetch", slowly)
    assert looking.outcome() is Outcome.LATER
    assert (keeper.sources(ONE), keeper.waiting(ONE)) == ([], [])
    assert bool(keeper.removed(ONE)) is not purged


def test_what_is_to_end_is_left_for_another_time(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    looking.web.pages[PATH] = SECOND
    looking.pass_by(days=2)
    claimed = looking.refresher.claim(())
    assert claimed is not None
    assert looking.refresher.look(claimed.watch, lambda: True).outcome is Outcome.LATER
    assert "hundred" in looking.says()
    assert looking.house.keeper.waiting(ONE) == []
    assert looking.outcome() is Outcome.PUBLISHED


def test_a_source_that_was_removed_is_not_looked_at_any_more(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    looking.house.keeper.remove(ONE, "bees", actor="member:1")
    assert looking.outcome() is Outcome.ENDED
    assert looking.web.asked == []
    assert looking.watches.of(ONE) == []


def test_a_removal_that_is_taken_back_in_time_keeps_the_schedule(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    looking.house.keeper.remove(ONE, "bees", actor="member:1")
    looking.house.keeper.rollback(ONE, "bees", 1, actor="member:1")
    looking.web.pages[PATH] = SECOND
    assert looking.outcome() is Outcome.PUBLISHED


def test_a_source_that_comes_from_a_file_now_is_not_looked_at_any_more(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    looking.house.publish(ONE, "bees", SECOND, origin="bees.html", name="bees.html")
    assert looking.outcome() is Outcome.ENDED
    assert looking.watches.of(ONE) == []


def test_validators_of_one_address_are_not_shown_to_another(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    looking.look()
    looking.web.pages["/hives.html"] = FIRST
    looking.house.publish(
        ONE, "bees", SECOND, origin=looking.web.address("/hives.html"), name="bees.html"
    )
    assert looking.outcome() is Outcome.PUBLISHED
    assert looking.web.asked[-1] == ("/hives.html", 200)


def test_only_a_source_from_the_web_can_be_watched(looking: Looking) -> None:
    looking.house.publish(ONE, "moths", "Moths fly at night.", origin="moths.md")
    with pytest.raises(NoAddressError, match=r"'moths' came from 'moths\.md'"):
        looking.watch(Delivery.NOW, source="moths")
    with pytest.raises(UnknownSourceError):
        looking.watch(Delivery.NOW, source="wasps")


@pytest.mark.parametrize("scope", [TWO, SHARED])
def test_a_schedule_is_for_the_scopes_own_sources_only(looking: Looking, scope: Scope) -> None:
    looking.house.publish(
        SHARED, "tides", FIRST, origin=looking.web.address(PATH), name="bees.html"
    )
    with pytest.raises(UnknownSourceError):
        looking.watch(Delivery.NOW, scope)
    with pytest.raises(UnknownSourceError):
        looking.watch(Delivery.NOW, ONE, "tides")


def test_the_same_id_in_two_scopes_is_looked_at_for_each(looking: Looking) -> None:
    looking.house.publish(TWO, "bees", FIRST, origin=looking.web.address(PATH), name="bees.html")
    looking.watch(Delivery.NOW)
    looking.watch(Delivery.OFFER, TWO)
    looking.web.pages[PATH] = SECOND
    looked = {(each.scope, each.outcome) for each in (looking.look(), looking.look())}
    assert looked == {(ONE, Outcome.PUBLISHED), (TWO, Outcome.OFFERED)}
    assert "thousand" in looking.says()
    assert "hundred" in looking.house.text(TWO, "bees")


def test_a_host_that_is_being_asked_is_left_alone(looking: Looking) -> None:
    looking.watch(Delivery.NOW)
    looking.pass_by(days=2)
    assert looking.refresher.claim({"127.0.0.1"}) is None
    claimed = looking.refresher.claim({"example.org"})
    assert claimed is not None
    assert claimed.host == "127.0.0.1"
    assert looking.refresher.claim(()) is None


def test_look_now_publishes_a_change_of_a_source_without_a_schedule(looking: Looking) -> None:
    looking.web.pages[PATH] = SECOND
    assert looking.refresher.look_now(ONE, "bees").outcome is Outcome.PUBLISHED
    assert looking.watches.of(ONE) == []


def test_look_now_does_not_wait_for_the_schedule_and_moves_it_on(looking: Looking) -> None:
    due = looking.watch(Delivery.OFFER).due_at
    looking.web.pages[PATH] = SECOND
    assert looking.refresher.look_now(ONE, "bees").outcome is Outcome.OFFERED
    assert looking.known().due_at > max(due, looking.now + timedelta(hours=22))


def test_what_another_took_first_is_not_looked_at_twice(looking: Looking) -> None:
    watch = looking.watch(Delivery.NOW)
    looking.pass_by(days=2)
    assert looking.watches.claim(watch) is not None
    assert looking.watches.claim(replace(watch)) is None
    assert looking.refresher.claim(()) is None

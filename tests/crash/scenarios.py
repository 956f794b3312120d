"""What is done to the stores while they are killed: each from its beginning to its end."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from ingest.formats import parse
from ingest.given import Given
from ingest.tidying import Keep
from tests.crash.scene import SERVER, file_of, ingest, ingest_others
from tests.crash.stores import Stores
from vectorstore.errors import UnknownSourceError
from vectorstore.history import History
from vectorstore.model import SHARED

Step = Callable[[Stores], None]


@dataclass(frozen=True)
class Scenario:
    """`act` is killed; what `arrange` made is there before.

    `again` does it again after a crash, in whatever state that left. `before` and `after` are the
    revisions of `bees` that questions may be answered from.
    `keep` is how much is kept of what is old, while it acts.
    """

    name: str
    arrange: Step
    act: Step
    again: Step
    before: str | None
    after: str | None
    embeds: bool = False
    purges: bool = False
    keep: Keep | None = None


def _ingesting(name: str) -> Step:
    return lambda stores: ingest(stores, name)


def _arranging(*names: str, then: Step | None = None) -> Step:
    def arrange(stores: Stores) -> None:
        ingest_others(stores)
        for name in names:
            ingest(stores, name)
        if then is not None:
            then(stores)

    return arrange


def _drafts(stores: Stores) -> list[int]:
    return [each.key for each in History(stores.database).drafts(SHARED)]


def _current(stores: Stores) -> int | None:
    found = [each for each in stores.catalog.sources([SHARED]) if each.id == "bees"]
    return found[0].revision.number if found else None


def _prepare(stores: Stores) -> None:
    file = file_of(stores, "second")
    given = Given(origin=str(file), name=file.name, data=file.read_bytes())
    stores.pipeline.prepare(parse(given), given, SHARED, actor="operator")


def _prepare_if_none_waits(stores: Stores) -> None:
    if not _drafts(stores):
        _prepare(stores)


def _publish(stores: Stores) -> None:
    for key in _drafts(stores):
        stores.pipeline.publish(SHARED, key, actor="operator")


def _cancel(stores: Stores) -> None:
    for key in _drafts(stores):
        stores.pipeline.cancel(SHARED, key)


def _roll_back(stores: Stores) -> None:
    stores.pipeline.rollback(SHARED, "bees", 1, actor="operator")


def _roll_back_if_needed(stores: Stores) -> None:
    if _current(stores) != 1:
        _roll_back(stores)


def _remove(stores: Stores) -> None:
    stores.pipeline.remove(SHARED, "bees", actor="operator")


def _remove_if_there(stores: Stores) -> None:
    if _current(stores) is not None:
        _remove(stores)


def _forget(stores: Stores) -> None:
    stores.pipeline.forget(SHARED, "bees")


def _forget_if_known(stores: Stores) -> None:
    with suppress(UnknownSourceError):
        _forget(stores)


def _purge(stores: Stores) -> None:
    stores.pipeline.purge(SERVER)


def _prune(stores: Stores) -> None:
    stores.pipeline.prune()


def _age(stores: Stores) -> None:
    """A draft that nobody published, and a source that was taken away, both long ago."""
    stores.pipeline.ingest(file_of(stores, "many", source="old"), SHARED)
    stores.pipeline.remove(SHARED, "old", actor="operator")
    _prepare(stores)
    long_ago = {"then": datetime.now(UTC) - timedelta(days=40)}
    with stores.database.begin() as connection:
        waiting = "published_at IS NULL"
        connection.execute(
            text(f"UPDATE revisions SET ready_at = :then, touched_at = :then WHERE {waiting}"),
            long_ago,
        )
        connection.execute(
            text("UPDATE sources SET removed_at = :then WHERE removed_at IS NOT NULL"), long_ago
        )


_FEW = Keep(revisions=1, removed_days=30)

FIRST_INGEST = Scenario(
    name="first ingest",
    arrange=_arranging(),
    act=_ingesting("first"),
    again=_ingesting("first"),
    before=None,
    after="first",
    embeds=True,
)
UPDATE = Scenario(
    name="update",
    arrange=_arranging("first"),
    act=_ingesting("second"),
    again=_ingesting("second"),
    before="first",
    after="second",
    embeds=True,
)
LONG_UPDATE = Scenario(
    name="long update",
    arrange=_arranging("many"),
    act=_ingesting("more"),
    again=_ingesting("more"),
    before="many",
    after="more",
    embeds=True,
)
PRUNING_UPDATE = Scenario(
    name="update that prunes",
    arrange=_arranging("third", "first"),
    act=_ingesting("second"),
    again=_ingesting("second"),
    before="first",
    after="second",
    embeds=True,
    keep=_FEW,
)
PREPARING = Scenario(
    name="preparing",
    arrange=_arranging("first"),
    act=_prepare,
    again=_prepare_if_none_waits,
    before="first",
    after="first",
    embeds=True,
)
PUBLISHING = Scenario(
    name="publishing",
    arrange=_arranging("first", then=_prepare),
    act=_publish,
    again=_publish,
    before="first",
    after="second",
)
CANCELLING = Scenario(
    name="cancelling",
    arrange=_arranging("first", then=_prepare),
    act=_cancel,
    again=_cancel,
    before="first",
    after="first",
)
ROLLBACK = Scenario(
    name="rollback",
    arrange=_arranging("first", "second"),
    act=_roll_back,
    again=_roll_back_if_needed,
    before="second",
    after="first",
)
REMOVAL = Scenario(
    name="removal",
    arrange=_arranging("first", "second"),
    act=_remove,
    again=_remove_if_there,
    before="second",
    after=None,
)
RETURN = Scenario(
    name="rollback of what was removed",
    arrange=_arranging("first", "second", then=_remove),
    act=_roll_back,
    again=_roll_back_if_needed,
    before=None,
    after="first",
)
FORGETTING = Scenario(
    name="forgetting",
    arrange=_arranging("first", "second"),
    act=_forget,
    again=_forget_if_known,
    before="second",
    after=None,
)
PURGE = Scenario(
    name="purge",
    arrange=_arranging("first"),
    act=_purge,
    again=_purge,
    before="first",
    after="first",
    purges=True,
)
PRUNING = Scenario(
    name="pruning",
    arrange=_arranging("third", "first", "many", then=_age),
    act=_prune,
    again=_prune,
    before="many",
    after="many",
    keep=_FEW,
)
SCENARIOS = (
    FIRST_INGEST,
    UPDATE,
    LONG_UPDATE,
    PRUNING_UPDATE,
    PREPARING,
    PUBLISHING,
    CANCELLING,
    ROLLBACK,
    REMOVAL,
    RETURN,
    FORGETTING,
    PURGE,
    PRUNING,
)
RECOVERED = (LONG_UPDATE, PUBLISHING, ROLLBACK, PURGE, PRUNING)
"""Those of which recovering from a kill is killed too."""

"""What must hold of the stores once what a crash left behind is repaired, told by SQL and Chroma.

Nothing of the product is asked here but where its files are.
"""

import sqlite3
from contextlib import closing

from tests.crash.stores import Stores

_PLACED = (
    "FROM passages v JOIN paragraphs p ON p.id = v.paragraph_id "
    "JOIN revisions r ON r.id = p.revision_id JOIN sources s ON s.id = r.source_id "
    "WHERE s.scope = ?"
)
_WAITS = "r.published_at IS NULL AND r.ready_at IS NOT NULL AND r.touched_at IS NOT NULL"
_EMPTY = {
    "a revision is staged and not ready": (
        "SELECT count(*) FROM revisions WHERE published_at IS NULL AND ready_at IS NULL"
    ),
    "a revision is on its way out": (
        "SELECT count(*) FROM revisions WHERE published_at IS NULL AND touched_at IS NULL"
    ),
    "a revision is on its way back": (
        "SELECT count(*) FROM revisions WHERE published_at IS NOT NULL AND touched_at IS NOT NULL"
    ),
    "a source has no revision": (
        "SELECT count(*) FROM sources WHERE id NOT IN (SELECT source_id FROM revisions)"
    ),
    "a revision has no paragraph": (
        "SELECT count(*) FROM revisions WHERE id NOT IN (SELECT revision_id FROM paragraphs)"
    ),
    "a source's current revision is not there or not published": (
        "SELECT count(*) FROM sources s WHERE current IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
        "revisions r WHERE r.id = s.current AND r.source_id = s.id AND published_at IS NOT NULL)"
    ),
    "a row refers to none": "SELECT count(*) FROM pragma_foreign_key_check",
}


def broken_promises(stores: Stores) -> list[str]:
    """Each promise that does not hold, as a sentence."""
    in_chroma = _vectors_in_chroma(stores)
    with closing(sqlite3.connect(stores.folder / "pilcrow.db")) as database:
        broken = [
            f"{wrong} ({count})"
            for wrong, query in _EMPTY.items()
            if (count := database.execute(query).fetchone()[0])
        ]
        if (said := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            broken.append(f"the file is damaged: {said}")
        scopes = {scope for (scope,) in database.execute("SELECT scope FROM scopes")}
        for scope in scopes | set(in_chroma):
            broken += _of_scope(database, scope, in_chroma.get(scope, set()))
    return broken


def _of_scope(database: sqlite3.Connection, scope: str, in_chroma: set[str]) -> list[str]:
    def ids(query: str) -> set[str]:
        return {each for (each,) in database.execute(query, [scope])}

    needed = ids(f"SELECT DISTINCT v.vector_id {_PLACED}")
    searched = ids(f"SELECT v.vector_id {_PLACED} AND (s.current = r.id OR ({_WAITS}))")
    live = ids(f"SELECT v.vector_id {_PLACED} AND s.current = r.id")
    pieces = ids("SELECT vector_id FROM pieces WHERE scope = ?")
    kept = ids("SELECT vector_id FROM kept_vectors WHERE scope = ?")
    # What is read whole is a window, or the only passage of its paragraph.
    whole = ids(
        f"SELECT v.vector_id {_PLACED} AND s.current = r.id AND (v.kind = 'window' OR NOT EXISTS "
        "(SELECT 1 FROM passages o WHERE o.paragraph_id = p.id AND o.position > 0))"
    )
    found = {
        "Chroma holds vectors that nothing live or waiting has": in_chroma - searched,
        "Chroma lacks vectors of live passages": live - in_chroma,
        "Chroma lacks vectors of waiting drafts": searched - live - in_chroma,
        "vectors of published revisions are neither in Chroma nor kept": needed - in_chroma - kept,
        "vectors are kept that no revision needs": kept - needed,
        "pieces are kept that no revision needs": pieces - needed,
        "live passages lack their pieces": whole - pieces,
    }
    return [f"in {scope}: {wrong} ({len(which)})" for wrong, which in found.items() if which]


def _vectors_in_chroma(stores: Stores) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for collection in stores.chroma.list_collections():
        scope = str((collection.metadata or {})["scope"])
        found.setdefault(scope, set()).update(collection.get(include=[])["ids"])
    return found

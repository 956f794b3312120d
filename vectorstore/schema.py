"""The tables of the catalogue. Their history is in `migrations/`."""

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

# AUTOINCREMENT: a row id is never used twice, so caches may keep what an id stood for.

scopes = Table(
    "scopes",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("generation", Integer, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(64), ForeignKey("scopes.scope"), nullable=False),
    Column("slug", String(64), nullable=False),
    Column("origin", Text, nullable=False),
    Column("current", Integer, nullable=True),
    Column("removed_at", DateTime(timezone=True), nullable=True),
    UniqueConstraint("scope", "slug"),
    sqlite_autoincrement=True,
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Integer, ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=True),
    Column("origin", Text, nullable=True),
    # The revision that was current when this one was made, and that it was compared with.
    Column("base", Integer, nullable=True),
    # When somebody last said that they need it: they make it, wait to publish it, or bring it
    # back. None for a published revision at rest, and for a draft that is to be removed.
    Column("touched_at", DateTime(timezone=True), nullable=True),
    # Since when all of its vectors are in the index; None when some may not be.
    Column("ready_at", DateTime(timezone=True), nullable=True),
    UniqueConstraint("source_id", "number"),
    sqlite_autoincrement=True,
)

paragraphs = Table(
    "paragraphs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision_id", Integer, ForeignKey("revisions.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("headings", JSON, nullable=False),
    Column("raw", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer, nullable=True),
    UniqueConstraint("revision_id", "number"),
    sqlite_autoincrement=True,
)

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "paragraph_id", Integer, ForeignKey("paragraphs.id", ondelete="CASCADE"), nullable=False
    ),
    Column("position", Integer, nullable=False),
    Column("vector_id", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    UniqueConstraint("paragraph_id", "position"),
    Index("passages_by_vector", "vector_id"),
    sqlite_autoincrement=True,
)

pieces = Table(
    "pieces",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("model", String(64), primary_key=True),
    Column("vector_id", String(32), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(64), nullable=False),
    Column("source", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("actor", Text, nullable=False),
    Column("before", Integer, nullable=True),
    Column("after", Integer, nullable=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("changes_by_scope", "scope", "id"),
    sqlite_autoincrement=True,
)

kept_vectors = Table(
    "kept_vectors",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("model", String(255), primary_key=True),
    Column("vector_id", String(32), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

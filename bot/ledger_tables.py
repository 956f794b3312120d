"""The tables of the ledger. Their history is in `vectorstore/migrations/`."""

from typing import Final

import sqlalchemy as sa

metadata: Final = sa.MetaData()

answers: Final = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("server", sa.String(32)),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("understood", sa.Text),
    sa.Column("source", sa.String(64)),
    sa.Index("ix_answers_scope_created_at", "scope", "created_at"),
)

citations: Final = sa.Table(
    "answer_citations",
    metadata,
    sa.Column(
        "answer_id",
        sa.String(32),
        sa.ForeignKey("answers.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("source", sa.String(255), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("paragraph", sa.Integer, nullable=False),
    sa.Column("heading", sa.Text),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Index("ix_answer_citations_source", "scope", "source", "paragraph"),
)

messages: Final = sa.Table(
    "answer_messages",
    metadata,
    sa.Column(
        "answer_id",
        sa.String(32),
        sa.ForeignKey("answers.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("message", sa.String(32), nullable=False),
    sa.Column("cites", sa.JSON, nullable=False),
    sa.Column("page", sa.JSON, nullable=False),
)
"""Where an answer is seen: one row a message; `cites` are the positions of its citations."""

marks: Final = sa.Table(
    "answer_marks",
    metadata,
    sa.Column("answer_id", sa.String(32), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("wanted", sa.JSON, nullable=False),
    sa.Column("shown", sa.JSON(none_as_null=True)),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", sa.DateTime(timezone=True)),
    sa.ForeignKeyConstraint(
        ["answer_id", "position"],
        ["answer_messages.answer_id", "answer_messages.position"],
        ondelete="CASCADE",
    ),
    sa.Index("ix_answer_marks_due_at", "due_at"),
)
"""What a message should say of changes and what it says, which is unknown (null) while it is
edited. `due_at` is when it is to be edited next, null where nothing is left to do."""

cited_sources: Final = sa.Table(
    "cited_sources",
    metadata,
    sa.Column("scope", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(255), primary_key=True),
    sa.Column("stale", sa.Boolean, nullable=False),
    sa.Column("current", sa.Integer),
    sa.Column("revision", sa.Integer),
)
"""Every source that an answer rests on, and the revision against which all those answers were
held: its row id in the catalogue and its number, null where there was none. `stale` where an
answer came since that may need another look."""

state: Final = sa.Table(
    "bot_state",
    metadata,
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

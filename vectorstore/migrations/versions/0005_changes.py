"""Drafts that wait, sources that were taken away, pages, the log of changes, kept vectors."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what updates need to be looked at, taken back and remembered."""
    op.add_column("sources", sa.Column("removed_at", sa.DateTime(timezone=True)))
    op.add_column("revisions", sa.Column("origin", sa.Text))
    op.add_column("revisions", sa.Column("base", sa.Integer))
    op.add_column("revisions", sa.Column("touched_at", sa.DateTime(timezone=True)))
    op.add_column("revisions", sa.Column("ready_at", sa.DateTime(timezone=True)))
    # So far every published revision has its vectors in the index.
    op.execute(
        "UPDATE revisions SET ready_at = published_at,"
        " origin = (SELECT origin FROM sources WHERE sources.id = revisions.source_id)"
    )
    op.add_column("paragraphs", sa.Column("page", sa.Integer))
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("before", sa.Integer),
        sa.Column("after", sa.Integer),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("changes_by_scope", "changes", ["scope", "id"])
    op.create_table(
        "kept_vectors",
        sa.Column("scope", sa.String(64), primary_key=True),
        sa.Column("model", sa.String(255), primary_key=True),
        sa.Column("vector_id", sa.String(32), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("kept_vectors")
    op.drop_table("changes")
    for table, column in (
        ("paragraphs", "page"),
        ("revisions", "ready_at"),
        ("revisions", "touched_at"),
        ("revisions", "base"),
        ("revisions", "origin"),
        ("sources", "removed_at"),
    ):
        op.drop_column(table, column)

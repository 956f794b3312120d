"""Where answers are seen in Discord, and how they are marked when their source changes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of messages, of marks, and of the sources that answers rest on."""
    op.add_column("answers", sa.Column("understood", sa.Text))
    op.add_column("answers", sa.Column("source", sa.String(64)))
    op.create_table(
        "answer_messages",
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
    op.create_table(
        "answer_marks",
        sa.Column("answer_id", sa.String(32), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("wanted", sa.JSON, nullable=False),
        sa.Column("shown", sa.JSON),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["answer_id", "position"],
            ["answer_messages.answer_id", "answer_messages.position"],
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_answer_marks_due_at", "answer_marks", ["due_at"])
    op.create_table(
        "cited_sources",
        sa.Column("scope", sa.String(64), primary_key=True),
        sa.Column("source", sa.String(255), primary_key=True),
        sa.Column("stale", sa.Boolean, nullable=False),
        sa.Column("current", sa.Integer),
        sa.Column("revision", sa.Integer),
    )


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("cited_sources")
    op.drop_table("answer_marks")
    op.drop_table("answer_messages")
    op.drop_column("answers", "source")
    op.drop_column("answers", "understood")

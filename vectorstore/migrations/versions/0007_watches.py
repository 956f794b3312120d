"""Which sources are looked at again, what log channels are told, and where the bot is."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of watches, of log channels with their notices, and of servers."""
    op.create_table(
        "watches",
        sa.Column("scope", sa.String(64), primary_key=True),
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("every", sa.String(16), nullable=False),
        sa.Column("delivery", sa.String(16), nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("data_hash", sa.String(64)),
        sa.Column("content_hash", sa.String(64)),
        sa.Column("offer", sa.Integer),
        sa.Column("offered_at", sa.DateTime(timezone=True)),
        sa.Column("checked_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
    )
    op.create_index("watches_due", "watches", ["due_at"])
    op.create_table(
        "log_channels",
        sa.Column("scope", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("posted", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("draft", sa.Integer),
        sa.Column("error", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("notices_by_scope", "notices", ["scope", "id"])
    op.create_table(
        "servers",
        sa.Column("server", sa.String(32), primary_key=True),
        sa.Column("bot", sa.String(32), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    """Drop the tables of servers, of notices and log channels, and of watches."""
    op.drop_table("servers")
    op.drop_table("notices")
    op.drop_table("log_channels")
    op.drop_table("watches")

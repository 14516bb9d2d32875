"""Migration that drops visits: what is new is now computed from the day records were known."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Drop the table of visits."""
    op.drop_table("visits")

"""Migration that removes the table of visits, which is no longer needed to find what is new."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Drop the table of visits."""
    op.drop_table("visits")

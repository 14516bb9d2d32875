"""No visits: what is new is found from what was known on a day, for everybody."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Drop the table."""
    op.drop_table("visits")

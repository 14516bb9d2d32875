"""Migration that creates the tables for cases and visits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pair", sa.String(400), nullable=False),
        sa.Column("hotspot", sa.String(100), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("pair", "hotspot", name="one_case"),
    )
    op.create_table("notes", *_of_a_case(), sa.Column("text", sa.Text, nullable=False))
    op.create_table(
        "pins",
        *_of_a_case(),
        sa.Column("record_id", sa.String(400), nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.UniqueConstraint("case_id", "record_id", name="pinned_once"),
    )
    op.create_table("hypotheses", *_of_a_case(), sa.Column("text", sa.Text, nullable=False))
    op.create_table(
        "ratings",
        sa.Column("pin_id", sa.Integer, sa.ForeignKey("pins.id"), primary_key=True),
        sa.Column("hypothesis_id", sa.Integer, sa.ForeignKey("hypotheses.id"), primary_key=True),
        sa.Column("reviewer", sa.String(100), primary_key=True),
        sa.Column("value", sa.String(20), nullable=False),
    )
    op.create_table(
        "visits",
        sa.Column("reviewer", sa.String(100), primary_key=True),
        sa.Column("pair", sa.String(400), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )


def _of_a_case() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("reviewer", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )

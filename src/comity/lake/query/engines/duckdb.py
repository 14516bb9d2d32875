"""DuckDB, in the process itself: the engine of every view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.lake.query.engines import Engine

if TYPE_CHECKING:
    from comity.lake.query.view import View


def engine(view: View) -> Engine:
    """The engine of a view: its own."""
    return view

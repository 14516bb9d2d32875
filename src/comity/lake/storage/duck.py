"""DuckDB, held in one place: a private connection, and a path that means itself."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import duckdb

Connection: TypeAlias = "duckdb.DuckDBPyConnection"


FRUGAL: dict[str, str | int] = {
    "memory_limit": "384MB",
    "threads": min(4, os.cpu_count() or 1),
    "enable_external_file_cache": "false",
    "allocator_flush_threshold": "8MB",
    "allocator_bulk_deallocation_flush_threshold": "8MB",
}
"""Files are read from the system's own cache, not kept once more; what was freed goes back to the system.

What does not fit is spilled: a search through 12 million rows takes no longer for it.  Each thread holds some
memory that cannot be spilled, so with 32 of them so little would not do.
"""


def connect() -> Connection:
    """Open a private DuckDB in memory that spills to the system's temporary folder and prints nothing."""
    import duckdb  # noqa: PLC0415 - it takes a moment, and most files are added without a question

    spill = Path(tempfile.gettempdir()) / "comity-duckdb"
    con = duckdb.connect(":memory:", config={"temp_directory": str(spill), **FRUGAL})
    # Only where it is on: in Jupyter it is off without ipywidgets, and then DuckDB refuses even to set it.
    if con.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        con.execute("SET enable_progress_bar = false")
    return con


@contextmanager
def at_need() -> Iterator[Callable[[], Connection]]:
    """Start a private DuckDB when it is first called for: often there is nothing to ask."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(connect()))


def exactly(path: Path) -> str:
    """Path of a Parquet file for ``read_parquet``, which would take ``*``, ``?`` and ``[`` for patterns."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))

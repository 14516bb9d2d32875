"""Access to the database engine DuckDB: a private connection, and paths escaped for its file patterns."""

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


#: Files are read from the system's cache without a second copy, and freed memory returns to the system. Data
#: that exceeds the limit is spilled to disk, which costs no time for a search through 12 million rows. Each
#: thread needs some memory that cannot be spilled, so with 32 threads this limit would be too low.
FRUGAL: dict[str, str | int] = {
    "memory_limit": "384MB",
    "threads": min(4, os.cpu_count() or 1),
    "enable_external_file_cache": "false",
    "allocator_flush_threshold": "8MB",
    "allocator_bulk_deallocation_flush_threshold": "8MB",
}


def connect() -> Connection:
    """Open a private DuckDB in memory that may spill to the temporary folder and prints nothing."""
    import duckdb  # noqa: PLC0415 - slow to load, and adding most files needs no query

    spill = Path(tempfile.gettempdir()) / "comity-duckdb"
    con = duckdb.connect(":memory:", config={"temp_directory": str(spill), **FRUGAL})
    # In Jupyter without ipywidgets the bar is off, and DuckDB refuses to set the option at all.
    if con.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        con.execute("SET enable_progress_bar = false")
    return con


@contextmanager
def connect_lazily() -> Iterator[Callable[[], Connection]]:
    """Yield a function that opens a private DuckDB on its first call, since often no query is needed."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(connect()))


def escape_patterns(path: Path) -> str:
    """Return the path for ``read_parquet`` with ``*``, ``?`` and ``[`` escaped, as these mark patterns."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))

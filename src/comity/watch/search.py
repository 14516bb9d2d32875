"""Words looked for in short texts: SQLite's full-text index (FTS5) with English stems.

``veto`` finds *vetoed* and *vetoes*; every word must be there; the last may be the beginning of one.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing

OPEN, CLOSE = "\x02", "\x03"
"""Signs around each word found."""
_TABLE = "CREATE VIRTUAL TABLE text USING fts5(id UNINDEXED, shown, more, tokenize='porter unicode61')"
_MATCHES = "SELECT id, highlight(text, 1, ?, ?) FROM text WHERE text MATCH ?"
_WORD = re.compile(r"\w+")


def search(texts: Mapping[str, tuple[str, str]], words: str) -> dict[str, str]:
    """Return the texts that hold all the words.

    Parameters
    ----------
    texts : by id, what is shown, and what else belongs to it (titles, names)
    words : as somebody types them

    Returns
    -------
    By id what is shown, with :data:`OPEN` and :data:`CLOSE` around the words found.
    """
    wanted = _WORD.findall(words)
    if not wanted:
        return {i: shown for i, (shown, _) in texts.items()}
    query = " ".join(f'"{w}"' for w in wanted) + "*"
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(_TABLE)
        db.executemany("INSERT INTO text VALUES (?, ?, ?)", ((i, *both) for i, both in texts.items()))
        rows = db.execute(_MATCHES, (OPEN, CLOSE, query))
        return dict(rows.fetchall())

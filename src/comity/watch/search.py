"""Full-text search in short texts with SQLite's FTS5 index and English stems.

``veto`` finds *vetoed* and *vetoes*. Every word must occur in the text; the last word may be a prefix.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing

#: Characters that mark the start and the end of each match.
OPEN, CLOSE = "\x02", "\x03"
_TABLE = "CREATE VIRTUAL TABLE text USING fts5(id UNINDEXED, shown, more, tokenize='porter unicode61')"
_MATCHES = "SELECT id, highlight(text, 1, ?, ?) FROM text WHERE text MATCH ?"
_WORD = re.compile(r"\w+")


def search(texts: Mapping[str, tuple[str, str]], words: str) -> dict[str, str]:
    """Return the texts that contain all the words.

    Parameters
    ----------
    texts : map from an id to the text to show, and further text to search (titles, names)
    words : the words as the user types them

    Returns
    -------
    A map from each id to the text to show, with :data:`OPEN` and :data:`CLOSE` around each match.
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

"""Text from outside, made harmless before it is shown: in pages, tables, charts and files.

Escaping for HTML is the template's business; this is about what escaping lets through: characters that
control the direction or the terminal, titles of ten megabytes, cells a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

LONGEST = 600
"""Characters of one outside text on a page; the record's own page shows more."""
_KEPT = {"Cf": "\u00ad\u200c\u200d"}
"""Format characters that belong to words: soft hyphen, and the joiners of Persian and Indic writing."""


def inert(text: str, longest: int = LONGEST) -> str:
    """Outside text without control characters or direction overrides, cut at ``longest`` characters.

    The cut falls between words, unless the last one is very long.
    """
    cut = text[: longest + 1]
    shown = "".join(c if _harmless(c) else " " for c in cut)
    if len(cut) <= longest:
        return shown
    whole = shown.rfind(" ", longest // 2, longest)
    return shown[: whole if whole > 0 else longest].rstrip() + " …"


def _harmless(c: str) -> bool:
    kind = unicodedata.category(c)
    return kind[0] != "C" or c in _KEPT.get(kind, "")


def address(text: str) -> str:
    """An outside address if it is one a reader may open (http and https), else ""."""
    return text if text.startswith(("https://", "http://")) and text.isprintable() and " " not in text else ""


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV with a header line; a cell that a spreadsheet would run as a formula is disarmed."""
    out = io.StringIO()
    names = list(dict.fromkeys(k for r in rows for k in r))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(r.get(k)) for k in names] for r in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return _armless("; ".join(str(v) for v in value))
    if isinstance(value, date):
        return value.isoformat()
    return _armless(value) if isinstance(value, str) else str(value)


def _armless(text: str) -> str:
    shown = inert(text, longest=32_000)
    return "'" + shown if shown.lstrip()[:1] in ("=", "+", "-", "@") else shown

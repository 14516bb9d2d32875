"""Text from outside, made harmless before it is shown: in pages, tables, charts and files.

Escaping for HTML is the template's business; this is about what escaping lets through: characters that
control the direction or the terminal, titles of ten megabytes, cells a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

LONGEST = 600
"""Characters of one outside text on a page; the record's own page shows more."""
JOINERS = "\u00ad\u200c\u200d"
"""Format characters that belong to words: soft hyphen, and the joiners of Persian and Indic writing."""

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
FORMULA = tuple("=+-@＝＋－＠")
"""First characters by which a spreadsheet takes a cell for a formula."""


def sanitize(text: str, longest: int = LONGEST) -> str:
    """Outside text without control characters or direction overrides, cut at ``longest`` characters.

    The cut falls between words, unless the last one is very long.
    """
    shown = one_line(text[: longest + 1])
    if len(shown) <= longest:
        return shown
    whole = shown.rfind(" ", longest // 2, longest)
    return shown[: whole if whole > 0 else longest].rstrip() + " …"


def one_line(text: str) -> str:
    """Return a text of any length in one line: a space for each control character and direction override."""
    return "".join(c if unicodedata.category(c)[0] != "C" or c in JOINERS else " " for c in text)


def escaped_json(text: str) -> str:
    """JSON with its control characters and direction overrides escaped: the same data."""
    return _UNSAFE.sub(lambda m: f"\\u{ord(m.group()):04x}", text)


def address(text: str) -> str:
    """Return an outside address if it is one a reader may open (http and https), else ""."""
    return text if text.startswith(("https://", "http://")) and text.isprintable() and " " not in text else ""


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV with a header line; a cell that a spreadsheet would run as a formula is disarmed."""
    out = io.StringIO()
    names = list(dict.fromkeys(k for r in rows for k in r))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([cell(r.get(k)) for k in names] for r in rows)
    return out.getvalue()


def cell(value: Any) -> str:
    """One cell of a table as text, in one line; what a spreadsheet would run as a formula is disarmed."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        value = "; ".join(str(v) for v in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if not isinstance(value, str):
        return str(value)
    shown = one_line(value)
    return "'" + shown if shown.lstrip().startswith(FORMULA) else shown

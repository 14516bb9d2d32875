"""Cleaning of outside text for pages, tables, charts and files.

Templates escape HTML. This module handles other dangers: characters that control the writing direction or the
terminal, titles of ten megabytes, and cells that a spreadsheet would run.
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

#: Most characters of one outside text on a page; the record's own page shows more.
LONGEST = 600
#: Format characters that belong to words: the soft hyphen, and the joiners of Persian and Indic writing.
JOINERS = "\u00ad\u200c\u200d"

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
#: First characters by which a spreadsheet takes a cell for a formula.
FORMULA = tuple("=+-@＝＋－＠")


def sanitize(text: str, longest: int = LONGEST) -> str:
    """Return a text without control and direction characters, with at most ``longest`` characters.

    The cut falls between words, unless the last word is very long.
    """
    shown = one_line(text[: longest + 1])
    if len(shown) <= longest:
        return shown
    whole = shown.rfind(" ", longest // 2, longest)
    return shown[: whole if whole > 0 else longest].rstrip() + " …"


def one_line(text: str) -> str:
    """Return a text as one line, with a space for each control or direction character."""
    return "".join(c if unicodedata.category(c)[0] != "C" or c in JOINERS else " " for c in text)


def escaped_json(text: str) -> str:
    """Return JSON with control and direction characters escaped, so that no data are lost."""
    return _UNSAFE.sub(lambda m: f"\\u{ord(m.group()):04x}", text)


def address(text: str) -> str:
    """Return an outside address if readers may open it (http or https), else ""."""
    return text if text.startswith(("https://", "http://")) and text.isprintable() and " " not in text else ""


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as CSV with a header line; cells cannot act as formulas in a spreadsheet."""
    out = io.StringIO()
    names = list(dict.fromkeys(k for r in rows for k in r))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([cell(r.get(k)) for k in names] for r in rows)
    return out.getvalue()


def cell(value: Any) -> str:
    """Return one table cell as text in one line that cannot act as a formula in a spreadsheet."""
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

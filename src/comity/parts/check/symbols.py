"""The symbols and numbers of documents in a sentence."""

from __future__ import annotations

import re

SYMBOL = re.compile(
    r"\b(?:[SAE]/(?:[A-Z]{2,5}(?:\.\d)?/)?[\w./-]*\d[\w./-]*\d"
    r"|(?:(?:resolutions?|text)(?:,? (?:number|no\.))?|number|no\.) "
    r"(?:(?P<number>\d{3,4})\b(?!/)|(?P<session>\d{2}/\d{1,3})\b))",
    re.IGNORECASE,
)


def symbols_of(text: str) -> frozenset[str]:
    """Symbols of documents in a text; resolution 1929 is the Security Council's, 62/243 the Assembly's."""
    out = set[str]()
    for m in SYMBOL.finditer(text):
        if m["session"]:
            out.add(f"A/RES/{m['session']}")
        else:
            out |= {m["number"]} if m["number"] else numbers_of(m[0])
    return frozenset(out)


def numbers_of(symbol: str) -> set[str]:
    """A document's symbol and, of a resolution of the Security Council, its number alone.

    One source writes the Assembly's "R/62/243" for A/RES/62/243.
    """
    plain = re.sub(r"^R/(?=\d)", "A/RES/", symbol.upper().split("(")[0].rstrip(".-/"))
    number = re.fullmatch(r"S/RES/(\d+)", plain)
    return {plain, *([number[1]] if number else [])} - {""}

"""A checked text as plain content for every face: signs, sentences, records, what to change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from comity.faces.present.sanitize import address, one_line, sanitize
from comity.parts.check.checked import CheckedClaim, CheckedText
from comity.parts.check.marking import (
    CONTRADICTED,
    DIFFERS,
    IN_GENERAL,
    MARKS,
    NO_CLAIM,
    NOT_FOUND,
    ON_RECORD,
    ShownRecord,
)
from comity.vocabulary import hotspots, states

#: The sign of each mark in the margin; the word stands beside it.
SIGNS = {ON_RECORD: "●", DIFFERS: "◐", IN_GENERAL: "≡", CONTRADICTED: "✕", NOT_FOUND: "○", NO_CLAIM: "–"}
_TO_CHANGE = (CONTRADICTED, DIFFERS, NOT_FOUND)
NOT_UNTRUE = "No record found means not found there; it does not mean untrue."
#: Characters of one sentence on a page.
LONGEST = 2_000


def content(checked: CheckedText) -> dict[str, Any]:
    """Return everything that a page of a checked text shows, as plain texts and lists."""
    claims = [_claim(c, before) for c, before in zip(checked.claims, (None, *checked.claims), strict=False)]
    changes = [c for c in claims if c["mark"] in _TO_CHANGE]
    return {
        "title": sanitize(checked.title) or "a text",
        "crumb": crumb(checked.group, checked.as_of),
        "heading": checked.heading,
        "warning": checked.warning,
        "key": [{"sign": SIGNS[m], "mark": m, "n": checked.counts[m]} for m in MARKS if checked.counts[m]],
        "claims": claims,
        "changes": sorted(changes, key=lambda c: (_TO_CHANGE.index(c["mark"]), c["number"])),
        "footer": f"Searched: {checked.searched}. {NOT_UNTRUE}",
    }


def crumb(group: Collection[str], as_of: date | None) -> str:
    """Say whose text was checked, and as known on which day."""
    names = " and ".join(states.display(c) for c in group)
    known = f" · as known on {as_of.day} {as_of:%B %Y}" if as_of else ""
    return f"Check a text · {names}{known}"


def say_since(c: CheckedClaim) -> str:
    """Say what has happened since the day as known on which; "" where nothing has."""
    if not c.since:
        return ""
    acts = "1 act" if c.since[1] == 1 else f"{c.since[1]} acts"
    return f"Since then: {acts} on {hotspots.get(c.since[0]).in_sentence}"


def _claim(c: CheckedClaim, before: CheckedClaim | None) -> dict[str, Any]:
    m = c.mark
    return {
        "number": c.claim.number,
        "new": before is None or before.claim.paragraph != c.claim.paragraph,
        "sentence": sanitize(c.claim.sentence, LONGEST),
        "mark": m.mark,
        "sign": SIGNS[m.mark],
        "style": m.mark.replace(" ", "-"),
        "open": m.mark in (CONTRADICTED, DIFFERS),
        "reason": one_line(m.reason.rstrip(".") + "."),
        "differs": ", ".join(m.differs),
        "since": say_since(c),
        "place": c.since[0] if c.since else "",
        "records": [_record(r) for r in m.records],
    }


def _record(shown: ShownRecord) -> dict[str, Any]:
    r = shown.record
    return {
        "id": one_line(r.record_id),
        "when": r.when,
        "what": sanitize(r.summary),
        "grade": r.grade,
        "known_on": r.known_on.isoformat(),
        "agrees": one_line("; ".join(p.in_words for p in shown.parts if p.agrees)),
        "differs": one_line("; ".join(p.in_words for p in shown.differing)),
        "where": [{"text": sanitize(w, 200), "link": address(w)} for w in r.where[:3]],
    }

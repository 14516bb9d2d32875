"""A checked text as plain content for every face: signs, sentences, records, what to change."""

from __future__ import annotations

from typing import Any

from comity.faces.present.sanitize import address, one_line, sanitize
from comity.parts.check.candidates import CandidateRecord
from comity.parts.check.checked import CheckedClaim, CheckedText
from comity.parts.check.comparison.differences import day_in_words
from comity.parts.check.marks import CONTRADICTED, MARKS, NO_CLAIM, PARTLY, SUPPORTED, UNSUPPORTED
from comity.vocabulary import states

SIGNS = {SUPPORTED: "●", PARTLY: "◐", CONTRADICTED: "✕", UNSUPPORTED: "○", NO_CLAIM: "–"}
"""The sign of each mark in the margin; the word stands beside it."""
_TO_CHANGE = (CONTRADICTED, PARTLY, UNSUPPORTED)
LONGEST = 2_000
"""Characters of one sentence on a page."""


def content(checked: CheckedText) -> dict[str, Any]:
    """Everything that a page of a checked text shows, as plain texts and lists."""
    claims = [_claim(c, before) for c, before in zip(checked.claims, (None, *checked.claims), strict=False)]
    changes = [c for c in claims if c["mark"] in _TO_CHANGE]
    return {
        "title": sanitize(checked.title) or "a text",
        "crumb": crumb(checked),
        "heading": checked.heading,
        "key": [{"sign": SIGNS[m], "mark": m, "n": checked.counts[m]} for m in MARKS],
        "claims": claims,
        "changes": sorted(changes, key=lambda c: (_TO_CHANGE.index(c["mark"]), c["number"])),
        "footer": f"Searched: {checked.searched}. Not held means not found there; it does not mean untrue.",
    }


def crumb(checked: CheckedText) -> str:
    """Whose text was checked, and as known on which day."""
    names = " and ".join(states.display(c) for c in checked.group)
    known = f" · as known on {checked.as_of.day} {checked.as_of:%B %Y}" if checked.as_of else ""
    return f"Check a text · {names}{known}"


def _claim(c: CheckedClaim, before: CheckedClaim | None) -> dict[str, Any]:
    m = c.mark
    sides = [(m.records_for, "for"), (m.records_against, "against")]
    if m.mark == CONTRADICTED:
        sides.reverse()
    return {
        "number": c.claim.number,
        "new": before is None or before.claim.paragraph != c.claim.paragraph,
        "sentence": sanitize(c.claim.sentence, LONGEST),
        "mark": m.mark,
        "sign": SIGNS[m.mark],
        "style": m.mark.replace(" ", "-"),
        "open": m.mark in (CONTRADICTED, PARTLY),
        "reason": one_line(m.reason.partition("; searched: ")[0].rstrip(".") + "."),
        "differs": ", ".join(m.differs),
        "records": [_record(r, bears) for records, bears in sides for r in records],
    }


def _record(r: CandidateRecord, bears: str) -> dict[str, Any]:
    return {
        "bears": bears,
        "id": one_line(r.record_id),
        "when": day_in_words(r),
        "what": sanitize(r.what),
        "grade": r.grade,
        "known_on": r.known_on.isoformat(),
        "where": [{"text": sanitize(w, 200), "link": address(w)} for w in r.where[:3]],
    }

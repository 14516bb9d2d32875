"""What a template sees: plain texts, lists and numbers, the same for every format (``docs/briefs.md``)."""

from __future__ import annotations

from typing import Any

from comity.faces.brief.model import Brief, Drawing, Footnote, Sentence
from comity.faces.brief.sentences import stopped
from comity.faces.present.charts.standalone import standing_alone
from comity.faces.present.sanitize import sanitize

LONGEST = 2_000
"""Characters of one sentence; the longest that is still a sentence and no attack."""


def context(brief: Brief) -> dict[str, Any]:
    """The brief in plain types, outside text inert, notes numbered in the order of reading.

    A sentence is ``{text, notes: [{n, first}]}``; ``first`` tells whether the note is cited for the first
    time; ``title_notes`` are those that only the heading cites.  A note is
    ``{n, what, source, date, coding, where, record}``.
    """
    order: dict[str, int] = {}

    def said(s: Sentence) -> dict[str, Any]:
        marks = []
        for key in dict.fromkeys(_keys(s)):
            new = key not in order
            n = order.setdefault(key, len(order) + 1)
            marks.append({"n": n, "first": new})
        return {"text": sanitize(s.text, LONGEST), "notes": marks}

    body = {k for s in brief.sentences() if s is not brief.heading for k in _keys(s)}
    head = [
        {"n": order.setdefault(k, len(order) + 1), "first": True}
        for k in dict.fromkeys(_keys(brief.heading))
        if k not in body
    ]
    new = {k for s in brief.sentences() for k in _keys(s) if not any(c.quote for c in s.claims)}
    lead = [said(s) for s in brief.lead]
    sections = [
        {
            "title": x.title,
            "rows": [
                {"label": sanitize(r.label), "sentences": [said(s) for s in r.sentences]} for r in x.rows
            ],
        }
        for x in brief.sections
    ]
    return {
        "title": sanitize(brief.heading.text, LONGEST),
        "title_notes": head,
        "crumb": sanitize(brief.crumb),
        "language": brief.language,
        "lead": lead,
        "sections": sections,
        "charts": [_chart(c) for c in brief.charts],
        "notes": [{"n": n, **_note(brief.notes[k], quoted=k not in new)} for k, n in order.items()],
        "footer": sanitize(brief.footer),
    }


def _keys(s: Sentence) -> list[str]:
    return [c.record for c in s.claims]


def _note(note: Footnote, *, quoted: bool) -> dict[str, str]:
    """One note; where the text already quotes the record, its words are not told again."""
    fields = {name: sanitize(getattr(note, name)) for name in ("source", "date", "coding", "where", "record")}
    return {"what": "" if quoted else stopped(sanitize(note.what)), **fields}


def _chart(c: Drawing) -> dict[str, Any]:
    rows = [
        {k: v if isinstance(v, (int, float)) or v is None else str(v) for k, v in r.items()} for r in c.rows
    ]
    return {
        "name": c.name,
        "title": c.title,
        "caption": sanitize(c.caption),
        "says": sanitize(c.says),
        "svg": standing_alone(c.svg),
        "rows": rows,
    }

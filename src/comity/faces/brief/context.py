"""What a template sees: plain texts, lists and numbers, the same for every format (``docs/briefs.md``)."""

from __future__ import annotations

from typing import Any

from comity.faces.brief.account_brief import stopped
from comity.faces.brief.model import Annex, Brief, Drawing, Footnote, Sentence
from comity.faces.present.charts.standalone import standing_alone
from comity.faces.present.sanitize import sanitize

LONGEST = 2_000
"""Characters of one sentence; the longest that is still a sentence and no attack."""


def context(brief: Brief) -> dict[str, Any]:
    """The brief in plain types, outside text inert, notes numbered in the order of reading.

    A sentence is ``{text, notes: [{n, first}]}``; ``first`` tells whether the note is cited for the first
    time.  A note is
    ``{n, what, source, date, coding, where, record}``; ``annex`` is ``None``, or a title and rows of
    ``{question, answer, range, n}``.
    """
    order: dict[str, int] = {}

    def said(s: Sentence) -> dict[str, Any]:
        marks = []
        for key in dict.fromkeys(c.record for c in s.claims):
            new = key not in order
            n = order.setdefault(key, len(order) + 1)
            marks.append({"n": n, "first": new})
        return {"text": sanitize(s.text, LONGEST), "notes": marks}

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
        "crumb": sanitize(brief.crumb),
        "language": brief.language,
        "lead": lead,
        "sections": sections,
        "charts": [_chart(c) for c in brief.charts],
        "annex": _annex(brief.annex) if brief.annex else None,
        "notes": [{"n": n, **_note(brief.notes[k])} for k, n in order.items()],
        "footer": sanitize(brief.footer),
    }


def _note(note: Footnote) -> dict[str, str]:
    fields = {name: sanitize(getattr(note, name)) for name in ("source", "date", "coding", "where", "record")}
    return {"what": stopped(sanitize(note.what)), **fields}


def _annex(annex: Annex) -> dict[str, Any]:
    rows = [
        dict(zip(("question", "answer", "range", "n"), map(sanitize, r), strict=True)) for r in annex.rows
    ]
    return {"title": annex.title, "rows": rows}


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

"""Meetings of Chinese leaders with foreign states, 2003-2018, collected by G. Walker from China Vitae.

A row is a mention of a state in a leader's engagement. So a large meeting appears once per state, and a
letter of congratulation counts like a talk. Only rows that report a meeting with somebody of that state
become acts; rows of one leader and day share their occurrence.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from comity.records.schemas import content_key
from comity.sources.base import Sample
from comity.sources.kit import parties
from comity.sources.kit.layout import load_layout, make_source
from comity.sources.kit.rows import Aside, Row, RowError
from comity.vocabulary import states

ID = "chinavitae"
HOST = "CHN"
FIRST, LAST = date(2003, 1, 1), date(2018, 12, 31)
#: Terms of the leaders who were head of state or government.
LEADERS = {
    "Hu Jintao": (date(2003, 3, 15), date(2013, 3, 14)),
    "Xi Jinping": (date(2013, 3, 14), date.max),
    "Wen Jiabao": (date(2003, 3, 16), date(2013, 3, 15)),
    "Li Keqiang": (date(2013, 3, 15), date(2023, 3, 11)),
}
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})")
_MET = re.compile(r"met with", re.IGNORECASE)
_HEADS = re.compile(
    r"(?<!Vice )(?<!Vice-)(?<!Deputy )(?<!Former )"
    r"\b(President|Prime Minister|Premier|Chancellor|King|Queen|Emir|Sultan|Taoiseach)\b"
    r"(?! of the (?:Senate|\w+ Bank))"
)


def _engagement(r: Row) -> list[Row] | Aside:
    day, leader, text = _day(r["date"]), r["leader"], " ".join((r["text"] or "").split())
    if not leader or not text or not r["country"]:
        raise RowError("field", "the leader, the state or the text is missing")
    met = _MET.search(text)
    partner = parties.resolve_name(r["country"], day)
    if partner.kind != "state":
        return Aside("not a state")
    if met is None or not _names(partner.code).search(text, met.end()):
        return Aside("named without a meeting")
    since, until = LEADERS.get(leader, (date.max, date.max))
    top = since <= day <= until and _head_of(partner.code, text[met.end() :])
    return [
        {
            "record_id": content_key(day, leader, r["country"], text),
            "known_on": day,
            "date_from": day,
            "date_to": day,
            "precision": "day",
            "kind": "event",
            "occurrence": f"{ID}:{day}:{leader}",
            "actors": sorted((HOST, partner.code)),
            "partners": [],
            "targets": [],
            "hotspots": ["bilateral"],
            "forms": ["summit" if top else "consultation"],
            "domain": "diplomatic",
            "polarity": "cooperation",
            "deed": False,
            "toward_third": "unknown",
            "third": "",
            "modality": "asserted",
            "summary": text,
            "citations": [
                {
                    "title": f"China Vitae, {leader}, {day}",
                    "url": None,
                    "place": "chinavitae.com",
                    "published": day.isoformat(),
                    "kind": "register",
                }
            ],
            "coder": "chinavitae",  # marks acts made by rule, so that they merge with facts of a chronicle
            "rules": [],
        }
    ]


def _day(text: str | None) -> date:
    match = _DATE.fullmatch(text or "")
    try:
        month, day, year = map(int, match.groups()) if match else (0, 0, 0)
        when = date(2000 + year, month, day)
    except ValueError:
        raise RowError("date", f"{text!r} is not a day like 12/07/18") from None
    if not FIRST <= when <= LAST:
        raise RowError("date", f"{when} lies outside {FIRST} to {LAST}")
    return when


@cache
def _names(code: str) -> re.Pattern[str]:
    """Return a pattern that matches any English name of a state or its people."""
    known = {n.value for n in states.all_names() if n.state == code and n.system in ("name", "demonym", "un")}
    known.add(states.display(code))
    words = sorted((w for w in known if w.isascii() and len(w) > 2), key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _head_of(code: str, met: str) -> bool:
    """Return whether a title in brackets, such as ``(Russian President)``, is that of a state's leader."""
    titles = re.findall(r"\(([^()]*(?:\([^()]*\))?[^()]*)\)", met)
    return any(_HEADS.search(t) and _names(code).search(t) for t in titles)


def _recognise(sample: Sample) -> bool:
    """Return whether the file is the table, or the list of searched names, by its first name."""
    table = load_layout(ID).find_table(sample)
    return table is not None and (not table.reference or sample.lines(2) == ["name", "Afghanistan"])


SOURCES = (make_source(ID, _engagement, recognises=_recognise),)

"""Engagements of Chinese leaders with foreign states, 2003-2018, as G. Walker collected them (China Vitae).

A row is a mention of a state in a leader's engagement, so a table of many stands once a state, and a
congratulation counts like a talk.  Only rows that tell of a meeting with somebody of that state are
acts; those of one leader and day share their occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from comity.records.coverage import Coverage
from comity.records.identity import content_key
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import parties, rows
from comity.sources.kit.peek import frame_start
from comity.sources.kit.register import Register, header
from comity.sources.kit.rows import Aside, Row, RowError
from comity.vocabulary import states

COLUMNS = ("date", "year", "country", "leader", "text")
"""Columns as published."""

ID = "chinavitae"
HOST = "CHN"
"""The state whose leaders are followed."""

FIRST, LAST = date(2003, 1, 1), date(2018, 12, 31)
LEADERS = {
    "Hu Jintao": (date(2003, 3, 15), date(2013, 3, 14)),
    "Xi Jinping": (date(2013, 3, 14), date.max),
    "Wen Jiabao": (date(2003, 3, 16), date(2013, 3, 15)),
    "Li Keqiang": (date(2013, 3, 15), date(2023, 3, 11)),
}
"""Those followed who were head of state or government, and when."""

NO_MEETING = "named without a meeting"
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})")
_MET = re.compile(r"met with", re.IGNORECASE)
_HEADS = re.compile(
    r"(?<!Vice )(?<!Vice-)(?<!Deputy )(?<!Former )"
    r"\b(President|Prime Minister|Premier|Chancellor|King|Queen|Emir|Sultan|Taoiseach)\b"
    r"(?! of the (?:Senate|\w+ Bank))"
)
_NAMES_FILE = "name"


def _known(sample: Sample) -> bool:
    """Five columns, the first a day as ``12/07/18``; or the list of names that were looked for."""
    if header(_NAMES_FILE)(sample) and b"Afghanistan\n" in sample.head.replace(b"\r", b"")[:200]:
        return True
    start = frame_start(sample.head)
    return (
        start is not None
        and (start.columns, start.kind) == (len(COLUMNS), 16)
        and all(isinstance(v, str) and _DATE.fullmatch(v) for v in start.values)
    )


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        names = header(_NAMES_FILE)(Sample(file.name, stream.read(4096)))
    if names:
        return rows.only_counted(rows.of_csv(file, (_NAMES_FILE,)), "reference: a name looked for")
    batch = rows.gather("acts", ID, file, rows.of_frame(file, COLUMNS), _engagement)
    note = "engagements that Chinese media told and China Vitae kept, of seven leaders in their time"
    sight = Coverage(ID, "acts", FIRST, LAST, frozenset([HOST]), selective=True, note=note)
    return rows.with_coverage(batch, [sight])


def _engagement(r: Row) -> list[Row] | Aside:
    day, leader, text = _day(r["date"]), r["leader"], " ".join((r["text"] or "").split())
    if not leader or not text or not r["country"]:
        raise RowError("field", "the leader, the state or the text is missing")
    met = _MET.search(text)
    partner = parties.named(r["country"], day)
    if partner.kind != "state":
        return Aside("not a state")
    if met is None or not _names(partner.code).search(text, met.end()):
        return Aside(NO_MEETING)
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
            "coder": "chinavitae",  # drawn up by rule, so retold meetings fold into the facts of a chronicle
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
    """Any English name or demonym of a state, as a whole word."""
    known = {n.value for n in states.all_names() if n.state == code and n.system in ("name", "demonym", "un")}
    known.add(states.display(code))
    words = sorted((w for w in known if w.isascii() and len(w) > 2), key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _head_of(code: str, met: str) -> bool:
    """Whether a title in brackets, as ``(Russian President)``, is that of this state's head."""
    titles = re.findall(r"\(([^()]*(?:\([^()]*\))?[^()]*)\)", met)
    return any(_HEADS.search(t) and _names(code).search(t) for t in titles)


SOURCES = (Register(ID, _known, _read),)

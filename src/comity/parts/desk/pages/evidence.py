"""The Evidence page: one line per act or event, filtered by words, kind, place and year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from comity.faces.pages import KINDS, Page, Question
from comity.faces.present.picture import Chart
from comity.faces.present.sanitize import sanitize
from comity.parts.desk.charts.bars import brush
from comity.parts.desk.desk_data import DeskData
from comity.records.facts import CLASSES, JOINT
from comity.vocabulary import forms, hotspots, states
from comity.watch import Watch
from comity.watch.account import sure
from comity.watch.account.acts import BY_OTHERS, ONE_ALONE
from comity.watch.account.pair import describe_pair
from comity.watch.account.place import list_by_others
from comity.watch.account.wording import day
from comity.watch.answers import RECORD
from comity.watch.search import CLOSE, OPEN, search

A_PAGE = 60
FIRST_YEAR = 1991
UNREVIEWED = "unreviewed"
#: Kinds shown unless others are asked for: those in which both act.
BOTH = KINDS[:4]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act or event in the list; ``kind`` says whether it is joint, opposed, by one state, or unreviewed.

    ``kinds`` gives the kind by place, because an act may be joint at one place and opposed at another.
    """

    id: str
    kind: str
    first: date
    precision: str
    summary: str
    places: tuple[str, ...]
    by: tuple[str, ...]
    forms: tuple[str, ...]
    deed: bool
    stance: str
    records: tuple[str, ...]
    citations: tuple[Mapping[str, Any], ...]
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def chip(self) -> str:
        """Name of the entry's kind in URLs; "alone" for acts of one state."""
        if self.kind in ONE_ALONE:
            return "alone"
        return "others" if self.kind == BY_OTHERS else self.kind.replace(" ", "-")

    def as_row(self) -> dict[str, Any]:
        """Return the act or event as a row for CSV and JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "first": self.first,
            "precision": self.precision,
            "summary": self.summary,
            "places": list(self.places),
            "by": list(self.by),
            "forms": list(self.forms),
            "deed": self.deed,
            "stance": self.stance,
            "records": list(self.records),
            "sources": [c["title"] for c in self.citations],
        }


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the Evidence page."""
    watch = desk_data.watch(question).only(RECORD)
    entries: list[Entry] = desk_data.once("occurrences", question.elsewhere, lambda _: _entries(watch))
    matching, shown_as = _matching(entries, question)
    years = range(FIRST_YEAR, watch.data_to.year + 1)
    by_year: dict[int, Counter[str]] = {}
    for e in matching:
        by_year.setdefault(e.first.year, Counter())[e.chip] += 1
    begun, over = question.first or date.min, question.last or date.max
    within = [e for e in matching if begun <= e.first <= over]
    counts = Counter(e.chip for e in within)
    wanted = question.only.split(",") if question.only else BOTH
    lines = [e for e in within if e.chip in wanted]
    pages = max(1, -(-len(lines) // A_PAGE))
    at = min(question.page, pages)
    opened = next((e for e in entries if e.id == question.act), next(iter(lines), None))
    heading = headline(question, lines, watch)
    chosen = (max(begun.year, years[0]), min(over.year, years[-1]))
    charts = {"years": _brush(by_year, years, chosen, question, wanted)}
    context = {
        "lines": lines[(at - 1) * A_PAGE : at * A_PAGE],
        "text": lambda e: mark_words(shown_as.get(e.id, e.summary)),
        "total": len(entries),
        "at": at,
        "pages_of_list": pages,
        "chips": [(k, counts[k], k in wanted, _toggle_kind(k, wanted)) for k in KINDS],
        "opened": opened,
        "spots": hotspots.watched(),
        "chosen": chosen,
    }
    rows = [e.as_row() for e in lines]
    data = {"heading": heading, "occurrences": rows}
    return Page("evidence", "evidence.html", heading, question, context, rows, data, charts)


def _entries(watch: Watch) -> list[Entry]:
    """Return all acts and events of the pair of states, newest first, without repeats."""
    account = describe_pair(watch.answers)
    others = list_by_others(watch.answers)
    acts = {a.id: a for a in account.acts}
    places: dict[str, dict[str, str]] = {}
    for r in account.rows:
        for a in (*r.acts, *others[r.hotspot]):
            acts.setdefault(a.id, a)
            places.setdefault(a.id, {})[r.hotspot] = a.act_class
    table = watch.inquiry.acts.select(["record_id", "citations"]).to_pylist()
    cited = {row["record_id"]: row["citations"] for row in table}
    out = [
        Entry(
            a.id,
            a.act_class,
            a.first,
            a.precision,
            a.summary,
            tuple(places[a.id]),
            a.by,
            a.forms,
            a.deed,
            a.stance,
            a.records,
            _citations(a.records, cited),
            places[a.id],
        )
        for a in acts.values()
    ]
    read = [
        Entry(
            a["occurrence"],
            UNREVIEWED,
            a["date_from"],
            a["precision"],
            a["summary"],
            tuple(dict.fromkeys(map(hotspots.whole, a["hotspots"]))),
            tuple(a["actors"]),
            tuple(a["forms"]),
            False,
            a["toward_third"],
            (a["record_id"],),
            tuple(a["citations"]),
        )
        for a in sure.find_leads(watch.answers)
    ]
    return sorted([*out, *read], key=lambda e: (-e.first.toordinal(), e.id))


def _citations(
    records: Iterable[str], cited: Mapping[str, Sequence[Mapping[str, Any]]]
) -> tuple[Mapping[str, Any], ...]:
    matching = (c for r in records for c in cited.get(r, ()))
    return tuple({(c["title"], c["url"]): c for c in matching}.values())


def _matching(entries: Sequence[Entry], question: Question) -> tuple[list[Entry], dict[str, str]]:
    """Return the acts and events that match the search, and their texts with matching words marked."""
    mine = [
        replace(e, kind=e.kinds.get(question.hotspot, e.kind))
        for e in entries
        if (not question.hotspot or question.hotspot in e.places)
        and (not question.form or question.form in e.forms)
        and (not question.source or any(r.startswith(f"{question.source}:") for r in e.records))
    ]
    if not question.q:
        return mine, {}
    texts = {e.id: (e.summary, _more(e)) for e in mine}
    matching = search(texts, question.q)
    return [e for e in mine if e.id in matching], matching


def _more(e: Entry) -> str:
    """Return further text of an entry to search in: its sources, forms (kinds of act), places and states."""
    names = [c["title"] or "" for c in e.citations]
    names += [forms.get(f).name for f in e.forms]
    names += [hotspots.get(h).name for h in e.places]
    return " · ".join([*names, *(states.display(c) for c in e.by)])


def mark_words(text: str) -> Markup:
    """Return a text as HTML, with the words that match the search in ``<mark>``."""
    parts = re.split(f"[{OPEN}{CLOSE}]", text)
    shown = [escape(sanitize(part, 300)) for part in parts]
    return Markup("").join(Markup("<mark>{}</mark>").format(p) if k % 2 else p for k, p in enumerate(shown))


def headline(question: Question, lines: Sequence[Entry], watch: Watch) -> str:
    """Return as a sentence the number of entries of each kind, and the newest joint act or event."""
    by = Counter(e.kind for e in lines)
    what = f"“{question.q}”: " if question.q else ""
    where = f" on {hotspots.get(question.hotspot).name}" if question.hotspot else ""
    kinds = ", ".join(f"{by[kind]} {kind}" for kind in (*CLASSES, BY_OTHERS, UNREVIEWED) if by[kind])
    text = f"{what}{len(lines)} occurrence{'s' if len(lines) != 1 else ''} of {watch.group.name}{where}"
    text += f" ({kinds})" if len(by) > 1 else ""
    joint = next((e for e in lines if e.kind == JOINT), None)
    if joint:
        on = "on" if joint.precision == "day" else "in"
        place = hotspots.get(joint.places[0]).name
        text += f"; the last joint one {on} {day(joint.first, joint.precision)}, {place}"
    return text


def _toggle_kind(kind: str, wanted: Iterable[str]) -> str:
    """Return the query value for the kinds after a click on ``kind``; "" if it equals the default."""
    kinds = {*wanted} ^ {kind}
    return "" if kinds in ({*BOTH}, set()) else ",".join(k for k in KINDS if k in kinds)


def _brush(
    by_year: Mapping[int, Counter[str]],
    years: Sequence[int],
    chosen: tuple[int, int],
    question: Question,
    wanted: Iterable[str],
) -> Chart:
    shown = {y: Counter({k: n for k, n in c.items() if k in set(wanted)}) for y, c in by_year.items()}

    def url(year: int) -> str:
        return question.url("evidence", first=date(year, 1, 1), last=date(year, 12, 31), page=1, act="")

    says = "Occurrences by year"
    wide, narrow = (brush(shown, years, chosen, says, url, narrow=n) for n in (False, True))
    rows = [{"year": y, **shown[y]} for y in sorted(shown)]
    return Chart("years", wide, says, rows, narrow=narrow)

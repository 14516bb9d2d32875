"""The records behind a count, as lines that a person can check.

One line is one record: what happened, who acted, which kind of source reports it, and where to find the
record (an address, or a file and row). Lines about the same occurrence have the same ``occurrence``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from comity.lake.query.sql import select
from comity.lake.query.view import Evidence, View
from comity.records.coded_acts import tell_sides
from comity.records.facts import grade, is_between, only_interested
from comity.records.schemas import ACT
from comity.records.shown import Shown
from comity.sources.curated import own_acts
from comity.sources.kit.outlets import outlet
from comity.vocabulary import bodies, hotspots, topics
from comity.vocabulary.group import Group
from comity.vocabulary.load import words
from comity.vocabulary.states import display

_INTERESTED = "rests only on parties, their media or re-publishers"
_SEVERAL = {
    "yes": "all voted yes",
    "no": "all voted no",
    "abstain": "all abstained",
    "absent": "all were absent",
}
_ONE = {"yes": "voted yes", "no": "voted no", "abstain": "abstained", "absent": "was absent"}


@dataclass(frozen=True, slots=True)
class EvidenceLine(Shown):
    """One record as evidence.

    ``kind`` is ``deed``, ``word``, ``condition`` (a state of affairs or a total), ``ballot``, ``event`` (a
    row of event data), ``view`` (an opinion of ``said_by`` on a motive or stake), ``lead`` (an act that a
    machine read and nobody reviewed) or ``rejected`` (an act that people rejected). Leads and rejected acts
    are never counted. ``grade`` is the best of ``source_kinds``. ``where`` gives an address, or file and row.
    ``note`` says where caution is needed and who reviewed the record. For records read from text, ``told_by``
    counts the reports of the occurrence, their copies and the owners of the outlets
    (:mod:`comity.lake.query.reports`). ``who`` lists the states that act, ``toward`` the states they act with
    or against, and ``named`` the states that the record is about.
    """

    date: date
    precision: str
    what: str
    who: tuple[str, ...]
    forms: tuple[str, ...]
    kind: str
    polarity: str
    toward_third: str
    source: str
    source_kinds: tuple[str, ...]
    where: tuple[str, ...]
    occurrence: str
    record_id: str
    note: str
    told_by: dict[str, Any] | None = None
    toward: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    said_by: str = ""

    @property
    def grade(self) -> str:
        """Best kind of source among the sources of the record (:mod:`comity.records.facts`)."""
        return grade(self.source_kinds)

    @property
    def sides(self) -> str:
        """Say who acts toward whom: ``CHN+RUS``, ``IRN → RUS``, ``CHN against USA``."""
        return tell_sides(self.who, self.toward, self.named, self.polarity)

    def is_between(self, codes: Iterable[str]) -> bool:
        """Return whether these states act with or on one another; false if another state acts on them all."""
        return is_between(self.who, self.toward, self.named, self.polarity, codes)

    def sets_apart(self, codes: Iterable[str]) -> bool:
        """Return whether the act is friction between these states."""
        return self.polarity == "friction" and self.is_between(codes)

    def as_row(self) -> dict[str, Any]:
        """Return the line as a dict, for a table or JSON."""
        return asdict(self) | {"grade": self.grade}


def list_acts(acts: pa.Table, hotspot: str) -> list[EvidenceLine]:
    """Return the acts (schema ``ACT``) on a hotspot and its parts as evidence lines."""
    return [_act(a) for a in acts.to_pylist() if hotspot in {hotspots.whole(h) for h in a["hotspots"]}]


def _act(a: dict[str, Any]) -> EvidenceLine:
    kind = "condition" if a["kind"] != "event" else "deed" if a["deed"] else "word"
    kinds = _kinds(a)
    return EvidenceLine(
        date=a["date_from"],
        precision=a["precision"],
        what=a["summary"],
        who=tuple(a["actors"]),
        toward=tuple(p for p in a["partners"] if p not in a["actors"]),
        named=tuple(a["targets"]),
        forms=tuple(a["forms"]),
        kind=kind,
        polarity=a["polarity"],
        toward_third=a["toward_third"],
        source=a["source"],
        source_kinds=kinds,
        where=_places(a),
        occurrence=a["occurrence"],
        record_id=a["record_id"],
        note=_note(a, kinds),
    )


def _note(a: dict[str, Any], kinds: Iterable[str]) -> str:
    """Return the note on an act: whether the user entered it, and who reports it if only one side does."""
    notes = list[str]()
    if a["source"] == own_acts.ID:
        notes.append("a fact of your own")
    if only_interested(kinds):
        named = (outlet(c["url"], c["place"]) for c in a["citations"])
        names = dict.fromkeys(o.owner or o.name for o in named if o)
        notes.append(_INTERESTED + (f" ({', '.join(names)})" if names else ""))
    return "; ".join(notes)


def list_views(
    view: View, group: Group, hotspot: str, first: date, last: date, third: str
) -> list[EvidenceLine]:
    """Return opinions on the motives and stakes of a group of states at a hotspot, as evidence lines.

    An opinion belongs to a group if it is about all its members. It also belongs if it is about one member
    and no other state except those of the hotspot, the third power and international bodies. A speaker counts
    as the state on whose behalf they speak.
    """
    sql = "SELECT * FROM attributions WHERE date_from BETWEEN $first AND $last ORDER BY record_id"
    mine, others = set(group.codes), {third, *hotspots.get(hotspot).states, *bodies.all_bodies()}
    lines = []
    for r in view.run(sql, first=first, last=last).to_pylist():
        named = {*r["about"], *r["speaks_for"]}
        ours = mine <= named or (mine & named and named - mine <= others)
        if ours and hotspot in {hotspots.whole(h) for h in r["hotspots"]}:
            lines.append(_view(r))
    return lines


def _view(r: dict[str, Any]) -> EvidenceLine:
    kinds = _kinds(r)
    return EvidenceLine(
        date=r["date_from"],
        precision=r["precision"],
        what=r["summary"],
        who=tuple(r["speaks_for"]),
        named=tuple(r["about"]),
        forms=(),
        kind="view",
        polarity="",
        toward_third="unknown",
        source=r["source"],
        source_kinds=kinds,
        where=_places(r),
        occurrence=r["record_id"],
        record_id=r["record_id"],
        note=_INTERESTED if only_interested(kinds) else "",
        said_by=f"{r['speaker']} ({r['affiliation']})" if r["affiliation"] else r["speaker"],
    )


def _kinds(r: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted({c["kind"] for c in r["citations"] if c["kind"]}))


def _places(r: dict[str, Any]) -> tuple[str, ...]:
    return tuple(_citation(c) for c in r["citations"] if c["url"] or c["place"])


def _citation(c: dict[str, Any]) -> str:
    published = f" ({c['published']})" if c["published"] else ""
    return f"{c['title']}{published}: {c['url'] or c['place']}"


_CALL = (
    "record_id",
    "roll_call_id",
    "body",
    "symbol",
    "date",
    "precision",
    "title",
    "issues",
    "url",
    "source",
)


_CAST = """
SELECT record_id, roll_call_id, state, choice FROM ballots
WHERE state IN $states AND date BETWEEN $first AND $last ORDER BY record_id
"""


def list_votes(view: View, group: Group, hotspot: str, first: date, last: date) -> list[EvidenceLine]:
    """Return the roll calls on a hotspot in which every member of the group cast a ballot, as evidence lines.

    A roll call that several sources record gives one line, from the record with the smallest id.
    """
    sql = select("roll_calls", _CALL, "WHERE date BETWEEN $first AND $last")
    calls = view.run(sql, first=first, last=last).to_pylist()
    places = topics.find_roll_call_hotspots(calls)
    about = {
        r["roll_call_id"]: r
        for r in sorted(calls, key=lambda r: str(r["record_id"]), reverse=True)
        if hotspot in places[r["roll_call_id"]]
    }
    votes: dict[str, dict[str, dict[str, Any]]] = {}
    values = {"states": group.codes, "first": first, "last": last}
    for b in view.run(_CAST, **values).to_pylist() if about else ():
        votes.setdefault(b["roll_call_id"], {})[b["state"]] = b
    return [
        _roll_call(about[key], cast, group)
        for key, cast in votes.items()
        if key in about and set(cast) == set(group.codes)
    ]


def _roll_call(call: dict[str, Any], cast: dict[str, dict[str, Any]], group: Group) -> EvidenceLine:
    choices = {s: cast[s]["choice"] for s in group.codes}
    alike = len(set(choices.values())) == 1
    if alike:
        how = _SEVERAL[choices[group.codes[0]]]
    else:
        how = ", ".join(f"{display(s)} {_ONE[c]}" for s, c in choices.items())
    title = " ".join((call["title"] or "").split())
    symbol = call["symbol"] or call["roll_call_id"]
    opposed = {"yes", "no"} <= set(choices.values())
    return EvidenceLine(
        date=call["date"],
        precision=call["precision"],
        what=f"{call['body']} {symbol}: {how}. {title}".strip(),
        who=group.codes,
        forms=("joint-vote",) if alike else ("divergence",) if opposed else (),
        kind="ballot",
        polarity="cooperation" if alike else "friction" if opposed else "",
        toward_third="unknown",
        source=call["source"],
        source_kinds=("official-record",),
        where=(call["url"],) if call["url"] else (),
        occurrence=call["roll_call_id"],
        record_id=call["record_id"],
        note="",
    )


_EVENTS_BETWEEN = """
SELECT * FROM events
WHERE event_date BETWEEN $first AND $last AND actor IN $members
    AND target IN $members AND target <> actor AND mirror_of IS NULL
ORDER BY record_id
"""
_EVENTS_TOWARD = """
SELECT * FROM events
WHERE event_date BETWEEN $first AND $last AND actor IN $members
    AND (target IN $states OR geo_state IN $places)
ORDER BY record_id
"""


def list_events(view: View, group: Group, hotspot: str, first: date, last: date) -> list[EvidenceLine]:
    """Return event rows in which a member of the group acts toward a hotspot, as evidence lines.

    For the hotspot ``bilateral``, the rows between members of the group, without mirrored rows.
    """
    spot = hotspots.get(hotspot)
    states, places = (group.codes, ()) if spot.own else (spot.states, spot.geo)
    sql = _EVENTS_BETWEEN if spot.own else _EVENTS_TOWARD
    values = {"members": group.codes, "states": states, "places": places, "first": first, "last": last}
    return [_event(e) for e in view.run(sql, **values).to_pylist()]


def _event(e: dict[str, Any]) -> EvidenceLine:
    quad = str(e["quad"])
    system = e["code_system"].upper()
    acted = f"{e['actor_raw'] or 'somebody'} → {e['target_raw'] or 'nobody named'}"
    amended = f"actor amended by rule {e['amended']}" if e["amended"] else ""
    return EvidenceLine(
        date=e["event_date"],
        precision=e["precision"],
        what=f"{acted}: {words('quads')[quad]} ({system} {e['code']})",
        who=(e["actor"],),
        named=(e["target"],) if e["target"] else (),
        forms=(),
        kind="event",
        polarity="cooperation" if quad in "12" else "friction",
        toward_third="unknown",
        source=e["source"],
        source_kinds=("data-set",),
        where=(e["url"],) if e["url"] else (),
        occurrence=e["record_id"],
        record_id=e["record_id"],
        note=amended,
    )


def list_records(view: View, record_ids: Iterable[str]) -> list[EvidenceLine]:
    """Return the records with these ids as evidence lines, newest first."""
    ids = list(record_ids)
    sources = {i.partition(":")[0] for i in ids}
    wanted = {"wanted": pa.table({"id": pa.array(ids, pa.string())})}
    rest = "WHERE source IN $sources AND record_id IN (SELECT id FROM wanted)"
    lines: list[EvidenceLine] = []
    for name in ("acts", "attributions", "events", "roll_calls", "ballots", "flows", "ties"):
        rows = view.run(select(name, rest=rest), wanted, sources=sources)
        lines += [_LINE[name](r) for r in rows.to_pylist()]
    return newest_first(add_rows(view, lines))


def _register(r: dict[str, Any], day: date, what: str, who: Iterable[str | None], kind: str) -> EvidenceLine:
    """Return the evidence line of a vote, a flow (such as trade) or a tie (such as a treaty)."""
    return EvidenceLine(
        date=day,
        precision=r.get("precision") or "day",
        what=" ".join(what.split()),
        who=tuple(w for w in who if w),
        forms=(),
        kind=kind,
        polarity="",
        toward_third="unknown",
        source=r["source"],
        source_kinds=("data-set",),
        where=(r["url"],) if r.get("url") else (),
        occurrence=r["record_id"],
        record_id=r["record_id"],
        note="",
    )


def _call(r: dict[str, Any]) -> EvidenceLine:
    what = f"{r['body']} {r['symbol'] or r['roll_call_id']}. {r['title'] or ''}"
    return _register(r, r["date"], what, (), "ballot")


def _ballot(r: dict[str, Any]) -> EvidenceLine:
    return _register(
        r,
        r["date"],
        f"{display(r['state'])} {_ONE[r['choice']]} on {r['roll_call_id']}",
        (r["state"],),
        "ballot",
    )


def _flow(r: dict[str, Any]) -> EvidenceLine:
    amount = "missing" if r["value"] is None else f"{r['value']:,.6g}"
    what = f"{r['measure']}: {amount} {r['unit']}. {r['what'] or ''}"
    return _register(r, r["date_from"], what, (r["sender"], r["receiver"]), "condition")


def _tie(r: dict[str, Any]) -> EvidenceLine:
    what = f"{r['kind']}: {r['name'] or r['body'] or ''} {r['symbol'] or ''}"
    return _register(r, r["date_from"], what, r["members"][:12], "condition")


def newest_first(lines: Iterable[EvidenceLine]) -> list[EvidenceLine]:
    """Sort evidence lines: newest first, and within a day acts, then ballots, events and views."""
    order = {
        "deed": 0,
        "word": 0,
        "condition": 1,
        "ballot": 2,
        "event": 3,
        "view": 4,
        "lead": 5,
        "rejected": 6,
    }
    return sorted(lines, key=lambda x: (-x.date.toordinal(), order[x.kind], x.record_id))


_LINE = {
    "acts": _act,
    "attributions": _view,
    "events": _event,
    "roll_calls": _call,
    "ballots": _ballot,
    "flows": _flow,
    "ties": _tie,
}


def add_rows(view: View, lines: Sequence[EvidenceLine]) -> list[EvidenceLine]:
    """Add to each line who reviewed its record, and the record's file and row unless the package ships it."""
    places = {e.record_id: e for e in view.where(x.record_id for x in lines)}
    reviews = {i: o.summary() for i, o in view.reviewed.outcomes.items()}
    return [
        replace(
            x,
            where=(*x.where, *_place(places.get(x.record_id))),
            note="; ".join(filter(None, (x.note, reviews.get(x.record_id)))),
        )
        for x in lines
    ]


def list_rejected(view: View, group: Group, hotspot: str, first: date, last: date) -> list[EvidenceLine]:
    """Return acts of all members of a group at a hotspot that a machine read and people rejected."""
    rows = [
        a
        for a in view.reviewed.rejected.values()
        if set(group.codes) <= {*a["actors"], *a["partners"], *a["targets"]}
        and first <= a["date_from"] <= last
    ]
    lines = list_acts(pa.Table.from_pylist(rows, schema=ACT), hotspot)
    return [replace(x, kind="rejected", occurrence=x.record_id) for x in lines]


def _place(evidence: Evidence | None) -> tuple[str, ...]:
    shipped = evidence is None or evidence.place.startswith("comity/")
    return () if evidence is None or shipped else (f"{evidence.place}, row {evidence.row_no}",)

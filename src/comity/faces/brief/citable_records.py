"""The records that a brief may cite, fetched by id, and the search for one that says a thing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from comity.errors import VocabularyError
from comity.faces.brief.model import Claim, Footnote
from comity.faces.present.sanitize import address, sanitize
from comity.lake.query.view import table_expr
from comity.measures.record.occurrence import Occurrence
from comity.records.finding import Finding
from comity.sources import cards
from comity.vocabulary import forms, hotspots, topics
from comity.vocabulary.states import display
from comity.vocabulary.words import words
from comity.watch import Watch

LOOKED_AT = 12
"""Records of a finding that are looked through for one to cite."""
LONGEST = 180
"""Characters of an outside text in a note."""
_CAST = {"yes": "yes", "no": "no", "abstain": "abstained", "absent": "absent"}


@dataclass(frozen=True, slots=True)
class CitedRecord:
    """One record as it is held: its table, its columns and, of a roll call, the ballots of the group."""

    table: str
    row: dict[str, Any]
    votes: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The first day it tells of."""
        day: date = self.row.get("date_from") or self.row.get("event_date") or self.row["date"]
        return day


class CitableRecords:
    """Records of one watch, each fetched once."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._fetched: dict[str, CitedRecord] = {}
        self._requested: set[str] = set()
        self._acts = watch.record.acts
        self._row = {i: k for k, i in enumerate(self._acts["record_id"].to_pylist())}
        self._cache = watch.inquiry.cache

    def get(self, record_id: str) -> CitedRecord | None:
        """A record already fetched."""
        if record_id not in self._fetched and record_id in self._requested and record_id in self._row:
            act = self._acts.slice(self._row[record_id], 1).to_pylist()[0]
            self._fetched[record_id] = CitedRecord("acts", act)  # few of a thousand are ever looked at
        return self._fetched.get(record_id)

    def row(self, claim: Claim) -> dict[str, Any]:
        """The columns of the record of a claim."""
        return self._known(claim.record).row

    def _known(self, record_id: str) -> CitedRecord:
        record = self.get(record_id)
        assert record is not None, "a claim is made of a record that was fetched"
        return record

    def fetch(self, record_ids: Iterable[str]) -> None:
        """Bring records in: acts, and of the rest rows of event streams and roll calls.

        The rest is kept beside the lake with the watch's own answers.
        """
        new = set(record_ids) - self._requested
        self._requested |= new
        wanted = sorted(new - self._row.keys())
        if not wanted:
            return
        digest = hashlib.blake2b("\n".join(wanted).encode(), digest_size=12).hexdigest()
        key = self.watch.inquiry.key("brief rows", digest)
        records = self._cache.answer(key, lambda: self._find(wanted))
        self._fetched |= {row["record_id"]: CitedRecord(table, row, votes) for table, row, votes in records}

    def _find(self, wanted: Sequence[str]) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
        records: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        for table in ("events", "roll_calls"):
            ids = [i for i in wanted if table in _tables(i)]
            rows = self._rows(table, ids) if ids else []
            votes = self._votes(rows) if table == "roll_calls" and rows else {}
            records += [(table, r, votes.get(r.get("roll_call_id", ""), {})) for r in rows]
        return records

    def _rows(self, table: str, ids: Sequence[str]) -> list[dict[str, Any]]:
        t = table_expr(table)
        sources = sorted({i.partition(":")[0] for i in ids})
        rows = t.filter(t.source.isin(sources), t.record_id.isin(ids)).order_by("record_id")
        records: list[dict[str, Any]] = self.watch.view.run(rows).to_pylist()
        return records

    def _votes(self, calls: Sequence[dict[str, Any]]) -> dict[str, dict[str, str]]:
        """Choices of the group in roll calls, by roll call and state."""
        t, codes = table_expr("ballots"), self.watch.group.codes
        sources, ids = sorted({r["source"] for r in calls}), sorted({r["roll_call_id"] for r in calls})
        rows = t.filter(t.source.isin(sources), t.roll_call_id.isin(ids), t.state.isin(codes))
        votes: dict[str, dict[str, str]] = {}
        for b in self.watch.view.run(rows.order_by("record_id")).to_pylist():
            votes.setdefault(b["roll_call_id"], {})[b["state"]] = b["choice"]
        return votes

    def of_occurrences(self, occurrences: Iterable[Occurrence], claim: Claim) -> Iterator[Claim]:
        """The claim with a record of each occurrence that bears it, in the order given."""
        for o in occurrences:
            for i in o.records:
                if borne := self._bears(i, claim):
                    yield borne
                    break

    def of_finding(self, f: Finding, claim: Claim) -> Iterator[Claim]:
        """The claim with each of the first records of a finding that bears it."""
        self.fetch(f.records[:LOOKED_AT])
        for i in f.records[:LOOKED_AT]:
            if borne := self._bears(i, claim):
                yield borne

    def _bears(self, record_id: str, claim: Claim) -> Claim | None:
        record = self.get(record_id)
        if record is None:
            return None
        of_record = replace(claim, record=record_id)
        return of_record if not misses(record, of_record) else None

    def note(self, record_id: str) -> Footnote:
        """The footnote of a record."""
        record = self._known(record_id)
        return _NOTES[record.table](record)


def _tables(record_id: str) -> tuple[str, ...]:
    try:
        return cards.card(record_id.partition(":")[0]).tables
    except VocabularyError:
        return ()  # a source without a card is none


def misses(record: CitedRecord, claim: Claim) -> list[str]:
    """What of a claim a record does not say; empty where it says it all.

    The record's own states, days, place, form and choice are compared; nothing of how it was counted.
    """
    row, out = record.row, []
    if not _says(record, claim):
        out.append(f"does not show {' and '.join(map(display, claim.who))} {_WAYS[claim.way]}")
    first, last = record.day, row.get("date_to") or record.day
    if claim.first and claim.last is None and first != claim.first:
        out.append(f"is of {first}, not of {claim.first}")
    if claim.first and claim.last and not (claim.first <= last and first <= claim.last):
        out.append(f"is of {first}, outside {claim.first} to {claim.last}")
    if claim.hotspot and claim.hotspot not in _places(record):
        out.append(f"is not on {hotspots.get(claim.hotspot).name}")
    coded = row.get("forms") or []
    if claim.form and claim.form not in {*coded, *map(forms.whole, coded)}:
        out.append(f"is not coded as {forms.get(claim.form).name}")
    if claim.rung and claim.rung not in {forms.get(f).rung for f in coded}:
        out.append(f"is no {claim.rung} act")
    if claim.deed is not None and row.get("deed") is not claim.deed:
        out.append(f"is no {'deed' if claim.deed else 'word'}")
    if claim.stance and row.get("toward_third") != claim.stance:
        out.append(f"is not coded {claim.stance} the third power")
    return out


_WAYS = {
    "together": "acting together",
    "alone": "acting without the other",
    "apart": "set apart",
    "alike": "voting alike",
    "opposed": "voting on opposite sides",
    "toward": "acting toward the place",
}


def _says(record: CitedRecord, claim: Claim) -> bool:
    row, who = record.row, set(claim.who)
    if record.table == "acts":
        acted = {*row["actors"], *row["partners"]}
        return {
            "together": who <= acted and row["polarity"] == "cooperation",
            "alone": who <= acted,
            "apart": who <= {*acted, *row["targets"]} and row["polarity"] == "friction",
        }.get(claim.way, False)
    if record.table == "events":
        return claim.way == "toward" and row["actor"] in who
    choices = {record.votes.get(s) for s in who}
    if None in choices:
        return False
    return len(choices) == 1 if claim.way == "alike" else claim.way == "opposed" and choices >= {"yes", "no"}


def _places(record: CitedRecord) -> set[str]:
    row = record.row
    if record.table == "acts":
        return {hotspots.whole(h) for h in row["hotspots"]}
    if record.table == "roll_calls":
        return set(topics.of_roll_calls([row])[row["roll_call_id"]])
    return {
        h.id
        for h in hotspots.watched()
        if row["target"] in (h.states or ()) or row["geo_state"] in (h.geo or ())
    }


def day(value: date, precision: str = "day") -> str:
    """A date in full, as far as it is known: ``25 February 2019``, ``February 2019``, ``2019``."""
    if precision == "year":
        return str(value.year)
    month = f"{value:%B} {value.year}"
    return month if precision == "month" else f"{value.day} {month}"


def _source(row: dict[str, Any]) -> str:
    return cards.card(row["source"]).title


def _act(record: CitedRecord) -> Footnote:
    a = record.row
    kind = "standing" if a["kind"] != "event" else {True: "deed", False: "word"}.get(a["deed"], "not known")
    named = ", ".join(forms.get(f).name.lower() for f in a["forms"])
    apart = "apart" if a["polarity"] == "friction" else ""
    how = f"read by {a['coder']}" if a["coder"] else ""
    who = "+".join(dict.fromkeys([*a["actors"], *a["partners"]]))
    coding = "; ".join(x for x in (who, kind, named, apart, how) if x)
    cited = next((c for c in a["citations"] if c["title"] or c["url"]), None)
    title = sanitize(cited["title"] or "", 120) if cited else ""
    kinds = f" ({', '.join(sorted({c['kind'] for c in a['citations'] if c['kind']}))})" if cited else ""
    where = next((address(c["url"]) for c in a["citations"] if c["url"] and address(c["url"])), "")
    source = f"{title or _source(a)}{kinds}"
    return Footnote(
        sanitize(a["summary"], LONGEST).rstrip(". "),
        source,
        day(a["date_from"], a["precision"]),
        sanitize(coding, LONGEST),
        where,
        a["record_id"],
    )


def _event(record: CitedRecord) -> Footnote:
    e = record.row
    acted = f"{e['actor_raw'] or 'somebody'} toward {e['target_raw'] or 'nobody named'}"
    coding = f"{words('quads')[str(e['quad'])]}; {e['code_system'].upper()} {e['code']}"
    coding += f"; placed in {display(e['geo_state'])}" if e["geo_state"] else ""
    return Footnote(
        sanitize(acted, LONGEST),
        _source(e),
        day(e["event_date"], e["precision"]),
        coding,
        address(e["url"] or ""),
        e["record_id"],
    )


def _call(record: CitedRecord) -> Footnote:
    r = record.row
    cast = ", ".join(f"{display(s)} {_CAST[c]}" for s, c in sorted(record.votes.items()))
    what = f"{r['body']} {r['symbol'] or r['roll_call_id']}: {' '.join((r['title'] or '').split())}"
    return Footnote(
        sanitize(what, LONGEST).rstrip(". "),
        _source(r),
        day(r["date"], r["precision"]),
        cast,
        address(r["url"] or ""),
        r["record_id"],
    )


_NOTES = {"acts": _act, "events": _event, "roll_calls": _call}

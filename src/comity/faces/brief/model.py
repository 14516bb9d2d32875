"""The data of a brief: sentences with claims about records, and the records that can be cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comity.faces.present.sanitize import address, sanitize
from comity.faces.present.source_names import grade
from comity.records import bins
from comity.sources import registry
from comity.vocabulary import forms, hotspots
from comity.vocabulary.load import words
from comity.vocabulary.states import display
from comity.watch import Watch


@dataclass(frozen=True, slots=True)
class Claim:
    """What a cited record must support: that the states ``who`` acted ``way`` (together, apart, alone)."""

    record: str
    way: str
    who: tuple[str, ...]
    hotspot: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the brief, and its claims about the records that it cites."""

    text: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """One footnote: title and publisher with the grade, date, coding and address of a record."""

    what: str
    source: str
    date: str
    coding: str
    where: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class BriefRow:
    """A label (such as a date or a state) and the sentences under that label."""

    label: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a brief: rows under a heading."""

    title: str
    rows: tuple[BriefRow, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """A table on a separate page of a brief: question, answer, range, number of cases."""

    title: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: ``svg`` is the picture, ``says`` its message in a sentence, ``rows`` its numbers."""

    name: str
    title: str
    caption: str
    svg: str
    says: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Brief:
    """A complete brief; ``notes`` maps the ids of records to footnotes."""

    crumb: str
    heading: Sentence
    lead: tuple[Sentence, ...]
    charts: tuple[Drawing, ...]
    sections: tuple[Section, ...]
    footer: str
    annex: Annex | None = None
    language: str = "en"
    notes: Mapping[str, Footnote] = field(default_factory=dict)

    def sentences(self) -> Iterator[Sentence]:
        """Yield every sentence in reading order, the heading first."""
        yield self.heading
        yield from self.lead
        for section in self.sections:
            for row in section.rows:
                yield from row.sentences


#: Most characters of an outside text in a note.
LONGEST = 180

#: Text in place of the date of a source without one.
UNDATED = "no date"

#: Form of records whose sources may each show one side only.
DIVISION = "division-of-labour"

_WAYS = {"together": "acting together", "alone": "acting without the other", "apart": "set apart"}


class CitableRecords:
    """The records of acts in one watch, for citation in a brief."""

    def __init__(self, watch: Watch) -> None:
        self._acts = watch.record.acts
        self._row = {i: k for k, i in enumerate(self._acts["record_id"].to_pylist())}

    def notes(self, record_ids: Iterable[str]) -> list[Footnote]:
        """Return the footnotes of those records that are records of acts."""
        return [self.note(i) for i in record_ids if i in self._row]

    def row(self, record_id: str) -> dict[str, Any]:
        """Return the fields of a record by name."""
        row: dict[str, Any] = self._acts.slice(self._row[record_id], 1).to_pylist()[0]
        return row

    def best(self, record_ids: Iterable[str], claim: Claim) -> str:
        """Return the id of the record with the best source among those that support a claim, or ""."""
        acts = [i for i in record_ids if i in self._row]
        borne_out = [i for i in acts if not misses(self.row(i), claim)]
        return min(borne_out or acts, key=self._rank, default="")

    def _rank(self, record_id: str) -> tuple[bool, tuple[int, int, bool]]:
        row = self.row(record_id)
        source = find_record(row)
        return not source, _worth(source, row["date_from"]) if source else (0, 0, False)

    def note(self, record_id: str) -> Footnote:
        """Return the footnote that cites a record."""
        row = self.row(record_id)
        *besides, source = sources(row)
        kind = (
            "standing"
            if row["kind"] != "event"
            else {True: "deed", False: "word"}.get(row["deed"], "not known")
        )
        named = ", ".join(forms.get(f).name.lower() for f in row["forms"])
        apart = "apart" if row["polarity"] == "friction" else ""
        who = ", ".join(map(display, dict.fromkeys([*row["actors"], *row["partners"]])))
        coding = "; ".join(x for x in (who, kind, named, apart) if x)
        title = sanitize(source.get("title") or "", 120) or registry.card(row["source"]).title
        title = "; ".join([*(f"{sanitize(c['title'], 120)}, {date_source(c)}" for c in besides), title])
        return Footnote(
            sanitize(row["summary"], LONGEST).rstrip(". "),
            f"{title} ({grade(source['kind'])})" if source.get("kind") else title,
            date_source(source),
            sanitize(coding, LONGEST),
            address(source.get("url") or ""),
            record_id,
        )


def find_record(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the source of a record to cite: the best kind, and of that the first after the act.

    A text that a state concerned published at the time of the act counts as much as the press.
    """
    sources = (c for c in row["citations"] if c["title"])
    return min(sources, key=lambda c: _worth(c, row["date_from"]), default={})


def sources(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a record's sources to cite, best last: one, or two if the act is a division of labour."""
    best = find_record(row)
    if DIVISION not in row["forms"]:
        return [best]
    others = (c for c in row["citations"] if c["title"] and c is not best and c["kind"] == best["kind"])
    return [*sorted(others, key=lambda c: _worth(c, row["date_from"]))[:1], best]


#: Kinds of sources that are the words of a state, and the days after the act within which they count as
#: press.
_OWN_WORDS, _AT_ONCE = ("document", "party-statement"), 7


def _worth(source: Mapping[str, Any], acted: date) -> tuple[int, int, bool]:
    kinds, kind = list(words("source_kinds")), source.get("kind")
    after = (bins.window(source["published"])[1] - acted).days if source.get("published") else -1
    if kind in _OWN_WORDS and 0 <= after <= _AT_ONCE:
        kind = "press"
    grade = kinds.index(kind) if kind in kinds else len(kinds)
    return grade, after if after >= 0 else date.max.toordinal(), not source.get("url")


def date_source(source: Mapping[str, Any]) -> str:
    """Return the date of publication with its precision: ``28 February 2019``, ``2019``."""
    text = source.get("published") or ""
    if not text:
        return UNDATED
    return day(bins.window(text)[0], ("year", "month", "day")[text.count("-")])


def misses(row: Mapping[str, Any], claim: Claim) -> list[str]:
    """Return the parts of a claim that a record does not support; empty if it supports all of them.

    Only the record's states, fields and place are compared, not how the record was counted.
    """
    fact, who, out = row["fact"], set(claim.who), []
    acted = {*row["actors"], *row["partners"]}
    friction = row["polarity"] == "friction"
    if fact:
        acted |= {s for c in fact["did"] for s in (*c["who"], *c["toward"])}
        friction = any(c["side"] in ("withholds", "against") for c in fact["did"])
    says = {
        "together": who <= acted and (bool(fact) or not friction),
        "alone": who <= acted,
        "apart": who <= {*acted, *row["targets"]} and friction,
    }
    if not says[claim.way]:
        out.append(f"does not show {' and '.join(map(display, claim.who))} {_WAYS[claim.way]}")
    if claim.hotspot and claim.hotspot not in {hotspots.whole(h) for h in row["hotspots"]}:
        out.append(f"is not on {hotspots.get(claim.hotspot).name}")
    return out


def day(value: date, precision: str = "day") -> str:
    """Return a date in full with its precision: ``25 February 2019``, ``February 2019``, ``2019``."""
    if precision == "year":
        return str(value.year)
    month = f"{value:%B} {value.year}"
    return month if precision == "month" else f"{value.day} {month}"

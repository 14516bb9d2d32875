"""ICEWS as temporal knowledge graphs (ICEWS14, ICEWS18, ICEWS05-15): one fact a day, names only.

Two layouts: numbers (subject, relation, object, time, perhaps a fifth column; ``entity2id.txt``,
``relation2id.txt`` and ``stat.txt`` lie beside) and names with an ISO date (four columns, no header).
There is no sentence: of a two-sided act whose two directions stand on one day, the one that comes later
by the order of names mirrors the other.

**Known on** is the event date: ICEWS published within days; the graphs themselves came years later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.identity import content_key, record_id
from comity.records.rejects import Reject
from comity.records.schemas import EVENT
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.events.icews_people import Who, who
from comity.sources.kit import cameo, delimited
from comity.sources.kit.events import iso_day
from comity.sources.kit.register import Register
from comity.vocabulary import states
from comity.vocabulary.load import fields, package_csv, package_yaml

_GRAPHS = "sources/events/icews_graphs.yaml"
_TEXTS = "sources/events/icews_texts.csv"
_PARTS = ("train.txt", "valid.txt", "test.txt")
_NUMBERS = re.compile(r"^ *\d+ *(\t *\d+ *){3}(\t *-?\d+ *)?$")
_NO_EVENT = ("locatedin", "neighbor")


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph by its counts, and how its time column runs."""

    id: str
    entities: int
    relations: int
    columns: tuple[int, ...]
    origin: date
    unit: str
    zero: int

    def day(self, time: int) -> date:
        """Day of a value of the time column."""
        step = 24 if self.unit == "hours" else 1
        return self.origin + timedelta(days=(time - self.zero) // step)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: where it stands, and what it says."""

    row_no: int
    day: date
    subject: str
    code: str
    object: str


Key = tuple[date, str, str, str]
"""Day, subject, code and object of a fact."""


def _known(sample: Sample) -> bool:
    """By lines of numbers in a train, valid or test file, or of names with a known event text."""
    return _kind(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; graphs are small enough to be held whole.

    Raises
    ------
    SourceError
        When the files that tell the names of a graph of numbers do not lie beside it, or the graph
        is none of those known.
    """
    with file.open() as stream:
        by_number = _kind(Sample(file.name, stream.read(1 << 16))) == "numbers"
    entities = _ids(file, "entity2id.txt") if by_number else {}
    lines = list(_numbers(file, entities) if by_number else _names(file))
    facts = _once([f for f in lines if isinstance(f, Fact)])
    rejects = [f for f in lines if isinstance(f, Reject)]
    no_event = sum(f is None for f in lines)
    repeats = len(lines) - len(rejects) - no_event - len(facts)
    aside = {rule: n for rule, n in (("no event", no_event), ("repeat", repeats)) if n}
    names = set(entities.values()) or {n for f in facts.values() for n in (f.subject, f.object)}
    keys = list(facts)
    for part in range(0, max(len(keys), 1), delimited.ROWS):
        events = _events(file, keys[part : part + delimited.ROWS], facts)
        accepted = events.num_rows
        if part == 0:
            yield Batch(
                {"events": events},
                accepted + sum(aside.values()) + len(rejects),
                accepted,
                aside,
                rejects,
                _coverage(facts, names, sample=not by_number),
            )
        else:
            yield Batch({"events": events}, accepted, accepted)


def _kind(sample: Sample) -> str | None:
    """``numbers`` or ``names``, by what most of the first lines are."""
    lines = [x for x in sample.lines() if x]
    if sample.name in _PARTS and 2 * sum(bool(_NUMBERS.match(x)) for x in lines) > len(lines):
        return "numbers"
    rows = [x.split("\t") for x in lines if x.count("\t") == 3]
    named = sum(fold(r[1]) in _texts() and iso_day(r[3]) is not None for r in rows)
    return "names" if 2 * named > len(lines) else None


def fold(text: str) -> str:
    """Form under which event texts are compared: copies write blanks as ``_`` and drop hyphens."""
    return " ".join(re.sub(r"[_-]", " ", text).lower().split())


@cache
def _texts() -> dict[str, str]:
    return {r["text"]: r["code"] for _, r in package_csv(_TEXTS, ("text", "code"))}


@cache
def _graphs() -> tuple[Graph, ...]:
    data = package_yaml(_GRAPHS)
    allowed = {"unit": ("hours", "days")}
    return tuple(
        Graph(**fields(v, Graph, f"{_GRAPHS}: {k}", fixed={"id": k}, allowed=allowed))
        for k, v in data.items()
    )


def _numbers(file: SourceFile, entities: dict[int, str]) -> Iterator[Fact | Reject | None]:
    relations = _ids(file, "relation2id.txt")
    with file.open() as stream:
        width = stream.readline().count(b"\t") + 1
    graph = _graph(file, width)
    names = ("s", "r", "o", "t", "x")[:width]
    for piece in delimited.lines(file, names):
        yield from piece.rejects
        yield from (None for _ in range(sum(piece.set_aside.values())))
        columns = (piece.table[c].to_pylist() for c in "srot")
        for row_no, s, r, o, t in zip(piece.row_no.tolist(), *columns, strict=True):
            try:
                subject, relation, object_ = entities[int(s)], relations[int(r)], entities[int(o)]
                day = graph.day(int(t))
            except (ValueError, KeyError, OverflowError):
                yield Reject(
                    row_no, "id", "a number is not in the lists beside the file", f"{s}\t{r}\t{o}\t{t}"
                )
                continue
            yield _fact(row_no, day, subject, relation, object_)


def _ids(file: SourceFile, name: str) -> dict[int, str]:
    stream = file.beside(name)
    if stream is None:
        raise SourceError(
            f"{file.place} holds numbers only: put entity2id.txt, relation2id.txt and stat.txt of its graph "
            "beside it, as they were published."
        )
    out = {}
    with stream:
        for line in stream.read().decode("utf-8").splitlines():
            text, _, number = line.rpartition("\t")
            if text and number.strip().isdigit():
                out[int(number)] = text.replace("_", " ").strip()
    return out


def _graph(file: SourceFile, width: int) -> Graph:
    stream = file.beside("stat.txt")
    counts = [] if stream is None else stream.read().split()[:2]
    for graph in _graphs():
        if [str(graph.entities).encode(), str(graph.relations).encode()] == counts and width in graph.columns:
            return graph
    said = b" and ".join(counts).decode("ascii", "replace") or "nothing"
    raise SourceError(
        f"{file.place} is of a graph that is not known (stat.txt beside it says {said}), so its time cannot "
        f"be read; add it to {_GRAPHS}."
    )


def _names(file: SourceFile) -> Iterator[Fact | Reject | None]:
    for piece in delimited.lines(file, ("s", "r", "o", "day")):
        yield from piece.rejects
        yield from (None for _ in range(sum(piece.set_aside.values())))
        columns = (piece.table[c].to_pylist() for c in ("s", "r", "o", "day"))
        for row_no, s, r, o, text in zip(piece.row_no.tolist(), *columns, strict=True):
            day = iso_day(text)
            if day is None:
                yield Reject(row_no, "date", f"{text!r} is not a day", f"{s}\t{r}\t{o}\t{text}")
            else:
                yield _fact(row_no, day, s, r, o)


def _fact(row_no: int, day: date, subject: str, relation: str, object_: str) -> Fact | Reject | None:
    """The fact of a line, ``None`` where it tells of a place and not of an event."""
    code = _texts().get(fold(relation))
    if code is None:
        raw = f"{subject}\t{relation}\t{object_}\t{day}"
        return (
            None if relation in _NO_EVENT else Reject(row_no, "code", f"{relation!r} is no event text", raw)
        )
    return Fact(row_no, day, subject, code, object_)


def _once(facts: list[Fact]) -> dict[Key, Fact]:
    """Each fact once, by what makes it the same: day, subject, code and object."""
    keys: dict[Key, Fact] = {}
    for f in facts:
        keys.setdefault((f.day, f.subject, f.code, f.object), f)
    return keys


def _events(file: SourceFile, keys: list[Key], facts: dict[Key, Fact]) -> pa.Table:
    known: dict[tuple[str, date], Who] = {}

    def of(name: str, day: date) -> Who:
        if (name, day) not in known:
            known[name, day] = who(name, day)
        return known[name, day]

    rows = [_row(file, key, of(key[1], key[0]), of(key[3], key[0]), facts) for key in keys]
    return pa.table({f.name: [r.get(f.name) for r in rows] for f in EVENT}, schema=EVENT)


def _id(day: date, subject: str, code: str, object_: str) -> str:
    return record_id("icews_kg", content_key(day, subject, code, object_))


def _row(file: SourceFile, key: Key, one: Who, two: Who, facts: dict[Key, Fact]) -> dict[str, Any]:
    day, subject, code, object_ = key
    other = cameo.mirror_code(code)
    mirrored = other is not None and subject != object_ and (day, object_, other, subject) in facts
    later = (code, subject) > (other, object_) if mirrored and other is not None else False
    return {
        "record_id": _id(*key),
        "source": "icews_kg",
        "file_id": file.file_id,
        "row_no": facts[key].row_no,
        "known_on": day,
        "event_date": day,
        "precision": "day",
        "actor": one.state,
        "target": two.state,
        "actor_raw": subject,
        "target_raw": object_,
        "actor_role": one.role,
        "target_role": two.role,
        "actor_is_state": one.organ,
        "target_is_state": two.organ,
        "code_system": "cameo",
        "code": code,
        "quad": cameo.quad(code),
        "mirror_of": _id(day, object_, other, subject) if later and other is not None else None,
        "amended": ";".join(a for a in (one.amended, two.amended) if a) or None,
    }


def _coverage(facts: dict[Key, Fact], names: set[str], *, sample: bool) -> list[Coverage]:
    """From the first to the last day of the file; states that have no name of their own are left out."""
    if not facts:
        return []
    first, last = min(k[0] for k in facts), max(k[0] for k in facts)
    bare = {w.state for n in names if (w := who(n, last)).role is None and w.organ}
    gone = frozenset(s.code for s in states.all_states().values() if s.exists(last)) - bare
    note = "a random part of the graph" if sample else ""
    return [Coverage("icews_kg", "events", first, last, leaves_out=gone, selective=sample, note=note)]


SOURCES: tuple[Source, ...] = (Register("icews_kg", _known, _read),)

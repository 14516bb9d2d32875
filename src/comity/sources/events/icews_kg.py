"""ICEWS as temporal knowledge graphs (ICEWS14, ICEWS18, ICEWS21 ...): one fact a day, names only.

Three layouts: numbers (subject, relation, object, time, perhaps a fifth column; ``entity2id.txt``,
``relation2id.txt`` and ``stat.txt`` or ``graph.yaml`` lie beside), codes with days (``E1 R2 E3 d2022_01_19``
twice; ``entities.dict`` and ``relations.dict`` lie beside) and names with an ISO date (no header).
There is no sentence: of a two-sided act whose two directions stand on one day, the one that comes later
by the order of names mirrors the other.

**Known on** is the event date: ICEWS published within days; the graphs themselves came years later.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import mode
from typing import Any

import pyarrow as pa

from comity.errors import IncompleteFileError
from comity.records.coverage import Coverage
from comity.records.identity import content_key, record_id
from comity.records.rejects import Reject
from comity.records.schemas import EVENT
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.events.icews_graphs import PARTS, coverage, graph_of
from comity.sources.events.icews_people import Who, who
from comity.sources.kit import cameo, delimited
from comity.sources.kit.events import iso_day
from comity.sources.kit.register import Register
from comity.vocabulary.load import package_csv

_TEXTS = "sources/events/icews_texts.csv"
_NUMBERS = re.compile(r"^ *\d+ *(\t *\d+ *){3}(\t *-?\d+ *)?$")
_CODES = re.compile(r"E\d+\tR\d+\tE\d+\td(\d{4})_(\d\d)_(\d\d)\td\1_\2_\3$", re.ASCII)
_NO_EVENT = ("locatedin", "neighbor")


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
    """By lines of numbers in a train, valid or test file, of codes, or of names with a known event text."""
    return _kind(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; graphs are small enough to be held whole.

    Raises
    ------
    SourceError
        When the files that give the names of a graph do not lie beside it, or nothing says how its time runs.
    """
    with file.open() as stream:
        sample = Sample(file.name, stream.read(1 << 16))
    kind, width = _kind(sample), max(4, mode([x.count("\t") + 1 for x in sample.lines()] or [0]))
    lists = {"numbers": ("entity2id.txt", "relation2id.txt"), "codes": ("entities.dict", "relations.dict")}
    entities, relations = (_ids(file, name) for name in lists[kind]) if kind in lists else ({}, {})
    graph = graph_of(file, width) if kind == "numbers" else None
    lines = list(_lines(file, width, graph.day_at if graph else _day, entities, relations))
    facts = _once([f for f in lines if isinstance(f, Fact)])
    rejects = [f for f in lines if isinstance(f, Reject)]
    no_event = sum(f is None for f in lines)
    repeats = len(lines) - len(rejects) - no_event - len(facts)
    aside = {rule: n for rule, n in (("no event", no_event), ("repeat", repeats)) if n}
    names = set(entities.values()) or {n for f in facts.values() for n in (f.subject, f.object)}
    days = Counter(f.day for f in lines if isinstance(f, Fact))
    sight = coverage(file, graph, names, days) if graph else _sample(days)
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
                sight,
            )
        else:
            yield Batch({"events": events}, accepted, accepted)


def _kind(sample: Sample) -> str | None:
    """``numbers``, ``codes`` or ``names``, by what most of the first lines are."""
    lines = [x for x in sample.lines() if x]
    if sample.name in PARTS and 2 * sum(bool(_NUMBERS.match(x)) for x in lines) > len(lines):
        return "numbers"
    if 2 * sum(bool(_CODES.match(x)) for x in lines) > len(lines):
        return "codes"
    rows = [x.split("\t") for x in lines if x.count("\t") == 3]
    named = sum(fold(r[1]) in _texts() and iso_day(r[3]) is not None for r in rows)
    return "names" if 2 * named > len(lines) else None


def fold(text: str) -> str:
    """Form under which event texts are compared: copies write blanks as ``_`` and drop hyphens."""
    return " ".join(re.sub(r"[_-]", " ", text).lower().split())


@cache
def _texts() -> dict[str, str]:
    return {r["text"]: r["code"] for _, r in package_csv(_TEXTS, ("text", "code"))}


def _lines(
    file: SourceFile,
    width: int,
    day_of: Callable[[str], date | None],
    names: dict[str, str],
    texts: dict[str, str],
) -> Iterator[Fact | Reject | None]:
    """What the lines say, ``None`` for one that is no event.

    ``names`` and ``texts`` translate the codes of actors and events; empty where the file has the words.
    """
    columns = ("s", "r", "o", "time", "x", "y")[:width]
    for piece in delimited.lines(file, columns):
        yield from piece.rejects
        yield from (None for _ in range(sum(piece.set_aside.values())))
        cells = zip(*(piece.table[c].to_pylist() for c in columns[:4]), strict=True)
        for row_no, (s, r, o, time) in zip(piece.row_no.tolist(), cells, strict=True):
            raw = f"{s}\t{r}\t{o}\t{time}"
            day = day_of(time)
            if names and not ({s.strip(), o.strip()} <= names.keys() and r.strip() in texts and day):
                yield Reject(
                    row_no, "id", "a code is not in the lists beside the file, or the time is none", raw
                )
            elif day is None:
                yield Reject(row_no, "date", f"{time!r} is not a day", raw)
            elif names:
                yield _fact(row_no, day, names[s.strip()], texts[r.strip()], names[o.strip()])
            else:
                yield _fact(row_no, day, s, r, o)


def _ids(file: SourceFile, name: str) -> dict[str, str]:
    """Code -> name by a list beside the file: ``name TAB number``, or ``code TAB name``."""
    stream = file.beside(name)
    if stream is None:
        raise IncompleteFileError(
            f"{file.place} holds codes only: put the lists of names of its graph ({name} ...) beside it, as "
            "they were published."
        )
    with stream:
        rows = [line.rpartition("\t") for line in stream.read().decode("utf-8").splitlines()]
    pairs = [(b, a) if b.strip().isdigit() else (a, b) for a, _, b in rows if a]
    return {code.strip(): text.replace("_", " ").strip() for code, text in pairs}


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


def _day(text: str) -> date | None:
    """Day of ``2014-05-20`` or ``d2022_01_19``."""
    return iso_day(text.strip().removeprefix("d").replace("_", "-"))


def _sample(days: Counter[date]) -> list[Coverage]:
    note = "a random part of the graph"
    span = (min(days), max(days)) if days else None
    return [Coverage("icews_kg", "events", *span, selective=True, note=note)] if span else []


SOURCES: tuple[Source, ...] = (Register("icews_kg", _known, _read),)

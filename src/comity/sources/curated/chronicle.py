"""Chronicles: dated facts about states with their sources, one JSON object per line.

The first line describes the chronicle: ``chronicle`` (its name), ``states`` (states whose facts were searched
in full; may be empty), ``first`` and ``last`` (the days it covers) and ``third`` (the third power, toward
which a fact may take a stance). Every other line is a fact:

``id, date``      an id that never changes; ``2019``, ``2019-02`` or ``2019-02-28``, as precise as the
                  sources allow
``kind``          ``event``, ``standing`` (a lasting condition) or ``total`` (a count or a share)
``occurrence``    shared by all facts about one event. A meeting of the same people, with everything
                  said and signed there, is one event; company contracts, drills, patrols and roll
                  calls are separate events
``actors, targets, hotspot, domain, form, toward_third, summary``   as in the record of an act. If a body
                  acts, its members on that day are the actors. A fact about a state or region that is a
                  hotspot belongs to that hotspot, and so does a tie with that state; all other facts are
                  ``bilateral``. A vote in which the states of the fact split, or the third power
                  abstained, is ``none`` toward it; support for a government that it opposed is ``against``
``sources``       ``title`` with ``url`` or ``place``, ``published`` if known, ``kind`` only if it
                  differs from the outlet's kind (``outlets.yaml``, which also lists refused outlets).
                  An outlet run by a state speaks for that state in facts about the state, and in all
                  facts of a chronicle that covers the state
``public_since``  the day when the fact first became public; a late copy does not make an event late.
                  The default is :func:`known_on`
``symbols``       UN documents that support the fact; their addresses at docs.un.org become the first
                  sources
``short, did, line, roles, numbers, strength`` (and ``label``)  the content of the summary as data: see
                  :mod:`comity.records.facts`. A fact has all or none of them; without them its summary
                  is shown
``deed, polarity, modality``  given only if they differ from those of the form, or from ``asserted``

A line of kind ``view`` is not an act but an opinion on a state's motive or stake. It has ``speaker``,
``affiliation``, ``speaks_for`` (states, optional), ``about`` (states), and ``id, date, hotspot, summary,
public_since, sources`` as above.

The package contains ``chronicle.jsonl`` and ``other_pairs.jsonl`` with facts about other pairs of states,
which were not searched in full. To correct a fact, edit its line there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records import facts
from comity.records.coverage import Coverage
from comity.records.schemas import TABLES, Reject, cite_document, record_id
from comity.sources.base import Batch, Register, Sample, SourceFile, load_packaged
from comity.sources.kit.outlets import explain_refusal, outlet
from comity.sources.kit.rows import stretch
from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.load import words

ID = "chronicle"

#: Kinds of facts: something that happened, a lasting condition, or a count over a period.
KINDS = ("event", "standing", "total")

#: Kind of a line that holds a statement about a motive or stake instead of a fact.
VIEW = "view"

_VIEW_KEYS = {"id", "date", "kind", "hotspot", "summary", "sources", "speaker", "affiliation", "about"}
_KEYS = {
    *("id", "date", "kind", "occurrence", "actors", "targets", "hotspot", "domain", "form"),
    *("toward_third", "summary", "sources"),
}
_OPTIONAL = frozenset(("deed", "polarity", "modality", "public_since", "symbols", "label", *facts.KEYS))
_SYMBOL = re.compile(r"(S|A|E)/[A-Z0-9][A-Za-z0-9./-]*")


def known_on(last: date, citations: Iterable[Mapping[str, Any]]) -> date:
    """Return the first day on which anyone could have known a fact without ``public_since``.

    This is the earliest publication among the citations, but never a day before ``last``, the end of the
    fact. A citation dated to a month or year counts from its last day, to be cautious. A citation without a
    date counts from ``last``. So does an official record, such as a record of votes, which are public when
    cast.
    """
    days = [
        stretch(c["published"])[1] if c["published"] and c["kind"] != "official-record" else last
        for c in citations
    ]
    return max(last, min(days, default=last))


def load_embedded() -> tuple[SourceFile, Register]:
    """Return the chronicle that is part of the package: its file and its source."""
    return load_packaged("sources/curated/chronicle.jsonl"), SOURCES[0]


def load_other_pairs() -> tuple[SourceFile, Register]:
    """Return the package's file of facts about other pairs, and its source."""
    return load_packaged("sources/curated/other_pairs.jsonl"), SOURCES[0]


def list_states() -> tuple[str, ...]:
    """Return the states for which the packaged chronicle was searched in full."""
    with load_embedded()[0].open() as stream:
        return _head(stream.readline(), ID).states


class _FactError(Exception):
    """A fact that fails a check, and becomes a :class:`Reject`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _ChronicleHead:
    title: str
    states: tuple[str, ...]
    first: date
    last: date
    third: str


def _recognise(sample: Sample) -> bool:
    lines = sample.lines(1)
    try:
        head = json.loads(lines[0]) if lines else None
    except (ValueError, RecursionError):
        return False
    return isinstance(head, dict) and "chronicle" in head


def examine(fact: Mapping[str, Any], last: date) -> str:
    """Return why a fact fails the checks, or "" if it passes; ``last`` is the chronicle's last day."""
    try:
        _record(json.dumps(fact).encode(), _ChronicleHead("", (), date.min, last, ""), ID)
    except _FactError as e:
        return str(e)
    return ""


def grades(fact: Mapping[str, Any]) -> list[str]:
    """Return the kind of evidence of each source of a valid fact."""
    concerned = {*fact["actors"], *fact["targets"]}
    return [str(c["kind"]) for c in _citations(dict(fact), concerned)]


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read all facts; a fact that fails a check becomes a reject with its reason."""
    yield read_facts(file, ID)


def read_facts(file: SourceFile, source: str) -> Batch:
    """Read all facts of a file in the chronicle layout as records of ``source``."""
    with file.open() as stream:
        lines = stream.read().removeprefix(b"\xef\xbb\xbf").splitlines()
    head = _head(lines[0] if lines else b"", file.place)
    aside, rejects = {"header": 1}, []
    rows: dict[str, list[dict[str, Any]]] = {"acts": [], "attributions": []}
    read: list[tuple[int, bytes, str, dict[str, Any]]] = []
    versions: dict[str, set[bytes]] = {}
    for row_no, line in enumerate(lines[1:], start=2):
        if not line.strip():
            aside["blank line"] = aside.get("blank line", 0) + 1
            continue
        try:
            read.append((row_no, line, *_record(line, head, source)))
        except _FactError as e:
            rejects.append(_reject(row_no, e.reason, str(e), line))
            continue
        versions.setdefault(read[-1][3]["record_id"], set()).add(line)
    accepted: set[str] = set()
    for row_no, line, table, row in read:
        if len(versions[row["record_id"]]) > 1:
            rejects.append(_reject(row_no, "twice", "another line tells this fact differently", line))
        elif row["record_id"] in accepted:
            aside["repeat"] = aside.get("repeat", 0) + 1
        else:
            accepted.add(row["record_id"])
            rows[table].append(row | {"source": source, "file_id": file.file_id, "row_no": row_no})
    return Batch(
        {name: pa.Table.from_pylist(some, schema=TABLES[name]) for name, some in rows.items()},
        row_count=len(lines),
        accepted=len(accepted),
        set_aside=aside,
        rejects=rejects,
        coverage=[_coverage(head, source)],
    )


def _reject(row_no: int, reason: str, detail: str, line: bytes) -> Reject:
    return Reject(row_no, reason, detail, line.decode("utf-8", "replace"))


def _coverage(head: _ChronicleHead, source: str) -> Coverage:
    note = f"{head.title}: a choice of facts; what it does not tell may have happened all the same."
    whose = frozenset(head.states) if source == ID else None
    return Coverage(source, "acts", head.first, head.last, whose, selective=True, note=note)


def _head(line: bytes, place: str) -> _ChronicleHead:
    try:
        data = _object(line)
        _check_keys(data, {"chronicle", "states", "first", "last", "third"})
        named = _codes(data, "states", {})
        first, last = stretch(_text(data, "first"))[0], stretch(_text(data, "last"))[1]
        third = _code(_text(data, "third"), {})
        title = _text(data, "chronicle")
    except (_FactError, ValueError) as e:
        raise SourceError(f"The first line of {place} is not the head of a chronicle: {e}.") from None
    if first > last:
        raise SourceError(f"The first line of {place} must name a first before a last day.")
    return _ChronicleHead(title, tuple(named), first, last, third)


def _record(line: bytes, head: _ChronicleHead, source: str) -> tuple[str, dict[str, Any]]:
    """Check one line and return the name of its table and its row, without provenance."""
    data = _object(line)
    if data.get("kind") == VIEW:
        return "attributions", _attribution(data, head, source)
    return "acts", _act(data, head, source)


def _attribution(data: dict[str, Any], head: _ChronicleHead, source: str) -> dict[str, Any]:
    _check_keys(data, _VIEW_KEYS, {"speaks_for", "public_since"})
    first, last, precision = _dates(data, head)
    speaks_for = _codes({"speaks_for": []} | data, "speaks_for", bodies.all_bodies())
    about = _codes(data, "about", bodies.all_bodies())
    if not about:
        raise _FactError("about", "a view is about somebody")
    citations = _citations(data, {*speaks_for, *about})
    return {
        "record_id": record_id(source, _text(data, "id")),
        "known_on": _public_since(data, first, last, citations),
        "date_from": first,
        "date_to": last,
        "precision": precision,
        "speaker": _text(data, "speaker"),
        "affiliation": _text(data, "affiliation"),
        "speaks_for": speaks_for,
        "about": about,
        "hotspots": [_word(data, "hotspot", hotspots.all_hotspots())],
        "summary": _text(data, "summary"),
        "citations": citations,
    }


def _act(fact: dict[str, Any], head: _ChronicleHead, source: str) -> dict[str, Any]:
    _check_keys(fact, _KEYS, _OPTIONAL)
    form = forms.all_forms()[_word(fact, "form", forms.all_forms())]
    first, last, precision = _dates(fact, head)
    actors = _codes(fact, "actors", bodies.all_bodies())
    targets = _codes(fact, "targets", bodies.all_bodies())
    if not actors:
        raise _FactError("actors", "no actor is named")
    deed = fact.get("deed", form.deed)
    if not isinstance(deed, bool):
        raise _FactError("deed", "deed must be true or false")
    citations = _citations(fact, {*actors, *targets, *head.states})
    try:
        fields = facts.read_fields(fact)
    except ValueError as e:
        raise _FactError("fields", str(e)) from None
    return {
        "record_id": record_id(source, _text(fact, "id")),
        "known_on": _public_since(fact, first, last, citations),
        "date_from": first,
        "date_to": last,
        "precision": precision,
        "kind": _word(fact, "kind", KINDS),
        "occurrence": _text(fact, "occurrence"),
        "actors": actors,
        "partners": [],
        "targets": targets,
        "hotspots": [_word(fact, "hotspot", hotspots.all_hotspots())],
        "forms": [form.id],
        "domain": _word(fact, "domain", words("domains")),
        "polarity": _word({"polarity": form.polarity} | fact, "polarity", words("polarities")),
        "deed": deed,
        "toward_third": _word(fact, "toward_third", words("stances")),
        "third": head.third,
        "modality": _word({"modality": "asserted"} | fact, "modality", words("modalities")),
        "summary": _text(fact, "summary"),
        "citations": citations,
        "rules": [],
        "fact": fields,
    }


def _public_since(data: dict[str, Any], first: date, last: date, citations: list[dict[str, Any]]) -> date:
    if "public_since" not in data:
        return known_on(last, citations)
    try:
        day, _, precision = stretch(_text(data, "public_since"))
    except ValueError as e:
        raise _FactError("public_since", str(e)) from None
    if precision != "day" or day < first:
        raise _FactError("public_since", "public_since must be a day, and not before the date")
    return day


def _dates(fact: dict[str, Any], head: _ChronicleHead) -> tuple[date, date, str]:
    try:
        first, last, precision = stretch(_text(fact, "date"))
    except ValueError as e:
        raise _FactError("date", str(e)) from None
    if last < head.first or first > head.last:
        raise _FactError("date", f"{fact['date']} lies outside {head.first} to {head.last}")
    return first, last, precision


def _citations(fact: dict[str, Any], concerned: set[str]) -> list[dict[str, str | None]]:
    listed = fact["sources"]
    if not isinstance(listed, list) or not listed:
        raise _FactError("sources", "no source is named")
    symbols = fact.get("symbols", [])
    if not isinstance(symbols, list):
        raise _FactError("symbols", "symbols must be a list of UN document symbols")
    return [*(_document(s, _text(fact, "date")) for s in symbols), *(_citation(c, concerned) for c in listed)]


def _document(symbol: Any, published: str) -> dict[str, str | None]:
    """Return the citation of a UN document, with its address."""
    if not isinstance(symbol, str) or not _SYMBOL.fullmatch(symbol):
        raise _FactError("symbols", f"{symbol!r} is not the symbol of a UN document")
    return cite_document(symbol, published)


def _citation(data: Any, concerned: set[str]) -> dict[str, str | None]:
    if not isinstance(data, dict) or set(data) - {"title", "url", "place", "published", "kind"}:
        raise _FactError("sources", "a source has title, url or place, published and perhaps kind")
    out = {k: _text(data, k) if k in data else None for k in ("title", "url", "place", "published")}
    try:
        stretch(out["published"] or "2000")
    except ValueError as e:
        raise _FactError("published", str(e)) from None
    if not out["title"] or not (out["url"] or out["place"]):
        raise _FactError("sources", "a source needs a title, and an address or a place")
    where = out["url"] or out["place"]
    if why := explain_refusal(out["url"], out["place"]):
        raise _FactError("refused-outlet", f"{where} is not taken as a source ({why}): name another")
    if "kind" in data:
        return out | {"kind": _word(data, "kind", words("source_kinds"))}
    publisher = outlet(out["url"], out["place"])
    if publisher is None:
        raise _FactError("unknown-outlet", f"{where} is in no line of outlets.yaml")
    return out | {"kind": publisher.evidence(concerned)}


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise _FactError("encoding", "the line is not UTF-8") from None
    except (ValueError, RecursionError) as e:
        raise _FactError("json", f"the line is not a JSON object ({e})") from None
    if not isinstance(data, dict):
        raise _FactError("json", "the line is not a JSON object")
    return data


def _check_keys(data: dict[str, Any], keys: set[str], optional: Collection[str] = ()) -> None:
    if missing := sorted(keys - set(data)):
        raise _FactError("field", f"{', '.join(missing)} must be given")
    if unknown := sorted(set(data) - keys - set(optional)):
        raise _FactError("field", f"{', '.join(unknown)} is not a key here")


def _text(data: dict[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str) or not value.strip():
        raise _FactError(key, f"{key} must be a text")
    if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
        raise _FactError("encoding", f"{key} holds half a character")
    return value


def _word(data: dict[str, Any], key: str, known: Iterable[str]) -> str:
    value = _text(data, key)
    if value not in known:
        raise _FactError(f"unknown-{key}", f"{value!r} is not a {key} of the vocabulary")
    return value


def _codes(data: dict[str, Any], key: str, others: Mapping[str, Any]) -> list[str]:
    value = data[key]
    if not isinstance(value, list) or not all(isinstance(c, str) for c in value):
        raise _FactError(key, f"{key} must be a list of codes")
    if len(set(value)) != len(value):
        raise _FactError(key, f"{key} names somebody twice")
    return [_code(c, others) for c in value]


def _code(code: str, others: Mapping[str, Any]) -> str:
    if code not in states.all_states() and code not in others:
        raise _FactError("unknown-state", f"{code!r} is neither a state nor a body of the vocabulary")
    return code


SOURCES = (Register(ID, _recognise, _read),)

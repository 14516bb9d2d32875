"""Acts that an analyst collected: a spreadsheet (CSV or XLSX) with one act per row.

Required columns are ``date`` (2019, 2019-02, 2019-02-28 or a date cell), ``who`` (states by name or code,
separated by ``;``) and ``what``. Optional columns are ``until``, ``with``, ``about``, ``place``, ``form``,
``stance``, ``link`` and ``source``. ``own_acts_words.yaml`` lists the accepted words for headings, forms
and stances. An invalid row becomes a reject that names row, column, value and remedy.

Facts that a user saved (:mod:`comity.lake.own_facts`) have the layout of the chronicle.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from typing import Any

import pyarrow as pa

from comity.errors import QuestionError, SourceError, VocabularyError
from comity.records.coverage import Coverage
from comity.records.schemas import TABLES, Reject, content_key, record_id
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.curated import chronicle
from comity.sources.kit import workbook
from comity.sources.kit.outlets import outlet
from comity.sources.kit.peek import workbook_heading
from comity.sources.kit.rows import stretch
from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.load import package_yaml, words

ID = "own_acts"
TEMPLATE = "sources/curated/own_acts_template.csv"
_FILE = "sources/curated/own_acts_words.yaml"
_NEEDED = ("date", "who", "what")
_THIRD = "USA"
_MOST = 200_000

Row = dict[str, Any]


class _CellError(Exception):
    """A cell with an invalid value; the row becomes a :class:`Reject`."""

    def __init__(self, column: str, value: object, remedy: str) -> None:
        super().__init__(f"column {column}, value {str(value)!r}: {remedy}")
        self.reason = column


@cache
def _words() -> dict[str, Any]:
    """Return the accepted words for headings, forms and stances, and the words between names."""
    data = package_yaml(_FILE)
    columns = {_fold(n): column for column, names in data["columns"].items() for n in names}
    named = {_fold(n): f.id for f in forms.all_forms().values() for n in (f.id, f.name, f.short)}
    for key, known in (("forms", forms.all_forms()), ("stances", words("stances"))):
        if wrong := sorted(set(data[key].values()) - set(known)):
            raise VocabularyError(_FILE, key, f"{wrong[0]!r} is not in the vocabulary")
    own = {_fold(w): form for w, form in data["forms"].items()}
    return {
        "columns": columns,
        "near": {_fold(n): column for column, names in data["near"].items() for n in names} | columns,
        "forms": named | own,
        "plain": own,
        "between": "|".join(data["between"]),
        "stances": {_fold(w): stance for w, stance in data["stances"].items()},
    }


def _fold(text: object) -> str:
    return re.sub(r"[\s_-]+", " ", str(text)).strip().casefold()


def _columns(heading: Sequence[object], named: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return the position of each known column; ``named`` maps columns to the headings to use instead."""
    given = {_fold(h): column for column, h in (named or {}).items()}
    known = {h: c for h, c in _words()["columns"].items() if c not in (named or {})} | given
    columns = [known.get(_fold(h), "") for h in heading]
    return {c: columns.index(c) for c in dict.fromkeys(columns) if c}


def read_heading(sample: Sample) -> list[str]:
    """Return the cells in the first line of a table or workbook; [] for other files."""
    if (row := workbook_heading(sample.head)) is not None:
        return row[:60]
    try:
        return next(iter(_split("".join(sample.lines(1)))), [])[:60]
    except csv.Error:
        return []


def guess_columns(heading: Sequence[str]) -> dict[str, str]:
    """Return a map from each column to its likely heading, or {} if a required column is missing."""
    near = _words()["near"]
    out: dict[str, str] = {}
    for h in heading:
        if column := near.get(_fold(h)):
            out.setdefault(column, h)
    return out if set(_NEEDED) <= set(out) else {}


def map_columns(named: Mapping[str, str]) -> Register:
    """Return a source for tables with other headings; ``named`` maps each column to its heading.

    Raises
    ------
    QuestionError
        When ``named`` has an unknown column.
    """
    columns = set(_words()["columns"].values())
    if unknown := sorted(set(named) - columns):
        raise QuestionError(f"There is no column {unknown[0]}: map {', '.join(sorted(columns))}.")

    def has_all(sample: Sample) -> bool:
        heading = read_heading(sample)
        return {_fold(h) for h in named.values()} <= set(map(_fold, heading)) and set(_NEEDED) <= set(
            _columns(heading, named)
        )

    return Register(ID, has_all, lambda file: _read(file, named))


def _recognise(sample: Sample) -> bool:
    return set(_NEEDED) <= _columns(read_heading(sample)).keys()


def _split(text: str) -> list[list[str]]:
    """Split a text into rows of cells, at the separator most frequent in its first line."""
    first = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True))


def _cells(file: SourceFile) -> list[list[Any]]:
    with file.open() as stream:
        if stream.read(4).startswith(b"PK"):
            stream.seek(0)
            return workbook.cells(stream, file.place, 0)
        stream.seek(0)
        data = stream.read()
    try:
        return list(_split(data.decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error) as e:
        raise SourceError(f"{file.place} cannot be read ({e}): save it again as CSV, UTF-8.") from None


def _read(file: SourceFile, named: Mapping[str, str] | None = None) -> Iterator[Batch]:
    """Read all acts of a table (``named``: see :func:`map_columns`), or all facts that a user saved."""
    with file.open() as stream:
        in_json = stream.read(1) == b"{"
    yield chronicle.read_facts(file, ID) if in_json else _read_rows(file, named)


def _read_rows(file: SourceFile, named: Mapping[str, str] | None) -> Batch:
    cells = _cells(file)
    column = _columns(cells[0], named) if cells else {}
    if lacking := [c for c in _NEEDED if c not in column]:
        raise SourceError(f"{file.place} lacks the columns {', '.join(lacking)}: see comity add --template.")
    if len(cells) > _MOST:
        raise SourceError(f"{file.place} has more than {_MOST:,} rows: cut it.")
    rows, rejects, aside = dict[str, Row](), list[Reject](), {"header": 1}
    for row_no, line in enumerate(cells[1:], start=2):
        row = {c: line[k] if k < len(line) else "" for c, k in column.items()}
        if not any(str(v).strip() for v in row.values()):
            aside["blank line"] = aside.get("blank line", 0) + 1
            continue
        try:
            act = _act(row)
        except _CellError as e:
            raw = ", ".join(map(str, line))
            rejects.append(Reject(row_no, e.reason, f"row {row_no}, {e}", raw))
            continue
        if act["record_id"] in rows:
            aside["repeat"] = aside.get("repeat", 0) + 1
        else:
            rows[act["record_id"]] = act | {"source": ID, "file_id": file.file_id, "row_no": row_no}
    if not rows:
        first = f": {rejects[0].detail}" if rejects else ""
        raise SourceError(f"Of {file.place} no row could be taken{first}.")
    acts = list(rows.values())
    states_named = frozenset(c for a in acts for c in (*a["actors"], *a["targets"]))
    sight = Coverage(
        ID,
        "acts",
        min(a["date_from"] for a in acts),
        max(a["date_to"] for a in acts),
        states_named,
        selective=True,
        note="The user's own choice of acts.",
    )
    return Batch(
        {"acts": pa.Table.from_pylist(acts, schema=TABLES["acts"])},
        row_count=len(cells),
        accepted=len(acts),
        set_aside=aside,
        rejects=rejects,
        coverage=[sight],
    )


def _act(row: Mapping[str, Any]) -> Row:
    first, last, precision = _dates(row)
    actors = _states(row, "who", first)
    actors += [c for c in _states(row, "with", first) if c not in actors]
    if not actors:
        raise _CellError("who", "", "name at least one state")
    targets = _states(row, "about", first)
    what = _text(row, "what")
    if not what:
        raise _CellError("what", "", "say in a few words what happened")
    form = forms.get(_list_vocabulary(row, "form", "forms", "general"))
    citation = _citation(row, {*actors, *targets}, what)
    key = content_key(first, last, *actors, *targets, form.id, what)
    return {
        "record_id": record_id(ID, key),
        "known_on": last,
        "date_from": first,
        "date_to": last,
        "precision": precision,
        "kind": "event",
        "occurrence": key,
        "actors": actors,
        "partners": [],
        "targets": targets,
        "hotspots": _hotspots(row, targets),
        "forms": [form.id],
        "domain": None,
        "polarity": form.polarity,
        "deed": form.deed,
        "toward_third": _list_vocabulary(row, "stance", "stances", "unknown"),
        "third": _THIRD,
        "modality": "asserted",
        "summary": what,
        "citations": [citation],
        "rules": [],
    }


def understand(column: str, text: str, on: date) -> list[str]:
    """Return the state codes in a user's text, or the id of its place, form or stance.

    Parameters
    ----------
    column : ``who``, ``about``, ``place``, ``form`` or ``stance``
    on : the day for which names of states are read

    Raises
    ------
    QuestionError
        When the text is not understood; the message lists accepted words.
    """
    row = {column: text}
    try:
        if column in ("who", "about"):
            return _states(row, column, on)
        if column == "place":
            return _hotspots(row, ())
        which, default = ("forms", "general") if column == "form" else ("stances", "unknown")
        return [_list_vocabulary(row, column, which, default)]
    except _CellError as e:
        raise QuestionError(f"{str(e)[:1].upper()}{str(e)[1:]}.") from None


def find_form(text: str) -> str:
    """Return the form of the first word in a text that ``own_acts_words.yaml`` lists, or ""."""
    named = [(m.start(), form) for word, form in _words()["plain"].items() if (m := _whole(word, text))]
    return min(named, default=(0, ""))[1]


def _whole(word: str, text: str) -> re.Match[str] | None:
    return re.search(rf"\b{re.escape(word)}s?\b", text, re.IGNORECASE)


def _text(row: Mapping[str, Any], column: str) -> str:
    return str(row.get(column) or "").strip()


def _dates(row: Mapping[str, Any]) -> tuple[date, date, str]:
    first, last, precision = _date(row, "date")
    if _text(row, "until"):
        end = _date(row, "until")[1]
        if end < first:
            raise _CellError("until", row["until"], f"must not lie before {first}")
        last, precision = end, "span" if end != last else precision
    return first, last, precision


def _date(row: Mapping[str, Any], column: str) -> tuple[date, date, str]:
    value = row[column]
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    for layout in ("%d.%m.%Y", "%d %B %Y"):
        with suppress(ValueError):
            text = datetime.strptime(text, layout).date().isoformat()
    try:
        return stretch(text)
    except ValueError:
        remedy = "write 2019, 2019-02, 2019-02-28, 28.02.2019 or 28 February 2019"
        raise _CellError(column, value, remedy) from None


def _states(row: Mapping[str, Any], column: str, on: date) -> list[str]:
    """Return the codes of the states and bodies in a cell."""
    codes, names = list[str](), list[str]()
    for part in re.split(r"\s*[;,/|&+]\s*", _text(row, column)):
        one = states.resolve(part, "any-name", on)  # Trinidad and Tobago
        names += [part] if one else re.split(rf"\s*\b(?:{_words()['between']})\b\s*", part)
    for name in names:
        code = states.resolve(name.upper(), "iso3", on) or states.resolve(name, "any-name", on)
        code = code or (name if name in bodies.all_bodies() else None)
        if name and code is None:
            remedy = "use its English name or ISO code"
            if near := get_close_matches(name, [s.name for s in states.all_states().values()], 1):
                remedy = f"did you mean {states.resolve(near[0], 'any-name', on)} ({near[0]})?"
            raise _CellError(column, name, f"is no state that comity knows: {remedy}")
        if code and code not in codes:
            codes.append(code)
    return codes


def _list_vocabulary(row: Mapping[str, Any], column: str, which: str, default: str) -> str:
    value = _text(row, column)
    word = _words()[which].get(_fold(value)) if value else default
    if word is None:
        raise _CellError(
            column, value, "is not a word understood here: see own_acts_words.yaml, or leave it out"
        )
    return word


def _hotspots(row: Mapping[str, Any], targets: Sequence[str]) -> list[str]:
    """Return the place in the row, else the hotspots of the targets, else ``bilateral``."""
    known = hotspots.all_hotspots()
    if place := _text(row, "place"):
        named = [h.id for h in known.values() if _fold(place) in (_fold(h.id), _fold(h.name), _fold(h.short))]
        if not named:
            raise _CellError("place", place, f"is no hotspot: use one of {', '.join(known)}")
        return named[:1]
    about = [h.id for h in known.values() if not h.own and set(h.states) & set(targets)]
    return about or [h.id for h in known.values() if h.own]


def _citation(row: Mapping[str, Any], concerned: set[str], what: str) -> dict[str, str | None]:
    link, source = _text(row, "link"), _text(row, "source")
    if link and not re.match(r"https?://\S+$", link):
        raise _CellError("link", link, "must be a web address that begins with http:// or https://")
    publisher = outlet(link or None, source or None)
    return {
        "title": source or what,
        "url": link or None,
        "place": source or None,
        "published": None,
        "kind": publisher.evidence(concerned) if publisher else None,
    }


SOURCES = (Register(ID, _recognise, _read),)

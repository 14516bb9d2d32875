"""Events coded by ICEWS: the daily files and yearly dumps of the ICEWS Coded Event Data (20 columns).

A file has one of two layouts. The first is tab-separated with a header (names with blanks; missing values
blank or ``NA``). The second is a quoted comma-separated export with underscores in the names and optionally
``CAMEO_Code_Modified``.

**Known on**: a record counts as known on the date in the file name (``20181004-icews-events.tab`` was
published that day), but never before the event. Without a date in the name, the event date is used.

**Mirrors**: an act of two sides (``cameo.yaml``) is published once from each side. Such a pair of rows has
the same day, story and sentence, with source and target exchanged. The row with the greater Event ID gets
``mirror_of``, independent of the row order. In all files tested, both rows are in the same file.

**Repeats**: many stories report the same act. All rows are loaded;
:func:`~comity.sources.events.folding.fold_counts` counts the acts left without repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError
from comity.records.coverage import Coverage, merge
from comity.records.schemas import record_id
from comity.sources.base import Batch, Register, Sample, Source, SourceFile
from comity.sources.events import icews_actors
from comity.sources.kit import cameo, delimited
from comity.sources.kit.events import (
    Check,
    Once,
    account,
    blank_as_null,
    clear_mark,
    iso_day,
    map_pairs,
    map_values,
    state,
)

COLUMNS = (
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
)
MODIFIED = "CAMEO_Code_Modified"
STRAY = "a few rows of days that the file does not cover"
SELECTION = "a selection of rows by a rule that the file does not state"
#: Rows of one day from which a file counts as complete for that day; a usual Sunday has 800 to 1,100.
FULL_DAY = 500

_MIRROR_COLUMNS = (
    "Event ID",
    "Event Date",
    "Source Name",
    "CAMEO Code",
    "Target Name",
    "Story ID",
    "Sentence Number",
)
_ACT_COLUMNS = ("CAMEO Code", "Source Name", "Target Name", "Event Date", "Story ID", "Sentence Number")
_NAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:\d{6})?(?!\d)")


def _recognise(sample: Sample) -> bool:
    return _layout(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; the last batch has the coverage."""
    with file.open() as stream:
        layout = _layout(Sample(file.name, stream.read(2000)))
    if layout is None:
        raise SourceError(f"{file.place} has not the header line of ICEWS events.")
    checked = map(_check_rows, _pieces(file, layout))
    ahead = list(islice(checked, 2))
    mirrors, once = _Mirrors.collect(chain(ahead, checked)), Once()
    # a file of one piece (a daily file) is parsed once; a larger file is read twice to bound memory
    if len(ahead) == 2:
        ahead, checked = [], map(_check_rows, _pieces(file, layout))
    days: dict[date, int] = {}
    last: Batch | None = None
    for check, columns in chain(ahead, checked):
        if last is not None:
            yield last
        last = _batch(file, check, columns, mirrors, once)
        _count(days, last.tables["events"]["event_date"])
    if last is not None:
        last.coverage = _coverage(file, days, selected=layout == "quoted")
        yield last


def _layout(sample: Sample) -> str | None:
    """Return ``tabs`` or ``quoted`` according to the header line, ``None`` for another file."""
    names = next(iter(sample.lines(1)), "")
    if tuple(names.split("\t")) == COLUMNS:
        return "tabs"
    plain = tuple(n.strip('"').replace("_", " ") for n in names.split(","))
    if plain in (COLUMNS, (*COLUMNS, MODIFIED.replace("_", " "))):
        return "quoted"
    return None


def _pieces(file: SourceFile, layout: str) -> Iterator[delimited.Piece]:
    """Yield the file in pieces, with blank cells in place of the text ``NA``."""
    if layout == "tabs":
        pieces = delimited.lines(file, COLUMNS, header=True)
    else:
        with file.open() as stream:
            modified = MODIFIED.encode() in stream.readline()
        pieces = delimited.split_quoted(file, (*COLUMNS, MODIFIED) if modified else COLUMNS)
    for piece in pieces:
        piece.table = clear_mark(piece.table, "NA")
        yield piece


class _Mirrors:
    """Pairs of rows in a file that report one two-sided act, once from each side."""

    def __init__(self, later: npt.NDArray[np.int64], earlier: npt.NDArray[np.int64]) -> None:
        order = np.argsort(later)
        self._later, self._earlier = later[order], earlier[order]

    @classmethod
    def collect(cls, checked: Iterable[tuple[Check, dict[str, Any]]]) -> _Mirrors:
        """Find the mirrored rows of the full file, because the two rows may be in different pieces."""
        parts = []
        for check, _ in checked:
            two_sided = map_values(check.text("CAMEO Code"), _is_two_sided, pa.bool_())
            table = check.piece.table.select(_MIRROR_COLUMNS)
            parts.append(table.filter(pc.and_(two_sided, pa.array(~check.bad))))
        none = np.array([], np.int64)
        return cls(*_mirror_pairs(pa.concat_tables(parts))) if parts else cls(none, none)

    def find_mirrored(self, ids: npt.NDArray[np.int64]) -> pa.Array:
        """Return for each row the record id of the earlier row that it mirrors, or null."""
        if not len(self._later):
            return pa.nulls(len(ids), pa.string())
        at = np.minimum(np.searchsorted(self._later, ids), len(self._later) - 1)
        hit = self._later[at] == ids
        text = pa.array([record_id("icews", str(i)) for i in self._earlier[at[hit]].tolist()], pa.string())
        where = np.where(hit, np.cumsum(hit) - 1, 0)
        return text.take(pa.array(where, mask=~hit)) if hit.any() else pa.nulls(len(ids), pa.string())


def _is_two_sided(code: str) -> bool:
    return cameo.mirror_code(code) is not None


def _mirror_pairs(t: pa.Table) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the later and the earlier Event IDs of each pair of mirrored rows, as two arrays."""
    placed = pc.and_(pc.not_equal(t["Story ID"], ""), pc.not_equal(t["Sentence Number"], ""))
    t = t.filter(pc.and_(placed, pc.not_equal(t["Source Name"], t["Target Name"])))
    ids, first = np.unique(np.asarray(t["Event ID"].cast(pa.int64())), return_index=True)
    t = t.take(first).combine_chunks()
    code, source, target, *when = (t[c].combine_chunks() for c in _ACT_COLUMNS)
    other = map_values(code, cameo.mirror_code, pa.string())
    swapped = pc.if_else(pc.equal(other, code), pc.greater(source, target), pc.greater(code, other))
    one, two = pc.if_else(swapped, target, source), pc.if_else(swapped, source, target)
    alike = np.zeros(len(ids), np.int64)
    for column in (*when, pc.if_else(swapped, other, code), one, two):
        places = np.asarray(column.dictionary_encode().indices)
        alike = np.unique(alike * (1 + places.max(initial=0)) + places, return_inverse=True)[1]
    side = np.asarray(swapped.to_numpy(zero_copy_only=False), bool)
    order = np.argsort(2 * alike + side, kind="stable")
    grouped = (2 * alike + side)[order]
    nth = np.empty(len(ids), np.int64)
    nth[order] = np.arange(len(ids)) - np.searchsorted(grouped, grouped)
    meets = alike * (1 + len(ids)) + nth
    _, a, b = np.intersect1d(meets[~side], meets[side], assume_unique=True, return_indices=True)
    a, b = ids[~side][a], ids[side][b]
    return np.maximum(a, b), np.minimum(a, b)


def _check_rows(piece: delimited.Piece) -> tuple[Check, dict[str, Any]]:
    """Check the rows of a piece; return the check and the columns parsed for the check."""
    check = Check(piece)
    columns: dict[str, Any] = {"event_date": check.day("Event Date", iso_day)}
    columns["quad"] = map_values(check.text("CAMEO Code"), cameo.quad, pa.int8())
    wrong = pc.is_null(columns["quad"])
    check.refuse(wrong, "code", "{} in CAMEO Code is not a CAMEO code", "CAMEO Code")
    columns["goldstein_x10"] = check.number("Intensity", 10)
    columns["sentence"] = check.number("Sentence Number")
    columns["lat_x10000"] = check.number("Latitude", 10_000)
    columns["lon_x10000"] = check.number("Longitude", 10_000)
    check.key("Event ID")
    return check, columns


def _batch(file: SourceFile, check: Check, columns: dict[str, Any], mirrors: _Mirrors, once: Once) -> Batch:
    days, ids = columns["event_date"], check.key("Event ID")
    source, target = _side(check, "Source", days), _side(check, "Target", days)
    columns |= {
        "record_id": pc.binary_join_element_wise("icews", check.text("Event ID"), ":"),
        "source": "icews",
        "file_id": file.file_id,
        "row_no": pa.array(check.piece.row_no),
        "known_on": _known_on(file.name, days),
        "precision": "day",
        "code_system": "cameo",
        "code": check.text("CAMEO Code"),
        "story": blank_as_null(check.text("Story ID")),
        "mirror_of": mirrors.find_mirrored(ids),
        "geo_state": state(check.text("Country"), days, "icews"),
        "geo_precision": _geo_precision(check),
        "publisher": blank_as_null(check.text("Publisher")),
        "amended": _both(source.pop("amended"), target.pop("amended")),
    }
    columns |= {f"actor{k}": v for k, v in source.items()} | {f"target{k}": v for k, v in target.items()}
    return account(check, columns, once.repeats(ids, ~check.bad))


def _side(check: Check, which: str, days: pa.Array) -> dict[str, pa.Array]:
    """Return one side's columns of events: state, name, role, and whether the actor is a state organ."""
    name, coded = check.text(f"{which} Name"), check.text(f"{which} Country")
    mend = map_pairs(pc.binary_join_element_wise(name, coded, "\x1f"), days, _override)
    published = state(coded, days, "icews")
    who = pc.binary_join_element_wise(name, check.text(f"{which} Sectors"), "\x1f")
    standing = map_pairs(who, published, _standing)
    mended = pc.is_valid(mend)
    o = _overrides_by_id()
    return {
        "": pc.if_else(mended, map_values(mend, lambda i: o[i].state or None, pa.string()), published),
        "_raw": blank_as_null(name),
        "_role": pc.if_else(
            mended,
            map_values(mend, lambda i: o[i].role or None, pa.string()),
            map_values(standing, lambda s: s[1:] or None, pa.string()),
        ),
        "_is_state": pc.if_else(
            mended,
            map_values(mend, lambda i: o[i].organ, pa.bool_()),
            map_values(standing, lambda s: {"+": True, "-": False}.get(s[0]), pa.bool_()),
        ),
        "amended": mend,
    }


def _overrides_by_id() -> dict[str, icews_actors.Override]:
    return {o.id: o for some in icews_actors.overrides().values() for o in some}


def _two(who: str) -> tuple[str, str]:
    first, _, second = who.partition("\x1f")
    return first, second


def _override(who: str, day: date | None) -> str | None:
    entry = None if day is None else icews_actors.override(*_two(who), day)
    return entry.id if entry else None


def _standing(who: str, coded: str | None) -> str:
    """Return in one word whether an actor is a state organ (``+``, ``-``, unknown ``?``) and its role."""
    role, organ = icews_actors.find_role(*_two(who), coded)
    return {True: "+", False: "-", None: "?"}[organ] + (role or "")


def _both(a: pa.Array, b: pa.Array) -> pa.Array:
    """Join the ids of the corrections to source and target by ``;``, in this order."""
    return pc.coalesce(pc.binary_join_element_wise(a, b, ";"), a, b)


def _geo_precision(check: Check) -> pa.Array:
    def is_given(name: str) -> pa.Array:
        return pc.not_equal(check.text(name), "")

    first_level = pc.or_(is_given("District"), is_given("Province"))
    return pc.case_when(
        pc.make_struct(is_given("City"), first_level, is_given("Country")),
        *(pa.scalar(n, pa.int8()) for n in (3, 2, 1, 0)),
    )


def name_date(name: str) -> date | None:
    """Return the date in a file name (``20181004-icews-events.tab``), or ``None``."""
    match = _NAME_DATE.search(name)
    text = match.group(1) if match else ""
    return iso_day(f"{text[:4]}-{text[4:6]}-{text[6:]}")


def _known_on(name: str, days: pa.Array) -> pa.Array:
    filed = name_date(name)
    return days if filed is None else pc.max_element_wise(days, pa.scalar(filed, pa.date32()))


def _count(days: dict[date, int], column: pa.ChunkedArray) -> None:
    for entry in column.value_counts().to_pylist():
        days[entry["values"]] = days.get(entry["values"], 0) + entry["counts"]


def _coverage(file: SourceFile, days: dict[date, int], *, selected: bool) -> list[Coverage]:
    """Return the coverage: in full for days with at least :data:`FULL_DAY` rows, else as a sample.

    A daily file also holds days whose own files are missing, and a few rows of other days. A file in which
    someone selected rows is a sample for all its days.
    """
    if not days:
        return []
    full = [] if selected else [d for d, n in days.items() if n >= FULL_DAY]
    out = merge(Coverage("icews", "events", d, d) for d in full)
    if len(full) < len(days):
        note = SELECTION if selected else STRAY
        out.append(Coverage("icews", "events", min(days), max(days), selective=True, note=note))
    return out


SOURCES: tuple[Source, ...] = (Register("icews", _recognise, _read),)

"""Sources described by the key ``layout`` of their YAML file: tables of flows or ties between states.

A layout only names columns and fixed words. Anything more is done by small functions in the source's module,
passed to :func:`make_source`. A source without such functions needs no module
(:func:`comity.sources.registry.get`).
"""

from __future__ import annotations

import re
from calendar import month_name
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

import pyarrow.compute as pc

from comity.errors import SourceError, VocabularyError
from comity.records import bins
from comity.records.coverage import Coverage
from comity.records.schemas import content_key
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.cards import card, load_entry
from comity.sources.kit import parties, rdata_file, rows, workbook
from comity.sources.kit.dyad_years import read_obligations
from comity.sources.kit.numbers import heading
from comity.sources.kit.peek import frame_start, workbook_text
from comity.sources.kit.rdata_file import first_object
from comity.sources.kit.rows import Aside, Row, RowError, Rows
from comity.vocabulary import states
from comity.vocabulary.load import fields

_NAME = re.compile(r"\{([^{}]+)\}")
_MONTHS = {name: number for number, name in enumerate(month_name) if name}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a source, and how its files are recognised.

    A CSV file is recognised by ``columns`` in its heading. In a sheet or R data frame, ``columns`` must come
    first. A sheet is recognised by the text ``mark`` and a data frame by the ``name`` under which it was
    saved. An R file of one nameless frame is recognised by its number of columns and its first values, which
    must match the pattern ``starts``. ``reference`` says why the rows give no records.
    """

    columns: tuple[str, ...]
    form: str = "csv"
    name: str = ""
    mark: str = ""
    starts: str = ""
    reference: str = ""

    def fits(self, sample: Sample) -> bool:
        """Return whether the beginning of a file matches this table."""
        if self.form == "csv":
            return set(self.columns) <= set(heading(sample))
        if self.form == "sheet":
            return self.mark in workbook_text(sample.head)
        if not self.starts:
            return first_object(sample.head) == self.name
        start = frame_start(sample.head)
        values = start.values if start and start.columns == len(self.columns) else ()
        return bool(values) and all(re.fullmatch(self.starts, str(v)) for v in values)

    def read(self, file: SourceFile) -> Rows:
        """Return all rows of a file."""
        if self.form == "sheet":
            return workbook.read_sheet(file, self.name, self.columns)
        if self.form == "frame":
            return rdata_file.read_frame_rows(file, self.columns)
        names = heading(read_beginning(file))
        if missing := sorted({*self.columns} - {*names}):
            raise SourceError(f"{file.place} lacks the columns {', '.join(missing)}.")
        return rows.read_csv(file, names)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that sets rows aside: those with none of ``values``, or with one if ``without`` is set."""

    column: str
    values: tuple[str, ...]
    otherwise: str
    without: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Columns with the year, month and day of a period; ``open`` lists words for an end in the future.

    A month or day that is blank or below 1 counts as unknown.
    """

    year: str = ""
    month: str = ""
    day: str = ""
    first: int = 1400
    last: int = 2100
    open: tuple[str, ...] = ()

    def stretch(self, row: Row) -> tuple[date, date, str]:
        """Return the first day, last day and precision of the period in a row."""
        year, month, day = self._parts(row)
        precision = "day" if month and day else "month" if month else "year"
        first = _make_day(year, month or 1, day if precision == "day" else 1)
        return first, bins.following(first, precision) - timedelta(days=1), precision

    def end(self, row: Row) -> date | None:
        """Return the last day of the period, or ``None`` if it is open; an unknown month becomes December."""
        if not self.year or str(row[self.year]).strip() in self.open:
            return None
        year, month, day = self._parts(row)
        if not self.month:
            return date(year, 12, 31)
        return _make_day(year, month or 12, day if month and day else 1)

    def _parts(self, row: Row) -> tuple[int, int, int]:
        year = rows.year(row[self.year], self.first, self.last)
        month, day = (str(row[c]).strip() if c else "" for c in (self.month, self.day))
        if month.isalpha() and month not in _MONTHS:
            raise RowError("date", f"{month!r} is no month")
        number = _MONTHS.get(month) or rows.parse_whole(month or 0, "month or day")
        return year, max(number, 0), max(rows.parse_whole(day or 0, "month or day"), 0)


def _make_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as e:
        raise RowError("date", f"{year}-{month}-{day} is no day ({e})") from None


@dataclass(frozen=True, slots=True)
class Who:
    """A party to a flow or tie: the fixed ``state``, or the party in a column, in a system of codes.

    Names of the vocabulary (``name``) and Correlates of War numbers (``cow``) must be known. An unknown code
    of another system gives no state or, if ``required``, rejects the row. A cell with one of the texts in
    ``nobody`` names no single state. If ``middle``, names are read as of the middle of the period, else as of
    its last day.
    """

    state: str = ""
    column: str = ""
    system: str = "name"
    middle: bool = False
    required: bool = False
    nobody: tuple[str, ...] = ()

    def resolve(self, row: Row, first: date, last: date) -> str | None:
        """Return the state's code; ``None`` for a party that is not a state."""
        if self.state:
            return self.state
        written, on = str(row[self.column]), first + (last - first) // 2 if self.middle else last
        if any(mark in written for mark in self.nobody):
            return None
        if self.system == "cow":
            return parties.cow(written, first.year)
        if self.system == "name":
            return parties.state_or_none(parties.resolve_name(written, on))
        code = states.resolve(written, self.system, on)
        if code is None and self.required:
            raise RowError("unknown-state", f"{row[self.column]!r} is no state")
        return code


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured value: ``column`` divided by ``per``; without a column, each row has the value one.

    ``measure`` names what is measured; ``measures`` may give another name for each word in the column ``by``.
    """

    unit: str
    column: str = ""
    measure: str = ""
    per: float = 1.0
    called: str = "number"
    by: str = ""
    measures: dict[str, str] = field(default_factory=dict)

    def read(self, row: Row) -> Row:
        """Return the measure, value and unit of a row."""
        other = self.measure or self.column.replace("_", "-")
        value = rows.amount(row[self.column], self.called) if self.column else 1.0
        return {
            "measure": self.measures.get(row[self.by], other) if self.by else other,
            "value": None if value is None else value / self.per,
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True)
class Flow:
    """The fields of a flow; ``deal``, ``what`` and ``status`` are templates with ``{column}`` names."""

    sender: Who
    receiver: Who
    values: tuple[Measured, ...]
    deal: str = ""
    what: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """The fields of a tie; ``clauses`` are columns that contain 1 if the clause is in force.

    A tie with a single member, given by a Correlates of War number, becomes one tie for each state that had
    the number.
    """

    kind: str
    members: tuple[Who, ...]
    role: str = ""
    name: str = ""
    symbol: str = ""
    clauses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sight:
    """The coverage of a file: from ``since`` (or its first record) to ``until`` (or its last record).

    If ``each_receiver``, the coverage is computed per receiver, from the years with a value.
    """

    since: date | None = None
    until: date | None = None
    states: tuple[str, ...] = ()
    each_receiver: bool = False
    selective: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The description of a source's tables.

    ``key`` is a template with ``{column}`` names that identifies a record; without ``key`` the id is made
    from all cells. ``numbers`` maps columns of whole numbers to their meaning. Of several rows with one key,
    the later ones are set aside under the rule ``first_only``, or all are kept and numbered if ``apart``.
    ``dyad_years`` are the clauses of a table with one row per ordered pair of states and year.
    """

    id: str
    tables: tuple[Table, ...]
    key: str = ""
    begins: Span = Span()
    ends: Span = Span()
    numbers: dict[str, str] = field(default_factory=dict)
    only: tuple[Rule, ...] = ()
    first_only: str = ""
    apart: bool = False
    known_on: date | None = None
    flow: Flow | None = None
    tie: Tie | None = None
    dyad_years: dict[str, str] = field(default_factory=dict)
    coverage: Sight = Sight()

    def find_table(self, sample: Sample) -> Table | None:
        """Return the table that matches the beginning of a file."""
        return next((t for t in self.tables if t.fits(sample)), None)

    def read_row(self, row: Row) -> list[Row] | Aside:
        """Return the flows or ties of one row, or the rule that sets the row aside."""
        for rule in self.only:
            if rule.column in row and (str(row[rule.column]) in rule.values) == rule.without:
                return Aside(rule.otherwise)
        return self.describe(row)

    def describe(self, row: Row) -> list[Row]:
        """Return the flows or ties of one row; raise :class:`RowError` if the row cannot be read."""
        cells = row | {c: rows.parse_whole(row[c], what) for c, what in self.numbers.items()}
        span = self.begins.stretch(row)
        cells[self.begins.year] = span[0].year
        if self.flow:
            return self._flows(self.flow, row, cells, span)
        return self._ties(self.tie, row, cells, span) if self.tie else []

    def _flows(self, flow: Flow, row: Row, cells: Row, span: tuple[date, date, str]) -> list[Row]:
        first, last, _ = span
        shared: Row = {"known_on": self.known_on or last, "date_from": first, "date_to": last}
        for side, who in (("sender", flow.sender), ("receiver", flow.receiver)):
            shared[side] = who.resolve(row, first, last)
            shared[f"{side}_raw"] = _fill(f"{{{who.column}}}", row) if who.column else None
        shared |= {c: _fill(getattr(flow, c), cells) for c in ("deal", "what", "status")}
        records = [shared | value.read(row) for value in flow.values]
        for record, value in zip(records, flow.values, strict=True):
            record["record_id"] = self._key(cells | record | {"column": value.column})
        return records

    def _ties(self, tie: Tie, row: Row, cells: Row, span: tuple[date, date, str]) -> list[Row]:
        first, last = span[0], self.ends.end(row)
        if last is not None and last < first:
            raise RowError("date", f"it ends on {last}, before it begins on {first}")
        key = self._key(cells | {"begins": first, "ends": last or "open"})
        if len(tie.members) == 1 and tie.members[0].system == "cow":
            parts = [([c], a, b) for c, a, b in parties.list_bearers(row[tie.members[0].column], first, last)]
        else:
            codes = [code for w in tie.members if (code := w.resolve(row, first, span[1]))]
            if len({*codes}) < len(tie.members):
                missing = (
                    "a member is no state" if len(codes) < len(tie.members) else "a state agrees with itself"
                )
                raise RowError("unknown-state", missing)
            parts = [(codes, first, last)]
        return [
            {
                "record_id": key if i == 0 else f"{key}:{codes[0]}",
                "known_on": self.known_on or begins,
                "kind": tie.kind,
                "members": codes,
                "date_from": begins,
                "date_to": ends,
                "precision": span[2],
                "clauses": [word for c, word in tie.clauses.items() if str(row[c]).strip() == "1"],
                **{c: _fill(getattr(tie, c), cells) for c in ("role", "name", "symbol")},
            }
            for i, (codes, begins, ends) in enumerate(parts)
        ]

    def _key(self, cells: Row) -> str:
        if self.key:
            return _fill(self.key, cells) or ""
        parts = [cells[c] for c in self.tables[0].columns]
        return "\x1f".join(map(str, parts)) if self.apart else content_key(*parts)

    def read_rows(self, file: SourceFile, given: Rows, read: rows.Read) -> Batch:
        """Return the records of all rows, converted by ``read``, with their coverage."""
        repeats: Counter[str] = Counter()

        def tell_apart(row: Row) -> list[Row] | Aside:
            records = read(row)
            if isinstance(records, Aside) or not (self.first_only or self.apart):
                return records
            key = records[0]["record_id"]
            repeats[key] += 1
            if self.first_only:
                return records if repeats[key] == 1 else Aside(self.first_only)
            return [{**r, "record_id": content_key(r["record_id"], repeats[key])} for r in records]

        batch = rows.gather(card(self.id).tables[0], self.id, file, given, tell_apart)
        if batch.accepted:
            batch.coverage = self._sight(batch)
        return batch

    def _sight(self, batch: Batch) -> list[Coverage]:
        ((name, table),) = batch.tables.items()
        spec = self.coverage
        since = spec.since or pc.min(table["date_from"]).as_py()
        until = spec.until or pc.max(table["date_to"]).as_py()
        note, who = spec.note or card(self.id).span, frozenset(spec.states) or None
        whole = Coverage(self.id, name, since, until, who, selective=spec.selective, note=note)
        if not spec.each_receiver:
            return [whole]
        table = table.filter(pc.and_(table["value"].is_valid(), table["receiver"].is_valid()))
        spans: dict[tuple[date, date], set[str]] = {}
        for r in table.group_by("receiver").aggregate([("date_from", "min"), ("date_to", "max")]).to_pylist():
            spans.setdefault((r["date_from_min"], r["date_to_max"]), set()).add(r["receiver"])
        return [
            replace(whole, first=a, last=b, states=frozenset(who)) for (a, b), who in sorted(spans.items())
        ]


def _fill(text: str, cells: Row) -> str | None:
    """Fill the ``{column}`` names in a template with cells; ``None`` if it is empty or only a blank cell."""
    if alone := _NAME.fullmatch(text):
        return str(cells[alone[1]]) if cells[alone[1]] not in (None, "") else None
    return _NAME.sub(lambda m: str(cells[m[1]]), text) or None


def read_beginning(file: SourceFile) -> Sample:
    """Return the name and first bytes of a file, by which a source recognises the file."""
    with file.open() as stream:
        return Sample(file.name, stream.read(1 << 16))


@cache
def load_layout(source_id: str) -> Layout:
    """Load and check the layout in a source's YAML file.

    Raises
    ------
    VocabularyError
        When a key is missing, unknown or invalid, or the layout names a column that no table has.
    """
    name, data = load_entry(source_id)
    layout = Layout(**fields(data.get("layout"), Layout, f"{name}: layout", fixed={"id": source_id}))
    if (layout.flow or layout.tie) and not layout.begins.year:
        raise VocabularyError(name, "begins", "is missing")
    if layout.tie and not layout.coverage.until:
        raise VocabularyError(name, "coverage", "must say until when ties could have been seen")
    for table in layout.tables:
        if table.form not in ("csv", "sheet", "frame"):
            raise VocabularyError(name, "form", f"{table.form!r} is not one of csv, sheet, frame")
    if unknown := _list_columns(layout) - {c for t in layout.tables for c in t.columns}:
        raise VocabularyError(name, "layout", f"names {', '.join(sorted(unknown))}: no columns of its tables")
    return layout


def _list_columns(layout: Layout) -> set[str]:
    """Return all columns that a layout uses outside the description of its tables."""
    flow, tie = layout.flow, layout.tie
    who = (flow.sender, flow.receiver) if flow else tie.members if tie else ()
    values = flow.values if flow else ()
    texts = [layout.key, *((flow.deal, flow.what, flow.status) if flow else ())]
    texts += [tie.role, tie.name, tie.symbol] if tie else []
    columns = {c for text in texts for c in _NAME.findall(text)} - {"measure", "column", "begins", "ends"}
    columns |= {c for s in (layout.begins, layout.ends) for c in (s.year, s.month, s.day)}
    columns |= (
        {w.column for w in who}
        | {r.column for r in layout.only}
        | {c for v in values for c in (v.column, v.by)}
    )
    return (columns | {*layout.numbers, *(tie.clauses if tie else ())}) - {""}


def make_source(
    source_id: str,
    records: rows.Read | None = None,
    reader: Callable[[SourceFile], Iterator[Batch]] | None = None,
    recognises: Callable[[Sample], bool] | None = None,
) -> Register:
    """Return the source that the layout in a YAML file describes.

    Parameters
    ----------
    records : converts a row, instead of the layout's flow or tie
    reader, recognises : for files that are not plain tables, or that do not begin with the column names
    """
    layout = load_layout(source_id)

    def read(file: SourceFile) -> Iterator[Batch]:
        table = layout.find_table(read_beginning(file)) or layout.tables[0]
        if layout.dyad_years:
            yield from read_obligations(source_id, file, layout.dyad_years)
        elif table.reference:
            yield from rows.only_counted(table.read(file), table.reference)
        else:
            yield layout.read_rows(file, table.read(file), records or layout.read_row)

    return Register(
        source_id, recognises or (lambda sample: layout.find_table(sample) is not None), reader or read
    )

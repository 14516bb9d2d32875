"""Reading of delimited text files: valid lines become text columns, the others rejects.

Two readers return :class:`Piece`. :func:`lines` reads files without quoting, where a double quote is an
ordinary character and each line is a row (ICEWS, GDELT). :func:`split_quoted` reads comma-separated exports
in which a field may be quoted and contain line breaks.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from math import isfinite
from typing import TextIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pc
from pyarrow import compute

from comity.errors import SourceError
from comity.records.schemas import RAW_LIMIT, Reject
from comity.sources.base import SourceFile

#: Bytes read at a time: about 60,000 GDELT or 100,000 ICEWS rows.
BLOCK = 24 << 20
#: Maximum bytes of a line; a file with a longer line is not a table.
LONGEST = 24 << 20

#: Rows of a quoted file read at a time.
ROWS = 50_000

_NEWLINE = 10


@dataclass(slots=True)
class Piece:
    """Part of a file: text columns (blank is ``""``), row numbers, and counts of all other rows.

    ``row_count`` counts all rows of the part: those in ``table``, rejects, and rows set aside. If ``table``
    has only the needed columns, already parsed, ``again`` returns the same rows as text.
    """

    table: pa.Table
    row_no: npt.NDArray[np.int64]
    row_count: int
    rejects: list[Reject] = field(default_factory=list)
    set_aside: dict[str, int] = field(default_factory=dict)
    again: Callable[[], list[Piece]] | None = None


def lines(
    file: SourceFile,
    columns: tuple[str, ...],
    *,
    widths: tuple[int, ...] | None = None,
    delimiter: str = "\t",
    header: bool = False,
    types: Mapping[str, pa.DataType] | None = None,
) -> Iterator[Piece]:
    """Read a file without quoting, one row per line.

    Parameters
    ----------
    columns : names of the columns of the widest line
    widths : allowed numbers of columns, by default ``len(columns)``; a narrower line lacks the last
        columns, which become blank
    header : whether the first line is a header, to be set aside
    types : needed columns and their types (text or floats). Blocks without doubtful lines or fields then
        have only these columns, parsed while reading, which is several times faster
    """
    first_row = 1
    permitted = widths or (len(columns),)
    for block in _blocks(file):
        headed = header and first_row == 1

        def read_as_text(block: bytes = block, first: int = first_row, headed: bool = headed) -> list[Piece]:
            return _split_by_width(block, first, columns, permitted, delimiter, headed)

        table = None if headed or types is None else sound(block, columns, delimiter, types)
        if table is not None and finite(table):
            n = table.num_rows
            yield Piece(table, np.arange(first_row, first_row + n), n, again=read_as_text)
            first_row += n
            continue
        pieces = read_as_text()
        yield from pieces
        first_row += sum(p.row_count for p in pieces)


def _split_by_width(
    block: bytes,
    first_row: int,
    columns: tuple[str, ...],
    widths: tuple[int, ...],
    delimiter: str,
    headed: bool,
) -> list[Piece]:
    """Check every line of a block and return one piece per line width."""
    part = _Lines.split(block, ord(delimiter))
    odd = _header(part) if headed else _OddLines()
    _find_odd(part, widths, odd)
    out = []
    for k, width in enumerate(widths):
        good = (part.width == width) & ~odd.mask(len(part))
        table = _parse(part, good, columns, width, delimiter)
        piece = Piece(table, first_row + np.flatnonzero(good), table.num_rows)
        if k == 0:
            piece.row_count += odd.count
            piece.set_aside = odd.set_aside
            piece.rejects = odd.rejects(part, first_row, widths)
        if piece.row_count:
            out.append(piece)
    return out


def sound(
    block: bytes, columns: tuple[str, ...], delimiter: str, types: Mapping[str, pa.DataType]
) -> pa.Table | None:
    """Return the needed columns of a block, or ``None`` if any line may be invalid.

    The caller must also check with :func:`finite`, which may test several blocks at once.
    """
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return None
    if not block.isascii() and not _is_utf8(block):
        return None
    try:
        return _read_csv(block, columns, delimiter, types, tuple(types)).combine_chunks()
    except pa.ArrowInvalid:
        return None


def finite(table: pa.Table) -> bool:
    """Return whether all floats are finite (not ``inf`` or ``nan``)."""
    floats = [c for c in table.columns if pa.types.is_floating(c.type)]
    return all(isfinite(compute.sum(f).as_py() or 0.0) for f in floats)  # a bad value makes the sum bad


def _read_csv(
    data: bytes,
    names: tuple[str, ...],
    delimiter: str,
    types: Mapping[str, pa.DataType],
    wanted: tuple[str, ...],
) -> pa.Table:
    return pc.read_csv(
        pa.BufferReader(data),
        read_options=pc.ReadOptions(column_names=list(names), use_threads=False, block_size=len(data) + 1),
        parse_options=pc.ParseOptions(
            delimiter=delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False
        ),
        convert_options=pc.ConvertOptions(
            column_types=types,
            include_columns=list(wanted),
            null_values=[""],
            strings_can_be_null=False,
            check_utf8=False,  # already checked, for the block or for each line
        ),
    )


def _blocks(file: SourceFile) -> Iterator[bytes]:
    """Yield the bytes of a file in blocks, each of which ends at the end of a line."""
    with file.open() as stream:
        rest = stream.read(len(codecs.BOM_UTF8)).removeprefix(codecs.BOM_UTF8)
        while chunk := stream.read(BLOCK):
            cut = chunk.rfind(b"\n") + 1
            if cut == 0:
                rest += chunk
                if len(rest) > LONGEST:
                    raise _endless(file)
                continue
            yield rest + chunk[:cut] if rest or cut < len(chunk) else chunk
            rest = chunk[cut:]
        if rest:
            yield rest


def _endless(file: SourceFile) -> SourceError:
    return SourceError(f"{file.place} has a line of more than {LONGEST >> 20} MB: it is no table of rows.")


def _bound_lines(text: TextIO, file: SourceFile) -> Iterator[str]:
    """Yield the lines of a text; raise an error for a line longer than a block."""
    while line := text.readline(LONGEST):
        if len(line) == LONGEST:
            raise _endless(file)
        yield line


@dataclass(slots=True)
class _Lines:
    """Start, end and number of columns of each line in a block."""

    block: bytes
    start: npt.NDArray[np.int64]
    stop: npt.NDArray[np.int64]
    width: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def text(self, i: int) -> bytes:
        return self.block[self.start[i] : self.stop[i]].rstrip(b"\r\n")

    @classmethod
    def split(cls, block: bytes, mark: int) -> _Lines:
        data = np.frombuffer(block, np.uint8)
        stop = np.flatnonzero(data == _NEWLINE) + 1
        if not len(stop) or stop[-1] != len(data):
            stop = np.append(stop, len(data))
        marks = np.searchsorted(np.flatnonzero(data == mark), stop)
        return cls(block, np.append(0, stop[:-1]), stop, np.diff(marks, prepend=0) + 1)


@dataclass(slots=True)
class _OddLines:
    """Lines that are not rows, by index: the reason for a reject, or the rule that sets the line aside."""

    why: dict[int, str] = field(default_factory=dict)
    set_aside: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.why)

    def mask(self, n: int) -> npt.NDArray[np.bool_]:
        out = np.zeros(n, bool)
        out[list(self.why)] = True
        return out

    def put_aside(self, i: int, rule: str) -> None:
        self.why[i] = rule
        self.set_aside[rule] = self.set_aside.get(rule, 0) + 1

    def rejects(self, part: _Lines, first_row: int, widths: tuple[int, ...]) -> list[Reject]:
        out = []
        wanted = " or ".join(map(str, widths))
        for i, why in sorted(self.why.items()):
            if why in self.set_aside:
                continue
            detail = {
                "width": f"the line has {part.width[i]} columns, not {wanted}",
                "line-break": "a carriage return stands within the line",
                "encoding": "the line is not UTF-8, so its names cannot be trusted",
            }[why]
            raw = part.text(i)[: 4 * RAW_LIMIT].decode("utf-8", "replace")[:RAW_LIMIT]
            out.append(Reject(first_row + i, why, detail, raw))
        return out


def _header(part: _Lines) -> _OddLines:
    odd = _OddLines()
    odd.put_aside(0, "header")
    return odd


def _find_odd(part: _Lines, widths: tuple[int, ...], odd: _OddLines) -> None:
    for i in np.flatnonzero(~np.isin(part.width, widths)).tolist():
        if i in odd.why:
            continue
        if part.text(i).strip():
            odd.why[i] = "width"
        else:
            odd.put_aside(i, "blank line")
    if part.block.count(b"\r") != part.block.count(b"\r\n"):
        for i in range(len(part)):
            if i not in odd.why and b"\r" in part.text(i):
                odd.why[i] = "line-break"
    try:
        codecs.utf_8_decode(part.block, "strict", True)
    except UnicodeDecodeError:
        for i in range(len(part)):
            if i not in odd.why and not _is_utf8(part.text(i)):
                odd.why[i] = "encoding"


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parse(
    part: _Lines,
    good: npt.NDArray[np.bool_],
    columns: tuple[str, ...],
    width: int,
    delimiter: str,
) -> pa.Table:
    """Return the good lines, all with ``width`` fields, as text columns; missing columns are blank."""
    n = int(good.sum())
    if not n:
        return pa.table({c: pa.array([], pa.string()) for c in columns})
    data = part.block
    if not good.all():
        data = b"".join(data[a:b] for a, b in zip(part.start[good], part.stop[good], strict=True))
    there = columns[:width]
    table = _read_csv(data, there, delimiter, dict.fromkeys(there, pa.string()), there)
    blank = pa.array([""] * n, pa.string())
    return pa.table({c: table[c] if c in there else blank for c in columns})


def split_quoted(file: SourceFile, columns: tuple[str, ...], delimiter: str = ",") -> Iterator[Piece]:
    """Read a file with a header whose fields may be quoted and contain line breaks.

    Row 1 is the header; ``columns`` are the names to use, in file order.

    Raises
    ------
    SourceError
        When the file is not UTF-8, or a line or a quoted field never ends, so that rows cannot be
        separated.
    """
    with file.open() as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
        rows = enumerate(csv.reader(_bound_lines(text, file), delimiter=delimiter, strict=True), start=1)
        try:
            header = {"header": 1} if next(rows, None) is not None else {}
            while some := list(islice(rows, ROWS)):
                yield _piece(some, columns, header)
                header = {}
            if header:
                yield _piece([], columns, header)
        except (UnicodeDecodeError, csv.Error) as e:
            raise SourceError(
                f"{file.place} cannot be split into rows ({e}); save it again as UTF-8 text with "
                "every quoted field closed."
            ) from None


def _piece(rows: list[tuple[int, list[str]]], columns: tuple[str, ...], header: dict[str, int]) -> Piece:
    good = [(i, r) for i, r in rows if len(r) == len(columns)]
    wrong = [
        Reject(i, "width", f"the row has {len(r)} columns, not {len(columns)}", "|".join(r)[:RAW_LIMIT])
        for i, r in rows
        if len(r) != len(columns) and r
    ]
    blank = len(rows) - len(good) - len(wrong)
    by_column = list(zip(*(r for _, r in good), strict=True)) or [()] * len(columns)
    return Piece(
        pa.table({c: pa.array(v, pa.string()) for c, v in zip(columns, by_column, strict=True)}),
        np.array([i for i, _ in good], np.int64),
        len(rows) + sum(header.values()),
        wrong,
        header | ({"blank line": blank} if blank else {}),
    )

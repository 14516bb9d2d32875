"""Reading of workbook sheets in a separate process, after a check of their size.

A workbook of 1.4 kB may use the cells A1 and XFD1048576, and the parser allocates all cells between them.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any, BinaryIO

from comity.errors import SourceError, UnsafeArchiveError
from comity.sources.base import SourceFile
from comity.sources.kit import contained
from comity.sources.kit.rows import Rows

#: Maximum number of cells in the rectangle around all cells of a sheet.
MOST_CELLS = 20_000_000
#: Maximum size of a workbook; an unpacked sheet may be four times as large.
MOST_BYTES = 256 << 20
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_PIECE = 1 << 20

#: Rows of a sheet, each a list of texts, numbers, days or "".
Cells = list[list[Any]]


def read_sheet(file: SourceFile, sheet: str, columns: tuple[str, ...]) -> Rows:
    """Return the rows of one sheet, whose first row is the heading; other sheets are ignored.

    Raises
    ------
    SourceError
        When the workbook is damaged or lacks such a sheet with these headings.
    """
    with file.open() as stream:
        table = cells(stream, file.place, sheet)
    if not table or tuple(table[0][: len(columns)]) != columns:
        raise SourceError(f"The sheet {sheet} of {file.place} lacks the headings {', '.join(columns)}.")
    rows = [(i, dict(zip(columns, c, strict=False))) for i, c in enumerate(table[1:], start=2)]
    return Rows(rows, len(table), {"header": 1})


def cells(stream: BinaryIO, name: str, sheet: str | int) -> Cells:
    """Return all cells of one sheet.

    Parameters
    ----------
    stream : the workbook
    name : name of the file, for messages
    sheet : name of the sheet, or its index from 0

    Raises
    ------
    SourceError
        When the file is not a workbook, is damaged or lacks the sheet.
    UnsafeArchiveError
        When the sheet spans more cells than :data:`MOST_CELLS`, or the parser dies or exceeds its
        limits.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise SourceError(f"{name} is larger than {MOST_BYTES >> 20} MiB: cut it.")
    return contained.call(name, _cells, data, name, sheet)


def _cells(data: bytes, name: str, sheet: str | int) -> Cells:
    import python_calamine  # noqa: PLC0415 - loaded only when a workbook is parsed

    try:
        _check_extent(data, name)
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        of = book.get_sheet_by_name(sheet) if isinstance(sheet, str) else book.get_sheet_by_index(sheet)
        return of.to_python()
    except SourceError:
        raise
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,  # an unsupported compression method
        OSError,
        ValueError,
        IndexError,
    ) as e:
        raise SourceError(f"{name} cannot be opened as a workbook ({e}): get it again.") from None


def _check_extent(data: bytes, name: str) -> None:
    """Raise an error for an xlsx file with a sheet that spans too many cells."""
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(BytesIO(data)) as book:
        for info in book.infolist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", info.filename):
                rows, columns = _extent(book, info, name)
                if rows * columns > MOST_CELLS:
                    raise UnsafeArchiveError(
                        f"{name} has a sheet of {rows:,} rows and {columns:,} columns, more than "
                        f"{MOST_CELLS:,} cells: delete the cells far off."
                    )


def _extent(book: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> tuple[int, int]:
    """Return the numbers of rows and columns of the rectangle around all cells of a sheet."""
    rows, columns, size, tail = set[int](), set[bytes](), 0, b""
    with book.open(info) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > 4 * MOST_BYTES:
                raise UnsafeArchiveError(
                    f"{name} has a sheet larger than {4 * MOST_BYTES >> 20} MiB: cut it."
                )
            met = _CELL.findall(tail + piece)
            columns.update(c for c, _ in met)
            numbers = [int(n) for _, n in met]
            rows.update(numbers and (min(numbers), max(numbers)))
            tail = piece[-16:]
    if not rows:
        return 0, 0
    places = [_column(c) for c in columns]
    return max(rows) - min(rows) + 1, max(places) - min(places) + 1


def _column(letters: bytes) -> int:
    out = 0
    for letter in letters:
        out = out * 26 + letter - ord("A") + 1
    return out

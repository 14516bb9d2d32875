"""Parsers in a process of their own: whatever they do costs one file."""

from __future__ import annotations

import os
import signal
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from comity.errors import SourceError
from comity.lake.store import Lake
from comity.sources.kit import contained, workbook

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
CELL = '<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'


def sparse(*cells: tuple[str, int]) -> bytes:
    """A workbook with these cells only."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
            '/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
            '/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        rows = "".join(CELL.format(column=c, row=r) for c, r in cells)
        book.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows))
    return out.getvalue()


def eat() -> int:
    """Take 8 GB."""
    return len(bytearray(8 << 30))


def die() -> None:
    os.kill(os.getpid(), signal.SIGABRT)


def refuse(text: str) -> None:
    raise SourceError(text)


def chatter() -> str:
    print("noise on standard output")
    os.write(1, b"more noise")
    return "said"


def test_a_call_gives_what_the_function_gives_and_raises_what_it_raises() -> None:
    assert contained.call("x", divmod, 7, 3) == (2, 1)
    assert contained.call("x", chatter) == "said"
    with pytest.raises(ZeroDivisionError):
        contained.call("x", divmod, 1, 0)
    with pytest.raises(SourceError, match="no such luck"):
        contained.call("x", refuse, "no such luck")


@pytest.mark.parametrize(
    ("function", "args", "why"),
    [(eat, (), "4 GiB of memory"), (die, (), "SIGABRT"), (time.sleep, (60,), "more than 1 seconds")],
)
def test_whatever_a_parser_does_is_one_sentence_and_the_next_call_works(
    function: object, args: tuple[object, ...], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if function is time.sleep:
        monkeypatch.setattr(contained, "SECONDS", 1)
    with pytest.raises(SourceError, match=why) as e:
        contained.call("a.pdf", function, *args)  # type: ignore[arg-type]
    assert str(e.value).startswith("a.pdf is damaged or made to do harm")
    assert contained.call("x", divmod, 7, 3) == (2, 1)


def inside() -> tuple[int, int]:
    """The process of a call and that of a call in it."""
    return os.getpid(), contained.call("x", os.getpid)


def test_bounds_are_of_the_call_and_hold_for_what_it_calls() -> None:
    bounds = contained.Bounds(1 << 30, 60.0, 7)
    outer, inner = contained.call("x", inside, bounds=bounds)
    assert outer == inner != os.getpid()
    assert contained.call("x", os.nice, 0, bounds=bounds) == os.nice(0) + 7
    with pytest.raises(SourceError, match="more than 1 seconds"):
        contained.call("x", time.sleep, 60, bounds=bounds._replace(seconds=1.0))
    with pytest.raises(SourceError, match="1 GiB of memory"):
        contained.call("x", eat, bounds=bounds)


def test_threads_get_their_own_answers() -> None:
    out = dict[int, tuple[int, int]]()
    threads = [
        threading.Thread(target=lambda n=n: out.update({n: contained.call("x", divmod, n, 7)}))
        for n in range(8)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join(30)
    assert out == {n: divmod(n, 7) for n in range(8)}


def test_a_workbook_is_read_and_one_whose_cells_lie_far_apart_is_refused() -> None:
    assert workbook.cells(BytesIO(sparse(("A", 1), ("B", 2))), "b.xlsx", 0) == [[1.0, ""], ["", 1.0]]
    near = workbook.cells(BytesIO(sparse(("XFC", 9), ("XFD", 9))), "b.xlsx", "s")
    assert near[-1][-2:] == [1.0, 1.0]
    for far in (("XFD", 1_048_576), ("ZZ", 1_048_576)):
        with pytest.raises(SourceError, match=r"1,048,576 rows and [\d,]+ columns"):
            workbook.cells(BytesIO(sparse(("A", 1), far)), "far.xlsx", 0)
    for data in (b"", b"PK\x03\x04 cut", b"no workbook"):
        with pytest.raises(SourceError, match="cannot be opened as a workbook"):
            workbook.cells(BytesIO(data), "x.xlsx", 0)
    with pytest.raises(SourceError, match="cannot be opened as a workbook"):
        workbook.cells(BytesIO(sparse(("A", 1))), "x.xlsx", "no such sheet")


def test_a_sparse_workbook_leaves_the_other_files_in(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "far.xlsx").write_bytes(sparse(("A", 1), ("XFD", 1_048_576)))
    (tmp_path / "in" / "news.jsonl").write_text(
        '{"id": "1", "date": "2021-10-14", "text": "China and Russia hold a joint naval exercise."}\n'
    )
    receipt = Lake.open(tmp_path / "lake").add([tmp_path / "in"])
    assert [x.status for x in receipt.lines] == ["damaged", "added"]
    assert receipt.balances

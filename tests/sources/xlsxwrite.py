"""A workbook of one sheet, written by hand: just enough for a reader to open it."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_X = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def xlsx(rows: list[list[object]], *, shared: bool = False) -> bytes:
    """Bytes of a workbook whose only sheet has these rows; the same rows give the same bytes.

    ``shared``: texts stand in a part of their own, as Excel writes them, not in the cells.
    """
    texts = sorted({str(v) for r in rows for v in r})

    def cell(value: object) -> str:
        return f'<c t="s"><v>{texts.index(str(value))}</v></c>' if shared else _cell(value)

    cells = "".join(f"<row>{''.join(map(cell, r))}</row>" for r in rows)
    items = "".join(f"<si><t>{escape(t)}</t></si>" for t in texts)
    parts = {
        "[Content_Types].xml": f'{_X}<Types xmlns="{_PACK}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{_X}<Relationships xmlns="{_PACK}/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_X}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'{_X}<sst xmlns="{_MAIN}">{items if shared else ""}</sst>',
        "xl/_rels/workbook.xml.rels": f'{_X}<Relationships xmlns="{_PACK}/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{_X}<worksheet xmlns="{_MAIN}">'
        f"<sheetData>{cells}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts.items():
            z.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()

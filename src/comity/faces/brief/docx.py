"""Briefs as Word files (DOCX), with Word's headings, paragraphs, notes and pictures."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.errors import BriefError, MissingExtraError
from comity.faces.present.writing import drop_dates
from comity.lake.storage.manifest import VERSION

try:
    from docx import Document
    from docx.document import Document as Word
    from docx.opc.exceptions import PackageNotFoundError
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt
    from docx.text.paragraph import Paragraph
except ImportError:
    raise MissingExtraError("DOCX briefs need the extra: pip install 'comity[brief]'.") from None


def docx(content: dict[str, Any], template: Path | None = None) -> bytes:
    """Return the brief as a Word file, with the styles of the Word file ``template`` if given.

    Raises
    ------
    BriefError
        If the template is not a Word file or lacks a style.
    """
    try:
        page = Document(str(template) if template else None)
        _write(page, content, own=template is None)
    except (PackageNotFoundError, KeyError, ValueError, OSError, zipfile.BadZipFile) as e:
        where = template or "of the package"
        raise BriefError(
            f"The template {where} cannot be filled: {str(e).strip(chr(39)).rstrip('.')}."
        ) from None
    out = io.BytesIO()
    page.save(out)
    return drop_dates(out.getvalue())


def _write(page: Word, content: dict[str, Any], *, own: bool) -> None:
    set_properties(page, content)
    if own:
        set_paper(page)
    page.add_paragraph(content["crumb"])
    page.add_heading(content["title"], 1)
    _sentences(page.add_paragraph(), content["lead"])
    for chart in content["charts"]:
        page.add_heading(chart["title"], 2)
        _picture(page, chart)
        page.add_paragraph(chart["caption"])
    for section in content["sections"]:
        page.add_heading(section["title"], 2)
        for row in section["rows"]:
            line = page.add_paragraph()
            if row["label"]:
                line.add_run(f"{row['label']}  ").bold = True
            _sentences(line, row["sentences"])
    page.add_heading("Notes", 2)
    for n in content["notes"]:
        parts = [f"{n['source']}, {n['date']}."]
        parts += [n["where"]] if n["where"] else []
        line = page.add_paragraph()
        line.add_run(str(n["n"])).font.superscript = True
        line.add_run(" " + " ".join(parts)).font.size = Pt(7)
    if content["annex"]:
        _annex(page, content["annex"])
    page.sections[0].footer.paragraphs[0].text = content["footer"]


def _annex(page: Word, annex: dict[str, Any]) -> None:
    page.add_page_break()  # type: ignore[no-untyped-call]
    page.add_heading(annex["title"], 2)
    heads = {"question": "Question", "answer": "Answer", "range": "90% range", "n": "n"}
    table = page.add_table(rows=1, cols=len(heads))
    for values in (heads, *annex["rows"]):
        cells = table.rows[0].cells if values is heads else table.add_row().cells
        for cell, name in zip(cells, heads, strict=True):
            cell.text = values[name]


def _sentences(line: Paragraph, content: list[dict[str, Any]]) -> None:
    for s in content:
        line.add_run(s["text"])
        marks = ",".join(str(m["n"]) for m in s["notes"])
        line.add_run(marks).font.superscript = True
        line.add_run(" ")


def _picture(page: Word, chart: dict[str, Any]) -> None:
    from comity.faces.brief.pdf import png  # noqa: PLC0415 - Typst draws it, and is loaded only here

    shape = page.add_picture(io.BytesIO(png(chart["svg"])), width=Mm(160))
    shape._inline.docPr.set("descr", chart["says"])


def set_properties(page: Word, content: dict[str, Any]) -> None:
    """Write title, language and author of a Word file, without a date."""
    core = page.core_properties
    core.title, core.language, core.author = (
        content["title"][:255],
        content["language"],
        f"comity {VERSION}",
    )
    core.created = core.modified = datetime(1980, 1, 1, tzinfo=UTC)
    core.last_modified_by, core.revision, core.comments = "", 1, ""


def set_paper(page: Word) -> None:
    """Set the page size, margins and fonts of a Word file."""
    first = page.sections[0]
    first.page_width, first.page_height = Mm(210), Mm(297)
    first.left_margin = first.right_margin = Mm(20)
    first.top_margin = first.bottom_margin = Mm(14)
    normal = page.styles["Normal"]
    normal.font.name, normal.font.size = "Source Serif 4", Pt(9)
    normal.paragraph_format.space_after = Pt(2)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for style in ("Heading 1", "Heading 2"):
        page.styles[style].font.color.rgb = None
        page.styles[style].font.name = "Source Serif 4"
        page.styles[style].paragraph_format.space_before = Pt(7)
    normal.paragraph_format.space_after = Pt(4)

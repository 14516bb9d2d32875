"""A checked text to hand on: HTML with marks in the margin, Markdown, Word with comments."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from markupsafe import Markup

from comity.errors import BriefError
from comity.faces.brief import docx, markup
from comity.faces.present.writing import drop_dates
from comity.parts.check import page_content as checked_text
from comity.parts.check.checked import CheckedText
from comity.parts.check.marking import NO_CLAIM
from comity.vocabulary.load import package_text

KINDS = ("html", "md", "docx")
"""Endings of the file of a checked text."""


def write(checked: CheckedText, kind: str) -> bytes:
    """Return a checked text as a file of this kind: the same text and records give the same bytes.

    Raises
    ------
    BriefError
        When the kind is unknown.
    """
    content = checked_text.content(checked)
    if kind == "html":
        filled = {**content, "fonts": Markup(markup.fonts())}  # noqa: S704 - our own files
        return markup.fill(_template("check.html"), filled, autoescape=True)
    if kind == "md":
        return markup.fill(_template("check.md"), markup.escape_markdown(content), autoescape=False)
    if kind == "docx":
        return _write_word({**content, "language": "en", "title": content["heading"]}, _comments(content))
    raise BriefError(f"A checked text is written as {', '.join(KINDS)}, not as {kind!r}.")


def _template(name: str) -> tuple[str, str]:
    return name, package_text(f"parts/check/templates/{name}")


def _write_word(content: dict[str, Any], comments: list[str]) -> bytes:
    """Write a Word file: the paragraphs of the text, and a comment on each sentence that makes a claim."""
    page = Document()
    docx.set_properties(page, content)
    docx.set_paper(page)
    page.add_paragraph(content["crumb"])
    page.add_heading(content["heading"], 1)
    line = page.add_paragraph()
    for claim, comment in zip(content["claims"], comments, strict=True):
        if claim["new"]:
            line = page.add_paragraph()
        run = line.add_run(claim["sentence"])
        line.add_run(" ")
        if claim["mark"] != NO_CLAIM:
            note = page.add_comment(run, text=comment, author="comity", initials="c")
            note._comment_elm.attrib.pop(qn("w:date"), None)
    page.add_paragraph(content["footer"])
    out = io.BytesIO()
    page.save(out)
    return drop_dates(out.getvalue())


def _comments(content: dict[str, Any]) -> list[str]:
    """Return the comment of each sentence: its mark, the reason, and the records with what they say."""
    out = []
    for c in content["claims"]:
        lines = [f"{c['mark']}: {c['reason']}"]
        for r in c["records"]:
            lines.append(f"{r['when']}: {r['what']} ({r['id']}, known {r['known_on']})")
        out.append("\n".join(lines))
    return out

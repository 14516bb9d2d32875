"""A checked text to hand on: HTML with marks in the margin, Markdown, Word with comments."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from comity.errors import BriefError
from comity.faces.brief import docx, markup
from comity.parts.check import page_content as checked_text
from comity.parts.check.checked import CheckedText

KINDS = ("html", "md", "docx")
"""Endings of the file of a checked text."""


def write(checked: CheckedText, kind: str) -> bytes:
    """A checked text as a file of this kind: the same text and records give the same bytes.

    Raises
    ------
    BriefError
        When the kind is unknown.
    """
    content = checked_text.content(checked)
    if kind == "html":
        filled = {**content, "fonts": Markup(markup.fonts())}  # noqa: S704 - our own files
        return markup.fill(markup.source_of("check.html", None), filled, autoescape=True)
    if kind == "md":
        return markup.fill(markup.source_of("check.md", None), markup.escaped(content), autoescape=False)
    if kind == "docx":
        return docx.commented({**content, "language": "en", "comments": _comments(content)})
    raise BriefError(f"A checked text is written as {', '.join(KINDS)}, not as {kind!r}.")


def _comments(content: dict[str, Any]) -> list[str]:
    """The comment of each sentence: its mark, the reason, and the records with what they say."""
    out = []
    for c in content["claims"]:
        lines = [f"{c['mark']}: {c['reason']}"]
        for r in c["records"]:
            against = "Against: " if r["bears"] == "against" else ""
            lines.append(f"{against}{r['when']}: {r['what']} ({r['id']}, known {r['known_on']})")
        out.append("\n".join(lines))
    return out

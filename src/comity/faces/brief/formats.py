"""A checked brief in its four shapes: HTML, Markdown, PDF and DOCX."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from comity import plugins
from comity.errors import BriefError
from comity.faces.brief.account_brief import context
from comity.faces.brief.model import Brief

_WRITERS = {"html": "markup:html", "md": "markup:markdown", "pdf": "pdf:pdf", "docx": "docx:docx"}
"""Endings of a brief's file, with the function that writes it: only this one is loaded."""
KINDS = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Endings of a brief's file, with their media types."""


def write(brief: Brief, kind: str, template: Path | None = None) -> bytes:
    """Return the brief as a file of this kind: the same brief gives the same bytes.

    Parameters
    ----------
    kind : ``html``, ``md``, ``pdf`` or ``docx``
    template : a template of the reader's own: Jinja for html and md, Typst for pdf, a Word file with styles
        for docx

    Raises
    ------
    BriefError
        When the kind is unknown or the template cannot be filled.
    MissingExtraError
        When the packages of the extra are not installed.
    """
    if kind not in _WRITERS:
        raise BriefError(f"A brief is written as {', '.join(_WRITERS)}, not as {kind!r}.")
    if template is not None and not template.is_file():
        raise BriefError(f"There is no template {template}: name a file.")
    make: Callable[[dict[str, object], Path | None], bytes]
    make = plugins.import_object(f"comity.faces.brief.{_WRITERS[kind]}")
    return make(context(brief), template)

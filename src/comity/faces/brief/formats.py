"""Writing of a brief in four formats: HTML, Markdown, PDF and DOCX."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from comity import plugins
from comity.errors import BriefError
from comity.faces.brief.account_brief import context
from comity.faces.brief.model import Brief

#: File name ending -> function that writes the format; only the function in use is loaded.
_WRITERS = {"html": "markup:html", "md": "markup:markdown", "pdf": "pdf:pdf", "docx": "docx:docx"}
#: File name ending -> media type.
KINDS = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def write(brief: Brief, kind: str, template: Path | None = None) -> bytes:
    """Return the brief as the bytes of a file; the same brief gives the same bytes.

    Parameters
    ----------
    kind : ``html``, ``md``, ``pdf`` or ``docx``
    template : the user's own template: Jinja for html and md, Typst for pdf, a Word file with styles for docx

    Raises
    ------
    BriefError
        If the kind is unknown or the template cannot be filled.
    MissingExtraError
        If the packages for this kind are not installed.
    """
    if kind not in _WRITERS:
        raise BriefError(f"A brief is written as {', '.join(_WRITERS)}, not as {kind!r}.")
    if template is not None and not template.is_file():
        raise BriefError(f"There is no template {template}: name a file.")
    make: Callable[[dict[str, object], Path | None], bytes]
    make = plugins.import_object(f"comity.faces.brief.{_WRITERS[kind]}")
    return make(context(brief), template)

"""Briefs as PDF, made by the program Typst: accessible (PDF/UA-1), with title and language.

A template is a Typst file that reads the brief as data (``json(bytes(sys.inputs.brief))``), so that no
outside text is ever read as markup. The package's fonts are used before the machine's. A character that no
font can draw is replaced by a box, and the page says so.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from comity.errors import BriefError, MissingExtraError
from comity.faces.present import writing

try:
    import typst
except ImportError:
    raise MissingExtraError("PDF briefs need the extra: pip install 'comity[brief]'.") from None

STANDARD = "ua-1"
BOX = "□"
UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
NO_FONT = (
    "Some signs could not be drawn, for want of a font on this machine, and stand as □: {signs}. "
    "Install a font that has them (Debian: fonts-noto-cjk for Han and Hangul, fonts-noto-core for most)."
)
TRIES = 4
_MOST = 4
_compilers: OrderedDict[tuple[str, str], Any] = OrderedDict()
_lock = threading.Lock()


def pdf(content: dict[str, Any], template: Path | None = None) -> bytes:
    """Return the brief as an accessible PDF.

    Raises
    ------
    BriefError
        If Typst rejects the template.
    """
    missing: list[str] = []
    data = {**content, "strip": ""}
    for _ in range(TRIES):
        try:
            return _compiled(data, template)
        except typst.TypstError as e:
            signs = [c for c in UNDRAWN.findall(str(e.diagnostic)) if c not in missing]
            if not signs:
                where = template or "of the package"
                raise BriefError(f"The template {where} cannot be filled: {str(e).rstrip('.')}.") from None
            missing += signs
            data = _boxed(content, set("".join(missing)))
            data["strip"] = _no_font(missing)
    raise BriefError(f"No font on this machine draws {', '.join(missing[:8])}: install one, or write html.")


def png(svg: str, width: float = 480.0) -> bytes:
    """Return a drawing as PNG at twice its size, for a file format without SVG.

    Parameters
    ----------
    svg : the drawing
    width : its width in points
    """
    page = (
        f"#set page(width: {width}pt, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    )
    return _bytes(
        typst.compile(page.encode(), format="png", ppi=144.0, sys_inputs={"svg": svg}, font_paths=_fonts())
    )


def _no_font(missing: list[str]) -> str:
    codes = ", ".join(f"U+{ord(c):04X}" for c in sorted(set("".join(missing)))[:6])
    more = len(set("".join(missing))) - 6
    return NO_FONT.format(signs=codes + (f" and {more} more" if more > 0 else ""))


def _boxed(value: Any, signs: set[str]) -> Any:
    if isinstance(value, str):
        return "".join(BOX if c in signs else c for c in value)
    if isinstance(value, dict):
        return {k: v if k == "svg" else _boxed(v, signs) for k, v in value.items()}
    return [_boxed(v, signs) for v in value] if isinstance(value, list) else value


def _compiled(content: dict[str, Any], template: Path | None) -> bytes:
    body = json.dumps(content, ensure_ascii=False, sort_keys=True)
    path = template.resolve() if template else _folder() / "templates" / "brief.typ"
    key = (str(path), body)
    with _lock:
        if key not in _compilers or template is not None:
            _compilers[key] = typst.Compiler(
                str(path),
                root=str(path.parent),
                font_paths=_fonts(),
                sys_inputs={"brief": body},
            )
        _compilers.move_to_end(key)
        while len(_compilers) > _MOST:
            _compilers.popitem(last=False)
        return _bytes(_compilers[key].compile(format="pdf", pdf_standards=[STANDARD], timestamp=0))


def _bytes(made: Any) -> bytes:
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[str(writing.FONTS)])


def _folder() -> Path:
    return Path(str(resources.files("comity.faces.brief")))

"""Files that pages and pictures share: colours, the style of charts, fonts and the shapes of the map."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

FOLDER = files("comity.faces.present") / "static"
FONTS = FOLDER / "fonts"


@cache
def text(name: str) -> str:
    """The text of a shared file, such as ``charts.css``."""
    return (FOLDER / name).read_text("utf-8")

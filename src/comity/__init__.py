"""comity: a close watch on how states act together, pair by hotspot by form, tested against chance.

>>> from comity import Watch
>>> Watch("CHN", "RUS").heading()  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from comity import errors
    from comity.records.finding import Finding, Interval, PlaceboRank
    from comity.watch import Watch

__all__ = ["Finding", "Interval", "PlaceboRank", "Watch", "__version__", "errors"]

# Taken from the face of notebooks, so that whoever has them can also see them there.
_HOME = dict.fromkeys(("Watch", "Finding", "Interval", "PlaceboRank"), "comity.faces.notebook")


def __getattr__(name: str) -> object:
    # Lazily (PEP 562): the lower floors read the version from here and must not load the upper ones.
    if name == "errors":
        return import_module("comity.errors")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'comity' has no attribute {name!r}")

"""comity: a watch on what two states do together in a place, tested against chance.

>>> from comity import Watch
>>> Watch("CHN", "RUS").heading()  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from comity import errors
    from comity.faces.tidy import Account, acts, cells, coaction, figure, ideal_points, kappa, panel, votes
    from comity.records.finding import Finding, Interval, PlaceboRank
    from comity.watch import Watch

    __version__: str
    check: Callable[..., Any]  # of comity.parts.check, which this module must not import

__all__ = [
    "Account",
    "Finding",
    "Interval",
    "PlaceboRank",
    "Watch",
    "__version__",
    "acts",
    "cells",
    "check",
    "coaction",
    "errors",
    "figure",
    "ideal_points",
    "kappa",
    "panel",
    "votes",
]

_TIDY = ("Account", "acts", "cells", "coaction", "figure", "ideal_points", "kappa", "panel", "votes")
# Watch and findings come from the notebook module, so that they display in a notebook.
_SHOWN = ("Watch", "Finding", "Interval", "PlaceboRank")
_HOME = dict.fromkeys(_SHOWN, "comity.faces.notebook") | dict.fromkeys(_TIDY, "comity.faces.tidy")
_HOME["check"] = "comity.parts.check.tidy"  # so that kappa does not load what a check needs


def __getattr__(name: str) -> object:
    # Lazily (PEP 562): lower layers read the version from here and must not load the upper layers.
    if name == "__version__":
        return import_module("importlib.metadata").version("comity")
    if name == "errors":
        return import_module("comity.errors")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'comity' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

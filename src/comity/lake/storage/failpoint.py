"""A seam for crash tests: a hook that is called at each named point of a write; it does nothing by default.

The points of a commit, in order: ``swept``, ``staged`` (a Parquet file lies in the staging folder),
``renamed`` (one of them has its final name, but no record names it), ``written`` (the manifest record exists
under its temporary name), ``committed`` (it has its final name).  ``comity follow`` has further ones:
``polled`` (a feed was asked), ``counted`` (days counted anew lie beside the old ones), ``told`` (an alert is
in the book), ``sent`` (it was sent, and the book does not say so yet).
"""

from __future__ import annotations

from collections.abc import Callable


def _ignore(point: str) -> None:
    """The hook that does nothing."""


_hook: Callable[[str], None] = _ignore


def install(hook: Callable[[str], None] = _ignore) -> None:
    """Call ``hook`` with the name of every point reached from now on in this process."""
    global _hook  # noqa: PLW0603 - one hook a process is the purpose
    _hook = hook


def reached(point: str) -> None:
    """Report that a write has come to ``point``."""
    _hook(point)

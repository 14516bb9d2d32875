"""How does a thing show itself in a notebook?  It asks here, and a face has said how.

The floors below the faces know no HTML.  ``faces/notebook`` enters a function for each kind of thing; what
nobody entered shows as its plain words.  Jupyter asks through ``_repr_mimebundle_`` and ``_repr_html_``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any, TypeVar

T = TypeVar("T")


@singledispatch
def bundle(thing: object) -> dict[str, Any]:
    """A thing by media type: ``text/plain``, and ``text/html`` where a face has said how."""
    return {"text/plain": repr(thing)}


class Shown:
    """What a notebook shows by :func:`bundle`."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> dict[str, Any]:
        """Every form at once; Jupyter takes what it can show."""
        return bundle(self)

    def _repr_html_(self) -> str | None:
        """The form of other notebooks."""
        return bundle(self).get("text/html")


class Several(Shown, list[T]):
    """Findings, records or series that a notebook shows as one table; in all else a list."""

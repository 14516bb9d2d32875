"""How objects display in a notebook; :mod:`comity.faces.notebook` registers a function for each type.

The modules below the faces contain no HTML.  An object of a type without a registered function displays as
plain text.  Jupyter calls ``_repr_mimebundle_`` and ``_repr_html_``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import singledispatch
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas
    import pyarrow as pa

T = TypeVar("T")


@singledispatch
def bundle(thing: object) -> dict[str, Any]:
    """Return an object by media type: ``text/plain``, and ``text/html`` if a function is registered."""
    return {"text/plain": repr(thing)}


class Shown:
    """Base class of objects that a notebook displays by :func:`bundle`."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> dict[str, Any]:
        """Return all forms at once; Jupyter picks what it can display."""
        return bundle(self)

    def _repr_html_(self) -> str | None:
        """Return the HTML for notebooks that call only this method."""
        return bundle(self).get("text/html")


@singledispatch
def flatten(thing: Any) -> list[dict[str, Any]]:
    """Return an object as table rows: one row of its fields, unless its type registered another way."""
    return [asdict(thing)]


class Several(Shown, list[T]):
    """A list of findings, records or series that a notebook displays as one table."""

    def table(self) -> pa.Table:
        """Return a table with one row per item (per point for a series); findings have interval and rank."""
        import pyarrow as pa  # noqa: PLC0415 - every command loads this module

        return pa.Table.from_pylist([row for thing in self for row in flatten(thing)])

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`table` as a pandas frame; needs pandas."""
        frame: pandas.DataFrame = self.table().to_pandas()
        return frame

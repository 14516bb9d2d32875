"""How does a thing show itself in a notebook?  It asks here, and a face has said how.

The floors below the faces know no HTML.  ``faces/notebook`` enters a function for each kind of thing; what
nobody entered shows as its plain words.  Jupyter asks through ``_repr_mimebundle_`` and ``_repr_html_``.
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
    """Return a thing by media type: ``text/plain``, and ``text/html`` where a face has said how."""
    return {"text/plain": repr(thing)}


class Shown:
    """What a notebook shows by :func:`bundle`."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> dict[str, Any]:
        """Every form at once; Jupyter takes what it can show."""
        return bundle(self)

    def _repr_html_(self) -> str | None:
        """Return the form of other notebooks."""
        return bundle(self).get("text/html")


@singledispatch
def flatten(thing: Any) -> list[dict[str, Any]]:
    """Return a thing as rows of a table: one row of its fields, unless it has entered a better way."""
    return [asdict(thing)]


class Several(Shown, list[T]):
    """Findings, records or series that a notebook shows as one table; in all else a list."""

    def table(self) -> pa.Table:
        """Return one row each (of a series one a point), a finding with interval and rank in columns."""
        import pyarrow as pa  # noqa: PLC0415 - this floor is loaded by every command

        return pa.Table.from_pylist([row for thing in self for row in flatten(thing)])

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`table` as a pandas frame, where pandas is installed."""
        frame: pandas.DataFrame = self.table().to_pandas()
        return frame

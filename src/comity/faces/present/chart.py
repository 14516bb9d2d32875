"""A chart before it is put on a page or into a file: its picture and the numbers it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: its SVG (classes, no colours of its own), what it says, and its numbers.

    ``says`` is the sentence for whoever cannot see it; ``rows`` are the numbers drawn; ``spec`` a
    Vega-Lite specification where the picture can be explored; ``narrow`` the same picture drawn for a phone,
    where letters of the wide one would be too small; ``legend`` its signs with their words
    (:mod:`~comity.faces.present.charts.signs`); ``note`` what has to stand under it wherever it goes.
    """

    name: str
    svg: str
    says: str
    rows: Sequence[Mapping[str, Any]]
    spec: Mapping[str, Any] | None = None
    narrow: str = ""
    legend: Sequence[tuple[str, str]] = ()
    note: str = ""

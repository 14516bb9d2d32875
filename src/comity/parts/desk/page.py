"""A page before it is written: the same content as HTML, JSON, CSV and charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.faces.present.chart import Chart
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.question import Question


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows.

    ``name`` is the page's word in addresses; ``template`` its file; ``heading`` its finding in one
    sentence; ``context`` what the template shows; ``rows`` the CSV; ``data`` the JSON; ``whole`` is false
    while a part that takes long is being computed, so that the page is not kept and loads again.
    """

    name: str
    template: str
    heading: str
    question: Question
    context: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    data: Mapping[str, Any]
    charts: Mapping[str, Chart] = field(default_factory=dict)
    whole: bool = True


Build = Callable[[DeskData, Question], Page]
"""One page's maker, from the question and the data held."""

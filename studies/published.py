"""Figures that others published, computed again from our records.

Each entry of ``data/published.yaml`` names a figure, its author, and how near our value must come. This
module has one function for each kind of figure. Apart from votes, these figures test the reading of files
rather than statistics: a tie that is read wrongly shows here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from comity.errors import VocabularyError
from comity.lake.query.view import View
from comity.measures.record import military_alignment
from comity.measures.validity import BarRow
from comity.measures.votes import veto_rates
from comity.vocabulary import states
from comity.vocabulary.group import Group
from comity.vocabulary.load import fields, read_yaml
from studies import bars

if TYPE_CHECKING:
    import pandas as pd

FILE = "data/published.yaml"


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure: its publisher, what it measures and how it is computed here.

    ``who`` lists the states in the order that the kind of figure needs; ``span`` is the first and last year.
    """

    measure: str
    source: str
    publication: str
    figure: str
    kind: str
    who: tuple[str, ...]
    span: tuple[int, ...]
    value: float
    tolerance: float


Computed = tuple[float, int] | None
"""A value and what it is computed over (records or units); ``None`` without the records."""


@cache
def listed() -> tuple[Figure, ...]:
    """Return the published figures.

    Raises
    ------
    VocabularyError
        When the file is invalid.
    """
    data = read_yaml(resources.files("studies").joinpath(FILE).read_text("utf-8"), FILE)
    if not isinstance(data, list):
        raise VocabularyError(FILE, "the file", "must be a list of figures")
    out = []
    for k, entry in enumerate(data, start=1):
        figure = Figure(**fields(entry, Figure, f"{FILE}: {k}", allowed={"kind": tuple(KINDS)}))
        if wrong := [c for c in figure.who if c not in states.all_states()]:
            raise VocabularyError(f"{FILE}: {k}", "who", f"{wrong[0]!r} is not a state")
        out.append(figure)
    return tuple(out)


def figures(view: View, _reps: int) -> list[BarRow]:
    """Compare every published figure with ours, or say why ours cannot be computed."""
    rows = []
    for f in listed():
        computed = KINDS[f.kind](view, f)
        if computed is None:
            why = f"{f.source} is not held for these years"
            rows.append(bars.unmeasured(f.measure, f.publication, f.figure, why))
        else:
            value, n = computed
            rows.append(
                bars.as_published(f.measure, f.publication, f.figure, value, (f.value, f.tolerance), n)
            )
    return rows


def _flows(view: View, f: Figure) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - takes seconds to load, and few questions need it

    columns = ["sender", "receiver", "date_from", "value"]
    flows = view.table("flows", columns, f.source).to_pandas()
    year = pd.to_datetime(flows["date_from"]).dt.year
    inside: pd.DataFrame = flows[(year >= f.span[0]) & (year <= f.span[1])]
    return inside


def _share(part: pd.DataFrame, whole: pd.DataFrame) -> Computed:
    total = float(whole["value"].sum())
    return (float(part["value"].sum()) / total, len(whole)) if total else None


def _share_of_imports(view: View, f: Figure) -> Computed:
    flows, (sender, receiver) = _flows(view, f), f.who
    inward = flows[flows["receiver"] == receiver]
    return _share(inward[inward["sender"] == sender], inward)


def _share_of_exports(view: View, f: Figure) -> Computed:
    flows = _flows(view, f)
    return _share(flows[flows["sender"] == f.who[0]], flows)


def _flow(view: View, f: Figure) -> Computed:
    flows, (sender, receiver) = _flows(view, f), f.who
    rows = flows[(flows["sender"] == sender) & (flows["receiver"] == receiver)]
    return (float(rows["value"].sum()), len(rows)) if len(rows) else None


def _different(column: str) -> Callable[[View, Figure], Computed]:
    def count(view: View, f: Figure) -> Computed:
        values = view.table("ties", [column], f.source)[column].drop_null()
        return (float(len(values.unique())), len(values)) if len(values) else None

    return count


def _joint_vetoes(view: View, f: Figure) -> Computed:
    calls = view.table("roll_calls", source=f.source)
    cast = view.table("ballots", source=f.source)
    first, last = date(f.span[0], 1, 1), date(f.span[1], 12, 31)
    joint = veto_rates.vetoes(cast, calls, f.who, since=first, until=last)[0]
    return None if joint.value is None else (float(joint.value), joint.n)


def _stage(view: View, f: Figure) -> Computed:
    """Return the number of the stage of cooperation that a pair's acts and ties on record reach."""
    acts = view.table("acts")
    if not acts.num_rows:
        return None
    reached = military_alignment.ladder(acts, view.table("ties"), Group(f.who))
    records = sum(len(r.records) for r in reached.rungs)
    stages = military_alignment.STAGES
    return float(stages.index(reached.stage) + 1 if reached.stage in stages else 0), records


KINDS: dict[str, Callable[[View, Figure], Computed]] = {
    "share-of-imports": _share_of_imports,
    "share-of-exports": _share_of_exports,
    "flow": _flow,
    "different-symbols": _different("symbol"),
    "different-bodies": _different("body"),
    "joint-vetoes": _joint_vetoes,
    "stage": _stage,
}
"""Kind of figure -> how it is computed."""

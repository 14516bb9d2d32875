"""Drawing of machine-read acts for review, and recording of the decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from comity.errors import QuestionError, UnknownNameError
from comity.lake.query import review_log
from comity.lake.query.view import View
from comity.records.reviews.decisions import Decision, snapshot
from comity.records.reviews.sheets import Returned, SheetEntry, SheetItem, check_field
from comity.records.schemas import Reject
from comity.vocabulary import forms, hotspots
from comity.vocabulary.group import Group


def draw(  # noqa: PLR0913 - all but the view are choices by name
    view: View,
    *,
    pair: Group | None = None,
    hotspot: str | None = None,
    form: str | None = None,
    n: int = 100,
    seed: int = 1,
    sample: str = "random",
    reviewer: str = "",
) -> list[SheetItem]:
    """Draw acts for review with known probabilities, so that the results generalise to all acts.

    Parameters
    ----------
    view : the lake; draws from what the machine read in the lake's files, decided or not, never from records
        that the package ships
    pair : only acts with all of these states as parties
    hotspot : only acts on this hotspot and its parts
    form : only acts of this form and its parts
    n : how many acts
    seed : the same seed draws the same acts from the same lake
    sample : ``random`` (equal probabilities) or ``uncertain`` (the nearer the coder's confidence to 0.5, the
        more likely)
    reviewer : leave out acts that this reviewer has decided

    Returns
    -------
    Items sorted by record id, each with its probability of being drawn.

    Raises
    ------
    QuestionError
        When ``n`` is below 1 or ``sample`` is unknown.
    UnknownNameError
        When there is no such hotspot or form.
    """
    if n < 1 or sample not in ("random", "uncertain"):
        raise QuestionError("A sheet needs at least one act, drawn 'random' or 'uncertain'.")
    if form is not None:
        forms.get(form)
    spot = None if hotspot is None else hotspots.whole(hotspots.get(hotspot).id)
    done = {i for i, o in view.reviewed.outcomes.items() if reviewer in {d.reviewer for d in o.decisions}}
    acts = [
        a
        for a in view.coded_acts()
        if a["record_id"] not in done
        and a["file_id"] not in view.packaged_files
        and (pair is None or set(pair.codes) <= {*a["actors"], *a["partners"]})
        and (spot is None or spot in {hotspots.whole(h) for h in a["hotspots"]})
        and (form is None or form in {*a["forms"], *map(forms.whole, a["forms"])})
    ]
    doubt = np.array([a["confidence"] * (1 - a["confidence"]) + 0.01 for a in acts], dtype=float)
    chances = _chances(np.ones(len(acts)) if sample == "random" else doubt, n)
    drawn = _systematic(chances, np.random.default_rng(seed))
    texts = view.texts({str(acts[k]["document_id"]) for k in drawn})
    items = [SheetItem.of(acts[k], texts, float(chances[k])) for k in drawn]
    return sorted(items, key=lambda i: i.record_id)


def _chances(size: np.ndarray[Any, Any], n: int) -> np.ndarray[Any, Any]:
    """Return probabilities proportional to ``size``, each at most 1, with sum ``n`` (at most all acts)."""
    out = np.ones(len(size))
    free = np.ones(len(size), dtype=bool)
    while free.any() and n < len(size):
        out[free] = size[free] * (n - (~free).sum()) / size[free].sum()
        over = free & (out > 1)
        if not over.any():
            break
        out[over], free = 1.0, free & ~over
    return out


def _systematic(chances: np.ndarray[Any, Any], rng: np.random.Generator) -> list[int]:
    """Draw indices with exactly these probabilities (systematic sampling; Hartley and Rao 1962)."""
    if not len(chances):
        return []
    order = rng.permutation(len(chances))
    ends = np.cumsum(chances[order])
    marks = np.arange(round(float(ends[-1]))) + rng.random()
    places = np.minimum(np.searchsorted(ends, marks, side="right"), len(chances) - 1)
    return [int(k) for k in order[np.unique(places)]]


def take(
    view: View, entries: Iterable[SheetEntry], *, on: date | None = None, adjudicates: bool = False
) -> Returned:
    """Record the rows of a sheet in the review log of the view's lake; invalid rows become rejects.

    Parameters
    ----------
    on : day of the decisions (default: today)
    adjudicates : whether the decisions settle disagreements between reviewers
    """
    coded = {str(a["record_id"]): a for a in view.coded_acts()}
    accepted, rejects, first = list[Decision](), list[Reject](), dict[tuple[str, str], tuple[int, str]]()
    for e in entries:
        if e.record_id not in coded:
            rejects.append(e.refuse("unknown-act", "No act of this id was read from text in this lake."))
            continue
        try:
            d = Decision(
                e.record_id,
                e.reviewer,
                e.choice,
                on or _today(),
                snapshot(coded[e.record_id]),
                e.changes,
                e.note,
                e.chance,
                adjudicates,
            )
        except QuestionError as err:
            rejects.append(e.refuse("row", str(err)))
            continue
        row, reading = first.setdefault((d.record_id, d.reviewer), (e.row_no, d.reading))
        if reading != d.reading:
            rejects.append(e.refuse("twice", f"Row {row} decides the same act otherwise."))
        elif row == e.row_no:
            accepted.append(d)
    return Returned(
        len(accepted), review_log.write(view.root, accepted), rejects, Counter(d.choice for d in accepted)
    )


def decide(  # noqa: PLR0913 - all but four are choices by name
    view: View,
    record_id: str,
    reviewer: str,
    choice: str,
    *,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    chance: float | None = None,
    on: date | None = None,
    adjudicates: bool = False,
) -> Decision:
    """Record one decision about one act in the review log of the view's lake.

    A view is a snapshot: make a new one to see the decision applied.

    Parameters
    ----------
    record_id : id of an act that a machine read from text
    reviewer : who decides
    choice : ``accept``, ``reject`` or ``correct``
    changes : for ``correct``, the corrected fields: :data:`comity.records.reviews.decisions.FIELDS` -> value
    note : in the reviewer's words
    chance : probability from the :class:`~comity.records.reviews.sheets.SheetItem`; ``None`` if the act was
        picked by hand
    on : day of the decision (default: today)
    adjudicates : whether the decision settles a disagreement between reviewers

    Raises
    ------
    UnknownNameError
        When no act with this id was read from text, or a corrected value is not in the vocabulary.
    QuestionError
        When choice, reviewer and changes do not fit together.
    LakeBusyError, LakeError
        When the log cannot be written.
    """
    act = next((a for a in view.coded_acts() if a["record_id"] == record_id), None)
    if act is None:
        raise UnknownNameError("coded act", record_id)
    corrected = {k: check_field(k, v) for k, v in (changes or {}).items()}
    d = Decision(
        record_id, reviewer, choice, on or _today(), snapshot(act), corrected, note, chance, adjudicates
    )
    review_log.write(view.root, [d])
    return d


def _today() -> date:
    return datetime.now(UTC).date()

"""Ballots as a matrix of states by roll calls, the input of all measures of votes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.errors import QuestionError

T = TypeVar("T")
NO, ABSTAIN, YES = 0, 1, 2
ABSENT = -1
"""Recorded as not voting."""
UNRECORDED = -2
"""No record, or records that contradict each other: unknown, which is not absence."""

CODES = {"no": NO, "abstain": ABSTAIN, "yes": YES, "absent": ABSENT}
"""The choices of a ballot, in the order of approval (abstention between no and yes, Häge 2011)."""


@dataclass(frozen=True, slots=True, eq=False)
class BallotMatrix:
    """The choices of ``S`` states in ``R`` roll calls, in an order that depends only on the records.

    Parameters
    ----------
    states : codes, sorted (S)
    roll_calls : ids, by date and then id (R)
    record_ids : id of the record of each roll call (R)
    bodies : body of each roll call (R)
    dates : day of each roll call (R, ``datetime64[D]``)
    sessions : session of each roll call, -1 if not given (R)
    issues : issue tags of each roll call (R)
    choices : :data:`NO`, :data:`ABSTAIN`, :data:`YES`, :data:`ABSENT`, :data:`UNRECORDED` (S x R)
    disputed : number of cells whose records contradict each other; they are :data:`UNRECORDED`
    """

    states: tuple[str, ...]
    roll_calls: tuple[str, ...]
    record_ids: tuple[str, ...]
    bodies: tuple[str, ...]
    dates: NDArray[np.datetime64]
    sessions: NDArray[np.int32]
    issues: tuple[frozenset[str], ...]
    choices: NDArray[np.int8]
    disputed: int = 0
    _derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def from_tables(cls, ballots: pa.Table, roll_calls: pa.Table) -> BallotMatrix:
        """Build the matrix from tables of the schemas ``BALLOT`` and ``ROLL_CALL``.

        Only the roll calls in ``roll_calls`` are included, so filter that table to narrow the matrix. If
        several records report one roll call, the one with the smallest ``record_id`` describes it. The roll
        call has the issue tags of all its records, and the first session that any of them gives.

        Raises
        ------
        QuestionError
            If the choice of a ballot is none of ``yes``, ``no``, ``abstain`` and ``absent``.
        """
        calls = _describe_calls(roll_calls)
        ids = tuple(str(c["roll_call_id"]) for c in calls)
        cast = ballots.select(["roll_call_id", "state", "choice"])
        if unknown := sorted(set(pc.unique(cast["choice"]).to_pylist()) - set(CODES)):
            raise QuestionError(f"A ballot says {unknown[0]!r}; a choice must be one of {', '.join(CODES)}.")
        cast = cast.filter(pc.is_in(cast["roll_call_id"], pa.array(ids, pa.string())))
        states = tuple(sorted(pc.unique(cast["state"]).to_pylist()))
        choices, disputed = _fill(cast, states, ids)
        return cls(
            states=states,
            roll_calls=ids,
            record_ids=tuple(c["record_id"] for c in calls),
            bodies=tuple(c["body"] for c in calls),
            dates=np.array([c["date"] for c in calls], "datetime64[D]"),
            sessions=np.array([-1 if c["session"] is None else c["session"] for c in calls], np.int32),
            issues=tuple(c["issues"] for c in calls),
            choices=choices,
            disputed=disputed,
        )

    def once(self, name: str, derive: Callable[[], T]) -> T:
        """Return a value derived from this matrix, computed once and stored under ``name``."""
        if name not in self._derived:
            self._derived[name] = derive()
        return cast("T", self._derived[name])

    def votes(self, state: str) -> NDArray[np.int8]:
        """Return the choices of one state (R); all are :data:`UNRECORDED` if no ballot names it."""
        if state not in self.states:
            return np.full(len(self.roll_calls), UNRECORDED, np.int8)
        row: NDArray[np.int8] = self.choices[self.states.index(state)]
        return row

    def select(self, mask: NDArray[np.bool_]) -> BallotMatrix:
        """Return the matrix with only the roll calls for which ``mask`` (R) is true."""
        keep = np.flatnonzero(mask)
        return replace(
            self,
            roll_calls=_take(self.roll_calls, keep),
            record_ids=_take(self.record_ids, keep),
            bodies=_take(self.bodies, keep),
            dates=self.dates[keep],
            sessions=self.sessions[keep],
            issues=tuple(self.issues[k] for k in keep),
            choices=self.choices[:, keep],
        )

    def active(self, least: float) -> BallotMatrix:
        """Return the matrix with only the states that voted in at least this share of the roll calls."""
        voted = (self.choices >= NO).mean(1) if self.roll_calls else np.zeros(len(self.states))
        keep = np.flatnonzero(voted >= least)
        return replace(self, states=_take(self.states, keep), choices=self.choices[keep])

    def between(self, since: date, until: date) -> BallotMatrix:
        """Return the matrix with only the roll calls of a window, both days included."""
        first, last = np.datetime64(since, "D"), np.datetime64(until, "D")
        return self.select((self.dates >= first) & (self.dates <= last))

    def of_body(self, body: str) -> BallotMatrix:
        """Return the matrix with only the roll calls of one body."""
        return self.select(np.array([b == body for b in self.bodies], bool))

    def on_issue(self, issue: str) -> BallotMatrix:
        """Return the matrix with only the roll calls that have an issue tag."""
        return self.select(self.tagged(issue))

    def tagged(self, issue: str) -> NDArray[np.bool_]:
        """Return which roll calls have an issue tag, as a mask (R); a roll call may have several or none."""
        return np.array([issue in tags for tags in self.issues], bool)


def _describe_calls(records: pa.Table) -> list[dict[str, Any]]:
    columns = ["record_id", "roll_call_id", "body", "date", "session", "issues"]
    calls: dict[str, dict[str, Any]] = {}
    for r in records.select(columns).sort_by("record_id").to_pylist():
        call = calls.setdefault(r["roll_call_id"], {**r, "issues": frozenset()})
        call["issues"] |= frozenset(r["issues"])
        if call["session"] is None:
            call["session"] = r["session"]
    return sorted(calls.values(), key=lambda c: (c["date"], c["roll_call_id"]))


def _take(values: Sequence[str], keep: NDArray[np.intp]) -> tuple[str, ...]:
    return tuple(values[k] for k in keep)


def _fill(cast: pa.Table, states: Sequence[str], roll_calls: Sequence[str]) -> tuple[NDArray[np.int8], int]:
    """Return choices by state and roll call, and the number of contradictions, which stay unrecorded."""
    size = len(states), len(roll_calls)
    row, column = _places(cast["state"], states), _places(cast["roll_call_id"], roll_calls)
    code = np.array(list(CODES.values()), np.int8)[_places(cast["choice"], list(CODES))]
    lowest, highest = np.full(size, YES + 1, np.int8), np.full(size, UNRECORDED, np.int8)
    np.minimum.at(lowest, (row, column), code)
    np.maximum.at(highest, (row, column), code)
    disputed = (highest != UNRECORDED) & (lowest < highest)
    return np.where(disputed, np.int8(UNRECORDED), highest), int(disputed.sum())


def _places(values: pa.ChunkedArray, of: Sequence[str]) -> NDArray[np.int32]:
    return np.asarray(pc.index_in(values, pa.array(of, pa.string())))

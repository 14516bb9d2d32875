"""A finding: a number or a word that knows how it was made and what it rests on.

Faces show findings and nothing else.  A number without interval, null, sample size and records does
not exist here: the constructor refuses it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from comity.errors import QuestionError
from comity.records.shown import Shown


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that holds the truth with probability ``level`` (0.9: ninety per cent).

    At ``level`` 1 it is no estimate but the least and the most that an account allows (:attr:`bounds`).
    """

    low: float
    high: float
    level: float = 0.9

    def __post_init__(self) -> None:
        if not (self.low <= self.high and 0 < self.level <= 1):
            raise QuestionError(f"An interval needs low <= high and 0 < level <= 1, not {self}.")

    @property
    def bounds(self) -> bool:
        """Whether these are bounds of an account, not an interval of an estimate."""
        return self.level == 1

    @property
    def name(self) -> str:
        """What to call it: "bounds" or its level, "90%"."""
        return "bounds" if self.bounds else f"{self.level:.0%}"


@dataclass(frozen=True, slots=True)
class PlaceboRank:
    """Where the pair stands among placebo pairs: ``rank`` 1 is the highest of ``of``.

    ``share`` is the fraction of placebo pairs, this pair counted in, at or above the pair: the exact
    one-sided p value under exchangeability (Fisher 1935; Phipson and Smyth 2010, +1 in both).  ``tied`` are
    the placebo pairs with the very same value, where that was counted: they stand above it in ``rank``.
    """

    rank: int
    of: int
    matched_on: str
    tied: int = 0

    @property
    def share(self) -> float:
        """One-sided p value by rank."""
        return self.rank / self.of

    @property
    def place(self) -> str:
        """The place in words: ``no. 3 of 40``, or ``no. 3 to 17 of 40, tied with 14``."""
        if not self.tied:
            return f"no. {self.rank} of {self.of}"
        return f"no. {self.rank - self.tied} to {self.rank} of {self.of}, tied with {self.tied}"


@dataclass(frozen=True, slots=True)
class Finding(Shown):
    """One answer.

    Parameters
    ----------
    question : the question in plain words, ending in "?"
    value : a number, a word (a verdict), or ``None`` when it cannot be told
    unit : what the number counts ("share of shared votes", "acts"); "" for words
    interval : range of the number; ``None`` only for words, exact counts and "cannot tell"
    null : what the number is held against, in words ("placebo pairs of like activity", "none: a count")
    placebo : rank among placebo pairs, where the null has placebos
    n : how many records, votes or bins it was computed from
    method : ``name/version`` of the measure
    records : ids behind it (all, or a sample when ``records_total`` is larger)
    why_not : the reason when it cannot be told
    detail : anything more a face may show (expected value, p, q, parts), plain types only
    """

    question: str
    value: float | int | str | None
    unit: str
    null: str
    n: int
    method: str
    interval: Interval | None = None
    placebo: PlaceboRank | None = None
    records: tuple[str, ...] = ()
    records_total: int = 0
    why_not: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.value is None and not self.why_not:
            raise QuestionError(f"{self.question} cannot be told, and no reason is given.")
        if isinstance(self.value, float):
            if math.isnan(self.value):
                raise QuestionError(f"{self.question} came out as NaN: say why it cannot be told.")
            if self.interval is None:
                raise QuestionError(f"{self.question} is a number without an interval.")
        if not self.null or not self.method:
            raise QuestionError(f"{self.question} lacks its null or its method.")

    @property
    def known(self) -> bool:
        """Whether there is an answer at all."""
        return self.value is not None


def cannot_tell(question: str, why: str, *, method: str, null: str = "none", n: int = 0) -> Finding:
    """A finding that says it cannot be told, and why."""
    return Finding(question, None, "", null, n, method, why_not=why)


def as_json(f: Finding) -> dict[str, Any]:
    """A finding in plain types."""
    return {
        "question": f.question,
        "value": f.value,
        "unit": f.unit,
        "interval": None if f.interval is None else [f.interval.low, f.interval.high, f.interval.level],
        "null": f.null,
        "placebo": None
        if f.placebo is None
        else {"rank": f.placebo.rank, "of": f.placebo.of, "matched_on": f.placebo.matched_on}
        | ({"tied": f.placebo.tied} if f.placebo.tied else {}),
        "n": f.n,
        "method": f.method,
        "records": list(f.records),
        "records_total": f.records_total,
        "why_not": f.why_not,
        "detail": f.detail,
    }


def from_json(data: dict[str, Any]) -> Finding:
    """Inverse of :func:`as_json`."""
    interval, placebo = data["interval"], data["placebo"]
    return Finding(
        question=data["question"],
        value=data["value"],
        unit=data["unit"],
        null=data["null"],
        n=data["n"],
        method=data["method"],
        interval=None if interval is None else Interval(*interval),
        placebo=None if placebo is None else PlaceboRank(**placebo),
        records=tuple(data["records"]),
        records_total=data["records_total"],
        why_not=data["why_not"],
        detail=data["detail"],
    )

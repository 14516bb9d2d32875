"""Types and constants that every floor shares: pairs, days, arrays, the level of intervals."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from comity.errors import QuestionError

Pair = tuple[str, str]
"""Two states by their codes, in alphabetical order where order has no meaning."""
Day = date | str
"""A day as people give it to a function: a date or ``2019-02-28``."""
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LEVEL = 0.9
"""Probability with which an interval covers the truth, unless a measure says otherwise."""
Z90 = 1.6448536269514722
"""Quantile of the standard normal at 95%: half the width of a two-sided 90% interval."""
RECORDS_SHOWN = 50
"""Most record ids that a finding carries; their total is always given."""


def read_day(given: Day | None) -> date | None:
    """Return the day that is meant; ``None`` where none is given.

    Raises
    ------
    QuestionError
        When it is none.
    """
    if isinstance(given, datetime):  # pandas' Timestamp is one, too
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise QuestionError(f"{given!r} is no day: write it as 2019-02-28, or give a date.") from None

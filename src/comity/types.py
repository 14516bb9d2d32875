"""Types and constants that all modules share: pairs, days, arrays, the level of intervals."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from comity.errors import QuestionError

#: Two states by their codes, in alphabetical order unless the order has a meaning.
Pair = tuple[str, str]
#: A day as people give it to a function: a date or ``2019-02-28``.
Day = date | str
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

#: Probability with which an interval contains the true value, unless a measure says otherwise.
LEVEL = 0.9
#: Quantile of the standard normal at 95%: half the width of a two-sided 90% interval.
Z90 = 1.6448536269514722
#: The most record ids of a finding; their total is always given.
RECORDS_SHOWN = 50


def read_day(given: Day | None) -> date | None:
    """Return a day given as a date or text; ``None`` if none is given.

    Raises
    ------
    QuestionError
        When the text is not a day.
    """
    if isinstance(given, datetime):  # pandas' Timestamp is one, too
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise QuestionError(f"{given!r} is no day: write it as 2019-02-28, or give a date.") from None

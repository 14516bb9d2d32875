"""Dates as publishers write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def stretch(text: str) -> tuple[date, date, str]:
    """First day, last day and precision of ``2019``, ``2019-02`` or ``2019-02-28``.

    Raises
    ------
    ValueError
        When the text is no such date.
    """
    match = _PARTIAL.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a date like 2019, 2019-02 or 2019-02-28")
    year, month, day = (int(p) if p else 0 for p in match.groups())
    if day:
        whole = date(year, month, day)
        return whole, whole, "day"
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
    return date(year, 1, 1), date(year, 12, 31), "year"


def american(text: str) -> date:
    """Day of ``2/28/2019`` (month first).

    Raises
    ------
    ValueError
        When the text is no such date.
    """
    match = _AMERICAN.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a date like 2/28/2019")
    month, day, year = map(int, match.groups())
    return date(year, month, day)

"""Time bins for counts.  Weeks begin on Monday (ISO 8601)."""

from __future__ import annotations

from datetime import date, timedelta

from comity.errors import QuestionError

BINS = ("day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def start(day: date, width: str) -> date:
    """Return the first day of the time bin of this width that contains ``day``."""
    if width == "day":
        return day
    if width == "week":
        return day - timedelta(days=day.weekday())
    if width not in _MONTHS:
        raise QuestionError(f"A time bin is one of {', '.join(BINS)}, not {width!r}.")
    months = _MONTHS[width]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def following(first: date, width: str, steps: int = 1) -> date:
    """Return the first day of the time bin ``steps`` after the one begun on ``first`` (negative: before)."""
    if width in ("day", "week"):
        return first + timedelta(days=steps * (7 if width == "week" else 1))
    index = first.year * 12 + first.month - 1 + steps * _MONTHS[width]
    return date(index // 12, index % 12 + 1, 1)


def starts(first: date, last: date, width: str) -> list[date]:
    """Return the first days of all time bins from ``first`` to ``last``, and the day after the last bin."""
    out = [start(first, width)]
    while out[-1] <= last:
        out.append(following(out[-1], width))
    return out


def label(first: date, width: str) -> str:
    """Return the short name of a time bin: ``2019``, ``2019 Q1``, ``Feb 2019``, ``2019-02-25``."""
    if width == "year":
        return str(first.year)
    if width == "quarter":
        return f"{first.year} Q{(first.month - 1) // 3 + 1}"
    if width == "month":
        return f"{_NAMES[first.month - 1]} {first.year}"
    return first.isoformat()


def window(text: str) -> tuple[date, date]:
    """Parse ``2019``, ``2019-02``, ``2019-Q1`` or ``2019-02-28`` and return its first and last day.

    Raises
    ------
    QuestionError
        When the text has none of these forms.
    """
    parts = text.upper().split("-")
    try:
        if len(parts) == 1:
            return date(int(parts[0]), 1, 1), date(int(parts[0]), 12, 31)
        if parts[1].startswith("Q"):
            first = date(int(parts[0]), (int(parts[1][1:]) - 1) * 3 + 1, 1)
            return first, following(first, "quarter") - timedelta(days=1)
        if len(parts) == 2:
            first = date(int(parts[0]), int(parts[1]), 1)
            return first, following(first, "month") - timedelta(days=1)
        day = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except (ValueError, IndexError, OverflowError):
        raise QuestionError(f"{text!r} is no time: write 2019, 2019-Q1, 2019-02 or 2019-02-28.") from None
    return day, day

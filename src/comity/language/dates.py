"""Finding dates in English text, as intervals with their precision, relative to the day of publication.

A month is the whole month, never a day in it; "June 5-7" is three days; "on Tuesday" is the last Tuesday up
to the day of publication, or the next Tuesday if the text speaks of the future.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from comity.records.coded_acts import When

_NAMES = (
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
)
_MONTHS = {m: n for n, names in enumerate(_NAMES, 1) for m in names.split()}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {d: n for n, d in enumerate(_WEEK)}
_M = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")"
_DAY = r"\d{1,2}"
_ORD = r"(?:st|nd|rd|th)?"
_FORMS = (
    r"(?P<iso>\d{4}-\d\d-\d\d)",
    # March 2, June 5-7, May 3rd to 5th, 2022
    rf"(?P<m1>{_M})\.? (?P<d1>{_DAY}){_ORD}(?: ?(?:-|–|to) ?(?P<d2>{_DAY}){_ORD})?(?!\d|,\d\d\d)"
    r"(?:,? (?P<y1>\d{4}))?",
    # 2 March 2022, 5-7 June
    rf"(?P<e1>{_DAY})(?: ?[-–] ?(?P<e2>{_DAY}))? (?P<m2>{_M})\b\.?(?:,? (?P<y2>\d{{4}}))?",
    rf"(?P<m3>{_M})\.?,? (?P<y3>\d{{4}})",
    rf"in (?:(?:early|mid|late)[- ])?(?P<m4>{_M})\b(?!\.?,? \d{{4}})",
    r"(?P<lead>in|by|since|during|of|from|until|the) (?:(?P<part>early|mid|late)[- ])?(?P<year>(?:19|20)\d\d)"
    r"(?:\s?[-–]\s?(?P<to>(?:19|20)?\d\d))?\b",
    rf"(?:on )?(?P<dow>{'|'.join(_WEEK)})\b",
    r"(?P<rel>today|yesterday|tomorrow|(?:last|this|next) (?:week|month|year))\b",
)
_RE = re.compile(r"\b(?:" + "|".join(_FORMS) + ")", re.IGNORECASE)
#: A quick test: a text without any of these parts has no date.
_MAY_DATE = re.compile(
    r"\d|day\b|[Mm]a[ry]|[JFASONDjfasond](?:an|un|ul|eb|pr|ug|ep|ct|ov|ec)|tomorrow|week|month|year"
)
_PARTS_OF_YEAR = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}


def find_date(
    text: str,
    start: int,
    end: int,
    anchor: date | None,
    ahead: bool = False,
    past: tuple[int, int] | None = None,
) -> When | None:
    """Return the first date in ``text[start:end]``, else the anchor day, else ``None``.

    ``ahead`` prefers the next Tuesday or March to the last one; without ``ahead`` no date lies more than
    :data:`SOON` after the anchor ("a lease until 2042").  A year that only measures or names something ("the
    first since 1949", "the 2015 accord") is not the date of the act; "since 2012" is, if there is no other
    date.
    """
    since: When | None = None
    for m in _RE.finditer(text, start, end) if _MAY_DATE.search(text, start, end) else ():
        date_read = _read(m, anchor, ahead)
        late = not ahead and anchor is not None and date_read is not None and date_read.first - anchor > SOON
        if date_read is None or late or _is_in_passing(text, start, m, anchor):
            continue
        if past is not None and not past[0] <= m.start() < past[1] and _long_ago(date_read, anchor):
            continue
        if (m["lead"] or "").lower() != "since":
            return date_read
        since = since or date_read
    return since or (When(anchor, anchor, "day") if anchor is not None else None)


#: How long after publication a past-tense act may be dated (a term of office that begins soon).
SOON = timedelta(days=31)


def _long_ago(date_read: When, anchor: date | None) -> bool:
    return anchor is not None and anchor - date_read.last > SOON


#: Words before "since" that show that the year only measures: "the first since 1949".
_RECORD = re.compile(r"\b(?:first|last time|only|not|never|\w{3,}est|most|least)\b[^.;]*$", re.IGNORECASE)


_RELATIVE = re.compile(r", (?:which|who|whose) [^,.;]*$")
"""A clause about one of the parties, up to the date in it."""


def _is_in_passing(text: str, start: int, m: re.Match[str], anchor: date | None) -> bool:
    """Return whether a date only measures or names something, or dates another act.

    "The first since 1949", "the 2015 accord", "the 2019 Tokyo Conference", "Ghana, which voted last month".
    """
    if _RELATIVE.search(text, start, m.start()) is not None:
        return True
    lead = (m["lead"] or "").lower()
    if lead == "since":
        return _RECORD.search(text, start, m.start()) is not None
    other_year = anchor is not None and m["year"] is not None and int(m["year"]) != anchor.year
    return lead == "the" and (other_year or text[m.end() : m.end() + 2].strip().isupper())


def _read(m: re.Match[str], anchor: date | None, ahead: bool) -> When | None:
    """Return the date of a match; ``None`` if invalid (30 February) or relative without an anchor."""
    try:
        return _absolute(m, anchor, ahead) or (_relative(m, anchor, ahead) if anchor is not None else None)
    except ValueError:
        return None


def _absolute(m: re.Match[str], anchor: date | None, ahead: bool) -> When | None:
    if m["iso"]:
        day = date.fromisoformat(m["iso"])
        return When(day, day, "day")
    for month, lo, hi, year in (("m1", "d1", "d2", "y1"), ("m2", "e1", "e2", "y2")):
        if m[month]:
            return _days(_MONTHS[m[month].lower()], int(m[lo]), int(m[hi] or m[lo]), m[year], anchor, ahead)
    named = m["m3"] or m["m4"]
    if named:
        number = _MONTHS[named.lower()]
        in_year = int(m["y3"]) if m["m3"] else _near_year(number, 1, anchor, ahead)
        return _month(in_year, number) if in_year else None
    return _years(int(m["year"]), m["to"], m["part"]) if m["year"] else None


def _days(
    month: int, first: int, last: int, year: str | None, anchor: date | None, ahead: bool
) -> When | None:
    y = int(year) if year else _near_year(month, first, anchor, ahead)
    if not y:
        return None
    a, b = date(y, month, first), date(y, month, max(first, last))
    return When(a, b, "day" if a == b else "span")


def _near_year(month: int, day: int, anchor: date | None, ahead: bool) -> int:
    """Return the year of a month's nearest date before the anchor (after, if ahead); 0 without anchor."""
    if anchor is None:
        return 0
    same = (month, day)
    if ahead:
        return anchor.year + (same < (anchor.month, 1))
    return anchor.year - (same > (anchor.month, 31))


def _month(year: int, month: int) -> When:
    return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def _years(year: int, to: str | None, part: str | None) -> When:
    if to:
        last = int(to) if len(to) == 4 else year // 100 * 100 + int(to)
        return When(date(year, 1, 1), date(max(year, last), 12, 31), "span")
    if part:
        a, b = _PARTS_OF_YEAR[part.lower()]
        return When(date(year, a, 1), date(year, b, monthrange(year, b)[1]), "span")
    return When(date(year, 1, 1), date(year, 12, 31), "year")


def _relative(m: re.Match[str], anchor: date, ahead: bool) -> When | None:
    if m["dow"]:
        back = (anchor.weekday() - _DAYS[m["dow"].lower()]) % 7
        day = anchor + timedelta((7 - back) % 7) if ahead else anchor - timedelta(back)
        return When(day, day, "day")
    if not m["rel"]:
        return None
    word = m["rel"].lower()
    if word in _NEAR:
        day = anchor + timedelta(_NEAR[word])
        return When(day, day, "day")
    step = {"last": -1, "this": 0, "next": 1}[word.split()[0]]
    if word.endswith("week"):
        first = anchor - timedelta(anchor.weekday()) + timedelta(7 * step)
        return When(first, first + timedelta(6), "span")
    if word.endswith("month"):
        months = anchor.year * 12 + anchor.month - 1 + step
        return _month(months // 12, months % 12 + 1)
    return When(date(anchor.year + step, 1, 1), date(anchor.year + step, 12, 31), "year")


_NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}

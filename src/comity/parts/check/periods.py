"""When a sentence says that something was: every date in it, absolute or told from the one before.

:mod:`comity.language.dates` gives the first date of a passage; a check needs all, for each must agree with
the record.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_NAMED = "january february march april may june july august september october november december"
_MONTHS = {name: n for n, full in enumerate(_NAMED.split(), 1) for name in (full, full[:3])} | {"sept": 9}
_M = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_Y = r"(?:19[4-9]\d|20[0-4]\d)"
_COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_SMALL = {w: n for n, w in enumerate(_COUNTED.split(), 1)} | {"a": 1, "an": 1, "thirty": 30}
_COUNT = rf"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))}|\d{{1,2}})"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_PARTS = {
    "early": (1, 4),
    "mid": (5, 8),
    "late": (9, 12),
    "beginning": (1, 3),
    "start": (1, 3),
    "end": (10, 12),
    "close": (11, 12),
    "first half": (1, 6),
    "second half": (7, 12),
    **dict.fromkeys(("first days", "first weeks", "opening days", "opening weeks"), (1, 1)),
    **dict.fromkeys(
        ("last days", "last weeks", "closing days", "closing weeks", "final weeks", "final days"), (12, 12)
    ),
}
_LEAD = r"(?:(?P<lead>since|after|before|by|until|till|from|up to|following)\s+)?"
_FORMS = (
    r"(?P<iso>\d{4}-\d\d-\d\d)",
    rf"(?:(?:early|late|earlier|later)\s+)?(?P<back>last)\s+(?P<u16>week|month|year|spring|summer|autumn|fall|winter|{_M})\b(?!\.?,?\s+(?:{_Y}|\d))",
    rf"(?P<n17>{_COUNT})\s+(?P<u17>day|week|month|year)s?\s+ago\b",
    rf"(?P<weekday>{'|'.join(_WEEKDAYS)}|yesterday)\b(?!\s+(?:prayers?|services?))",
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?(?P<d2>\d{{1,2}}))?(?:\s+of)?\s+(?P<m1>{_M})\b\.?(?:,?\s+(?P<y1>{_Y}))?",
    rf"(?P<m2>{_M})\.?\s+(?P<e1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?(?P<e2>\d{{1,2}}))?(?!\d|,\d{{3}})(?:,?\s+(?P<y2>{_Y}))?",
    rf"(?:(?P<part3>early|mid|late|the\s+(?:end|beginning|start|middle|close|(?:first|opening|last|closing|final)\s+(?:days|weeks))\s+of)[\s-]+)?(?P<m3>{_M})\.?,?\s+(?P<y3>{_Y})",
    rf"(?P<y4>{_Y})\s?(?:-|–|to|and|until|through)\s?(?P<y5>{_Y}|(?<=[-–])\d\d(?!\d))\b",
    rf"(?:the\s+)?(?P<part>early|mid|late|end|close|beginning|start|first\s+half|second\s+half|(?:first|opening|last|closing|final)\s+(?:days|weeks)|spring|summer|autumn|fall|winter)(?:\s+of|\s+in)?[\s-]+(?P<y6>{_Y})(?!s)",
    r"(?P<decade>(?:19[4-9]|20[0-4])0)s\b",
    rf"(?P<y7>{_Y})(?!\s?(?:troops|men|soldiers|km|kilomet|tonnes|tons|aircraft|people|dollars))\b",
    rf"(?P<n8>{_COUNT})\s+(?P<u8>day|week|month|year)s?\s+(?P<dir8>later|after|earlier|before|on(?!\s+(?:the|an?|its|their)\b))\b",
    r"(?:the|that|this)\s+(?P<rel>same|next|following|previous|very)\s+(?P<u9>day|week|month|year|spring|summer|autumn|winter)\b",
    rf"(?:that|in\s+the\s+same|the\s+same|the\s+following|the\s+next|this|later\s+in|later\s+that|earlier\s+that|of\s+that|of\s+the\s+same)\s+(?P<u10>day|month|year|spring|summer|autumn|winter|{_M})\b",
    rf"(?:in|by|since|during|until|of|for|from)\s+(?:early\s+|mid-?\s?|late\s+)?(?P<m11>{_M})\b(?!\.?,?\s+(?:{_Y}|\d))",
)
_RE = re.compile(rf"\b{_LEAD}(?:{'|'.join(_FORMS)})", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"(?:resolution|no\.|number|res|/)\s?$|\d,$", re.IGNORECASE)

Days = tuple[date, date]
Span = tuple[date, date, str]

AT, SINCE, UNTIL = "at", "since", "until"
_RELATIONS = {
    **dict.fromkeys(("since", "after", "following", "from"), SINCE),
    **dict.fromkeys(("before", "by", "until", "till", "up to"), UNTIL),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that a sentence names (both inclusive).

    ``precision`` is ``day month year span``; ``relation`` says whether the act lies in it (``at``), in it or
    later (``since``), in it or earlier (``until``); ``text[start:end]`` names it.
    """

    first: date
    last: date
    precision: str
    relation: str
    start: int
    end: int


def read_periods(text: str, anchor: Days | None = None, on: date | None = None) -> list[Period]:
    """Every period that a sentence names, in order.

    Parameters
    ----------
    anchor : first and last day of the period last named before the sentence, or the day of publication: what
        "a month later" and a month without a year are counted from.  Without it such words name no period.
    on : the day it was written, which "last year" and "two years ago" are counted from
    """
    out: list[Period] = []
    for m in _RE.finditer(text):
        named = not m["lead"] and _NAME_BEFORE.search(text, max(0, m.start() - 12), m.start())
        if named or _counts_from_act(text, m, out):
            continue
        last_named = (out[-1].first, out[-1].last) if out else anchor
        try:
            span = (
                _absolute(m, last_named[0] if last_named else None)
                or _ago(m, on)
                or _counted_from(m, (on, on) if on and _THIS.match(m[0]) else last_named)
            )
        except (ValueError, OverflowError):
            span = None
        if span is not None:
            relation = _RELATIONS.get((m["lead"] or "").lower(), AT)
            if relation == UNTIL and _NOT_UNTIL.search(text, 0, m.start()):
                relation = AT
            if relation == SINCE and _WHEN.match(text, m.end()) and not _NOT_SINCE.search(text, 0, m.start()):
                relation = AT  # "since 9 May 2031, when": the day of an act
            if (m["y4"] or m["d2"] or m["e2"]) and relation == SINCE:
                relation = AT
            out.append(Period(*span, relation, m.start(), m.end()))
    return _join_ends(text, out)


_THIS = re.compile(r"(?:in )?this\b", re.IGNORECASE)
_WHEN = re.compile(r",? when\b")
_NOT_UNTIL = re.compile(r"\b(?:not|never|nothing|nobody) [^,;]{0,50}$", re.IGNORECASE)
_NOT_SINCE = re.compile(r"\b(?:not|never|no|none|neither)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from) $", re.IGNORECASE)
_FROM = re.compile(r"from ", re.IGNORECASE)


def _join_ends(text: str, named: list[Period]) -> list[Period]:
    """All, two that are the ends of one joined: "between May 2031 and June 2033"."""
    out = list[Period]()
    for p in named:
        before = out[-1] if out else None
        joint = text[before.end : p.start].strip() if before else ""
        led = before and (_BETWEEN.search(text, 0, before.start) or _FROM.match(text, before.start))
        until = joint in ("and", "to", "until") or (not joint and p.relation == UNTIL)
        if before and led and until and before.first <= p.first:
            out[-1] = Period(before.first, p.last, "span", AT, before.start, p.end)
        else:
            out.append(p)
    return out


_ABSOLUTE = re.compile(rf"\b{_Y}\b")


def _counts_from_act(text: str, m: re.Match[str], earlier: list[Period]) -> bool:
    """Whether it counts from an act and the sentence has a date of its own: "three days after the first"."""
    direction = (m["dir8"] or "").lower()
    return direction in ("before", "after") and (bool(earlier) or bool(_ABSOLUTE.search(text, m.end())))


def _absolute(m: re.Match[str], anchor: date | None) -> Span | None:
    if m["iso"]:
        day = date.fromisoformat(m["iso"])
        return day, day, "day"
    for month, lo, hi, year in (("m1", "d1", "d2", "y1"), ("m2", "e1", "e2", "y2")):
        if m[month]:
            number = _MONTHS[m[month].lower()]
            y = int(m[year]) if m[year] else _near_year(anchor)
            return _days(y, number, int(m[lo]), int(m[hi] or m[lo])) if y else None
    return _months_or_years(m, anchor)


def _months_or_years(m: re.Match[str], anchor: date | None) -> Span | None:
    span: Span | None = None
    if m["m3"]:
        span = _month(int(m["y3"]), _MONTHS[m["m3"].lower()])
    elif m["y4"]:
        last = int(m["y5"]) if len(m["y5"]) == 4 else int(m["y4"][:2] + m["y5"])
        span = date(int(m["y4"]), 1, 1), date(last, 12, 31), "span"
    elif m["part"]:
        span = _part(int(m["y6"]), " ".join(m["part"].lower().split()))
    elif m["decade"]:
        span = date(int(m["decade"]), 1, 1), date(int(m["decade"]) + 9, 12, 31), "span"
    elif m["y7"]:
        span = _year(int(m["y7"]))
    elif m["m11"] and anchor is not None:
        span = _month(anchor.year, _MONTHS[m["m11"].lower()])
    return span


def _ago(m: re.Match[str], on: date | None) -> Span | None:
    """Return a time told from the day of writing: "last year", "two months ago", "on Wednesday"."""
    if on is None or not (m["back"] or m["n17"] or m["weekday"]):
        return None
    if m["weekday"]:
        named = m["weekday"].lower()
        back = 1 if named == "yesterday" else (on.weekday() - _WEEKDAYS.index(named)) % 7
        day = on - timedelta(back)
        return day, day, "day"
    if m["n17"]:
        return _shift(on, -(_SMALL.get(m["n17"].lower()) or int(m["n17"])), m["u17"].lower())
    unit = m["u16"].lower()
    if unit in _SEASONS:
        span = _part(on.year, unit)
        return span if span[1] < on else _part(on.year - 1, unit)
    if unit in _MONTHS:
        number = _MONTHS[unit]
        return _month(on.year - (number >= on.month), number)
    return _shift(on, -1, unit)


def _counted_from(m: re.Match[str], last_named: Days | None) -> Span | None:
    """Return a time told from the period before it, which may be long: from its first day to its last."""
    if last_named is None:
        return None
    first, last = (_relative(m, day) for day in last_named)
    if first is None or last is None or first == last:
        return first
    return first[0], last[1], "span"


def _relative(m: re.Match[str], anchor: date) -> Span | None:
    if m["n8"]:
        n = _SMALL.get(m["n8"].lower()) or int(m["n8"])
        sign = -1 if m["dir8"].lower() in ("earlier", "before") else 1
        return _shift(anchor, sign * n, m["u8"].lower())
    unit = (m["u9"] or m["u10"] or "").lower()
    words = m[0].lower()
    step = 1 if "next" in words or "following" in words else -1 if "previous" in words else 0
    if not unit or (unit == "day" and not step):
        return None  # "on the same day" dates two acts by each other
    if unit in _MONTHS:
        number = _MONTHS[unit]
        return _month(anchor.year + (step == 1 and number <= anchor.month), number)
    return _part(anchor.year + step, unit) if unit in _SEASONS else _shift(anchor, step, unit)


def _shift(anchor: date, n: int, unit: str) -> Span:
    if unit == "day":
        day = anchor + timedelta(n)
        return day, day, "day"
    if unit == "week":
        middle = anchor + timedelta(7 * n)
        return middle - timedelta(3), middle + timedelta(3), "span"
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + n
        return _month(months // 12, months % 12 + 1)
    return _year(anchor.year + n)


def _near_year(anchor: date | None) -> int:
    """Return the year of a day named without one: that of the anchor; 0 without an anchor."""
    return anchor.year if anchor is not None else 0


def _days(year: int, month: int, first: int, last: int) -> Span:
    a, b = date(year, month, first), date(year, month, max(first, last))
    return a, b, "day" if a == b else "span"


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def _year(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31), "year"


def _part(year: int, part: str) -> Span:
    if part == "winter":
        return date(year - 1, 12, 1), date(year, 12, 31), "span"
    a, b = _SEASONS.get(part) or _PARTS[part]
    return date(year, a, 1), date(year, b, monthrange(year, b)[1]), "span"

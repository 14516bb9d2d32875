"""Reading of dates in a sentence, also those counted from another date ("a month later", "last year").

:mod:`comity.language.dates` gives only the first date of a passage; a check needs all, since each must agree
with the record.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
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
_COUNT = rf"(?P<count>{'|'.join(sorted(_SMALL, key=len, reverse=True))}|\d{{1,2}})"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (1, 12)}
#: First and last month of a part of a year; of a winter, which has two years, all.
_PARTS = _SEASONS | {
    "first half": (1, 6),
    "second half": (7, 12),
    "early": (1, 4),
    "mid": (5, 8),
    "late": (9, 12),
    **dict.fromkeys(("beginning", "start"), (1, 3)),
    **dict.fromkeys(("end", "close"), (10, 12)),
}
_UNIT = rf"(?P<unit>day|week|month|year|spring|summer|autumn|fall|winter|{_M})\b"
_TO = r"\s?(?:-|–|to|and)\s?"
_LEAD = r"\b(?:(?P<lead>since|after|before|by|until|till|from|up to|following)\s+)?"
_FORMS = (
    r"(?P<iso>\d{4}-\d\d-\d\d)",
    rf"(?:(?:early|late|earlier|later)\s+)?(?P<step>last)\s+{_UNIT}(?!\.?,?\s+(?:{_Y}|\d))",
    rf"{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+(?P<step>ago)\b",
    rf"(?P<weekday>{'|'.join(_WEEKDAYS)}|yesterday)\b(?!\s+(?:prayers?|services?))",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:{_TO}(?P<day2>\d{{1,2}}))?(?:\s+of)?\s+(?P<month>{_M})\b\.?(?:,?\s+(?P<year>{_Y}))?",
    rf"(?P<month>{_M})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:{_TO}(?P<day2>\d{{1,2}}))?(?!\d|,\d{{3}})(?:,?\s+(?P<year>{_Y}))?",
    rf"(?:(?:early|mid|late|the\s+(?:end|beginning|start|middle|close)\s+of)[\s-]+)?(?P<month>{_M})\.?,?\s+(?P<year>{_Y})",
    rf"(?P<year>{_Y})\s?(?:-|–|to|and|until|through)\s?(?P<year2>{_Y}|(?<=[-–])\d\d(?!\d))\b",
    rf"(?:the\s+)?(?P<part>(?:first|second)\s+half|early|mid|late|end|close|beginning|start|spring|summer|autumn|fall|winter)(?:\s+of|\s+in)?[\s-]+(?P<year>{_Y})(?!s)",
    r"(?P<decade>(?:19[4-9]|20[0-4])0)s\b",
    rf"(?P<year>{_Y})(?!\s?(?:troops|men|soldiers|km|kilomet|tonnes|tons|aircraft|people|dollars))\b",
    rf"{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+(?P<step>later|after|earlier|before|on(?!\s+(?:the|an?|its|their)\b))\b",
    rf"(?P<step>(?:the|that|this)\s+(?:same|next|following|previous|very)|that|in\s+the\s+same|this|(?:later|earlier)\s+that|later\s+in|of\s+(?:that|the\s+same))\s+{_UNIT}",
    rf"(?:in|by|since|during|until|of|for|from)\s+(?:early\s+|mid-?\s?|late\s+)?(?P<month>{_M})\b(?!\.?,?\s+(?:{_Y}|\d))",
)
_READ = [re.compile(_LEAD + form, re.IGNORECASE) for form in _FORMS]
_FIND = re.compile(
    _LEAD.replace("?P<lead>", "?:") + "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", f) for f in _FORMS) + ")",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"\b{_Y}\b")
_NAME_BEFORE = re.compile(r"(?:resolution|no\.|number|res|/)\s?$|\d,$", re.IGNORECASE)

Days = tuple[date, date]

AT, SINCE, UNTIL = "at", "since", "until"
_RELATIONS = {
    **dict.fromkeys(("since", "after", "following", "from"), SINCE),
    **dict.fromkeys(("before", "by", "until", "till", "up to"), UNTIL),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period named in a sentence, from its first to its last day.

    ``relation`` says when the act took place: in the period (``at``), in it or later (``since``), in it or
    earlier (``until``). ``text[start:end]`` names the period.
    """

    first: date
    last: date
    relation: str
    start: int
    end: int


def read_periods(text: str, anchor: Days | None = None, on: date | None = None) -> list[Period]:
    """Return every period that a sentence names, in order.

    Parameters
    ----------
    anchor : first and last day of the last period named before the sentence, or the day of publication:
        "a month later" and a month without a year are counted from it, and name no period without it
    on : the day of writing, from which "last year" and "two years ago" are counted
    """
    out: list[Period] = []
    for date_words in _FIND.finditer(text):
        m = next(m for form in _READ if (m := form.match(text, date_words.start())))
        said = {part: " ".join(words.lower().split()) for part, words in m.groupdict().items() if words}
        of_act = said.get("step") in ("before", "after") and (out or _YEAR.search(text, m.end()))
        of_name = "lead" not in said and _NAME_BEFORE.search(text, max(0, m.start() - 12), m.start())
        if of_act or of_name:
            continue
        try:
            days = _read(said, (out[-1].first, out[-1].last) if out else anchor, on)
        except (ValueError, OverflowError):
            continue
        if days is not None:
            two_ends = "year2" in said or "day2" in said
            relation = AT if two_ends else _RELATIONS.get(said.get("lead", ""), AT)
            out.append(Period(*days, relation, m.start(), m.end()))
    return _join_ends(text, out)


_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)


def _join_ends(text: str, named: list[Period]) -> list[Period]:
    """Return the periods, with two ends of one period joined: "between May 2031 and June 2033"."""
    out = list[Period]()
    for p in named:
        before = out[-1] if out else p
        joint = text[before.end : p.start].strip()
        led = _BETWEEN.search(text, 0, before.start) or text[before.start :][:5].lower() == "from "
        until = joint in ("and", "to", "until") or (not joint and p.relation == UNTIL)
        if out and led and until and before.first <= p.first:
            out[-1] = Period(before.first, p.last, AT, before.start, p.end)
        else:
            out.append(p)
    return out


def _read(g: Mapping[str, str], last_named: Days | None, on: date | None) -> Days | None:
    """Return the first and last day of a date from its words by part (``g``); ``None`` if it is no date."""
    if "weekday" in g and on:
        back = 1 if g["weekday"] == "yesterday" else (on.weekday() - _WEEKDAYS.index(g["weekday"])) % 7
        return (on - timedelta(back),) * 2
    if "unit" in g:
        return _count_from(g, last_named, on)
    if "iso" in g:
        return (date.fromisoformat(g["iso"]),) * 2
    if "weekday" in g or not ("year" in g or "decade" in g or last_named):
        return None
    year = int(g.get("year") or g.get("decade") or (last_named[0].year if last_named else 0))
    if "day" in g:
        month, day = _MONTHS[g["month"]], int(g["day"])
        return date(year, month, day), date(year, month, max(day, int(g.get("day2", day))))
    first, last = (_MONTHS[g["month"]],) * 2 if "month" in g else _PARTS.get(g.get("part", ""), (1, 12))
    until = int(str(year)[: 4 - len(g["year2"])] + g["year2"]) if "year2" in g else year
    return _months(year, first, 12)[0], _months(until + 9 * ("decade" in g), 1, last)[1]


def _months(year: int, first: int, last: int) -> Days:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _count_from(g: Mapping[str, str], last_named: Days | None, on: date | None) -> Days | None:
    """Return the days of "last year" or "a month later", counted from ``on`` or ``last_named``."""
    step = g["step"].split()[-1]
    told_on = step in ("last", "ago") or (on and g["step"] == "this")
    start = ((on, on) if on else None) if told_on else last_named
    if start is None or (g["unit"] == "day" and "count" not in g and step not in ("next", "following")):
        return None  # "on the same day" dates two acts by each other
    n = (
        (_SMALL.get(g["count"]) or int(g["count"]))
        if "count" in g
        else step not in ("same", "very", "that", "this", "in")
    )
    n = -n if step in ("last", "ago", "earlier", "before", "previous") else n
    return _shift(start[0], n, g["unit"])[0], _shift(start[1], n, g["unit"])[1]


def _shift(day: date, n: int, unit: str) -> Days:
    """Return the day, week, month or year ``n`` units after a day, or the next such month or season."""
    if unit == "day":
        return (day + timedelta(n),) * 2
    if unit == "week":
        middle = day + timedelta(7 * n)
        return middle - timedelta(3), middle + timedelta(3)
    if unit == "year":
        return _months(day.year + n, 1, 12)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + n
        return _months(months // 12, months % 12 + 1, months % 12 + 1)
    first, last = _SEASONS.get(unit) or (_MONTHS[unit],) * 2
    return _months(day.year + (n > 0 and first <= day.month) - (n < 0 and last >= day.month), first, last)

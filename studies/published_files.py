"""Reading of tables by others that only a study uses, from the folder in ``COMITY_STUDY_FILES``."""

from __future__ import annotations

import csv
import gzip
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from comity.types import Pair
from comity.vocabulary.states import code_on

FOLDER = "COMITY_STUDY_FILES"
NOT_THERE = f"the files are not in the folder that {FOLDER} names"
#: GDELT events added up by pair and month by lionelc/GDELT_Causal_Discovery, icy-swan/gdelt-events (both
#: directions together) and mijapa/GDELT -> names of the files.
MONTHLY = {
    "gdelt_partners": r"^(rus|us)_(initiate|react)_1998_2007_top20\.csv",
    "gdelt_friction": r"20240626_all\.csv()",
    "gdelt_months": r"([A-Z]{3})_monthyear_ac2_count\.csv",
}
#: The state of the author's query, which stands nowhere in the file.
OF_FRICTION = "CHN"
COINCIDENCE = r"coincidence[_-](20\d\d)\.csv"

Rows = list[dict[str, str]]


def monthly_counts(stream: str) -> dict[Pair, dict[date, float]]:
    """Return events by pair and first day of the month; months for which no file has counts are missing."""
    out: dict[Pair, dict[date, float]] = defaultdict(dict)
    for name, rows in tables(MONTHLY[stream]):
        sums = Counter[tuple[str, str, date]]()
        for state, partner, month, count in (
            _wide(name, rows) if stream == "gdelt_partners" else _long(name, rows)
        ):
            one, two = code_on(state, "cameo", month), code_on(partner, "cameo", month)
            if one and two:
                sums[one, two, month] += count
        for (one, two, month), count in sums.items():
            out[one, two][month] = count
    return out


def _long(name: re.Match[str], rows: Rows) -> Iterator[tuple[str, str, date, int]]:
    for row in rows:
        month = date(int(row["MonthYear"][:4]), int(row["MonthYear"][4:]), 1)
        count = int(row.get("Count") or row["RecordCount"])
        yield name[1] or OF_FRICTION, row["Actor2CountryCode"], month, count


def _wide(name: re.Match[str], rows: Rows) -> Iterator[tuple[str, str, date, int]]:
    """Yield the counts in files with a column per partner and a row per month from January 1998 on.

    A month of zeros was not counted. If a year has only one counted month, that month contains several and is
    left out.
    """
    months = [date(1998 + i // 12, i % 12 + 1, 1) for i in range(len(rows))]
    counted = [(m, row) for m, row in zip(months, rows, strict=True) if any(map(int, row.values()))]
    of_year = Counter(m.year for m, _ in counted)
    state = {"us": "USA", "rus": "RUS"}[name[1]]
    for month, row in counted:
        for partner, count in row.items() if of_year[month.year] > 1 else ():
            pair = state, partner.upper()
            yield *(pair[::-1] if name[2] == "react" else pair), month, int(count)


def coincidence() -> dict[int, dict[str, float]]:
    """Return the State Department's voting coincidence by year and state, for years that count all votes.

    The tables are those of markschaver/UN; those up to 2017 count only important votes.
    """
    out = {}
    for name, rows in tables(COINCIDENCE):
        day = date(int(name[1]), 12, 31)
        if "ISO" in rows[0]:
            coded = ((code_on(r["COUNTRY"], "any-name", day), r["COINCIDENCE"]) for r in rows)
            out[day.year] = {state: float(share) for state, share in coded if state and share}
    return out


def tables(name: str) -> Iterator[tuple[re.Match[str], Rows]]:
    """Yield for each file in the folder whose name matches the match and the rows; none without a folder."""
    folder = os.environ.get(FOLDER)
    for path in sorted(Path(folder).rglob("*.csv*")) if folder else []:
        if match := re.search(name, path.name):
            with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as stream:
                header, *lines = ([c.strip() for c in line] for line in csv.reader(stream) if line)
            yield match, [dict(zip(header, line, strict=True)) for line in lines]

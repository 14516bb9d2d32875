"""Small GDELT 1.0 day files by hand."""

from __future__ import annotations

from collections.abc import Iterable

from comity.sources.gdelt.event_layout import COLUMNS

_ROW = {
    "SQLDATE": "20150302",
    "Actor1Code": "CHNGOV",
    "Actor1CountryCode": "CHN",
    "Actor1Type1Code": "GOV",
    "Actor2Code": "RUS",
    "Actor2CountryCode": "RUS",
    "EventCode": "042",
    "EventRootCode": "04",
    "QuadClass": "1",
    "GoldsteinScale": "1.9",
    "NumMentions": "10",
    "NumSources": "2",
    "NumArticles": "10",
    "AvgTone": "-2.5",
    "DATEADDED": "20150302",
    "SOURCEURL": "https://www.example.org/a",
}


def row(number: int, **changes: str) -> str:
    """One row: the Chinese government visits Russia."""
    told = _ROW | {"GLOBALEVENTID": str(410_000_000 + number)} | changes
    return "\t".join(told.get(c, "") for c in COLUMNS["gdelt1"])


def day_file(numbers: Iterable[int], changed: Iterable[int] = ()) -> bytes:
    """Rows with these numbers; those in ``changed`` have another code."""
    other = set(changed)
    lines = [row(n, **({"EventCode": "043"} if n in other else {})) for n in numbers]
    return "".join(f"{x}\n" for x in lines).encode()

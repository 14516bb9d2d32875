"""Small files of counts by pair and year, made here."""

from __future__ import annotations

from rwrite import rda

from comity.sources.events import icews_dyads
from comity.sources.gdelt import gdelt_dyads

SHARES, TOTALS = gdelt_dyads.DIRECTED


def line(names: tuple[str, ...], **values: str) -> str:
    return ",".join(values.get(n, "1") for n in names)


def either(*rows: dict[str, str]) -> bytes:
    names = gdelt_dyads.EITHER_WAY
    return ("\n".join([",".join(names), *(line(names, **r) for r in rows)]) + "\n").encode()


def directed(names: tuple[str, ...], *rows: dict[str, str]) -> bytes:
    return ("\n".join([",".join(names), *(line(names, **r) for r in rows)]) + "\n").encode()


PAIR = {"Actor1CountryCode": "CHN", "Actor2CountryCode": "RUS", "SQLDATE": "20001222"}
BOTH = {"Source": "RUS", "Target": "CHN", "QuadClass": "3", "ECount": "7"}

NETIFY = rda(
    "icews",
    {
        "i": ("chr", ["China", "Russian Federation", "China"]),
        "j": ("chr", ["Russian Federation", "China", "Atlantis"]),
        **{c: ("dbl", [2002.0, 2003.0, 2002.0]) for c in ("year", *icews_dyads.COUNTS)},
    },
)
_PAIRS = [PAIR | {"Actor2CountryCode": c} for c in ("RUS", "USA", "AFR")]
FILES = {
    "gdelt_dyads": [
        ("RUS.csv", either(*(BOTH | {"Year": str(y)} for y in (1985, 2000, 2010)))),
        ("2000_gdelt.csv", directed(SHARES, *_PAIRS)),
        ("2008_gdelt.csv", directed(TOTALS, *_PAIRS)),
    ],
    "icews_dyads": [("icews.rda", NETIFY)],
}

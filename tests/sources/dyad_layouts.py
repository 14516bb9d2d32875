"""Small files of ICEWS by pair and year, made here."""

from __future__ import annotations

from rwrite import rda

from comity.sources.events import icews_dyads

NETIFY = rda(
    "icews",
    {
        "i": ("chr", ["China", "Russian Federation", "China"]),
        "j": ("chr", ["Russian Federation", "China", "Atlantis"]),
        **{c: ("dbl", [2002.0, 2003.0, 2002.0]) for c in ("year", *icews_dyads.COUNTS)},
    },
)
FILES = {"icews_dyads": [("icews.rda", NETIFY)]}

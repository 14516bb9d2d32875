"""A small frame of UCDP GED, made here."""

from __future__ import annotations

from datetime import date

from rwrite import rda

DAYS = [float((date(2016, 1, d) - date(1970, 1, 1)).days) for d in (1, 2, 3)]


def frame(**changes: object) -> bytes:
    columns = {
        "id": ("dbl", [1.0, 2.0, 3.0]),
        "type_of_violence": ("dbl", [1.0, 2.0, 3.0]),
        "conflict_name": ("chr", ["Syria: Government"] * 3),
        "dyad_name": ("chr", ["A - B", "A - B", None]),
        "country": ("chr", ["Syria", "Syria", "Nowhere"]),
        "date_start": ("Date", DAYS),
        "date_end": ("Date", DAYS),
        "low": ("dbl", [3.0, 0.0, 1.0]),
        "best": ("dbl", [4.0, 0.0, 1.0]),
        "high": ("dbl", [9.0, 2.0, 1.0]),
    }
    return rda("ged", columns | changes, packed="gz")


FILES = {"ucdp_ged": [("ucdp_ged.rda", frame())]}

"""ATOP 5.1 obligations by directed dyad-year, as peacesciencer ships them, folded into ties."""

from __future__ import annotations

from comity.sources.kit.obligations import ties
from comity.sources.kit.register import Register, saved_as

ID = "atop_dyads"
CLAUSES = {
    f"atop_{short}": clause
    for short, clause in (
        ("defense", "defence"),
        ("offense", "offence"),
        ("neutral", "neutrality"),
        ("nonagg", "non-aggression"),
        ("consul", "consultation"),
    )
}
"""Column -> clause."""

SOURCES = (Register(ID, saved_as("atop_alliance"), lambda file: ties(ID, file, CLAUSES)),)

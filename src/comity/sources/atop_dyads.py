"""ATOP 5.1 obligations by directed dyad-year, as peacesciencer ships them, folded into ties."""

from __future__ import annotations

from comity.sources._obligations import ties
from comity.sources._register import Register, saved_as

ID = "atop_dyads"
CLAUSES = {
    f"atop_{short}": clause
    for short, clause in (
        ("defense", "defence"), ("offense", "offence"), ("neutral", "neutrality"),
        ("nonagg", "non-aggression"), ("consul", "consultation"),
    )
}  # fmt: skip
"""Column -> clause."""

SOURCES = (Register(ID, saved_as("atop_alliance"), lambda file: ties(ID, file, CLAUSES)),)

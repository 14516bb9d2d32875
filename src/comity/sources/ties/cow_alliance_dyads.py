"""Correlates of War alliances 4.1 by directed dyad-year (peacesciencer), folded into ties."""

from __future__ import annotations

from comity.sources.kit.obligations import ties
from comity.sources.kit.register import Register, saved_as

ID = "cow_alliance_dyads"
CLAUSES = {
    "cow_defense": "defence",
    "cow_neutral": "neutrality",
    "cow_nonagg": "non-aggression",
    "cow_entente": "entente",
}
"""Column -> clause."""

SOURCES = (Register(ID, saved_as("cow_alliance"), lambda file: ties(ID, file, CLAUSES)),)

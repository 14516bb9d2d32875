"""What every measure is worth: one list of checks, and their kept results.

Three parts: ``worlds`` (simulated worlds whose truth is known), ``data`` (the real records held, where
placebo hotspots and shuffled dates leave chance alone at work, and pairs named beforehand do not) and
``published`` (values that others gave).  ``comity validate`` runs them; ``data/validity.json`` keeps the
rows of the last full run, which ``comity method`` and the documentation show.  A row that does not hold
is shown like any other.

:mod:`registry` declares the measures; :mod:`suite` lists the checks.
"""

from comity.measures.validity.registry import MEASURES, Measure
from comity.measures.validity.suite import CHECKS, PARTS, Check, as_text, kept

__all__ = ["CHECKS", "MEASURES", "PARTS", "Check", "Measure", "as_text", "kept"]

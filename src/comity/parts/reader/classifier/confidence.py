"""Confidence in an act: a logistic score of how the act was found, fitted to labelled sentences.

``data/confidence.yaml`` holds the weights, with the number of labelled acts behind each of them.
:mod:`training.calibrate` writes this file. The weight of a form with few labelled acts is shrunk toward the
average (ridge regression).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from comity.errors import VocabularyError
from comity.parts.reader.patterns import forms_that
from comity.vocabulary.forms import all_forms
from comity.vocabulary.load import package_yaml

_FILE = "parts/reader/data/confidence.yaml"
TERMS = ("carried", "several_rules", "not_plain", "tie", "many", "sensed", "prose", "chance")
"""A party is not named in the passage; several rules read it so; not told as a fact; a form of the widest
wordings; more than three parties; read by senses, not by a rule;
in a long text; the log-odds that the weights for prose give it."""

SENSED = "prose.senses"
"""The rule id of what is read by senses (:mod:`act_classifier`)."""

GENERAL = "general"
"""Stands for acts without a named way."""


@cache
def _weights() -> tuple[dict[str, float], dict[str, float]]:
    data = package_yaml(_FILE)
    terms = data.get("terms") if isinstance(data, dict) else None
    by_form = data.get("forms") if isinstance(data, dict) else None
    if not isinstance(terms, dict) or not isinstance(by_form, dict):
        raise VocabularyError(_FILE, "the file", "must hold terms and forms")
    for term in ("intercept", *TERMS):
        if not isinstance(terms.get(term), (int, float)):
            raise VocabularyError(_FILE, term, "must be a number")
    for form, entry in by_form.items():
        if form != GENERAL and form not in all_forms():
            raise VocabularyError(_FILE, form, "is not a form")
        if not isinstance(entry, dict) or not isinstance(entry.get("weight"), (int, float)):
            raise VocabularyError(_FILE, form, "must hold a weight")
    return {k: float(v) for k, v in terms.items()}, {f: float(t["weight"]) for f, t in by_form.items()}


@dataclass(frozen=True, slots=True)
class TrustEvidence:
    """The facts about an act that its confidence depends on: states, forms, rules, wording and kind of text.

    ``chance`` is the chance of the act by the classifier for long texts; ``None`` if it was not used.
    """

    parties: frozenset[str]
    forms: tuple[str, ...]
    rules: tuple[str, ...]
    modality: str
    named: frozenset[str]
    prose: bool
    chance: float | None = None

    def terms(self) -> dict[str, float]:
        """Return the terms of the score by name: 1 or 0 each, and the log-odds of ``chance``."""
        holds = {
            "carried": not self.parties <= self.named,
            "several_rules": len(self.rules) > 1,
            "not_plain": self.modality != "asserted",
            "tie": bool(self.forms) and self.forms[0] in forms_that("wide"),
            "many": len(self.parties) > _FEW,
            "sensed": SENSED in self.rules,
            "prose": self.prose,
        }
        known = 0.5 if self.chance is None else min(max(self.chance, _EDGE), 1.0 - _EDGE)
        odds = math.log(known / (1.0 - known))
        return {k: float(v) for k, v in holds.items()} | {"chance": min(max(odds, -_MOST), _MOST)}

    @property
    def main_form(self) -> str:
        """The act's first form (kind of act), or :data:`GENERAL` if it has none."""
        return self.forms[0] if self.forms else GENERAL


_MOST = 5.0
"""Log-odds beyond these say no more ..."""

_EDGE = 1e-9
"""... and a chance that rounds to 0 or 1 has yet some."""

_FEW = 3
"""With more parties than these some pair of them is more easily wrong."""


def confidence(evidence: TrustEvidence) -> float:
    """Return the chance, above 0 and below 1, that the states and the polarity of an act are right."""
    terms, by_form = _weights()
    score = terms["intercept"] + by_form.get(evidence.main_form, 0.0)
    score += math.fsum(terms[name] * value for name, value in evidence.terms().items())
    return round(1.0 / (1.0 + math.exp(-score)), 3)

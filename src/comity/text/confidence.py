"""How far an act is to be trusted: a logistic score of how it was read, fitted to the labelled sets."""

from __future__ import annotations

import math
from functools import cache

from comity.errors import VocabularyError
from comity.text.merge import Merged
from comity.text.signs import forms_that
from comity.text.words import data_text
from comity.vocabulary.load import read_yaml

_FILE = "text/data/confidence.yaml"
_TERMS = ("intercept", "carried", "several_rules", "not_plain", "tie")


@cache
def _weights() -> dict[str, float]:
    data = read_yaml(data_text("confidence.yaml"), _FILE)
    for term in _TERMS:
        if not isinstance(data, dict) or not isinstance(data.get(term), (int, float)):
            raise VocabularyError(_FILE, term, "must be a number")
    return {t: float(data[t]) for t in _TERMS}


def confidence(act: Merged, forms: list[str]) -> float:
    """Chance that the pair and polarity of an act are right, in (0, 1)."""
    w = _weights()
    score = w["intercept"]
    score += w["carried"] * (not act.sure)
    score += w["several_rules"] * (len({d.hit.rule.id for d in act.drafts}) > 1)
    score += w["not_plain"] * (act.told != "asserted")
    score += w["tie"] * (bool(forms) and forms[0] in forms_that("wide"))
    return round(1.0 / (1.0 + math.exp(-score)), 3)

"""The coder's error carried on: what a count of acts read from text says, its misreadings reckoned with.

A coder finds a part of what texts tell (its *recall*) and of what it finds a part is right (its *precision*).
The count corrected for both is ``found * precision / recall``, as a prevalence is corrected for the errors of
a test (Rogan and Gladen 1978, American Journal of Epidemiology 107:71).  Both are known from a labelled set
only, so each is drawn from its posterior with Jeffreys' prior (Brown, Cai and DasGupta 2001, Statistical
Science 16:101); the right ones among those found, and those missed, are drawn in turn (binomial, negative
binomial).  The interval is that of the drawn counts.

This corrects what was read of the texts held.  It says nothing of what no text held tells, so a corrected
count is no activity level either.  Precision and recall were measured on acts and are applied to occurrences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.stats import beta

from comity.errors import QuestionError, VocabularyError
from comity.measures.occurrence import Occurrence
from comity.text.words import data_text
from comity.vocabulary.load import read_csv

METHOD = "coder-error/1"
LEVEL = 0.9
FEWEST = 20
"""Labelled acts from which the error on one pair is told on its own; else it is that on any pair."""
WEAK = 0.5
"""A form is one the coder is bad at where its precision may lie below this (90% interval)."""
DRAWS = 4000
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
_FILE = "text/data/coder_error.csv"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a coder: of ``said`` acts ``right`` were right, and ``labelled`` were to be found.

    Raises
    ------
    QuestionError
        When more are right than said or labelled.
    """

    right: int
    said: int
    labelled: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= min(self.said, self.labelled):
            raise QuestionError(
                f"{self.right} right of {self.said} said and {self.labelled} labelled cannot be."
            )

    def precision(self) -> tuple[float, float]:
        """90% interval of the precision."""
        low, high = (float(beta.ppf(q, self.right + 0.5, self.said - self.right + 0.5)) for q in _TAILS)
        return low, high


@dataclass(frozen=True, slots=True)
class Corrected:
    """A count corrected for the coder's error: the median and the 90% interval of its draws."""

    value: float
    low: float
    high: float


@cache
def shipped() -> dict[str, Known]:
    """The error of the rules on the labelled sets they were tuned on: by form, by pair, on any ``pair``."""
    columns, out = ("coder", "measure", "right", "said", "labelled"), dict[str, Known]()
    text = "\n".join(x for x in data_text("coder_error.csv").splitlines() if not x.startswith("#"))
    for n, row in read_csv(text, _FILE, columns):
        try:
            out[row["measure"]] = Known(int(row["right"]), int(row["said"]), int(row["labelled"]))
        except ValueError as e:
            raise VocabularyError(_FILE, f"row {n}", str(e)) from None
    return out


def corrected(found: int, known: Known, *, exact: int = 0, seed: int = 1) -> Corrected:
    """The count that the texts tell of, with the error of precision and recall.

    Parameters
    ----------
    found : acts the coder found
    known : how it did on a labelled set
    exact : acts beside them that nobody coded; they count as they are
    seed : of the draws: the same seed gives the same numbers

    Raises
    ------
    QuestionError
        When nothing was labelled, so that nothing is known of the coder.
    """
    if not known.said or not known.labelled:
        raise QuestionError("Nothing is labelled, so the coder's error is not known.")
    rng = np.random.default_rng(seed)
    precision = rng.beta(known.right + 0.5, known.said - known.right + 0.5, DRAWS)
    recall = rng.beta(known.right + 0.5, known.labelled - known.right + 0.5, DRAWS)
    right = rng.binomial(found, precision)
    missed = rng.negative_binomial(right + 1, recall)
    low, middle, high = (float(x) for x in np.quantile(exact + right + missed, (_TAILS[0], 0.5, _TAILS[1])))
    return Corrected(middle, low, high)


def weak_forms() -> frozenset[str]:
    """First-level forms that the coder is bad at: their precision may lie below :data:`WEAK`."""
    return frozenset(f for f, k in shipped().items() if k.said and k.precision()[0] < WEAK)


def carried(told: Sequence[Occurrence], group: str) -> dict[str, Any]:
    """What a count of occurrences says with the coder's error: goes beside it, as plain types.

    Returns
    -------
    Empty where no occurrence rests on a machine's reading alone.  Else ``coded`` (how many do),
    ``with_coder_error`` (middle, low, high, level), ``coder_known`` (right, said, labelled), and
    ``without_weak_forms``: the count without coded occurrences of forms that the coder is bad at only.
    """
    coded = [o for o in told if o.coded]
    if not coded:
        return {}
    own = shipped().get(group)
    known = own if own is not None and own.labelled >= FEWEST else shipped()["pair"]
    c = corrected(len(coded), known, exact=len(told) - len(coded))
    weak = [o for o in coded if o.forms and weak_forms().issuperset(o.forms)]
    return {
        "coded": len(coded),
        "with_coder_error": [c.value, c.low, c.high, LEVEL],
        "coder_known": [known.right, known.said, known.labelled],
        "without_weak_forms": len(told) - len(weak),
    }

"""Logistic weights for long texts, from ``data/weights.csv``, which :mod:`training.weigh` writes.

A head is one yes-or-no question, such as "does this sentence report an act?". Its log-odds are the intercept
plus the weights of the features that are present. If features are measured, each weight is multiplied by its
measure.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice

from comity.errors import VocabularyError
from comity.vocabulary.load import package_text

TELLS, COOPERATION, FRICTION = "tells", "cooperation", "friction"
"""Heads: a sentence tells an act; one of these two states acting together; one of these two differing."""

HOTSPOT = "at "
"""Before the hotspot in the name of a head."""

AGAIN = "again "
"""Before the name of a head that weighs a chance anew, by the rest of the text (:mod:`context_rescoring`)."""

FORM_AGAIN = f"{AGAIN}form"
NEEDED = (
    TELLS,
    COOPERATION,
    FRICTION,
    *(AGAIN + h for h in (TELLS, COOPERATION, FRICTION)),
    FORM_AGAIN,
)


class Weights:
    """Weights by head (yes-or-no question) and feature, with methods that return log-odds."""

    def __init__(self, heads: Mapping[str, Mapping[str, float]]) -> None:
        self.heads = heads
        alone = [h for h in heads if h not in NEEDED]
        self._forms = _Kind(heads, [h for h in alone if not h.startswith(HOTSPOT)])
        self._spots = _Kind(heads, [h for h in alone if h.startswith(HOTSPOT)])

    def odds(self, head: str, features: Iterable[str]) -> float:
        """Return the log-odds of yes to a head (question), given the features that are present."""
        weights = self.heads[head]
        return math.fsum((weights["intercept"], *(weights[f] for f in features if f in weights)))

    def measured(self, head: str, features: Mapping[str, float]) -> float:
        """Return the log-odds of yes to a head (question) for measured features; unknown ones are ignored."""
        weights = self.heads[head]
        return math.fsum((weights["intercept"], *(weights.get(f, 0.0) * x for f, x in features.items())))

    def forms(self, features: Iterable[str]) -> dict[str, float]:
        """Return the log-odds of every form (kind of act) that has weights."""
        return self._forms.odds(features)

    def hotspots(self, features: Iterable[str]) -> dict[str, float]:
        """Return the log-odds of every hotspot (place watched) that has weights."""
        return {h.removeprefix(HOTSPOT): z for h, z in self._spots.odds(features).items()}


class _Kind:
    """Heads (questions) that are always used together, stored by feature with the weight for each head."""

    def __init__(self, heads: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> None:
        self.intercepts = {h: heads[h]["intercept"] for h in names}
        self.bearing: dict[str, list[tuple[str, float]]] = {}
        for h in names:
            for feature, weight in heads[h].items():
                self.bearing.setdefault(feature, []).append((h, weight))

    def odds(self, features: Iterable[str]) -> dict[str, float]:
        parts = {h: [z] for h, z in self.intercepts.items()}
        for f in features:
            for head, weight in self.bearing.get(f, ()):
                parts[head].append(weight)
        return {h: math.fsum(weights) for h, weights in parts.items()}


@cache
def load_prose_weights() -> Weights:
    """Return the classifier's weights for long texts, which are part of the package.

    Raises
    ------
    VocabularyError
        When a line has no valid weight, or a head or its intercept is missing.
    """
    out = read_heads("weights.csv")
    if missing := sorted(set(NEEDED) - set(out)):
        raise VocabularyError("parts/reader/data/weights.csv", missing[0], "has no weights")
    return Weights(out)


def read_heads(name: str) -> dict[str, dict[str, float]]:
    """Return the weights in a data file by head (yes-or-no question) and feature."""
    file, out = f"parts/reader/data/{name}", dict[str, dict[str, float]]()
    lines = (line for line in package_text(file).splitlines() if not line.startswith("#"))
    for row in islice(csv.reader(lines), 1, None):
        try:
            head, feature, weight = row
            out.setdefault(head, {})[feature] = float(weight)
        except ValueError:
            raise VocabularyError(file, str(row), "must be a head, a feature and a weight") from None
    if bare := sorted(h for h, weights in out.items() if "intercept" not in weights):
        raise VocabularyError(file, bare[0], "has no intercept")
    return out


def chance(odds: float) -> float:
    """Return the chance for log-odds; very low log-odds give a small chance above 0."""
    if odds >= 0:
        return 1.0 / (1.0 + math.exp(-odds))
    small = math.exp(odds)
    return small / (1.0 + small)


def odds_of(share: float) -> float:
    """Return the log-odds of a chance above 0 and below 1."""
    return math.log(share / (1.0 - share))

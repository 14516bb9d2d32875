"""How far two readings of the same news bullets agree.

    python -m labels.agree_news labels/news_twice.jsonl

Each line of the file holds ``id`` and the claims of the ``first`` and the ``second`` reading.  Claims that
the first reading marks ``optional`` are neither right nor wrong, those of the second are left out; F1 is
that of :mod:`training.scores`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from comity.records.reviews.agreement import agreement
from training.scores import claim_of, tally

MEASURES = ("pair", "hotspot", "form")
"""Pairs with their polarity, hotspots and forms."""


def main(file: Path) -> None:
    """Print kappa of relevance and F1 of what is claimed."""
    relevant, counts = [], Counter[tuple[str, int]]()
    for line in file.read_text("utf-8").splitlines():
        record = json.loads(line)
        first, second = ([claim_of(c) for c in record[reading]] for reading in ("first", "second"))
        firm = [c for c in second if not c.optional]
        relevant.append((any(not c.optional for c in first), bool(firm)))
        scored = tally(first, firm)
        counts.update({(m, k): n for m in MEASURES for k, n in enumerate(scored[m])})
    kappa = agreement("first", "second", "relevance", relevant).kappa
    print(f"{len(relevant)} bullets; relevance kappa {kappa:.2f}")
    for m in MEASURES:
        right, second_says, first_says = (counts[m, k] for k in range(3))
        print(f"{m}: F1 {2 * right / (second_says + first_says):.3f} ({first_says} and {second_says} labels)")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the file of both readings: python -m labels.agree_news labels/news_twice.jsonl")
    main(Path(sys.argv[1]))

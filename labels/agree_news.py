"""Measure how far two readers agree on the labels of the same news items.

    python -m labels.agree_news labels/news_twice.jsonl

Each line of the file has ``id`` and the claims of the ``first`` and the ``second`` reader. A claim that the
first reader marks ``optional`` counts as neither right nor wrong; such claims of the second reader are left
out. F1 (the mean of precision and recall) is that of :mod:`training.scores`.
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
    """Print kappa of relevance and F1 of the claims."""
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

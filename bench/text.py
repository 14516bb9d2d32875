"""Benchmark of the default coder: texts per second. Run ``python bench/text.py [--items N]``."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterable
from datetime import date

from figures import figure

from comity.records.coded_acts import Document
from comity.sources.texts.coding import default_coder
from comity.vocabulary import states

_PHRASES = (
    "{a} and {b} vetoed a draft resolution on Syria in the Security Council on Tuesday.",
    "{a}'s foreign minister met his counterpart from {b} in Geneva to discuss the war in Ukraine.",
    "{a} criticised the sanctions that {b} announced against Venezuela last week.",
    "The parliament of {a} debated the budget; no foreign guest attended.",
    "{a} and {b} held a joint naval exercise in the Gulf of Oman, officials said.",
    "Traders in {a} expect grain prices to fall as the harvest comes in.",
)


def items(n: int, seed: int = 0) -> list[Document]:
    """Return invented news items of one or two sentences with random states."""
    rng, names = random.Random(seed), [s.name for s in states.all_states().values()]  # noqa: S311 - no secret
    out = []
    for i in range(n):
        texts = [
            rng.choice(_PHRASES).format(a=rng.choice(names), b=rng.choice(names)) for _ in range(1 + i % 2)
        ]
        out.append(Document(str(i), " ".join(texts), date(2019, 2, 28)))
    return out


def seconds(work: Iterable[object]) -> float:
    """Return the processor seconds until all of ``work`` is done."""
    start = time.process_time()
    for _ in work:
        pass
    return time.process_time() - start


def main() -> None:
    """Run the coder once to load its data, then measure several random sets of items."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    coder = default_coder()
    seconds(map(coder.code, items(50, seed=9)))
    spent = [seconds(map(coder.code, items(options.items, seed=k))) for k in range(options.repeats)]
    figure("texts coded", [options.items / s for s in spent], unit="1/s")


if __name__ == "__main__":
    main()

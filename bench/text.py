"""The default coder against a spaCy pipeline (Honnibal et al. 2020) on the same items, in one run.

Run as ``OPENBLAS_NUM_THREADS=1 python bench/text.py [--items N]`` with the extra ``spacy`` installed.  The
pipeline is the least that a second opinion needs: spaCy's tokenizer and dependency parser of the default
size.  It is not trained, for no model comes with comity; its arithmetic is that of a trained one.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterable
from datetime import date
from typing import Any

import spacy
from figures import figure
from spacy.training import Example

from comity.lake.ingest.coding import default_coder
from comity.records.coded_acts import Document
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
    """News items of one or two sentences with states drawn at random."""
    rng, names = random.Random(seed), [s.name for s in states.all_states().values()]  # noqa: S311 - no secret
    out = []
    for i in range(n):
        texts = [
            rng.choice(_PHRASES).format(a=rng.choice(names), b=rng.choice(names)) for _ in range(1 + i % 2)
        ]
        out.append(Document(str(i), " ".join(texts), date(2019, 2, 28)))
    return out


def pipeline() -> Any:
    """Tokenizer and parser, with weights drawn at random."""
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in ("ROOT", "nsubj", "dobj", "prep", "pobj", "det", "amod", "conj", "cc", "punct"):
        parser.add_label(label)
    some = {"heads": [1, 1, 1], "deps": ["nsubj", "ROOT", "dobj"]}
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("China met Russia"), some)])
    return nlp


def seconds(work: Iterable[object]) -> float:
    """Processor time until all of it is done."""
    start = time.process_time()
    for _ in work:
        pass
    return time.process_time() - start


def main() -> None:
    """Warm both, then read the same items by turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    coder, nlp, few = default_coder(), pipeline(), items(50, seed=9)
    seconds(map(coder.code, few))
    seconds(nlp.pipe(d.text for d in few))
    ours, ratios = [], []
    for k in range(options.repeats):
        some = items(options.items, seed=k)
        ours.append(seconds(map(coder.code, some)))
        ratios.append(seconds(nlp.pipe(d.text for d in some)) / ours[-1])
    figure("coding a text: spaCy's parser over ours, CPU", ratios, unit="times")
    figure("texts coded", [options.items / s for s in ours], unit="1/s")


if __name__ == "__main__":
    main()

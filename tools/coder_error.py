"""Write ``coder_error.csv`` (in src/comity/measures/data): the accuracy of the rules on labelled sentences.

    python -m tools.coder_error ../shared/data

There are two sets. ``held`` has sentences from the tests on which no rule was tuned. ``dev`` has the labelled
sets in the data beside the repository, on which the rules were tuned. A test compares the file with both
sets.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from comity.parts.reader.coders.rule_coder import RuleCoder
from training.scores import LabelledDocument, read_gold, tallies

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "src/comity/measures/data/coder_error.csv"
GOLD = ROOT / "tests/parts/reader/gold"
#: Sets that were labelled before the coder read them, and were never used to improve it.
HELD_OUT = ("held_news", "held_prose", "essay_blind_prose")
PAIR = ("CHN", "RUS")
HEAD = (
    "# How the rules do on labelled sentences, by set and measure: right, said, labelled. Made by\n"
    "# tools/coder_error.py. held: our own sentences that no rule was tuned on (one annotator). dev: the\n"
    "# sets the rules were tuned on, which flatter. Reviews of your own texts tell more than either.\n"
    "coder,set,measure,right,said,labelled\n"
)


def held_out() -> list[LabelledDocument]:
    """Return the labelled sentences on which no rule was tuned."""
    return [g for name in HELD_OUT for g in _read_own(name)]


def _read_own(name: str) -> list[LabelledDocument]:
    documents = GOLD / f"{name}_docs.jsonl" if name.endswith("prose") else None
    return read_gold(GOLD / f"{name}.jsonl", documents)


def dev(data: Path) -> list[LabelledDocument]:
    """Return the labelled sets in the data folder beside the repository."""
    prose = read_gold(data / "text/prose_gold_dev.jsonl", data / "text/prose_docs_dev.jsonl")
    return [*read_gold(data / "text/news_gold_dev.jsonl"), *prose]


def rows(which: str, gold: list[LabelledDocument]) -> list[str]:
    """Return lines of the file for one set: for all sentences, for the pair of states, for each form."""
    coder, sums = RuleCoder(), Counter[tuple[str, int]]()
    for tally in tallies(coder, gold, PAIR):
        for name, counts in tally.items():
            sums.update({(name, k): n for k, n in enumerate(counts)})
    named = {"pair": "pair", "form": "form", f"{'-'.join(PAIR)} cooperation": "-".join(PAIR)}
    named |= {n: n.removeprefix("form: ") for n in sorted({n for n, _ in sums}) if n.startswith("form: ")}
    return [
        f"{coder.name},{which},{short},{sums[name, 0]},{sums[name, 1]},{sums[name, 2]}\n"
        for name, short in named.items()
    ]


def main(data: str) -> None:
    """Read the labelled sets and write the file."""
    table = [*rows("held", held_out()), *rows("dev", dev(Path(data)))]
    FILE.write_text(HEAD + "".join(table), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

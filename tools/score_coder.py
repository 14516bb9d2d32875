"""Score a coder (a program that finds acts in text) on labelled texts, and each of its rules.

python -m tools.score_coder news.jsonl
python -m tools.score_coder prose.jsonl --documents prose_docs.jsonl --coder llm
python -m tools.score_coder news.jsonl --rules
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from comity import plugins
from training.reliability import (
    calibration_error,
    list_judged_acts,
    reliability,
    rule_precision,
)
from training.scores import evaluate, read_gold


def format_scores(table: pa.Table) -> str:
    """Return a table of scores as aligned lines of text."""
    lines = [f"{'measure':32} {'P':>5} {'R':>5} {'F1':>5}  {'95 %':^11} {'said':>5} {'lab.':>5}"]
    for r in table.to_pylist():
        span = f"{r['low']:.2f}-{r['high']:.2f}" if r["low"] is not None else ""
        lines.append(
            f"{r['measure']:32} {r['precision']:5.2f} {r['recall']:5.2f} {r['f1']:5.2f}  {span:^11} "
            f"{r['said'] if r['said'] is not None else '':>5} {r['labelled']:>5}"
        )
    return "\n".join(lines)


def format_bins(bins: pa.Table) -> str:
    """Return the bins of stated confidence, and the expected calibration error, as text."""
    lines = [f"{'confidence':<12}{'stated':>8}{'right':>8}  {'95 %':^11}{'acts':>6}"]
    for r in bins.to_pylist():
        said, span = f"{r['from']:.1f}–{r['to']:.1f}", f"{r['low']:.2f}–{r['high']:.2f}"
        lines.append(f"{said:<12}{r['stated']:>8.2f}{r['right']:>8.2f}  {span:^11}{r['n']:>6}")
    error = calibration_error(bins)
    return "\n".join([*lines, "nothing was coded" if error is None else f"calibration error {error:.3f}"])


def format_rules(table: pa.Table) -> str:
    """Return as text how often each rule was right: its act has a labelled pair and polarity."""
    lines = [f"{'rule':<32}{'fired':>6}{'right':>6}{'precision':>10}  {'95 %':^11}"]
    for r in table.to_pylist():
        span = f"{r['low']:.2f}–{r['high']:.2f}"
        lines.append(f"{r['rule']:<32}{r['fired']:>6}{r['right']:>6}{r['precision']:>10.2f}  {span:^11}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Read the labelled texts with the coder and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--documents", type=Path, help="the texts that a labelled file of prose points into")
    parser.add_argument("--coder", default="rules")
    parser.add_argument("--rules", action="store_true", help="each rule instead")
    options = parser.parse_args(arguments)
    coder, gold = plugins.load("coders", options.coder)(), read_gold(options.gold, options.documents)
    if options.rules:
        sys.stdout.write(format_rules(rule_precision(list_judged_acts(coder, gold))) + "\n")
        return
    bins = format_bins(reliability(list_judged_acts(coder, gold)))
    sys.stdout.write(f"{format_scores(evaluate(coder, gold))}\n\n{bins}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

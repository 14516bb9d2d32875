"""Measure whether stated confidence is true: of the acts with confidence 0.8, are eight in ten right?

The acts are put in bins of equal width. The expected calibration error (Guo et al. 2017, section 2) is the
mean distance between stated confidence and share of right acts, weighted by the acts in each bin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import scipy

from comity.records.coded_acts import CodedAct, Coder
from training.scores import LabelledDocument, labels_of, to_scored_act

BINS = 10
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class JudgedAct:
    """An act that a machine read, and whether the labels have one of its pairs with its polarity."""

    gold: LabelledDocument
    act: CodedAct
    right: bool


def list_judged_acts(coder: Coder, gold: Iterable[LabelledDocument]) -> list[JudgedAct]:
    """Compare the acts read by a coder with the labels; omit acts that match only doubtful labels."""
    out: list[JudgedAct] = []
    for g in gold:
        for act in coder.code(g.document):
            if not act.counts:
                continue
            claims = labels_of(g, act)
            mine = {(*p, act.polarity) for p in to_scored_act(act).pairs}
            firm = {(*p, c.polarity) for c in claims if not c.optional for p in c.pairs}
            loose = {(*p, c.polarity) for c in claims if c.optional for p in c.pairs}
            if mine & firm or not mine & loose:
                out.append(JudgedAct(g, act, bool(mine & firm)))
    return out


def interval(right: int, of: int) -> tuple[float, float]:
    """Return the 95% interval of a share (Clopper and Pearson 1934)."""
    tail = (1 - _LEVEL) / 2
    low = float(scipy.stats.beta.ppf(tail, right, of - right + 1)) if right else 0.0
    high = float(scipy.stats.beta.ppf(1 - tail, right + 1, of - right)) if right < of else 1.0
    return low, high


def reliability(acts: Iterable[JudgedAct]) -> pa.Table:
    """Return the bins of confidence with acts: ``stated`` (mean), ``right`` (share), its interval, ``n``."""
    bins: dict[int, list[JudgedAct]] = {}
    for j in acts:
        bins.setdefault(min(int(j.act.confidence * BINS), BINS - 1), []).append(j)
    rows = []
    for k, acts_in_bin in sorted(bins.items()):
        right = sum(j.right for j in acts_in_bin)
        low, high = interval(right, len(acts_in_bin))
        rows.append(
            {
                "from": k / BINS,
                "to": (k + 1) / BINS,
                "stated": sum(j.act.confidence for j in acts_in_bin) / len(acts_in_bin),
                "right": right / len(acts_in_bin),
                "low": low,
                "high": high,
                "n": len(acts_in_bin),
            }
        )
    schema = pa.schema(
        [(c, pa.float64()) for c in ("from", "to", "stated", "right", "low", "high")] + [("n", pa.int64())]
    )
    return pa.Table.from_pylist(rows, schema)


def calibration_error(table: pa.Table) -> float | None:
    """Return the expected calibration error of :func:`reliability`, in [0, 1]; ``None`` without acts."""
    rows = table.to_pylist()
    n = sum(r["n"] for r in rows)
    return sum(r["n"] * abs(r["stated"] - r["right"]) for r in rows) / n if n else None


def rule_precision(acts: Iterable[JudgedAct]) -> pa.Table:
    """Return how often each rule applied and was right, and its precision with an interval."""
    counts: dict[str, tuple[int, int]] = {}
    for j in acts:
        for rule in j.act.rules:
            right, of = counts.get(rule, (0, 0))
            counts[rule] = (right + j.right, of + 1)
    rows = []
    for rule, (right, of) in sorted(counts.items(), key=lambda kv: (-kv[1][1], kv[0])):
        low, high = interval(right, of)
        rows.append(
            {"rule": rule, "fired": of, "right": right, "precision": right / of, "low": low, "high": high}
        )
    return pa.Table.from_pylist(rows)

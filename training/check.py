"""Fit and measure the two regressions by which a check finds the record that a sentence is about.

python -m training.check --write                     fit on the older sets, write the weights, measure the rest
python -m training.check --articles FOLDER           also other people's articles: git clones as FOLDER/owner+name

The first regression says which of the records found is the one meant (a conditional logit, McFadden 1974),
the second whether the first of them is.  Sets are the files ``labels/check_*.jsonl``; the eleventh, twelfth
and thirteenth are never fitted on, and the seventh and eighth are measured with weights fitted without them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

from comity.parts.check import evidence
from comity.parts.check.evidence import FEATURES, Evidence
from comity.parts.check.readings import SentenceReading, read_text
from comity.types import FloatArray
from comity.vocabulary.group import Group

LABELS = Path(__file__).resolve().parent.parent / "labels"
WEIGHTS = Path(evidence.__file__).with_name("data") / "weights.csv"
OLDER = (
    "check",
    *(f"check_{n}" for n in ("fresh", "second", "third", "fourth", "fifth", "sixth", "ninth", "tenth")),
)
TURNED, NEWEST = ("check_seventh", "check_eighth"), ("check_eleventh", "check_twelfth", "check_thirteenth")
RIDGE = 1.0


@dataclass(frozen=True, eq=False)
class Labelled:
    """A labelled sentence with its readings, one for each part that it was cut into."""

    row: Mapping[str, Any]
    readings: tuple[SentenceReading, ...]
    pair: tuple[str, ...]

    @property
    def records(self) -> frozenset[str]:
        """The ids of the records that the label names."""
        return frozenset(self.row["record"].split())


def read_labels(rows: Sequence[Mapping[str, Any]]) -> Iterator[Labelled]:
    """Read labelled sentences inside their texts."""
    texts: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        texts.setdefault(row["text"], []).append(row)
    for of_text in texts.values():
        pair = Group.parse(of_text[0]["pair"]).codes
        written = date.fromisoformat(of_text[0]["date"]) if of_text[0].get("date") else None
        readings = list(read_text("\n".join(r["sentence"] for r in of_text), pair, written))
        for row in of_text:
            parts = [readings.pop(0)]
            while " ".join(p.sentence for p in parts) != " ".join(row["sentence"].split()):
                parts.append(readings.pop(0))
            yield Labelled(row, tuple(parts), pair)


def load(name: str) -> list[Labelled]:
    """Load a set of labelled sentences."""
    lines = (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return list(read_labels([json.loads(line) for line in lines]))


@dataclass(frozen=True, eq=False)
class Case:
    """The features of the records found for a sentence, and which of them its label names."""

    table: FloatArray
    right: np.ndarray[Any, np.dtype[np.bool_]]


def describe(labelled: Sequence[Labelled], records: Evidence) -> list[Case]:
    """Describe the records found for each sentence by their features."""
    out = []
    for one in labelled:
        s = one.readings[0]
        scores = records.score(s)
        best = np.argsort(-scores, kind="stable")[: evidence.CANDIDATES]
        table = records.describe(s, one.pair, best, scores)
        right = np.array([records.rows[n].record_id in one.records for n in best])
        out.append(Case(table, right))
    return out


def fit_rank(cases: Sequence[Case]) -> FloatArray:
    """Fit the weights that rank the records found: of a sentence with a right one, how likely it comes first."""
    with_right = [c for c in cases if c.right.any()]

    def loss(w: FloatArray) -> float:
        total = 0.0
        for c in with_right:
            z = c.table @ w
            total += logsumexp(z) - logsumexp(z[c.right])
        return total + RIDGE * float(w @ w) / 2

    fitted = minimize(loss, np.zeros(len(FEATURES)), method="L-BFGS-B", jac=_slope_of(with_right))
    return np.concatenate([[0.0], fitted.x])


def _slope_of(cases: Sequence[Case]) -> Callable[[FloatArray], FloatArray]:
    def slope(w: FloatArray) -> FloatArray:
        out = RIDGE * w
        for c in cases:
            z = c.table @ w
            every, right = np.exp(z - logsumexp(z)), np.where(c.right, np.exp(z - logsumexp(z[c.right])), 0.0)
            out = out + c.table.T @ (every - right)
        return out

    return slope


def top_of(case: Case, rank: FloatArray) -> tuple[FloatArray, bool]:
    """Return the features of the record ranked first, and whether it is right."""
    ranked = case.table @ rank[1:]
    order = np.argsort(-ranked, kind="stable")
    return np.array(
        [1.0, *case.table[order[0]], ranked[order[0]], ranked[order[0]] - ranked[order[1]]]
    ), bool(case.right[order[0]])


def fit_right(cases: Sequence[Case], rank: FloatArray) -> FloatArray:
    """Fit the weights that say how likely the record ranked first is right."""
    tops = [top_of(c, rank) for c in cases]
    x, y = np.array([t for t, _ in tops]), np.array([r for _, r in tops], dtype=float)

    def loss(w: FloatArray) -> tuple[float, FloatArray]:
        p = expit(x @ w)
        fit = -np.sum(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)) + RIDGE * w[1:] @ w[1:] / 2
        return float(fit), x.T @ (p - y) + RIDGE * np.concatenate([[0.0], w[1:]])

    fitted: FloatArray = minimize(
        loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000}
    ).x
    return fitted


def write(rank: FloatArray, right: FloatArray) -> str:
    """Return the weights as the text of ``data/weights.csv``."""
    names = ("intercept", *FEATURES)
    lines = [f"rank,{n},{w:.5f}" for n, w in zip(names, rank, strict=True)]
    lines += [f"right,{n},{w:.5f}" for n, w in zip((*names, "rank", "margin"), right, strict=True)]
    return "model,feature,weight\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    from training.check_scores import main

    main(sys.argv[1:], tempfile.gettempdir())

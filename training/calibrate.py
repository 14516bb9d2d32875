"""Fit ``data/confidence.yaml``: ``python -m training.calibrate GOLD[=DOCUMENTS]...``.

A ridge logistic regression (le Cessie and van Houwelingen 1992) predicts whether an act that was read is
right, from the way it was read and its main form. The intercept has no penalty, so the mean confidence equals
the share of right acts.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from comity.errors import QuestionError
from comity.language.mentions import mentions
from comity.parts.reader.classifier.confidence import TERMS, TrustEvidence
from comity.parts.reader.coders.rule_coder import RuleCoder
from training.reliability import JudgedAct, list_judged_acts
from training.scores import LabelledDocument, read_gold

RIDGE_TERMS, RIDGE_FORMS = 1.0, 4.0
"""Penalties: a form's own weight is worth about as much as four labelled acts say against the rest."""

_STEPS = 50


def evidence_of(j: JudgedAct) -> TrustEvidence:
    """Return the features of an act from which its confidence is predicted."""
    a = j.act
    named = {
        s
        for m in mentions(j.gold.document.text[a.start : a.end], j.gold.document.published)
        for s in m.states
    }
    prose = j.gold.document.prose
    return TrustEvidence(
        frozenset(a.parties), a.forms, a.rules, a.modality, frozenset(named), prose, a.chance
    )


def fitted(acts: list[JudgedAct]) -> tuple[dict[str, float], dict[str, tuple[float, int]]]:
    """Fit the weights of the terms, and of each form together with its number of acts.

    Raises
    ------
    QuestionError
        When all acts or none are right.
    """
    y = np.array([j.right for j in acts], float)
    if not 0 < y.sum() < len(y):
        raise QuestionError("Calibrating needs acts that are right and acts that are wrong.")
    evidence = [evidence_of(j) for j in acts]
    forms = Counter(t.main_form for t in evidence)
    names = ["intercept", *TERMS, *sorted(forms)]
    rows = [
        [1.0, *(t.terms()[k] for k in TERMS), *(float(t.main_form == f) for f in sorted(forms))]
        for t in evidence
    ]
    penalty = np.array([0.0] + [RIDGE_TERMS] * len(TERMS) + [RIDGE_FORMS] * len(forms))
    w = newton(np.array(rows), y, penalty, np.zeros(len(names)))
    weights = dict(zip(names, (round(float(x), 2) for x in w), strict=True))
    terms = {k: weights[k] for k in ("intercept", *TERMS)}
    return terms, {f: (weights[f], forms[f]) for f in sorted(forms)}


def newton(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    penalty: npt.NDArray[np.float64],
    means: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Fit logistic weights of the columns of ``x`` for ``y``, penalised for their distance from ``means``."""
    w = means.copy()
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (y - p) - penalty * (w - means)
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        w = w + step
        if np.abs(step).max() < 1e-8:
            break
    return w


def as_yaml(acts: list[JudgedAct], sets: str) -> str:
    """Return the content of the data file; ``sets`` names the labelled sets in it."""
    terms, forms = fitted(acts)
    right = sum(j.right for j in acts)
    lines = [
        "# Chance that an act's pair and polarity are right: logistic weights of how it was read and of its",
        "# main form.  Drawn up by training.calibrate; not to be edited by hand.",
        f"# Fitted to {len(acts)} acts, {right} of them right: {sets}.",
        "# Rules were written with these sets in view, so the shares flatter.",
        "terms:",
        *(f"  {k}: {v}" for k, v in terms.items()),
        "forms:",
        *(f"  {f}: {{weight: {w}, n: {n}}}" for f, (w, n) in forms.items()),
    ]
    return "\n".join(lines) + "\n"


def _read(argument: str) -> list[LabelledDocument]:
    labels, _, documents = argument.partition("=")
    return read_gold(Path(labels), Path(documents) if documents else None)


def main(arguments: Iterable[str]) -> None:
    """Write the data file for the given labelled sets to standard output."""
    sets = list(arguments)
    if not sets:
        raise QuestionError(
            "Give labelled files, for prose with their documents: labels.jsonl=documents.jsonl."
        )
    gold = [g for argument in sets for g in _read(argument)]
    names = ", ".join(Path(s.partition("=")[0]).stem for s in sets)
    sys.stdout.write(as_yaml(list_judged_acts(RuleCoder(), gold), names))


if __name__ == "__main__":
    main(sys.argv[1:])

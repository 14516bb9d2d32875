"""Logistic heads on top of any encoder: a relevance gate and one vote a form, trained on labelled texts.

Trained with scikit-learn, stored as plain JSON, read with NumPy alone.  No weights are shipped: they
belong to an encoder that the user chose.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.errors import MissingExtraError, QuestionError
from comity.vocabulary.forms import all_forms

Matrix = npt.NDArray[np.float64]
Encoder = Callable[[Sequence[str]], Matrix]
"""Texts to one row each: any function will do."""

FILE = "heads.json"
RELEVANT = "relevant"
FEWEST = 3
"""A form with fewer labelled sentences than this gets no head."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Weights by label: rows of ``weights`` are labels, columns features; ``n`` sentences labelled so."""

    labels: tuple[str, ...]
    weights: Matrix
    bias: Matrix
    n: tuple[int, ...]
    sentences: int

    def chances(self, features: Matrix) -> dict[str, Matrix]:
        """Chance of each label for each row of ``features``, in [0, 1].

        Raises
        ------
        QuestionError
            When the encoder gives rows of another length than the heads were trained on.
        """
        if features.shape[1:] != self.weights.shape[1:]:
            raise QuestionError(
                f"The heads were trained on rows of {self.weights.shape[1]} numbers and this encoder gives "
                f"{features.shape[1]}: train them again with 'comity train'."
            )
        score = features @ self.weights.T + self.bias
        share = 1.0 / (1.0 + np.exp(-np.clip(score, -50, 50)))
        return {label: share[:, k] for k, label in enumerate(self.labels)}

    def write(self, folder: Path) -> Path:
        """Store the heads beside their encoder; the file is whole or not there."""
        data = {
            "labels": list(self.labels),
            "weights": self.weights.round(6).tolist(),
            "bias": self.bias.round(6).tolist(),
            "n": list(self.n),
            "sentences": self.sentences,
        }
        part = folder / f"{FILE}.{os.getpid()}.part"
        part.write_text(json.dumps(data) + "\n", "utf-8")
        part.replace(folder / FILE)
        return folder / FILE


def read_heads(folder: Path) -> Heads:
    """Heads of a folder.

    Raises
    ------
    QuestionError
        When there are none yet, or the file is no heads file.
    """
    file = folder / FILE
    if not file.is_file():
        raise QuestionError(
            f"There are no trained heads in {folder.name}: run 'comity train {folder.name} GOLD' first."
        )
    try:
        d: dict[str, Any] = json.loads(file.read_text("utf-8"))
        out = Heads(
            tuple(d["labels"]),
            np.asarray(d["weights"], float),
            np.asarray(d["bias"], float),
            tuple(d["n"]),
            int(d["sentences"]),
        )
        sound = out.weights.ndim == 2 and out.weights.shape[0] == len(out.labels) == len(out.bias)
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise QuestionError(f"{file.name} in {folder.name} is no file of heads: train them again.")
    unknown = set(out.labels) - set(all_forms()) - {RELEVANT}
    if unknown:
        raise QuestionError(f"{file.name} holds a head for {sorted(unknown)[0]!r}, which is not a form.")
    return out


def train(
    encoder: Encoder, labelled: Sequence[tuple[str, frozenset[str] | None]], *, strength: float = 1.0
) -> Heads:
    """Heads fitted to labelled sentences (logistic regression, balanced classes).

    Parameters
    ----------
    encoder : texts to rows
    labelled : sentences with the forms that each claims, ``None`` where it claims nothing
    strength : inverse of the ridge penalty

    Raises
    ------
    QuestionError
        When there is nothing to tell apart.
    """
    regression = _regression()
    counts = Counter(form for _, forms in labelled for form in forms or ())
    labels = [RELEVANT, *sorted(form for form, n in counts.items() if n >= FEWEST)]
    relevant = sum(forms is not None for _, forms in labelled)
    if not 0 < relevant < len(labelled):
        raise QuestionError("Training needs sentences that claim something and sentences that claim nothing.")
    features = np.asarray(encoder([text for text, _ in labelled]), float)
    weights, bias = [], []
    for label in labels:
        y = np.array([forms is not None and label in (RELEVANT, *forms) for _, forms in labelled])
        fitted = regression(C=strength, class_weight="balanced", max_iter=1_000).fit(features, y)
        weights.append(fitted.coef_[0])
        bias.append(float(fitted.intercept_[0]))
    n = (relevant, *(counts[f] for f in labels[1:]))
    return Heads(tuple(labels), np.array(weights), np.array(bias), n, len(labelled))


def _regression() -> Any:
    try:
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(
            "Training needs a part that is not installed: pip install 'comity[embed]'"
        ) from None
    return LogisticRegression

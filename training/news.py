"""Fits ``data/news.csv``: ``python -m training.news LABELS.jsonl ... > src/comity/text/data/news.csv``.

Labels are news with all their claims, or acts that were judged one by one (``labels/acts.jsonl``).  The
score is a ridge logistic regression of whether a pair and polarity that rules read are right.  Its log-odds
are then put on the scale on which acts that it was not fitted to are right (Platt 1999): it can be stated.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from comity.errors import QuestionError
from comity.text.base.acts import CodedAct
from comity.text.classifier.act_classifier import RuleReadSentence
from comity.text.classifier.news_gate import HEAD, pair_features
from comity.text.coders.rule_coder import RuleCoder
from comity.text.evaluation.scores import LabelledDocument, read_gold
from comity.text.rules.merge import MergedAct
from comity.types import Pair
from training.regression import Features, FeatureTable, measured
from training.weigh import HeadWeights, as_csv

RIDGE, RIDGE_EVENTS, SMALL, FOLDS = 3.0, 8.0, 0.03, 8
"""Penalties (of the many features of events the higher), the smallest weight that is written, and the parts
by which the scale is found."""


@dataclass(frozen=True, slots=True)
class NewsLayoutCoder(RuleCoder):
    """The rules coder that notes what is weighed of news instead of weighing it."""

    rows: list[tuple[Pair, str, Features]] = field(default_factory=list)

    def weigh_news(self, s: RuleReadSentence) -> list[MergedAct]:
        """Note the pairs of a sentence."""
        self.rows.extend((p, m.polarity, features) for m, p, features in pair_features(s))
        return []

    def judge(self, document: object, text: object) -> list[CodedAct]:
        """Leave longer texts to the weights for prose."""
        return []


@dataclass(slots=True)
class Examples:
    """Readings of rules beside whether they are right; ``item`` is the number of the news item."""

    features: list[Features] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    item: list[int] = field(default_factory=list)

    def take(self, gold: LabelledDocument) -> None:
        """Take in a labelled item: what is neither labelled nor doubtful is wrong."""
        firm = {(p, c.polarity) for c in gold.items[0].claims if not c.optional for p in c.pairs}
        loose = {(p, c.polarity) for c in gold.items[0].claims if c.optional for p in c.pairs}
        coder = NewsLayoutCoder()
        coder.code(gold.document)
        for pair, polarity, features in coder.rows:
            if (pair, polarity) in firm or (pair, polarity) not in loose:
                self.features.append(features)
                self.right.append((pair, polarity) in firm)
                self.item.append(zlib.crc32(gold.document.id.encode()))


def fitted(examples: Examples) -> HeadWeights:
    """The head, on the scale of acts it was not fitted to.

    Raises
    ------
    QuestionError
        When all readings or none are right.
    """
    if not 0 < sum(examples.right) < len(examples.right):
        raise QuestionError("Weighing needs readings that are right and readings that are wrong.")
    odds = np.zeros(len(examples.right))
    for fold in range(FOLDS):
        held_out = [n for n, item in enumerate(examples.item) if item % FOLDS == fold]
        rest = [n for n, item in enumerate(examples.item) if item % FOLDS != fold]
        head = _head([examples.features[n] for n in rest], [examples.right[n] for n in rest])
        for n in held_out:
            odds[n] = head["intercept"] + sum(w for f, w in head.items() if f in examples.features[n])
    scale = measured([{"odds": float(z)} for z in odds], examples.right)
    head = _head(examples.features, examples.right)
    scaled = {f: round(scale["odds"] * w, 3) for f, w in head.items()}
    return {HEAD: scaled | {"intercept": round(scaled["intercept"] + scale["intercept"], 3)}}


def _head(features: Sequence[Features], right: Sequence[bool]) -> dict[str, float]:
    table = FeatureTable.of(features, fewest=3)
    return table.fitted(right, lambda f: RIDGE_EVENTS if f.startswith(_EVENTS) else RIDGE, SMALL)


_EVENTS = ("cooperation ", "friction ")


def read_examples(files: Iterable[Path]) -> Examples:
    """Readings of all labelled items of the files marked ``train`` or not marked at all."""
    out = Examples()
    for file in files:
        marks = [json.loads(line).get("set", "train") for line in file.read_text("utf-8").splitlines()]
        for gold, mark in zip(read_gold(file), marks, strict=True):
            if mark == "train":
                out.take(gold)
    return out


def main(arguments: Sequence[str]) -> None:
    """Write the data file to standard output."""
    if not arguments:
        sys.exit("Give labelled news: labels/news.jsonl ...")
    try:
        examples = read_examples(map(Path, arguments))
        names = ", ".join(Path(a).stem for a in arguments)
        sys.stdout.write(as_csv(fitted(examples), names, "whether an act of news is right", "training.news"))
    except (QuestionError, OSError) as e:
        sys.exit(str(e))


if __name__ == "__main__":
    main(sys.argv[1:])

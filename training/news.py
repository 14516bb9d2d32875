"""Fit the weights for news: ``python -m training.news LABELS.jsonl ... > news.csv``.

The file is one of the reader's data files. Labels are of two kinds. Most files label all claims of a news
item. ``labels/acts.jsonl`` labels single acts: an act that a rule read and the label does not claim was
wrong; other acts are unknown.

Ridge logistic regressions predict whether two states act together, whether they differ, in which forms they
act, and whether a sentence is worth scoring. The log-odds of the first two are then rescaled on pairs not
used to fit them (Platt 1999). So they can be stated as confidence.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from comity.errors import QuestionError
from comity.parts.reader.classifier.act_classifier import RuleReadSentence
from comity.parts.reader.classifier.news_gate import CUE, FORM, cue_features, form_features, pair_features
from comity.parts.reader.classifier.pair_marks import PLACES
from comity.parts.reader.classifier.weights import COOPERATION, FRICTION
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.rules.merge import MergedAct
from comity.records.coded_acts import CodedAct
from comity.types import Pair
from training.regression import Counted, Features, FeatureTable, measured
from training.scores import LabelledDocument, ScoredClaim, read_gold
from training.weigh import HeadWeights, as_csv

RIDGES = {"rule": 2.0, "ruled": 2.0, "own": 2.0, "hit": 15.0}
RIDGE, RIDGE_COMPANY, RIDGE_FORMS, RIDGE_CUES = 6.0, 12.0, 5.0, 6.0
"""Penalties: of what rules read the lowest, of classes of words the higher."""

SMALL, FEWEST, FOLDS = 0.04, 3, 4
"""The smallest weight that is written, how often a feature is there, and the parts for finding the scale."""

FORMS_FEWEST, CUES_KEPT = 8, 0.985
"""How often a form is labelled to get a head, and the share of sentences that tell an act to be weighed."""

JUDGED = "acts"
"""The file of acts that were judged one by one."""

_POLARITIES = (COOPERATION, FRICTION)


@dataclass(frozen=True, slots=True)
class NewsLayoutCoder(RuleCoder):
    """The rule-based coder, changed so that it collects the sentences of news instead of scoring them."""

    read: list[RuleReadSentence] = field(default_factory=list)

    def worth(self, masked: str, named: object) -> bool:
        """Return that every sentence is worth scoring."""
        return True

    def weigh_news(self, s: RuleReadSentence) -> list[MergedAct]:
        """Collect the sentence and return no act."""
        self.read.append(s)
        return []

    def judge(self, document: object, text: object) -> list[CodedAct]:
        """Return no act for longer texts, which have other weights."""
        return []


@dataclass(slots=True)
class Examples:
    """Features of pairs of states, and the labels: for each polarity right, wrong or (``None``) unknown.

    ``item`` is the number of the news item. ``forms`` and ``cues`` are features and labels of forms and of
    sentences worth scoring.
    """

    features: list[Counted] = field(default_factory=list)
    right: list[tuple[bool | None, ...]] = field(default_factory=list)
    item: list[int] = field(default_factory=list)
    forms: list[tuple[Features, frozenset[str]]] = field(default_factory=list)
    cues: list[tuple[Features, bool]] = field(default_factory=list)

    def take(self, gold: LabelledDocument, *, judged: bool = False) -> None:
        """Add the examples in a labelled item; ``judged`` if only single acts are labelled."""
        coder = NewsLayoutCoder()
        coder.code(gold.document)
        claims, item = gold.items[0].claims, zlib.crc32(gold.document.id.encode())
        for s in coder.read:
            spanning = [c for c in claims if min(c.end, s.view.end) > max(c.start, s.view.start)]
            tells = False
            for pair, features in pair_features(s):
                right = tuple(_labelled(claims, spanning, pair, q) for q in _POLARITIES)
                if judged:
                    right = tuple(
                        r if f"ruled {q}" in features else None
                        for r, q in zip(right, _POLARITIES, strict=True)
                    )
                tells = tells or any(right)
                self.features.append(features)
                self.right.append(right)
                self.item.append(item)
            if not judged:
                self._take_sentence(s, spanning, tells=tells)

    def _take_sentence(self, s: RuleReadSentence, claims: Sequence[ScoredClaim], *, tells: bool) -> None:
        if tells or not claims:
            self.cues.append((cue_features(s.view.masked), tells))
        for c in claims:
            if c.polarity != COOPERATION or c.optional:
                continue
            parties = tuple(sorted(c.states))
            read = [m for m in s.merged if m.polarity == COOPERATION and len(m.parties & c.states) > 1]
            own = list(dict.fromkeys(f for m in read for f in m.forms))
            act = MergedAct(parties, (), (), COOPERATION, [], own)
            self.forms.append((form_features(s, act), c.forms))


def _labelled(
    claims: Iterable[ScoredClaim], spanning: Iterable[ScoredClaim], pair: Pair, polarity: str
) -> bool | None:
    """Return whether an act of a pair is labelled in a sentence; ``None`` if this is doubtful."""
    if any(pair in c.pairs and c.polarity == polarity and not c.optional for c in spanning):
        return True
    return None if any(pair in c.pairs and c.polarity == polarity for c in claims) else False


def fitted(examples: Examples) -> HeadWeights:
    """Fit all weights; those of pairs are rescaled on pairs not used to fit them.

    Raises
    ------
    QuestionError
        When all pairs or none are right.
    """
    if any(
        len({r[n] for r in examples.right} & {True, False}) < len(_POLARITIES)
        for n in range(len(_POLARITIES))
    ):
        raise QuestionError(
            "Weighing needs pairs that act together, pairs that differ and pairs that do neither."
        )
    out: HeadWeights = {}
    for n, polarity in enumerate(_POLARITIES):
        known = [k for k, r in enumerate(examples.right) if r[n] is not None]
        rows, right = [examples.features[k] for k in known], [bool(examples.right[k][n]) for k in known]
        items = [examples.item[k] for k in known]
        scale = _scale(rows, right, items)
        head = _head(rows, right)
        scaled = {f: round(scale["odds"] * w, 2) for f, w in head.items()}
        out[polarity] = scaled | {"intercept": round(scaled["intercept"] + scale["intercept"], 2)}
    return out | _cues(examples) | _forms(examples)


def _scale(rows: Sequence[Counted], right: Sequence[bool], items: Sequence[int]) -> dict[str, float]:
    """Fit the factor and intercept that rescale log-odds, on pairs not used to fit the weights."""
    odds = np.zeros(len(rows))
    for fold in range(FOLDS):
        rest = [n for n, item in enumerate(items) if item % FOLDS != fold]
        head = _head([rows[n] for n in rest], [right[n] for n in rest])
        for n in (n for n, item in enumerate(items) if item % FOLDS == fold):
            odds[n] = head["intercept"] + sum(head.get(f, 0.0) * x for f, x in rows[n].items())
    return measured([{"odds": float(z)} for z in odds], right)


def _head(rows: Sequence[Counted], right: Sequence[bool]) -> dict[str, float]:
    return FeatureTable.of(rows, fewest=FEWEST).fitted(right, _ridge, SMALL)


def _ridge(feature: str) -> float:
    if feature.startswith(PLACES):
        return RIDGE_COMPANY if " #" in feature else RIDGE
    return RIDGES.get(feature.split(" ", 1)[0], RIDGE)


def _cues(examples: Examples) -> HeadWeights:
    """Fit weights of words that show whether a sentence is worth scoring; nearly all with acts must pass."""
    rows, tells = [f for f, _ in examples.cues], [t for _, t in examples.cues]
    if not any(tells):
        return {CUE: {"intercept": 0.0}}
    head = FeatureTable.of(rows, fewest=FEWEST).fitted(tells, RIDGE_CUES, SMALL)
    sums = [sum(head.get(f, 0.0) for f in row) for row, t in examples.cues if t]
    return {CUE: head | {"intercept": round(-float(np.quantile(sums, 1.0 - CUES_KEPT)), 2)}}


def _forms(examples: Examples) -> HeadWeights:
    rows, counts = [f for f, _ in examples.forms], Counter(f for _, forms in examples.forms for f in forms)
    table = FeatureTable.of(rows, {f"own {form}" for form in counts}, FEWEST)
    out: HeadWeights = {}
    for form in sorted(f for f, n in counts.items() if n >= FORMS_FEWEST):
        prior = {f"own {form}": 3.0, "intercept": -3.0}
        hit = [form in forms for _, forms in examples.forms]
        out[FORM + form] = table.fitted(hit, RIDGE_FORMS, SMALL, prior)
    return out


def read_examples(files: Iterable[Path], only: Callable[[str], bool] = lambda _: True) -> Examples:
    """Read the examples in all labelled items of the files, except items of a set other than ``train``.

    ``only`` returns, for the id of an item, whether the item is used.
    """
    out = Examples()
    for file in files:
        records = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for gold, record in zip(read_gold(file), records, strict=True):
            if record.get("set", "train") == "train" and only(gold.document.id):
                out.take(_without_violence(gold, record), judged=file.stem == JUDGED)
    return out


def _without_violence(gold: LabelledDocument, record: Mapping[str, Any]) -> LabelledDocument:
    """Return the item without claims of violence, which the reader does not look for."""
    item = gold.items[0]
    peaceful = [c for c, r in zip(item.claims, record["claims"], strict=True) if not r.get("kinetic")]
    return replace(gold, items=(replace(item, claims=peaceful),))


def main(arguments: Sequence[str]) -> None:
    """Write the data file to standard output."""
    if not arguments:
        sys.exit("Give labelled news: labels/news.jsonl ...")
    try:
        examples = read_examples(map(Path, arguments))
        names = ", ".join(Path(a).stem for a in arguments)
        what = "which two states an act of news is told of, in which form"
        sys.stdout.write(as_csv(fitted(examples), names, what, "training.news"))
    except (QuestionError, OSError) as e:
        sys.exit(str(e))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Fit ``data/weights.csv``: ``python -m training.weigh GOLD=DOCUMENTS...``.

The first regressions score one sentence at a time. Those for forms and hotspots take the answer of the rules
as prior mean, so few labels change little. The second regressions rescore the sentence with the help of the
rest of its text (:mod:`training.context`).
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from comity.errors import QuestionError
from comity.parts.reader.classifier.weights import COOPERATION, FRICTION, HOTSPOT, TELLS
from training import context
from training.regression import Features, FeatureTable
from training.scores import LabelledDocument, read_gold
from training.sentences import LabelledSentence, LabelledText, laid_out

RIDGE = {TELLS: 30.0, "pairs": 20.0, "forms": 5.0, "hotspots": 5.0}
"""Kind of head -> its penalty, chosen by cross-validation over articles."""

FORMS_FEWEST = 10
"""A form labelled less often gets no head."""

SMALL = {TELLS: 0.07, "pairs": 0.07, "forms": 0.1, "hotspots": 0.1}
"""Smaller weights are left out of the file: by cross-validation they add nothing but length."""


@dataclass(slots=True)
class TrainingRows:
    """The rows for fitting: features and labels.

    There are ``tells`` for sentences, ``pairs`` for possible pairs with the polarities labelled, ``forms``
    for claims with their forms, and ``about`` for claims with their hotspots.
    """

    tells: list[tuple[Features, bool]] = field(default_factory=list)
    pairs: list[tuple[Features, frozenset[str]]] = field(default_factory=list)
    forms: list[tuple[Features, frozenset[str]]] = field(default_factory=list)
    about: list[tuple[Features, frozenset[str]]] = field(default_factory=list)

    @classmethod
    def of(cls, texts: Iterable[LabelledText]) -> TrainingRows:
        """Return the rows of all sentences of some texts."""
        out = cls()
        for text in texts:
            for sentence in text.sentences:
                out.take(sentence)
        return out

    def take(self, sentence: LabelledSentence) -> None:
        """Add the rows of one sentence."""
        if sentence.tells is not None:
            self.tells.append((sentence.evidence.tells, sentence.tells))
        if not sentence.firm:
            return
        for p in sentence.evidence.pairs:
            if (polarities := sentence.polarities(p.pair)) is not None:
                self.pairs.append((sentence.evidence.marks(p), polarities))
        for c in sentence.firm:
            self.forms.append((sentence.forms_of(c), c.forms))
            self.about += [(sentence.about[p], c.hotspots) for p in sorted(c.pairs & set(sentence.about))[:1]]


HeadWeights = dict[str, dict[str, float]]
"""Head -> feature -> weight."""


def weights(gold: Iterable[LabelledDocument], chosen: Iterable[LabelledDocument] = ()) -> HeadWeights:
    """Fit the weights of all regressions, by the name of the regression and of the feature.

    ``chosen`` are texts selected because they contain claims. They are used to fit forms only, because the
    share of their sentences with claims is not typical.

    Raises
    ------
    QuestionError
        When no sentence has a claim, or every sentence has one.
    """
    texts, more = laid_out(gold), laid_out(chosen)
    return alone(texts, more) | context.again(texts, lambda some: alone(some, more))


def alone(texts: Iterable[LabelledText], chosen: Iterable[LabelledText] = ()) -> HeadWeights:
    """Fit the weights of the first regressions, which score one sentence at a time."""
    rows, more = TrainingRows.of(texts), TrainingRows.of(chosen)
    tells = [hit for _, hit in rows.tells]
    if not 0 < sum(tells) < len(tells):
        raise QuestionError("Weighing needs sentences that claim something and sentences that claim nothing.")
    out = {TELLS: FeatureTable.of([m for m, _ in rows.tells]).fitted(tells, RIDGE[TELLS], SMALL[TELLS])}
    out |= _heads(rows.pairs, (COOPERATION, FRICTION), "pairs")
    counts = Counter(f for _, names in (*rows.forms, *more.forms) for f in names)
    forms = sorted(f for f, n in counts.items() if n >= FORMS_FEWEST)
    out |= _heads([*rows.forms, *more.forms], forms, "forms", _rule_of_form)
    spots = sorted({s for _, names in rows.about for s in names})
    about = _heads(rows.about, spots, "hotspots", _rule_of_hotspot)
    return out | {HOTSPOT + s: w for s, w in about.items()}


def _heads(
    rows: Sequence[tuple[Features, frozenset[str]]],
    names: Iterable[str],
    kind: str,
    prior: Callable[[str], dict[str, float]] = lambda name: {},
) -> HeadWeights:
    """Fit a regression for each name, which predicts whether a row has that label."""
    named, ridge, small = list(names), RIDGE[kind], SMALL[kind]
    table = FeatureTable.of([marks for marks, _ in rows], {f for n in named for f in prior(n)})
    return {n: table.fitted([n in labels for _, labels in rows], ridge, small, prior(n)) for n in named}


def _rule_of_form(form: str) -> dict[str, float]:
    """Return prior weights by which the form that a rule gives is trusted until labels disagree."""
    return {f"own {form}": 3.0, f"way {form}": 1.5, f"hit {form}": 1.0, "intercept": -3.0}


def _rule_of_hotspot(spot: str) -> dict[str, float]:
    """Return prior weights by which the hotspot that the rules give is trusted until labels disagree."""
    return {f"by rule {spot}": 3.0, "intercept": -2.0}


def as_csv(
    heads: HeadWeights,
    sets: str,
    what: str = "whether a sentence of prose tells an act, of which pair, in which form",
    program: str = "training.weigh",
) -> str:
    """Return the content of the data file; ``sets`` names the labelled sets in it."""
    out = io.StringIO()
    out.write(f"# Logistic weights: {what}.\n")
    out.write(f"# Drawn up by {program} from {sets}; not to be edited by hand.\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("head", "feature", "weight"))
    rows.writerows((head, f, v) for head, weights in heads.items() for f, v in weights.items())
    return out.getvalue()


def main(arguments: Iterable[str]) -> None:
    """Write the data file for the given labelled texts to standard output; ``+`` marks chosen ones."""
    sets = list(arguments)
    if not sets:
        sys.exit("Give labelled texts with their documents: labels.jsonl=documents.jsonl.")
    gold: dict[bool, list[LabelledDocument]] = {True: [], False: []}
    names = ", ".join(Path(s.removeprefix("+").partition("=")[0]).stem for s in sets)
    try:
        for argument in sets:
            labels, _, documents = argument.removeprefix("+").partition("=")
            chosen = argument.startswith("+")
            gold[chosen] += read_gold(Path(labels), Path(documents) if documents else None)
        sys.stdout.write(as_csv(weights(gold[False], gold[True]), names))
    except (QuestionError, OSError) as e:
        sys.exit(str(e))


if __name__ == "__main__":
    main(sys.argv[1:])

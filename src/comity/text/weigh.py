"""Draws up ``data/gate.yaml``: ``python -m comity.text.weigh GOLD=DOCUMENTS...``.

Ridge logistic regression (le Cessie and van Houwelingen 1992) by Newton steps.  The heads for forms are drawn
toward what the rules and the ways say (a prior mean instead of none), so that few labels change little.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from comity.errors import QuestionError
from comity.text.calibrate import newton
from comity.text.evaluate import Claim, Gold, read_gold
from comity.text.focus import Focus
from comity.text.gate import FRICTION, PAIR, TELLS
from comity.text.judge import Reading, reading
from comity.text.lexicon import Hit
from comity.text.merge import Merged
from comity.text.pairs import Pair, pairs_of
from comity.text.rules import RuleCoder
from comity.text.scene import Scene

RIDGE = {TELLS: 4.0, PAIR: 4.0, FRICTION: 2.0, "forms": 3.0}
FEWEST = 6
"""A feature seen less often than this gets no weight ..."""

FORMS_FEWEST = 10
"""... and a form labelled less often no head."""

_SMALL = 0.15
"""Smaller weights are left out of the file."""

Row = tuple[frozenset[str], bool]


@dataclass(slots=True)
class Seen:
    """A sentence of a labelled text as it is weighed."""

    start: int
    end: int
    here: Reading


@dataclass(frozen=True, slots=True)
class Watching(RuleCoder):
    """The rules coder that notes what is weighed and goes on with what the rules read."""

    seen: list[Seen] = field(default_factory=list)

    def judge(self, view: Scene, found: list[Hit], merged: list[Merged], focus: Focus) -> list[Merged]:
        """Note the sentence."""
        self.seen.append(Seen(view.start, view.end, reading(view, found, merged, focus, acted=focus.acted)))
        return merged


def sentences(gold: Iterable[Gold]) -> list[tuple[Reading, list[Claim]]]:
    """Each sentence of labelled texts, with what is labelled there."""
    out = []
    for g in gold:
        coder = Watching()
        coder.code(g.document)
        for s in coder.seen:
            home = max(g.items, key=lambda i: (min(i.end, s.end) - max(i.start, s.start), -i.start))
            out.append((s.here, home.claims))
    return out


def fitted(
    rows: Sequence[Row], ridge: float, prior: Callable[[str], float] = lambda name: 0.0
) -> dict[str, float]:
    """Weights of one head: features that some rows bear, drawn toward ``prior``."""
    counts = Counter(f for features, _ in rows for f in features)
    names = ["intercept", *sorted(f for f, n in counts.items() if n >= FEWEST or prior(f))]
    at = {f: n for n, f in enumerate(names)}
    x: npt.NDArray[np.float64] = np.zeros((len(rows), len(names)))
    x[:, 0] = 1.0
    for n, (features, _) in enumerate(rows):
        x[n, [at[f] for f in features if f in at]] = 1.0
    y = np.array([hit for _, hit in rows], float)
    means = np.array([prior(f) for f in names])
    penalty = np.array([0.01] + [ridge] * (len(names) - 1))
    w = newton(x, y, penalty, means)
    told = {f: round(float(v), 2) for f, v in zip(names, w, strict=True)}
    return {f: v for f, v in told.items() if abs(v) >= _SMALL}


def weights(gold: Iterable[Gold], chosen: Iterable[Gold] = ()) -> dict[str, dict[str, float]]:
    """All heads.

    ``chosen`` are texts picked because they claim something: they teach forms, not whether a text claims.

    Raises
    ------
    QuestionError
        When nothing or everything is labelled.
    """
    tells: list[Row] = []
    pairs: list[Row] = []
    sour: list[Row] = []
    acts: list[tuple[frozenset[str], frozenset[str]]] = []
    for here, claims in sentences(gold):
        firm, doubtful = _told(claims)
        if firm or not doubtful:
            tells.append((here.tells, bool(firm)))
        if not firm:
            continue
        labelled, left_open = _pairs(firm), _pairs(doubtful)
        pairs += [
            (p.features, p.pair in labelled)
            for p in here.pairs
            if p.pair in labelled or p.pair not in left_open
        ]
        if len({c.polarity for c in firm}) == 1:
            sour.append((here.about, firm[0].polarity == "friction"))
        acts += _acts(here, firm)
    acts += [a for here, claims in sentences(chosen) for a in _acts(here, _told(claims)[0])]
    if not 0 < sum(hit for _, hit in tells) < len(tells):
        raise QuestionError("Weighing needs sentences that claim something and sentences that claim nothing.")
    out = {
        TELLS: fitted(tells, RIDGE[TELLS]),
        PAIR: fitted(pairs, RIDGE[PAIR]),
        FRICTION: fitted(sour, RIDGE[FRICTION]),
    }
    counts = Counter(f for _, forms in acts for f in forms)
    for form in sorted(f for f, n in counts.items() if n >= FORMS_FEWEST):
        rows = [(features, form in forms) for features, forms in acts]
        out[form] = fitted(rows, RIDGE["forms"], _prior(form))
    return out


def _told(claims: Iterable[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Firm and doubtful claims."""
    held = list(claims)
    return [c for c in held if not c.optional], [c for c in held if c.optional]


def _pairs(claims: Iterable[Claim]) -> set[Pair]:
    return {p for c in claims for p in c.pairs}


def _acts(here: Reading, firm: list[Claim]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Features and labelled forms of each claim, by the rule that reads its pair or by no rule."""
    for c in firm:
        read = [m for m in here.read if m.polarity == c.polarity and pairs_of(m) & c.pairs]
        own = {f"own {f}" for m in read for f in m.forms}
        yield here.about | own | {f"polarity {c.polarity}"}, c.forms


def _prior(form: str) -> Callable[[str], float]:
    """What a rule or a way says of a form is believed until labels say otherwise."""
    means = {f"own {form}": 3.0, f"way {form}": 1.5, f"hit {form}": 1.0, "intercept": -3.0}
    return lambda name: means.get(name, 0.0)


def as_yaml(heads: dict[str, dict[str, float]], sets: str) -> str:
    """The data file."""
    lines = [
        "# Logistic weights: whether a sentence of prose tells an act, of which pair, polarity and form.",
        f"# Drawn up by comity.text.weigh from {sets}; not to be edited by hand.",
    ]
    for head, told in heads.items():
        lines.append(f"{head}:")
        lines += [f'  "{f}": {v}' for f, v in told.items()]
    return "\n".join(lines) + "\n"


def main(arguments: Iterable[str]) -> None:
    """Write the data file for the labelled texts given to standard output; ``+`` marks chosen ones."""
    sets = list(arguments)
    if not sets:
        raise QuestionError("Give labelled texts with their documents: labels.jsonl=documents.jsonl.")
    gold: dict[bool, list[Gold]] = {True: [], False: []}
    for argument in sets:
        labels, _, documents = argument.removeprefix("+").partition("=")
        gold[argument.startswith("+")] += read_gold(Path(labels), Path(documents) if documents else None)
    names = ", ".join(Path(s.partition("=")[0]).stem for s in sets)
    sys.stdout.write(as_yaml(weights(gold[False], gold[True]), names))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Draws up ``data/gate.yaml``: ``python -m comity.text.weigh GOLD=DOCUMENTS...``.

Ridge logistic regression (le Cessie and van Houwelingen 1992) by Newton steps.  The heads for forms are drawn
toward what the rules and the ways say (a prior mean instead of none), so that few labels change little.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from comity.errors import QuestionError
from comity.text.calibrate import newton
from comity.text.evaluate import Claim, Gold, read_gold
from comity.text.focus import Focus
from comity.text.gate import FRICTION, KEEP
from comity.text.judge import Candidate, candidates
from comity.text.lexicon import Hit
from comity.text.merge import Merged
from comity.text.rules import RuleCoder
from comity.text.scene import Scene

RIDGE = {KEEP: 12.0, FRICTION: 2.0, "forms": 3.0}
FEWEST = 10
"""A feature seen less often than this gets no weight; a form labelled less often no head."""

_SMALL = 0.15
"""Smaller weights are left out of the file."""

Row = tuple[frozenset[str], bool]


@dataclass(slots=True)
class Seen:
    """A sentence of a labelled text with its candidates."""

    start: int
    end: int
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Watching(RuleCoder):
    """The rules coder that notes every candidate and goes on with what the rules read."""

    seen: list[Seen] = field(default_factory=list)

    def judge(self, view: Scene, found: list[Hit], merged: list[Merged], focus: Focus) -> list[Merged]:
        """Note the candidates."""
        here = candidates(view, found, merged, focus, acted=focus.acted)
        self.seen.append(Seen(view.start, view.end, here))
        return merged


def sentences(gold: Iterable[Gold]) -> list[tuple[list[Candidate], list[Claim]]]:
    """Candidates of each sentence of labelled texts, with what is labelled there."""
    out = []
    for g in gold:
        coder = Watching()
        coder.code(g.document)
        for s in coder.seen:
            home = max(g.items, key=lambda i: (min(i.end, s.end) - max(i.start, s.start), -i.start))
            out.append((s.candidates, home.claims))
    return out


def _signed(m: Merged) -> set[tuple[str, str, str]]:
    ends = {tuple(sorted((a, p))) for a in m.actors for p in m.partners if a != p}
    if m.polarity == "cooperation":
        ends |= {(a, b) for a in m.actors for b in m.actors if a < b}
    return {(a, b, m.polarity) for a, b in ends}


def _of(claims: Iterable[Claim]) -> set[tuple[str, str, str]]:
    return {(*p, c.polarity) for c in claims for p in c.pairs}


def right(m: Merged, claims: Sequence[Claim]) -> bool | None:
    """Whether an act is labelled (half of its pairs or more); ``None`` where the label is doubtful."""
    pairs = _signed(m)
    firm, doubtful = [c for c in claims if not c.optional], [c for c in claims if c.optional]
    if pairs and len(pairs & _of(firm)) * 2 >= len(pairs):
        return True
    return None if not pairs or pairs & _of(doubtful) or (doubtful and not firm) else False


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


def weights(gold: Iterable[Gold]) -> dict[str, dict[str, float]]:
    """All heads.

    Raises
    ------
    QuestionError
        When nothing or everything is labelled.
    """
    told = sentences(gold)
    keep = [
        (c.features, hit) for cs, claims in told for c in cs if (hit := right(c.merged, claims)) is not None
    ]
    if not 0 < sum(hit for _, hit in keep) < len(keep):
        raise QuestionError("Weighing needs sentences that claim something and sentences that claim nothing.")
    sour: list[Row] = []
    acts: list[tuple[frozenset[str], frozenset[str]]] = []
    for cs, claims in told:
        firm = [c for c in claims if not c.optional]
        if len({c.polarity for c in firm}) == 1 and cs:
            sour.append((cs[0].tells, firm[0].polarity == "friction"))
        for c in cs:
            if right(c.merged, claims):
                mine = [k for k in firm if _of([k]) & _signed(c.merged)]
                acts.append((c.about_forms, frozenset(f for k in mine for f in k.forms)))
    counts = Counter(f for _, forms in acts for f in forms)
    out = {KEEP: fitted(keep, RIDGE[KEEP]), FRICTION: fitted(sour, RIDGE[FRICTION])}
    for form in sorted(f for f, n in counts.items() if n >= FEWEST):
        rows = [(features, form in forms) for features, forms in acts]
        out[form] = fitted(rows, RIDGE["forms"], _prior(form))
    return out


def _prior(form: str) -> Callable[[str], float]:
    """What a rule or a way says of a form is believed until labels say otherwise."""
    means = {f"own {form}": 3.0, f"way {form}": 1.5, f"hit {form}": 1.0, "intercept": -3.0}
    return lambda name: means.get(name, 0.0)


def as_yaml(heads: dict[str, dict[str, float]], sets: str) -> str:
    """The data file."""
    lines = [
        "# Logistic weights: whether a candidate act of prose is kept (keep), is friction, is of a form.",
        f"# Drawn up by comity.text.weigh from {sets}; not to be edited by hand.",
    ]
    for head, told in heads.items():
        lines.append(f"{head}:")
        lines += [f'  "{f}": {v}' for f, v in told.items()]
    return "\n".join(lines) + "\n"


def main(arguments: Iterable[str]) -> None:
    """Write the data file for the labelled texts given to standard output."""
    sets = list(arguments)
    if not sets:
        raise QuestionError("Give labelled texts with their documents: labels.jsonl=documents.jsonl.")
    gold: list[Gold] = []
    for argument in sets:
        labels, _, documents = argument.partition("=")
        gold += read_gold(Path(labels), Path(documents) if documents else None)
    sys.stdout.write(as_yaml(weights(gold), ", ".join(Path(s.partition("=")[0]).stem for s in sets)))


if __name__ == "__main__":
    main(sys.argv[1:])

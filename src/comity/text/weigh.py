"""Draws up ``data/weights.csv``: ``python -m comity.text.weigh GOLD=DOCUMENTS...``.

Ridge logistic regression (le Cessie and van Houwelingen 1992) by L-BFGS (Liu and Nocedal 1989).  The heads
for forms and hotspots are drawn toward what the rules say (a prior mean instead of none), so that few labels
change little.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from comity.errors import QuestionError
from comity.text.acts import Document
from comity.text.assemble import spots_by_rule
from comity.text.evaluate import Claim, Gold, read_gold
from comity.text.focus import Focus
from comity.text.gate import COOPERATION, FRICTION, TELLS
from comity.text.hotspot import Passage
from comity.text.judge import Reading, guessed, reading
from comity.text.lexicon import Hit
from comity.text.merge import Merged
from comity.text.pairs import Pair, pairs_of
from comity.text.rules import RuleCoder
from comity.text.scene import Scene
from comity.text.whereabouts import HEAD, features

RIDGE = {TELLS: 30.0, "pairs": 20.0, "forms": 5.0, "hotspots": 5.0}
"""Kind of head -> its penalty, chosen by cross-validation over articles."""

FEWEST = 6
"""A feature seen less often than this gets no weight ..."""

FORMS_FEWEST = 10
"""... and a form labelled less often no head."""

SMALL = {TELLS: 0.07, "pairs": 0.07, "forms": 0.1, "hotspots": 0.1}
"""Smaller weights are left out of the file: by cross-validation they add nothing but length."""

Marks = frozenset[str]
"""Features that are present."""


@dataclass(slots=True)
class Seen:
    """A sentence of a labelled text as it is weighed.

    ``start`` and ``end`` are its place in the text, ``about`` the features of the hotspot of each pair.
    """

    start: int
    end: int
    here: Reading
    about: dict[Pair, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Watching(RuleCoder):
    """The rules coder that notes what is weighed and goes on with what the rules read."""

    seen: list[Seen] = field(default_factory=list)

    def judge(
        self, document: Document, view: Scene, found: list[Hit], merged: list[Merged], focus: Focus
    ) -> list[Merged]:
        """Note the sentence."""
        here = reading(view, found, merged, focus, acted=focus.acted)
        passage = Passage(document.text, view.start, view.end, view.named)
        about = {}
        for p in here.pairs:
            m = next((m for m in here.read if p.pair in pairs_of(m)), None)
            m = m or guessed(view, found, p.pair[:1], p.pair[1:], COOPERATION)
            spots = spots_by_rule(document, view, m, (view.start, view.end), None, focus)
            about[p.pair] = features(view, passage, focus, m.parties, spots, document.published)
        self.seen.append(Seen(view.start, view.end, here, about))
        return merged


Laid = tuple[Seen, list[Claim]]
"""A sentence laid out for weighing, and what is labelled there."""


def sentences(gold: Iterable[Gold]) -> list[Laid]:
    """Each sentence of labelled texts, with what is labelled there."""
    out = []
    for g in gold:
        coder = Watching()
        coder.code(g.document)
        for s in coder.seen:
            home = max(g.items, key=lambda i: (min(i.end, s.end) - max(i.start, s.start), -i.start))
            out.append((s, home.claims))
    return out


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of features as a matrix of ones, the first column for the intercept."""

    names: tuple[str, ...]
    x: csr_matrix

    @classmethod
    def of(cls, rows: Sequence[Marks], always: Collection[str] = ()) -> Table:
        """The features that rows often enough bear, and those that are ``always`` weighed."""
        counts = Counter(f for marks in rows for f in marks)
        often = {f for f, n in counts.items() if n >= FEWEST}
        names = ("intercept", *sorted(often.union(always) - {"intercept"}))
        at = {f: n for n, f in enumerate(names)}
        there = [[0, *sorted(at[f] for f in marks if f in at)] for marks in rows]  # the same sums each time
        ends = np.cumsum([0, *map(len, there)])
        flat = [column for row in there for column in row]
        return cls(names, csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(names))))

    def fitted(
        self, hit: Sequence[bool], kind: str, prior: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """Weights by which the features tell the rows that are ``hit``.

        Parameters
        ----------
        hit : for each row, whether it is one of those
        kind : of head, a key of :data:`RIDGE` and :data:`SMALL`
        prior : feature -> the weight it is drawn toward, 0 where none is given
        """
        means = np.array([(prior or {}).get(f, 0.0) for f in self.names])
        penalty = np.array([0.01] + [RIDGE[kind]] * (len(self.names) - 1))
        w = _least_loss(self.x, np.array(hit, float), penalty, means)
        told = {f: round(float(v), 2) for f, v in zip(self.names, w, strict=True)}
        return {f: v for f, v in told.items() if f == "intercept" or abs(v) >= SMALL[kind]}


Floats = npt.NDArray[np.float64]


def _least_loss(x: csr_matrix, y: Floats, penalty: Floats, means: Floats) -> Floats:
    """Logistic weights of the columns of ``x`` for ``y``, each drawn toward its mean by its penalty."""

    def loss(w: Floats) -> tuple[float, Floats]:
        z, apart = x @ w, w - means
        lost = np.logaddexp(0.0, z).sum() - y @ z + penalty @ apart**2 / 2
        return float(lost), x.T @ (expit(z) - y) + penalty * apart

    found: Floats = minimize(loss, means, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return found


_STEPS = 500


@dataclass(slots=True)
class Rows:
    """What the heads are drawn up from: features beside what is labelled.

    ``tells`` sentences, ``pairs`` possible pairs with the polarities told, ``forms`` claims with their forms,
    ``about`` claims with their hotspots.
    """

    tells: list[tuple[Marks, bool]] = field(default_factory=list)
    pairs: list[tuple[Marks, frozenset[str]]] = field(default_factory=list)
    forms: list[tuple[Marks, frozenset[str]]] = field(default_factory=list)
    about: list[tuple[Marks, frozenset[str]]] = field(default_factory=list)

    def take(self, seen: Seen, claims: Iterable[Claim]) -> None:
        """Take in a sentence."""
        held = list(claims)
        firm, doubtful = [c for c in held if not c.optional], [c for c in held if c.optional]
        if firm or not doubtful:
            self.tells.append((seen.here.tells, bool(firm)))
        if not firm:
            return
        left_open = {p for c in doubtful for p in c.pairs}
        for p in seen.here.pairs:
            told = frozenset(c.polarity for c in firm if p.pair in c.pairs)
            if told or p.pair not in left_open:
                self.pairs.append((seen.here.marks(p), told))
        for c in firm:
            self.forms.append((_of_claim(seen.here, c), c.forms))
            self.about += [(seen.about[p], c.hotspots) for p in sorted(c.pairs & set(seen.about))[:1]]


def _of_claim(here: Reading, claim: Claim) -> Marks:
    """Features of a claim, by the rule that reads its pair or by no rule."""
    read = [m for m in here.read if m.polarity == claim.polarity and pairs_of(m) & claim.pairs]
    return here.about | {f"own {f}" for m in read for f in m.forms} | {f"polarity {claim.polarity}"}


def weights(gold: Iterable[Gold], chosen: Iterable[Gold] = ()) -> dict[str, dict[str, float]]:
    """All heads.

    ``chosen`` are texts picked because they claim something: they teach forms, not whether a text claims.

    Raises
    ------
    QuestionError
        When nothing or everything is labelled.
    """
    return drawn(sentences(gold), sentences(chosen))


def drawn(read: Iterable[Laid], chosen: Iterable[Laid] = ()) -> dict[str, dict[str, float]]:
    """The same of sentences that are laid out already."""
    rows, more = Rows(), Rows()
    for some, into in ((read, rows), (chosen, more)):
        for seen, claims in some:
            into.take(seen, claims)
    tells = [hit for _, hit in rows.tells]
    if not 0 < sum(tells) < len(tells):
        raise QuestionError("Weighing needs sentences that claim something and sentences that claim nothing.")
    out = {TELLS: Table.of([m for m, _ in rows.tells]).fitted(tells, TELLS)}
    out |= _heads(rows.pairs, (COOPERATION, FRICTION), "pairs")
    counts = Counter(f for _, told in (*rows.forms, *more.forms) for f in told)
    forms = sorted(f for f, n in counts.items() if n >= FORMS_FEWEST)
    out |= _heads([*rows.forms, *more.forms], forms, "forms", _rule_of_form)
    spots = sorted({s for _, told in rows.about for s in told})
    about = _heads(rows.about, spots, "hotspots", _rule_of_hotspot)
    return out | {HEAD + s: w for s, w in about.items()}


def _heads(
    rows: Sequence[tuple[Marks, frozenset[str]]],
    names: Iterable[str],
    kind: str,
    prior: Callable[[str], dict[str, float]] = lambda name: {},
) -> dict[str, dict[str, float]]:
    """A head for each name that may be told of a row."""
    named = list(names)
    table = Table.of([marks for marks, _ in rows], {f for n in named for f in prior(n)})
    return {n: table.fitted([n in told for _, told in rows], kind, prior(n)) for n in named}


def _rule_of_form(form: str) -> dict[str, float]:
    """What a rule or a way says of a form is believed until labels say otherwise."""
    return {f"own {form}": 3.0, f"way {form}": 1.5, f"hit {form}": 1.0, "intercept": -3.0}


def _rule_of_hotspot(spot: str) -> dict[str, float]:
    """What the rules say of a hotspot is believed until labels say otherwise."""
    return {f"by rule {spot}": 3.0, "intercept": -2.0}


def as_csv(heads: dict[str, dict[str, float]], sets: str) -> str:
    """The data file."""
    out = io.StringIO()
    out.write("# Logistic weights: whether a sentence of prose tells an act, of which pair, in which form.\n")
    out.write(f"# Drawn up by comity.text.weigh from {sets}; not to be edited by hand.\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("head", "feature", "weight"))
    rows.writerows((head, f, v) for head, told in heads.items() for f, v in told.items())
    return out.getvalue()


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
    sys.stdout.write(as_csv(weights(gold[False], gold[True]), names))


if __name__ == "__main__":
    main(sys.argv[1:])

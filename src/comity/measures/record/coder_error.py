"""The error of the coder that reads acts from texts: its precision and recall, with decisions of reviewers.

*Recall* is the share of the acts in the texts that the coder finds. *Precision* is the share of its finds
that are right.

**Leads.** A lead is an act that the coder read and nobody has reviewed. Acts with less confidence than
``data/leads.csv`` requires are neither shown nor counted as leads. :mod:`training.leads` makes that file,
which also says how many of the leads are right.

**Data.** The figures come from sentences that were not used to tune the rules (set ``held`` in the file).
Decisions of people on randomly drawn acts add to the precision. The figures of a form or a pair are shrunk:
the figure over all forms (or pairs) counts as :func:`strength` additional labelled acts. That number is
estimated from the spread of the forms (beta-binomial likelihood; Skellam 1948, Journal of the Royal
Statistical Society B 10:257). So a form with few labels has nearly the overall figure, and one with many
labels nearly its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce

import pyarrow as pa
import pyarrow.compute as pc
import scipy

from comity.errors import QuestionError, VocabularyError
from comity.types import LEVEL
from comity.vocabulary import forms
from comity.vocabulary.load import package_text, read_csv

METHOD = "coder-error/2"
WEAK = 0.7
"""A form is one the coder is bad at where its precision surely lies below this (90% interval)."""
HELD_OUT, DEV = "held", "dev"
_STRENGTHS = (2, 4, 8, 16, 32, 64, 128)
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
_FILE = "measures/data/coder_error.csv"
_LEADS = "measures/data/leads.csv"

Reviewed = Sequence[tuple[str, float, float]]
"""What people decided: form or pair (or ``pair``, ``form`` over all), how many stand, of how many."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share estimated from ``right`` out of ``of``, which may be fractional after shrinkage.

    Raises
    ------
    QuestionError
        If ``right`` is larger than ``of``.
    """

    right: float
    of: float

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.of + 1e-9:
            raise QuestionError(f"{self.right:g} right of {self.of:g} cannot be.")

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)

    @property
    def value(self) -> float:
        """The share itself; ``of`` must be above 0."""
        return self.right / self.of

    def bounds(self) -> tuple[float, float]:
        """Return the 90% interval (Clopper and Pearson 1934, Biometrika 26:404)."""
        wrong = max(self.of - self.right, 0.0)
        low = float(scipy.special.betaincinv(self.right, wrong + 1, _TAILS[0])) if self.right else 0.0
        return low, float(scipy.special.betaincinv(self.right + 1, wrong, _TAILS[1])) if wrong else 1.0


@dataclass(frozen=True, slots=True)
class Known:
    """How well a coder (program that reads acts from texts) reads: its precision and its recall."""

    precision: Share
    recall: Share

    def __add__(self, other: Known) -> Known:
        return Known(self.precision + other.precision, self.recall + other.recall)


@cache
def load_error(which: str = HELD_OUT) -> dict[str, Known]:
    """Return precision and recall on labelled sentences by form and pair, and over all (``form``, ``pair``).

    Parameters
    ----------
    which : ``held`` for sentences that were not used to tune the rules; ``dev`` for those that were, on which
        the rules look too good
    """
    columns, out = ("coder", "set", "measure", "right", "said", "labelled"), dict[str, Known]()
    text = "\n".join(x for x in package_text(_FILE).splitlines() if not x.startswith("#"))
    for n, row in read_csv(text, _FILE, columns):
        try:
            right, said, labelled = (int(row[k]) for k in columns[3:])
            error = Known(Share(right, said), Share(right, labelled))
        except (ValueError, QuestionError) as e:
            raise VocabularyError(_FILE, f"row {n}", str(e)) from None
        if row["set"] == which:
            out[row["measure"]] = error
    return out


def strength(shares: Sequence[Share]) -> int:
    """Return as how many labelled acts the overall share counts in the estimate for each form (kind of act).

    Parameters
    ----------
    shares : the share of each part (form); at least one part has labelled acts

    Returns
    -------
    The most likely of 2, 4, 8 ... 128, if the parts are beta-binomial around the overall share.
    """
    whole = Share(sum(s.right for s in shares), sum(s.of for s in shares))
    p = (whole.right + 0.5) / (whole.of + 1)

    def likelihood(m: int) -> float:
        return sum(_log_chance(round(s.right), round(s.of), m * p, m * (1 - p)) for s in shares)

    return max(_STRENGTHS, key=likelihood)


def _log_chance(k: int, n: int, a: float, b: float) -> float:
    return float(
        -math.log(n + 1)
        - scipy.special.betaln(n - k + 1, k + 1)
        + scipy.special.betaln(k + a, n - k + b)
        - scipy.special.betaln(a, b)
    )


@cache
def _strengths() -> tuple[int, int]:
    by_form = [k for f, k in load_error().items() if f in forms.all_forms()]
    return strength([k.precision for k in by_form]), strength([k.recall for k in by_form])


def shrink(own: Known | None, overall: Known, worth: tuple[int, int]) -> Known:
    """Return the precision and recall of a form, drawn to the overall ones, which count as ``worth`` acts."""
    added = Known(
        *(Share(m * s.value, m) for s, m in zip((overall.precision, overall.recall), worth, strict=True))
    )
    return added if own is None else own + added


def estimate_error(measure: str, reviewed: Reviewed = ()) -> Known:
    """Return precision and recall of the rules on a form (kind of act), a pair, or any pair (``pair``).

    Parameters
    ----------
    measure : the form or pair (``CHN-RUS``)
    reviewed : decisions of people, which add to the precision
    """
    errors, over = load_error(), "form" if measure in forms.all_forms() else "pair"
    people = {m: Known(Share(right, n), Share(0, 0)) for m, right, n in reviewed}
    overall, own = errors[over], errors.get(measure)
    if over in people:
        overall += people[over]
    if measure == over:
        return overall
    if measure in people:
        own = people[measure] if own is None else own + people[measure]
    return shrink(own, overall, _strengths())


def quality(reviewed: Reviewed = ()) -> dict[str, tuple[str, Share]]:
    """Return for each form (kind of act) one word on how well the coder reads it, and its precision.

    The word is ``bad`` if the whole 90% interval of the precision is below :data:`WEAK`, ``fine`` if it is
    above, else ``too few`` (labels). All labelled sentences count, even those used to tune the rules: a form
    that is bad on these is bad.
    """
    people = {m: Share(right, n) for m, right, n in reviewed}
    out = {}
    for f in sorted(f for f in {*load_error(HELD_OUT), *load_error(DEV), *people} if f in forms.all_forms()):
        judged = [load_error(s)[f].precision for s in (HELD_OUT, DEV) if f in load_error(s)]
        share = sum([*judged, people.get(f, Share(0, 0))], Share(0, 0))
        low, high = share.bounds() if share.of else (0.0, 1.0)
        out[f] = ("bad" if high < WEAK else "fine" if low >= WEAK else "too few", share)
    return out


@dataclass(frozen=True, slots=True)
class Lead:
    """The confidence (0 to 1) at which an unreviewed act counts (a lead), and at which it is shown as unsure.

    ``precision`` is the share of leads with the right pair and side, ``forms`` the share with the right forms
    too.
    """

    least: float
    unsure: float
    precision: Share
    forms: Share


@cache
def leads() -> dict[str, Lead]:
    """Return the confidence at which unreviewed acts count, by polarity (together or apart).

    Raises
    ------
    VocabularyError
        If a row of the file is invalid.
    """
    columns, out = ("polarity", "least", "unsure", "right", "form", "said"), dict[str, Lead]()
    text = "\n".join(x for x in package_text(_LEADS).splitlines() if not x.startswith("#"))
    for n, row in read_csv(text, _LEADS, columns):
        try:
            right, form = (Share(int(row[k]), int(row["said"])) for k in ("right", "form"))
            out[row["polarity"]] = Lead(float(row["least"]), float(row["unsure"]), right, form)
        except (ValueError, QuestionError) as e:
            raise VocabularyError(_LEADS, f"row {n}", str(e)) from None
    return out


def sure_enough(acts: pa.Table) -> pa.Table:
    """Return the machine-read acts (schema ``ACT``) confident enough to count; none without a confidence."""
    return _from(acts, {polarity: lead.least for polarity, lead in leads().items()})


def worth_showing(acts: pa.Table) -> pa.Table:
    """Return the machine-read acts that are confident enough to count, or to be shown as unsure."""
    return _from(acts, {polarity: lead.unsure for polarity, lead in leads().items()})


def _from(acts: pa.Table, levels: Mapping[str, float]) -> pa.Table:
    reach = [
        pc.and_(pc.equal(acts["polarity"], polarity), pc.greater_equal(acts["confidence"], level))
        for polarity, level in levels.items()
    ]
    return acts.filter(reduce(pc.or_, reach))


def right_leads(reviewed: Reviewed = ()) -> Share:
    """Return the share of leads (confident unreviewed acts) that are right, by labels and human decisions."""
    people = [Share(right, n) for m, right, n in reviewed if m == "pair"]
    return sum(people, sum((x.precision for x in leads().values()), Share(0, 0)))

"""A rule that answers "Is it growing?" from complete series.

* *growing*: one series surely rose, more than for comparable pairs, and no series of another form fell;
* *mixed*: one series surely rose in this way but one of another form fell, or one surely rose and another
  surely fell;
* *no sign*: no series surely rose more than for comparable pairs, though a series would show a doubling;
* *too little to say*: all other cases.

"Surely" means that the range excludes 1. The error is 5% on each side, divided by the number of series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.measures.change import window_change
from comity.measures.change.window_change import ALPHA, STEADY, UNKNOWN
from comity.types import Pair
from comity.watch.questions.complete_series import (
    AMOUNT,
    COUNCIL_JOINED,
    COUNCIL_OWN,
    VETOES_JOINED,
    CompleteSeries,
    windows,
)

GROWING, MIXED, NO_SIGN, TOO_LITTLE = "growing", "mixed", "no sign", "too little to say"
WORDS = (GROWING, MIXED, NO_SIGN, TOO_LITTLE)
#: A series whose ratio is below this value fell, though perhaps by chance.
FALLEN = 0.8
#: Series that explain another series, or that measure the same thing as another one.
PARTS = (COUNCIL_OWN, COUNCIL_JOINED, VETOES_JOINED)


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    """The count of a series in a period: ``total`` out of ``trials``, or over so many years."""

    first: int
    last: int
    total: float
    trials: float

    @property
    def mean(self) -> float:
        """The share, or the count or amount per year."""
        return self.total / self.trials if self.trials else 0.0


@dataclass(frozen=True, slots=True)
class Growing:
    """The answer to "Is it growing?", with the series behind it.

    Parameters
    ----------
    word : one of :data:`WORDS`
    lead : the series that decides the answer: the one that surely rose if there is one, else the one with the
        surest change; ``None`` if no series counts anything in both periods
    before, now : the two periods of ``lead``
    low, high : 90% range of the ratio of ``lead``, corrected for the number of series; ``None`` for an open
        end
    looked : number of series looked at
    fell, level, rose : the other series, by their ratio
    usual : whether ``lead`` surely rose, but no more than for comparable pairs
    alone : whether ``lead`` surely rose and there are no comparable pairs
    """

    word: str
    pair: Pair
    lead: CompleteSeries | None = None
    before: CountedPeriod | None = None
    now: CountedPeriod | None = None
    low: float | None = None
    high: float | None = None
    looked: int = 0
    fell: tuple[CompleteSeries, ...] = ()
    level: tuple[CompleteSeries, ...] = ()
    rose: tuple[CompleteSeries, ...] = ()
    usual: bool = False
    alone: bool = False


def decide(pair: Pair, series: Sequence[CompleteSeries], today: date) -> Growing:
    """Answer "Is it growing?" from the series of a pair, over all places or in one."""
    looked = [s for s in series if s.id not in PARTS and _is_enough(s, today)]
    if not looked:
        return Growing(TOO_LITTLE, pair)
    bar = ALPHA / len(looked)
    sure = [s for s in looked if s.change and s.change.p <= bar and s.change.word != UNKNOWN]
    risen = [s for s in sure if get_direction(s) > 0]
    lead = min(risen or looked, key=lambda s: (not _is_large(s), s.change.p if s.change else 1.0, s.id))
    others = [s for s in looked if s is not lead]
    fell = tuple(s for s in others if get_direction(s) < 0)
    stands = bool(risen) and _is_large(lead)
    if risen and (any(s in sure for s in fell) or (stands and fell)):
        word = MIXED
    elif stands:
        word = GROWING
    else:
        word = NO_SIGN if risen or any(_rules_out_doubling(s) for s in looked) else TOO_LITTLE
    assert lead.change is not None
    low, high = window_change.correct(lead.change, len(looked))
    before, now = get_periods(lead, today)
    return Growing(
        word,
        pair,
        lead,
        before,
        now,
        low,
        high,
        len(looked),
        fell,
        tuple(s for s in others if get_direction(s) == 0),
        tuple(s for s in others if get_direction(s) > 0),
        usual=bool(risen) and lead.rise is not None and not stands,
        alone=bool(risen) and lead.rise is None,
    )


def get_direction(series: CompleteSeries) -> int:
    """Return 1 if a series moved toward a closer pair, -1 if away from it, 0 if about level."""
    ratio = series.change.ratio if series.change else 1.0
    if ratio is None:
        return series.toward
    return series.toward * ((ratio > 1 / FALLEN) - (ratio < FALLEN))


def _is_large(series: CompleteSeries) -> bool:
    return series.rise is not None and series.rise.share <= ALPHA


def _is_enough(series: CompleteSeries, today: date) -> bool:
    """Return whether a series has a range and enough hits or counts for a word."""
    if series.change is None or series.change.low is None:
        return False
    total = sum(p.total for p in get_periods(series, today))
    return series.measure == AMOUNT or total >= window_change.FEWEST


def _rules_out_doubling(series: CompleteSeries) -> bool:
    change = series.change
    if change is None or change.low is None:
        return False
    if series.toward < 0:
        return change.low > STEADY[0]
    return change.high is not None and change.high < STEADY[1]


def get_periods(series: CompleteSeries, today: date) -> tuple[CountedPeriod, CountedPeriod]:
    """Return the earlier and the present window of a series, each as far as the series covers it."""
    middle, late = (d.year for d in windows(today))
    parts = ((middle, late - 1), (late, today.year))
    out = []
    for first, last in parts:
        inside = [(y, k, n) for y, k, n in series.by_year if first <= y <= last]
        years = [y for y, _, n in inside if n] or [first, last]
        total, trials = sum(k for _, k, _ in inside), sum(n for _, _, n in inside)
        out.append(CountedPeriod(min(years), max(years), total, trials))
    return out[0], out[1]

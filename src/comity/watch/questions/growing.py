"""Is it growing?  One answer by rule, from series that are counted in full.

* *growing*: one series surely rose, more than that of comparable pairs, and none of another form fell;
* *mixed*: one surely rose so and another form fell, or one surely rose and another surely fell;
* *no sign*: nothing surely rose more than that of comparable pairs, though a series would show a doubling;
* *too little to say*: the rest.

"Surely" is at 5% each way over as many series as were looked at, so that the range shown leaves out 1.
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
FALLEN = 0.8
"""A ratio below this is a fall of a series, though chance may have made it."""
#: Series that say why another one moves, or that tell one matter twice.
PARTS = (COUNCIL_OWN, COUNCIL_JOINED, VETOES_JOINED)


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    """What a series counted in some years: ``total`` of ``trials`` (or of so many years), and its mean."""

    first: int
    last: int
    total: float
    trials: float

    @property
    def mean(self) -> float:
        """The share, or the count or amount a year."""
        return self.total / self.trials if self.trials else 0.0


@dataclass(frozen=True, slots=True)
class Growing:
    """The answer.

    Parameters
    ----------
    word : one of :data:`WORDS`
    lead : the series that carries it: of *growing* and *mixed* the one that surely rose, else the one whose
        change is surest; ``None`` where nothing is counted in both periods
    before, now : the two periods of that series
    low, high : 90% range of its ratio, corrected for the series looked at; ``None`` without an end
    looked : how many series were looked at
    fell, level, rose : the other series, by their own ratio
    usual : whether the lead surely rose, but comparable pairs rose as much
    alone : whether it surely rose, and there are no pairs to compare it with
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
    """Answer from the series of a pair, over all places or in one."""
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
    """Return 1 where a series rose (closer together), -1 where it fell, 0 where it stayed about the same."""
    ratio = series.change.ratio if series.change else 1.0
    if ratio is None:
        return series.toward
    return series.toward * ((ratio > 1 / FALLEN) - (ratio < FALLEN))


def _is_large(series: CompleteSeries) -> bool:
    """Whether a series rose more than that of comparable pairs."""
    return series.rise is not None and series.rise.share <= ALPHA


def _is_enough(series: CompleteSeries, today: date) -> bool:
    """Whether a series has a range, and of hits or counts enough for a word."""
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
    """Return the window before and the present one of a series, each as far as it is covered."""
    middle, late = (d.year for d in windows(today))
    parts = ((middle, late - 1), (late, today.year))
    out = []
    for first, last in parts:
        inside = [(y, k, n) for y, k, n in series.by_year if first <= y <= last]
        years = [y for y, _, n in inside if n] or [first, last]
        total, trials = sum(k for _, k, _ in inside), sum(n for _, _, n in inside)
        out.append(CountedPeriod(min(years), max(years), total, trials))
    return out[0], out[1]

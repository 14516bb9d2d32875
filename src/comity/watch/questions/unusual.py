"""The rank of a pair among comparable pairs: first in the Council, then in the Assembly by period.

The test is two-sided: a pair that is unusually far apart is unusual too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.measures.votes import agreement_by_session, roll_call_agreement
from comity.measures.votes.agreement_by_session import PeriodPlace
from comity.measures.votes.council_dissent import FEWEST_TEXTS
from comity.types import Pair
from comity.watch.inquiry import Inquiry
from comity.watch.questions import complete_series
from comity.watch.questions.complete_series import windows
from comity.watch.questions.votes import present_from

#: A pair is unusual if at most this share of comparable pairs is as extreme, at either end.
EDGE = 0.05
CLOSE, APART, USUAL = "close", "apart", "usual"
PERIODS = ((1992, 1999), (2000, 2006), (2007, 2013), (2014, 2020), (2021, 2027))


@dataclass(frozen=True, slots=True)
class CouncilPlace:
    """The pair's rank in the Council, by the share of recent texts that neither state voted for.

    Neither state voted for ``k`` of ``n`` texts. ``above`` pairs have a larger share, out of ``of`` pairs
    (with this one) that sat together long enough. ``ever`` counts the pairs that share at least one such
    text.
    """

    first: int
    last: int
    k: int
    n: int
    above: int
    of: int
    ever: int

    @property
    def word(self) -> str:
        """``close`` or ``usual``; never ``apart``, because most pairs have no text that neither voted for."""
        return CLOSE if self.k and (self.above + 1) / self.of <= EDGE else USUAL


@dataclass(frozen=True, slots=True)
class Unusual:
    """The answer to "Is it unusual?".

    ``council`` is ``None`` for a pair that did not sit together. ``assembly`` has a rank for each period, and
    ``whole`` is the rank in the Assembly over all periods together.
    """

    council: CouncilPlace | None
    assembly: tuple[PeriodPlace, ...]
    whole: PeriodPlace | None = None

    @property
    def newest(self) -> PeriodPlace | None:
        """The newest period of the Assembly with votes."""
        return self.assembly[-1] if self.assembly else None

    @property
    def word(self) -> str:
        """The answer, ``close``, ``apart`` or ``usual``: by the Council, the newest period and all years."""
        words = [self.council.word] if self.council else []
        words += [judge(p) for p in (self.newest, self.whole) if p]
        return next((w for w in (CLOSE, APART) if w in words), USUAL)


def judge(place: PeriodPlace) -> str:
    """Return ``close`` or ``apart`` in the first or last twentieth of similar pairs, else ``usual``."""
    if place.rank / place.of <= EDGE:
        return CLOSE
    return APART if (place.of + 1 - place.rank) / place.of <= EDGE else USUAL


def compare(inquiry: Inquiry) -> Unusual:
    """Return the rank of a pair among comparable pairs."""
    if inquiry.pair is None:
        return Unusual(None, ())
    return Unusual(_council(inquiry, inquiry.pair), *_assembly(inquiry, inquiry.pair))


def count_declined(inquiry: Inquiry) -> tuple[dict[Pair, tuple[int, int]], int]:
    """Count for each pair the texts that neither state voted for and all texts, and return the last year."""
    texts = complete_series.council_texts(inquiry)
    present = texts.select(texts.years >= windows(inquiry.data_to)[1].year)
    return (present.shares(), int(present.years.max())) if len(present.years) else ({}, 0)


def _council(inquiry: Inquiry, pair: Pair) -> CouncilPlace | None:
    shares, last = count_declined(inquiry)
    if pair not in shares or shares[pair][1] < FEWEST_TEXTS:
        return None
    (k, n), others = shares.pop(pair), shares
    return CouncilPlace(
        windows(inquiry.data_to)[1].year,
        last,
        k,
        n,
        sum(a / b > k / n for a, b in others.values()),
        len(others) + 1,
        sum(a > 0 for a, _ in others.values()) + (k > 0),
    )


def _assembly(inquiry: Inquiry, pair: Pair) -> tuple[tuple[PeriodPlace, ...], PeriodPlace | None]:
    """Return the rank in each period and over all years since today's two states joined the Assembly."""
    if inquiry.assembly is None:
        return (), None
    matrix = inquiry.assembly.agenda(*pair, present_from(inquiry)).matrix
    like = roll_call_agreement.like_pairs(matrix, *pair, roll_call_agreement.MATCHED)
    out = []
    for first, last in PERIODS:
        days = max(date(first, 1, 1), inquiry.since), min(date(last, 12, 31), inquiry.data_to)
        if days[0] <= days[1]:
            place = agreement_by_session.place_in_period(matrix.between(*days), *pair, like)
            out += [place] if place else []
    return tuple(out), agreement_by_session.place_in_period(matrix, *pair, like)

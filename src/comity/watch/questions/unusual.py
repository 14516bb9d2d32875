"""Is it unusual?  The pair's place in the Council first, then in the Assembly by period, with ranges.

Two-sided: a pair that stands unusually far apart is unusual too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.measures.votes import agreement_by_session, roll_call_agreement
from comity.measures.votes.agreement_by_session import PeriodPlace
from comity.measures.votes.council_dissent import FEWEST_TEXTS
from comity.types import Pair
from comity.vocabulary.states import permanent_seats
from comity.watch.inquiry import Inquiry
from comity.watch.questions import complete_series
from comity.watch.questions.complete_series import windows
from comity.watch.questions.votes import present_from

EDGE = 0.05
"""Share of comparable pairs at or beyond the pair, at either end, up to which it is unusual."""
CLOSE, APART, USUAL = "close", "apart", "usual"
PERIODS = ((1992, 1999), (2000, 2006), (2007, 2013), (2014, 2020), (2021, 2027))


@dataclass(frozen=True, slots=True)
class CouncilPlace:
    """Texts in the present window that neither voted for, ``k`` of ``n``, and how other pairs compare.

    ``above`` pairs have a larger share, ``of`` pairs in all (this one too) sat together long enough, ``ever``
    of them declined any text together; ``permanent`` others are pairs of permanent members.
    """

    first: int
    last: int
    k: int
    n: int
    above: int
    of: int
    ever: int
    permanent: int

    @property
    def word(self) -> str:
        """Unusual at the upper end; at the lower end most pairs share nought, so nobody is."""
        return CLOSE if self.k and (self.above + 1) / self.of <= EDGE else USUAL


@dataclass(frozen=True, slots=True)
class Unusual:
    """The answer: ``council`` is ``None`` for a pair that did not sit together, ``assembly`` by period.

    ``whole`` is the place in the Assembly over all these years.
    """

    council: CouncilPlace | None
    assembly: tuple[PeriodPlace, ...]
    whole: PeriodPlace | None = None

    @property
    def newest(self) -> PeriodPlace | None:
        """The newest period of the Assembly that is held."""
        return self.assembly[-1] if self.assembly else None

    @property
    def word(self) -> str:
        """``close``, ``apart`` or ``usual``, by the Council, the newest period and all years."""
        words = [self.council.word] if self.council else []
        words += [judge(p) for p in (self.newest, self.whole) if p]
        return next((w for w in (CLOSE, APART) if w in words), USUAL)


def judge(place: PeriodPlace) -> str:
    """Return the word of one period: the first or last twentieth of like pairs is unusual."""
    if place.rank / place.of <= EDGE:
        return CLOSE
    return APART if (place.of + 1 - place.rank) / place.of <= EDGE else USUAL


def compare(inquiry: Inquiry) -> Unusual:
    """Return where a pair stands among the pairs that it can be compared with."""
    if inquiry.pair is None:
        return Unusual(None, ())
    return Unusual(_council(inquiry, inquiry.pair), *_assembly(inquiry, inquiry.pair))


def count_declined(inquiry: Inquiry) -> tuple[dict[Pair, tuple[int, int]], int]:
    """Return pair -> texts of the present window that neither voted for, of how many; and the last year."""
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
        sum(set(p) <= set(permanent_seats()) for p in others),
    )


def _assembly(inquiry: Inquiry, pair: Pair) -> tuple[tuple[PeriodPlace, ...], PeriodPlace | None]:
    """Return place in each period from the day on which both sit there as the states of today, and in all."""
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

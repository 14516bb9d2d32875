"""Is it growing?  Series made by hand for each of the four words, and the sentences of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from comity.measures.change.window_change import Change
from comity.measures.votes import agreement_by_session
from comity.measures.votes.agreement_by_session import PeriodPlace
from comity.measures.votes.ballots import BallotMatrix
from comity.records.finding import PlaceboRank
from comity.watch.account import growing as account
from comity.watch.account.sure import _ordinal
from comity.watch.questions import growing, unusual
from comity.watch.questions.complete_series import COUNCIL_BOTH, VETOES, CompleteSeries

PAIR, TODAY = ("CHN", "RUS"), date(2026, 5, 20)
FIRST = PlaceboRank(1, 55, "pairs of members in both periods")


def texts(before: int, now: int, rise: PlaceboRank | None = FIRST, p: float = 0.001) -> CompleteSeries:
    """Return texts that neither voted for: so many of 368 in 2014 to 2019, and of 308 since."""
    ratio = (now / 308) / (before / 368)
    change = Change(
        "up" if p < 0.05 else "cannot be told", before / 368, now / 308, 676, ratio, 1.7, 6.1, p=p
    )
    by_year = ((2014, float(before), 368.0), (2020, float(now), 308.0))
    span = date(1992, 1, 1), date(2026, 4, 1)
    return CompleteSeries(
        COUNCIL_BOTH, "", "share", *span, change, by_year=by_year, records=("r",), rise=rise
    )


def counts(
    id_: str, what: str, before: int, now: int, p: float = 0.4, word: str = "cannot be told"
) -> CompleteSeries:
    """Return a complete list with so many entries in each period."""
    change = Change(word, before / 6, now / 6, before + now, now / before, 0.3, 3.0, p=p)
    by_year = ((2014, float(before), 1.0), (2020, float(now), 1.0))
    return CompleteSeries(
        id_, what, "count", date(2005, 1, 1), TODAY, change, by_year=by_year, records=("l",)
    )


LEVEL, FALLEN = counts(VETOES, "", 6, 6), counts("joint-sea", "Joint Sea exercises", 7, 4)


@pytest.mark.parametrize(
    ("series", "word"),
    [
        ([], growing.TOO_LITTLE),
        ([texts(15, 47), LEVEL], growing.GROWING),
        ([texts(15, 47), LEVEL, FALLEN], growing.MIXED),
        ([texts(15, 47, replace(FIRST, rank=20)), LEVEL, FALLEN], growing.NO_SIGN),
        ([texts(15, 47, None), LEVEL], growing.NO_SIGN),
        ([texts(15, 47, p=0.02), LEVEL, FALLEN], growing.TOO_LITTLE),
        ([texts(1, 3)], growing.TOO_LITTLE),
        ([LEVEL], growing.TOO_LITTLE),
        ([counts(VETOES, "", 60, 58, word="about level")], growing.TOO_LITTLE),
    ],
)
def test_every_word_by_the_rule(series: list[CompleteSeries], word: str) -> None:
    assert growing.decide(PAIR, series, TODAY).word == word


def test_no_sign_needs_a_series_that_would_have_shown_a_doubling() -> None:
    level = counts(VETOES, "", 60, 58)
    assert level.change is not None
    narrow = replace(level, change=replace(level.change, low=0.8, high=1.3))
    assert growing.decide(PAIR, [narrow], TODAY).word == growing.NO_SIGN


def test_a_rise_is_mixed_with_a_sure_fall_whoever_else_rose() -> None:
    fall = counts("joint-sea", "Joint Sea exercises", 30, 3, p=1e-6, word="down")
    answer = growing.decide(PAIR, [texts(15, 47, None), fall], TODAY)
    assert (answer.word, answer.alone) == (growing.MIXED, True)


def test_the_answer_has_the_series_its_periods_and_a_range_for_all_looked_at() -> None:
    answer = growing.decide(PAIR, [texts(15, 47), LEVEL, FALLEN], TODAY)
    assert answer.lead is not None
    assert answer.lead.id == COUNCIL_BOTH
    assert answer.before == growing.CountedPeriod(2014, 2014, 15, 368)
    assert answer.now == growing.CountedPeriod(2020, 2020, 47, 308)
    assert (answer.before.mean, answer.now.mean) == pytest.approx((15 / 368, 47 / 308))
    assert answer.low is not None
    assert 1 < answer.low < 1.7
    assert answer.looked == 3
    assert ([s.id for s in answer.fell], [s.id for s in answer.level]) == (["joint-sea"], [VETOES])


def test_the_sentences_say_the_thing_before_the_measure() -> None:
    answer = growing.decide(PAIR, [texts(15, 47), LEVEL, FALLEN], TODAY)
    first, others = account.tell_growing(answer, account._name, TODAY)
    assert first.text == (
        "Mixed. In the Security Council, more: since 2020 neither voted for 47 of 308 adopted texts (15%), "
        "up from 15 of 368 (4%) in 2014."
    )
    assert others.text == (
        "Elsewhere no rise shows: joint vetoes 6 in both periods; joint Sea exercises 4, after 7."
    )
    usual = growing.decide(PAIR, [texts(15, 47, replace(FIRST, rank=20))], TODAY)
    (only,) = account.tell_growing(usual, account._name, TODAY)
    assert only.text.startswith("No sign. ")
    assert only.text.endswith("Comparable pairs rose as much (place 20 of 55).")
    (nothing,) = account.tell_growing(growing.decide(PAIR, [], TODAY), account._name, TODAY)
    assert nothing.text == "Not measured: our list is a selection."


# Unusual


def place(rank: int, of: int = 301, first: int = 2014) -> PeriodPlace:
    return PeriodPlace(
        first, first + 6, 600, 0.75, 0.5, 0.4, 0.6, rank, of, max(rank - 1, 1), rank + 1, "2020-12-31"
    )


@pytest.mark.parametrize(
    ("rank", "word"),
    [(1, "close"), (15, "close"), (16, "usual"), (286, "usual"), (287, "apart"), (301, "apart")],
)
def test_unusual_has_two_sides(rank: int, word: str) -> None:
    assert unusual.judge(place(rank)) == word
    assert unusual.Unusual(None, (place(rank),)).word == word


def test_the_council_counts_before_the_assembly_and_nought_is_never_unusual() -> None:
    most = unusual.CouncilPlace(2020, 2026, 47, 308, 0, 405, 69)
    never = unusual.CouncilPlace(2020, 2026, 0, 108, 69, 405, 69)
    assert (most.word, never.word) == ("close", "usual")
    assert unusual.Unusual(most, (place(150),)).word == "close"
    assert unusual.Unusual(never, (place(270),), place(293, first=1992)).word == "apart"
    assert list(account._council_place(most)) == [
        "In 2020–26 neither voted for 47 of 308 Security Council texts (15%), the most of 405 "
        "pairs of members. Only 69 pairs ever did so."
    ]
    told = unusual.Unusual(None, (place(57, first=1992), place(1)))
    assert list(account._assembly_place(told, TODAY)) == [
        "In 2014–20, our newest roll calls, they agreed in the General Assembly more closely "
        "than any other of 301 pairs with similar voting records; not so in 1992–98.",
    ]


def test_the_place_in_a_period_by_hand() -> None:
    """Two that vote alike in every session are first, whichever sessions are drawn."""
    rng = np.random.default_rng(3)
    states, n = ("AAA", "BBB", "CCC", "DDD", "EEE"), 200
    votes = rng.integers(0, 3, (5, n)).astype(np.int8)
    votes[1] = votes[0]
    days = np.array(["2014-01-01"], "datetime64[D]") + 10 * np.arange(n)
    keys = tuple(f"r{k:03}" for k in range(n))
    sessions = (69 + np.arange(n) // 40).astype(np.int32)
    matrix = BallotMatrix(states, keys, keys, ("UNGA",) * n, days, sessions, (frozenset(),) * n, votes)
    like = [("AAA", "CCC"), ("CCC", "DDD"), ("DDD", "EEE")]
    of = agreement_by_session.place_in_period(matrix, "BBB", "AAA", like)
    assert of is not None
    assert (of.rank, of.of, of.best, of.worst, of.kappa, of.alike, of.n) == (1, 4, 1, 1, 1.0, 1.0, n)
    other = agreement_by_session.place_in_period(matrix, "CCC", "EEE", [("AAA", "BBB"), *like])
    assert other is not None
    assert other.best <= other.rank <= other.worst
    assert other.low < other.kappa < other.high
    assert agreement_by_session.place_in_period(matrix.select(np.arange(n) < 99), "AAA", "BBB", like) is None


def test_ordinals() -> None:
    assert [_ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21, 102)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "102nd")
    ]

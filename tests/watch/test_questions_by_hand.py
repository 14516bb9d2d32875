"""What the questions about a pair and about a place read, held against the same worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import toy

from comity.errors import QuestionError
from comity.measures import timing
from comity.measures.change import onset, stepping_up
from comity.measures.coaction.channels import channels
from comity.measures.roles import division, words_deeds
from comity.measures.stats import matching
from comity.records.details import GapDetail
from comity.records.kinds import Kind
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.watch.answer_cache import AnswerCache
from comity.watch.event_streams import EventStreams
from comity.watch.inquiry import Inquiry
from comity.watch.questions import drafts, interdependence, panel, relation, roles
from comity.watch.questions import vote_comparisons as vote_question
from comity.watch.questions.tallies import PairStream

SYRIA = hotspots.get("syria")
FIRST = date(2015, 1, 5)
WORD, GIFT, THREAT, FIGHT = ("042", 1), ("070", 2), ("130", 3), ("190", 4)


def stream(events: list[dict[str, Any]], third: str = "") -> PairStream:
    asked = toy.inquiry({"events": events}, first=FIRST, last=FIRST + timedelta(7 * 100 - 1))
    return PairStream.of(asked.streams, ("CHN", "RUS"), "toy", date.min, date.max, third)


# At a place

SIX = ("CHN", "RUS", "DEU", "FRA", "GBR", "IND")


def acts_at_syria() -> Iterator[tuple[int, str, tuple[str, int]]]:
    """Day, actor and kind: China gives on every fourth day on which both act, others by their number."""
    for day in range(600):
        if day % 3 == 0:
            yield day, "CHN", GIFT if day % 4 == 0 else WORD
        if day % 6 == 0:
            yield day, "RUS", FIGHT if day % 5 == 0 else THREAT
        for k, s in enumerate(SIX[2:], 4):
            if day % k == 0:
                yield day, s, GIFT if day % (2 * k) == 0 else WORD


@pytest.fixture(scope="module")
def place() -> roles.AtHotspot:
    events = [
        toy.event(FIRST + timedelta(day), actor, "SYR", code=code, quad=quad)
        for day, actor, (code, quad) in acts_at_syria()
    ]
    return roles.AtHotspot(stream(events), SYRIA)


def own(days: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days of China's acts, of its gifts, and of Russia's fights."""
    at = np.arange(days)
    return at[at % 3 == 0], at[at % 12 == 0], at[at % 30 == 0]


def test_deeds_at_a_place_are_those_of_both(place: roles.AtHotspot) -> None:
    f = place.deeds()
    chinese, gifts, fights = own(600)
    assert f.n == len(chinese) + 100
    assert f.value == pytest.approx((len(gifts) + len(fights)) / f.n)
    assert f.unit == "share of acts"
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (7, 7), "the others give every second time"


def test_one_gives_while_the_other_speaks(place: roles.AtHotspot) -> None:
    """Both act on every sixth day: China gives on every second of these, Russia fights on every fifth."""
    f = place.complement()
    days = np.arange(0, 600, 6)
    apart = (days % 12 == 0) != (days % 30 == 0)
    assert (f.n, f.value) == (100, pytest.approx(apart.mean()))
    assert (f.detail.deeds, f.detail.bin) == ((50, 20), "day")
    others = []
    for (k, _), (m, _) in combinations(enumerate(SIX[2:], 4), 2):
        both = np.array([d for d in range(600) if d % k == 0 and d % m == 0])
        others.append(np.mean((both % (2 * k) == 0) != (both % (2 * m) == 0)))
    assert f.placebo is not None
    assert f.placebo.of == 7
    assert f.placebo.rank == 1 + sum(o >= apart.mean() for o in others)


def test_a_pair_that_meets_too_seldom_is_no_placebo(place: roles.AtHotspot) -> None:
    row = {s: k for k, s in enumerate(place.toward.states)}
    both = np.arange(0, 600, 20)  # every fourth and every fifth day
    apart = np.mean((both % 8 == 0) != (both % 10 == 0))
    assert place._complement(row["DEU"], row["FRA"]) == pytest.approx(apart)
    few = roles.AtHotspot(
        stream(
            [
                toy.event(FIRST + timedelta(d), s, "SYR", code=code, quad=quad)
                for d in range(9)
                for s, (code, quad) in (("CHN", WORD), ("RUS", WORD), ("DEU", GIFT), ("FRA", WORD))
                if s != "FRA" or d < 8
            ]
        ),
        SYRIA,
    )
    row = {s: k for k, s in enumerate(few.toward.states)}
    assert few._complement(row["DEU"], row["CHN"]) == 1.0
    assert few._complement(row["DEU"], row["FRA"]) == 1.0, "eight days are enough"
    few.toward.by_quad[1][row["FRA"], 0] = 0
    assert np.isnan(few._complement(row["DEU"], row["FRA"])), "seven are not"


def test_kinds_of_acts_differ_by_their_roots(place: roles.AtHotspot) -> None:
    f = place.division()
    chinese, gifts, fights = own(600)
    ours = [len(chinese) - len(gifts), len(gifts), 0, 0], [0, 0, 100 - len(fights), len(fights)]
    assert f.value == pytest.approx(float(division.jensen_shannon(*map(np.array, ours))))
    assert (f.detail.leans, f.detail.acts) == (("04", "13"), (200, 100))
    assert f.detail.classes == "two-digit roots of the event codes"
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (1, 7)


def test_who_follows_is_named_or_nobody(place: roles.AtHotspot) -> None:
    t, f = place.toward, place.follow()
    by_hand = timing.who_follows(t.counts, place.own)[0]
    assert (f.detail.lead_z, f.detail.p, f.n) == (by_hand.z, by_hand.p, len(t.bins))
    assert (f.interval.low + f.interval.high) / 2 == pytest.approx(by_hand.z)
    assert f.detail.follower == (None if by_hand.follower is None else t.states[by_hand.follower])
    assert (f.value == "neither is shown to follow") is (f.detail.follower is None)
    assert f.placebo is not None
    assert f.placebo.of == 7


@pytest.mark.parametrize(("leads", "follows", "told"), [("CHN", "RUS", "Russia"), ("RUS", "CHN", "China")])
def test_the_later_of_two_follows(leads: str, follows: str, told: str) -> None:
    rng = np.random.default_rng(2)
    days = np.flatnonzero(rng.random(690) < 0.15)
    events = [toy.event(FIRST + timedelta(int(d)), leads, "SYR") for d in days]
    events += [toy.event(FIRST + timedelta(int(d) + 1), follows, "SYR") for d in days if d % 3]
    for first, second in (("DEU", "FRA"), ("IND", "GBR")):
        led = np.flatnonzero(rng.random(690) < 0.15).tolist()
        events += [toy.event(FIRST + timedelta(d), first, "SYR") for d in led]
        events += [toy.event(FIRST + timedelta(d + 1), second, "SYR") for d in led]
    for s in ("JPN", "BRA"):
        events += [
            toy.event(FIRST + timedelta(int(d)), s, "SYR") for d in np.flatnonzero(rng.random(690) < 0.15)
        ]
    f = roles.AtHotspot(stream(events), SYRIA).follow()
    assert (f.value, f.detail.follower) == (f"{told} follows", follows)
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (3, 16), "whichever of the two comes first by name"


def test_the_same_class_of_act_stands_against_different_ones() -> None:
    rng = np.random.default_rng(4)
    events = []
    for day in range(690):
        at, kinds = FIRST + timedelta(day), (WORD, THREAT)
        together = kinds[day % 2] if rng.random() < 0.12 else None
        for s in SIX:
            chosen = [k for k in kinds if rng.random() < 0.15]
            own = {together, *chosen} if s in ("CHN", "RUS") else set(chosen)
            events += [toy.event(at, s, "SYR", code=c, quad=q) for c, q in sorted(own - {None})]
    there = roles.AtHotspot(stream(events), SYRIA)
    f, t = there.channels(), there.toward
    names = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
    others = [(x, y) for x, y in combinations(range(6), 2) if not {x, y} & set(there.own[0])]
    counts = {names[q]: c for q, c in t.by_quad.items()}
    own, *placebos = channels(counts, [tuple(there.own[0]), *others], t.axis)
    assert own.contrast is not None
    assert own.contrast > 2
    assert (f.value, f.n, f.detail.p) == ("same channel", len(t.bins), own.p)
    assert (f.interval.low, f.interval.high) == pytest.approx(
        (own.contrast - 1.645, own.contrast + 1.645), abs=1e-3
    )
    assert f.detail.z == {f"{x} / {y}": z for (x, y), z in own.z.items()}
    assert (len(f.detail.z), list(f.detail.z)) == (4, sorted(f.detail.z))
    assert f.placebo is not None
    above = sum(p.contrast >= own.contrast for p in placebos)
    assert (f.placebo.rank, f.placebo.of) == (1 + above, 7)
    empty = roles.AtHotspot(stream(events[:40]), SYRIA).channels()
    assert "acts enough in one class" in empty.why_not


def test_every_question_of_a_place_and_of_whom() -> None:
    pair = ("CHN", "RUS")
    spot = next(h for h in hotspots.watched() if set(h.core_interest_of) & set(pair))
    asked = roles.questions(pair, spot, "USA")
    assert [k for k, _ in asked[:5]] == [
        Kind.FOLLOW,
        Kind.DIVISION,
        Kind.MATERIAL_SHARE,
        Kind.COMPLEMENT,
        Kind.CHANNELS,
    ]
    single = [(k, s.states[0], s.third) for k, s in asked[5:]]
    for state in pair:
        assert (Kind.STANCE, state, "USA") in single
        assert (Kind.QUIET_WEEKS, state, "USA") in single
        assert (Kind.HEDGING, state, "") in single
        silence = (Kind.SILENCE, state, "") in single
        assert silence is (set(pair) - {state} <= set(spot.core_interest_of))
    without = roles.questions(pair, spot, "")
    assert not {Kind.STANCE, Kind.QUIET_WEEKS} & {k for k, _ in without}


def test_who_always_does_the_same_kind_of_act_complements_least() -> None:
    events = [
        toy.event(FIRST + timedelta(d), s, "SYR", code=code, quad=quad)
        for d in range(60)
        for s, (code, quad) in (("CHN", WORD), ("RUS", WORD), ("DEU", GIFT), ("FRA", WORD), ("GBR", GIFT))
    ]
    f = roles.AtHotspot(stream(events), SYRIA).complement()
    assert (f.value, f.placebo.rank, f.placebo.of) == (0.0, 4, 4)


@pytest.fixture(scope="module")
def asked() -> Inquiry:
    """Acts of a year at Syria and between the two, in one stream."""
    events = [
        toy.event(FIRST + timedelta(day), actor, "SYR", code=code, quad=quad)
        for day, actor, (code, quad) in acts_at_syria()
        if day < 120
    ]
    events += [toy.event(FIRST + timedelta(day), "CHN", "RUS") for day in range(0, 120, 3)]
    return toy.inquiry({"events": events}, first=FIRST, last=FIRST + timedelta(118), third="USA")


def test_every_question_of_a_place_is_answered_by_the_stream_with_its_days_and_records(
    asked: Inquiry,
) -> None:
    told = roles.roles(asked, SYRIA)
    every = roles.questions(("CHN", "RUS"), SYRIA, "USA")
    assert [(f.kind, f.subject) for f in told] == [(k, replace(s, stream="toy")) for k, s in every]
    assert {(f.detail.first, f.detail.last) for f in told} == {("2015-01-05", "2015-05-03")}
    of_both = [f for f in told if f.kind in (Kind.FOLLOW, Kind.MATERIAL_SHARE, Kind.CHANNELS)]
    assert {(len(f.records), f.records_total) for f in of_both} == {(50, 60)}
    unseen = roles.roles(replace(asked, since=date(2019, 1, 1)), SYRIA)
    assert [(f.kind, f.subject) for f in unseen] == every
    assert {f.why_not for f in unseen} == {roles.UNSEEN}
    itself = roles.roles(asked.of_members("CHN", "SYR"), SYRIA)
    assert {f.why_not for f in itself} == {"Syria is the hotspot itself"}


def test_every_question_of_a_relation_is_answered_by_the_stream(asked: Inquiry) -> None:
    told = relation.relation(asked)
    every = relation.questions(("CHN", "RUS"), "USA")
    assert [(f.kind, f.subject) for f in told] == [(k, replace(s, stream="toy")) for k, s in every]
    of_both = [f for f in told if f.kind in (Kind.MATERIAL_SHARE, Kind.WORD_DEED_GAP, Kind.RISING)]
    assert {f.records_total for f in of_both} == {40}, "between the two alone"
    unseen = relation.relation(replace(asked, since=date(2019, 1, 1)))
    assert [(f.kind, f.subject, f.why_not) for f in unseen] == [(k, s, relation.UNSEEN) for k, s in every]
    (three,) = relation.relation(asked.of_members("CHN", "IRN", "RUS"))
    assert (three.kind, three.known) == (Kind.RELATION, False)


# The relation itself


def test_every_question_of_a_relation() -> None:
    asked = [(k, s.states[0], s.third) for k, s in relation.questions(("CHN", "RUS"), "USA")]
    assert asked == [
        (Kind.MATERIAL_SHARE, "CHN", ""),
        (Kind.WORD_DEED_GAP, "CHN", ""),
        (Kind.RISING, "CHN", ""),
        (Kind.RISING_SINCE, "CHN", ""),
        (Kind.HEDGING, "CHN", ""),
        (Kind.STANCE, "CHN", "USA"),
        (Kind.QUIET_WEEKS, "CHN", "USA"),
        (Kind.HEDGING, "RUS", ""),
        (Kind.STANCE, "RUS", "USA"),
        (Kind.QUIET_WEEKS, "RUS", "USA"),
    ]
    assert len(relation.questions(("CHN", "RUS"), "")) == 6


@pytest.fixture(scope="module")
def direct() -> relation.Direct:
    """Nine states: pairs of seven others speak and give 12 times each, the pair gives more than it speaks."""
    names = ("AUS", "BRA", "CAN", "DEU", "FRA", "GBR", "IND")
    events = []
    for k, (a, b) in enumerate([("CHN", "RUS"), *combinations(names, 2), ("CHN", "FRA")]):
        words, gifts = (10, 20) if k == 0 else (12, 12 + k % 2)
        for n, (code, quad) in enumerate([WORD] * words + [GIFT] * gifts):
            events.append(toy.event(FIRST + timedelta(7 * n), a, b, code=code, quad=quad))
    return relation.Direct(stream(events))


def test_the_share_of_deeds_is_ranked_among_other_pairs(direct: relation.Direct) -> None:
    f = direct.share()
    assert (f.n, f.value) == (30, pytest.approx(20 / 30))
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (1, 22), "the pair itself and pairs of its states are none"


def test_words_and_deeds_are_held_against_pairs_of_like_volume(direct: relation.Direct) -> None:
    f = direct.gap()
    assert [len(direct._busy(n)) for n in (24, 25, 26)] == [22, 12, 1], "the pair itself in any case"
    assert f.read(GapDetail).placebo_pairs == 21, "pairs that give more than they speak are pairs, too"
    words, deeds = (
        relation.by_pair(direct.acts, direct._busy(1)[:22], direct.stream.weeks, (q,)) for q in (1, 2)
    )
    assert f.value == words_deeds.gap(words, deeds, 0, np.arange(1, 22)).value
    assert float(f.value or 0.0) < 0


def test_too_short_a_stream_has_neither_trend_nor_date(direct: relation.Direct) -> None:
    trend, since = direct.trend(), direct.since()
    assert (trend.kind, since.kind) == (Kind.RISING, Kind.RISING_SINCE)
    assert trend.n == since.n == 22
    assert trend.why_not == since.why_not


def test_a_trend_between_two_is_at_equal_volume_of_all_and_skips_months_out_of_sight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four years of acts between six states, more by the pair in the last two; one month without any."""
    monkeypatch.setattr(relation.trends, "FEWEST_MONTHS", 48)
    rng = np.random.default_rng(3)
    months = [date(2015 + k // 12, k % 12 + 1, 1) for k in range(48)]
    pairs = [("CHN", "RUS"), *(p for p in combinations(SIX, 2) if not {"CHN", "RUS"} & set(p))]
    pairs.append(("CHN", "FRA"))
    events, counts = [], np.zeros((len(pairs), 48))
    for j, (a, b) in enumerate(pairs):
        for k, m in enumerate(months):
            counts[j, k] = 0 if k == 7 else rng.poisson(8 * (3 if j == 0 and k >= 24 else 1))
            events += [
                toy.event(m + timedelta(n % 28), a, b, code=f"{n // 28:03}") for n in range(int(counts[j, k]))
            ]
    view = toy.view({"events": events}, months[0], date(2018, 12, 31))
    direct = relation.Direct(
        PairStream.of(EventStreams(view, AnswerCache()), ("CHN", "RUS"), "toy", date.min, date.max)
    )
    with np.errstate(divide="ignore"):
        volume = np.log(counts.sum(0))
    volume[7] = np.nan
    order = [0, *sorted(range(1, len(pairs) - 1), key=lambda j: pairs[j])]
    own = counts[order]
    likes = matching.matched(np.log1p(own.sum(1)), 0, 40)
    trend = stepping_up.stepping_up(own, volume, 0, likes, records=())
    assert direct.trend() == trend
    since = onset.onset(trend, own[0], volume, [f"{m:%Y-%m}" for m in months])
    assert direct.since() == since
    assert trend.known


# The panel


def votes(*choices: tuple[int, str, str]) -> Inquiry:
    """Roll calls of a year with China's and Russia's choice."""
    calls, ballots = [], []
    for k, (year, one, other) in enumerate(choices):
        fixed = {"roll_call_id": f"UNGA:{k:02}", "body": "UNGA", "date": date(year, 3, 1)}
        calls.append({**fixed, "record_id": f"toy:v{k}", "precision": "day", "issues": [], "session": 74})
        for s, choice in (("CHN", one), ("RUS", other)):
            own = {"record_id": f"toy:v{k}/{s}", "state": s, "choice": choice, "veto": False}
            ballots.append({**fixed, **own})
    return toy.inquiry({"roll_calls": calls, "ballots": ballots})


def test_ten_shared_votes_make_a_year() -> None:
    asked = votes(
        *[(2018, "yes", "yes")] * 10,
        *[(2019, "yes", "no")] * 4,
        *[(2019, "no", "no")] * 6,
        *[(2020, "yes", "yes")] * 9,
        (2020, "yes", "absent"),
    )
    pair = [("CHN", "RUS")]
    assert panel._votes(asked, pair, (2018, 2019))[0].tolist() == [1.0, 0.6]
    assert panel._votes(asked, pair, (2019,))[0].tolist() == [0.6]
    assert np.isnan(panel._votes(asked, pair, (2020,))[0, 0])
    assert np.isnan(panel._votes(toy.inquiry({"acts": []}), pair, (2019,))).all()


def test_questions_on_votes_are_asked_of_pairs_with_votes() -> None:
    asked = votes(*[(2019, "yes", "no")] * 12)
    for ask in (vote_question.excess, vote_question.by_issue, vote_question.by_session):
        assert ask(asked) or ask is vote_question.by_session, "if only by why it cannot be told"
        assert ask(asked.of_members("CHN", "IRN", "RUS")) == ask(toy.inquiry({"acts": []})) == []


def test_agreements_are_those_of_the_first_source_in_their_order() -> None:
    days = [date(2019, 12, 31), date(2019, 1, 1), date(2018, 6, 1), date(2020, 1, 1), date(2017, 12, 31)]
    ties = [
        {
            "record_id": f"toy:{9 - k}",
            "kind": "agreement",
            "members": ["RUS", "CHN"],
            "date_from": d,
            "precision": "day",
            "clauses": [],
        }
        for k, d in enumerate(days)
    ]
    other = [{**t, "source": "zzz", "record_id": f"zzz:{k}"} for k, t in enumerate(ties)]
    view, pairs = toy.view({"ties": [*other, *ties]}), [("CHN", "RUS"), ("DEU", "FRA")]
    counts, ids = panel._signed(view, pairs, (2018, 2019))
    assert counts.tolist() == [[1.0, 2.0], [0.0, 0.0]]
    assert ids == ["toy:7", "toy:8", "toy:9"]
    none, without = panel._signed(toy.view({"ties": []}), [("CHN", "RUS")], (2018, 2019))
    assert (np.isnan(none).all(), none.shape, without) == (True, (1, 2), [])


def test_a_source_that_saw_one_table_saw_no_other() -> None:
    view = toy.view(
        {"ties": [], "flows": []}, date(2018, 1, 1), date(2019, 12, 31), frozenset({"CHN", "RUS"})
    )
    pairs = [("CHN", "RUS"), ("CHN", "DEU")]
    seen = panel._sight(view, pairs, (2017, 2018, 2019), "toy", "ties")
    assert np.isnan(seen).tolist() == [[True, False, False], [True] * 3]
    assert np.isnan(panel._sight(view, pairs, (2018,), "toy", "acts")).all()
    assert np.isnan(panel._sight(view, pairs, (2018,), "other", "ties")).all()


def test_two_indicators_are_asked_and_one_is_untold() -> None:
    flows = [
        {
            "record_id": f"toy:{n}",
            "sender": a,
            "receiver": b,
            "value": 100.0,
            "measure": "imports",
            "unit": "$",
            "date_from": date(2019, 12, 31),
            "date_to": date(2019, 12, 31),
        }
        for n, (a, b) in enumerate((a, b) for a in SIX for b in SIX if a != b)
    ]
    one = panel.findings(toy.inquiry({"flows": flows}))
    assert {f.why_not for f in one} == {panel.UNTOLD}
    flows += [{**f, "record_id": f"{f['record_id']}a", "measure": "arms-tiv"} for f in flows]
    (gap,) = panel.findings(toy.inquiry({"flows": flows}))
    assert gap.why_not == "only words or only deeds of the two are told"
    assert gap.subject.states == ("CHN", "RUS")


# The base


def test_the_years_of_the_base_are_those_covered_or_asked_for() -> None:
    pair = Group.of("CHN", "RUS")
    view = toy.view({"ties": [], "events": []}, date(1990, 1, 1), date(2003, 6, 30))
    assert interdependence.span(view, pair) == range(1990, 2004)
    assert interdependence.span(view, pair, date(1816, 1, 1), date(2100, 1, 1)) == range(1816, 2101)
    events = toy.view({"events": []}, date(1990, 1, 1), date(2003, 6, 30))
    assert interdependence.span(events, pair) == range(1990, 1991)
    endless = toy.view({"ties": []}, date(1990, 1, 1), date(2101, 1, 1))
    assert interdependence.span(endless, pair) == range(1990, 1991), "no year is after 2100"
    assert interdependence.span(toy.view({"ties": []}, last=date(2100, 1, 1)), pair) == range(1990, 2101)
    for since, until in (
        (date(1815, 1, 1), None),
        (date(2001, 1, 1), date(2000, 1, 1)),
        (None, date(2101, 1, 1)),
    ):
        with pytest.raises(QuestionError, match="one pair"):
            interdependence.span(view, pair, since, until)
    with pytest.raises(QuestionError):
        interdependence.span(view, Group.of("CHN", "IRN", "RUS"))


def test_a_line_has_a_theme_and_words() -> None:
    assert interdependence.in_words("arms-tiv") == "arms delivered"
    assert interdependence.in_words("joint-exercise") == "joint exercise"


# The Council


def test_a_veto_is_of_both_only_in_years_in_which_both_sat() -> None:
    calls, ballots = [], []
    for key, year, choices in (("a", 2011, {"IND": "yes", "RUS": "yes"}), ("b", 2012, {"RUS": "no"})):
        for k in range(2):  # of both years a text and a veto of Russia
            fixed = {"roll_call_id": f"UNSC:{key}{k}", "body": "UNSC", "date": date(year, 1 + k, 1)}
            more = {"title": "On it", "issues": [], "symbol": f"S/{key}{k}", "precision": "day"}
            calls.append({**fixed, **more, "record_id": f"toy:{key}{k}", "vetoed": k == 1, "adopted": k == 0})
            of = {"RUS": "no"} if k else choices
            ballots += [
                {**fixed, "record_id": f"toy:{key}{k}/{s}", "state": s, "choice": c, "veto": k == 1}
                for s, c in of.items()
            ]
    asked = toy.inquiry({"roll_calls": calls, "ballots": ballots, "acts": []}).of_members("IND", "RUS")
    council = drafts.council(asked)
    assert council is not None
    assert [(d.symbol, d.alone) for d in council.drafts] == [("S/a1", "RUS")]


def test_texts_of_the_council_by_who_withheld_a_yes() -> None:
    calls, ballots = [], []
    texts = [
        ("a", 2000, True, ("yes", "yes"), ()),
        ("b", 2000, True, ("yes", "abstain"), ()),
        ("c", 2001, True, ("abstain", "no"), ()),
        ("d", 2002, False, ("no", "no"), ("CHN", "RUS")),
        ("e", 2002, False, ("yes", "no"), ("RUS",)),
        ("f", 2003, False, ("yes", "yes"), ("USA",)),
        ("g", 1999, False, ("yes", "no"), ("RUS",)),
    ]
    for key, year, adopted, choices, by in texts:
        fixed = {"roll_call_id": f"UNSC:{key}", "body": "UNSC", "date": date(year, 1, 1)}
        more = {
            "title": "Syria, Venezuela, Iran, Ukraine and Afghanistan" if key == "d" else f"On {key}",
            "issues": [],
            "vetoed": bool(by),
            "adopted": adopted,
            "symbol": f"S/{key}",
        }
        calls.append({**fixed, **more, "record_id": f"toy:{key}", "precision": "day"})
        three = zip(("CHN", "RUS", "USA"), (*choices, "no" if "USA" in by else "yes"), strict=True)
        for s, choice in list(three)[: 2 if key in "ab" else 3]:
            own = {"record_id": f"toy:{key}/{s}", "state": s, "choice": choice, "veto": s in by}
            ballots.append({**fixed, **own})
    calls.append({**calls[1], "record_id": "zzz:b", "symbol": "again"})
    calls[2]["title"] = None
    veto = toy.act(date(2004, 5, 1), "syria", "joint-veto", summary="A draft")
    veto["citations"] = [{"title": "News"}, {"title": "UN document A/1"}, {"title": "UN document S/9"}]
    veto["hotspots"] = ["ukraine", "syria", "afghanistan", "iran", "venezuela", "sudan"]
    again = toy.act(date(2002, 1, 1), "syria", "joint-veto")
    early = toy.act(date(1999, 5, 1), "syria", "joint-veto")
    other = toy.act(date(2004, 6, 1), "syria", "summit")
    lone = toy.act(date(2004, 7, 1), "syria", "joint-veto", actors=["CHN"])
    tables = {"roll_calls": calls, "ballots": ballots, "acts": [veto, again, early, other, lone]}
    council = drafts.council(toy.inquiry(tables, last=date(2005, 12, 31)))
    assert council is not None
    told = [(d.symbol, d.date.year, d.alone, d.vetoed, d.record) for d in council.drafts]
    assert told == [
        ("S/b", 2000, "RUS", False, "toy:b"),
        ("S/c", 2001, "", False, "toy:c"),
        ("S/d", 2002, "", True, "toy:d"),
        ("S/e", 2002, "RUS", True, "toy:e"),
        ("S/9", 2004, "", True, veto["record_id"]),
    ]
    assert council.agreed == {2000: 1, 2001: 0, 2002: 0, 2003: 0, 2004: 0, 2005: 0}
    assert (council.adopted_to, council.vetoes_to) == (date(2001, 1, 1), date(2003, 1, 1))
    assert [d.title for d in council.drafts[:2]] == ["On b", ""]
    wholes = {hotspots.whole(h) for h in veto["hotspots"]}
    assert council.drafts[-1].places == tuple(sorted(wholes))
    assert (council.drafts[2].places, len(wholes)) == (tuple(sorted(wholes - {"africa"})), 6)
    assert drafts.council(toy.inquiry(tables).of_members("CHN", "IRN")) is None
    assert drafts.council(toy.inquiry(tables).of_members("CHN", "RUS", "USA")) is None

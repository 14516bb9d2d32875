"""Where one partner stands: toward the third power and toward the other, from events written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest
import toy

from comity.measures.coaction.pairwise import FIT_ACTS
from comity.measures.roles import deference, third_power
from comity.records.details import StanceDetail
from comity.records.kinds import Kind
from comity.vocabulary import hotspots
from comity.watch.questions import stances, tallies
from comity.watch.questions.tallies import PairStream

SYRIA = hotspots.get("syria")
MONDAY = date(2010, 1, 4)
WEEKS = 150
FRIENDLY = {"code": "042", "quad": 1}
HOSTILE = {"code": "173", "quad": 4}


def day(week: int, weekday: int = 0) -> date:
    return MONDAY + timedelta(7 * week + weekday)


def stream(events: Iterable[dict[str, Any]], third: str = "USA") -> PairStream:
    asked = toy.inquiry({"events": events}, first=MONDAY, last=day(WEEKS) - timedelta(1))
    return PairStream.of(asked.streams, ("CHN", "RUS"), "toy", date.min, date.max, third)


def toward_usa(state: str, hostile: int, **columns: Any) -> list[dict[str, Any]]:
    """An act toward the United States every week, hostile in ``hostile`` weeks of each ten."""
    kinds = [HOSTILE if k % 10 < hostile else FRIENDLY for k in range(WEEKS)]
    return [
        toy.event(day(k), state, "USA", geo_state="SYR", **kind, **columns) for k, kind in enumerate(kinds)
    ]


WORLD = [
    *toward_usa("CHN", 2),
    *toward_usa("RUS", 8),
    *(e for s in ("DEU", "FRA", "GBR", "IND", "JPN", "TUR", "BRA", "ITA", "CAN") for e in toward_usa(s, 4)),
    *(toy.event(day(k, 2), "RUS", "USA", geo_state="IRQ", **FRIENDLY) for k in range(50)),
]


@cache
def world() -> PairStream:
    return stream(WORLD)


def test_the_more_hostile_state_stands_further_from_the_third_power() -> None:
    seen = world()
    china, russia = (stances.stance(seen, SYRIA, s) for s in ("CHN", "RUS"))
    assert (china.n, russia.n) == (WEEKS, WEEKS), "what was done in Iraq is not done in Syria"
    assert (china.value, russia.value) == ("with", "against")
    assert [f.read(StanceDetail).share for f in (china, russia)] == [0.2, 0.8]
    assert china.placebo is not None
    assert china.placebo.of == 10
    assert russia.records_total == WEEKS
    anywhere = stances.stance_anywhere(seen, "RUS")
    assert anywhere.n == WEEKS + 50
    assert anywhere.read(StanceDetail).share == 0.6
    assert anywhere.records_total == WEEKS + 50


def test_the_third_power_has_no_stance_at_itself() -> None:
    seen = stream(WORLD, third="SYR")
    for ask in (stances.stance, stances.quiet):
        assert ask(seen, SYRIA, "CHN").why_not == "Syria is the hotspot itself"


def test_conflict_in_quiet_weeks_leaves_out_those_after_the_third_power_acted() -> None:
    provoked = [
        e for k in (10, 20, 30) for e in (toy.event(day(k), "USA", "SYR", geo_state="SYR", **HOSTILE),)
    ]
    seen = stream([*WORLD, *provoked])
    calm, shaken = stances.quiet(world(), SYRIA, "RUS"), stances.quiet(seen, SYRIA, "RUS")
    assert calm.null == shaken.null == "the third power's own acts held at none"
    assert calm.kind is Kind.QUIET_WEEKS
    assert calm.n != shaken.n or calm.value != shaken.value
    aimed = [toy.event(day(k), "USA", "RUS", **HOSTILE) for k in range(0, WEEKS, 3)]
    assert stances.quiet_anywhere(stream([*WORLD, *aimed]), "RUS") != stances.quiet_anywhere(world(), "RUS")


def test_acts_are_placed_by_day_stance_and_month() -> None:
    rows = [
        {"event_date": date(2010, 1, 4), "quad": 1, "n": 2, "geo_state": "SYR"},
        {"event_date": date(2010, 12, 6), "quad": 3, "n": 1, "geo_state": "IRQ"},
        {"event_date": date(2011, 1, 3), "quad": 4, "n": 5, "geo_state": "SYR"},
    ]
    days, signs, months = stances._months(rows)
    assert days.tolist() == [r["event_date"].toordinal() for r in rows]
    assert signs.tolist() == [1, -1, -1]
    assert np.diff(months).tolist() == [11, 1]
    conflict, every = stances._places(stream([]), rows, [SYRIA, hotspots.get("iran")])
    assert (conflict.shape, conflict.sum(axis=1).tolist(), every.sum(axis=1).tolist()) == (
        (2, WEEKS),
        [5, 0],
        [7, 0],
    )
    assert (every[0, 0], conflict[0, 52]) == (2, 5)
    assert {
        s: len(r) for s, r in stances._by_actor([{"actor": "A"}, {"actor": "B"}, {"actor": "A"}]).items()
    } == {
        "A": 2,
        "B": 1,
    }


def test_hedging_is_asked_of_acts_toward_the_partner_and_there_if_places_are_given() -> None:
    own = [
        toy.event(day(k, d), "CHN", "RUS", geo_state=place, **kind)
        for k in range(WEEKS)
        for d, kind in ((0, FRIENDLY), (3, HOSTILE))
        for place in ("SYR" if k % 2 else "IRQ",)
    ]
    like = [
        toy.event(day(k), s, "RUS", geo_state="SYR", **FRIENDLY)
        for s in ("DEU", "FRA", "IND")
        for k in range(WEEKS)
    ]
    seen = stream([*own, *like, *(toy.event(day(k), "CHN", "USA", **HOSTILE) for k in range(WEEKS))])
    everywhere, there = stances.hedges(seen, "CHN", None), stances.hedges(seen, "CHN", SYRIA.states)
    assert everywhere.known
    assert everywhere.null == there.null == "states of like activity"
    assert everywhere.records_total == 2 * WEEKS
    assert there.records_total == WEEKS
    assert everywhere.placebo is not None
    assert everywhere.placebo.of == 4
    assert everywhere.placebo.rank == 1
    assert not stances.hedges(seen, "RUS", None).known, "Russia does nothing toward China"


def test_without_conflict_of_the_partner_there_is_no_crisis_to_be_silent_in() -> None:
    calm = [toy.event(day(k), s, "UKR", **FRIENDLY) for s in ("CHN", "RUS") for k in range(WEEKS)]
    seen, spot = stream(calm), hotspots.get("ukraine")
    quiet = stances.silence(seen, spot, tallies.toward(seen, spot), "CHN")
    assert quiet.why_not == "Russia shows no conflict there in the window"


def test_one_crisis_is_enough_to_be_asked_about() -> None:
    calm = [toy.event(day(k), s, "UKR", **FRIENDLY) for s in ("CHN", "RUS") for k in range(WEEKS)]
    seen, spot = stream([*calm, toy.event(day(70), "RUS", "UKR", **HOSTILE)]), hotspots.get("ukraine")
    asked = stances.silence(seen, spot, tallies.toward(seen, spot), "CHN")
    assert "shows no conflict" not in asked.why_not


@pytest.mark.parametrize(("kind", "other"), [(Kind.SILENCE, 0), (Kind.HEDGING, 1), (Kind.STANCE, 2)])
def test_every_question_of_one_state_has_its_answer(kind: Kind, other: int) -> None:
    seen = world()
    toward = tallies.toward(seen, SYRIA)
    by_hand = (
        stances.silence(seen, SYRIA, toward, "CHN"),
        stances.hedges(seen, "CHN", SYRIA.states),
        stances.stance(seen, SYRIA, "CHN"),
    )
    assert stances.answer(kind, seen, SYRIA, toward, "CHN") == by_hand[other]
    assert stances.answer(Kind.QUIET_WEEKS, seen, SYRIA, toward, "CHN") == stances.quiet(seen, SYRIA, "CHN")


MANY = ("DEU", "FRA", "GBR", "IND", "JPN", "TUR", "BRA", "ITA", "CAN")


def test_only_states_that_act_there_are_placebos_of_a_stance() -> None:
    elsewhere = [{**e, "geo_state": "IRQ", "record_id": f"{e['record_id']}-iq"} for e in toward_usa("AUS", 4)]
    itself = toward_usa("SYR", 4)
    f = stances.stance(stream([*WORLD, *elsewhere, *itself]), SYRIA, "CHN")
    assert f.placebo is not None
    assert f.placebo.of == 1 + len(MANY), "neither who acts elsewhere nor the place itself"


def test_quiet_weeks_are_those_without_acts_of_the_third_power_against_the_state() -> None:
    against = [toy.event(day(k, 3), "USA", "RUS", **HOSTILE) for k in range(0, WEEKS, 10)]
    other = [toy.event(day(k, 3), "USA", "CHN", **HOSTILE) for k in range(WEEKS)]
    friendly = [toy.event(day(k, 4), "FRA", "RUS", **HOSTILE) for k in range(WEEKS)]
    seen = stream([*WORLD, *against, *other, *friendly])
    russian = [e for e in WORLD if e["actor"] == "RUS"]
    weekly = np.zeros((2, WEEKS))
    for e in russian:
        weekly[1, (e["event_date"] - MONDAY).days // 7] += 1
        weekly[0, (e["event_date"] - MONDAY).days // 7] += e["quad"] == 4
    shocks = np.array([k % 10 == 0 for k in range(WEEKS)], float)
    before = np.array([np.nan, *shocks[:-1]])
    f = stances.quiet_anywhere(seen, "RUS")
    by_hand = third_power.in_quiet_weeks(weekly[0], weekly[1], shocks + before, f.records)
    assert (f.value, f.n, f.detail) == (by_hand.value, by_hand.n, by_hand.detail)
    assert f.records_total == len(russian)


def test_quiet_weeks_at_a_place_are_those_without_acts_of_the_third_power_there() -> None:
    """The United States acts against Syria in every tenth week, is friendly there, and acts against Iran."""
    there = [toy.event(day(k, 3), "USA", "SYR", **HOSTILE) for k in range(0, WEEKS, 10)]
    kind = [toy.event(day(k, 4), "USA", "SYR", **FRIENDLY) for k in range(WEEKS)]
    other = [toy.event(day(k, 3), "USA", "IRN", **HOSTILE) for k in range(WEEKS)]
    others = [toy.event(day(k, 3), "FRA", "SYR", **HOSTILE) for k in range(WEEKS)]
    seen = stream([*WORLD, *there, *kind, *other, *others])
    conflict = np.array([k % 10 < 8 for k in range(WEEKS)], float)
    shocks = np.array([k % 10 == 0 for k in range(WEEKS)], float)
    before = np.array([np.nan, *shocks[:-1]])
    f = stances.quiet(seen, SYRIA, "RUS")
    by_hand = third_power.in_quiet_weeks(conflict, np.ones(WEEKS), shocks + before, f.records)
    assert (f.value, f.n, f.detail) == (by_hand.value, by_hand.n, by_hand.detail)
    assert f.known
    assert f.n == WEEKS - 1, (
        "what was done in Iraq, and by China, is left out; the first week has none before"
    )
    cut = replace(seen, weeks=(*seen.weeks[:40], *seen.weeks[45:]))
    after = stances.quiet(cut, SYRIA, "RUS")
    assert after.n == WEEKS - 1 - 5 - 1, "nor has the week after a gap"


def test_an_act_told_in_two_places_counts_once_where_places_do_not_matter() -> None:
    again = [{**e, "geo_state": "IRQ", "record_id": f"{e['record_id']}-2"} for e in toward_usa("RUS", 8)]
    once, twice = stream(toward_usa("RUS", 8)), stream([*toward_usa("RUS", 8), *again])
    for ask in (stances.stance_anywhere, stances.quiet_anywhere):
        assert ask(twice, "RUS").n == ask(once, "RUS").n
    back = [
        toy.event(day(k, 3), "RUS", "USA", **HOSTILE, geo_state=p, record_id=f"b{k}{p}")
        for k in range(0, WEEKS, 7)
        for p in ("SYR", "IRQ")
    ]
    shocked = stances.quiet_anywhere(replace(stream([*WORLD, *back]), third="RUS"), "USA")
    assert (
        shocked.detail
        == stances.quiet_anywhere(replace(stream([*WORLD, *back[::2]]), third="RUS"), "USA").detail
    )


def test_a_crisis_is_a_bin_in_the_top_tenth_of_conflict() -> None:
    many = np.array([1] * 47 + [2, 5, 5, 2] + [1] * 6 + [9] * 3)
    assert stances.episodes(many).tolist() == [-1] * 47 + [0] * 4 + [-1] * 6 + [1] * 3
    assert stances.episodes(np.array([3, 0, 3, 3])).tolist() == [0, -1, 1, 1]
    rising = np.arange(1, 101)
    assert np.flatnonzero(stances.episodes(rising) == 0).tolist() == list(range(90, 100))


def test_who_never_hedges_ranks_last() -> None:
    """Nobody both supports Russia and keeps its distance in one month; Germany acts too seldom."""
    events = [toy.event(day(k), s, "RUS", **FRIENDLY) for s in ("CHN", "FRA", "IND") for k in range(WEEKS)]
    events += [toy.event(day(k), "DEU", "RUS", **FRIENDLY) for k in range(2)]
    f = stances.hedges(stream(events), "CHN", None)
    assert (f.value, f.placebo.rank, f.placebo.of) == (0.0, 3, 3)


def test_what_a_state_says_in_the_crises_of_its_partner_is_held_against_its_habit() -> None:
    """Russia's crises in Ukraine are every tenth week; China, as the others, acts twice a week but then."""
    crises = list(range(5, WEEKS, 10))
    events = [toy.event(day(w, 1), "RUS", "UKR", code=f"19{n}", quad=4) for w in crises for n in range(5)]
    for k, s in enumerate(("CHN", *MANY)):
        for w in range(WEEKS):
            n = 0 if s == "CHN" and w in crises else 1 + (w + k) % 3
            events += [toy.event(day(w, 1), s, "UKR", code=f"04{i}", quad=1) for i in range(n)]
    events += [toy.event(day(w, 2), "CHN", "IRN") for w in range(WEEKS)]
    events += [toy.event(day(w, 2), "NOR", "UKR") for w in range(FIT_ACTS - 1)]
    events += [toy.event(day(w, 2), "SWE", "UKR") for w in range(FIT_ACTS)]
    seen, spot = stream(events), hotspots.get("ukraine")
    toward = tallies.toward(seen, spot)
    f = stances.silence(seen, spot, toward, "CHN")
    row = {s: k for k, s in enumerate(toward.states)}
    episodes = np.full(len(toward.bins), -1)
    for k, w in enumerate(crises):
        episodes[7 * w + 1] = k
    shares = []
    for s in ("CHN", *MANY, "SWE"):
        h = deference.habit(toward.counts.astype(float), row[s], row["RUS"], episodes)
        shares.append(h.observed.sum() / h.expected.sum())
    own = deference.habit(toward.counts.astype(float), row["CHN"], row["RUS"], episodes)
    by_hand = deference.deference(
        *(own.observed, own.expected, own.dispersion, WEEKS), placebos=np.array(shares[1:])
    )
    assert f.known
    assert (f.value, f.n, f.placebo) == (by_hand.value, by_hand.n, by_hand.placebo)
    assert f.placebo is not None
    assert f.placebo.of == 2 + len(MANY), "Norway acts once less than Sweden: too seldom to be a placebo"
    assert (f.detail.episodes, f.detail.bin) == (len(crises), "day")

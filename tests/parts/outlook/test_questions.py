"""Questions: what is asked, what answers it, what silence means, and no look-ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import outlook_toy as toy
import pytest

from comity.errors import QuestionError, VocabularyError
from comity.parts.outlook.inputs import questions, resolution_rules
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs, SharedVote
from comity.parts.outlook.inputs.questions import ForecastQuestion, ResolutionRule
from comity.parts.outlook.ledger import base_rates
from comity.records import bins

FIRST, LAST = date(2000, 1, 1), date(2020, 12, 31)


def rule(**more):
    told = {
        "kind": "act",
        "first": date(2019, 1, 1),
        "last": date(2019, 3, 31),
        "known_by": date(2019, 4, 30),
        "threshold": 1.0,
        "sources": ("chronicle",),
        "proof": False,
        "forms": ("joint-exercise",),
    }
    return ResolutionRule(**{**told, **more})


def asked(r):
    return ForecastQuestion("exercise", toy.FRANCE_GERMANY, "Will they?", r)


def drills(years, months=(2, 5, 8, 11), **more):
    return [toy.fact(date(y, m, 10), **more) for y in years for m in months]


def test_the_window_opens_with_the_next_month():
    assert questions.window(date(2019, 1, 1), 3) == (date(2019, 1, 1), date(2019, 3, 31), date(2019, 4, 30))
    assert questions.window(date(2018, 12, 2), 1) == (date(2019, 1, 1), date(2019, 1, 31), date(2019, 2, 28))


def test_a_record_inside_the_window_is_a_yes_with_its_id():
    g = toy.ground([toy.fact(date(2019, 3, 31), key="drill")], FIRST, LAST)
    found = resolution_rules.resolve(asked(rule()), g, date(2019, 3, 31))
    assert (found.answer, found.records) == (resolution_rules.YES, ("chronicle:drill",))
    outside = toy.ground([toy.fact(date(2019, 4, 1))], FIRST, LAST)
    assert resolution_rules.resolve(asked(rule()), outside, date(2019, 6, 1)).answer == resolution_rules.NO


@pytest.mark.parametrize(
    "other",
    [
        {"form": "summit"},
        {"modality": "planned"},
        {"kind": "standing"},
        {"form": "divergence", "polarity": "friction"},
    ],
)
def test_what_is_of_another_kind_answers_nothing(other):
    form = other.pop("form", "joint-exercise")
    g = toy.ground([toy.fact(date(2019, 2, 1), form, **other)], FIRST, LAST)
    assert resolution_rules.resolve(asked(rule()), g, date(2019, 6, 1)).answer == resolution_rules.NO


def test_words_ask_the_summary_and_hotspots_their_place():
    at_sea = toy.fact(date(2019, 2, 1), summary="Warships of both trained together.", hotspot="syria")
    g = toy.ground([at_sea], FIRST, LAST)
    told = [rule(words=("warships",)), rule(words=("war",)), rule(hotspot="syria"), rule(hotspot="iran")]
    answers = [resolution_rules.resolve(asked(r), g, date(2019, 6, 1)).answer for r in told]
    assert answers == [resolution_rules.YES, resolution_rules.NO, resolution_rules.YES, resolution_rules.NO]


def test_silence_is_no_only_where_the_record_was_kept_past_the_day_it_must_be_known_by():
    for last, on, answer in (
        (date(2019, 4, 30), date(2019, 5, 1), resolution_rules.NO),
        (date(2019, 4, 29), date(2019, 5, 1), resolution_rules.OPEN),
        (date(2019, 4, 30), date(2019, 4, 30), resolution_rules.OPEN),
        (date(2019, 4, 29), date(2021, 1, 1), resolution_rules.VOID),
    ):
        g = toy.ground(drills([2010]), FIRST, last)
        assert resolution_rules.resolve(asked(rule()), g, on).answer == answer, (last, on)


def test_a_complete_list_proves_a_no_by_its_own_reach():
    g = toy.ground(drills([2010]), FIRST, date(2019, 3, 31))
    assert (
        resolution_rules.resolve(asked(rule(proof=True)), g, date(2019, 5, 1)).answer == resolution_rules.NO
    )
    short = toy.ground(drills([2010]), FIRST, date(2019, 3, 30))
    assert (
        resolution_rules.resolve(asked(rule(proof=True)), short, date(2019, 5, 1)).answer
        == resolution_rules.OPEN
    )


def test_the_same_question_has_the_same_id_whenever_it_is_asked():
    g = toy.ground(drills(range(2000, 2019)), FIRST, LAST)
    one, other = (
        {q.id for q in questions.candidates(g, day, 3)} for day in (date(2018, 12, 5), date(2019, 1, 1))
    )
    assert one == other
    assert len(one) == len(list(questions.candidates(g, date(2019, 1, 1), 3)))


def test_a_rule_survives_its_plain_form():
    assert ResolutionRule.from_json(rule(words=("a", "b")).as_json()) == rule(words=("a", "b"))


def test_only_open_questions_of_sources_still_kept_are_asked():
    always = toy.ground(drills(range(2000, 2020)), FIRST, LAST)
    assert not [a for a in base_rates.ask(always, date(2020, 1, 1), 3) if a.question.template == "exercise"]
    some = toy.ground(drills(range(2000, 2020), (2,)), FIRST, LAST)
    told = {a.question.template: a for a in base_rates.ask(some, date(2020, 1, 1), 3)}
    assert told["exercise"].base_rate == pytest.approx((10 + 0.5) / (39 + 1), abs=0.02)
    gone = toy.ground(drills(range(2000, 2020), (2,)), FIRST, date(2018, 1, 1))
    assert not base_rates.ask(gone, date(2020, 1, 1), 3)


def test_a_season_and_a_recent_rise_show_in_the_probability():
    yearly = toy.ground(drills(range(2000, 2020), (2,)), FIRST, LAST)
    spring = {a.question.template: a for a in base_rates.ask(yearly, date(2020, 1, 1), 3)}["exercise"]
    autumn = {a.question.template: a for a in base_rates.ask(yearly, date(2020, 10, 1), 3)}["exercise"]
    assert spring.probability > spring.base_rate > autumn.probability
    assert spring.low < spring.probability < spring.high
    rising = toy.ground(drills(range(2017, 2020)), FIRST, LAST)
    late = {a.question.template: a for a in base_rates.ask(rising, date(2020, 1, 1), 3)}["exercise"]
    assert late.probability > late.base_rate + 0.1


def test_what_became_known_later_or_happened_later_changes_no_forecast():
    rng = np.random.default_rng(2)
    early = [toy.fact(date(2000, 1, 15) + timedelta(days=int(d))) for d in rng.choice(6000, 60, False)]
    day = date(2014, 12, 31)
    late = [toy.fact(date(2015, 2, int(d)), key=f"late-{d}") for d in range(1, 20)] + [
        toy.fact(date(2013, m, 3), known=date(2016, 1, 1), key=f"found-{m}") for m in range(1, 13)
    ]
    here = toy.ground(early, FIRST, LAST).as_of(day)
    there = toy.ground(early + late, FIRST, LAST).as_of(day)
    told = [
        [(a.question.id, a.probability, a.base_rate) for a in base_rates.ask(g, date(2015, 1, 1), 3)]
        for g in (here, there)
    ]
    assert told[0] == told[1]
    assert told[0]


def test_the_cut_in_memory_is_the_view_as_of_the_day():
    facts = [*drills(range(2000, 2010)), toy.fact(date(2009, 3, 1), known=date(2012, 5, 5), key="late")]
    for day in (date(2010, 1, 1), date(2012, 5, 4), date(2012, 5, 5)):
        cut = toy.ground(facts, FIRST, LAST).as_of(day)
        real = ForecastInputs.read(toy.view(facts, FIRST, LAST, as_of=day), toy.FRANCE_GERMANY)
        assert cut.happenings == real.happenings
        assert cut.coverage == real.coverage
        assert any(h.id == "late" for h in cut.happenings) == (day >= date(2012, 5, 5))


def test_the_chance_of_a_coin_of_known_rate_is_near_it_and_its_interval_holds_it():
    inside, gap = 0, []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rate = rng.uniform(0.1, 0.8)
        windows = [bins.following(date(2009, 1, 1), "quarter", k) for k in range(40)]
        hits = (bool(rng.random() < rate) for _ in windows)
        judged = [
            base_rates.JudgedWindow(rule(first=w, last=w), h, h) for w, h in zip(windows, hits, strict=True)
        ]
        a = base_rates.chance(asked(rule()), judged)
        inside += a.low <= rate <= a.high
        gap.append(a.probability - rate)
    assert 0.8 <= inside / 200 <= 1.0
    assert abs(np.mean(gap)) < 0.02


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x:\n  text: Will {pair} go\n  kind: act\n  forms: [nothing]\n", "forms"),
        ("x:\n  text: Will {pair} go\n  kind: act\n  months: [2]\n", "months"),
        ("x:\n  text: Will {pair} go\n  kind: act\n  per: hotspot\n", "text"),
        ("x:\n  text: Will they go\n  kind: act\n", "text"),
        ("x:\n  text: Will {pair} go\n  kind: alike\n", "body"),
        ("x:\n  text: Will {pair} go\n  kind: guess\n", "kind"),
    ],
)
def test_a_wrong_template_is_refused_with_its_key(text, key):
    with pytest.raises(VocabularyError, match=key):
        questions.read_templates(text, "questions.yaml")


def test_a_horizon_is_one_three_or_six_months():
    g = toy.ground(drills([2010]), FIRST, LAST)
    with pytest.raises(QuestionError, match="horizon"):
        list(questions.candidates(g, date(2011, 1, 1), 2))


def assembly(*days_alike_spots):
    """A chronicle to stand for the list of votes, and these shared roll calls of the General Assembly."""
    votes = tuple(
        SharedVote("UNGA", day, day, alike, frozenset(spots), f"v:{k}")
        for k, (day, alike, spots) in enumerate(sorted(days_alike_spots))
    )
    return replace(toy.ground(drills([2010]), FIRST, LAST), votes=votes)


def split(**more):
    told = {"kind": "split", "body": "UNGA", "hotspot": "syria", "forms": (), "threshold": 1.0, "proof": True}
    days = {"first": date(2019, 10, 1), "last": date(2019, 12, 31), "known_by": date(2020, 1, 31)}
    return rule(**{**told, **days, **more})


def test_unlike_votes_on_a_matter_are_counted_on_a_complete_list():
    autumn = [(date(2019, 11, k), True, ()) for k in range(1, 9)]
    two = [(date(2019, 11, 20), False, ("syria",)), (date(2019, 12, 1), False, ("syria",))]
    other = [(date(2019, 12, 2), False, ("iran",)), (date(2020, 1, 5), False, ("syria",))]
    day = date(2020, 3, 1)
    yes = resolution_rules.resolve(asked(split()), assembly(*autumn, *two, *other), day)
    assert (yes.answer, yes.records) == (resolution_rules.YES, ("v:8", "v:9"))
    assert (
        resolution_rules.resolve(asked(split()), assembly(*autumn, two[0], *other), day).answer
        == resolution_rules.NO
    )
    assert (
        resolution_rules.resolve(asked(split()), assembly(*autumn), day).answer == resolution_rules.NO
    )  # none was held on it
    assert (
        resolution_rules.resolve(asked(split()), assembly(*autumn[:7]), day).answer == resolution_rules.VOID
    )  # too few in all


def test_a_body_of_yearly_terms_is_asked_only_after_both_voted_in_that_year():
    judged = [base_rates.JudgedWindow(replace(split(body="HRC"), first=date(2018, 10, 1)), True, True)]
    assert not base_rates._still_meets(replace(split(body="HRC"), first=date(2019, 1, 1)), judged)
    judged += [base_rates.JudgedWindow(replace(split(body="HRC"), first=date(2019, 1, 1)), True, True)]
    assert base_rates._still_meets(replace(split(body="HRC"), first=date(2019, 4, 1)), judged)


def test_votes_lean_to_what_recent_windows_held_of_what_is_usual_now():
    unlike = {
        y: 1 if y < 2008 else 3 if y < 2016 else 2 for y in range(1995, 2020)
    }  # fallen, not to its old low
    cast = [(date(y, 10, d), True, ()) for y in unlike for d in range(1, 9)]
    cast += [(date(y, 11, d), False, ("syria",)) for y, n in unlike.items() for d in range(1, n + 1)]
    asks = split(sources=("chronicle",), first=date(2020, 10, 1), last=date(2020, 12, 31))
    judged, set_rule = base_rates.history(
        replace(asks, known_by=date(2021, 1, 31)), assembly(*cast), date(2020, 9, 30), (10,)
    )
    assert set_rule.threshold == 2.5  # of 3, 3, 3, 3, 2, 2, 2, 2
    assert [j.again for j in judged] == [unlike[j.rule.first.year] > 2.5 for j in judged]
    assert [j.rule.first.year for j in judged if j.yes] == [*range(2008, 2013)]  # above the median till then
    told = base_rates.chance(asked(set_rule), judged)
    assert told.probability < told.base_rate - 0.08

"""What each question reads of the records, on tables written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import toy

from comity.errors import QuestionError
from comity.measures.coaction.time_axis import Counted
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.measures.stats import matching
from comity.records.coverage import Coverage
from comity.records.kinds import Kind
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.watch.answers import Answers
from comity.watch.composed import peers
from comity.watch.inquiry import PAIRS_ONLY, Inquiry
from comity.watch.questions import record, series, tallies, timing, vote_comparisons
from comity.watch.questions import votes as veto_question
from comity.watch.questions import votes as vote_question
from comity.watch.questions.tallies import PairStream

PAIR = Group.of("FRA", "DEU")
SYRIA = hotspots.get("syria")


def occurrence(day: date, **columns: Any) -> Occurrence:
    key, forms = f"o{day}", ("joint-initiative",)
    made = Occurrence(
        key, PAIR.codes, day, day, "day", True, False, "joint", forms, None, "none", ("x",), (key,), 1, (), ""
    )
    return replace(made, **columns)


def by_label(s: series.Series) -> dict[str, series.Point]:
    return {p.label: p for p in s.points}


ON_RECORD = Record(
    PAIR,
    "syria",
    (
        occurrence(date(1990, 12, 31)),
        occurrence(date(1991, 1, 1)),
        occurrence(date(2000, 12, 31), rung="parallel"),
        occurrence(date(2001, 1, 1), rung="standing", friction=True),
        occurrence(date(2001, 5, 1), together=False, friction=True, rung="apart"),
        occurrence(date(2001, 6, 1), together=False, rung="parallel", members=("FRA",)),
        occurrence(date(2001, 7, 1), together=False, rung="parallel"),
        occurrence(date(2001, 1, 1), precision="year", last=date(2001, 12, 31), records=("y",)),
        occurrence(date(2004, 1, 1)),
    ),
)


def test_what_is_on_record_is_counted_in_the_bins_in_sight() -> None:
    coverage = [
        Coverage("a", "acts", date(2000, 7, 1), date(2001, 12, 31), None),
        Coverage("b", "acts", date(2003, 1, 1), date(2003, 12, 31), frozenset({"FRA"})),
        Coverage("c", "events", date(2003, 1, 1), date(2003, 12, 31), None),
        Coverage("d", "acts", date(1800, 1, 1), date(1992, 6, 30), frozenset({"FRA", "DEU", "USA"})),
    ]
    out = {s.what: s for s in series.count_on_record(ON_RECORD, coverage, "year", date(2003, 12, 31))}
    assert list(out) == ["together", "joint", "apart", "alone"]
    together = by_label(out["together"])
    assert list(together) == [str(y) for y in range(1991, 2004)]
    assert {y: p.covered for y, p in together.items() if 0 < p.covered < 1} == {
        "1992": 182 / 366,
        "2000": 184 / 366,
    }
    assert [y for y, p in together.items() if p.covered == 1] == ["1991", "2001"]
    counts = {what: {y: p.observed for y, p in by_label(s).items() if p.observed} for what, s in out.items()}
    assert counts == {
        "together": {"1991": 1, "2000": 1, "2001": 2},
        "joint": {"1991": 1, "2001": 2},
        "apart": {"2001": 2},
        "alone": {"2001": 1},
    }
    assert (together["1992"].observed, together["1993"].observed) == (0, None)
    assert (together["2001"].records, together["2001"].records_total) == (("o2001-01-01", "y"), 2)
    assert [s.unplaced for s in out.values()] == [0, 0, 0, 0]
    months = series.count_on_record(ON_RECORD, coverage, "month", date(2003, 12, 31))[0]
    assert months.unplaced == 1, "known to its year alone"
    assert by_label(months)["Jan 2001"].observed == 1


def test_every_series_of_a_place_and_of_its_streams() -> None:
    """Both act at Syria on every second day of two years; a bin names twenty of its records."""
    days = [date(2015, 1, 1) + timedelta(d) for d in range(730)]
    others = ("DEU", "FRA", "GBR", "IND", "JPN", "USA")
    rng = np.random.default_rng(1)
    events = [toy.event(d, s, "SYR") for d in days for s in others if rng.random() < 0.4]
    events += [toy.event(d, s, "SYR") for d in days for s in ("CHN", "RUS") if rng.random() < 0.5]
    asked = toy.inquiry({"events": events}, first=days[0], last=days[-1])
    many = tuple(occurrence(date(2016, 2, 1), records=(f"r{k}",)) for k in range(25))
    of = Record(Group.of("CHN", "RUS"), "syria", many)
    told = series.of_hotspot(asked, of, "year")
    assert [(s.what, s.stream) for s in told] == [
        ("together", ""),
        ("joint", ""),
        ("apart", ""),
        ("alone", ""),
        ("joint bins", "toy"),
    ]
    year = by_label(told[0])["2016"]
    assert (year.records, year.records_total) == (tuple(f"r{k}" for k in range(20)), 25)
    assert [p.label for p in told[4].points if p.observed] == ["2015", "2016"]
    assert {(p.records_total, p.records) for p in told[4].points} == {(0, ())}
    assert [s.unplaced for s in told] == [0] * 5
    itself = asked.of_members("RUS", "SYR")
    assert [s.what for s in series.of_hotspot(itself, of, "year")] == [s.what for s in told[:4]]
    few = toy.inquiry({"events": events[:3]}, first=days[0], last=days[-1])
    assert len(series.of_hotspot(few, of, "year")) == 4, "a pair that cannot be tested has no series"


def test_a_series_has_the_bins_of_the_book() -> None:
    for width, n in (("year", 1), ("quarter", 4), ("month", 12)):
        assert len(series.count_on_record(ON_RECORD, [], width, date(1980, 1, 1))[0].points) in (1, n)
    with pytest.raises(QuestionError, match=r"by year, quarter or month, not by 'week'"):
        series.count_on_record(ON_RECORD, [], "week", date(2003, 12, 31))


@pytest.mark.parametrize(("width", "first"), [("week", date(2015, 1, 5)), ("day", date(2015, 12, 31))])
def test_joint_bins_of_a_stream_are_counted_where_their_middle_lies(width: str, first: date) -> None:
    step = timedelta(7 if width == "week" else 1)
    weeks = tuple(first + k * step for k in range(156))
    acts = np.random.default_rng(1).poisson(0.7, (8, len(weeks)))
    states = ("CHN", "DEU", "FRA", "GBR", "IND", "JPN", "RUS", "USA")
    counted = Counted("toy", "syria", states, width, weeks, acts, (), 0)
    out = series.measure_stream(counted, "syria", ("CHN", "RUS"), "year", date(2020, 12, 31))
    assert out is not None
    assert (out.what, out.stream, out.unit) == ("joint bins", "toy", f"{width}s in which both act")
    points = by_label(out)
    both = (acts[0] > 0) & (acts[6] > 0)
    for year in range(2014, 2021):
        inside = np.array([(w + step / 2).year == year for w in weeks])
        p = points[str(year)]
        n = 366 if year % 4 == 0 else 365
        assert p.covered == pytest.approx(min(1.0, inside.sum() * step.days / n))
        assert p.observed == (int(both[inside].sum()) if inside.any() else None)
        if p.observed is not None:
            assert (p.low or 0) <= (p.expected or 0) <= (p.high or 0) > 0
    assert (
        series.measure_stream(replace(counted, counts=0 * acts), "syria", ("CHN", "RUS"), "year", weeks[-1])
        is None
    )


def stream(events: Iterable[dict[str, Any]], **window: date) -> PairStream:
    asked = toy.inquiry({"events": events}, first=date(2015, 1, 1), last=date(2015, 12, 31))
    given = {"since": date.min, "until": date.max} | window
    return PairStream.of(asked.streams, ("CHN", "RUS"), "toy", given["since"], given["until"])


def test_only_whole_weeks_of_the_window_are_in_sight() -> None:
    whole = stream([])
    assert (whole.weeks[0], whole.weeks[-1], whole.last) == (
        date(2015, 1, 5),
        date(2015, 12, 21),
        date(2015, 12, 27),
    )
    assert len(whole.weeks) == 51
    edges = stream([], since=date(2015, 1, 12), until=date(2015, 1, 25))
    assert edges.weeks == (date(2015, 1, 12), date(2015, 1, 19))
    assert stream([], since=date(2015, 1, 13), until=date(2015, 1, 24)).weeks == ()


MON = date(2015, 2, 2)
SUN = date(2015, 2, 8)
ACTS = [
    toy.event(MON, "CHN", "SYR", geo_state="SYR"),
    toy.event(MON, "CHN", "SYR", record_id="toy:again", geo_state="IRQ"),
    toy.event(MON, "CHN", "SYR", code="173", quad=4),
    toy.event(SUN, "CHN", "SYR"),
    toy.event(MON, "RUS", "SYR"),
    toy.event(MON, "USA", "SYR", code="010"),
    toy.event(MON, "SYR", "SYR"),
    toy.event(MON, "FRA", "SYR", precision="month"),
    toy.event(MON, "GBR", "SYR", actor_is_state=False),
    toy.event(date(2015, 1, 4), "CHN", "SYR"),
    toy.event(date(2015, 12, 28), "CHN", "SYR"),
    toy.event(MON, "CHN", "IRN"),
    toy.event(MON, "CHN", "IRN", record_id="toy:same"),
    toy.event(MON, "CHN", "CHN"),
    toy.event(MON, "RUS", "IRN", geo_state="SYR", code="190", quad=4),
]


def test_placebo_pairs_are_alike_in_both_states_whichever_is_named_first() -> None:
    """The pair acts 9 and 90 times; of pairs of others only those of a small and a large state are alike."""
    acts = {"AAA": 90, "BBB": 9, **{f"S{k:02}": 9 for k in range(9)}, **{f"T{k:02}": 90 for k in range(9)}}
    like = matching.like_pairs(acts, ("AAA", "BBB"), 9)
    assert like == [(f"S{j:02}", f"T{k:02}") for j in range(9) for k in range(9)], "nine acts are enough"
    assert matching.like_pairs(acts, ("AAA", "BBB"), 10) == list(
        combinations([f"T{k:02}" for k in range(9)], 2)
    )


def test_acts_toward_a_place_stand_by_bin() -> None:
    acts = tallies.toward(stream(ACTS), SYRIA)
    assert acts.width == "day"
    row = {s: k for k, s in enumerate(acts.states)}
    day = acts.bins.index(MON)
    assert acts.counts[row["CHN"], day] == 2
    assert "SYR" not in row


def test_records_are_those_of_the_weeks_in_sight() -> None:
    seen = stream(ACTS)
    toward = seen.records_toward(SYRIA)
    assert toward[0] == f"toy:{SUN}-CHN-SYR-042"
    assert f"toy:{date(2015, 1, 4)}-CHN-SYR-042" not in toward
    assert f"toy:{MON}-RUS-IRN-190" in toward


def council(*vetoed: tuple[str, str, tuple[str, ...]]) -> Inquiry:
    calls, ballots = [], []
    for key, title, by in vetoed:
        day = date(2016, 1, 1) if key == "old" else date(2018, 1, 1)
        fixed = {"roll_call_id": f"UNSC:{key}", "body": "UNSC", "date": day}
        calls.append(
            {
                **fixed,
                "record_id": f"toy:{key}",
                "precision": "day",
                "title": title,
                "issues": [],
                "vetoed": True,
            }
        )
        for s in ("CHN", "RUS", "FRA", "GBR", "USA"):
            choice = "no" if s in by else "yes"
            own = {"record_id": f"toy:{key}/{s}", "state": s, "choice": choice, "veto": s in by}
            ballots.append({**fixed, **own})
    return toy.inquiry({"roll_calls": calls, "ballots": ballots})


def test_vetoes_of_a_place_are_those_on_it() -> None:
    asked = council(
        ("1", "The situation in Syria", ("CHN", "RUS")),
        ("2", "The situation in Syria", ("RUS",)),
        ("3", "Ukraine", ("RUS",)),
        ("old", "The situation in Syria", ("CHN", "RUS")),
    )
    value = {f.kind: f.value for f in veto_question.vetoes(asked)}
    at = {f.kind: f.value for f in veto_question.vetoes(asked, "syria")}
    since = {f.kind: f.value for f in veto_question.vetoes(replace(asked, since=date(2017, 1, 1)), "syria")}
    assert [v[Kind.JOINT_VETOES] for v in (value, at, since)] == [2, 2, 1]
    about = {f.subject.place for f in veto_question.vetoes(asked, "syria")}
    assert about == {"syria"}


def test_without_votes_nothing_answers() -> None:
    fresh = toy.inquiry({"acts": []})
    (untold,) = vote_question.agreement(fresh)
    assert untold.why_not == vote_question.NO_VOTES
    assert not any(f.value for f in veto_question.vetoes(fresh, "syria") if f.known)
    three = fresh.of_members("CHN", "IRN", "RUS")
    (pairs_only,) = vote_question.agreement(three)
    assert pairs_only.why_not == PAIRS_ONLY
    assert vote_comparisons.opposed(three, SYRIA).why_not == PAIRS_ONLY
    assert vote_comparisons.opposed(fresh, SYRIA).why_not == vote_question.NO_VOTES
    assert vote_question.like_pairs(fresh, 3) == []
    assert vote_comparisons.by_session(fresh) == vote_comparisons.by_issue(fresh) == []
    assert vote_comparisons.by_session(three) == vote_comparisons.by_issue(three) == []
    assert vote_comparisons.excess(fresh) == []


def assembly() -> Inquiry:
    """Forty roll calls: China and Russia apart on the first of two about Syria, France against both."""
    calls, ballots = [], []
    for k in range(40):
        fixed = {"roll_call_id": f"UNGA:{k}", "body": "UNGA", "date": date(2018, 1, 1) + timedelta(k)}
        title = "The situation in Syria" if k < 2 else "Outer space"
        calls.append(
            {
                **fixed,
                "record_id": f"toy:{k}",
                "precision": "day",
                "title": title,
                "issues": [],
                "session": 73,
            }
        )
        for s in ("CHN", "RUS", "FRA", "IND"):
            no = (s == "RUS" and k == 0) or (s == "FRA") or (s == "IND" and k % 2 == 0)
            own = {"record_id": f"toy:{k}/{s}", "state": s, "choice": "no" if no else "yes", "veto": False}
            ballots.append({**fixed, **own})
    return toy.inquiry({"roll_calls": calls, "ballots": ballots})


def test_where_votes_are_held_they_answer() -> None:
    asked = assembly()
    everything = vote_question.agreement(asked)
    raw = {f.kind: f for f in everything}[Kind.AGREEMENT_RAW]
    assert (raw.value, raw.n) == (0.975, 40)
    assert {f.n for f in vote_question.agreement(asked, "syria")} <= {0, 2}
    opposed = vote_comparisons.opposed(asked, SYRIA)
    assert (opposed.n, opposed.subject.place) == (2, "syria")
    assert len(vote_question.like_pairs(asked, 1)) == 1
    (session,) = vote_comparisons.by_session(asked)
    assert (session.detail.session, session.n) == (73, 40)
    assert {f.subject.states for f in vote_comparisons.by_issue(asked)} <= {("CHN", "RUS")}


def two_ages(pair: tuple[str, str]) -> Inquiry:
    """A roll call every ten days of 1972, 1985 and 2005.

    Poland and Ukraine agree in the first two years and part in the last, India and Egypt the other way
    round; China votes from 1985 on.
    """
    calls, ballots = [], []
    for k in range(90):
        year = (1972, 1985, 2005)[k // 30]
        own = {
            "roll_call_id": f"UNGA:{k}",
            "body": "UNGA",
            "date": date(year, 1, 1) + timedelta(10 * (k % 30)),
        }
        call = {"record_id": f"toy:{k}", "precision": "day", "title": "Space", "issues": [], "session": 30}
        calls.append({**own, **call})
        turn = {"POL": k % 2, "UKR": (k + (year == 2005)) % 2, "CHN": (k // 2) % 2}
        turn |= {"IND": (k // 3) % 2, "EGY": (k // 3 + (year != 2005)) % 2}
        for s in turn:
            if s != "CHN" or year > 1972:
                choice = ("yes", "no")[turn[s]]
                ballots.append(
                    {**own, "record_id": f"toy:{k}/{s}", "state": s, "choice": choice, "veto": False}
                )
    return toy.inquiry({"roll_calls": calls, "ballots": ballots}, pair, first=date(1946, 1, 1))


def test_the_present_answer_asks_of_votes_since_the_youngest_is_independent() -> None:
    asked = two_ages(("POL", "UKR"))
    assert vote_question.present_from(asked) == date(1992, 1, 1)
    assert vote_question.present_from(asked.of_members("ERI", "POL")) == date(1993, 5, 24)
    raw = {f.kind: f for f in vote_question.agreement(asked)}[Kind.AGREEMENT_RAW]
    now = {f.kind: f for f in vote_question.present_agreement(asked)}[Kind.AGREEMENT_RAW]
    assert (raw.value, raw.n, raw.detail.first[:4]) == (pytest.approx(2 / 3), 90, "1972")
    assert (now.value, now.n, now.detail.first[:4]) == (0.0, 30, "2005")
    strips = peers.votes(Answers(asked), [("EGY", "IND")])[peers.ANYWHERE]
    assert [m.n for m in strips] == [30, 30]


def test_like_pairs_are_held_against_over_the_same_agenda() -> None:
    """China votes since 1985: what Egypt and India did in 1972 is nothing to hold its agreement against."""
    asked = two_ages(("CHN", "POL"))
    assert asked.assembly is not None
    assert asked.assembly.agenda("CHN", "POL").kappas([("EGY", "IND")])["EGY", "IND"][1] == 60
    cut = replace(asked, since=date(1985, 1, 1))
    kappa, same = (
        {f.kind: f for f in vote_question.agreement(a)}[Kind.AGREEMENT_KAPPA] for a in (asked, cut)
    )
    assert kappa.placebo == same.placebo


def test_timing_is_of_every_place_and_a_member_has_none_at_itself() -> None:
    weekly = [
        toy.event(date(2015, 1, 5) + timedelta(7 * k), s, t)
        for k in range(120)
        for s, t in (("CHN", "UKR"), ("RUS", "UKR"), ("CHN", "SYR"), ("USA", "SYR"))
        if (k + len(s + t) + ord(s[0])) % 3
    ]
    asked = toy.inquiry({"events": weekly}, ("CHN", "UKR"), first=date(2015, 1, 1), last=date(2017, 12, 31))
    by_place, pooled = timing.measure_counts(asked.counts, ("CHN", "UKR"))
    assert by_place["ukraine"][0].kind is Kind.CO_ACTION_ITSELF
    assert by_place["ukraine"][0].why_not == "Ukraine is the hotspot itself"
    assert {f.kind for f in by_place["syria"]} != {Kind.CO_ACTION_ITSELF}
    assert by_place["syria"][0].subject.stream == "toy"
    assert pooled
    shown, of_all = timing.timing(toy.inquiry({"acts": []}))
    assert shown == {h.id: [] for h in hotspots.watched()}
    assert of_all == []


def test_the_stages_are_asked_where_acts_or_ties_cover_every_member() -> None:
    tie = {
        "kind": "alliance",
        "members": ["CHN", "RUS"],
        "precision": "day",
        "clauses": [],
        "record_id": "toy:t",
    }
    begun = {**tie, "date_from": date(2001, 7, 16)}
    assert record.alignment(toy.inquiry({"ties": [begun]})).known
    assert record.alignment(toy.inquiry({"acts": []})).known
    assert not record.alignment(toy.inquiry({"events": []})).known
    assert list(Answers(toy.inquiry({"acts": []})).records) == [h.id for h in hotspots.watched()]


def test_a_tie_that_begins_after_the_window_is_no_rung() -> None:
    tie = {"kind": "alliance", "members": ["CHN", "RUS"], "precision": "day", "clauses": ["base"]}
    begun = {**tie, "record_id": "toy:t", "date_from": date(2001, 7, 16)}
    before = record.ladder(toy.inquiry({"ties": [begun]}, until=date(2001, 7, 15)))
    assert before.rungs == record.ladder(toy.inquiry({"ties": []}, until=date(2001, 7, 15))).rungs
    on_the_day = record.ladder(toy.inquiry({"ties": [begun]}, until=date(2001, 7, 16)))
    assert on_the_day.rungs != before.rungs


def test_the_distance_of_published_positions_by_window_beside_all_pairs() -> None:
    """France and Germany .2 and .4 apart in 2009 and 2012; of three pairs only one is nearer."""

    def point(state: str, year: int, value: float) -> dict[str, Any]:
        day = {"date_from": date(year, 1, 1), "date_to": date(year, 12, 31), "precision": "year"}
        named = {"sender": state, "measure": "ideal-point", "unit": "scale"}
        return {**day, **named, "value": value, "record_id": f"toy:{state}-{year}"}

    places = {"FRA": 1.0, "DEU": 1.2, "USA": 1.25}
    rows = [
        point(s, y, v + (y == 2012) * (s == "FRA") * -0.2) for s, v in places.items() for y in (2009, 2012)
    ]
    rows += [point(s, 2016, v) for s, v in places.items()]
    inquiry = toy.inquiry({"flows": rows}, PAIR.codes)
    before, now = vote_comparisons.distance(inquiry)
    assert (before.subject.span, before.n, before.value) == ("2009 to 2012", 2, pytest.approx(0.3))
    assert (before.interval.low, before.interval.high) == (pytest.approx(0.2), pytest.approx(0.4))
    assert (before.placebo.rank, before.placebo.of) == (2, 3)
    assert before.detail.median == pytest.approx(0.3)
    assert (now.subject.span, now.n, now.value) == ("2016", 1, pytest.approx(0.2))
    turned = [{**r, "value": -r["value"]} for r in rows]
    assert [f.interval for f in vote_comparisons.distance(toy.inquiry({"flows": turned}, PAIR.codes))] == [
        before.interval,
        now.interval,
    ]
    late = [point(s, y, v) for s, v in places.items() for y in (2013, 2014, 2015)]
    spans = [f.subject.span for f in vote_comparisons.distance(toy.inquiry({"flows": late}, PAIR.codes))]
    assert spans == ["2013", "2014 to 2015"], "the present window begins with 2014"
    (only,) = vote_comparisons.distance(toy.inquiry({"flows": late[1:2] + late[4:5] + late[7:8]}, PAIR.codes))
    assert only.subject.span == "2014"
    assert vote_comparisons.distance(toy.inquiry({"flows": rows}, ("FRA", "CHN"))) == []

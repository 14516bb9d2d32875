"""Vetoes: counted by hand, rates with their interval, chance only on contested drafts, the real record."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import beta
from vote_worlds import ballots, matrix_of, roll_calls, spelled

from comity.errors import QuestionError, VocabularyError
from comity.measures.votes import veto_rates as measure
from comity.measures.votes.ballots import ABSTAIN, NO, BallotMatrix
from comity.records.finding import Finding
from comity.records.kinds import Subject
from comity.vocabulary import states

SINCE = date(1992, 1, 1)
P5 = {"China": "CHN", "France": "FRA", "Russia": "RUS", "USSR": "SUN", "USA": "USA", "UK": "GBR"}


def world(*drafts: str) -> tuple[pa.Table, pa.Table]:
    """Drafts a year apart from 1993, each the codes of its vetoing members; all others vote yes."""
    days = [date(1993 + k, 6, 1) for k in range(len(drafts))]
    ids = [f"UNSC:{k}" for k in range(len(drafts))]
    rows = [
        (ids[k], s, "no" if s in d.split() else "yes", days[k])
        for k, d in enumerate(drafts)
        for s in ("CHN", "FRA", "GBR", "RUS", "USA")
    ]
    return ballots(rows, [r[2] == "no" for r in rows]), roll_calls(ids, days)


def answers(findings: list[Finding]) -> list[float | int | str | None]:
    return [f.value for f in findings]


WORLD = ("CHN RUS", "RUS", "CHN", "RUS", "USA", "CHN RUS USA", "")


def test_counts_and_rates_by_hand() -> None:
    found = measure.vetoes(*world(*WORLD), ["RUS", "CHN"], since=SINCE)
    # joint; China without Russia; Russia without China; P(China | Russia) = 2/4; P(Russia | China) = 2/3
    assert answers(found) == [2, 1, 2, 0.5, pytest.approx(2 / 3)]
    assert [f.n for f in found] == [6, 6, 6, 4, 3]  # the draft nobody vetoed does not count
    assert found[0].records == ("made:0", "made:5")
    assert found[3].question == "How often did China join a veto of Russia?"
    assert found[2].question == "How often did Russia veto a draft without China?"
    assert found[3].subject.partner == "RUS"


def test_drafts_on_no_place_have_almost_the_interval_of_jeffreys() -> None:
    rate = measure.vetoes(*world(*WORLD), ["CHN", "RUS"], since=SINCE)[3]
    assert rate.interval is not None
    ends = beta(2.5, 2.5).ppf([0.05, 0.95])
    assert (rate.interval.low, rate.interval.high) == pytest.approx(ends, abs=0.01)


def test_drafts_on_one_place_tell_less_than_as_many_apart() -> None:
    cast, calls = world(*(["CHN RUS"] * 6 + ["RUS"] * 6))
    alone = measure.vetoes(cast, calls, ["CHN", "RUS"], since=SINCE)[3].interval
    titles = pa.array([f"Situation in {'Syria' if k < 6 else 'Ukraine'}" for k in range(12)], pa.string())
    titled = calls.set_column(calls.column_names.index("title"), "title", titles)
    crisis = measure.vetoes(cast, titled, ["CHN", "RUS"], since=SINCE)[3].interval
    assert alone is not None
    assert crisis is not None
    assert crisis.high - crisis.low > 1.1 * (alone.high - alone.low)


def test_the_interval_of_jeffreys() -> None:
    studied = measure.jeffreys(14, 31)
    assert (round(studied.low, 2), round(studied.high, 2)) == (0.31, 0.60)
    assert (measure.jeffreys(0, 9).low, measure.jeffreys(9, 9).high) == (0.0, 1.0)


def test_jeffreys_covers_at_its_level_on_average() -> None:
    rng = np.random.default_rng(6)
    rates = rng.random(4000)
    hits = [measure.jeffreys(int(rng.binomial(31, p)), 31) for p in rates]
    covered = np.mean([i.low <= p <= i.high for i, p in zip(hits, rates, strict=True)])
    assert covered == pytest.approx(0.9, abs=0.015)


def test_order_of_rows_and_of_states_changes_nothing() -> None:
    cast, calls = world(*WORLD)
    rng = np.random.default_rng(1)
    mixed = (
        cast.take(pa.array(rng.permutation(len(cast)))),
        calls.take(pa.array(rng.permutation(len(calls)))),
    )
    one = measure.vetoes(cast, calls, ["CHN", "RUS"], since=SINCE)
    assert measure.vetoes(*mixed, ["RUS", "CHN", "CHN"], since=SINCE) == one


def test_three_together_need_all_three() -> None:
    found = measure.vetoes(*world(*WORLD), ["CHN", "RUS", "USA"], since=SINCE)
    assert answers(found[:4]) == [1, 1, 2, 1]
    assert found[0].question == "How often did China, Russia and United States veto the same draft?"
    assert found[1].question.endswith("without Russia or United States?")
    assert len(found) == 1 + 3 + 6


def test_window_and_hotspot_narrow_the_drafts() -> None:
    cast, calls = world(*WORLD)
    late = measure.vetoes(cast, calls, ["CHN", "RUS"], since=date(1994, 1, 1), until=date(1996, 12, 31))
    assert answers(late)[:3] == [0, 1, 2]
    here = measure.vetoes(cast, calls.slice(5, 1), ["CHN", "RUS"], since=SINCE, about=Subject(place="syria"))
    assert (here[0].value, here[0].n, here[0].question[-10:]) == (1, 1, " on Syria?")
    assert here[1].detail.sole_veto == 0


def test_what_cannot_be_told() -> None:
    cast, calls = world(*WORLD)
    (outside,) = measure.vetoes(cast, calls, ["RUS", "IND"], since=SINCE)
    assert (outside.value, outside.why_not) == (None, "India is no permanent member.")
    (none,) = measure.vetoes(cast, calls.slice(6), ["RUS", "CHN"], since=SINCE)
    assert none.value is None
    assert none.why_not.startswith("No vetoed draft is on record")
    (apart,) = measure.vetoes(cast, calls, ["SUN", "RUS"], since=date(1946, 1, 1))
    assert "never held permanent seats" in apart.why_not
    rate = measure.vetoes(cast, calls, ["FRA", "RUS"], since=SINCE)[3]
    assert (rate.question, rate.value) == ("How often did France join a veto of Russia?", 0.0)
    assert measure.vetoes(cast, calls, ["FRA", "RUS"], since=SINCE)[4].value is None
    with pytest.raises(QuestionError):
        measure.vetoes(cast, calls, ["RUS", "RUS"], since=SINCE)


def test_the_window_begins_when_all_held_their_seats() -> None:
    days = [date(1980, 1, 1), date(1993, 1, 1)]
    rows = [("UNSC:0", "CHN", "no", days[0]), ("UNSC:1", "RUS", "no", days[1])]
    found = measure.vetoes(
        ballots(rows, [True, True]),
        roll_calls(["UNSC:0", "UNSC:1"], days),
        ["CHN", "RUS"],
        since=date(1946, 1, 1),
    )
    assert (found[0].n, found[0].detail.since) == (1, "1991-12-26")


def test_a_seat_file_with_a_stranger_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    states.permanent_seats.cache_clear()
    monkeypatch.setattr(states, "data_text", lambda _: "state,from,to\nXYZ,1945,\n")
    with pytest.raises(VocabularyError, match="line 2: 'XYZ' is not a state"):
        states.permanent_seats()
    monkeypatch.undo()
    assert len(states.permanent_seats()) == 7


# --- chance, on contested drafts only ---------------------------------------------------------------


def test_coincidence_by_hand() -> None:
    # six drafts; China against 2, Russia against 3, both against 2: (3 choose 2) / (6 choose 2) = 1/5
    matrix = BallotMatrix.from_tables(
        *spelled({"CHN": "nnyayy", "RUS": "nnnyyy", "USA": "yyyyyn", "FRA": "aayyay"})
    )
    f = measure.coincidence(matrix, "RUS", "CHN", matrix.roll_calls, NO)
    pairs = list(combinations(range(6), 2))
    exact = sum(set(p) <= {0, 1, 2} for p in pairs) / len(pairs)
    assert (f.value, f.n, f.detail.expected) == (2, 6, 1.0)
    assert f.detail.p == pytest.approx(exact)
    assert f.detail.p == pytest.approx(0.2)
    assert f == measure.coincidence(matrix, "CHN", "RUS", matrix.roll_calls, NO)
    abstained = measure.coincidence(matrix, "CHN", "RUS", matrix.roll_calls, ABSTAIN)
    assert abstained.why_not == "Russia abstained on none of the 6 drafts on which both votes are known."


def test_coincidence_leaves_out_unknown_votes_and_refuses_consensus() -> None:
    matrix = BallotMatrix.from_tables(
        *spelled({"CHN": "nn yy", "RUS": "nynyy", "USA": "yyyyn", "FRA": "aayaa"})
    )
    f = measure.coincidence(matrix, "CHN", "RUS", set(matrix.roll_calls), NO)
    assert (f.n, f.detail.unknown, f.value) == (4, 1, 1)
    narrow = measure.coincidence(matrix, "CHN", "RUS", {"r0000", "r0001"}, NO)
    assert narrow.n == 2
    alike = BallotMatrix.from_tables(*spelled({"CHN": "ny", "RUS": "yy"}))
    with pytest.raises(QuestionError, match="r0001 was not contested"):
        measure.coincidence(alike, "CHN", "RUS", alike.roll_calls, NO)


def test_coincidence_holds_its_size_where_two_vote_without_regard_to_each_other() -> None:
    rng = np.random.default_rng(7)
    p = []
    for _ in range(400):
        choices = np.vstack(
            [rng.choice([0, 2], size=(2, 60), p=[0.4, 0.6]), np.zeros((1, 60)), np.full((1, 60), 2)]
        )
        matrix = matrix_of(choices)
        p.append(measure.coincidence(matrix, "S000", "S001", matrix.roll_calls, NO).detail.p)
    assert 0.01 <= np.mean(np.array(p) <= 0.05) <= 0.06  # exact, hence on the safe side


# --- the real record --------------------------------------------------------------------------------


@pytest.mark.real
def test_vetoes_of_china_and_russia(shared_data) -> None:
    path = shared_data / "votes" / "unsc_vetoes_yordan_1946_2022.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    ids, days, cast = [], [], []
    for k, r in enumerate(rows):
        month, day, year = map(int, r["date"].split("/"))
        ids.append(f"UNSC:{k}")
        days.append(date(year, month, day))
        names = {r[f"member_veto{n}"].strip() for n in (1, 2, 3)} & set(P5)
        cast += [(ids[k], P5[name], "no", days[k]) for name in sorted(names)]
    calls = roll_calls(ids, days)
    tables = (ballots(cast, [True] * len(cast)), calls)
    joint, china, russia, given_russia, given_china = measure.vetoes(*tables, ["CHN", "RUS"], since=SINCE)
    assert (joint.n, joint.value, china.value, russia.value) == (50, 14, 2, 17)
    assert (given_russia.n, given_china.n) == (31, 16)
    assert given_russia.interval is not None
    assert (round(float(given_russia.value), 2), round(given_russia.interval.low, 2)) == (0.45, 0.31)  # type: ignore[arg-type]
    assert round(given_russia.interval.high, 2) == 0.60
    assert round(14 / 16, 3) == given_china.value
    syria = calls.filter(
        pa.array(["Syria" in r["crisis_topic"] or "Syria" in r["agenda_item"] for r in rows])
    )
    assert (
        measure.vetoes(tables[0], syria, ["CHN", "RUS"], since=SINCE, about=Subject(place="syria"))[0].value
        >= 8
    )  # type: ignore[operator]
    since_syria = measure.vetoes(
        *tables, ["CHN", "RUS"], since=date(2011, 10, 1), until=date(2011, 10, 1) + timedelta(30)
    )
    assert since_syria[0].value == 1


def test_the_record_that_shows_the_vetoes_stands_for_a_draft_told_twice() -> None:
    cast, calls = world("CHN RUS")
    bare = pa.Table.from_pylist([{**calls.to_pylist()[0], "source": "a", "record_id": "a:0"}], calls.schema)
    (draft,) = measure.vetoed_drafts(cast, pa.concat_tables([bare, calls]), SINCE)
    assert draft.record == calls["record_id"][0].as_py() != "a:0"

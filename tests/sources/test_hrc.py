"""Votes of the Human Rights Council and the Commission: two files of one thing, with the traps of each."""

from __future__ import annotations

import io
from datetime import date

import pytest
from vote_layouts import HRC_RESOLUTIONS, HRC_VOTES, OLD, RES, script, text_row, texts

from comity.errors import SourceError
from comity.measures.votes.ballots import BallotMatrix
from comity.sources.base import SourceFile
from comity.sources.votes import hrc_resolutions, hrc_votes
from comity.sources.votes.human_rights import resolve_seat
from comity.testing import check_bytes

VOTES, TEXTS = hrc_votes.SOURCES[0], hrc_resolutions.SOURCES[0]


def cast(reading) -> dict[tuple[str, str], str]:
    return {(b["roll_call_id"], b["state"]): b["choice"] for b in reading.tables["ballots"].to_pylist()}


def test_a_string_of_letters_becomes_ballots():
    reading = check_bytes(VOTES, "data.js", HRC_VOTES)
    assert cast(reading) == {
        ("CHR:25269", "TWN"): "yes",  # China's seat in 1947
        ("HRC:31145", "CHN"): "no",
        ("CHR:25269", "SUN"): "yes",
        ("HRC:31145", "RUS"): "no",
        ("HRC:31145", "DEU"): "absent",
    }
    assert reading.set_aside == {
        "listed without a roll call": 3,
        "summary": 1,
        "vote not told": 1,
        "repeat": 1,
    }


def test_a_state_is_seen_only_in_years_of_membership():
    sight = check_bytes(VOTES, "data.js", HRC_VOTES).coverage
    ballots = [c for c in sight if c.table == "ballots"]
    assert any(c.sees("RUS", date(2014, 6, 24)) for c in ballots)
    assert not any(c.sees("USA", date(2014, 6, 24)) for c in ballots)
    assert not any(c.sees("RUS", date(2013, 6, 24)) for c in ballots)


def test_title_kind_and_totals_are_as_published():
    calls = check_bytes(VOTES, "data.js", HRC_VOTES).tables["roll_calls"].to_pylist()
    (new,) = (c for c in calls if c["body"] == "HRC")
    assert (new["title"], new["kind"]) == ("The question of the death penalty", "amendment")
    assert (new["yes"], new["no"], new["abstain"]) == (1, 2, 0)


@pytest.mark.parametrize(
    ("votes", "reason"),
    [
        ({"CHN": {"r": [7], "v": "Y"}}, "unknown-roll-call"),
        ({"CHN": {"r": [-1], "v": "Y"}}, "unknown-roll-call"),
        ({"CHN": {"r": ["0"], "v": "Y"}}, "unknown-roll-call"),
        ({"QQQ": {"r": [0], "v": "Y"}}, "unknown-state"),
        ({"CHN": {"r": [0], "v": "y"}}, "choice"),
        ({"CHN": {"r": [0, 1], "v": "Y"}}, "width"),
        ({"CHN": [0]}, "width"),
    ],
)
def test_a_wrong_vote_is_a_reject_with_its_reason(votes, reason):
    assert [r.reason for r in check_bytes(VOTES, "data.js", script(votes)).rejects] == [reason]


def test_of_two_votes_that_contradict_each_other_neither_is_taken():
    reading = check_bytes(VOTES, "data.js", script({"CHN": {"r": [1, 1, 0], "v": "YNY"}}))
    assert [r.reason for r in reading.rejects] == ["twice", "twice"]
    assert cast(reading) == {("CHR:25269", "TWN"): "yes"}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [({"date": "2014-06-31"}, "date"), ({"body": "GA"}, "body"), ({"id": 31145}, "number")],
)
def test_a_wrong_roll_call_takes_its_ballots_with_it(entry, reason):
    reading = check_bytes(VOTES, "data.js", script({"CHN": {"r": [1], "v": "Y"}}, [OLD, RES | entry]))
    assert [r.reason for r in reading.rejects] == [reason, "unknown-roll-call"]


def test_a_cut_script_is_refused_in_a_sentence():
    for data in (HRC_VOTES[:-30], b'window.DATA = {"meta":{"nResolutions":1}};'):
        file = SourceFile("data.js", "data.js", "0" * 16, lambda data=data: io.BytesIO(data))
        with pytest.raises(SourceError, match="get the script again"):
            list(VOTES.read(file))


def test_only_texts_with_a_roll_call_are_votes():
    reading = check_bytes(TEXTS, "r.csv", HRC_RESOLUTIONS)
    told = {c["roll_call_id"]: c["adopted"] for c in reading.tables["roll_calls"].to_pylist()}
    assert told == {"HRC:31145": False, "HRC:31147": True}
    assert reading.set_aside == {
        "header": 1,
        "adopted without vote": 1,
        "recorded, but the roll call is not in the library": 1,
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (text_row(date="24-06-2014"), "date"),
        (text_row(body="General Assembly"), "body"),
        (text_row("x1"), "number"),
    ],
)
def test_a_wrong_text_is_a_reject(row, reason):
    assert [r.reason for r in check_bytes(TEXTS, "r.csv", texts(row)).rejects] == [reason]


@pytest.mark.parametrize(
    ("code", "day", "state"),
    [
        ("CHN", date(1971, 3, 1), "TWN"),
        ("CHN", date(1982, 3, 1), "CHN"),
        ("GER", date(1980, 3, 1), "DEU"),
        ("SUN", date(1991, 3, 6), "SUN"),
        ("RUS", date(1992, 2, 14), "RUS"),
        ("XYZ", date(2000, 1, 1), None),
    ],
)
def test_a_code_means_who_sat_there_that_day(code, day, state):
    assert resolve_seat(code, day) == state


@pytest.fixture(scope="module")
def council(shared_data):
    return check_bytes(VOTES, "data.js", (shared_data / "votes/hrc_chr_votes_data.js").read_bytes())


@pytest.mark.real
def test_the_real_votes_are_all_accounted_for(council):
    assert council.rejects == []
    assert council.tables["roll_calls"].num_rows == 1705
    assert council.set_aside["repeat"] == 2
    # The publisher counts 80,156 votes: those that are told and those that are not.
    assert council.tables["ballots"].num_rows + council.set_aside["vote not told"] == 80_156


@pytest.mark.real
@pytest.mark.parametrize(
    ("body", "since", "n", "share"), [("HRC", 2006, 507, 0.955), ("CHR", 1992, 358, 0.628)]
)
def test_agreement_of_two_members_is_as_counted_before(council, body, since, n, share):
    matrix = BallotMatrix.from_tables(council.tables["ballots"], council.tables["roll_calls"])
    matrix = matrix.between(date(since, 1, 1), date(2022, 12, 31)).of_body(body)
    a, b = matrix.votes("CHN"), matrix.votes("RUS")
    both = (a >= 0) & (b >= 0)
    assert both.sum() == n
    assert round(float((a == b)[both].mean()), 3) == share


@pytest.mark.real
def test_members_are_seen_while_they_were_members(council):
    years = {c.first.year for c in council.coverage if c.table == "ballots" and c.sees("RUS", c.first)}
    assert {2016, 2021} <= years
    assert not years & {2017, 2018, 2019, 2020, 2023, 2024}


@pytest.mark.real
def test_both_files_tell_the_same_roll_calls(council, shared_data):
    path = shared_data / "votes/hrc_chr_resolutions.csv"
    texts = check_bytes(TEXTS, path.name, path.read_bytes())
    mine = {c["roll_call_id"]: c for c in council.tables["roll_calls"].to_pylist()}
    theirs = {c["roll_call_id"]: c for c in texts.tables["roll_calls"].to_pylist()}
    assert mine.keys() == theirs.keys()
    for key, call in mine.items():
        for column in ("date", "symbol", "title", "kind", "yes", "no", "abstain"):
            assert call[column] == theirs[key][column]
    assert texts.set_aside["recorded, but the roll call is not in the library"] == 8
    assert len(mine) - len({c["symbol"] for c in mine.values()}) == 7  # a symbol is no name

"""Failed drafts of the Security Council: lists as text, totals in another order, seats by the day."""

from __future__ import annotations

from collections import Counter

import pytest
from vote_layouts import FAILED, FIFTEEN, failed, failed_row

from comity.measures.votes.ballots import BallotMatrix
from comity.sources.council import unsc_failed_drafts, unsc_outcomes, unsc_vetoes_csv
from comity.testing import check_bytes

SOURCE = unsc_failed_drafts.SOURCES[0]


def read(*rows: list[object]):
    return check_bytes(SOURCE, "f.xlsx", failed(*rows))


def test_every_member_has_a_ballot_under_the_seat_of_the_day():
    reading = check_bytes(SOURCE, "f.xlsx", FAILED)
    ballots = [b for b in reading.tables["ballots"].to_pylist() if b["roll_call_id"] == "UNSC:S/10423"]
    choice = {b["state"]: b["choice"] for b in ballots}
    assert len(choice) == 15
    assert (choice["SUN"], choice["FRA"], choice["CHN"]) == ("no", "abstain", "yes")
    assert Counter(choice.values()) == {"yes": 11, "abstain": 2, "no": 2}
    assert {b["state"] for b in ballots if b["veto"]} == {"SUN"}


def test_before_october_1971_china_is_the_delegation_from_taipei():
    row = failed_row("S/9270/Rev.1", ["China"], [], meeting=1481, year=1969)
    states = read(row).tables["ballots"]["state"].to_pylist()
    assert "TWN" in states
    assert "CHN" not in states


def test_totals_are_for_abstain_against_and_not_the_order_of_the_united_nations():
    against, abstain = ["Poland"], ["France", "China", "Japan"]
    (call,) = read(failed_row("S/10423", against, abstain)).tables["roll_calls"].to_pylist()
    assert (call["yes"], call["abstain"], call["no"]) == (11, 3, 1)
    wrong = failed_row("S/10423", against, abstain, **{"For,Abstain,Against": "(11, 1, 3)"})
    assert [r.reason for r in read(wrong).rejects] == ["totals"]


def test_a_no_of_a_permanent_member_is_a_veto_only_where_the_draft_had_the_votes():
    few = failed_row("S/10418", ["United States", *FIFTEEN[:7]], [])
    (call,) = read(few).tables["roll_calls"].to_pylist()
    assert call["vetoed"] is False
    elected = failed_row("S/10418", ["Poland"], [])
    (call,) = read(elected).tables["roll_calls"].to_pylist()
    assert call["vetoed"] is False


def test_a_vote_on_a_paragraph_is_a_vote_of_its_own():
    keys = check_bytes(SOURCE, "f.xlsx", FAILED).tables["roll_calls"]
    assert dict(zip(keys["roll_call_id"].to_pylist(), keys["kind"].to_pylist(), strict=True)) == {
        "UNSC:S/10423": "draft",
        "UNSC:S/10418:paragraph-2": "paragraph",
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (failed_row("S/1", [], [], meeting=1), "date"),
        (failed_row("S/1", [], [], year=1972), "date"),
        (failed_row("S/1", ["Poland"], ["Poland"]), "totals"),
        (failed_row("S/1", [], [], **{"In Favor": "Poland, France"}), "totals"),
        (failed_row("S/1", [], [], **{"In Favor": str(["Atlantis", *FIFTEEN[1:]])}), "unknown-state"),
    ],
)
def test_a_wrong_row_is_a_reject_with_its_reason(row, reason):
    reading = read(row)
    assert [r.reason for r in reading.rejects] == [reason]
    assert reading.coverage == []


def test_of_two_rows_that_contradict_each_other_neither_is_taken():
    rows = [failed_row("S/10423", [who], []) for who in ("Poland", "France")]
    assert [r.reason for r in read(*rows).rejects] == ["twice", "twice"]
    assert read(rows[0], rows[0]).set_aside == {"header": 1, "repeat": 1}


def test_a_draft_outside_the_sample_is_unknown():
    assert all(c.selective for c in check_bytes(SOURCE, "f.xlsx", FAILED).coverage)


@pytest.mark.real
def test_the_real_sample_makes_abstentions_on_vetoed_drafts_known(shared_data):
    path = shared_data / "votes/unsc_failed_drafts_tong_1948_2022.xlsx"
    reading = check_bytes(SOURCE, path.name, path.read_bytes())
    assert (reading.row_count, reading.accepted, reading.set_aside) == (54, 49, {"header": 1})
    assert sorted(r.reason for r in reading.rejects) == ["totals", "totals", "twice", "twice"]
    assert reading.tables["ballots"].num_rows == 687
    path = shared_data / "votes/unsc_vetoes_yordan_1946_2022.csv"
    listed = check_bytes(unsc_vetoes_csv.SOURCES[0], path.name, path.read_bytes())
    mine = {c["roll_call_id"]: c for c in reading.tables["roll_calls"].to_pylist()}
    theirs = {c["roll_call_id"]: c for c in listed.tables["roll_calls"].to_pylist()}
    both = mine.keys() & theirs.keys()
    assert {k for k in both if mine[k]["date"] != theirs[k]["date"] or not mine[k]["vetoed"]} == set()
    assert {k for k, c in mine.items() if c["vetoed"]} == both
    vetoes = {(b["roll_call_id"], b["state"]) for b in listed.tables["ballots"].to_pylist()}
    assert {(b["roll_call_id"], b["state"]) for b in reading.tables["ballots"].to_pylist() if b["veto"]} == {
        v for v in vetoes if v[0] in both
    }
    matrix = BallotMatrix.from_tables(reading.tables["ballots"], reading.tables["roll_calls"])
    column = matrix.roll_calls.index("UNSC:S/2018/321")  # Russia vetoed, China abstained
    assert (matrix.votes("RUS")[column], matrix.votes("CHN")[column]) == (0, 1)


@pytest.mark.real
def test_the_lists_of_names_add_up_to_the_totals_of_the_library(shared_data):
    path = shared_data / "votes/unsc_failed_drafts_tong_1948_2022.xlsx"
    mine = check_bytes(SOURCE, path.name, path.read_bytes()).tables["roll_calls"].to_pylist()
    totals = {}
    for page in sorted((shared_data / "votes/unsc_scact_html").iterdir()):
        reading = check_bytes(unsc_outcomes.SOURCES[0], page.name, page.read_bytes())
        for c in reading.tables["roll_calls"].to_pylist():
            totals[c["roll_call_id"]] = c["yes"], c["no"], c["abstain"]
    both = [c for c in mine if c["roll_call_id"] in totals]
    assert len(both) == 34
    for c in both:
        assert (c["yes"], c["no"], c["abstain"]) == totals[c["roll_call_id"]]

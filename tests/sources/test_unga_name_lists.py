"""Single votes as lists of names: a hand-made script without days."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from vote_layouts import NAMES

from comity.sources.votes import unga_name_lists
from comity.testing import check_bytes

SOURCE = unga_name_lists.SOURCES[0]


def read(text: str):
    return check_bytes(SOURCE, "voting.js", text.encode())


def test_names_become_ballots_on_the_day_of_the_resolution():
    reading = read(NAMES)
    told = {(b["state"], b["choice"], b["date"]) for b in reading.tables["ballots"].to_pylist()}
    day = date(2022, 3, 2)  # the heading of the script says 2021
    assert told == {
        ("FRA", "yes", day),
        ("CAF", "abstain", day),
        ("PRK", "no", day),
        ("SWZ", "absent", day),
    }
    (call,) = reading.tables["roll_calls"].to_pylist()
    assert (call["roll_call_id"], call["yes"], call["no"], call["abstain"]) == ("UNGA:ES-11/1", 1, 1, 1)
    assert not any(c.sees("FRA", date(2022, 3, 3)) for c in reading.coverage)


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("France", "Atlantis", ["unknown-state"]),
        ("North Korea", "France", ["twice", "twice"]),
        ("ES-11/1", "ES-99/1", ["date"] * 4),
    ],
)
def test_what_is_not_known_is_a_reject(old, new, reasons):
    assert [r.reason for r in read(NAMES.replace(old, new)).rejects] == reasons


@pytest.mark.real
def test_the_real_lists_have_the_totals_of_the_record(shared_data):
    path = shared_data / "votes/unga_ukraine_votes_2014_2022.js"
    reading = check_bytes(SOURCE, path.name, path.read_bytes())
    assert (reading.row_count, reading.accepted, reading.rejects) == (386, 386, [])
    ballots = reading.tables["ballots"].to_pylist()
    counts = {
        call: Counter(b["choice"] for b in ballots if b["roll_call_id"] == call)
        for call in ("UNGA:5309", "UNGA:ES-11/1")
    }
    assert counts["UNGA:5309"] == {"yes": 100, "no": 11, "abstain": 58, "absent": 24}
    assert counts["UNGA:ES-11/1"] == {"yes": 141, "no": 5, "abstain": 35, "absent": 12}
    now = {b["state"]: b["choice"] for b in ballots if b["roll_call_id"] == "UNGA:ES-11/1"}
    assert (now["CHN"], now["RUS"]) == ("abstain", "no")

"""Security Council outcomes by year: lines of several widths, days without a year, many wordings."""

from __future__ import annotations

import io
from datetime import date

import pyarrow as pa
import pytest
from vote_layouts import OUTCOMES, meeting, outcomes

from comity.errors import SourceError
from comity.sources.base import SourceFile
from comity.sources.council import unsc_outcomes, unsc_vetoes_dhl
from comity.testing import check_bytes

SOURCE = unsc_outcomes.SOURCES[0]


def calls(data: bytes, name: str = "scact1971_table_en.html") -> dict[str, dict]:
    table = check_bytes(SOURCE, name, data).tables["roll_calls"]
    return {c["roll_call_id"].removeprefix("UNSC:"): c for c in table.to_pylist()}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("S/RES/306 (1971) 15-0-0", [("S/RES/306", True, False, (15, 0, 0))]),
        ("S/RES/306 (1971) adopted unanimously", [("S/RES/306", True, False, None)]),
        ("S/RES/1091 (1996) without vote", [("S/RES/1091", True, False, None)]),
        ("Draft resolution S/10489 vetoed by UK 9-1-5", [("S/10489", False, True, (9, 1, 5))]),
        (
            "Draft resolutionS/2007/14vetoed by China and Russian Federation 9-3-3",
            [("S/2007/14", False, True, (9, 3, 3))],
        ),
        (
            "Draft S/2019/961 vetoed by China, Russian Federation 13-2-0 S/2019/962 not adopted 5-6-4",
            [("S/2019/961", False, True, (13, 2, 0)), ("S/2019/962", False, False, (5, 6, 4))],
        ),
        (
            "Draft resolution S/15255/Rev.2 (as corrected) vetoed by USA 14-1-0",
            [("S/15255/Rev.2", False, True, (14, 1, 0))],
        ),
        (
            "Draft resolution S/552, S/202 (preliminary question) vetoed by USSR 8-2-1",
            [("S/552", False, True, (8, 2, 1))],
        ),
        ("S/RES/1214 (1998) 15-0-0 + S/PRST/1998/1", [("S/RES/1214", True, False, (15, 0, 0))]),
        ("S/22862 (PRST)", []),
        ("Note (S/22862)", []),
        ("Communiqué", []),
        ("--", []),
    ],
)
def test_outcomes_are_told_in_many_wordings(text, told):
    assert [(v.symbol, v.adopted, v.vetoed, v.totals) for v in unsc_outcomes.list_votes(text)] == told


def test_totals_are_for_against_abstain():
    call = calls(OUTCOMES)["S/10489"]
    assert (call["yes"], call["no"], call["abstain"]) == (9, 1, 5)
    assert (call["vetoed"], call["adopted"]) == (True, False)
    assert "ballots" not in check_bytes(SOURCE, "scact1971_table_en.html", OUTCOMES).tables


def test_a_further_topic_has_the_day_of_its_meeting():
    assert calls(OUTCOMES)["S/10490"]["date"] == date(1971, 12, 21)
    blank = outcomes(
        meeting("S/PV.1", "21 December", "One", "--"), meeting("", "", "Two", "S/RES/9 (1971) 9-0-2")
    )
    assert calls(blank)["S/RES/9"]["date"] == date(1971, 12, 21)


@pytest.mark.parametrize(
    ("wide", "cells"),
    [
        (4, ("S/PV.1", "2 May", "Topic", "S/RES/9 (1971) 9-0-2")),
        (4, ("S/PV.1", "2 May", "Topic", "S/RES/9 (1971) 9-0-2", "--")),
        (5, ("S/PV.1", "2 May", "SC/1", "Topic", "S/RES/9 (1971) 9-0-2")),
        (7, ("--", "2 May", "video", "Topic", "S/2020/1", "S/2020/2", "S/RES/9 (1971) 9-0-2")),
    ],
)
def test_lines_of_every_era_are_read(wide, cells):
    call = calls(outcomes(meeting(*cells), wide=wide))
    assert list(call) == ["S/RES/9"]
    assert (call["S/RES/9"]["title"], call["S/RES/9"]["date"]) == ("Topic", date(1971, 5, 2))


def test_lines_that_run_together_are_told_apart():
    lines = [(f"S/PV.{i}", f"{i} May", "SC/1", "T", f"S/RES/{i} (1971) 9-0-2") for i in (3, 2)]
    told = calls(outcomes(meeting(*lines[0], *lines[1]), wide=5))
    assert {k: c["date"].day for k, c in told.items()} == {"S/RES/3": 3, "S/RES/2": 2}


def test_the_year_is_that_of_the_name_and_not_of_the_heading():
    page = outcomes(meeting("S/PV.1", "2 May", "T", "S/RES/9 (2020) 9-0-2"), year=2021)
    assert calls(page, "scact2020_covid_table_en.html")["S/RES/9"]["date"] == date(2020, 5, 2)
    file = SourceFile("page.html", "page.html", "0" * 16, lambda: io.BytesIO(page))
    with pytest.raises(SourceError, match="scact1993"):
        list(SOURCE.read(file))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14-15 October", date(1971, 10, 15)),
        ("22/23 November", date(1971, 11, 23)),
        ("29 + 30 March", date(1971, 3, 30)),
        ("15 Sep.", date(1971, 9, 15)),
        ("07 May", date(1971, 5, 7)),
    ],
)
def test_days_are_read_in_every_writing(text, day):
    (call,) = calls(outcomes(meeting("S/PV.1", text, "T", "S/RES/9 (1971) 9-0-2"))).values()
    assert call["date"] == day


def test_wrong_lines_are_rejects():
    page = outcomes(
        meeting("S/PV.1", "31 June", "T", "S/RES/9 (1971) 9-0-2"), meeting("S/PV.2", "3 June", "T")
    )
    reading = check_bytes(SOURCE, "scact1971_table_en.html", page)
    assert sorted(r.reason for r in reading.rejects) == ["date", "width"]


def test_several_votes_on_one_draft_are_numbered():
    text = "Draft resolution S/9 not adopted 2-9-0 Draft resolution S/9 not adopted 3-8-0"
    assert list(calls(outcomes(meeting("S/PV.1", "2 May", "T", text)))) == ["S/9", "S/9:2"]
    again = meeting("S/PV.1", "2 May", "T", "S/RES/9 (1971) 9-0-2")
    reading = check_bytes(SOURCE, "scact1971_table_en.html", outcomes(again, again))
    assert (reading.accepted, reading.set_aside["repeat"]) == (1, 1)


@pytest.mark.real
def test_the_real_pages_tell_every_resolution_and_veto(shared_data):
    tables, seen, kept, rejects = [], 0, 0, []
    for path in sorted((shared_data / "votes/unsc_scact_html").iterdir()):
        reading = check_bytes(SOURCE, path.name, path.read_bytes())
        tables.append(reading.tables["roll_calls"])
        seen, kept, rejects = seen + reading.row_count, kept + reading.accepted, rejects + reading.rejects
    assert len(tables) == 78
    assert (seen, kept) == (9722, 2790)
    assert [r.raw[:8] for r in rejects] == ["S/PV.969"]  # the page itself lacks that outcome
    rows = pa.concat_tables(tables).to_pylist()
    told = {c["roll_call_id"]: c for c in rows}
    assert len(told) == len(rows)
    # The pages write 663 for 666 and 701 for 695, once each; nothing else is missing.
    numbers = {int(k.split("/")[-1].split(":")[0]) for k in told if k.startswith("UNSC:S/RES/")}
    assert set(range(1, max(numbers) + 1)) - numbers == {666, 695}
    split = [c for c in rows if c["yes"] is not None and c["no"] + c["abstain"]]
    assert (sum(c["yes"] is not None for c in rows), len(split)) == (2831, 744)
    for c in rows:
        if c["yes"] is not None:
            assert c["yes"] + c["no"] + c["abstain"] <= (15 if c["date"].year > 1965 else 11)
    _vetoes_agree(told, (shared_data / "votes/unsc_dhl_veto_table_en.html").read_bytes())


def _vetoes_agree(told: dict[str, dict], data: bytes) -> None:
    listed = check_bytes(unsc_vetoes_dhl.SOURCES[0], "vetoes", data).tables["roll_calls"].to_pylist()
    listed = {c["roll_call_id"] for c in listed if c["roll_call_id"].startswith("UNSC:S/")}
    vetoed = {k for k, c in told.items() if c["vetoed"] and k.startswith("UNSC:S/")}
    assert listed - vetoed == {"UNSC:S/10416", "UNSC:S/18087/Rev.1", "UNSC:S/5134"}
    assert vetoed - listed == {"UNSC:S/10768", "UNSC:S/11400:2", "UNSC:S/18087"}

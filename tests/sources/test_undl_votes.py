"""Votes of the UN Digital Library: both files, their traps, and that no vote counts twice."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from readers import read as read_file
from readers import reasons, records, sees
from rwrite import rda
from undl_layout import CHINA, ES11, FILES, GA, GA_ROWS, GAZA, SC, SEA, call, cast, table
from vote_layouts import meeting, outcomes

from comity.lake.store import Lake
from comity.sources import registry
from comity.sources.votes import unga, unga_numbers
from comity.testing import Reading
from comity.watch.assembly import Assembly

ASSEMBLY, COUNCIL = (registry.get(i) for i in ("undl_ga", "undl_sc"))
UNCLEAR = unga.ASIDE[unga.UNNUMBERED]


def read(*rows: dict[str, str]) -> Reading:
    return read_file(ASSEMBLY, table(GA, *rows), "2026_02_06_ga_voting.csv")


def votes(reading: Reading) -> dict[tuple[str, str], str]:
    return {(b["roll_call_id"], b["state"]): b["choice"] for b in records(reading, "ballots")}


def test_the_assembly_s_votes_are_joined_to_their_numbers():
    found = read(*GA_ROWS)
    assert votes(found) == {
        ("UNGA:9147", "CHN"): "yes",
        ("UNGA:9147", "RUS"): "yes",
        ("UNGA:9147", "TUR"): "no",
        ("UNGA:9147", "COD"): "absent",  # X is no abstention
        ("UNGA:1190", "CHN"): "absent",  # 25 October 1971: from that day the seat is the mainland's
        ("UNGA:1190", "SUN"): "yes",  # code RUS, name of the day
        ("UNGA:1190", "YMD"): "yes",
        ("UNGA:1190", "DEU"): "no",  # GER is no ISO code
        ("UNGA:642", "SUN"): "abstain",
        ("UNGA:642", "EGY"): "yes",
        ("UNGA:A/RES/ES-11/1", "CHN"): "abstain",
        ("UNGA:A/RES/ES-11/1", "RUS"): "no",
    }
    assert found.set_aside == {"header": 1, UNCLEAR: 1}
    assert not found.rejects


def test_a_roll_call_is_told_with_its_day_totals_and_address():
    told = {r["roll_call_id"]: r for r in records(read(*GA_ROWS), "roll_calls")}
    assert set(told) == {"UNGA:9147", "UNGA:1190", "UNGA:642", "UNGA:A/RES/ES-11/1"}
    sea, late = told["UNGA:9147"], told["UNGA:A/RES/ES-11/1"]
    assert (sea["yes"], sea["no"], sea["abstain"], sea["adopted"]) == (135, 1, 3, True)
    assert (sea["date"], sea["precision"], sea["known_on"]) == (date(2019, 12, 10), "day", date(2019, 12, 10))
    assert sea["record_id"] == "undl_ga:3838000"
    assert sea["url"] == "https://digitallibrary.un.org/record/3838000"
    assert late["session"] == 76, "an emergency session lies in the year of a regular one"
    assert late["title"] == 'Letter, "Uniting for peace": Aggression against Ukraine'
    assert told["UNGA:1190"]["precision"] == "day", "the Library's days before 2003 are right"


def test_the_seat_of_china_before_its_change_is_taiwan_s_whatever_the_code():
    early = call("9", "1971-10-20", "A/RES/26/3000", "3-2-1", session="26")
    found = read(*cast(CHINA | {"date": "1971-10-24"}, CHN="CHINA N"), *cast(early, CHN="CHINA N"))
    assert votes(found) == {("UNGA:1190", "TWN"): "no"}


def test_what_cannot_be_joined_with_certainty_is_set_aside_and_counted():
    far = SEA | {"total_yes": "100.0", "undl_id": "1"}  # 35 votes off: another vote under that symbol
    near = SEA | {"total_yes": "130.0", "undl_id": "2"}
    assert read(*cast(far, CHN="CHINA Y", RUS="RUSSIAN FEDERATION N")).set_aside[UNCLEAR] == 2
    assert votes(read(*cast(near, CHN="CHINA Y"))) == {("UNGA:9147", "CHN"): "yes"}
    both = read(*cast(near, CHN="CHINA Y"), *cast(SEA, CHN="CHINA Y"))
    assert (votes(both), both.set_aside[UNCLEAR]) == ({}, 2), "two records claim one number"
    again = ES11 | {"undl_id": "4000000"}
    twice = read(*cast(ES11, CHN="CHINA A"), *cast(again, CHN="CHINA Y"))
    assert votes(twice) == {("UNGA:A/RES/ES-11/1", "CHN"): "abstain"}, "of two of one symbol the first"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("A/RES/41/59[L]", "41/59L"),
        ("A/RES/41/59 L", "41/59L"),
        ("A/RES/41/59L", "41/59L"),
        ("A/RES/2758(XXVI)", "26/2758"),
        ("A/RES/2603(XXIV)[A]", "24/2603A"),
        ("A/RES/1002(ES-I)", "ES-1/1002"),
        ("A/RES/S-10/2", "S-10/2"),
        ("A/RES/ES-10/21", "ES-10/21"),
        ("a/res/074/019", "74/19"),
        ("S/RES/2720", ""),
        ("A/RES/1(XIV)", "14/1"),
        ("", ""),
    ],
)
def test_symbols_have_one_plain_form(written, plain):
    assert unga_numbers.plain(written) == plain


def test_rows_that_contradict_each_other_are_neither_taken():
    other_day = SEA | {"date": "2019-12-11"}
    found = read(
        *cast(SEA, CHN="CHINA Y"), *cast(other_day, RUS="RUSSIAN FEDERATION Y"), *cast(ES11, USA="X Y")
    )
    assert reasons(found) == [(2, "twice"), (3, "twice")]
    changed = read(*cast(SEA, CHN="CHINA Y", RUS="USSR Y"), *cast(SEA, CHN="CHINA N"))
    assert reasons(changed) == [(2, "twice"), (4, "twice")]
    words = read(*cast(SEA, CHN="CHINA Y"), *cast(SEA | {"title": "Zeal"}, RUS="RUSSIAN FEDERATION Y"))
    assert not words.rejects, "a slip in a title spoils no vote"
    assert records(words, "roll_calls")[0]["title"].startswith("Oceans")


def test_a_row_that_cannot_be_read_is_kept_with_its_reason():
    bad = [
        *cast(SEA | {"undl_id": "x"}, CHN="CHINA Y"),
        *cast(SEA | {"undl_id": "7", "date": "2019-13-01"}, CHN="CHINA Y"),
        *cast(SEA, CHN="CHINA Z", XYZ="ATLANTIS Y", RUS="RUSSIAN FEDERATION Y"),
    ]
    found = read(*bad)
    assert reasons(found) == [(2, "number"), (3, "date"), (4, "choice"), (5, "unknown-state")]
    assert votes(found) == {("UNGA:9147", "RUS"): "yes"}


def test_the_council_s_votes_leave_out_what_nobody_voted_on():
    found = read_file(COUNCIL, FILES["undl_sc"][0][1], "2026_02_06_sc_voting.csv")
    assert votes(found) == {
        ("UNSC:S/RES/2720", "CHN"): "yes",
        ("UNSC:S/RES/2720", "RUS"): "abstain",
        ("UNSC:S/RES/2720", "USA"): "abstain",
        ("UNSC:S/RES/2720", "ARE"): "yes",
        ("UNSC:S/RES/210", "TWN"): "yes",
        ("UNSC:S/RES/210", "SUN"): "yes",
        ("UNSC:S/RES/210", "FRA"): "absent",
    }
    assert found.set_aside == {"header": 1, "adopted without a vote": 3}
    assert not any(b["veto"] for b in records(found, "ballots"))
    gaza = next(r for r in records(found, "roll_calls") if r["symbol"].startswith("S/RES/2720"))
    assert gaza["title"] == "The Middle East: Security Council resolution 2720 (2023) [on Gaza]"
    assert (gaza["session"], gaza["body"]) == (None, "UNSC")
    assert sees(found.coverage, "CHN", date(2020, 1, 1))
    assert not any(c.sees("DEU", date(2020, 1, 1)) for c in found.coverage if c.table == "ballots")


def test_no_vote_counts_twice_when_both_publishers_are_held(tmp_path: Path):
    (tmp_path / "ga_voting.csv").write_bytes(table(GA, *GA_ROWS))
    n, day = 2, float((date(2019, 12, 10) - date(1970, 1, 1)).days)
    (tmp_path / "un_votes.rda").write_bytes(
        rda(
            "un_votes",
            {
                "rcid": ("dbl", [9147.0] * n),
                "country": ("chr", ["China", "Russia"]),
                "country_code": ("chr", ["CN", "RU"]),
                "vote": ("factor", ["yes", "yes"]),
            },
        )
    )
    (tmp_path / "un_roll_calls.rda").write_bytes(
        rda(
            "un_roll_calls",
            {
                "rcid": ("int", [9147]),
                "session": ("dbl", [74.0]),
                "importantvote": ("int", [None]),
                "date": ("Date", [day]),
                "unres": ("chr", ["A/RES/74/19"]),
                "amend": ("int", [None]),
                "para": ("int", [None]),
                "short": ("chr", ["Oceans"]),
                "descr": ("chr", ["Oceans"]),
            },
        )
    )
    lake = Lake.open(tmp_path / "lake")
    assert lake.add(tmp_path).balances
    matrix = Assembly.read(lake.view(), date(1946, 1, 1), date(2026, 1, 1)).matrix
    assert sorted(matrix.roll_calls) == ["UNGA:1190", "UNGA:642", "UNGA:9147", "UNGA:A/RES/ES-11/1"]
    assert matrix.disputed == 0
    assert matrix.sessions[matrix.roll_calls.index("UNGA:9147")] == 74


def test_a_resolution_of_the_council_is_the_one_in_the_tables_of_its_meetings(tmp_path: Path):
    row = meeting("S/PV.9520", "22 December", "Gaza", "S/RES/2720 (2023) <br> 13-0-2")
    (tmp_path / "scact2023_table_en.html").write_bytes(outcomes(row, year=2023))
    (tmp_path / "sc_voting.csv").write_bytes(table(SC, *cast(GAZA, CHN="CHINA Y")))
    lake = Lake.open(tmp_path / "lake")
    assert lake.add(tmp_path).balances
    told = lake.view().table("roll_calls", ["source", "roll_call_id"]).to_pylist()
    assert {r["roll_call_id"] for r in told} == {"UNSC:S/RES/2720"}
    assert {r["source"] for r in told} == {"undl_sc", "unsc_outcomes"}


@pytest.mark.real
def test_the_table_of_numbers_is_what_the_published_tables_say(shared_data: Path):
    path = shared_data / "votes" / "unga_unproject_agreement_with_china_1946_2020.csv"
    with path.open(encoding="utf-8", newline="") as f:
        published = {int(r["rcid"]): r for r in csv.DictReader(f)}
    by_symbol, by_totals = unga_numbers._tables()
    numbered = [v for found in (*by_symbol.values(), *by_totals.values()) for v in found]
    assert len(numbered) == 4981
    for v in numbered:
        row = published[v.rcid]
        assert v.totals == tuple(int(row[k]) if row[k] != "NA" else 0 for k in ("yes", "no", "abstain"))
    assert sum(bool(v.symbol) for v in numbered) == 4626
    symbols = {v.rcid: v.symbol for v in numbered}
    assert (symbols[9147], symbols[3004], symbols[1190]) == ("74/19", "41/59L", "26/2758G")


@pytest.mark.real
def test_real_votes_written_in_the_library_s_layout_find_their_numbers(shared_data: Path):
    """Every tenth numbered vote since 1963, under the symbol that the Library would write."""
    by_symbol, _ = unga_numbers._tables()
    votes = [v for found in by_symbol.values() for v in found][::10]
    met = [unga_numbers.number(f"A/RES/{v.symbol}", None, v.totals) for v in votes]
    wrong = [v for v, n in zip(votes, met, strict=True) if n != v.rcid]
    assert len(wrong) <= 2, "only where two votes bear one symbol and the same totals"

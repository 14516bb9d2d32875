"""Security Council vetoes: two lists of one thing, with the traps of each."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from datetime import date

import pytest

from comity.errors import SourceError
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.council import unsc_vetoes_csv, unsc_vetoes_dhl
from comity.sources.council.vetoes import members

CSV, DHL = unsc_vetoes_csv.SOURCES[0], unsc_vetoes_dhl.SOURCES[0]


def csv_row(day: str, draft: str, agenda: str, *who: str, dummies: str = "0,0,0,0,0,0") -> str:
    month, _, year = day.split("/")
    who = (*who, "", "", "")[:3]
    what = f'{year},{day},{month},{draft},"S/PV.1\nS/PV.2","{agenda}",x,x'
    return f"{what},{','.join(who)},1,0,{dummies},0,0,0,0,0"


def csv_file(*rows: str) -> bytes:
    return "\r\n".join((",".join(unsc_vetoes_csv.COLUMNS), *rows, "")).encode()


def page(*rows: str) -> bytes:
    head = (
        "<html><table><tr><th colspan='5'> Security Council - Veto List<br>(newest first)</th></tr>"
        "<tr><td class='title'>Prepared by the Library</td><tr><th>Date</th><th>Draft</th></tr>"
    )
    return (head + "".join(rows) + "</table></html>").encode()


def page_row(day: str, draft: str, agenda: str, who: str) -> str:
    cells = (day, f'<a href="https://undocs.org/en/{draft}">{draft}</a>', "S/PV.1", agenda, who)
    return "<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>\n"


def read(source, data: bytes) -> Batch:
    (batch,) = source.read(SourceFile("f", "f", "0" * 16, lambda: io.BytesIO(data)))
    assert batch.balances
    return batch


def vetoes(batch: Batch) -> dict[str, list[str]]:
    out = defaultdict(list)
    for b in batch.tables["ballots"].to_pylist():
        assert b["choice"] == "no"
        assert b["veto"]
        out[b["roll_call_id"]].append(b["state"])
    return {k: sorted(v) for k, v in out.items()}


@pytest.mark.parametrize(
    ("text", "day", "codes"),
    [
        ("ChinaRussian Federation", date(2022, 5, 26), ["CHN", "RUS"]),
        ("Russian FederationChina", date(2019, 9, 19), ["RUS", "CHN"]),
        ("UK USA", date(1982, 1, 1), ["GBR", "USA"]),
        ("France, USSR", date(1946, 6, 26), ["FRA", "SUN"]),
        ("France UK USA", date(1976, 1, 1), ["FRA", "GBR", "USA"]),
        ("UK and USA", date(1973, 1, 1), ["GBR", "USA"]),
        ("China", date(1955, 12, 13), ["TWN"]),  # the seat was Taipei's until October 1971
        ("China", date(1972, 8, 25), ["CHN"]),
        ("Russia", date(1985, 1, 1), ["SUN"]),
        ("USSR", date(1993, 5, 11), None),  # no such member any more
        ("India", date(2022, 5, 26), None),
        ("ChinaIndia", date(2022, 5, 26), None),
    ],
)
def test_members_are_told_apart_however_they_are_written(text, day, codes):
    assert members(text, day) == codes


def test_both_lists_give_one_roll_call_the_same_id():
    agenda = "The situation in the Bolivarian Republic of Venezuela"
    a = read(CSV, csv_file(csv_row("2/28/2019", "S/2019/186", agenda + " (2019)", "Russia", "China")))
    b = read(DHL, page(page_row("28 February 2019", "S/2019/186", agenda, "Russian Federation</br>China")))
    assert vetoes(a) == vetoes(b) == {"UNSC:S/2019/186": ["CHN", "RUS"]}
    assert a.tables["roll_calls"]["record_id"].to_pylist() == ["unsc_vetoes_csv:S/2019/186"]
    assert b.tables["ballots"]["record_id"][0].as_py() == "unsc_vetoes_dhl:S/2019/186:RUS"
    (call,) = b.tables["roll_calls"].to_pylist()
    assert (call["vetoed"], call["adopted"], call["url"]) == (
        True,
        False,
        "https://undocs.org/en/S/2019/186",
    )


def test_names_count_and_dummies_do_not():
    row = csv_row("2/28/1958", "S/3950", "x", "USSR", dummies="0,1,0,0,0,0")
    assert vetoes(read(CSV, csv_file(row))) == {"UNSC:S/3950": ["SUN"]}


def test_votes_without_a_draft_symbol_are_known_by_day_and_agenda():
    rows = [("Application Portugal", "USSR"), ("Application Ireland", "USSR")]
    a = read(CSV, csv_file(*(csv_row("8/29/1946", "S/PV.57", *r) for r in rows)))
    b = read(DHL, page(*(page_row("29 August 1946", "S/PV.57", *r) for r in reversed(rows))))
    assert len(vetoes(a)) == 2
    assert vetoes(a) == vetoes(b)


def test_the_preliminary_question_is_a_vote_of_its_own():
    rows = (
        csv_row("9/15/1947", "S/552", "The Greek question preliminary question", "USSR"),
        csv_row("9/15/1947", "S/552", "The Greek question", "USSR"),
    )
    assert set(vetoes(read(CSV, csv_file(*rows)))) == {"UNSC:S/552", "UNSC:S/552:preliminary"}


def test_repeats_are_set_aside_but_the_two_spanish_votes_are_two():
    row = csv_row("6/26/1946", "S/PV.49", "The Spanish question", "USSR")
    other = csv_row("8/25/1972", "S/10771", "Bangladesh", "China")
    batch = read(CSV, csv_file(row, other, row, row, other))
    assert (batch.accepted, batch.set_aside) == (3, {"header": 1, "repeat": 2})


@pytest.mark.parametrize(
    ("text", "day"),
    [("14-15 December 2001", date(2001, 12, 15)), ("30 January 86", date(1986, 1, 30))],
)
def test_odd_dates_of_the_page_are_read_by_a_stated_rule(text, day):
    batch = read(DHL, page(page_row(text, "S/17769/Rev.1", "x", "USA")))
    assert batch.tables["roll_calls"]["date"].to_pylist() == [day]


@pytest.mark.parametrize(
    ("source", "data", "reason"),
    [
        (CSV, csv_file(csv_row("13/1/2019", "S/1", "x", "USA")), "date"),
        (CSV, csv_file(csv_row("2/28/2019", "S/1", "x", "USA").replace("2019,2/", "2018,2/")), "date"),
        (CSV, csv_file(csv_row("2/28/2019", "S/1", "x", "Brazil")), "unknown-state"),
        (CSV, csv_file(csv_row("2/28/2019", "S/1", "x")), "unknown-state"),
        (CSV, csv_file("2019,2/28/2019,2,S/1"), "width"),
        (DHL, page(page_row("31 February 2019", "S/1", "x", "USA")), "date"),
        (DHL, page(page_row("28 February 2019", "S/1", "x", "USSR")), "unknown-state"),
        (DHL, page("<tr><td>28 February 2019</td><td>S/1</td></tr>"), "width"),
    ],
)
def test_a_wrong_row_is_a_reject_with_its_reason(source, data, reason):
    batch = read(source, data)
    assert batch.accepted == 0
    assert [r.reason for r in batch.rejects] == [reason]
    assert batch.coverage == []


def test_of_two_rows_that_contradict_each_other_neither_is_taken():
    rows = [csv_row("2/28/2019", "S/2019/186", "x", w) for w in ("USA", "UK")]
    assert [r.reason for r in read(CSV, csv_file(*rows)).rejects] == ["twice", "twice"]


def test_damaged_files_are_refused_in_a_sentence():
    whole = page(page_row("28 February 2019", "S/1", "x", "USA"))
    with pytest.raises(SourceError, match="cut short"):
        read(DHL, whole[:-20])
    with pytest.raises(SourceError, match="UTF-8"):
        read(DHL, whole.replace(b"Library", b"Hammarskj\xf6ld"))
    with pytest.raises(SourceError, match="cannot be split"):
        read(CSV, csv_file(csv_row("2/28/2019", "S/1", "x", "USA")).partition(b"PV.2")[0])
    with pytest.raises(SourceError, match="header"):
        read(CSV, b"a,b\n1,2\n")


def test_absence_from_a_veto_list_proves_nothing():
    batch = read(DHL, page(page_row("28 February 2019", "S/1", "x", "USA")))
    sight = {c.table: c for c in batch.coverage}
    assert all(c.selective for c in sight.values())
    assert not sight["ballots"].sees("IND", date(2019, 2, 28))


def test_each_knows_its_own():
    assert CSV.recognises(Sample("x", csv_file()))
    assert DHL.recognises(Sample("x", page()))
    assert not CSV.recognises(Sample("x", page()))
    assert not DHL.recognises(Sample("x", csv_file()))


@pytest.mark.real
def test_the_real_lists_give_the_known_figures(shared_data):
    known = {
        ("SUN",): 90,
        ("USA",): 60,
        ("RUS",): 17,
        ("CHN", "RUS"): 14,
        ("FRA", "GBR", "USA"): 13,
        ("GBR", "USA"): 9,
        ("GBR",): 5,
        ("CHN",): 3,
        ("FRA", "GBR"): 2,
        ("FRA",): 1,
    }
    a = read(CSV, (shared_data / "votes/unsc_vetoes_yordan_1946_2022.csv").read_bytes())
    b = read(DHL, (shared_data / "votes/unsc_dhl_veto_table_en.html").read_bytes())
    assert (a.accepted, a.rejects, a.set_aside) == (214, [], {"header": 1})
    assert (b.accepted, b.rejects, b.set_aside) == (213, [], {"header": 2, "title": 1})
    mine, theirs = vetoes(a), vetoes(b)
    assert Counter(map(tuple, mine.values())) == known
    # The lists differ in one vote told by the newer one alone and one in which France joined.
    assert set(mine) - set(theirs) == {"UNSC:S/2022/538"}
    differ = {k for k in theirs if mine.get(k) != theirs[k]}
    assert [(mine[k], theirs[k]) for k in differ] == [(["SUN"], ["FRA", "SUN"])]
    assert {k for k, v in mine.items() if v == ["CHN"]} == {
        "UNSC:S/10771",
        "UNSC:S/1997/18",
        "UNSC:S/1999/201",
    }
    joint = [k.removeprefix("UNSC:S/") for k, v in mine.items() if v == ["CHN", "RUS"]]
    assert sorted(joint) == [
        "2007/14",
        "2008/447",
        "2011/612",
        "2012/538",
        "2012/77",
        "2014/348",
        "2016/1026",
        "2017/172",
        "2019/186",
        "2019/756",
        "2019/961",
        "2020/654",
        "2020/667",
        "2022/431",
    ]


@pytest.mark.real
def test_a_third_list_confirms_the_vetoes_since_1991(shared_data):
    text = (shared_data / "votes/unsc_vetoes_lurak_1991_2022.csv").read_text("utf-8-sig")
    third = defaultdict(set)
    for _, symbol, _, state in list(csv.reader(io.StringIO(text)))[1:]:
        code = {"Russian Federation": "RUS", "Russian": "RUS", "China": "CHN"}.get(state.strip(), state)
        third[symbol.strip()].add(code)
    pairs = {f"UNSC:{k}" for k, v in third.items() if v == {"CHN", "RUS"}}
    mine = vetoes(read(CSV, (shared_data / "votes/unsc_vetoes_yordan_1946_2022.csv").read_bytes()))
    assert pairs == {k for k, v in mine.items() if v == ["CHN", "RUS"]} - {"UNSC:S/2022/431"}

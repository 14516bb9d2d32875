"""The real files of ties and flows: the figures that must come out, and every row accounted for."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter, defaultdict
from datetime import date

import pytest

from comity.sources import registry
from comity.sources.base import Sample, SourceFile
from comity.sources.kit import rdata_file

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def table(shared_data):
    """Reads a real file once: its records, and the rows seen, kept, set aside and rejected."""
    read: dict[tuple, tuple[list[dict], tuple]] = {}
    sight: dict[str, list] = {}

    def of(name: str, columns: tuple[str, ...] = ()):
        if (name, columns) not in read:
            data = (shared_data / "ties" / name).read_bytes()
            if name.endswith(".zip"):
                data = zipfile.ZipFile(io.BytesIO(data)).read("bayer_2006/Diplomatic_Exchange_2006v1.csv")
            source = registry.recognise(Sample(name, data[:65536]))
            batches = list(source.read(SourceFile(name, name, "0" * 16, lambda: io.BytesIO(data))))
            assert all(b.balances for b in batches)
            aside: Counter[str] = Counter()
            for b in batches:
                aside.update(b.set_aside)
            account = (
                sum(b.row_count for b in batches),
                sum(b.accepted for b in batches),
                aside,
                sum(len(b.rejects) for b in batches),
            )
            rows = [
                r
                for b in batches
                for t in b.tables.values()
                for r in (t.select(columns) if columns else t).to_pylist()
            ]
            read[name, columns], sight[name] = (rows, account), [c for b in batches for c in b.coverage]
        return read[name, columns]

    of.sight = sight
    return of


def test_arms(table):
    rows, account = table("arms_sipri_trade_register_2000_2023.csv")
    assert account[:2] == (20_492, 20_480)
    assert account[3] == 0
    total = defaultdict(float)
    for r in rows:
        total[r["sender"], r["receiver"]] += r["value"] or 0
    assert len(rows) - len({r["deal"] for r in rows}) == 10_084, "a deal stands once a year of delivery"
    assert sum((r["sender"], r["receiver"]) == ("RUS", "CHN") for r in rows) == 290
    assert round(total["RUS", "CHN"]) == 32_384
    assert round(total["CHN", "RUS"]) == 25
    assert (total["IRN", "RUS"], total["PRK", "RUS"]) == (243, 12.5)
    year = Counter()
    for r in rows:
        if (r["sender"], r["receiver"]) == ("RUS", "CHN"):
            year[r["date_from"].year] += r["value"]
    assert (year[2005], year[2023], round(year[2023])) == (3066, 371.5, 372)


def test_trade(table):
    rows, account = table("trade_cow_directed_dyad_year.rds", ("sender", "receiver", "date_from", "value"))
    assert (account[0], account[1], account[3]) == (1_347_308, 1_347_308, 0)
    assert sum(r["value"] is None for r in rows) == 50_833
    last = {
        (r["sender"], r["receiver"]): r["value"]
        for r in rows
        if r["date_from"] == date(2014, 1, 1) and {r["sender"], r["receiver"]} == {"CHN", "RUS"}
    }
    assert last == {("CHN", "RUS"): 51_135, ("RUS", "CHN"): 42_807}


def test_shared_organizations(table):
    rows, account = table("igo_cow_v3_state_year_format3.rda")
    assert (account[0], account[3]) == (15_557, 0)

    def full(state: str, year: int) -> set[str]:
        day = date(year, 12, 31)
        return {
            r["name"]
            for r in rows
            if r["members"] == [state]
            and r["role"] == "full"
            and r["date_from"] <= day
            and (r["date_to"] is None or r["date_to"] >= day)
        }

    shared = {
        y: len(full("CHN", y) & full("SUN" if y < 1992 else "RUS", y)) for y in (1971, 1991, 2000, 2014)
    }
    assert shared == {1971: 9, 1991: 33, 2000: 50, 2014: 55}


def test_treaties(table):
    rows, account = table("alliances_atop5_1m.csv")
    assert (account[0], account[3]) == (2_511, 1)
    of = defaultdict(set)
    for r in rows:
        of[r["members"][0]].add(r["symbol"])
    shared = of["CHN"] & (of["RUS"] | of["SUN"])
    assert sorted(shared, key=int) == [
        "1395",
        "2415",
        "2550",
        "3030",
        "3200",
        "3460",
        "3755",
        "4385",
        "4810",
        "4980",
        "6020",
    ]
    number = Counter(r["symbol"] for r in rows if r["members"] in (["CHN"], ["RUS"]) and r["date_to"] is None)
    assert sorted(s for s, n in number.items() if n == 2) == ["3755", "4810", "4980", "6020"]
    rows, account = table("treaties_dcad_v1.0_main.csv")
    assert (account[0], account[1], account[3]) == (1_872, 1_868, 3)
    assert sum(sorted(r["members"]) == ["CHN", "RUS"] for r in rows) == 10
    signers = Counter(s for r in rows for s in r["members"])
    assert (signers["CHN"], signers["RUS"]) == (78, 170), "171 as published, of which one row is a reject"
    rows, _ = table("peacesciencer_atop_alliance.rda")
    ours = [r for r in rows if set(r["members"]) in ({"CHN", "RUS"}, {"CHN", "SUN"})]
    assert {c for r in ours if r["date_to"] is None for c in r["clauses"]} == {
        "non-aggression",
        "consultation",
    }


def test_sanctions(table, shared_data):
    name = "sanctions_gsdb_v4_cases.csv"
    rows, account = table(name)
    assert (account[0], account[3]) == (1_548, 0)
    cases, targets = defaultdict(set), defaultdict(set)
    for r in rows:
        cases[r["members"][0]].add(r["symbol"])
        targets[r["members"][1]].add(r["symbol"])
    text = (shared_data / "ties" / name).read_text("utf-8-sig")
    published = list(csv.DictReader(io.StringIO(text)))
    sent = {c: {r["case_id"] for r in published if c in r["sanctioning_state"]} for c in ("Russia", "China")}
    assert cases["RUS"] == sent["Russia"], "the Soviet Union sends under its own name"
    assert (len(cases["RUS"]), len(cases["SUN"])) == (42, 13)
    # China sends 15 cases by itself; in two more it stands beside Hong Kong, which is no state here.
    joint = {r["case_id"] for r in published if r["sanctioning_state"] == "China, Hong Kong"}
    assert joint == {"1416", "1539"}
    assert (len(cases["CHN"] - joint), cases["CHN"]) == (15, sent["China"])
    going = {r["case_id"]: r["end"] for r in published if "ongoing" in r["success"].split(",")}
    assert sum(r["end"] == "2023" for r in published) == 615
    assert Counter(going.values())["2023"] == 601, "2023 is the end of the span, not of these cases"
    assert len(going) == 608, "of those called ongoing seven have an earlier end, which stands"
    ongoing = {case for case, end in going.items() if end == "2023"}
    assert {r["symbol"] for r in rows if r["date_to"] is None} == ongoing & {r["symbol"] for r in rows}
    assert len(targets["CHN"]) == 38, "39 as published, of which one was sent by Hong Kong"


def test_finance(table):
    _, account = table("finance_aiddata_gcof_v1.0_2000_2014.xlsx")
    assert account[:2] == (5_467, 4_373)
    assert account[3] == 0
    rows, account = table("finance_aei_china_investments_2005_2018.csv")
    assert account[:2] == (2_909, 2_908)
    assert sum(r["receiver"] == "RUS" for r in rows) == 66
    _, account = table("finance_aiddata_gbwalker_aiddf.rds")
    assert account[:2] == (6_116, 3_446)


def test_visits(table, shared_data):
    name = "meetings_chinavitae_engagements_2003_2018.rds"
    rows, account = table(name)
    data = (shared_data / "ties" / name).read_bytes()
    file = SourceFile(name, name, "0" * 16, lambda: io.BytesIO(data))
    (frame,) = rdata_file.read_frames(file).values()
    assert (account[0], account[3]) == (5_705, 0)
    named = Counter(frame["country"].to_pylist())
    assert (named["Russia"], frame.num_rows) == (395, 5_705), "rows that name the state, as published"
    assert sum("RUS" in r["actors"] for r in rows) == 270, "the rest tells of no meeting with somebody of it"
    assert (account[1], account[2]["named without a meeting"]) == (3_877, 1_824)
    rows, _ = table("visits_who_where_when_chinese_leaders_1949_2020.xlsx")
    assert Counter(r["receiver"] for r in rows)["RUS"] == 29
    assert Counter(r["receiver"] for r in rows)["SUN"] == 11


def test_the_rest_accounts_for_every_row(table):
    seen = {
        "diplo_cow_diplomatic_exchange_2006v1.zip": (310_821, 0),
        "alliances_atop5_1a.csv": (790, 0),
        "alliances_atop5_1sy.csv": (11_924, 0),
        "peacesciencer_cow_alliance.rda": (120_784, 0),
        "igo_cow_v3_igo_year_format3.rda": (19_335, 0),
        "peacesciencer_ucdp_acd.rda": (5_652, 3),
        "peacesciencer_td_rivalries.rda": (197, 2),
        "peacesciencer_tss_rivalries.rda": (264, 2),
        "meetings_chinavitae_country_list.csv": (208, 0),
        "finance_aiddata_gcdf3_country_year_cow.csv": (2_459, 0),
        "visits_aiddata_chinese_public_diplomacy_v2.csv": (742, 0),
    }
    for name, (rows, rejected) in seen.items():
        account = table(name, ("record_id",))[1]
        assert (account[0], account[3]) == (rows, rejected), name


LAST = {
    "trade_cow_directed_dyad_year.rds": date(2014, 12, 31),
    "igo_cow_v3_state_year_format3.rda": date(2014, 12, 31),
    "alliances_atop5_1m.csv": date(2018, 12, 31),
    "peacesciencer_atop_alliance.rda": date(2018, 12, 31),
    "peacesciencer_cow_alliance.rda": date(2012, 12, 31),
    "treaties_dcad_v1.0_main.csv": date(2010, 12, 31),
    "arms_sipri_trade_register_2000_2023.csv": date(2023, 12, 31),
    "sanctions_gsdb_v4_cases.csv": date(2023, 12, 31),
    "finance_aei_china_investments_2005_2018.csv": date(2018, 6, 30),
    "finance_aiddata_gcof_v1.0_2000_2014.xlsx": date(2014, 12, 31),
    "finance_aiddata_gcdf3_country_year_cow.csv": date(2021, 12, 31),
    "visits_who_where_when_chinese_leaders_1949_2020.xlsx": date(2020, 12, 31),
    "diplo_cow_diplomatic_exchange_2006v1.zip": date(2005, 12, 31),
    "peacesciencer_ucdp_acd.rda": date(2024, 12, 31),
}
"""File -> the last day it speaks of; the figures of a later year are unknown, not nought."""


@pytest.mark.parametrize("name", sorted(LAST))
def test_after_its_last_day_a_source_sees_nobody(table, name):
    if name not in table.sight:
        table(name, ("record_id",))
    assert table.sight[name], "the file says what it could have shown"
    assert max(c.last for c in table.sight[name]) == LAST[name]
    assert not any(c.sees(s, date(2025, 1, 1)) for c in table.sight[name] for s in ("CHN", "RUS", "FRA"))


def test_obligations_of_a_pair_year_by_year(table):
    def spells(name: str) -> set[tuple[str, int, int | None]]:
        rows, _ = table(name)
        ours = [r for r in rows if "CHN" in r["members"] and {"RUS", "SUN"} & set(r["members"])]
        return {
            (c, r["date_from"].year, r["date_to"] and r["date_to"].year) for r in ours for c in r["clauses"]
        }

    atop = spells("peacesciencer_atop_alliance.rda")
    assert max(end for clause, _, end in atop if clause == "defence") == 1980
    assert min(y for clause, y, _ in atop if clause == "non-aggression" and y > 1980) == 1992
    assert min(y for clause, y, end in atop if clause == "consultation" and end is None) == 2001
    cow = spells("peacesciencer_cow_alliance.rda")
    assert {clause for clause, _, end in cow if end is None} == {"non-aggression", "entente"}


def test_states_of_which_the_count_stopped_are_unknown_afterwards(shared_data):
    name = "visits_aiddata_chinese_public_diplomacy_v2.csv"
    data = (shared_data / "ties" / name).read_bytes()
    (batch,) = registry.get("aiddata_diplomacy").read(
        SourceFile(name, name, "0" * 16, lambda: io.BytesIO(data))
    )
    last = {s: c.last.year for c in batch.coverage for s in c.states}
    assert (last["FJI"], last["JPN"], last["NPL"], last["KAZ"]) == (2016, 2016, 2018, 2018)
    assert Counter(last.values()) == {2016: 25, 2018: 13}

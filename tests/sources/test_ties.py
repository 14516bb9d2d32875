"""Sources of ties and flows: the promise, and every trap of the published files."""

from __future__ import annotations

import io
from datetime import date

from tie_layouts import FILES

from comity.sources import registry
from comity.sources.base import Batch, SourceFile
from comity.sources.curated import memberships


def read(source_id: str, which: int = 0) -> Batch:
    name, data = FILES[source_id][which]
    (batch,) = _batches(source_id, name, data)
    return batch


def _batches(source_id: str, name: str, data: bytes) -> list[Batch]:
    batches = list(registry.get(source_id).read(SourceFile(name, name, "0" * 16, lambda: io.BytesIO(data))))
    assert all(b.balances for b in batches)
    return batches


def rows(batch: Batch) -> list[dict]:
    (table,) = batch.tables.values()
    return table.to_pylist()


def test_arms_stars_are_no_states_and_a_deal_stands_once_a_year():
    batch = read("sipri_transfers")
    told = {r["record_id"]: r for r in rows(batch)}
    assert batch.set_aside == {"header": 4}
    assert [(r.reason, r.row_no) for r in batch.rejects] == [("unknown-state", 10)]
    a, b = told["sipri_transfers:1:2003"], told["sipri_transfers:1:2004"]
    assert (a["deal"], b["deal"], a["value"] + b["value"], a["unit"]) == ("1", "1", 6.5, "million TIV")
    assert (a["sender"], a["receiver"], a["known_on"]) == ("FRA", "DEU", date(2025, 1, 3))
    hezbollah, nato = told["sipri_transfers:2:2003"], told["sipri_transfers:3:2004"]
    assert (hezbollah["sender"], hezbollah["receiver"], hezbollah["value"]) == ("VNM", None, None)
    assert (nato["sender"], nato["receiver"], nato["value"]) == ("TUR", None, 0.0)
    assert told["sipri_transfers:4:2004"]["sender"] is None
    assert (batch.coverage[0].first, batch.coverage[0].last) == (date(2000, 1, 1), date(2004, 12, 31))


def test_trade_missing_is_not_nought_and_numbers_change_hands():
    batch = read("trade_cow")
    told = {(r["sender"], r["receiver"], r["date_from"].year): r["value"] for r in rows(batch)}
    assert told == {
        ("SUN", "USA", 1990): 10.0,
        ("USA", "SUN", 1990): 20.0,
        ("RUS", "USA", 2014): 0.0,
        ("USA", "RUS", 2014): None,
    }
    assert [r.reason for r in batch.rejects] == ["mirror"]
    sight = batch.coverage[0]
    assert sight.sees("RUS", date(2014, 12, 31))
    assert not sight.sees("RUS", date(2015, 1, 1))


def test_obligations_fold_into_spells_split_by_state_gap_and_order():
    found = {(*r["members"], r["date_from"].year): r for r in rows(read("atop_dyads"))}
    assert set(found) == {
        ("FRA", "SUN", 1990),
        ("FRA", "RUS", 1992),
        ("FRA", "RUS", 2018),
        ("USA", "GBR", 2000),
        ("GBR", "USA", 2000),
    }
    assert found["FRA", "SUN", 1990]["date_to"] == date(1991, 12, 31)
    assert found["FRA", "RUS", 1992]["date_to"] == date(1992, 12, 31)
    assert found["FRA", "RUS", 2018]["date_to"] is None
    assert found["USA", "GBR", 2000]["role"] == found["GBR", "USA", 2000]["role"] == "one-way"
    assert found["USA", "GBR", 2000]["clauses"] == ["defence"]
    (one,) = rows(read("cow_alliance_dyads"))
    assert (one["members"], one["clauses"]) == (["RUS", "CHN"], ["non-aggression", "entente"])
    assert read("cow_alliance_dyads").set_aside == {"mirror": 2}


def test_alliances_exit_nought_is_in_force_and_a_number_passes_on():
    batch = read("atop_members")
    found = {(r["symbol"], *r["members"]): r for r in rows(batch)}
    assert found["4980", "RUS"]["date_to"] is None
    assert found["1", "SUN"]["date_to"] == date(1991, 12, 25)
    assert (found["1", "RUS"]["date_from"], found["1", "RUS"]["date_to"]) == (
        date(1991, 12, 26),
        date(2000, 3, 1),
    )
    assert found["1", "SUN"]["precision"] == "year"
    assert [r.reason for r in batch.rejects] == ["unknown-state"]
    assert read("atop_members", 1).accepted == 0


def test_defence_agreements_codes_are_no_numbers():
    batch = read("dcad")
    found = {r["symbol"]: r for r in rows(batch)}
    assert (found["a"]["date_from"], found["a"]["date_to"]) == (date(1992, 11, 24), date(1998, 12, 31))
    assert found["b"]["date_to"] is None
    assert found["c"]["date_to"] is None
    assert (found["b"]["precision"], found["a"]["clauses"]) == ("year", ["procurement"])
    assert [r.raw.split(", ")[-1] for r in batch.rejects] == ["d"]


def test_memberships_never_add_codes_and_case_of_columns_does_not_matter():
    found = [
        (r["members"][0], r["body"], r["role"], r["date_from"].year, r["date_to"])
        for r in rows(read("igo_cow"))
    ]
    assert sorted(found, key=str) == sorted(
        [
            ("RUS", "SCO", "full", 2014, None),
            ("CHN", "SCO", "full", 2014, None),
            ("SUN", "wnf", "full", 1990, date(1991, 12, 31)),
            ("RUS", "wnf", "full", 1992, date(1992, 12, 31)),
            ("CHN", "wnf", "observer", 2014, None),
        ],
        key=str,
    )
    assert read("igo_cow").set_aside == {"no membership": 1}


def test_envoys_are_seen_at_moments_alone():
    batch = read("diplomatic_exchange")
    found = sorted((r["date_from"].year, r["date_to"], r["clauses"]) for r in rows(batch))
    assert found[0][:2] == (1995, date(2000, 12, 31))
    assert found[1] == (
        2005,
        None,
        ["who stands at the first: ambassador", "who stands at the second: minister"],
    )
    assert batch.set_aside == {"header": 1, "mirror": 4, "no exchange": 1}
    assert "1995, 2000, 2005" in batch.coverage[0].note


def test_sanctions_lists_names_with_commas_and_what_has_not_ended():
    batch = read("gsdb")
    found = {(r["symbol"], *r["members"]): r for r in rows(batch)}
    assert set(found) == {
        ("1", "RUS", "EST"),
        ("1", "PRK", "EST"),
        ("2", "SUN", "FIN"),
        ("3", "EUU", "COD"),
        ("5", "USA", "YEM"),
    }
    assert (found["3", "EUU", "COD"]["date_to"], found["3", "EUU", "COD"]["body"]) == (None, "EUU")
    assert found["5", "USA", "YEM"]["date_to"] == date(2023, 12, 31)
    assert found["3", "EUU", "COD"]["clauses"] == ["arms", "travel"]
    assert batch.set_aside == {"header": 1, "no state or body on one side": 1}


def test_finance_counts_each_project_once():
    assert read("aiddata_gcof").set_aside == {"header": 1, "not recommended for research": 1}
    found = [(r["receiver"], r["value"], r["measure"]) for r in rows(read("aiddata_gcof"))]
    assert found == [("KEN", 3.0, "grants"), (None, None, "grants")]
    assert [r["value"] for r in rows(read("aiddata_geocoded"))] == [1.0, None]
    years = {r["measure"]: r["value"] for r in rows(read("aiddata_gcdf_years"))}
    assert years == {"aid": 0.0, "other-official-flows": 60.7675725, "vague-official-flows": None}
    assert [r.reason for r in read("aei_investments").rejects] == ["date"]
    assert rows(read("aei_investments"))[0]["receiver"] == "RUS"


def test_counts_of_visits():
    visits = {(r["receiver"], r["measure"]): r["value"] for r in rows(read("aiddata_diplomacy"))}
    assert visits["FJI", "military-visits"] is None
    assert visits["FJI", "confucius-institutes"] == 0.0
    assert {(c.last.year, *c.states) for c in read("aiddata_diplomacy").coverage} == {
        (2016, "FJI"),
        (2018, "NPL"),
    }
    trips = rows(read("who_where_when"))
    assert [t["receiver"] for t in trips] == ["SUN", "RUS", "RUS"]
    assert len({t["record_id"] for t in trips}) == 3


def test_meetings_need_a_meeting_and_one_event_stays_one():
    batch = read("chinavitae")
    found = [(r["actors"], r["forms"], r["occurrence"]) for r in rows(batch)]
    assert found == [
        (["CHN", "RUS"], ["summit"], "chinavitae:2013-12-07:Xi Jinping"),
        (["CHN", "IND"], ["summit"], "chinavitae:2013-12-07:Xi Jinping"),
        (["CHN", "RUS"], ["consultation"], "chinavitae:2013-03-05:Wang Yi"),
    ]
    assert batch.set_aside == {"named without a meeting": 2}
    assert batch.coverage[0].selective


def test_context_of_hotspots():
    fights = rows(read("ucdp_conflicts"))
    assert [f["members"] for f in fights] == [["SUN"], ["YEM", "SAU"]]
    assert [f["date_from"] for f in fights] == [date(1991, 3, 1), date(2015, 1, 1)]
    assert [r["date_to"] for r in rows(read("rivalries"))] == [date(1955, 12, 31), None]


def test_our_own_memberships_are_read_like_any_file():
    file, source = memberships.load_embedded()
    (batch,) = source.read(file)
    assert batch.rejects == []
    assert batch.accepted == batch.row_count - 1
    on = date(2024, 2, 1)
    brics = {r["members"][0] for r in rows(batch) if r["body"] == "BRICS" and r["date_from"] <= on}
    assert brics == {"BRA", "RUS", "IND", "CHN", "ZAF", "EGY", "ETH", "IRN", "ARE"}
    assert [r.reason for r in read("memberships").rejects] == ["unknown-body"]

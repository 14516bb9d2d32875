"""The base of a relation: sums by hand, unknown beyond coverage, shares, and seats that pass on."""

from __future__ import annotations

from datetime import date

from comity.measures.record import interdependence
from comity.records.coverage import Coverage


def flow(key, year, sender, receiver, value, source="t", measure="imports"):
    return {
        "record_id": key,
        "source": source,
        "measure": measure,
        "unit": "million US$",
        "sender": sender,
        "receiver": receiver,
        "value": value,
        "date_from": date(year, 1, 1),
    }


SIGHT = [Coverage("t", "flows", date(1990, 1, 1), date(1994, 12, 31), frozenset(("CHN", "RUS", "SUN")))]


def line(lines, sender, receiver):
    return next(x for x in lines if (x.sender, x.receiver) == (sender, receiver))


def test_beyond_coverage_is_unknown_and_missing_is_not_nought():
    records = [
        flow("1", 1990, "SUN", "CHN", 5.0),
        flow("2", 1992, "RUS", "CHN", 7.0),
        flow("3", 1993, "RUS", "CHN", None),
        flow("4", 1992, "RUS", "CHN", 1.0),
    ]
    found = line(interdependence.flows(records, SIGHT, "CHN", "RUS", range(1990, 1997)), "RUS", "CHN")
    assert found.by_year == {1990: 5.0, 1991: 0.0, 1992: 8.0, 1993: None, 1994: 0.0, 1995: None, 1996: None}
    other = line(interdependence.flows(records, SIGHT, "CHN", "RUS", range(1990, 1997)), "CHN", "RUS")
    assert other.by_year[1992] == 0.0
    assert other.records == ()


def test_a_source_that_follows_one_state_knows_nothing_of_the_other_way():
    sight = [Coverage("t", "flows", date(1990, 1, 1), date(1994, 12, 31), frozenset(("CHN",)))]
    lines = interdependence.flows(
        [flow("1", 1993, "CHN", "RUS", 2.0)], sight, "CHN", "RUS", range(1992, 1995)
    )
    assert line(lines, "CHN", "RUS").by_year == {1992: 0.0, 1993: 2.0, 1994: 0.0}
    assert line(lines, "RUS", "CHN").by_year == {1992: None, 1993: None, 1994: None}


def test_dependence_is_a_share_of_all_imports_of_the_same_source():
    lines = interdependence.flows(
        [flow("1", 1992, "RUS", "CHN", 8.0)], SIGHT, "CHN", "RUS", range(1992, 1996)
    )
    share = interdependence.dependence(line(lines, "RUS", "CHN"), {("CHN", 1992): 32.0})
    assert share.by_year == {1992: 0.25, 1993: None, 1994: None, 1995: None}


def tie(key, members, first, last, body=None, symbol=None, kind="membership", role="full"):  # noqa: PLR0917
    return {
        "record_id": key,
        "source": "m",
        "kind": kind,
        "members": members,
        "body": body,
        "symbol": symbol,
        "role": role,
        "date_from": date(first, 1, 1),
        "date_to": last and date(last, 12, 31),
    }


def test_shared_ties_need_both_in_full_and_in_the_same_year():
    sight = [Coverage("m", "ties", date(1990, 1, 1), date(1995, 12, 31))]
    records = [
        tie("1", ["SUN"], 1980, 1991, "UN"),
        tie("2", ["RUS"], 1992, None, "UN"),
        tie("3", ["CHN"], 1971, None, "UN"),
        tie("4", ["CHN"], 1991, None, "X"),
        tie("5", ["RUS"], 1992, None, "X", role="observer"),
        tie("6", ["CHN"], 1990, 1992, "Y"),
        tie("7", ["RUS"], 1993, None, "Y"),
    ]
    records.append(tie("8", ["USA", "CHN"], 1990, None, "UN", kind="sanction"))
    (found,) = interdependence.count_shared_ties(records, sight, "CHN", "RUS", range(1990, 1998))
    assert found.by_year == {**dict.fromkeys(range(1990, 1996), 1.0), 1996: None, 1997: None}
    assert set(found.records) == {"1", "2", "3"}


def test_a_finding_says_how_much_and_why_not():
    lines = interdependence.flows(
        [flow("1", 1992, "RUS", "CHN", 8.0)], SIGHT, "CHN", "RUS", range(1990, 1996)
    )
    told = line(lines, "RUS", "CHN").finding()
    assert (told.value, told.n, told.records) == ("0", 1, ("1",))  # of 1994, the last year covered
    assert told.detail.by_year["1995"] is None
    beyond = interdependence.flows(
        [flow("1", 1998, "RUS", "CHN", None)], SIGHT, "CHN", "RUS", range(1998, 2000)
    )
    assert not line(beyond, "CHN", "RUS").finding().known

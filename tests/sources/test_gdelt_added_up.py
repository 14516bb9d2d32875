"""GDELT as others added it up: what is counted, for whom, when; and what is not known."""

from __future__ import annotations

import io
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from added_up_layouts import (
    FRICTION_ROWS,
    HIVE_ROWS,
    PARTNER_MONTHS,
    REDUCED_ROWS,
    ROOT_MONTHS,
    YEAR,
    N,
    counts,
    matrix,
    partners,
    table,
)
from event_files import unpacked
from readers import as_file, events, read, reasons, records, sees

from comity.errors import SourceError
from comity.sources.gdelt import (
    gdelt_actor_pairs,
    gdelt_conflict_index,
    gdelt_friction,
    gdelt_months,
    gdelt_pair_score,
    gdelt_partners,
    gdelt_totals,
)

(MONTHS,), (FRICTION,), (PARTNERS,) = gdelt_months.SOURCES, gdelt_friction.SOURCES, gdelt_partners.SOURCES
(ACTORS,), (TOTALS,), (INDEX,) = gdelt_actor_pairs.SOURCES, gdelt_totals.SOURCES, gdelt_conflict_index.SOURCES
(SCORE,) = gdelt_pair_score.SOURCES


# Months of a state or a pair.


def test_months_are_of_the_state_that_the_name_tells():
    found = read(MONTHS, PARTNER_MONTHS, "RUS monthyear ac2 count.csv")
    assert [(r["sender"], r["receiver"], r["value"]) for r in records(found)] == [
        ("RUS", "USA", 4924.0),
        ("RUS", "RUS", 9.0),
        ("RUS", None, 7.0),
    ]
    assert (records(found)[0]["date_from"], records(found)[0]["date_to"]) == (
        date(2020, 4, 1),
        date(2020, 4, 30),
    )
    assert found.coverage[0].states == {"RUS"}
    assert found.coverage[0].first == date(2020, 3, 1)


def test_a_pair_by_root_has_a_count_and_a_mean_tone():
    found = read(MONTHS, ROOT_MONTHS, "RUS__RUS_DEU__RUS-DEU_monthyear_eventRC_count_SUMaTone_AVGaTonne.csv")
    assert {(r["sender"], r["receiver"], r["measure"], r["value"], r["what"]) for r in records(found)} == {
        ("RUS", "DEU", "events", 301.0, "root 03"),
        ("RUS", "DEU", "mean tone of events", -1.5, "root 03"),
    }


def test_months_without_a_name_are_refused_but_for_all_states():
    with pytest.raises(SourceError, match="does not say in its name"):
        list(MONTHS.read(as_file(PARTNER_MONTHS, "counts.csv")))
    all_states = b"MonthYear,Actor1CountryCode,Events\n202004,PAK,29701\n202013,PAK,1\n202004,PAK,29702\n"
    found = read(MONTHS, all_states, "counts.csv")
    assert reasons(found) == [(2, "twice"), (3, "date"), (4, "twice")]


# Friction.


def test_friction_is_named_so_and_goes_either_way():
    found = read(FRICTION, FRICTION_ROWS, "all.csv")
    first = [r for r in records(found) if r["receiver"] == "RUS"]
    assert {(r["sender"], r["measure"], r["value"]) for r in first} == {
        ("CHN", "friction events either way", 251.0),
        ("CHN", "friction Goldstein sum either way", -1004.5),
    }
    assert found.coverage[0].states == {"CHN"}


def test_a_positive_sum_is_no_friction():
    found = read(FRICTION, FRICTION_ROWS + b"200302,USA,1,1,5,2\n200302,USA,5,1,-5,2\n", "all.csv")
    assert reasons(found) == [(4, "number"), (5, "number")]


# Partners in columns, without dates.


def test_the_nth_row_is_the_nth_month_in_the_direction_of_the_name():
    found = read(PARTNERS, partners(YEAR), "rus_react_1998_1998_top20.csv")
    march = [r for r in records(found) if r["date_from"] == date(1998, 3, 1)]
    assert [(r["sender"], r["receiver"], r["value"]) for r in march][:2] == [
        ("USA", "RUS", 3.0),
        ("CHN", "RUS", 2.0),
    ]
    assert found.accepted == 60
    begun = records(read(PARTNERS, partners(YEAR), "us_init_1998_1998.csv"))
    assert (begun[1]["sender"], begun[1]["receiver"]) == ("USA", "CHN")


def test_a_blank_line_is_no_month():
    whole = read(PARTNERS, partners(YEAR), "rus_react_1998_1998_top20.csv")
    lines = partners(YEAR).split(b"\n")
    gapped = read(PARTNERS, b"\n".join([*lines[:5], b"", *lines[5:]]), "rus_react_1998_1998_top20.csv")
    tell = [
        [(r["sender"], r["receiver"], r["date_from"], r["value"]) for r in records(x)]
        for x in (whole, gapped)
    ]
    assert tell[0] == tell[1]


def test_a_month_told_alone_of_its_year_holds_the_counts_of_several():
    alone = [[0] * 5 for _ in YEAR[:-1]] + [[9] * 5]
    found = read(PARTNERS, partners([*YEAR, *alone]), "rus_initiate_1998_1999.csv")
    assert found.accepted == 60
    assert found.set_aside == {"header": 1, "month without data": 55, "month told alone of its year": 5}
    assert max(c.last for c in found.coverage) == date(1998, 12, 31)


def test_a_month_of_zeros_was_not_counted():
    rows = [[0] * 5 if i == 4 else r for i, r in enumerate(YEAR)]
    found = read(PARTNERS, partners(rows), "rus_initiate_1998_1998.csv")
    assert found.set_aside == {"header": 1, "month without data": 5}
    assert sees(found.coverage, "RUS", date(1998, 4, 30))
    assert not sees(found.coverage, "RUS", date(1998, 5, 1))


def test_rows_that_are_not_the_months_are_refused():
    with pytest.raises(SourceError, match="11 rows for 12 months"):
        list(PARTNERS.read(as_file(partners(YEAR[:11]), "rus_initiate_1998_1998.csv")))


# Pairs of actor codes.


def test_states_of_actor_codes_and_a_row_that_was_cut():
    found = read(ACTORS, REDUCED_ROWS, "reduced.txt")
    told = {(r["sender"], r["receiver"], r["measure"]): r["value"] for r in records(found)}
    assert told == {
        (None, "FRA", "events"): 2.0,
        (None, "FRA", "articles"): 19.0,
        (None, "SUN", "events"): 2.0,
        (None, "SUN", "articles"): 5.0,
    }
    assert reasons(found) == [(4, "width")]
    assert all(c.selective for c in found.coverage)


def test_an_export_parted_by_a_control_byte():
    one, two = records(read(ACTORS, HIVE_ROWS, "500_orig.csv"))
    assert (one["sender"], one["receiver"], one["value"], one["what"]) == ("CHN", None, 2.0, "036")
    assert (two["sender"], two["date_from"], two["date_to"]) == ("RUS", date(1995, 1, 1), date(1995, 12, 31))


# Totals, and conflict by place.


def test_totals_by_place_are_fips_and_have_no_sender():
    for data, name in ((b"20140301,RS,5\n20140301,CH,7\n", "normDaily.csv"), (counts(), "daily_counts.rds")):
        found = records(read(TOTALS, data, name))
        assert [(r["sender"], r["receiver"], r["value"]) for r in found][:2] == [
            (None, "RUS", 5.0),
            (None, "CHN", 7.0),
        ]
        assert {r["measure"] for r in found} == {"events in all"}


def test_days_of_before_gdelt_are_misread_dates():
    found = read(TOTALS, b"19200101,87765\n19790101,661\n", "normDaily.csv")
    assert (found.accepted, found.set_aside) == (1, {"day before GDELT begins": 1})


def test_missing_counts_and_repeats_of_a_frame():
    found = read(TOTALS, counts(Count=("int", [5, None, 9])), "counts.rds")
    assert reasons(found) == [(2, "missing")]
    again = read(TOTALS, counts(Date=("Date", [1e4, 1e4, 1e4])), "counts.rds")
    assert again.set_aside == {"repeat": 1}


def test_conflict_by_place_and_the_year_added_up_wrongly():
    found = read(INDEX, b"RS,100,20,59,264,35.5\n", "201401result.csv")
    assert {r["measure"]: r["value"] for r in records(found)} == {
        "events in all": 100.0,
        "conflict events in all": 20.0,
        "mentions of conflict events": 59.0,
        "mentions of all events": 264.0,
        "sum of absolute Goldstein of conflict events": 35.5,
    }
    assert records(read(INDEX, b"CH,1.25\n", "1990result.csv"))[0]["receiver"] == "CHN"
    assert read(INDEX, b"CH,1.25\n", "2014result.csv").set_aside == {"year added up wrongly": 1}


# Scores of pairs.


def test_a_score_has_no_direction_and_matrix_and_table_agree():
    day = date(2018, 1, 1)
    one = read(SCORE, matrix(CHN_RUS=69.87269592, USA_GBR=-3.5), "20180101_network.npy")
    two = read(
        SCORE,
        table([(day, "RUS", "CHN", 69.87269592), (day, "GBR", "USA", -3.5)]),
        "daily_pair_score.parquet",
    )
    assert [(r["sender"], r["receiver"]) for r in records(two)] == [("CHN", "RUS"), ("GBR", "USA")]
    same = [{r["record_id"]: r["value"] for r in records(x)} for x in (one, two)]
    assert same[0] == same[1]
    assert (one.row_count, one.accepted, one.set_aside) == (
        N * (N - 1) // 2,
        2,
        {"no score": N * (N - 1) // 2 - 2},
    )
    assert {r["measure"] for r in records(one)} == {"signed event score, undirected"}


def test_a_day_without_a_file_is_not_covered_and_a_pair_without_a_score_is_no_zero():
    rows = [(date(2018, 1, d), "CHN", "RUS", 1.0) for d in (1, 2, 5)]
    found = read(SCORE, table(rows), "pair_score.parquet")
    assert [(c.first.day, c.last.day, c.selective) for c in found.coverage] == [(1, 2, True), (5, 5, True)]


def test_bad_scores():
    rows = [(date(2018, 1, 1), "CHN", "RUS", 1.0)] * 2 + [
        (None, "CHN", "USA", 1.0),
        (date(2018, 1, 1), "A", "B", np.nan),
    ]
    found = read(SCORE, table(rows), "pair_score.parquet")
    assert (found.accepted, found.set_aside, reasons(found)) == (
        1,
        {"repeat": 1},
        [(3, "missing"), (4, "missing")],
    )
    with pytest.raises(SourceError, match="which day"):
        list(SCORE.read(as_file(matrix(CHN_RUS=1.0), "network.npy")))
    for hurt in (b"{" + b"x" * 200_000, b"{'descr': (", b"{'shape': (999999999, 999999999999)"):
        with pytest.raises(SourceError, match="is damaged"):
            list(SCORE.read(as_file(matrix(CHN_RUS=1.0)[:10] + hurt, "20180101_network.npy")))
    m = np.zeros((N, N))
    m[0, 1] = 1.0
    out = io.BytesIO()
    np.save(out, m)
    assert [r.reason for r in read(SCORE, out.getvalue(), "20180101_network.npy").rejects] == ["number"]


# The real files.

REAL = [
    (ACTORS, "gdelt1_raw/GDELT_reduced_v1_first1000.txt", 998, 1),
    (ACTORS, "gdelt1_raw/reed_historical_reduced/500_orig.csv", 500, 0),
    (ACTORS, "gdelt1_raw/reed_historical_reduced/5k_orig.csv", 5_000, 0),
    (TOTALS, "gdelt2_raw/spark_gdelt_fixtures/normDaily.csv", 94, 0),
    (TOTALS, "gdelt2_raw/spark_gdelt_fixtures/normDailyByCountry.csv", 0, 0),
    (FRICTION, "gdelt_aggregated/icyswan_20240626_all.csv.gz", 68_796, 0),
    (MONTHS, "gdelt_aggregated/mijapa_monthly/RUS__RUS_monthyear_ac2_count.csv.gz", 10_716, 0),
    (MONTHS, "gdelt_aggregated/mijapa_monthly/global__GLOBAL_monthyear_events.csv.gz", 14_528, 0),
    (PARTNERS, "gdelt_aggregated/lionelc_monthly/us_init_1998_1999_top20.csv", 24 * 18, 0),
    (INDEX, "gdelt_aggregated/haisechen_gci_monthly_2014/201401result.csv", 242, 0),
]


@pytest.mark.real
@pytest.mark.parametrize(("source", "path", "kept", "rejected"), REAL, ids=[p for _, p, _, _ in REAL])
def test_the_real_files(shared_data, source, path, kept, rejected):
    name, data = unpacked(events(shared_data) / path)
    found = read(source, data, name)
    assert (found.accepted, len(found.rejects)) == (kept, rejected)


@pytest.mark.real
def test_one_state_toward_another_in_the_real_months(shared_data):
    folder = events(shared_data) / "gdelt_aggregated"
    name, data = unpacked(folder / "mijapa_monthly/RUS__RUS_monthyear_ac2_count.csv.gz")
    pair = [r for r in records(read(MONTHS, data, name)) if r["receiver"] == "CHN"]
    assert (len(pair), sum(r["value"] for r in pair)) == (65, 206_533)
    name, data = unpacked(folder / "icyswan_20240626_all.csv.gz")
    pair = [
        r for r in records(read(FRICTION, data, name)) if r["receiver"] == "RUS" and r["unit"] == "events"
    ]
    assert (len(pair), sum(r["value"] for r in pair)) == (1_967, 47_759)


@pytest.mark.real
def test_the_index_of_2014_is_that_of_january(shared_data):
    folder = events(shared_data) / "gdelt_aggregated/haisechen_gci_monthly_2014"
    row = next(x for x in (folder / "201401result.csv").read_text().splitlines() if x.startswith("GM,"))
    _, _, n, mentions, all_mentions, score = (float(v) if i else v for i, v in enumerate(row.split(",")))
    assert f"GM,{score / n * mentions / all_mentions:.6f}" in (folder / "2014result.csv").read_text()


@pytest.mark.real
def test_files_that_overlap_tell_the_same_counts(shared_data):
    folder = events(shared_data) / "gdelt_aggregated/lionelc_monthly"
    names = ("us_initiate_1998_2007.csv", "us_initiate_1998_2007_top20.csv", "us_init_1998_1999_top20.csv")
    told = [
        {r["record_id"]: r["value"] for r in records(read(PARTNERS, (folder / n).read_bytes(), n))}
        for n in names
    ]
    for other in told[1:]:
        assert {k: told[0].get(k) for k in other} == other


@pytest.mark.real
def test_the_real_scores_and_the_days_that_are_missing(shared_data):
    folder = events(shared_data) / "gdelt_aggregated/gzemo_daily_network"
    path = folder / "derived_daily_pair_score_subset.parquet"
    found = read(SCORE, path.read_bytes(), path.name)
    flows = found.tables["flows"]
    assert found.accepted == 1_166_048
    held = sum((c.last - c.first).days + 1 for c in found.coverage)
    whole = (found.coverage[-1].last - found.coverage[0].first).days + 1
    assert (held, whole) == (2_149, 2_149 + 96)
    name, data = unpacked(folder / "first_day_of_month/20180101_network.zip")
    day = read(SCORE, data, name)
    first = flows.filter(pa.compute.equal(flows["date_from"], date(2018, 1, 1)))
    both = dict(
        zip(
            day.tables["flows"]["record_id"].to_pylist(),
            day.tables["flows"]["value"].to_pylist(),
            strict=True,
        )
    )
    assert all(both[r["record_id"]] == r["value"] for r in first.to_pylist())
    assert timedelta(0) < found.coverage[-1].last - found.coverage[0].first


@pytest.mark.real
@pytest.mark.slow
def test_the_real_totals_by_place(shared_data):
    path = events(shared_data) / "gdelt_aggregated/magrossi_gdelt_daily_counts_all_events_all_countries.rds"
    found = read(TOTALS, path.read_bytes(), path.name)
    assert (found.accepted, found.rejects, found.set_aside) == (2_034_442, [], {})


@pytest.mark.real
def test_the_two_files_of_friction_tell_the_same(shared_data):
    folder = events(shared_data) / "gdelt_aggregated"
    names = ("icyswan_CHN_to_partner_monthly_2003_202309.csv.gz", "icyswan_20240626_all.csv.gz")
    older, newer = (
        {r["record_id"]: r["value"] for r in records(read(FRICTION, *unpacked(folder / n)[::-1]))}
        for n in names
    )
    assert older.keys() <= newer.keys()
    assert all(newer[k] == pytest.approx(v, abs=1e-6) for k, v in older.items())

"""Tidy functions: any table in, the measure's own numbers out, and a sentence for whatever cannot be read."""

from __future__ import annotations

import doctest
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from sklearn.metrics import cohen_kappa_score

import comity
from comity.errors import ComityError, QuestionError, UnknownNameError
from comity.faces.tidy import own_tables, recorded
from comity.measures.coaction import statistic
from comity.measures.votes.dynamic_ideal_points import ideal_points
from comity.records.details import SessionAgreementDetail
from comity.vocabulary import states
from watch import toy

MEMBERS = ["CHN", "RUS", "USA", "FRA", "GBR", "IND", "BRA", "TUR", "IRN", "PRK"]
WORDS = {"yes": 1, "abstain": 2, "no": 3, "absent": 8}


@pytest.fixture(scope="module")
def ballots() -> pd.DataFrame:
    """Two sessions of forty roll calls on ten days each."""
    rng = np.random.default_rng(3)
    rows = []
    for session in (70, 71):
        for call in range(40):
            lean = rng.dirichlet([2, 1, 1, 0.3])
            day = date(1945 + session, 10, 1 + call // 4)
            rows += [(f"{session}.{call}", session, day, s, rng.choice(list(WORDS), p=lean)) for s in MEMBERS]
    return pd.DataFrame(rows, columns=["roll_call_id", "session", "date", "state", "choice"])


def voted(ballots: pd.DataFrame, session: int, *pair: str) -> pd.DataFrame:
    """Choices of a pair in the roll calls of a session in which both voted, as 1 to 3."""
    wide = ballots[ballots["session"] == session].pivot_table(
        index="roll_call_id", columns="state", values="choice", aggfunc="first"
    )
    both = wide[list(pair)].replace(WORDS)
    return both[(both != 8).all(axis=1)].astype(int)


def test_kappa_is_that_of_another_library(ballots: pd.DataFrame) -> None:
    table = comity.kappa(ballots, "RUS", "CHN", "France").to_pylist()
    assert [(r["state_a"], r["state_b"], r["session"]) for r in table] == [
        (a, b, s) for a, b in (("CHN", "FRA"), ("CHN", "RUS"), ("FRA", "RUS")) for s in (70, 71)
    ]
    for r in table:
        both = voted(ballots, r["session"], r["state_a"], r["state_b"])
        assert r["n"] == len(both)
        assert r["kappa"] == pytest.approx(cohen_kappa_score(*both.to_numpy().T, weights="linear"))
        assert r["low"] < r["kappa"] < r["high"]
        assert r["why_not"] == ""


def test_a_session_that_cannot_be_told_has_its_reason(ballots: pd.DataFrame) -> None:
    few = ballots[(ballots["session"] == 70) | (ballots["state"] != "RUS")]
    first, second = comity.kappa(few, "CHN", "RUS").to_pylist()
    assert first["kappa"] is not None
    assert second["kappa"] is None
    assert second["why_not"] == "Russia cast no vote in these roll calls."


def _unvotes(b: pd.DataFrame) -> Any:
    names = [states.display(s) for s in b["state"]]
    rcid = pd.factorize(b["roll_call_id"])[0].astype(float)
    columns = {"rcid": rcid, "country": names, "country_code": "XX", "vote": b["choice"].astype("category")}
    return pd.DataFrame({**columns, "session": b["session"].astype(float), "date": pd.to_datetime(b["date"])})


def _voeten(b: pd.DataFrame) -> Any:
    cow = {
        s: int(next(n.value for n in reversed(states.all_names()) if (n.state, n.system) == (s, "cow")))
        for s in MEMBERS
    }
    gone = pd.DataFrame(
        {"rcid": ["70.1"], "session": [70], "date": ["2015-10-01"], "ccode": [999], "vote": [9]}
    )
    voeten = b.rename(columns={"roll_call_id": "rcid"}).astype({"date": str})
    voeten = voeten.assign(ccode=b["state"].map(cow), vote=b["choice"].map(WORDS)).drop(
        columns=["state", "choice"]
    )
    return pl.from_pandas(pd.concat([voeten, gone]))


def _iso(b: pd.DataFrame) -> Any:
    iso = b.rename(columns={"state": "ISO3C", "choice": "Vote", "roll_call_id": "Roll Call"})
    lower = "SELECT lower(ISO3C) AS ISO3C, upper(Vote) AS Vote, * EXCLUDE (ISO3C, Vote) FROM iso"
    return duckdb.from_df(iso).query("iso", lower)


@pytest.mark.parametrize("layout", [_unvotes, _voeten, _iso, pa.Table.from_pandas, pl.from_pandas])
def test_the_fields_own_layouts_give_the_same(ballots: pd.DataFrame, layout: Callable[..., Any]) -> None:
    table = layout(ballots)
    assert comity.kappa(table, "CHN", "RUS").equals(comity.kappa(ballots, "CHN", "RUS"))


def test_ideal_points_are_the_measures_own(ballots: pd.DataFrame) -> None:
    own = ideal_points(ballots.assign(session=ballots["session"].astype("int32")), anchor="USA")
    points = comity.ideal_points(_unvotes(ballots), anchor="United States")
    assert points.select(["state", "session", "n"]).equals(own.select(["state", "session", "n"]))
    assert points["theta"].to_pylist() == pytest.approx(own["theta"].to_pylist())


BALLOT = {"rcid": ["1"], "session": [1], "date": ["2019-01-01"], "state": ["CHN"], "vote": ["yes"]}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (3, "This is no table"),
        (
            {"country": ["CHN"], "vote": ["yes"]},
            "no column for roll_call (it has country, vote): call it one of roll_",
        ),
        ({**BALLOT, "vote": ["maybe"]}, "The column vote says 'maybe', which is no vote"),
        ({**BALLOT, "vote": [0]}, "The column vote says '0', which is no vote"),
        ({**BALLOT, "state": ["Narnia"]}, "The column state says 'Narnia', which is no state"),
        ({**BALLOT, "session": [1.5]}, "The column session must hold whole numbers"),
        ({**BALLOT, "date": ["1/2/2019"]}, "The column date must hold days"),
        ({**BALLOT, "date": pa.array([None], pa.date32())}, "The column date has an empty cell"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_sentence(table: Any, says: str) -> None:
    with pytest.raises(QuestionError) as error:
        comity.kappa(table, "CHN", "RUS")
    assert says in str(error.value)
    assert str(error.value).endswith(".")


def test_members_are_states() -> None:
    with pytest.raises(UnknownNameError, match="Rusia"):
        comity.kappa(BALLOT, "CHN", "Rusia")
    with pytest.raises(QuestionError, match="two different states"):
        comity.kappa(BALLOT, "CHN", "China")


def test_a_state_bears_its_name_of_the_day() -> None:
    read = own_tables.read(
        {"country": ["Russia"] * 2, "day": ["1985-01-01", "1995-01-01"]}, ["date", "state"]
    )
    assert read["state"].to_pylist() == ["SUN", "RUS"]


@pytest.fixture(scope="module")
def counts() -> np.ndarray[Any, Any]:
    """Ten states over 300 weeks; the second acts with the first."""
    acts = np.random.default_rng(5).poisson(0.5, (len(MEMBERS), 300))
    acts[1] = np.maximum(acts[1], acts[0] > 0)
    return acts


def tidy(counts: np.ndarray[Any, Any], step: int = 7) -> pd.DataFrame:
    monday = date(2015, 1, 5)
    days = [monday + timedelta(step * k) for k in range(counts.shape[1])]
    wide = pd.DataFrame(counts, index=MEMBERS, columns=days)
    return wide.rename_axis("iso3c").reset_index().melt("iso3c", var_name="week", value_name="events")


def test_coaction_is_the_measures_own_whatever_the_layout(counts: np.ndarray[Any, Any]) -> None:
    matrix = comity.coaction(counts, "CHN", "RUS", states=MEMBERS)
    row = matrix.to_pylist()[0]
    assert row["joint_p"] == pytest.approx(statistic.joint(counts, [[0, 1]])[0])
    assert row["beyond_p"] == pytest.approx(statistic.beyond_group(counts, [[0, 1]])[0])
    assert row["verdict"] == "together"
    assert (row["acts_a"], row["acts_b"], row["bins"]) == (counts[0].sum(), counts[1].sum(), 300)
    assert row["observed"] == ((counts[0] > 0) & (counts[1] > 0)).sum()
    order = np.argsort(MEMBERS)  # a long table is sorted by code, and the fit depends on no order
    long = comity.coaction(tidy(counts).sample(frac=1, random_state=1), "RUS", "CHN").to_pylist()[0]
    again = comity.coaction(counts[order], "CHN", "RUS", states=np.array(MEMBERS)[order]).to_pylist()[0]
    for column in ("joint_p", "beyond_p", "excess_a_year", "tie"):
        assert long[column] == pytest.approx(again[column])


def test_days_are_counted_into_weeks(counts: np.ndarray[Any, Any]) -> None:
    weeks = counts[:, :80]
    days = np.zeros((len(MEMBERS), 7 * 80), int)
    days[:, 3::7] = weeks
    by_week = comity.coaction(tidy(days, step=1), "CHN", "RUS").to_pylist()[0]
    assert by_week == comity.coaction(tidy(weeks), "CHN", "RUS").to_pylist()[0]
    assert comity.coaction(tidy(days, step=1), "CHN", "RUS", bin="day")["bins"].to_pylist() == [560]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda c: c.T,
            "300 rows for 10 states: give a row a state (rows and columns are swapped: use counts.T).",
        ),
        (lambda c: c[:4], "The counts have 4 rows for 10 states: give a row a state."),
        (lambda c: c - 1, "must not be negative"),
        (lambda c: c + 0.5, "must be whole numbers"),
        (lambda c: c[0], "must be a table"),
    ],
)
def test_counts_that_are_none_are_refused(counts: np.ndarray[Any, Any], change: Any, says: str) -> None:
    with pytest.raises(QuestionError) as error:
        comity.coaction(change(counts), "CHN", "RUS", states=MEMBERS)
    assert says in str(error.value)


def test_a_long_table_is_not_taken_with_its_columns_swapped_or_its_counts_broken(counts: Any) -> None:
    good = tidy(counts)
    swapped = good.rename(columns={"iso3c": "week", "week": "iso3c"})
    halves = good.assign(events=good["events"] / 2)
    for table, says in (
        (swapped, "The column week must hold days"),
        (good.assign(events=-1), "must not be negative"),
        (halves, "must be whole numbers"),
        (good.pivot_table(index="iso3c", columns="week", values="events"), "no column for date"),
        (good[good["iso3c"] != "RUS"], "The counts have no row of Russia"),
    ):
        with pytest.raises(QuestionError, match=says):
            comity.coaction(table, "CHN", "RUS")
    with pytest.raises(QuestionError, match="by week or day, not by month"):
        comity.coaction(good, "CHN", "RUS", bin="month")
    with pytest.raises(QuestionError, match="A state stands twice"):
        comity.coaction(counts, "CHN", "RUS", states=["China", *MEMBERS[:-1]])


def test_what_cannot_be_tested_has_a_reason_and_no_p(counts: np.ndarray[Any, Any]) -> None:
    short = comity.coaction(counts[:, :10], "CHN", "RUS", states=MEMBERS).to_pylist()[0]
    few = comity.coaction(counts[:5], "CHN", "RUS", states=MEMBERS[:5]).to_pylist()[0]
    for row, why in ((short, "fewer than 20 bins"), (few, "fewer than 6 states")):
        assert row["joint_p"] is None
        assert row["beyond_p"] is None
        assert row["verdict"] == "not covered"
        assert row["why_not"] == why


def test_cells_know_a_day_without_acts_from_a_day_out_of_sight() -> None:
    monday = date(2015, 1, 5)
    events = [toy.event(monday, s, "SYR") for s in ("CHN", "RUS", "DEU")]
    asked = toy.inquiry({"events": events}, first=monday, last=monday + timedelta(20))
    cells = recorded.counted_acts(asked, "syria")
    rows = {(r["state"], r["date"]): r["n"] for r in cells.to_pylist()}
    assert set(cells["hotspot"].to_pylist()) == {"syria"}
    assert {s for s, _ in rows} == {"CHN", "DEU", "RUS"}
    for state in ("CHN", "RUS"):
        assert [rows[state, monday + timedelta(k)] for k in range(21)] == [1] + 20 * [0]
    assert sum(s == "DEU" for s, _ in rows) == 1
    assert recorded.counted_acts(asked, "venezuela").filter(pc.greater(pc.field("n"), 0)).num_rows == 0


def test_acts_of_a_place_are_those_of_the_watch(empty_lake: Callable[[], Path]) -> None:
    lake = empty_lake()
    table = comity.acts("Russia", "China", place="syria", lake=lake)
    days = table["date_from"].to_pylist()
    assert days == sorted(days)
    watch = comity.Watch("CHN", "RUS", lake=lake)
    together = {i for o in watch.record.by_hotspot["syria"].together for i in o.records}
    assert together <= set(table["record_id"].to_pylist())
    everywhere = comity.acts("CHN", "RUS", lake=lake)
    assert everywhere.num_rows == watch.record.acts.num_rows > table.num_rows
    known = comity.acts("CHN", "RUS", place="syria", as_of=date(2015, 1, 1), lake=lake)
    assert known.num_rows < table.num_rows


def test_votes_are_those_of_the_watch_each_once(empty_lake: Callable[[], Path]) -> None:
    lake = empty_lake()
    cast = comity.votes(lake=lake)
    matrix = comity.Watch("CHN", "RUS", lake=lake).inquiry.assembly
    assert matrix is not None
    assert cast.num_rows == int((matrix.matrix.choices >= -1).sum())
    assert cast.group_by(["roll_call_id", "state"]).aggregate([]).num_rows == cast.num_rows
    own = comity.votes("CHN", "RUS", body="UNSC", place="syria", lake=lake)
    assert set(own["state"].to_pylist()) == {"CHN", "RUS"}
    no = own.filter((pc.field("state") == "RUS") & (pc.field("choice") == "no"))
    assert no.num_rows >= 15  # vetoes on Syria since 2011
    with pytest.raises(ComityError):
        comity.votes(body="Parliament", lake=lake)


def test_a_text_is_checked_from_a_string_and_from_a_file(
    empty_lake: Callable[[], Path], tmp_path: Path
) -> None:
    text = "In April 2026 Russia alone vetoed a text on the Strait of Hormuz. Nobody knows what comes next."
    rows = comity.check(text, "CHN", "RUS", lake=empty_lake()).to_pylist()
    assert [r["mark"] for r in rows] == ["differs", "no claim"]
    assert rows[0]["records"]
    (tmp_path / "text.txt").write_text(text)
    again = comity.check(tmp_path / "text.txt", "CHN", "RUS", lake=empty_lake()).to_pylist()
    assert [r["mark"] for r in again] == ["differs", "no claim"]
    with pytest.raises(ComityError, match="cannot be read"):
        comity.check(tmp_path / "none.txt", "CHN", "RUS")
    with pytest.raises(QuestionError, match="fewer than two states"):
        comity.check("Nothing happened.", lake=empty_lake())


@pytest.mark.parametrize(
    "module", ["faces.tidy.measured", "faces.tidy.recorded", "faces.tidy.dyads", "parts.check.tidy"]
)
def test_examples_of_the_reference_run(
    module: str, empty_lake: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_LAKE", str(empty_lake()))
    result = doctest.testmod(importlib.import_module(f"comity.{module}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_script_of_the_reference_gives_the_numbers_of_the_watch(
    empty_lake: Callable[[], Path], tmp_path: Path
) -> None:
    lake = empty_lake()
    script = Path(__file__).resolve().parents[2] / "docs" / "examples" / "own_data.py"
    words, env = [sys.executable, str(script), str(tmp_path)], {**os.environ, "COMITY_LAKE": str(lake)}
    out = subprocess.run(words, capture_output=True, text=True, env=env, check=False)
    assert out.returncode == 0, out.stderr
    kappa = pd.read_csv(tmp_path / "kappa.csv")
    assert len(kappa.groupby(["state_a", "state_b"])) == 5
    assert sorted(kappa["session"].unique()) == [74, 75]
    since = comity.Watch("CHN", "RUS", lake=lake, since=date(2019, 9, 1))
    own = kappa[(kappa["state_a"] == "CHN") & (kappa["state_b"] == "RUS")].set_index("session")
    for f in since.votes.by_session():
        session = f.read(SessionAgreementDetail).session
        assert (own.loc[session, "kappa"], own.loc[session, "n"]) == (pytest.approx(f.value), f.n)
    points = pd.read_csv(tmp_path / "ideal_points.csv").set_index("state")["theta"]
    assert (points.mean(), points.std(ddof=0)) == (pytest.approx(0, abs=1e-9), pytest.approx(1))
    assert points["USA"] == points.max()
    verdicts = pd.read_csv(tmp_path / "coaction.csv").set_index(["state_a", "state_b"])["verdict"]
    assert verdicts["CHN", "RUS"] == "together"
    assert "together" not in (verdicts["CHN", "IND"], verdicts["IND", "RUS"])
    marks = pd.read_csv(tmp_path / "checked.csv")["mark"].tolist()
    assert marks[::2] == ["on record", "no claim"]
    assert ElementTree.parse(tmp_path / "iran.svg").getroot().tag.endswith("svg")

"""The panel: equal to the page, NA where nothing was searched, and light enough for all pairs at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import comity
from comity.errors import QuestionError
from comity.faces.tidy.dyad_series import CLASSES, share
from comity.faces.tidy.dyads import codebook
from comity.lake.store import Lake
from comity.watch.questions import panel as flows
from sources.tie_layouts import SIPRI

ROOT = Path(__file__).resolve().parents[2]
ACTS = [*CLASSES, "joint_deeds", "joint_against_third"]


@pytest.fixture(scope="module")
def lake(empty_lake: Callable[[], Path]) -> Path:
    return empty_lake()


@pytest.fixture(scope="module")
def watch(lake: Path) -> comity.Watch:
    return comity.Watch("CHN", "RUS", lake=lake)


def test_its_sums_are_those_of_the_page(watch: comity.Watch, lake: Path) -> None:
    year = comity.panel("CHN-RUS", lake=lake).to_pandas().set_index("year")
    account = watch.account()
    assert year[list(CLASSES)].sum().to_dict() == {
        column: Counter(a.act_class for a in account.acts)[c] for column, c in CLASSES.items()
    }
    series = {s.id: s for s in watch.answers.complete_series()}
    for y, both, texts in series["council-both"].by_year:
        assert (year["unsc_both"][y], year["unsc_texts"][y]) == (both, texts)
    for y, n, _ in series["vetoes"].by_year:
        assert year["vetoes_both"][y] == n
    for y, kappa in watch.inquiry.assembly.by_year("CHN", "RUS").items():  # type: ignore[union-attr]
        assert year["unga_kappa"][y] == pytest.approx(kappa)
    vetoes = {n.name: n.value for n in account.alone[0].numbers[:3]}
    assert year["vetoes_both"].loc[1992:].sum() == vetoes["together"]
    assert year["vetoes_only_a"].loc[1992:].sum() == vetoes["without"]


def test_a_place_has_the_counts_of_its_account(watch: comity.Watch, lake: Path) -> None:
    row = next(r for r in watch.account().rows if r.hotspot == "iran")
    month = comity.panel("China and Russia", "month", place="iran", lake=lake).to_pandas()
    present = month[month["year"] >= 2020]
    assert (present["joint"].sum(), present["same_side"].sum()) == (row.joint, row.same_side)
    assert present["trade"].isna().all()


def test_acts_and_votes_give_the_numbers_of_the_page(watch: comity.Watch, lake: Path) -> None:
    """The worked example, as anybody runs it, against the sentences of the account."""
    out = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "first_page.py")],
        env={**os.environ, "COMITY_LAKE": str(lake)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    account = watch.account()
    said = " ".join(s.text for s in account.sentences())
    for pattern, shown in (
        (r"neither voted for (\d+) of \d+ adopted texts", "{} of "),
        (r"only (\d+) of all \d+ ever did", "Only {} pairs ever did so"),
    ):
        numbers = re.findall(pattern, out)
        assert numbers
        assert all(shown.format(n) in said for n in numbers)
    together, lone, other = re.findall(r"vetoes (\d+) together, (\d+) by .*, (\d+) by", out)[0]
    assert f"{together} together, {lone} by China without Russia, {other} by Russia without China" in said
    assert f"{len(account.acts)} acts" in out
    assert re.search(r"acts; (\d+) rest", out)[1] in said  # type: ignore[index]
    for row in account.rows:
        counts = {"joint": row.joint, "same side": row.same_side, "steps back": row.steps_back}
        told_row = re.search(rf"^{row.hotspot} (.*)$", out, re.M)[1]  # type: ignore[index]
        assert {k: n for k, n in counts.items() if n}.items() <= eval(told_row).items()


def test_all_pairs_take_ten_seconds_and_half_a_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "panel.parquet"
    script = f"""
import time
from pathlib import Path
from comity.faces.cli import cli
try: cli(["export", "--panel", {str(path)!r}, "--lake", {str(tmp_path / "lake")!r}])
except SystemExit: pass
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]  # getrusage counts the parent
print(time.process_time(), int(peak) / 1024)
"""
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    seconds, megabytes = map(float, out.split("\n")[-2].split())
    assert seconds <= 10, out
    assert megabytes <= 500, out
    table = pq.read_table(path).to_pandas()
    assert list(table.columns) == [c for c in codebook() if c != "month"]
    assert pd.read_csv(f"{path}.codebook.csv")["column"].tolist() == list(table.columns)
    assert not table.duplicated(["state_a", "state_b", "year"]).any()
    searched = table["acts_covered"] > 0
    assert set(map(tuple, table.loc[searched, ["state_a", "state_b"]].to_numpy())) == {("CHN", "RUS")}
    assert table.loc[~searched, ACTS].isna().all().all()
    assert table.loc[searched, ACTS].notna().all().all()
    for name, column in (("unga", "unga_n"), ("unsc", "unsc_texts"), ("vetoes", "vetoes_both")):
        assert ((table[f"{name}_covered"] > 0) == table[column].notna()).all()
    assert (table["unga_rank"].dropna() <= table["unga_of"].dropna()).all()
    germany = table[(table["state_a"] == "DEU") & (table["state_b"] == "FRA")].set_index("year")
    assert (germany["cow_a"][1980], germany["cow_a"][2000], germany["gw_a"][2000]) == (260, 255, 260)


def test_arms_are_those_that_the_watch_counts(tmp_path: Path) -> None:
    (tmp_path / "arms.csv").write_bytes(SIPRI)
    lake = tmp_path / "lake"
    Lake(lake).add([tmp_path / "arms.csv"])
    view = comity.Watch("CHN", "RUS", lake=lake).view
    table = comity.panel(["FRA-DEU", ("China", "Russia")], lake=lake).to_pandas().set_index("year")
    pairs, years = [("CHN", "RUS"), ("DEU", "FRA")], sorted(set(table.index))
    values, _ = flows.flow(view, pairs, years, "arms-tiv")
    assert np.nansum(values) == 6.5
    for (a, _), expected in zip(pairs, values, strict=True):
        np.testing.assert_allclose(table.loc[table["state_a"] == a, "arms"], expected)


def test_a_share_counts_every_day_once() -> None:
    june = [(date(2020, 6, 1), date(2020, 6, 20)), (date(2020, 6, 11), date(2020, 7, 9))]
    assert share(june, date(2020, 6, 1), date(2020, 6, 30)) == 1
    assert share(june, date(2020, 7, 1), date(2020, 7, 30)) == 0.3
    assert share([], date(2020, 7, 1), date(2020, 7, 30)) == 0


def test_it_says_what_is_wrong(lake: Path) -> None:
    with pytest.raises(QuestionError, match="by year or month"):
        comity.panel("CHN-RUS", by="week", lake=lake)
    with pytest.raises(QuestionError, match="Nobody searched for the acts of DEU-FRA"):
        comity.panel("FRA-DEU", place="iran", lake=lake)
    with pytest.raises(QuestionError, match="write it as 2019-02-28"):
        comity.panel("CHN-RUS", as_of="last year", lake=lake)


def test_a_table_in_any_order_of_its_states_finds_its_rows_and_each_once(lake: Path) -> None:
    """Both orders hold the same; a pair of numbers and a year is one row, in the year of a succession too."""
    pairs = [("RUS", "USA"), ("SUN", "USA"), ("SCG", "USA"), ("SRB", "USA"), ("CHN", "RUS")]
    both = comity.panel(pairs, directed=True, lake=lake).to_pandas()
    numbered = both.dropna(subset=["cow_a", "cow_b"])
    for codes in (["state_a", "state_b"], ["gw_a", "gw_b"], ["cow_a", "cow_b"]):
        assert not numbered.duplicated([*codes, "year"]).any()
    one, other = (both[both["state_a"] == s].set_index("year").loc[2014] for s in ("CHN", "RUS"))
    other = other[other["state_b"] == "CHN"].iloc[0]
    assert (one["unga_n"], one["cow_a"], one["unsc_only_a"]) == (other["unga_n"], 710, other["unsc_only_b"])
    assert (other["cow_a"], other["cow_b"], other["vetoes_only_a"]) == (365, 710, one["vetoes_only_b"])
    yours = pd.DataFrame({"a": [710, 365, 2], "b": [365, 710, 365], "year": [2014, 2015, 1991]})
    mine = yours.merge(numbered, "left", left_on=["a", "b", "year"], right_on=["cow_a", "cow_b", "year"])
    assert (len(mine), mine["unga_n"].notna().all()) == (3, True)

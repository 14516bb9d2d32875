"""``comity base`` on the page and for programs, from what the package ships alone."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from comity.errors import QuestionError
from comity.faces.cli import cli


def run(tmp_path, *args):
    return CliRunner().invoke(cli, ["base", *args, "--lake", str(tmp_path / "none")], env={"COLUMNS": "79"})


def test_the_page_fits_and_draws_what_is_not_covered(tmp_path):
    out = run(tmp_path, "CHN-RUS", "--until", "2030", "--format", "text").output
    assert all(len(line) <= 79 for line in out.splitlines())
    assert "bodies both belong to" in out
    assert "░" in out


def test_rows_leave_the_unknown_blank(tmp_path):
    out = run(tmp_path, "CHN-RUS", "--since", "2000", "--until", "2030", "--format", "csv").output
    rows = [r for r in csv.DictReader(io.StringIO(out)) if r["source"] == "memberships"]
    by_year = {r["year"]: (r["value"], r["covered"]) for r in rows}
    assert by_year["2002"] == ("1.0", "True")  # SCO alone
    assert by_year["2016"] == ("4.0", "True")  # SCO, BRICS, NDB, AIIB
    assert by_year["2030"] == ("", "False")


def test_json_carries_findings_with_their_records(tmp_path):
    said = json.loads(run(tmp_path, "CHN-RUS", "--format", "json").output)
    assert said["pair"] == "CHN-RUS"
    assert all(f["n"] == f["records_total"] and f["method"] for f in said["findings"])


def test_a_group_of_three_is_refused(tmp_path):
    with pytest.raises(QuestionError, match="one pair"):
        CliRunner().invoke(cli, ["base", "CHN-IRN-RUS"], catch_exceptions=False)


def test_the_stretch_that_a_source_covers_is_told(tmp_path):
    out = run(tmp_path, "CHN-RUS", "--since", "1995", "--until", "2030", "--format", "text").output
    (edges,) = [line for line in out.splitlines() if line.strip().startswith("memberships,")]
    assert edges.endswith("covered 2001–2025")


def test_a_year_whose_edition_was_not_out_is_unknown(tmp_path):
    def bodies(*more):
        out = run(tmp_path, "CHN-RUS", "--since", "2000", *more, "--format", "csv").output
        rows = [r for r in csv.DictReader(io.StringIO(out)) if r["source"] == "memberships"]
        return {r["year"]: r["value"] for r in rows}

    then, now = bodies("--as-of", "2008", "--until", "2016"), bodies("--until", "2016")
    assert (then["2002"], then["2016"]) == ("1.0", "")
    assert (now["2002"], now["2016"]) == ("1.0", "4.0")
    assert max(bodies("--as-of", "2008")) == "2008", "up to the day looked from, unless told"


@pytest.mark.parametrize("years", [("--since", "2010", "--until", "2000"), ("--since", "1700")])
def test_years_out_of_order_or_of_range_are_refused(tmp_path, years):
    with pytest.raises(QuestionError, match="in their order"):
        CliRunner().invoke(cli, ["base", "CHN-RUS", *years, "--lake", str(tmp_path)], catch_exceptions=False)

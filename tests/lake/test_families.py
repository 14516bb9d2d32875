"""Members of a family of sources are joined, and a fact that several of them tell is counted once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.lake.query.event_counts import cells, covered_bins, dyads
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.sources import families
from comity.sources.events.icews import COLUMNS
from comity.vocabulary import hotspots


def _daily(number: int, actor: str, code: str, target: str) -> str:
    row = dict.fromkeys(COLUMNS, "") | {
        "Event ID": str(number),
        "Event Date": "2018-01-01",
        "Source Name": actor,
        "Source Country": actor.replace("Russia", "Russian Federation"),
        "CAMEO Code": code,
        "Intensity": "1.0",
        "Target Name": target,
        "Target Country": target.replace("Russia", "Russian Federation"),
        "Story ID": "7",
        "Sentence Number": "1",
    }
    return "\t".join(row.values())


@pytest.fixture
def view(tmp_path: Path) -> View:
    """One visit, told by both directions in both forms; a statement in both; a demand in the graph alone."""
    folder = tmp_path / "files"
    folder.mkdir()
    visit = [_daily(1, "China", "042", "Russia"), _daily(2, "Russia", "043", "China")]
    daily = [*visit, _daily(3, "China", "010", "Iran")]
    filler = [_daily(n, "France", "010", "Germany") for n in range(10, 600)]
    (folder / "20180101-icews-events.tab").write_text("\n".join(["\t".join(COLUMNS), *daily, *filler]) + "\n")
    names = ("China", "Russia", "Iran", "France", "Germany")
    (folder / "entity2id.txt").write_text("".join(f"{n}\t{i}\n" for i, n in enumerate(names)))
    texts = ("Make a visit", "Host a visit", "Make statement", "Demand")
    (folder / "relation2id.txt").write_text("".join(f"{n}\t{i}\n" for i, n in enumerate(texts)))
    (folder / "graph.yaml").write_text("origin: 2018-01-01\nunit: days\n")
    (folder / "train.txt").write_text("0\t0\t1\t0\n1\t1\t0\t0\n0\t2\t2\t0\n1\t3\t2\t0\n")
    (folder / "valid.txt").write_text("0\t2\t2\t1\n")
    (folder / "test.txt").write_text("1\t2\t2\t1\n")
    lake = Lake.open(tmp_path / "lake")
    lake.add([folder])
    return lake.view()


def test_a_fact_of_two_members_is_counted_once(view):
    def counted(source: str | None) -> dict[tuple[str, int], int]:
        rows = cells(view, [hotspots.get("iran")], "day", source=source).to_pylist()
        return {(r["state"], r["bin_start"].day): r["n"] for r in rows}

    assert counted("icews") == {("CHN", 1): 1}
    assert counted("icews_kg") == {("CHN", 1): 1, ("RUS", 1): 1, ("CHN", 2): 1, ("RUS", 2): 1}
    assert counted("ICEWS") == {("CHN", 1): 1, ("RUS", 1): 1, ("CHN", 2): 1, ("RUS", 2): 1}


def test_a_visit_and_its_hosting_are_one_act_between_the_two(view):
    def between(source: str) -> int:
        rows = dyads(view, "day", source=source).to_pylist()
        return sum(r["n"] for r in rows if (r["a"], r["b"]) == ("CHN", "RUS"))

    assert (between("icews"), between("icews_kg"), between("ICEWS")) == (1, 1, 1)


def test_a_day_is_in_sight_where_any_member_sees_it(view):
    seen = {
        s: covered_bins(view.coverage(), ["CHN"], "day", source=s) for s in ("icews", "icews_kg", "ICEWS")
    }
    assert seen["icews"] == [date(2018, 1, 1)]
    assert seen["ICEWS"] == seen["icews_kg"] == [date(2018, 1, 1), date(2018, 1, 2)]


def test_families_are_named_by_their_members_cards():
    assert families.members("ICEWS") == ("icews", "icews_dyads", "icews_kg")
    assert families.members("gdelt2") == ("gdelt2",)
    assert (families.family("icews_kg"), families.family("gdelt2")) == ("ICEWS", "")

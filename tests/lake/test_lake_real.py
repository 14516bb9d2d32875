"""The real files beside the repository: every one accounted for, twice added once held."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pytest
from lake_toy import flip

from comity.errors import LakeDamagedError
from comity.lake.query import event_counts
from comity.lake.query.daily_counts import count_stream
from comity.lake.storage import verified
from comity.lake.store import Lake
from comity.records import bins
from comity.records.details import CoActionDetail
from comity.vocabulary import hotspots
from comity.watch.inquiry import Inquiry
from comity.watch.questions.timing import measure_counts

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def lake(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    out = Lake.open(tmp_path_factory.mktemp("real") / "lake")
    receipt = out.add([shared_data / "events" / "icews_weekly", shared_data / "events" / "gdelt2_raw"])
    assert receipt.balances
    assert receipt.of("added")
    assert not receipt.of("damaged")
    return out


def test_adding_again_adds_nothing(lake: Lake, shared_data: Path) -> None:
    before = lake.view().fingerprint()
    receipt = lake.add([shared_data / "events" / "icews_weekly"])
    assert not receipt.of("added")
    assert receipt.of("held")
    assert lake.view().fingerprint() == before


def test_every_record_stands_once_and_none_is_lost(lake: Lake) -> None:
    for source, rows in lake.status().records["events"].items():
        ids = lake.view().table("events", ["record_id"], source)["record_id"]
        assert len(ids) == pc.count_distinct(ids).as_py() <= rows
    assert lake.check(deep=True).damage == ()


def test_nothing_is_seen_before_it_was_known(lake: Lake) -> None:
    day = date(2018, 12, 31)
    early = lake.view(day)
    assert 0 < early.table("events").num_rows < lake.view().table("events").num_rows
    assert pc.max(early.table("events", ["known_on"])["known_on"]).as_py() <= day
    assert all(c.last <= day for c in early.coverage())


def test_cells_of_the_real_weeks_agree_with_a_count_in_python(lake: Lake) -> None:
    view, spot = lake.view(), hotspots.get("syria")
    got = event_counts.cells(view, [spot], "week", source="icews").to_pylist()
    toward = [
        e
        for e in view.table("events", source="icews").to_pylist()
        if e["actor"] and e["actor_is_state"] and (e["target"] in spot.states or e["geo_state"] in spot.geo)
    ]
    acts = {(e["actor"], e["target"], e["code"], e["quad"], e["event_date"]) for e in toward}
    want = Counter((a, bins.start(day, "week"), quad) for a, _, _, quad, day in acts)
    assert {(c["state"], c["bin_start"], c["quad"]): c["n"] for c in got} == want
    assert len(toward) > want.total() > 100  # the fold does something here


def test_counts_of_the_real_weeks_give_the_same_timing(lake: Lake, tmp_path: Path) -> None:
    data = count_stream(lake.view(), "icews_counts")
    assert data is not None
    assert len(data) < 1 << 20
    (tmp_path / "counts.parquet").write_bytes(data)
    alone = Lake.open(tmp_path / "lake")
    assert not alone.add([tmp_path / "counts.parquet"]).gaps
    for pair in (
        ("CHN", "RUS"),
        ("DEU", "FRA"),
        ("GBR", "USA"),
        ("IND", "RUS"),
        ("RUS", "TUR"),
        ("CHN", "PAK"),
    ):
        said = []
        for root, stream in ((lake.root, "icews"), (alone.root, "icews_counts")):
            found, pooled = measure_counts(Inquiry.of(*pair, lake=root, sources=[stream]).counts, pair)
            every = [*(f for of_place in found.values() for f in of_place), *pooled]
            said.append([(f.kind, f.subject.place, f.value, f.n, f.interval, f.detail) for f in every])
        assert said[0] == said[1]
        assert any(isinstance(detail, CoActionDetail) for *_, detail in said[0])


@pytest.mark.slow
def test_of_200_bits_flipped_after_a_first_use_none_is_read_as_true(lake: Lake) -> None:
    """The times of each file are set back, as a program may; the files are old enough to be trusted."""
    dice = random.Random(11)
    sql = "SELECT source, quad, count(*) AS n, max(event_date) AS last FROM events GROUP BY ALL ORDER BY ALL"
    before = lake.view().run(sql)
    time.sleep(verified.COARSE + 0.1)
    assert lake.view().run(sql).equals(before)
    paths = [*lake.root.glob("events/*/*/*.parquet"), *lake.root.glob("manifest/*")]
    weights = [p.stat().st_size for p in paths]
    for path in dice.choices(paths, weights, k=200):
        bit = dice.randrange(path.stat().st_size * 8)
        flip(path, bit)
        with pytest.raises(LakeDamagedError, match=path.name):
            lake.view().run(sql)
        flip(path, bit)
    assert lake.view().run(sql).equals(before)

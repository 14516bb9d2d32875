"""Counts of an event stream say what the stream says, without an event, a name or a text."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from comity.lake.query.daily_counts import count_stream
from comity.lake.query.event_counts import cells, dyads
from comity.lake.query.view import View, covered_bins
from comity.lake.store import Lake
from comity.sources.events import daily_counts
from comity.sources.events.icews import COLUMNS
from comity.vocabulary import hotspots
from comity.watch.event_streams import places
from comity.watch.inquiry import Inquiry
from comity.watch.questions.timing import measure_counts

NAMES = ("China", "Russia", "Iran", "Ukraine", "Syria", "France", "India", "Germany")
CODES = ("010", "042", "043", "057", "112", "190")
FIRST, DAYS = date(2018, 1, 1), 24
STREAM, COUNTS = "icews", "icews_counts"


def _line(dice: random.Random, number: int, day: date) -> str:
    actor, target, place = (dice.choice(NAMES) for _ in range(3))
    row = dict.fromkeys(COLUMNS, "") | {
        "Event ID": str(number),
        "Event Date": day.isoformat(),
        "Source Name": actor,
        "Source Country": actor.replace("Russia", "Russian Federation"),
        "CAMEO Code": dice.choice(CODES),
        "Intensity": "1.0",
        "Target Name": target,
        "Target Sectors": dice.choice(("", "Business")),
        "Target Country": dice.choice((target.replace("Russia", "Russian Federation"), "")),
        "Story ID": str(dice.randrange(60)),
        "Sentence Number": "1",
        "Country": dice.choice(("", place.replace("Russia", "Russian Federation"))),
    }
    return "\t".join(row.values())


def _files(folder: Path) -> Path:
    """Write files of days that tell some acts several times, and some in both directions."""
    dice = random.Random(7)
    folder.mkdir()
    for k in range(DAYS):
        day = FIRST + timedelta(days=k)
        rows = [_line(dice, 1000 * k + n, day) for n in range(510)]
        text = "\n".join(["\t".join(COLUMNS), *rows]) + "\n"
        (folder / f"{day:%Y%m%d}-icews-events.tab").write_text(text)
    return folder


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    base = tmp_path_factory.mktemp("full")
    lake = Lake.open(base / "lake")
    lake.add([_files(base / "files")])
    return lake


@pytest.fixture(scope="module")
def counts(full: Lake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = count_stream(full.view(), COUNTS)
    assert data is not None
    path = tmp_path_factory.mktemp("counts") / "counts.parquet"
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def alone(counts: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake.open(tmp_path_factory.mktemp("alone") / "lake")
    assert not lake.add([counts]).gaps
    return lake


def of(lake: Lake, as_of: date | None = None) -> tuple[View, str]:
    view = lake.view(as_of)
    stream = STREAM if any(f.source == "icews" for f in view.files.values()) else COUNTS
    return view, stream


@pytest.mark.parametrize("width", ["day", "week", "month"])
def test_cells_and_pairs_are_those_of_the_stream(full, alone, width):
    (one, stream), (other, source) = of(full), of(alone)
    expected = cells(one, places(), width, source=stream)
    assert expected.num_rows
    assert cells(other, places(), width, source=source).equals(expected)
    between = dyads(one, width, source=stream)
    assert between.num_rows
    assert dyads(other, width, source=source).equals(between)


def test_they_see_the_days_that_the_stream_saw_and_no_others(full, alone):
    one, other = (
        covered_bins(lake.view().coverage(), ["CHN", "RUS"], "day", source=source)
        for lake, source in ((full, STREAM), (alone, COUNTS))
    )
    assert one == other
    assert len(one) == DAYS


def test_as_of_a_day_they_show_what_could_be_known_on_it(full, alone):
    day = FIRST + timedelta(days=9)
    (one, stream), (other, source) = of(full, day), of(alone, day)
    expected = cells(one, places(), "day", source=stream)
    assert max(expected["bin_start"].to_pylist()) == day
    assert cells(other, places(), "day", source=source).equals(expected)


@pytest.mark.parametrize("pair", [("CHN", "RUS"), ("DEU", "FRA"), ("CHN", "IND")])
def test_timing_says_the_same_of_any_pair(full, alone, pair):
    said = []
    for lake, stream in ((full, STREAM), (alone, COUNTS)):
        found = measure_counts(Inquiry.of(*pair, lake=lake.root).counts, pair)[0]["ukraine"]
        said.append([(f.value, f.n, f.interval, f.detail) for f in found if f.subject.stream == stream])
    assert said[0] == said[1]
    assert said[0][0][1], "days were compared"


def test_no_event_no_name_and_no_text_is_in_the_file(counts):
    table = pq.read_table(counts)
    assert table.column_names == daily_counts.SCHEMA.names
    words = {
        w
        for c in table.itercolumns()
        if str(c.type) == "string"
        for v in c.unique().to_pylist()
        if v
        for w in v.split()
    }
    assert not words & set(NAMES)
    assert not any(w.isdigit() and len(w) > 2 for w in words), (
        "no whole code and no number of an event or story"
    )


def test_the_file_says_what_was_counted_and_under_which_terms(counts, full):
    about = json.loads(pq.read_schema(counts).metadata[daily_counts.ABOUT])
    assert about["counted"] == ["icews"]
    assert about["files"] == sum("events" in f.records for f in full.view().files.values())
    assert len(about["files_sha256"]) == 64
    assert "research and educational purposes" in about["terms"]
    assert count_stream(full.view(), COUNTS) == counts.read_bytes(), "same data, same bytes"


def test_what_the_lake_holds_itself_is_not_counted_twice(full, counts, tmp_path):
    lake = Lake.open(tmp_path / "lake")
    lake.add([counts])
    assert {f.source for f in lake.view().files.values()} == {COUNTS}
    folder = full.root.parent / "files"
    lake.add([folder / f"{FIRST:%Y%m%d}-icews-events.tab"])
    assert {f.source for f in lake.view().files.values()} == {"icews"}
    spots = [hotspots.get("ukraine")]
    both, one = lake.view(), Lake.open(tmp_path / "one")
    one.add([folder / f"{FIRST:%Y%m%d}-icews-events.tab"])
    assert cells(both, spots, "day").equals(cells(one.view(), spots, "day"))
    assert count_stream(full.view(), "polecat_counts") is None


def test_a_file_that_lost_a_byte_is_refused_whole(counts, tmp_path):
    data = bytearray(counts.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path = tmp_path / "hurt.parquet"
    path.write_bytes(data)
    (line,) = Lake.open(tmp_path / "lake").add([path]).lines
    assert line.status == "damaged"
    assert "make it anew" in line.reason

"""What the package ships as Parquet: whole, licensed, and off where a lake has its own."""

from __future__ import annotations

import importlib.util
import json
import random
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from comity.errors import LakeDamagedError
from comity.lake.query.view import View
from comity.lake.storage import packaged, prepared
from comity.lake.store import Lake
from comity.records.schemas import digest_file
from comity.sources import registry
from comity.watch import Watch
from comity.watch.account import sure
from comity.watch.account.pair import describe_pair

NEWS = "current_events"
MOST_BYTES = 6 << 20
COUNCIL = "date\tsymbol\tyes\tno\tabstain\tnot_yes\tmembers\tsubjects\tnote\n"
TEXT = (
    "1992-01-06\tS/RES/726(1992)\t15\t0\t0\t\t"
    "AUT BEL CHN CPV ECU FRA GBR HUN IND JPN MAR RUS USA VEN ZWE\tTERRITORIES\t\n"
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return Lake(tmp_path_factory.mktemp("packaged") / "none").view(packaged=True)


def test_every_file_is_what_the_manifest_says_and_every_source_has_a_licence() -> None:
    data = json.loads((packaged.FOLDER / packaged.MANIFEST).read_text("utf-8"))
    assert {p["path"] for p in data["parts"]} == {p.name for p in packaged.FOLDER.glob("*.parquet")}
    for p in data["parts"]:
        assert digest_file(packaged.FOLDER / p["path"]) == p["sha256"]
        ids = pq.read_table(packaged.FOLDER / p["path"], columns=["record_id"])["record_id"]
        assert len(pc.unique(ids)) == p["rows"], "a record stands twice"
    assert sum(p["size"] for p in data["parts"]) < MOST_BYTES
    readme = (packaged.FOLDER / "README.md").read_text("utf-8")
    for f in data["files"]:
        assert len(f["sha256"]) == 64
        assert f"| {f['source']} |" in readme
        assert registry.get(f["source"]).card.licence


def test_tables_made_ready_are_what_is_computed_now(tmp_path: Path) -> None:
    path = Path(__file__).parents[2] / "tools" / "embed.py"
    spec = importlib.util.spec_from_file_location("embed", path)
    assert spec
    assert spec.loader
    embed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(embed)
    embed.prepare(tmp_path)
    made, shipped = ({p.name: p.read_bytes() for p in f.iterdir()} for f in (tmp_path, prepared.FOLDER))
    stale = sorted(n for n in made.keys() | shipped.keys() if made.get(n) != shipped.get(n))
    assert not stale, "run python tools/embed.py --prepared"


def test_a_table_made_of_other_records_or_damaged_or_beside_own_words_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pa.table({"a": [1, 2]})
    prepared.write("some", "these records", table, tmp_path)
    assert prepared.read("some", "these records", tmp_path).equals(table)
    assert prepared.read("some", "other records", tmp_path) is None
    assert prepared.read("none", "these records", tmp_path) is None
    monkeypatch.setattr(prepared, "own_files", lambda _: [tmp_path / "hotspots" / "own.yaml"])
    assert prepared.read("some", "these records", tmp_path) is None
    monkeypatch.undo()
    file = tmp_path / "some.arrow"
    file.write_bytes(file.read_bytes()[:-1])
    assert prepared.read("some", "these records", tmp_path) is None


def test_a_manifest_that_is_not_what_was_shipped_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, dice = (packaged.FOLDER / packaged.MANIFEST).read_bytes(), random.Random(35)
    monkeypatch.setattr(packaged, "FOLDER", tmp_path)
    damaged = [whole[: dice.randrange(len(whole) - 1)] for _ in range(8)]
    for bit in dice.sample(range(len(whole) * 8), 40):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        damaged.append(bytes(data))
    for data in (*damaged, b"[]", b"{}"):
        (tmp_path / packaged.MANIFEST).write_bytes(data)
        packaged.commit.cache_clear()
        with pytest.raises(LakeDamagedError, match=r"not what was shipped: install comity again\.$"):
            packaged.commit()
    (tmp_path / packaged.MANIFEST).write_bytes(whole)
    assert packaged.commit().parts


def test_votes_are_those_that_were_cast(view: View) -> None:
    """Counts of the publishers; Russia abstained on S/RES/1022, where the Library's table has it wrong."""
    vetoes = view.table("ballots", source="unsc_vetoes_csv")
    assert Counter(vetoes["state"].to_pylist())["SUN"] == 90
    council = view.table("ballots", source="unsc_member_votes")
    cast = council.filter(pc.equal(council["roll_call_id"], "UNSC:S/RES/1022"))
    assert dict(zip(cast["state"].to_pylist(), cast["choice"].to_pylist(), strict=True))["RUS"] == "abstain"
    assert view.table("ballots", ["record_id"], source="unga_unvotes").num_rows == 870_109
    assert len(pc.unique(view.table("roll_calls", source="unga_unvotes")["roll_call_id"])) == 6_203


def test_what_cannot_be_decoded_is_not_shipped(view: View) -> None:
    calls = set(view.table("roll_calls", source="unga_unproject")["roll_call_id"].to_pylist())
    assert not calls & set(view.table("roll_calls", source="unga_unvotes")["roll_call_id"].to_pylist())
    ballots = view.table("ballots", source="unga_unproject")
    assert set(ballots["roll_call_id"].to_pylist()) == calls
    base = ballots.filter(pc.equal(ballots["state"], "CHN"))
    assert set(base["choice"].to_pylist()) <= {"yes", "no"}
    assert base.num_rows == len(calls)


def test_nothing_is_known_before_its_day(tmp_path: Path) -> None:
    then = Lake(tmp_path / "none").view(date(1995, 6, 30), packaged=True)
    for table in ("ballots", "roll_calls", "acts", "documents"):
        assert not then.table(table).num_rows or max(then.table(table)["known_on"].to_pylist()) <= date(
            1995, 6, 30
        )


def test_a_source_is_off_as_soon_as_the_lake_has_its_own(tmp_path: Path, view: View) -> None:
    table = tmp_path / "council.tsv"
    table.write_text(COUNCIL + TEXT, "utf-8")
    lake = Lake(tmp_path / "lake")
    before = lake.view(packaged=True).fingerprint()
    lake.add(table)
    own = lake.view(packaged=True)
    assert own.table("roll_calls", source="unsc_member_votes").num_rows == 1
    assert own.table("ballots", ["record_id"], source="unga_unvotes").num_rows == 870_109
    assert own.fingerprint() != before == view.fingerprint()
    assert lake.view().table("ballots", source="unga_unvotes").num_rows == 0


def test_a_damaged_file_of_the_package_says_to_install_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packaged, "FOLDER", tmp_path)
    with pytest.raises(LakeDamagedError, match=r"is missing: install comity again"):
        Lake(tmp_path / "none").view(packaged=True)


def test_news_acts_point_to_their_sentence_and_say_whose_words_they_are(view: View) -> None:
    texts = {r["document_id"]: r for r in view.table("documents", source=NEWS).to_pylist()}
    acts = view.unreviewed_acts().to_pylist()
    assert len(acts) > 5_000
    assert {a["source"] for a in acts} == {NEWS}
    for a in acts:
        text = texts[a["document_id"]]["text"]
        assert 0 <= a["span_start"] < a["span_end"] <= len(text)
        (citation,) = a["citations"]
        assert "CC BY-SA 4.0" in citation["title"]
        assert citation["url"].startswith("https://en.wikipedia.org/wiki/Portal:Current_events/")
    assert {a["document_id"] for a in acts} == set(texts)


def test_news_enters_no_count_of_the_record(view: View, tmp_path: Path) -> None:
    assert NEWS not in set(view.recorded_acts()["source"].to_pylist())
    assert not [c for c in view.coverage() if c.source == NEWS and c.table == "acts"]
    watch = Watch("DEU", "FRA", lake=tmp_path / "none")
    told = describe_pair(watch.only("record").answers)
    read = (sure.NEWS, "lead together", "lead against")
    behind = {r for s in told.sentences() if s.kind not in read for r in s.records}
    assert not [r for r in behind if r.startswith(f"{NEWS}:")]
    (news,) = [s for s in told.sure if s.kind == sure.NEWS]
    assert news.records
    assert all(r.startswith(f"{NEWS}:") for r in news.records)
    lines = [x for x in watch.why("bilateral") if x.source == NEWS]
    assert lines
    assert {x.kind for x in lines} == {"lead"}


@pytest.mark.real
def test_the_council_tables_are_those_published(shared_data: Path, tmp_path: Path, view: View) -> None:
    lake = Lake(tmp_path / "lake")
    lake.add(shared_data / "votes" / "unsc_vetoes_yordan_1946_2022.csv")
    for table in ("ballots", "roll_calls"):
        assert lake.view().table(table).equals(view.table(table, source="unsc_vetoes_csv"))

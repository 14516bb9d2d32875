"""A lake, its reviews and its book of alerts, written by the first build, open with the same values.

``data/lake_of_0_1.tar.xz`` was written by the commit before findings had a kind: three made-up reports were
added, Ada rejected the veto and accepted the exercise, and four alerts were written to the book.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from comity.lake.storage import chain
from comity.lake.store import Lake
from comity.parts.follow.alerts.book import Book
from comity.records.kinds import Kind
from comity.watch import Watch

ARCHIVE = Path(__file__).parent / "data" / "lake_of_0_1.tar.xz"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path / "lake", filter="data")
    return tmp_path / "lake"


def reviewed(root: Path) -> tuple[dict[str, int], list[tuple[str, str]]]:
    watch = Watch("CHN", "RUS", lake=Lake.open(root), sources=["text"])
    together = {place: len(s.together) for place, s in watch.record.by_hotspot.items() if s.together}
    return together, [(line.kind, line.note) for line in watch.why("venezuela")]


WITH_REVIEWS = ({"bilateral": 1}, [("rejected", "rejected: reject by Ada on 2026-01-05 (no vote was held)")])
"""What the first build answered of this lake, less the one act that nobody reviewed: it is a lead now."""


def test_reviews_of_the_version_before_give_the_same_values_and_migrate_once_with_a_backup(
    root: Path, tmp_path: Path
) -> None:
    (record,) = (root / "manifest").glob("*.json")
    before = record.read_bytes()
    decisions = {p.name: p.read_bytes() for p in (root / "reviews").iterdir()}
    assert reviewed(root) == WITH_REVIEWS
    assert record.read_bytes() == before, "reading changes nothing"
    news = tmp_path / "more.jsonl"
    news.write_text(
        '{"id": "z", "date": "2021-01-01", "text": "France and Germany sign a treaty."}\n', "utf-8"
    )
    assert Lake.open(root).add([news]).balances
    assert chain.read(root).head is not None
    (backup,) = (root / "backup").rglob(record.name)
    assert backup.read_bytes() == before
    assert {p.name: p.read_bytes() for p in (root / "reviews").iterdir()} == decisions
    assert reviewed(root) == WITH_REVIEWS
    after = record.read_bytes()
    again = tmp_path / "again.jsonl"
    again.write_text('{"id": "y", "date": "2021-01-02", "text": "Japan and India sign a treaty."}\n', "utf-8")
    assert Lake.open(root).add([again]).balances
    assert record.read_bytes() == after
    assert len(list((root / "backup").rglob(record.name))) == 1, "chained once"


def test_alerts_of_the_version_before_have_their_kind_subject_and_detail(root: Path) -> None:
    kinds = {e.alert.form: e.alert.why for e in Book(root).entries.values()}
    assert {form: why.kind for form, why in kinds.items()} == {
        "": Kind.UNUSUAL_WEEK,
        "joint-initiative": Kind.FALSE_ACT,
        "joint-veto": Kind.LIKE_VETOES,
        "joint-exercise": Kind.FALSE_ACT,
    }
    assert kinds[""].subject.stream == "icews"
    assert kinds["joint-veto"].subject.place == "africa"
    assert (kinds["joint-veto"].detail.pairs, kinds["joint-exercise"].detail.coded) == (9, True)

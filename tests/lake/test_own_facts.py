"""Facts of a user's own: kept, undone, merged, and nothing lost whatever is killed, torn or newer."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lake_toy import flip

from comity.errors import ComityError, LakeBusyError, LakeDamagedError, QuestionError
from comity.lake import own_facts
from comity.lake.own_facts import KEEP, REJECT, SAME, SEARCHED, UNDO
from comity.lake.storage import disk, proof
from comity.lake.store import Lake
from comity.sources.curated import chronicle
from killed_at import command

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
CHILD = """
import sys
from pathlib import Path
from comity.lake import own_facts
for n in range(int(sys.argv[3])):
    own_facts.write(Path(sys.argv[1]), sys.argv[2], "searched", pair="CHN-RUS", place=f"{sys.argv[2]}-{n}")
    print(n, flush=True)
"""


SHORT = {"version": 1, "kind": "keep", "by": "A", "at": "2026-12-01"}
"""A change that lacks what it needs."""


def fact(name: str = "one", **other: Any) -> dict[str, Any]:
    """A fact of China and Russia."""
    return {
        "id": f"own-{name}",
        "date": "2026-06-11",
        "kind": "event",
        "occurrence": f"own-{name}",
        "actors": ["CHN", "RUS"],
        "targets": [],
        "hotspot": "bilateral",
        "domain": "diplomatic",
        "form": "consultation",
        "toward_third": "none",
        "summary": f"China and Russia held talks on matter {name}.",
        "sources": [{"title": "Talks", "url": "https://www.reuters.com/talks", "published": "2026-06-11"}],
        **other,
    }


def item(key: str) -> dict[str, str]:
    return {"key": key, "title": "Talks"}


def keep(root: Path, name: str = "one", by: str = "Ada", **other: Any) -> own_facts.FactChange:
    return own_facts.write(root, by, KEEP, NOON, fact=fact(name), item=item(name), **other)


def test_a_fact_kept_is_on_record_from_that_day_and_gone_when_undone(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    before = [lake.view(packaged=True).fingerprint()]
    made = []
    for name in ("one", "two", "three"):
        made.append(keep(lake.root, name))
        before.append(lake.view(packaged=True).fingerprint())
    assert len(set(before)) == 4
    acts = [a for a in lake.view(packaged=True).recorded_acts().to_pylist() if a["source"] == "own_acts"]
    assert {a["known_on"] for a in acts} == {date(2026, 12, 1)}
    assert not lake.view(date(2026, 11, 30)).recorded_acts().num_rows
    for change, then in zip(reversed(made), reversed(before[:-1]), strict=True):
        own_facts.write(lake.root, "Ada", UNDO, of=change.id)
        assert lake.view(packaged=True).fingerprint() == then
    undoing = own_facts.read(lake.root).changes[-1]
    own_facts.write(lake.root, "Ben", UNDO, of=undoing.id)
    assert [c.fact["id"] for c in own_facts.read(lake.root).standing] == ["own-one"], "an undoing undone"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"date": "2027"}, "outside"),
        ({"form": "flirtation"}, "not a form"),
        ({"sources": []}, "no source"),
        ({"sources": [{"title": "x", "url": "https://nobody.example/x"}]}, "outlets.yaml"),
        ({"short": "met"}, "must be given beside short"),
    ],
)
def test_what_would_be_no_fact_of_the_chronicle_is_none_of_ones_own(
    tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(QuestionError, match=says):
        own_facts.write(tmp_path, "Ada", KEEP, NOON, fact=fact(**change))
    with pytest.raises(QuestionError, match="needs a name"):
        own_facts.write(tmp_path, " ", KEEP, NOON, fact=fact())
    assert not own_facts.path_of(tmp_path).exists()


def test_an_item_is_dealt_with_once(tmp_path: Path) -> None:
    keep(tmp_path)
    for kind, more in ((KEEP, {"fact": fact("two")}), (REJECT, {"why": "no act"}), (SAME, {"record": "x:1"})):
        with pytest.raises(QuestionError, match="Ada dealt with this item"):
            own_facts.write(tmp_path, "Ben", kind, NOON, item=item("one"), **more)
    with pytest.raises(QuestionError, match="no change"):
        own_facts.write(tmp_path, "Ben", UNDO, of="nothing")


def test_a_kill_anywhere_leaves_what_was_there_or_all_of_it(tmp_path: Path) -> None:
    keep(tmp_path)
    path = own_facts.path_of(tmp_path)
    points = [*(f"system:{n}" for n in range(1, 9)), "fact to write:1", "fact written:1"]
    for point in points:
        before = path.read_bytes()
        ran = subprocess.run(
            command(point, "-c", CHILD, str(tmp_path), point, "1"), check=False, capture_output=True
        )
        after = path.read_bytes()
        assert after.startswith(before), point
        new = after[len(before) :].splitlines()
        assert len(new) <= 1
        assert all(json.loads(line) for line in new)
        assert ran.returncode in (0, -9), ran.stderr
        own_facts.write(tmp_path, "Ada", SEARCHED, pair="CHN-RUS", place=f"after {point}")
    assert [c.fact["id"] for c in own_facts.read(tmp_path).standing] == ["own-one"]


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    words = [command("", "-c", CHILD, str(tmp_path), by, "12") for by in ("Ada", "Ben")]
    running = [subprocess.Popen(w, stdout=subprocess.DEVNULL) for w in words]
    assert [p.wait(120) for p in running] == [0, 0]
    by = [c.by for c in own_facts.read(tmp_path).changes]
    assert (by.count("Ada"), by.count("Ben")) == (12, 12)


def test_who_holds_the_file_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_facts, "_PAUSE", 0)
    with disk.one_writer(tmp_path / "facts"), pytest.raises(LakeBusyError, match="pid"):
        keep(tmp_path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (proof.dump_sealed(SHORT)[:-9], "Line 2 .* is not what was written: delete that line"),
        (proof.dump_sealed(SHORT), "Line 2 .* is not what"),
        (b'["keep"]', "Line 2 .* is not what"),
        (b"\xff\xfe", "Line 2 .* is not what"),
        (proof.dump_sealed(SHORT | {"version": 2, "kind": "vow"}), "Line 2 .* by a newer comity"),
    ],
)
def test_a_line_that_cannot_be_read_is_one_sentence_and_stays(tmp_path: Path, line: bytes, says: str) -> None:
    keep(tmp_path)
    path = own_facts.path_of(tmp_path)
    path.write_bytes(path.read_bytes() + line + b"\n")
    before = path.read_bytes()
    for ask in (lambda: own_facts.read(tmp_path), lambda: keep(tmp_path, "two"), Lake.open(tmp_path).view):
        with pytest.raises(LakeDamagedError, match=says) as told:
            ask()
        assert str(told.value).count(". ") == 0
    assert path.read_bytes() == before


def test_no_flipped_bit_is_read_as_a_fact(tmp_path: Path) -> None:
    keep(tmp_path)
    keep(tmp_path, "two")
    path = own_facts.path_of(tmp_path)
    for bit in random.Random(35).sample(range(path.stat().st_size * 8), 60):
        flip(path, bit)
        with pytest.raises(LakeDamagedError, match="is not what was written"):
            own_facts.read(tmp_path)
        assert [d.kind for d in Lake.open(tmp_path).check().damage] == ["facts"]
        flip(path, bit)
    assert len(own_facts.read(tmp_path).standing) == 2


def test_a_last_line_without_its_end_is_read_and_written_behind(tmp_path: Path) -> None:
    keep(tmp_path)
    path = own_facts.path_of(tmp_path)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    keep(tmp_path, "two")
    assert len(own_facts.read(tmp_path).standing) == 2


def test_two_files_merge_without_loss_and_conflicts_are_shown(tmp_path: Path) -> None:
    ada, ben = tmp_path / "ada", tmp_path / "ben"
    keep(ada, "one")
    keep(ada, "two")
    keep(ben, "three", by="Ben")
    other = fact("one", summary="China and Russia held talks in Moscow.")
    own_facts.write(ben, "Ben", KEEP, NOON.replace(hour=13), fact=other, item=item("one"))
    own_facts.write(ben, "Ben", REJECT, NOON.replace(hour=14), item=item("two"), why="no act of a state")
    theirs = own_facts.path_of(ben).read_bytes()
    assert own_facts.merge(ada, theirs, "ben") == 3
    assert own_facts.merge(ada, theirs, "ben") == 0, "twice is once"
    assert own_facts.merge(ben, own_facts.path_of(ada).read_bytes(), "ada") == 2
    here, there = own_facts.read(ada), own_facts.read(ben)
    assert {c.id for c in here.changes} == {c.id for c in there.changes}
    assert sorted(c.fact["id"] for c in here.standing) == ["own-one", "own-three", "own-two"]
    of_fact, of_item = here.conflicts
    assert {c.by for c in of_fact} == {c.by for c in of_item} == {"Ada", "Ben"}
    stands = next(c for c in here.standing if c.fact["id"] == "own-one")
    assert stands.by == "Ada", "the earlier, until somebody settles it"
    late = next(c for c in of_fact if c.by == "Ben")
    body = {"fact": late.fact, "item": item("one"), "replaces": [c.id for c in of_fact]}
    own_facts.write(ada, "Ada", KEEP, NOON.replace(hour=15), **body)
    settled = own_facts.read(ada)
    assert [len(of) for of in settled.conflicts] == [2], "only the item kept and rejected is left"
    assert next(c for c in settled.standing if c.fact["id"] == "own-one").fact == other


def test_a_damaged_file_is_not_merged(tmp_path: Path) -> None:
    keep(tmp_path)
    before = own_facts.path_of(tmp_path).read_bytes()
    with pytest.raises(ComityError, match="Line 1 of theirs is not what"):
        own_facts.merge(tmp_path, b"{\n", "theirs")
    assert own_facts.path_of(tmp_path).read_bytes() == before


def test_what_is_written_out_is_a_chronicle(tmp_path: Path) -> None:
    keep(tmp_path, "one")
    keep(tmp_path, "two")
    data = own_facts.export(
        [c.fact for c in own_facts.read(tmp_path).standing], "A contribution", NOON.date()
    )
    path = tmp_path / "contribution.jsonl"
    path.write_bytes(data)
    receipt = Lake.open(tmp_path / "project").add([path])
    (line,) = receipt.lines
    assert (line.source, line.accepted, line.rejects) == (chronicle.ID, 2, {})

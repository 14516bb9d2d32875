"""Who tells an occurrence: copies are folded, owners are counted once, and nothing counts twice."""

from __future__ import annotations

import json
from pathlib import Path

from vouched import accept_all

from comity.lake.query.reports import describe_reports
from comity.lake.store import Lake
from comity.watch import Watch

VETO = (
    "Russia and China veto a Security Council resolution that would have imposed sanctions on Syria over "
    "chemical weapons. The draft had the support of nine members, the ambassador said."
)
OTHER = "In the Security Council, Russia and China have vetoed the resolution on Syria."
NEWS = [
    ("a", "2017-02-28", VETO, "Reuters"),
    ("b", "2017-03-01", VETO, "The Guardian"),
    ("c", "2017-03-01", OTHER, "TASS"),
    ("d", "2017-03-15", VETO, "The Age"),
]


def lake(folder: Path, *files: list[tuple[str, str, str, str]]) -> Lake:
    out = Lake.open(folder / "lake")
    for n, rows in enumerate(files):
        path = folder / f"{n}.jsonl"
        told = [dict(zip(("id", "date", "text", "source"), r, strict=True)) for r in rows]
        path.write_text("\n".join(map(json.dumps, told)) + "\n", "utf-8")
        assert out.add([path]).balances
    return out


def test_copies_are_folded_owners_counted_and_state_owned_ones_named(tmp_path: Path) -> None:
    lines = Watch("CHN", "RUS", lake=lake(tmp_path, NEWS), sources=["text"]).why("syria")
    assert len({x.occurrence for x in lines}) == 1, "a copy weeks later is no second veto"
    told = lines[0].told_by
    assert told is not None
    assert (told["reports"], told["copies"]) == (4, 2)
    assert told["owners"] == ["Thomson Reuters", "TASS"]
    assert told["state_owned"] == ["TASS (Russia)"]
    assert len(told["rules"]) == 2
    assert describe_reports(told) == "4 reports, 2 owners (state-owned: TASS (Russia)), 2 copies folded"
    copies = sorted(x.note for x in lines if "copy" in x.note)
    assert copies == ["read by machine, not reviewed; copy of text:a"] * 2
    assert [x.source_kinds for x in lines if "/" in x.record_id and ":c/" in x.record_id] == [
        ("state-media",)
    ]
    json.dumps([x.as_row() for x in lines], default=str)


def test_copies_raise_no_count_and_cutting_the_files_changes_nothing(tmp_path: Path) -> None:
    for name in ("one", "whole", "cut", "back"):
        (tmp_path / name).mkdir()
    lakes = {
        "one": lake(tmp_path / "one", NEWS[:1]),
        "whole": lake(tmp_path / "whole", NEWS),
        "cut": lake(tmp_path / "cut", *([r] for r in NEWS)),
        "back": lake(tmp_path / "back", *([r] for r in NEWS[::-1])),
    }

    def watches() -> list[Watch]:
        return [Watch("CHN", "RUS", lake=x, sources=["text"]) for x in lakes.values()]

    def shown(*watches: Watch) -> list[list[object]]:
        return [[(x.record_id, x.occurrence, x.told_by) for x in w.why("syria")] for w in watches]

    single, whole, cut, back = watches()
    assert {x.occurrence for x in single.why("syria")} == {x.occurrence for x in whole.why("syria")}
    assert not whole.record.by_hotspot["syria"].joint, "nobody reviewed them"
    assert shown(whole) == shown(cut) == shown(back)
    assert [accept_all(x) for x in lakes.values()] == [1, 4, 4, 4]
    single, whole, cut, back = watches()
    assert len(single.record.by_hotspot["syria"].joint) == len(whole.record.by_hotspot["syria"].joint) == 1
    assert shown(whole) == shown(cut) == shown(back)

"""People's decisions win over the machine everywhere, are never overwritten, and survive a kill."""

from __future__ import annotations

import json
import signal
import subprocess
from datetime import date
from pathlib import Path

import pytest

import killed_at
from comity.errors import LakeDamagedError, QuestionError, UnknownNameError
from comity.lake.query import review_log, review_queue
from comity.lake.store import Lake
from comity.records.reviews import sheets
from comity.watch import Watch

NEWS = [
    ("a", "2019-02-28", "Russia and China veto a U.S. draft on Venezuela at the Security Council."),
    ("c", "2019-06-05", "Chinese President Xi Jinping meets Russian President Vladimir Putin in Moscow."),
    ("e", "2020-09-10", "China and Russia hold a joint military exercise in the Caucasus."),
]
DAY = date(2026, 1, 5)


def add(lake: Lake, path: Path, rows: list[tuple[str, str, str]]) -> None:
    path.write_text("".join(json.dumps({"id": i, "date": d, "text": t}) + "\n" for i, d, t in rows), "utf-8")
    assert lake.add([path]).balances


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake.open(tmp_path / "lake")
    add(lake, tmp_path / "news.jsonl", NEWS)
    return lake


def act(lake: Lake, document: str) -> str:
    return next(a["record_id"] for a in lake.view().coded_acts() if a["document_id"] == document)


def test_a_rejected_act_counts_nowhere_and_is_shown_as_rejected(lake: Lake) -> None:
    veto = act(lake, "a")
    read = Watch("CHN", "RUS", lake=lake, sources=["text"])
    assert not read.record.by_hotspot["venezuela"].together, "nobody reviewed it"
    assert veto in read.view.unreviewed_acts()["record_id"].to_pylist()
    review_queue.decide(lake.view(), veto, "Ada", "accept", on=DAY)
    before = Watch("CHN", "RUS", lake=lake, sources=["text"])
    told = len(before.record.by_hotspot["venezuela"].together)
    assert told
    review_queue.decide(lake.view(), veto, "Ada", "reject", note="no vote was held", on=DAY)
    after = Watch("CHN", "RUS", lake=lake, sources=["text"])
    assert after.view.fingerprint() != before.view.fingerprint()
    assert len(after.record.by_hotspot["venezuela"].together) == told - 1
    assert veto not in after.view.table("acts")["record_id"].to_pylist()
    assert veto not in after.view.unreviewed_acts()["record_id"].to_pylist()
    (line,) = [x for x in after.why("venezuela") if x.record_id == veto]
    assert line.kind == "rejected"
    assert "Ada on 2026-01-05 (no vote was held)" in line.note
    assert veto in {a["record_id"] for a in after.view.coded_acts()}, "the machine's reading is kept"


def test_as_of_a_day_before_the_review_the_machine_stands(lake: Lake) -> None:
    veto = act(lake, "a")
    review_queue.decide(lake.view(), veto, "Ada", "reject", on=DAY)
    assert veto in lake.view(date(2026, 1, 4)).table("acts")["record_id"].to_pylist()
    assert veto not in lake.view(DAY).table("acts")["record_id"].to_pylist()


def test_corrected_fields_replace_the_machines_and_why_tells_both(lake: Lake) -> None:
    drill = act(lake, "e")
    changes = {
        "forms": ["joint-patrol"],
        "hotspots": ["syria"],
        "date_from": "2020-09-01",
        "date_to": "2020-09-02",
    }
    review_queue.decide(lake.view(), drill, "Ada", "correct", changes=changes, on=DAY)
    (row,) = [a for a in lake.view().table("acts").to_pylist() if a["record_id"] == drill]
    assert (row["forms"], row["hotspots"], row["date_from"]) == (
        ["joint-patrol"],
        ["syria"],
        date(2020, 9, 1),
    )
    watch = Watch("CHN", "RUS", lake=lake, sources=["text"])
    (line,) = [x for x in watch.why("syria") if x.record_id == drill]
    assert "corrected: correct by Ada" in line.note
    assert "read by the machine" in line.note


def test_a_correction_to_something_denied_is_no_act(lake: Lake) -> None:
    drill = act(lake, "e")
    review_queue.decide(lake.view(), drill, "Ada", "correct", changes={"modality": "denied"}, on=DAY)
    assert drill not in lake.view().table("acts")["record_id"].to_pylist()
    assert drill in lake.view().reviewed.rejected


def test_reviewers_who_differ_leave_the_machine_until_a_third_or_an_adjudication(lake: Lake) -> None:
    veto = act(lake, "a")

    def state() -> tuple[str, bool]:
        view = lake.view()
        return view.reviewed.outcomes[veto].state, veto in view.table("acts")["record_id"].to_pylist()

    review_queue.decide(lake.view(), veto, "Ada", "reject", on=DAY)
    assert state() == ("rejected", False)
    review_queue.decide(lake.view(), veto, "Ben", "accept", on=DAY)
    assert state() == ("disputed", True)
    review_queue.decide(lake.view(), veto, "Cy", "reject", on=DAY)
    assert state() == ("rejected", False)
    review_queue.decide(lake.view(), veto, "Cy", "accept", on=DAY)
    assert state() == ("accepted", True), "the newest decision of a reviewer is theirs"
    review_queue.decide(lake.view(), veto, "Dee", "reject", adjudicates=True, on=DAY)
    assert state() == ("rejected", False)
    assert len(review_log.read(lake.root).decisions) == 5, "nothing is overwritten"


def test_a_decision_holds_when_the_document_is_coded_anew_and_is_orphaned_when_it_is_gone(
    lake: Lake,
) -> None:
    view = lake.view()
    (coded,) = [a for a in view.coded_acts() if a["document_id"] == "a"]
    review_queue.decide(view, coded["record_id"], "Ada", "reject", on=DAY)
    log = review_log.read(lake.root)
    anew = coded | {"record_id": "text:a/ffff", "coder": "rules/9", "forms": ["joint-vote"]}
    assert review_log.apply(log, [anew]).outcomes["text:a/ffff"].state == "rejected"
    for otherwise in (
        {"span_start": 3},
        {"polarity": "friction"},
        {"forms": ["summit"]},
        {"actors": ["CHN"]},
    ):
        told = review_log.apply(log, [anew | otherwise])
        assert not told.outcomes
        assert len(told.orphaned) == 1
    assert len(review_log.apply(log, [anew, anew | {"record_id": "text:a/eeee"}]).orphaned) == 1, (
        "of two, which?"
    )


def test_given_twice_nothing_is_taken_twice(lake: Lake) -> None:
    sheet = fill(sheets.as_csv(review_queue.draw(lake.view(), n=3)), "accept")
    first = review_queue.take(lake.view(), sheets.read_sheet(sheet, jsonl=False, reviewer="Ada").entries)
    again = review_queue.take(lake.view(), sheets.read_sheet(sheet, jsonl=False, reviewer="Ada").entries)
    assert (first.taken, first.new, again.taken, again.new) == (3, 3, 3, 0)
    assert len(list((lake.root / "reviews").iterdir())) == 1


def fill(sheet: bytes, decision: str) -> bytes:
    lines = sheet.decode("utf-8-sig").splitlines()
    return "\n".join(
        [lines[0], *(x.replace(",,,,,,,,,,,,,,", f",{decision}" + "," * 13, 1) for x in lines[1:])]
    ).encode()


CHILD = """
import sys
from comity.lake.query import review_queue
from comity.lake.store import Lake
view = Lake.open(sys.argv[1]).view()
review_queue.decide(view, sys.argv[2], "Ada", "reject")
"""


@pytest.mark.parametrize(("point", "there"), [("review written", 0), ("review committed", 1)])
def test_a_kill_leaves_the_log_whole(lake: Lake, point: str, there: int) -> None:
    veto, meeting = act(lake, "a"), act(lake, "c")
    review_queue.decide(lake.view(), meeting, "Ada", "accept")
    words = ["-c", CHILD, str(lake.root), veto]
    dead = subprocess.run(killed_at.command(f"{point}:1", *words), capture_output=True, check=False)
    assert dead.returncode == -signal.SIGKILL
    assert len(review_log.read(lake.root).decisions) == 1 + there
    subprocess.run(killed_at.command("", *words), check=True)
    subprocess.run(killed_at.command("", *words), check=True)
    assert [d.record_id for d in review_log.read(lake.root).decisions] == [meeting, veto]
    assert not list((lake.root / "reviews").glob("*.tmp"))


def test_a_damaged_log_says_which_file(lake: Lake) -> None:
    review_queue.decide(lake.view(), act(lake, "a"), "Ada", "reject")
    (path,) = (lake.root / "reviews").iterdir()
    path.write_text(path.read_text("utf-8").replace("reject", "accept"), "utf-8")
    with pytest.raises(LakeDamagedError, match=path.name):
        lake.view()


def test_what_cannot_be_decided_is_refused(lake: Lake) -> None:
    view, veto = lake.view(), act(lake, "a")
    with pytest.raises(UnknownNameError, match="coded act"):
        review_queue.decide(view, "text:a/none", "Ada", "accept")
    with pytest.raises(QuestionError, match="reviewer"):
        review_queue.decide(view, veto, " ", "accept")
    with pytest.raises(QuestionError, match="otherwise"):
        review_queue.decide(view, veto, "Ada", "correct")
    with pytest.raises(UnknownNameError, match="state"):
        review_queue.decide(view, veto, "Ada", "correct", changes={"actors": ["XQX"]})
    with pytest.raises(QuestionError, match="before it begins"):
        review_queue.decide(view, veto, "Ada", "correct", changes={"date_to": "2001-01-01"})
    assert not review_log.read(lake.root).decisions


def test_chances_are_exact_and_unequal_draws_estimate_the_whole() -> None:
    import numpy as np

    size = np.array([1.0, 1, 1, 1, 20, 20, 3, 3])
    chances = review_queue._chances(size, 4)
    assert chances.sum() == pytest.approx(4)
    assert chances.max() == 1
    met = np.zeros(len(size))
    for seed in range(4000):
        drawn = review_queue._systematic(chances, np.random.default_rng(seed))
        assert len(drawn) == 4
        met[drawn] += 1
    assert np.allclose(met / 4000, chances, atol=0.03)

"""What a lake is asked, on tables written by hand: reviews, sheets, reports, cells brought up to date."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import lake_toy
import numpy as np
import pyarrow as pa
import pytest

from comity.errors import LakeDamagedError, QuestionError, UnknownNameError
from comity.lake.query import event_counts, reports, review_log, review_queue
from comity.lake.query import evidence as lines_of
from comity.lake.query.incremental_counts import bring_up_to_date
from comity.lake.query.review_log import ReviewLog
from comity.lake.query.view import View, covered_bins
from comity.lake.storage import chain, derived
from comity.lake.storage.manifest import VERSION
from comity.lake.store import Lake
from comity.records.coverage import Coverage
from comity.records.reviews.decisions import Decision, snapshot
from comity.records.reviews.sheets import SheetEntry
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.hotspots import all_hotspots
from watch import toy

DAY, LATER = date(2020, 5, 1), date(2020, 6, 1)


def coded(n: int, **columns: Any) -> dict[str, Any]:
    """An act that a machine read: document d<n>, characters 10 to 20."""
    own = {"record_id": f"toy:d{n}/1", "document_id": f"d{n}", "coder": "rules/1", "confidence": 0.5}
    span = {"span_start": 10, "span_end": 20, "occurrence": f"o{n}"}
    return toy.act(date(2020, 1, n), "syria", "summit", **(own | span | columns))


def view_of(acts: list[dict[str, Any]], log: ReviewLog | None = None, **tables: Any) -> View:
    return toy.view({"acts": acts, **tables}, log=log)


def decided(view: View, n: int, choice: str, reviewer: str = "Ada", on: date = DAY, **more: Any) -> Decision:
    act = next(a for a in view.coded_acts() if a["record_id"] == f"toy:d{n}/1")
    return Decision(act["record_id"], reviewer, choice, on, snapshot(act), **more)


# Reviews


def test_what_people_decided_stands_in_the_tables() -> None:
    acts = [coded(n) for n in range(1, 6)]
    plain = view_of(acts)
    log = ReviewLog(
        (
            decided(plain, 1, "accept"),
            decided(plain, 2, "reject"),
            decided(plain, 3, "correct", changes={"forms": ["joint-exercise"], "date_to": "2020-01-09"}),
            decided(plain, 4, "accept"),
            decided(plain, 4, "reject", reviewer="Bo"),
        )[::-1]
    )
    view = view_of(
        acts, log, documents=[{"record_id": "toy:d1", "document_id": "d1", "text": "", "headings": []}]
    )
    assert view.table("documents").num_rows == 1, "only acts are decided about"
    reviewed = view.reviewed
    assert list(reviewed.outcomes) == [f"toy:d{n}/1" for n in range(1, 5)], "sorted, whoever decided first"
    assert sorted(reviewed.accepted) == ["toy:d1/1", "toy:d3/1"]
    assert sorted(reviewed.rejected) == ["toy:d2/1"]
    assert {i: o.state for i, o in reviewed.outcomes.items()} == {
        "toy:d1/1": "accepted",
        "toy:d2/1": "rejected",
        "toy:d3/1": "corrected",
        "toy:d4/1": "disputed",
    }
    assert view.table("acts")["record_id"].to_pylist() == [f"toy:d{n}/1" for n in (1, 3, 4, 5)]
    assert view.recorded_acts()["record_id"].to_pylist() == ["toy:d1/1", "toy:d3/1"]
    assert view.recorded_acts()["coder"].null_count == 2
    assert view.unreviewed_acts()["record_id"].to_pylist() == ["toy:d4/1", "toy:d5/1"]
    corrected = view.table("acts").to_pylist()[1]
    assert (corrected["forms"], corrected["deed"]) == (["joint-exercise"], True)
    assert (corrected["date_from"], corrected["date_to"], corrected["precision"]) == (
        date(2020, 1, 3),
        date(2020, 1, 9),
        "span",
    )
    assert [a["record_id"] for a in view.coded_acts()] == [f"toy:d{n}/1" for n in range(1, 6)]
    assert view.fingerprint() != plain.fingerprint()
    assert view_of(acts, ReviewLog()).fingerprint() == plain.fingerprint()
    notes = {x.record_id: x.note for x in lines_of.list_records(view, ["toy:d1/1", "toy:d5/1"])}
    assert "accepted: accept by Ada on 2020-05-01" in notes["toy:d1/1"]
    assert "Ada" not in notes["toy:d5/1"]


def test_a_day_corrected_into_one_is_a_day() -> None:
    plain = view_of([coded(1, date_to=date(2020, 1, 5), precision="span")])
    log = ReviewLog((decided(plain, 1, "correct", changes={"date_to": "2020-01-01"}),))
    (row,) = view_of([coded(1, date_to=date(2020, 1, 5), precision="span")], log).table("acts").to_pylist()
    assert (row["date_to"], row["precision"], row["forms"]) == (date(2020, 1, 1), "day", ["summit"])


def test_what_is_not_corrected_stays_as_the_machine_read_it() -> None:
    acts = [coded(1, forms=["joint-exercise"], deed=False), coded(2, forms=["joint-exercise"], deed=True)]
    plain = view_of(acts)
    log = ReviewLog(
        (
            decided(plain, 1, "correct", changes={"date_to": "2020-01-09"}),
            decided(plain, 2, "correct", changes={"forms": []}),
        )
    )
    rows = view_of(acts, log).table("acts", ["forms", "deed"]).to_pylist()
    assert rows == [{"forms": ["joint-exercise"], "deed": False}, {"forms": [], "deed": True}]


def test_a_log_is_cut_at_the_day_asked() -> None:
    plain = view_of([coded(1), coded(2)])
    both = ReviewLog((decided(plain, 1, "accept"), decided(plain, 2, "reject", on=LATER)))
    assert both.until(None) == both
    assert [d.on for d in both.until(DAY).decisions] == [DAY]
    assert both.until(date(2020, 4, 30)).decisions == ()
    assert both.digest() != both.until(DAY).digest()
    assert set(both.by_act) == {"toy:d1/1", "toy:d2/1"}


def test_a_decision_holds_for_the_one_act_read_from_the_same_passage() -> None:
    (old,) = view_of([coded(1)]).coded_acts()
    log = ReviewLog((Decision("toy:d1/1", "Ada", "reject", DAY, snapshot(old)),))
    anew = {**old, "record_id": "toy:d1/new"}
    assert list(review_log.apply(log, [anew]).outcomes) == ["toy:d1/new"]
    twice = review_log.apply(log, [anew, {**anew, "record_id": "toy:d1/other"}])
    assert (twice.outcomes, len(twice.orphaned)) == ({}, 1), "of two alike nobody knows which was meant"
    gone = review_log.apply(log, [{**anew, "span_start": 11}])
    assert (gone.outcomes, len(gone.orphaned)) == ({}, 1)
    there = review_log.apply(log, [old, anew])
    assert (list(there.outcomes), there.orphaned) == (["toy:d1/1"], ())
    second = ReviewLog((*log.decisions, Decision("toy:d1/new", "Bo", "accept", DAY, snapshot(anew))))
    own = review_log.apply(second, [anew])
    assert [o.by.reviewer for o in own.outcomes.values() if o.by] == ["Bo"], "it has a decision of its own"
    assert [d.reviewer for d in own.orphaned] == ["Ada"]


def test_a_batch_is_one_file_and_nothing_is_written_twice(tmp_path: Path) -> None:
    plain = view_of([coded(n) for n in range(1, 4)])
    first = [decided(plain, 1, "accept"), decided(plain, 2, "reject")]
    assert review_log.read(tmp_path).decisions == ()
    assert review_log.write(tmp_path, first) == 2
    assert review_log.write(tmp_path, [decided(plain, 1, "accept", on=LATER)]) == 0, "the day alone is new"
    assert review_log.write(tmp_path, [decided(plain, 1, "accept", note="sure"), first[1]]) == 1
    assert review_log.write(tmp_path, [decided(plain, 1, "accept", note="sure", adjudicates=True)]) == 1
    assert (
        review_log.write(tmp_path, [decided(plain, 3, "accept", "Bo"), decided(plain, 3, "accept", "Bo")])
        == 1
    )
    names = sorted(p.name for p in (tmp_path / "reviews").iterdir())
    assert [n[:7] for n in names] == ["000001-", "000002-", "000003-", "000004-"]
    read = review_log.read(tmp_path).decisions
    assert [(d.record_id, d.note, d.adjudicates) for d in read] == [
        ("toy:d1/1", "", False),
        ("toy:d2/1", "", False),
        ("toy:d1/1", "sure", False),
        ("toy:d1/1", "sure", True),
        ("toy:d3/1", "", False),
    ]
    text = (tmp_path / "reviews" / names[0]).read_text("utf-8")
    assert text.splitlines()[1].startswith(' "check"'), "indented, keys in order"
    (tmp_path / "reviews" / names[0]).write_text(text.replace('"reject"', '"accept"'), "utf-8")
    with pytest.raises(LakeDamagedError, match="000001"):
        review_log.read(tmp_path)


def test_a_note_beyond_ascii_is_written_as_it_is(tmp_path: Path) -> None:
    plain = view_of([coded(1)])
    review_log.write(tmp_path, [decided(plain, 1, "accept", note="да")])
    (path,) = (tmp_path / "reviews").glob("*.json")
    assert "да" in path.read_text("utf-8")
    text = json.dumps([decided(plain, 1, "accept", note="да").to_json()], sort_keys=True, ensure_ascii=False)
    assert path.name == f"000001-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    (tmp_path / "reviews" / "notes.txt").write_text("x")
    (tmp_path / "reviews" / "left.tmp").write_text("x")
    assert len(review_log.read(tmp_path).decisions) == 1
    review_log.write(tmp_path, [])
    assert not (tmp_path / "reviews" / "left.tmp").exists()


# Sheets


def test_chances_add_up_and_none_is_above_one() -> None:
    of = review_queue._chances
    assert of(np.ones(4), 2).tolist() == [0.5] * 4
    assert of(np.ones(4), 4).tolist() == of(np.ones(4), 9).tolist() == [1.0] * 4
    assert of(np.array([8.0, 1, 1, 1, 1]), 3).tolist() == pytest.approx([1, 0.5, 0.5, 0.5, 0.5])
    assert of(np.array([90.0, 9, 1, 1, 1]), 3).tolist() == pytest.approx([1, 1, 1 / 3, 1 / 3, 1 / 3])
    assert of(np.ones(0), 3).tolist() == []
    assert review_queue._systematic(np.ones(0), np.random.default_rng(1)) == []
    assert sorted(review_queue._systematic(np.ones(3), np.random.default_rng(1))) == [0, 1, 2]


class Edge:
    """Draws the greatest number there is: 1, which rounding may make of one just below it."""

    permutation = staticmethod(np.arange)

    def random(self) -> float:
        return 1.0


def test_a_draw_at_the_very_end_is_of_the_last() -> None:
    assert review_queue._systematic(np.array([0.5, 0.5]), Edge()) == [1]  # type: ignore[arg-type]


def test_a_sheet_is_drawn_from_what_was_asked() -> None:
    acts = [
        coded(1),
        coded(2, actors=["CHN"], partners=["RUS"]),
        coded(3, actors=["CHN", "IRN"]),
        coded(4, hotspots=["ukraine"]),
        coded(5, forms=["joint-exercise"]),
        coded(6, hotspots=["sudan"]),
        toy.act(DAY, "syria", record_id="toy:fact"),
    ]
    texts = [
        {
            "record_id": f"toy:d{n}",
            "document_id": f"d{n}",
            "text": "At first. They met in town. After.",
            "headings": [],
        }
        for n in range(1, 7)
    ]
    view = view_of(acts, documents=texts)

    def drawn(**wanted: Any) -> list[int]:
        return [int(i.record_id[5]) for i in review_queue.draw(view, **wanted)]

    assert drawn() == [1, 2, 3, 4, 5, 6]
    assert drawn(pair=Group.of("CHN", "RUS")) == [1, 2, 4, 5, 6]
    assert drawn(hotspot="syria") == [1, 2, 3, 5]
    assert drawn(hotspot="africa") == [6], "a part of it"
    assert drawn(form="joint-exercise") == [5]
    items = review_queue.draw(view, n=1)
    assert items[0].chance == pytest.approx(1 / 6)
    assert drawn(n=2, seed=3) == drawn(n=2, seed=3)
    assert len({tuple(drawn(n=2, seed=s)) for s in range(9)}) > 1
    assert "«They met i»" in review_queue.draw(view)[0].evidence
    with pytest.raises(QuestionError):
        review_queue.draw(view, n=0)
    with pytest.raises(QuestionError):
        review_queue.draw(view, sample="all")
    with pytest.raises(UnknownNameError):
        review_queue.draw(view, form="nothing")
    log = ReviewLog((decided(view, 2, "accept"), decided(view, 3, "reject", "Bo")))
    later = view_of(acts, log, documents=texts)
    assert [i.record_id[5] for i in review_queue.draw(later, reviewer="Ada")] == list("13456")
    assert len(review_queue.draw(later)) == 6


def test_uncertain_ones_are_drawn_more_often() -> None:
    sure = [coded(n, confidence=c) for n, c in ((1, 0.5), (2, 0.9), (3, 1.0), (4, 0.0))]
    chances: dict[str, float] = {}
    view = view_of(sure)
    for seed in range(6):
        for i in review_queue.draw(view, n=1, sample="uncertain", seed=seed):
            chances[i.record_id[5]] = i.chance
    size = {"1": 0.26, "2": 0.10, "3": 0.01, "4": 0.01}
    assert chances
    for key, chance in chances.items():
        assert chance == pytest.approx(size[key] / 0.38)


def lake_view(tmp_path: Path, acts: list[dict[str, Any]]) -> View:
    parts = [toy.embedded({"acts": acts}, date(1990, 1, 1), date(2020, 12, 31))]
    return View(chain.read(tmp_path), parts, log=review_log.read(tmp_path))


def test_one_decision_goes_into_the_log(tmp_path: Path) -> None:
    view = lake_view(tmp_path, [coded(1), coded(2)])
    changes = {"forms": ["summit", "joint-exercise"]}
    made = review_queue.decide(view, "toy:d1/1", "Ada", "correct", changes=changes)
    assert (made.on, made.adjudicates, made.chance, made.note) == (review_queue._today(), False, None, "")
    assert review_log.read(tmp_path).decisions == (made,)
    with pytest.raises(UnknownNameError):
        review_queue.decide(view, "toy:d9/1", "Ada", "accept")
    assert lake_view(tmp_path, [coded(1), coded(2)]).reviewed.accepted == ["toy:d1/1"]


def test_a_sheet_comes_back_row_by_row(tmp_path: Path) -> None:
    view = lake_view(tmp_path, [coded(1), coded(2), coded(3)])

    def entry(row: int, n: int, choice: str, reviewer: str = "Ada", **more: Any) -> SheetEntry:
        return SheetEntry(
            row, f"toy:d{n}/1", reviewer, choice, **({"changes": {}, "note": "", "chance": 0.5} | more)
        )

    back = review_queue.take(
        view,
        [
            entry(1, 1, "accept"),
            entry(2, 1, "accept"),
            entry(3, 1, "reject"),
            entry(4, 9, "accept"),
            entry(5, 2, "accept", ""),
            entry(6, 2, "reject"),
            entry(7, 1, "reject", "Bo"),
        ],
        on=DAY,
    )
    assert (back.taken, back.new) == (3, 3)
    assert {r.row_no: r.reason for r in back.rejects} == {3: "twice", 4: "unknown-act", 5: "row"}
    assert back.choices == {"accept": 1, "reject": 2}
    assert [
        (d.record_id, d.reviewer, d.choice, d.on, d.chance) for d in review_log.read(tmp_path).decisions
    ] == [
        ("toy:d1/1", "Ada", "accept", DAY, 0.5),
        ("toy:d2/1", "Ada", "reject", DAY, 0.5),
        ("toy:d1/1", "Bo", "reject", DAY, 0.5),
    ]


# Reports


LONG = "Russia and China vetoed the resolution on Syria that nine members of the Council had supported. "
NEWS = [
    ("a", date(2020, 1, 2), "Reuters", LONG + "So the ambassador said."),
    (
        "b",
        date(2020, 1, 1),
        "TASS",
        "In New York two of the five permanent members stopped the draft.",
    ),
    ("c", date(2020, 1, 3), "The Guardian", LONG + "So the ambassador said."),
    ("d", date(2020, 1, 4), "TASS", "A wholly different account of what went on at the United Nations."),
]


def told() -> tuple[View, pa.Table, list[lines_of.EvidenceLine]]:
    documents = [
        {"record_id": f"toy:{k}", "document_id": k, "published": d, "outlet": o, "text": t, "headings": []}
        for k, d, o, t in NEWS
    ]
    acts = [
        coded(n, document_id=k, record_id=f"toy:{k}/1", occurrence="o") for n, (k, *_) in enumerate(NEWS, 1)
    ]
    acts += [
        coded(8, document_id="gone", record_id="toy:gone/1"),
        coded(9, document_id=None, record_id="toy:9"),
    ]
    view = view_of(acts, documents=documents)
    table = view.table("acts")
    return view, table, lines_of.list_acts(table, "syria")


def test_reports_of_one_act_are_folded_and_their_owners_named() -> None:
    view, acts, lines = told()
    shown = {x.record_id: x for x in reports.add_tellers(view, acts, lines)}
    account = shown["toy:a/1"].told_by
    assert account == {
        "reports": 4,
        "copies": 1,
        "owners": ["TASS", "Thomson Reuters"],
        "state_owned": ["TASS (Russia)"],
        "rules": list(reports.RULES),
    }
    notes = {i: x.note for i, x in shown.items()}
    assert notes["toy:c/1"] == "copy of toy:a"
    assert "copy" not in notes["toy:a/1"] + notes["toy:b/1"] + notes["toy:d/1"]
    assert shown["toy:gone/1"].told_by is None
    assert shown["toy:9"].told_by is None
    fewer = reports.add_tellers(view, acts, [x for x in lines if x.record_id in ("toy:a/1", "toy:b/1")])
    assert [(x.told_by or {})["reports"] for x in fewer] == [2, 2], "of the lines shown only"


@pytest.mark.parametrize(
    ("reported", "copies", "owners", "states", "words"),
    [
        (1, 0, [], [], "1 report, owner not told"),
        (2, 1, ["A"], [], "2 reports, 1 owner, 1 copy folded"),
        (5, 2, ["A", "B"], ["B (Russia)"], "5 reports, 2 owners (state-owned: B (Russia)), 2 copies folded"),
    ],
)
def test_who_tells_it_in_words(
    reported: int, copies: int, owners: list[str], states: list[str], words: str
) -> None:
    account = {"reports": reported, "copies": copies, "owners": owners, "state_owned": states, "rules": []}
    assert reports.describe_reports(account) == words


# Cells and dyads


def event(n: int, actor: str = "RUS", target: str = "SYR", day: date = DAY, **columns: Any) -> dict[str, Any]:
    return toy.event(day, actor, target, record_id=f"toy:{n}", **columns)


def test_acts_between_two_states_fold_mirrors_and_leave_out_who_is_none() -> None:
    events = [
        event(1, "RUS", "CHN"),
        event(2, "CHN", "RUS"),
        event(3, "CHN", "RUS", mirror_of="toy:2"),
        event(4, "CHN", "CHN"),
        event(5, "CHN", "USA", target_is_state=False),
        event(6, "CHN", "USA", actor_is_state=False),
        event(7, "USA", "CHN", quad=4),
    ]
    rows = event_counts.dyads(toy.view({"events": events}), "week").to_pylist()
    assert [(r["a"], r["b"], r["quad"], r["n"]) for r in rows] == [("CHN", "RUS", 1, 2), ("CHN", "USA", 4, 1)]
    alone = event_counts.dyads(toy.view({"events": events}), "week", source="toy").to_pylist()
    assert alone == rows, "a source by itself marks its own mirrors"
    every = event_counts.dyads(toy.view({"events": events}), "week", states_only=False).to_pylist()
    assert [r["n"] for r in every] == [2, 1, 1], "and one of whom a party is no state"


def test_acts_between_states_come_sorted() -> None:
    rng = np.random.default_rng(2)
    names = ("BRA", "CHN", "DEU", "FRA", "IND", "RUS", "USA")
    events = []
    for k in range(120):
        a, b = rng.choice(names, 2, replace=False)
        events.append(event(k, a, b, date(2020, 1 + k % 9, 1), quad=1 + k % 4, code=f"{k:03}"))
    rows = event_counts.dyads(toy.view({"events": events}), "month").to_pylist()
    keys = [(r["a"], r["b"], r["bin_start"], r["quad"]) for r in rows]
    assert keys == sorted(keys)
    assert all(a < b for a, b, *_ in keys)
    assert sum(r["n"] for r in rows) == 120


def test_more_places_than_a_number_has_bits_are_counted_each_by_itself() -> None:
    """Seventy places of a state each; two acts toward every third, one of them in the next place, too."""
    pairs = [(f"S{k:02}", f"h{k:02}") for k in range(70)]
    events = [event(k, target=f"S{k:02}", geo_state=f"S{k + 1:02}") for k in range(0, 69, 3)]
    events += [event(100 + k, target=f"S{k:02}", code="010") for k in range(0, 69, 3)]
    events += [event(200), event(201, target="FRA", geo_state="DEU")]
    view = toy.view({"events": events})

    def counted(*links: Any) -> dict[str, int]:
        rows = event_counts.count_cells(view, *links, "day").to_pylist()
        assert [r["hotspot"] for r in rows] == sorted(r["hotspot"] for r in rows)
        return {r["hotspot"]: r["n"] for r in rows}

    assert counted(pairs, []) == {f"h{k:02}": 2 for k in range(0, 69, 3)}
    assert counted([], pairs) == {f"h{k:02}": 1 for k in range(1, 70, 3)}
    assert counted(pairs, pairs) == counted(pairs, []) | counted([], pairs)
    both = counted([*pairs, ("S00", "h69")], [("S01", "h69")])
    assert both["h69"] == 2, "an act toward a place and in it is one"


def test_who_is_no_state_acts_only_where_it_is_asked_for_and_a_place_may_be_ground_alone() -> None:
    own = {"CHN": event(1, "CHN"), "USA": event(2, "USA", actor_is_state=False)}
    ground = replace(all_hotspots()["syria"], id="ground", states=(), geo=("SYR",))
    view = toy.view({"events": [own["CHN"], own["USA"], event(3, "FRA", "DEU", geo_state="SYR")]})

    def actors(spot: Any, *asked: Any) -> list[str]:
        return event_counts.cells(view, [spot], "day", *asked)["state"].to_pylist()

    syria = all_hotspots()["syria"]
    assert {"CHN", "USA"} & set(actors(syria)) == {"CHN"}
    assert {"CHN", "USA"} & set(actors(syria, False)) == {"CHN", "USA"}
    assert actors(ground) == ["FRA"]
    assert actors(replace(ground, geo=())) == []
    someone = event(2, "CHN", "RUS", code="010", target_is_state=False)
    mixed = toy.view({"events": [event(1, "CHN", "RUS"), someone]})
    assert event_counts.dyads(mixed, "day")["n"].to_pylist() == [1]
    assert sum(event_counts.dyads(mixed, "day", states_only=False)["n"].to_pylist()) == 2


def test_an_act_known_to_its_month_is_in_no_week() -> None:
    events = [event(1), event(2, precision="month", code="010"), event(3, precision="year", code="020")]
    view = toy.view({"events": [*events, event(4, actor=None), event(5, code="030", source="other")]})
    syria = [all_hotspots()["syria"]]
    for width, n in (("day", 2), ("week", 2), ("month", 3), ("quarter", 3), ("year", 4)):
        assert sum(event_counts.cells(view, syria, width)["n"].to_pylist()) == n
    assert event_counts.cells(view, syria, "day", source="other")["n"].to_pylist() == [1]


def test_the_matrix_adds_up_the_classes_asked() -> None:
    events = [event(q, quad=q, code=f"0{q}0") for q in (1, 2, 3, 4)] + [event(5, day=LATER)]
    events += [event(6, target="FRA"), event(7, target="FRA", geo_state="IRQ")]
    spots = [all_hotspots()["syria"]]
    cells = event_counts.cells(toy.view({"events": events}), spots, "day")
    whole = event_counts.counts_matrix(cells, "syria", ["CHN", "RUS"], [DAY, LATER])
    assert whole.tolist() == [[0, 0], [4, 1]]
    assert event_counts.counts_matrix(cells, "syria", ["RUS"], [DAY], (3, 4)).tolist() == [[2]]
    assert event_counts.counts_matrix(cells, "iran", ["RUS"], [DAY]).tolist() == [[0]]


def test_bins_are_in_sight_where_every_state_is_on_every_day() -> None:
    months = [date(2020, m, 1) for m in range(1, 13)]

    def of(*coverage: Coverage, **asked: Any) -> list[date]:
        return covered_bins(coverage, ("CHN", "RUS"), "month", **asked)

    first = Coverage("a", "events", months[0], date(2020, 3, 30), None)
    second = Coverage("b", "events", date(2020, 3, 31), date(2020, 5, 31), None)
    assert of(first) == months[:2]
    assert of(first, second) == months[:5], "joined without a day between"
    assert of(first, replace(second, first=date(2020, 4, 1))) == [*months[:2], *months[3:5]]
    assert of(first, replace(second, first=months[1], last=date(2020, 2, 3))) == months[:2], (
        "one inside another"
    )
    assert of(replace(first, first=date(2020, 1, 2))) == months[1:2]
    assert of(first, second, source="b") == months[3:5]
    assert of(replace(first, states=frozenset({"CHN"}))) == []
    assert of(replace(first, selective=True)) == []
    assert of(replace(first, hotspots=frozenset({"syria"}))) == []
    assert of(replace(first, hotspots=frozenset({"syria"})), hotspot="syria") == months[:2]
    assert of(replace(first, table="acts"), table="acts") == months[:2]
    with pytest.raises(QuestionError):
        covered_bins([first], ["CHN"], "decade")


def test_cells_are_brought_up_to_date_from_the_bins_that_changed(tmp_path: Path) -> None:
    lake, where = Lake.open(tmp_path / "lake"), tmp_path / "lake" / "cells" / "all.parquet"
    spots = [h for h in all_hotspots().values() if h.states][:2]
    state = sorted(spots[0].states)[0]

    def add(name: str, *days: str) -> Any:
        path = tmp_path / f"{name}.txt"
        own = {d: "CHN" if d.endswith("31") else "RUS" for d in days}
        told_lines = [lake_toy.line(f"{name}{d}", day=d, actor=s, target=state) for d, s in own.items()]
        told_lines.append(lake_toy.line(name, day=days[0], actor="FRA", target=state, flags="n"))
        lake.add([lake_toy.write(path, told_lines)], lake_toy.recognise)
        return bring_up_to_date(lake.view(), spots, "month", None, where)

    first = add("a", "2019-01-05", "2019-02-05")
    assert (first.touched, first.cells.num_rows) == (None, 2)
    second = add("b", "2019-02-09", "2019-02-10", "2019-12-31")
    assert second.touched == {date(2019, 2, 1), date(2019, 12, 1)}
    assert second.cells.equals(event_counts.cells(lake.view(), spots, "month").combine_chunks())
    assert second.cells["n"].to_pylist() == [1, 1, 3]
    again = bring_up_to_date(lake.view(), spots, "month", None, where)
    assert (again.touched, again.cells) == (frozenset(), second.cells)
    other = bring_up_to_date(lake.view(), spots[:1], "month", None, where)
    assert other.touched is None, "other places are another question"
    where.write_bytes(where.read_bytes()[:-1])
    assert bring_up_to_date(lake.view(), spots[:1], "month", None, where).touched is None
    one = bring_up_to_date(lake.view(), spots, "month", "toy", where.with_name("toy.parquet"))
    none = bring_up_to_date(lake.view(), spots, "month", "other", where.with_name("other.parquet"))
    assert (one.cells.num_rows, none.cells.num_rows) == (3, 0)


def test_a_file_of_another_source_or_table_touches_no_bin(tmp_path: Path) -> None:
    lake, where = Lake.open(tmp_path / "lake"), tmp_path / "lake" / "cells" / "toy.parquet"
    spots = [all_hotspots()["syria"]]
    other = lake_toy.Toy("other", "other events")

    def recognise(sample: Any) -> Any:
        return other if other.recognises(sample) else lake_toy.recognise(sample)

    def add(name: str, head: str, day: str) -> Any:
        path = tmp_path / f"{name}.txt"
        path.write_text(f"{head}\n{lake_toy.line(name, day=day, actor='RUS', target='SYR')}\n")
        lake.add([path], recognise)
        return bring_up_to_date(lake.view(), spots, "month", "toy", where)

    assert add("a", "toy events", "2019-01-05").cells.num_rows == 1
    elsewhere = add("b", "other events", "2019-03-05")
    assert (elsewhere.touched, elsewhere.cells.num_rows) == (frozenset(), 1)
    (tmp_path / "c.txt").write_text("toy events\n\n")
    lake.add([tmp_path / "c.txt"], recognise)
    assert bring_up_to_date(lake.view(), spots, "month", "toy", where).touched == frozenset()
    own = add("d", "toy events", "2019-03-05")
    assert (own.touched, own.cells["n"].to_pylist()) == ({date(2019, 3, 1)}, [1, 1])
    whole = bring_up_to_date(lake.view(), spots, "month", None, where.with_name("all.parquet"))
    assert whole.cells["n"].to_pylist() == [1, 1], "what two sources tell is one act"


# Lines


def test_lines_of_one_day_come_in_their_order_by_kind_and_id() -> None:
    kinds = ("rejected", "lead", "view", "event", "ballot", "condition", "word", "deed")
    (line,) = lines_of.list_acts(view_of([toy.act(DAY, "syria", record_id="toy:x")]).table("acts"), "syria")
    lines = [replace(line, kind=k, record_id=f"toy:{n}") for n, k in enumerate(kinds)]
    old = replace(line, date=date(2020, 4, 30), record_id="toy:")
    told = [x.kind for x in lines_of.newest_first([old, *lines])]
    assert told == ["word", "deed", "condition", "ballot", "event", "view", "lead", "rejected", line.kind]
    same = [
        replace(line, kind=k, record_id=i)
        for k, i in (("word", "toy:b"), ("deed", "toy:c"), ("word", "toy:a"))
    ]
    assert [x.record_id for x in lines_of.newest_first(same)] == ["toy:a", "toy:b", "toy:c"]


def test_kinds_of_sources_are_sorted_each_once() -> None:
    kinds = ["state-media", "press", "official-record", None, "party-statement", "press", "data-set"]
    cited = [{"title": "T", "url": "", "place": "", "published": "", "kind": k} for k in kinds]
    (line,) = lines_of.list_acts(view_of([toy.act(DAY, "syria", citations=cited)]).table("acts"), "syria")
    assert line.source_kinds == ("data-set", "official-record", "party-statement", "press", "state-media")
    assert line.where == ()


def test_a_roll_call_without_a_title_ends_with_how_they_voted() -> None:
    fixed = {"roll_call_id": "UNSC:1", "body": "UNSC", "date": DAY}
    title = {"issues": ["SYRIA"], "precision": "day", "record_id": "toy:1"}
    cast = [
        {**fixed, "record_id": f"toy:{s}", "state": s, "veto": False, "choice": c}
        for s, c in (("CHN", "abstain"), ("RUS", "no"))
    ]
    view = toy.view({"roll_calls": [{**fixed, **title}], "ballots": cast})
    (line,) = lines_of.list_votes(view, Group.of("CHN", "RUS"), "syria", DAY, DAY)
    assert line.what == "UNSC UNSC:1: China abstained, Russia voted no."
    assert (line.forms, line.polarity, line.where) == ((), "", ())
    assert lines_of.list_votes(view, Group.of("CHN", "RUS"), "syria", LATER, LATER) == []
    assert lines_of.list_votes(view, Group.of("CHN", "RUS", "IRN"), "syria", DAY, DAY) == []


# The view


def test_acts_are_filed_under_a_place_by_its_states_or_its_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = ("taiwan-strait", frozenset({"PHL", "JPN"}), re.compile("taipei", re.IGNORECASE))
    monkeypatch.setattr(hotspots, "rules", lambda: (rule,))
    acts = [
        toy.act(DAY, "iran", record_id="toy:1", targets=["FRA", "JPN"]),
        toy.act(DAY, "iran", record_id="toy:2", summary="They met in Taipei."),
        toy.act(DAY, "iran", record_id="toy:3", targets=["FRA"]),
        toy.act(DAY, "bilateral", record_id="toy:4", targets=["PHL"]),
        toy.act(DAY, "taiwan-strait", record_id="toy:5", targets=["PHL"]),
    ]
    filed = view_of(acts).table("acts", ["hotspots"])["hotspots"].to_pylist()
    here = "taiwan-strait"
    assert filed == [["iran", here], ["iran", here], ["iran"], [here], [here]]


def test_leads_of_texts_cover_no_table_of_acts() -> None:
    """A source of texts with acts read in them, and one of ties and acts."""
    parts = [
        toy.embedded({"documents": [], "acts": [], "ties": []}, DAY, LATER, source="texts"),
        toy.embedded({"acts": [], "ties": []}, DAY, LATER, source="facts"),
    ]
    coverage = View(chain.read(Path("nowhere")), parts).coverage()
    assert sorted((c.source, c.table) for c in coverage) == [
        ("facts", "acts"),
        ("facts", "ties"),
        ("texts", "documents"),
        ("texts", "ties"),
    ]


def test_a_file_that_the_lake_holds_is_not_read_from_the_package_too(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    lake.add(
        [lake_toy.write(tmp_path / "a.txt", [lake_toy.line("a"), lake_toy.line("b")])], lake_toy.recognise
    )
    manifest = chain.read(lake.root)
    (held,) = manifest.files
    own = toy.embedded({"events": [event(1)]}, DAY, DAY)
    again = replace(own, file=replace(own.file, file_id=held))
    assert [
        s.table_files("events").memory.num_rows for s in (View(manifest, [again]), View(manifest, [own]))
    ] == [0, 1]
    assert View(manifest, [again]).files[held].source == "toy"
    assert set(View(manifest, [own]).files) == {held, own.file_id}
    digits = [View(manifest, [x]).fingerprint() for x in (again, own)]
    assert digits[0] == View(manifest).fingerprint() != digits[1]


def test_the_digits_of_a_view_are_those_of_its_version_day_and_sorted_files() -> None:
    ids = [f"{n:016}" for n in (7, 3, 9, 1, 5, 8, 2, 6, 4)]
    of = toy.embedded({"acts": []}, DAY, DAY)
    parts = [replace(of, file=replace(of.file, file_id=i)) for i in ids]
    for as_of in (None, LATER):
        text = "\n".join([str(VERSION), str(as_of), *sorted(ids)])
        expected = hashlib.sha256(text.encode()).hexdigest()
        assert View(chain.read(Path("nowhere")), parts, as_of).fingerprint() == expected


def test_what_is_superseded_is_looked_for_once(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    for n, keys in enumerate(("ab", "bc")):
        lines = [lake_toy.line(k, code=f"0{n}0") for k in keys]
        lake.add([lake_toy.write(tmp_path / f"{n}.txt", lines)], lake_toy.recognise)
    name = f"{lake.view().table_files('events').key}.arrow"
    assert derived.read(lake.root, name) is None
    assert lake_toy.keys(lake.view()) == list("abc")
    assert derived.read(lake.root, name) is not None
    assert lake.view().table("events")["code"].to_pylist()[1] in ("000", "010")
    assert lake_toy.keys(lake.view()) == list("abc"), "from what is stored"


def test_a_table_gives_the_columns_of_one_source_in_the_order_asked() -> None:
    acts = [toy.act(DAY, "syria", record_id="toy:b"), toy.act(DAY, "iran", record_id="toy:a")]
    acts.append(toy.act(DAY, "iran", record_id="other:c", source="other"))
    view = view_of(acts)
    assert view.table("acts", ["hotspots", "record_id"]).to_pydict() == {
        "hotspots": [["iran"], ["iran"], ["syria"]],
        "record_id": ["other:c", "toy:a", "toy:b"],
    }
    assert view.table("acts", ["record_id"], "toy").to_pydict() == {"record_id": ["toy:a", "toy:b"]}
    with pytest.raises(UnknownNameError, match="column of acts"):
        view.table("acts", ["nothing"])
    with pytest.raises(UnknownNameError):
        view.table("nothing")


def test_a_source_is_in_sight_from_its_first_day() -> None:
    def seen(as_of: date) -> list[tuple[date, date]]:
        view = toy.view({"acts": []}, date(2020, 1, 1), date(2020, 12, 31), as_of=as_of)
        return [(c.first, c.last) for c in view.coverage()]

    assert seen(date(2020, 1, 1)) == [(date(2020, 1, 1), date(2020, 1, 1))]
    assert seen(date(2019, 12, 31)) == []


def test_a_large_table_comes_in_batches_by_source_and_id() -> None:
    acts = [toy.act(DAY, "syria", record_id=f"toy:{k}") for k in (3, 1, 2)]
    acts.append(toy.act(DAY, "syria", record_id="aaa:9", source="aaa"))
    parts = [
        toy.embedded({"acts": acts[:3]}, DAY, DAY),
        toy.embedded({"acts": acts[3:]}, DAY, DAY, source="aaa"),
    ]
    batches = View(chain.read(Path("nowhere")), parts).batches("acts", 2)
    ids = [i for b in batches for i in b.column("record_id").to_pylist()]
    assert ids == ["aaa:9", "toy:1", "toy:2", "toy:3"]


def test_the_files_of_a_lake_are_where_it_says(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    for n, keys in enumerate(("ab", "bc", "de")):
        lines = [lake_toy.line(k, code=f"0{n}0") for k in keys]
        lake.add([lake_toy.write(tmp_path / f"{n}.txt", lines)], lake_toy.recognise)
    files = lake.view().table_files("events")
    assert len(files.overlapping) == 2
    assert len(files.clean) == 1
    assert all(p.exists() for p in (*files.clean, *files.overlapping))
    assert files.beside == ()
    again = [toy.embedded({"events": [event(1)]}, DAY, DAY)]
    beside = View(chain.read(lake.root), again).table_files("events")
    assert (len(beside.beside), beside.clean, beside.overlapping) == (3, (), ())
    assert lake_toy.keys(View(chain.read(lake.root), again)) == ["1", *"abcde"], "both are read"
    other = [toy.embedded({"acts": []}, DAY, DAY)]
    assert len(View(chain.read(lake.root), other).table_files("events").beside) == 0
    assert lake_toy.keys(lake.view()) == list("abcde")
    files.clean[0].write_bytes(b"")
    with pytest.raises(LakeDamagedError, match=files.clean[0].name):
        lake.view().table("events")


def test_records_are_found_in_their_files_and_texts_by_their_documents() -> None:
    acts = [toy.act(DAY, "syria", record_id="toy:b"), toy.act(DAY, "iran", record_id="toy:a")]
    texts = [{"record_id": f"toy:{k}", "document_id": k, "text": f"text {k}", "headings": []} for k in "xyz"]
    events = [{**event(k), "record_id": f"toy:{i}"} for k, i in ((1, "0"), (2, "zz"))]
    view = view_of(acts, documents=texts, events=events)
    ids = ["toy:0", "toy:b", "toy:y", "toy:zz"]
    assert [e.record_id for e in view.where(ids[::-1])] == ids, "by id, not by table"
    where = view.where(["toy:b", "toy:x", "toy:a", "elsewhere:b", "toy:b"])
    assert [(e.record_id, e.table, e.row_no) for e in where] == [
        ("toy:a", "acts", 2),
        ("toy:b", "acts", 1),
        ("toy:x", "documents", 1),
    ]
    assert view.texts(["y", "z"]) == {("toy", "y"): "text y", ("toy", "z"): "text z"}
    assert view.texts([]) == {}
    parts = [
        toy.embedded({"acts": acts[:1]}, DAY, DAY),
        toy.embedded({"acts": acts[1:]}, DAY, DAY, source="two"),
    ]
    one, two = (View(chain.read(Path("nowhere")), p) for p in (parts, parts[::-1]))
    assert one.fingerprint() == two.fingerprint(), "whatever came first"
    assert one.table_files("events").memory.num_rows == 0
    assert one.table_files("acts").memory.num_rows == 2

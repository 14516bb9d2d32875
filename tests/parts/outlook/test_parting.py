"""If they parted: drafts counted again by hand, two turned votes, bounds, copies with placebos."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity import Watch
from comity.lake.store import Lake
from comity.measures.votes.ballots import NO, UNRECORDED, YES, BallotMatrix
from comity.parts.outlook.rupture import (
    dependence,
    drafts,
    pivotal,
    rupture,
)
from comity.parts.outlook.rupture.drafts import BOTH, EITHER, NEITHER, FailedDraft, recount
from comity.records.coverage import Coverage
from comity.records.schemas import BALLOT, ROLL_CALL
from studies import rupture as rupture_study

JOINT = (
    # draft, day, for, against, abstaining: totals of the Library's list of outcomes, read off by eye.
    # S/2022/431 stands there as 13-0-2 and is set to 13-2-0, since two vetoes are told.  Of the fourteen,
    # three are held member by member (S/2019/186, S/2019/756, S/2019/961).
    ("S/2007/14", date(2007, 1, 12), 9, 3, 3),
    ("S/2008/447", date(2008, 7, 11), 9, 5, 1),
    ("S/2011/612", date(2011, 10, 4), 9, 2, 4),
    ("S/2012/77", date(2012, 2, 4), 13, 2, 0),
    ("S/2012/538", date(2012, 7, 19), 11, 2, 2),
    ("S/2014/348", date(2014, 5, 22), 13, 2, 0),
    ("S/2016/1026", date(2016, 12, 5), 11, 3, 1),
    ("S/2017/172", date(2017, 2, 28), 9, 3, 3),
    ("S/2019/186", date(2019, 2, 28), 9, 3, 3),
    ("S/2019/756", date(2019, 9, 19), 12, 2, 1),
    ("S/2019/961", date(2019, 12, 20), 13, 2, 0),
    ("S/2020/654", date(2020, 7, 7), 13, 2, 0),
    ("S/2020/667", date(2020, 7, 10), 13, 2, 0),
    ("S/2022/431", date(2022, 5, 26), 13, 2, 0),
)
"""The fourteen drafts that China and Russia both vetoed to July 2022, with the votes of the Council."""


def table(rows: list[dict[str, object]], schema: pa.Schema) -> pa.Table:
    full = [{f.name: None for f in schema} | r for r in rows]
    for r in full:
        for f in schema:
            if not f.nullable and r[f.name] is None:
                empty: object = [] if pa.types.is_list(f.type) else 0 if pa.types.is_integer(f.type) else "x"
                r[f.name] = date(2000, 1, 1) if pa.types.is_date(f.type) else empty
    return pa.Table.from_pylist(full, schema=schema)


def council_of(rows: tuple[tuple[str, date, int, int, int], ...]) -> list[FailedDraft]:
    calls = [
        {
            "record_id": f"r:{s}",
            "roll_call_id": f"UNSC:{s}",
            "symbol": s,
            "date": d,
            "adopted": False,
            "yes": y,
            "no": n,
            "abstain": a,
            "body": "UNSC",
            "issues": [],
        }
        for s, d, y, n, a in rows
    ]
    cast = [
        {
            "record_id": f"b:{s}:{m}",
            "roll_call_id": f"UNSC:{s}",
            "state": m,
            "choice": "no",
            "veto": True,
            "date": d,
        }
        for s, d, *_ in rows
        for m in ("CHN", "RUS")
    ]
    return drafts.list_failed(table(cast, BALLOT), table(calls, ROLL_CALL))


def test_the_fourteen_joint_vetoes_by_hand() -> None:
    """Each had its nine votes, so one veto alone stops it, and none fails on votes alone."""
    told, found = drafts.council(council_of(JOINT), "CHN", "RUS")
    assert [(r.draft.symbol, r.draft.yes) for r in told] == [(s, y) for s, _, y, _, _ in JOINT]
    for r in told:
        assert r.turns_on == BOTH
        assert r.only_a is False
        assert r.only_b is False
        assert r.neither_abstain is True
    one, votes, abstaining, *_ = found
    assert (one.value, votes.value, abstaining.value) == (14, 0, 14)


def test_the_fourteen_as_the_sources_tell_them(shared_data: Path, tmp_path: Path) -> None:
    """The vetoes and totals of the records held are those of the table above."""
    lake = Lake.open(tmp_path / "lake")
    lake.add([shared_data / "votes" / n for n in ("unsc_vetoes_yordan_1946_2022.csv", "unsc_scact_html")])
    watch = Watch("CHN", "RUS", lake=lake)
    until = date(2022, 7, 31)  # the last day of the files; the package's own list goes on
    told, _ = drafts.council(drafts.list_failed(*watch.inquiry.council), "CHN", "RUS")
    joint = {r.draft.symbol: r for r in told if r.both_vetoed and r.draft.day <= until}
    assert {s: r.draft.yes for s, r in joint.items()} == {s: y for s, _, y, _, _ in JOINT}
    assert {r.turns_on for r in joint.values()} == {BOTH}
    calls = rupture._select_about(watch.inquiry.council[1], "syria")
    syria, _ = drafts.council(drafts.list_failed(watch.inquiry.council[0], calls), "CHN", "RUS")
    mine = {r.draft.symbol for r in syria if r.both_vetoed}
    assert len(mine) == 10
    assert "S/2016/1026" in mine  # its agenda names the Middle East, the list's topic names Syria


def a_draft(yes: int, choices: dict[str, str], vetoes: str = "") -> FailedDraft:
    day = date(2010, 1, 1)
    return FailedDraft("k", day, "S/1", "", yes, None, None, frozenset(vetoes.split()), choices, ("r:1",))


@pytest.mark.parametrize(
    ("draft", "word"),
    [
        (a_draft(9, {"CHN": "no", "RUS": "no"}, "CHN RUS"), BOTH),
        (a_draft(6, {"CHN": "no", "RUS": "no"}, "CHN RUS"), NEITHER),  # eight votes at most
        (a_draft(13, {"CHN": "no", "RUS": "no", "USA": "no"}, "CHN RUS USA"), NEITHER),
        (a_draft(12, {"CHN": "abstain", "RUS": "no"}, "RUS"), "Russia alone"),
        (a_draft(7, {"CHN": "abstain", "RUS": "abstain"}), BOTH),  # S/2016/1085
        (a_draft(8, {"CHN": "abstain", "RUS": "abstain"}), EITHER),
        (a_draft(8, {"CHN": "yes", "RUS": "abstain"}), "Russia alone"),  # S/2000/1171
        (a_draft(6, {"CHN": "abstain", "RUS": "abstain"}), NEITHER),
    ],
)
def test_whose_vote_a_draft_turns_on(draft: FailedDraft, word: str) -> None:
    assert recount(draft, "CHN", "RUS").turns_on == word


def test_what_is_not_told_is_not_guessed() -> None:
    silent = recount(a_draft(8, {}), "CHN", "RUS")
    assert silent.turns_on == ""
    assert "could have decided" in silent.why_not
    assert recount(a_draft(12, {}), "CHN", "RUS").why_not  # it had the votes and no veto is told
    told = recount(a_draft(12, {"RUS": "no"}, "RUS"), "CHN", "RUS")  # China did not veto: for or abstaining
    assert told.turns_on == "Russia alone"
    assert not drafts.council([], "BLR", "RUS")[1][0].known


@given(
    st.integers(0, 13), st.sampled_from(["yes", "abstain", "no"]), st.sampled_from(["yes", "abstain", "no"])
)
def test_the_order_of_the_two_does_not_matter(others: int, one: str, two: str) -> None:
    vetoes = " ".join(s for s, c in (("CHN", one), ("RUS", two)) if c == "no")
    draft = a_draft(others + (one == "yes") + (two == "yes"), {"CHN": one, "RUS": two}, vetoes)
    first, second = recount(draft, "CHN", "RUS"), recount(draft, "RUS", "CHN")
    assert first.turns_on == second.turns_on
    assert (first.only_a, first.only_b) == (second.only_b, second.only_a)


def matrix(rows: list[list[int]]) -> BallotMatrix:
    choices = np.array(rows, np.int8)
    n = choices.shape[1]
    return BallotMatrix(
        tuple(f"S{k:02}" for k in range(len(rows))),
        tuple(f"k{k}" for k in range(n)),
        tuple(f"r:{k}" for k in range(n)),
        ("HRC",) * n,
        np.array(["2010-01-01"] * n, "datetime64[D]"),
        np.full(n, 1, np.int32),
        (frozenset(),) * n,
        choices,
    )


def test_two_turned_votes_by_hand() -> None:
    """Four calls: 5-4 (one turned vote ends it), 6-3 (two do), 7-2 (none do), 3-6 with both against."""
    votes = [[YES] * 3 + [NO] for _ in range(2)]
    votes += [[YES if r < k else NO for k in (3, 4, 5)] + [YES if r < 3 else NO] for r in range(7)]
    found, counted = pivotal.pivotal(matrix(votes), {}, "S00", "S01")
    assert [(p.record, p.yes, p.no, p.only_together) for p in found] == [
        ("r:3", 3, 6, True),
        ("r:1", 6, 3, True),
        ("r:0", 5, 4, False),
    ]
    assert counted.value == 3
    assert counted.detail.only_together == 2
    assert counted.placebo is not None
    assert counted.placebo.place == "no. 1 of 36"
    # The first two calls turned on any two of S00 to S04: nine pairs beside S00-S01.  The second and the last
    # turned on S05 with either of the first two.
    _, tied = pivotal.pivotal(matrix(votes), {}, "S00", "S02")
    assert tied.placebo is not None
    assert tied.placebo.place == "no. 2 to 12 of 36, tied with 10"
    apart, none = pivotal.pivotal(matrix(votes), {}, "S02", "S08")
    assert (apart, none.value, none.placebo) == ([], 0, None)
    assert "lowest" in none.detail.no_placebo


def test_two_thirds_is_another_question() -> None:
    yes, no = np.array([6, 7, 8]), np.array([3, 2, 1])
    assert pivotal.passes(yes, no, "two-thirds").all()
    lost, won = pivotal.count_turning(yes, no, "two-thirds", 2)
    assert lost.tolist() == [True, True, False]
    assert not won.any()


@given(
    st.lists(st.sampled_from([NO, YES, 1, UNRECORDED]), min_size=24, max_size=24),
    st.sampled_from(["majority", "two-thirds"]),
)
def test_turning_is_what_counting_again_gives(cells: list[int], rule: str) -> None:
    votes = np.array(cells, np.int8).reshape(6, 4)
    found, _ = pivotal.pivotal(matrix(votes.tolist()), {}, "S00", "S01", rule)
    again = set()
    for k in range(4):
        column = votes[:, k].copy()
        if column[0] != column[1] or column[0] not in (NO, YES):
            continue
        before = pivotal.passes(np.array([(column == YES).sum()]), np.array([(column == NO).sum()]), rule)[0]
        if bool(before) != (column[0] == YES):
            continue
        column[:2] = NO if column[0] == YES else YES
        after = pivotal.passes(np.array([(column == YES).sum()]), np.array([(column == NO).sum()]), rule)[0]
        again |= {f"r:{k}"} if before != after else set()
    assert {p.record for p in found} == again


def test_shares_stay_inside_coverage() -> None:
    flow = {"source": "s", "measure": "imports", "unit": "US$", "sender": "FRA", "receiver": "DEU"}
    rows = [
        flow | {"year": 2001, "value": 30.0, "ids": ["s:1"]},
        flow | {"year": 2001, "sender": "ITA", "value": 70.0, "ids": None},
        flow | {"year": 2002, "value": 50.0, "ids": ["s:2"]},
    ]
    sight = [Coverage("s", "flows", date(2001, 1, 1), date(2001, 12, 31), frozenset({"DEU", "FRA", "ITA"}))]
    (bought,) = [
        s for s in dependence.shares(rows, sight, "DEU", "FRA", range(2000, 2003)) if s.state == "DEU"
    ]
    assert bought.by_year == {2000: None, 2001: 0.3, 2002: None}
    told = bought.finding()
    assert told.interval is not None
    assert (told.value, told.interval.low, told.interval.high) == (0.3, 0.0, 0.3)


def test_a_source_of_one_giver_tells_no_share_of_a_receiver() -> None:
    flow = {
        "source": "s",
        "measure": "loans",
        "unit": "US$",
        "sender": "FRA",
        "receiver": "DEU",
        "year": 2001,
    }
    rows = [flow | {"value": 5.0, "ids": ["s:1"]}, flow | {"receiver": "ITA", "value": 15.0, "ids": None}]
    sight = [Coverage("s", "flows", date(2001, 1, 1), date(2001, 12, 31), frozenset({"FRA"}))]
    (given_,) = dependence.shares(rows, sight, "DEU", "FRA", range(2001, 2002))
    assert (given_.what, given_.state, given_.by_year) == ("loans given", "FRA", {2001: 0.25})


def test_simulated_partings_fall_within_the_bounds() -> None:
    for row in (*rupture_study.losses(400), *rupture_study.councils(300)):
        assert row.holds, row


def test_bounds_are_no_interval() -> None:
    share = dependence.PartnerShare(
        "imports", "FRA", "DEU", "trade", "USD", {2001: 0.2, 2002: 0.1}, False, ("r",)
    )
    found = share.finding()
    assert found.interval is not None
    assert found.interval.bounds
    assert (found.interval.low, found.interval.high) == (0.0, 0.2)

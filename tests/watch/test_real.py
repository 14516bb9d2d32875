"""The watch on the real records beside the repository, against figures published or counted elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity import Watch
from comity.lake.store import Lake
from comity.records.kinds import Kind

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def lake(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake.open(tmp_path_factory.mktemp("real") / "lake")
    wanted = [
        "events/icews_weekly",
        *(
            f"votes/{n}"
            for n in (
                "unga_unvotes_votes.rda",
                "unga_unvotes_roll_calls.rda",
                "unga_unvotes_issues.rda",
                "unsc_vetoes_yordan_1946_2022.csv",
                "unsc_dhl_veto_table_en.html",
            )
        ),
    ]
    receipt = lake.add([shared_data / w for w in wanted])
    assert receipt.balances
    assert not receipt.gaps
    return lake


@pytest.fixture(scope="module")
def watch(lake: Lake) -> Watch:
    return Watch("CHN", "RUS", lake=lake, since=date(1992, 1, 1), until=date(2022, 7, 8))


def test_fourteen_joint_vetoes_to_july_2022(watch: Watch) -> None:
    joint, *rest = watch.votes.vetoes()
    assert joint.value == 14
    alone = {f.subject.state: f.value for f in rest if f.kind is Kind.LONE_VETOES}
    assert alone == {"CHN": 2, "RUS": 17}
    rate = next(f for f in rest if f.interval and f.n == 31)
    assert rate.value == pytest.approx(14 / 31)
    assert rate.interval is not None
    assert (rate.interval.low, rate.interval.high) == pytest.approx((0.203, 0.5975), abs=0.005)


def test_a_veto_told_by_list_and_chronicle_is_one_occurrence(watch: Watch) -> None:
    shown = watch.why("venezuela", date(2019, 2, 1), date(2019, 2, 28))
    told = [x for x in shown if "joint-veto" in x.forms and x.kind != "lead"]
    assert len({x.occurrence for x in told}) == 1
    assert len(told) >= 2
    assert any("S/2019/186" in x.what for x in told)
    assert any(x.source == "chronicle" for x in told)


def test_assembly_agreement_is_the_published_one(lake: Lake) -> None:
    votes = Watch("CHN", "RUS", lake=lake, since=date(1992, 1, 1), until=date(2020, 1, 31)).votes.agreement()
    by = {f.detail.index: f for f in votes if f.interval}
    assert by["raw"].value == pytest.approx(0.702, abs=0.001)
    assert by["kappa"].placebo is not None


def test_event_stream_covers_its_window_and_no_more(watch: Watch) -> None:
    t = watch.verdict("venezuela").timing[0]
    assert t.subject.stream == "icews"
    assert t.detail.first >= "2018-09-14"
    assert t.detail.last <= "2019-03-26"
    assert min(t.detail.acts) > 20
    assert t.records_total >= len(t.records) > 0


def test_this_pair_is_not_shown_together_in_any_one_place(watch: Watch) -> None:
    """As the study of these same records found (methods, section 1)."""
    words = {v.hotspot: v.statistics for v in watch.verdicts if v.timing}
    assert "together" not in words.values()
    assert words["venezuela"] in ("not shown", "little or nothing")


def test_pooled_the_pair_leans_but_is_not_exceptional(watch: Watch) -> None:
    """Methods 1b: a mild lean over all places, nothing provable in any one."""
    joint, beyond = watch.timing.pooled()
    for f in (joint, beyond):
        assert f.placebo is not None
        assert f.placebo.of > 50
        assert isinstance(f.value, float)
        assert abs(f.value) < 4


def test_placebo_pairs_are_alike_in_habits_and_not_the_pair(watch: Watch) -> None:
    near = watch.votes.like_pairs(12)
    assert len(near) >= 12
    assert ("CHN", "RUS") not in near
    assert all(a < b for a, b in near)


def test_a_working_partnership_stands_out_where_this_pair_does_not(watch: Watch) -> None:
    """Named beforehand as a pair that works together (the study's positive controls)."""
    partners = watch.of_members("DEU", "FRA").timing.pooled()[0]
    own = watch.timing.pooled()[0]
    assert partners.placebo is not None
    assert own.placebo is not None
    assert partners.placebo.share < 0.1 < own.placebo.share


def test_any_pair_can_be_watched(lake: Lake) -> None:
    for pair in (("FRA", "DEU"), ("USA", "GBR")):
        asked = Watch(*pair, lake=lake)
        assert len(asked.verdicts) == 16
        assert any(f.known for v in asked.verdicts for f in v.votes)
        assert any(v.timing for v in asked.verdicts)

"""What would change a word: hand-made records and counts, and every number checked by trying it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from comity.measures.change import tipping_points
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.measures.record.share_trend import MORE
from comity.measures.verdict import coaction_findings
from comity.measures.verdict.coaction_findings import Counted
from comity.measures.verdict.verdict import Verdict
from comity.records.details import LITTLE_OR_NOTHING, NOT_SHOWN, TOGETHER, WITH_GROUP
from comity.records.finding import Finding
from comity.vocabulary.group import Group
from comity.watch.composed import sensitivity
from comity.watch.questions import trend

GROUP = Group.of("DEU", "FRA")
DATA_TO = date(2020, 12, 31)


def act(day: date, rung: str = "joint", n: int = 1) -> Occurrence:
    return Occurrence(
        id=f"{day}-{rung}-{n}",
        members=GROUP.codes,
        first=day,
        last=day,
        precision="day",
        together=True,
        friction=False,
        rung=rung,
        forms=("joint-statement",),
        deed=None,
        toward_third="none",
        hotspots=("iran",),
        records=(f"toy:{day}-{rung}-{n}",),
        reports=1,
        source_kinds=(),
        summary="",
    )


def records(**acts: list[Occurrence]) -> dict[str, Record]:
    return {h.replace("_", "-"): Record(GROUP, h.replace("_", "-"), tuple(a)) for h, a in acts.items()}


def verdict(of: dict[str, Record], hotspot: str = "iran", *, seen: bool = True) -> Verdict:
    change = trend.trend(hotspot, of, DATA_TO)
    return Verdict(GROUP, hotspot, hotspot, of[hotspot], seen, change, (), (), ())


def yearly(first: int, last: int, rung: str = "joint", each: int = 1) -> list[Occurrence]:
    return [act(date(y, 6, 1 + n), rung, n) for y in range(first, last + 1) for n in range(each)]


def test_a_joint_record_rises_by_a_mechanism_and_hangs_on_its_joint_acts() -> None:
    of = records(iran=[*yearly(2018, 2020), *yearly(2015, 2016, "parallel")])
    up, down = sensitivity.of_rung(verdict(of), DATA_TO)
    assert up.question == "What would raise the record's rung?"
    assert (up.value, up.unit) == (1, "founding act of a mechanism in a year")
    assert up.detail.becomes == "standing"
    assert down.detail.word == "joint"
    assert down.detail.becomes == "parallel"
    assert (down.value, down.unit) == (3, "acts that would have to be withdrawn")
    assert set(down.records) == {f"toy:{y}-06-01-joint-0" for y in (2018, 2019, 2020)}


def test_the_chance_of_a_rise_rests_on_the_last_ten_years_of_the_data() -> None:
    edge = date(2010, 12, 1)
    inside, outside = edge + timedelta(1), edge
    for days, n in (([outside], 0), ([inside], 1), ([inside, DATA_TO], 2), ([DATA_TO + timedelta(1)], 0)):
        assert sensitivity._recent(days, DATA_TO, date.min)[0] == n
    _, years = sensitivity._recent([], DATA_TO, date.min)
    assert years == pytest.approx((DATA_TO - edge).days / 365.25)
    assert sensitivity._recent([], DATA_TO, date(2019, 12, 31))[1] == pytest.approx(366 / 365.25)
    of = records(iran=yearly(2005, 2020, "parallel"))
    up, _ = sensitivity.of_rung(verdict(of), DATA_TO)
    expected = tipping_points.at_least(1, 0, years, 1.0)
    assert up.detail.becomes == "joint"
    assert up.detail.likelihood == pytest.approx(expected.value)


def test_nothing_raises_the_highest_rung_and_nothing_falls_without_acts() -> None:
    up, _ = sensitivity.of_rung(verdict(records(iran=[act(date(2019, 1, 1), "standing")])), DATA_TO)
    assert "highest rung" in up.why_not
    none, hangs = sensitivity.of_rung(verdict(records(iran=[])), DATA_TO)
    assert none.detail.becomes == "joint"
    assert "no act together is on record here" in hangs.why_not
    blind, _ = sensitivity.of_rung(verdict(records(iran=[]), seen=False), DATA_TO)
    assert "no record of acts held covers" in blind.why_not


def more(of: dict[str, Record], hotspot: str, k: int) -> str:
    """The trend's word with ``k`` acts more in its last two years, or fewer where negative."""
    acts = list(of[hotspot].occurrences)
    if k > 0:
        acts += [act(DATA_TO, n=100 + j) for j in range(k)]
    else:
        acts = acts[: len(acts) + k]
    changed = {**of, hotspot: replace(of[hotspot], occurrences=tuple(acts))}
    return str(trend.trend(hotspot, changed, DATA_TO).value)


def test_the_fewest_acts_more_that_turn_the_trend_are_the_fewest() -> None:
    of = records(iran=yearly(2011, 2020), syria=yearly(2011, 2020, each=8))
    v = verdict(of)
    assert v.trend.value != MORE
    found = sensitivity.of_trend(v, of, DATA_TO)
    needed = int(found.value or 0)
    assert needed > 1
    assert [more(of, "iran", k) for k in (needed - 1, needed)] == [v.trend.value, MORE]
    assert found.unit == "acts more in two years"
    expected = tipping_points.at_least(2 + needed, 10, 10.0, 2)
    assert found.detail.likelihood == pytest.approx(expected.value)


def test_the_fewest_acts_fewer_that_turn_the_trend_back_are_the_fewest() -> None:
    of = records(iran=yearly(2019, 2020, each=9), syria=yearly(2011, 2020, each=8))
    v = verdict(of)
    assert v.trend.value == MORE
    found = sensitivity.of_trend(v, of, DATA_TO)
    needed = int(found.value or 0)
    assert more(of, "iran", -needed) != MORE
    assert more(of, "iran", 1 - needed) == MORE
    assert "no longer show" in found.question
    other = tipping_points.at_least(18 - needed + 1, 18, 10.0, 2)
    assert found.detail.likelihood == pytest.approx(1 - other.value)


STATES = tuple(f"S{k:02}" for k in range(14))
PAIR = ("S00", "S01")
WEEKS = tuple(date(2015, 1, 5) + timedelta(7 * k) for k in range(260))


def stream(seed: int, joint: int) -> Counted:
    """Fourteen states acting alone at random; the pair acts at once in ``joint`` weeks more."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(0.25, (len(STATES), len(WEEKS)))
    counts[:2, rng.choice(len(WEEKS), joint, replace=False)] += 1
    return Counted("toy", "Iran", STATES, "week", WEEKS, counts, ("toy:1",), 1)


def words(of: dict[str, Counted]) -> dict[str, Finding]:
    return coaction_findings.together(of, PAIR, coaction_findings.fitted(of))


@pytest.mark.parametrize(
    ("joint", "turns_from"), [(0, (NOT_SHOWN, LITTLE_OR_NOTHING)), (60, (TOGETHER, WITH_GROUP))]
)
def test_the_fewest_weeks_that_turn_the_word_of_a_stream_are_the_fewest(
    joint: int, turns_from: tuple[str, ...]
) -> None:
    of = {"iran": stream(1, joint), "syria": stream(2, 0)}
    findings = words(of)
    assert findings["iran"].value in turns_from
    found = sensitivity.of_word(of["iran"], "iran", findings, PAIR)
    needed, becomes = int(found.value or 0), found.detail.becomes
    assert needed >= 1
    assert becomes not in turns_from

    def word(k: int) -> object:
        moved = sensitivity._moved(of["iran"], PAIR, k, apart=joint > 0)
        return words({**of, "iran": replace(of["iran"], counts=moved)})["iran"].value

    assert word(needed) == becomes
    assert needed == 1 or word(needed - 1) in turns_from
    assert (found.subject.stream, found.records) == ("toy", ("toy:1",))


def test_a_stream_that_cannot_tell_says_why() -> None:
    quiet = replace(stream(1, 0), counts=np.zeros((len(STATES), len(WEEKS)), dtype=np.int64))
    of = {"iran": quiet, "syria": stream(2, 0)}
    findings = words(of)
    assert not findings["iran"].known
    found = sensitivity.of_word(quiet, "iran", findings, PAIR)
    assert (found.value, found.why_not) == (None, findings["iran"].why_not)

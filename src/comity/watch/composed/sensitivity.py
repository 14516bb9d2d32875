"""What would change the words of a hotspot: asked of the record, of its trend and of each event stream."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from comity.measures.change import tipping_points
from comity.measures.change.tipping_points import Turn
from comity.measures.coaction import residuals
from comity.measures.coaction.statistic import APART, CANNOT_TELL, CIRCUMSTANCE, TOGETHER, WITH_GROUP
from comity.measures.record.coder_error import Known
from comity.measures.record.record import Record
from comity.measures.record.share_trend import MORE, Coded, share_of_record
from comity.measures.verdict import coaction_findings
from comity.measures.verdict.coaction_findings import Counted
from comity.records.finding import Finding
from comity.types import BoolArray, IntArray
from comity.vocabulary import forms
from comity.watch import streams
from comity.watch.questions import trend

if TYPE_CHECKING:
    from comity.watch.watch import Watch

YEARS = 10
"""Years of the record whose rate of acts a likelihood rests on."""
TREND_YEARS = 2
BEYOND = (TOGETHER, WITH_GROUP)


def changes(watch: Watch, hotspot: str) -> list[Finding]:
    """The observations that would turn each word of a hotspot, with their likelihood."""
    told = watch.records[hotspot]
    out = [*_rung(watch, told), _trend(watch, hotspot)]
    pair = watch.group.pairs[0]
    for stream, here in watch.counted.items():
        places = streams.apart(here, pair)
        if hotspot in places:
            told_here = {k: _of(watch, k, stream) for k in places}
            out.append(_word(places[hotspot], hotspot, told_here, pair))
    return out


def _rung(watch: Watch, told: Record) -> list[Finding]:
    """What would raise the rung of the record, and what its rung hangs on."""
    rung = watch.verdict(told.hotspot).rung
    n = len(told.together)
    raises = "What would raise the record's rung?"
    steps = forms.RUNGS
    if rung == steps[-1]:
        up = Turn("", "", None, why_not="it stands on the highest rung, a standing mechanism")
    elif not watch.verdict(told.hotspot).seen:
        up = Turn("", "", None, why_not="no record of acts held covers every member")
    else:
        goal = "standing" if rung == "joint" else "joint"
        acts = [o for o in told.together if o.rung == goal]
        seen, years = _lately([o.first for o in acts], watch)
        up = Turn(
            f"{'founding act of a mechanism' if goal == 'standing' else 'joint act'} in a year",
            goal,
            1,
            tipping_points.at_least(1, seen, years, 1.0) if years else None,
        )
    resting = [o for o in told.together if o.rung == rung]
    falls = "On how many acts does the record's rung hang?"
    below = max((o.rung for o in told.together if o.rung != rung), key=steps.index, default="none")
    down = (
        Turn(f"{_acts(len(resting))} that would have to be withdrawn", below, len(resting))
        if resting
        else Turn("", "", None, why_not="no act together is on record here")
    )
    ids = tuple(i for o in resting for i in o.records)
    return [tipping_points.flip(raises, up, n), tipping_points.flip(falls, down, n, ids, rung=rung)]


def _lately(days: list[date], watch: Watch) -> tuple[int, float]:
    """How many of these days lie in the last years of the data, and in how many years."""
    last = watch.data_to
    first = max(date(last.year - YEARS, last.month, 1), watch.since, date(1991, 12, 26))
    return sum(first < d <= last for d in days), max((last - first).days / 365.25, 0.0)


def _trend(watch: Watch, hotspot: str) -> Finding:
    """How many acts more in two years would make the hotspot a larger part of their record."""
    here, elsewhere = trend.split(hotspot, watch.records, watch.data_to)
    read = trend.split(hotspot, watch.records, watch.data_to, coded=True)
    coder = trend.coder(watch.records[hotspot])

    def part(more: int) -> str:
        return _part((here, elsewhere), read, coder, more)

    word = str(watch.verdict(hotspot).trend.value)
    question = "What would show that the place takes a larger part of their record?"
    n = sum(here)
    if word == MORE:
        question = "What would no longer show that the place takes a larger part of their record?"
        needed = tipping_points.fewest(lambda k: part(-k) != MORE, here[1])
        turn = Turn(f"{_acts(needed)} fewer in two years", "no larger part", needed, _fewer(here, needed))
    else:
        needed = tipping_points.fewest(lambda k: part(k) == MORE, tipping_points.MOST)
        chance = None
        if needed is not None:
            years = 10.0
            chance = tipping_points.at_least(here[1] + needed, n, years, TREND_YEARS)
        unit = f"{_acts(needed)} more in two years"
        turn = Turn(unit, MORE, needed, chance, "there is too little elsewhere to compare")
    ids = watch.verdict(hotspot).trend.records
    return tipping_points.flip(question, turn, n, ids, word=word)


def _part(told: Coded, read: Coded, coder: Known, more: int) -> str:
    """The trend's word with so many acts more in its last two years, coded as far as those are."""
    (before, after), elsewhere = told
    coded = sum(map(sum, read)) / max(sum(map(sum, told)), 1)
    moved = round(coded * (after + more)) if not after else round(read[0][1] / after * (after + more))
    now = ((read[0][0], moved), read[1])
    return str(share_of_record((before, after + more), elsewhere, coded=now, coder=coder).value)


def _acts(n: int | None) -> str:
    return "act" if n == 1 else "acts"


def _fewer(here: tuple[int, int], needed: int | None) -> tipping_points.Likelihood | None:
    """Chance that two years bring so few, by the rate of all ten years."""
    if needed is None:
        return None
    more = tipping_points.at_least(here[1] - needed + 1, sum(here), YEARS, TREND_YEARS)
    return tipping_points.Likelihood(1 - more.value, 1 - more.high, 1 - more.low)


def _of(watch: Watch, hotspot: str, stream: str) -> Finding:
    """What a stream says of the timing at a hotspot."""
    return next(f for f in watch.timing(hotspot) if f.detail.get("stream") == stream)


def _word(c: Counted, hotspot: str, told: dict[str, Finding], pair: tuple[str, str]) -> Finding:
    """How many joint bins more, or fewer, in the window would turn the word of a stream.

    Parameters
    ----------
    c : acts counted toward the hotspot
    told : what the stream says of every hotspot: each word is corrected for all of them
    """
    answers = {k: coaction_findings.told_scores(f) for k, f in told.items()}
    at = list(told).index(hotspot)
    word = coaction_findings.words(list(answers.values()))[at]
    question = f"What would turn the word of {c.stream}?"
    records = c.records
    if word == CANNOT_TELL:
        turn = Turn("", "", None, why_not=told[hotspot].why_not)
        return tipping_points.flip(question, turn, len(c.bins), word=word)
    fewer = word in BEYOND
    goal = (CIRCUMSTANCE, APART) if fewer else BEYOND
    found: dict[int, str] = {}

    def turned(k: int) -> bool:
        changed = replace(c, counts=_moved(c, pair, k, apart=fewer))
        again = {**answers, hotspot: coaction_findings.scores(changed, pair)}
        found[k] = coaction_findings.words(list(again.values()))[at]
        return found[k] in goal

    active = _active(c, pair)
    needed = tipping_points.fewest(turned, tipping_points.room(active, apart=fewer))
    seen = int(active.all(axis=0).sum())
    width = c.width if needed == 1 else f"{c.width}s"
    unit = f"joint {width} {'fewer' if fewer else 'more'} in {len(c.bins)} {c.width}s"
    if needed is None:
        why = f"no number of joint {c.width}s in this window would, with so many acts"
        turn = Turn(unit, "", None, why_not=why)
    else:
        turn = Turn(unit, found[needed], needed, _chance(active, needed, fewer=fewer))
    return tipping_points.flip(question, turn, seen, records, word=word, stream=c.stream, joint=seen)


def _chance(active: BoolArray, needed: int, *, fewer: bool) -> tipping_points.Likelihood:
    """Chance that a window with as many acts and as much news brings so many more joint bins (or fewer)."""
    joint, of = int(active.all(axis=0).sum()), int(active.sum(axis=1).min())
    if not fewer:
        return tipping_points.of_so_many(joint + needed, joint, of)
    more = tipping_points.of_so_many(joint - needed + 1, joint, of)
    return tipping_points.Likelihood(1 - more.value, 1 - more.high, 1 - more.low)


def _active(c: Counted, pair: tuple[str, str]) -> BoolArray:
    rows = [c.states.index(s) for s in pair]
    bar = residuals.activity_bars(c.counts)[rows]
    return np.asarray(c.counts[rows] > bar[:, None])


def _moved(c: Counted, pair: tuple[str, str], k: int, *, apart: bool) -> IntArray:
    rows = [c.states.index(s) for s in pair]
    out = c.counts.copy()
    out[rows] = tipping_points.moved(c.counts[rows], _active(c, pair), k, apart=apart)
    return out

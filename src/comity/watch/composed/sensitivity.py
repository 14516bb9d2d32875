"""What would change the words of a hotspot: asked of the record, of its trend and of each event stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from comity.measures.change import tipping_points
from comity.measures.change.tipping_points import Turn
from comity.measures.coaction import residuals, statistic
from comity.measures.record.record import Record
from comity.measures.record.share_trend import MORE, share_of_record
from comity.measures.verdict import coaction_findings
from comity.measures.verdict.coaction_findings import Counted
from comity.measures.verdict.verdict import Verdict
from comity.records.details import LITTLE_OR_NOTHING, NOT_COVERED, NOT_SHOWN, TOGETHER, WITH_GROUP
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.types import BoolArray, IntArray, Pair
from comity.vocabulary import forms
from comity.watch.answers import Answers
from comity.watch.composed.verdicts import find_verdict
from comity.watch.event_streams import third_places
from comity.watch.questions import trend

YEARS = 10
"""Years of the record whose rate of acts a likelihood rests on."""
TREND_YEARS = 2
FIRST = date(1991, 12, 26)
"""First day that a rate of acts may rest on: the day the Soviet Union ended."""

BEYOND = (TOGETHER, WITH_GROUP)


def changes(answers: Answers, hotspot: str) -> list[Finding]:
    """The observations that would turn each word of a hotspot, with their likelihood."""
    verdict = find_verdict(answers, hotspot)
    earliest = max(answers.inquiry.since, FIRST)
    out = [*of_rung(verdict, answers.inquiry.data_to, earliest)]
    out.append(of_trend(verdict, answers.records, answers.inquiry.data_to))
    pair = answers.inquiry.group.pairs[0]
    for stream, counts in answers.inquiry.counts.items():
        places = third_places(counts, pair)
        if hotspot in places:
            words = {k: _of_stream(answers.timing(k), stream) for k in places}
            out.append(of_word(places[hotspot], hotspot, words, pair))
    return out


def of_rung(verdict: Verdict, data_to: date, earliest: date = FIRST) -> list[Finding]:
    """What would raise the rung of the record, and what its rung hangs on.

    Parameters
    ----------
    data_to : last day of the data
    earliest : first day that the window allows
    """
    rung, acts = verdict.rung, verdict.record.together
    steps = forms.RUNGS
    if rung == steps[-1]:
        up = Turn("", "", None, why_not="it stands on the highest rung, a standing mechanism")
    elif not verdict.covered:
        up = Turn("", "", None, why_not="no record of acts held covers every member")
    else:
        goal = "standing" if rung == "joint" else "joint"
        recent, years = _recent([o.first for o in acts if o.rung == goal], data_to, earliest)
        up = Turn(
            f"{'founding act of a mechanism' if goal == 'standing' else 'joint act'} in a year",
            goal,
            1,
            tipping_points.at_least(1, recent, years, 1.0) if years else None,
        )
    resting = [o for o in acts if o.rung == rung]
    below = max((o.rung for o in acts if o.rung != rung), key=steps.index, default="none")
    down = (
        Turn(f"{_acts(len(resting))} that would have to be withdrawn", below, len(resting))
        if resting
        else Turn("", "", None, why_not="no act together is on record here")
    )
    ids = tuple(i for o in resting for i in o.records)
    return [
        tipping_points.flip(Kind.TURN_RUNG, verdict.record.subject, up, len(acts)),
        tipping_points.flip(Kind.HOLD_RUNG, verdict.record.subject, down, len(acts), ids, word=rung),
    ]


def _recent(days: list[date], data_to: date, earliest: date) -> tuple[int, float]:
    """How many of these days lie in the last :data:`YEARS` of the data, and in how many years."""
    first = max(date(data_to.year - YEARS, data_to.month, 1), earliest)
    return sum(first < d <= data_to for d in days), max((data_to - first).days / 365.25, 0.0)


def of_trend(verdict: Verdict, records: Mapping[str, Record], data_to: date) -> Finding:
    """How many acts more in two years would make the hotspot a larger part of their record."""
    hotspot = verdict.hotspot
    windows, elsewhere = trend.split(hotspot, records, data_to)

    def part(more: int) -> str:
        return str(share_of_record((windows[0], windows[1] + more), elsewhere).value)

    word, n = str(verdict.trend.value), sum(windows)
    kind = Kind.TURN_TREND
    if word == MORE:
        kind = Kind.HOLD_TREND
        needed = tipping_points.fewest(lambda k: part(-k) != MORE, windows[1])
        turn = Turn(f"{_acts(needed)} fewer in two years", "no larger part", needed, _fewer(windows, needed))
    else:
        needed = tipping_points.fewest(lambda k: part(k) == MORE, tipping_points.MOST)
        chance = None
        if needed is not None:
            chance = tipping_points.at_least(windows[1] + needed, n, float(YEARS), TREND_YEARS)
        unit = f"{_acts(needed)} more in two years"
        turn = Turn(unit, MORE, needed, chance, "there is too little elsewhere to compare")
    return tipping_points.flip(kind, verdict.record.subject, turn, n, verdict.trend.records, word=word)


def _acts(n: int | None) -> str:
    return "act" if n == 1 else "acts"


def _fewer(windows: tuple[int, int], needed: int | None) -> tipping_points.Likelihood | None:
    """Chance that two years bring so few, by the rate of all ten years."""
    if needed is None:
        return None
    more = tipping_points.at_least(windows[1] - needed + 1, sum(windows), YEARS, TREND_YEARS)
    return tipping_points.Likelihood(1 - more.value, 1 - more.high, 1 - more.low)


def _of_stream(timing: Sequence[Finding], stream: str) -> Finding:
    """What a stream says among the findings of a hotspot."""
    return next(f for f in timing if f.subject.stream == stream)


def of_word(c: Counted, hotspot: str, findings: Mapping[str, Finding], pair: Pair) -> Finding:
    """How many joint bins more, or fewer, in the window would turn the word of a stream.

    Parameters
    ----------
    c : acts counted toward the hotspot
    findings : what the stream says of every hotspot: each word is corrected for all of them
    """
    answers = {k: coaction_findings.told_score(f) for k, f in findings.items()}
    at = list(findings).index(hotspot)
    word = statistic.words(list(answers.values()))[at]
    kind, about = Kind.TURN_TIMING, findings[hotspot].subject
    records = c.records
    if word == NOT_COVERED:
        turn = Turn("", "", None, why_not=findings[hotspot].why_not)
        return tipping_points.flip(kind, about, turn, len(c.bins), word=word)
    fewer = word in BEYOND
    goal = (NOT_SHOWN, LITTLE_OR_NOTHING) if fewer else BEYOND
    words: dict[int, str] = {}

    def turned(k: int) -> bool:
        changed = replace(c, counts=_moved(c, pair, k, apart=fewer))
        again = {**answers, hotspot: coaction_findings.score(changed, pair)}
        words[k] = statistic.words(list(again.values()))[at]
        return words[k] in goal

    active = _active(c, pair)
    needed = tipping_points.fewest(turned, tipping_points.room(active, apart=fewer))
    joint = int(active.all(axis=0).sum())
    width = c.width if needed == 1 else f"{c.width}s"
    unit = f"joint {width} {'fewer' if fewer else 'more'} in {len(c.bins)} {c.width}s"
    if needed is None:
        why = f"no number of joint {c.width}s in this window would, with so many acts"
        turn = Turn(unit, "", None, why_not=why)
    else:
        turn = Turn(unit, words[needed], needed, _chance(active, needed, fewer=fewer))
    return tipping_points.flip(kind, about, turn, joint, records, word=word, joint=joint)


def _chance(active: BoolArray, needed: int, *, fewer: bool) -> tipping_points.Likelihood:
    """Chance that a window with as many acts and as much news brings so many more joint bins (or fewer)."""
    joint, of = int(active.all(axis=0).sum()), int(active.sum(axis=1).min())
    if not fewer:
        return tipping_points.of_so_many(joint + needed, joint, of)
    more = tipping_points.of_so_many(joint - needed + 1, joint, of)
    return tipping_points.Likelihood(1 - more.value, 1 - more.high, 1 - more.low)


def _active(c: Counted, pair: Pair) -> BoolArray:
    rows = [c.states.index(s) for s in pair]
    bar = residuals.activity_bars(c.counts)[rows]
    return np.asarray(c.counts[rows] > bar[:, None])


def _moved(c: Counted, pair: Pair, k: int, *, apart: bool) -> IntArray:
    rows = [c.states.index(s) for s in pair]
    out = c.counts.copy()
    out[rows] = tipping_points.moved(c.counts[rows], _active(c, pair), k, apart=apart)
    return out

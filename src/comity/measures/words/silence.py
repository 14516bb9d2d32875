"""Silence: months or years in which an outlet does not name a topic that it would be expected to name.

The expectation comes from the outlet's habit on comparable topics (hotspots and states). For a *month*, these
are topics that it named about as often in the months around and that other outlets still name, so silence
breaks its habit. For a *year*, these are topics that other outlets gave a similar share of attention, so
silence differs from what others do. How often the outlet named the comparable topics, relative to its volume,
gives the expected number, its 90% range, and the share of comparable topics that it did not name.

A period is called silent if the outlet did not name the topic, the period is covered, and few comparable
topics are unnamed: at most :data:`MOST_MUTE` of them, including this one (Phipson and Smyth 2010, +1 in
both). The result also says whether silence could have been detected: a topic named once a month may be
missing by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from comity.measures.words.statements import Channel, Spoken

METHOD = "silence/1"
NULL = "comparable topics of the same outlet"
MOST_MUTE = 0.1
LIKE = 1.5
"""How many times as often, or how many times the attention, still is comparable."""
NEAREST = 100
FEWEST = 30
AROUND = 12
"""Months before and after within which comparable ones are looked for."""
LONGEST_GAP = 13
"""Days without a statement beyond which a month is not covered."""
FEWEST_STATEMENTS = 5
PART, FULLEST_MONTHS = 0.25, 12
"""Part of the median volume of its fullest months below which what is held of an outlet is a sample."""
FEWEST_MONTHS = 9
"""Months of a year that must be covered."""
HALF = 0.5
"""Part of the usual monthly volume below which a month is not covered."""

NOT_USUAL = "it does not name it otherwise, or others hardly do, so nothing tells that it was to be expected"
SAID, SILENT, UNREMARKABLE = "said", "silent", "not said, as is usual"
ONLY_ASKED = "asked about, answered without its name"


@dataclass(frozen=True, slots=True)
class PlacePeriod:
    """How often an outlet (ministry or news) named a topic in a month or year, and how often was expected.

    ``answer`` is :data:`SAID`, :data:`ONLY_ASKED` (only a question named it, so the reply may be about it),
    :data:`SILENT`, :data:`UNREMARKABLE`, or "" for no answer (``why_not``). ``expected`` has a 90% range.
    ``mute`` is the share of the ``comparable`` topics that the outlet did not name. ``detectable`` says
    whether a period without the topic would have been called silent.
    """

    channel: Channel
    topic: str
    period: str
    said: int
    volume: int
    answer: str
    why_not: str = ""
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    mute: float | None = None
    comparable: int = 0
    detectable: bool = False


def explain_gap(spoken: Spoken, channel: Channel, month: str) -> str:
    """Return why a month of an outlet is not covered, or "" if it is.

    A month is covered if the statements of the whole month are stored. No gap may be longer than a recess,
    and the number may not be far below that of the months around or of the outlet's fullest months.
    """
    volume = spoken.volume.get(channel, Counter())
    days = sorted(spoken.days.get(channel, {}).get(month, ()))
    if not days:
        return "not covered: no statement of that month is held"
    year, number = map(int, month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    length = (after - date(year, number, 1)).days
    gaps = np.diff([0, *days, length + 1])
    if gaps.max() > LONGEST_GAP:
        return f"not covered: nothing is held of {int(gaps.max()) - 1} days on end"
    fullest = sorted(volume.values())[-FULLEST_MONTHS:]
    if volume[month] < PART * float(np.median(fullest)):
        return f"not covered: {volume[month]} statements are a part of what it says in its fullest months"
    known = sorted(volume[m] for m in list_months_around(month) if m != month and volume[m])
    usual = float(np.median(known)) if known else 0.0
    if volume[month] < max(FEWEST_STATEMENTS, HALF * usual):
        return f"not covered: {volume[month]} statements are held, {usual:g} are usual"
    return ""


def list_months_around(month: str) -> list[str]:
    """Return the months within :data:`AROUND` of a month, including it."""
    year, number = map(int, month.split("-"))
    at = year * 12 + number - 1
    return [f"{k // 12}-{k % 12 + 1:02}" for k in range(at - AROUND, at + AROUND + 1)]


class Habits:
    """How often an outlet names topics to which other outlets pay attention.

    Parameters
    ----------
    spoken : the statements of all outlets, counted
    channel : the outlet asked about
    topics : the topics to compare (hotspots and states, none a part of another)
    yearly : whether periods are years, of which only the covered months count, or months
    """

    def __init__(
        self, spoken: Spoken, channel: Channel, topics: Iterable[str], *, yearly: bool = False
    ) -> None:
        self.spoken, self.channel, self.yearly = spoken, channel, yearly
        self.topics = [t for t in topics if t != channel.state]
        self._why = {m: explain_gap(spoken, channel, m) for m in spoken.months(channel)}
        by_period: dict[str, list[str]] = {}
        for m, why in self._why.items():
            if not why:
                by_period.setdefault(m[:4] if yearly else m, []).append(m)
        fewest = FEWEST_MONTHS if yearly else 1
        self._months = {p: ms for p, ms in by_period.items() if len(ms) >= fewest}
        self._attention = {p: self._average_others(ms) for p, ms in self._months.items()}
        self._shares = {
            p: self._counts(channel, ms) / sum(spoken.volume[channel][m] for m in ms)
            for p, ms in self._months.items()
        }
        self._level = {p: self._attention[p] if yearly else self._usual(p) for p in self._months}

    def _counts(self, channel: Channel, months: Iterable[str]) -> np.ndarray:
        per_month = self.spoken.counts[channel]
        total: Counter[str] = Counter()
        for m in months:
            total.update(per_month.get(m, {}))
        return np.array([total[t] for t in self.topics], dtype=float)

    def _average_others(self, months: Sequence[str]) -> np.ndarray:
        """Return the mean share of each topic among all topics that each other outlet named."""
        shares = []
        for outlet in sorted({c.outlet for c in self.spoken.volume} - {self.channel.outlet}):
            of_outlet = [c for c in self.spoken.counts if c.outlet == outlet]
            named = np.sum([self._counts(c, months) for c in of_outlet], axis=0)
            if named.sum():
                shares.append(named / named.sum())
        return np.mean(shares, axis=0) if shares else np.full(len(self.topics), np.nan)

    def _usual(self, month: str) -> np.ndarray:
        """Return the mean share of the outlet's statements that name each topic, in the months around.

        The share is 0 if other outlets name the topic less than half as often as before.
        """
        near = [m for m in list_months_around(month) if m in self._shares and m != month]
        if not near:
            return np.zeros(len(self.topics))
        attention = np.nan_to_num([self._attention[m] for m in near]).mean(axis=0)
        alive = np.nan_to_num(self._attention[month]) >= HALF * attention
        return np.asarray(np.mean([self._shares[m] for m in near], axis=0) * alive)

    def periods(self) -> list[str]:
        """Return the months, or years, from the first statement to the last."""
        return list(dict.fromkeys(m[:4] for m in self._why)) if self.yearly else list(self._why)

    def of(self, topic: str, period: str) -> PlacePeriod:
        """Return how often the outlet named a topic in a period, and how often it was expected to."""
        months = self._months.get(period)
        if months is None:
            why = (
                f"fewer than {FEWEST_MONTHS} of its months are covered" if self.yearly else self._why[period]
            )
            return PlacePeriod(self.channel, topic, period, *self._count_said(topic, [period]), "", why)
        said, volume = self._count_said(topic, months)
        out = PlacePeriod(self.channel, topic, period, said, volume, SAID if said else "")
        questioned = self.spoken.questioned.get(self.channel, {})
        asked_about = any(questioned[m][topic] for m in months if m in questioned)
        if topic not in self.topics:
            return replace(out, why_not="" if said else "part of another hotspot: none is comparable")
        given = float(self._level[period][self.topics.index(topic)])
        if not given > 0:
            return replace(out, why_not="" if said else NOT_USUAL)
        shares = self._comparable(topic, period, given)
        out = replace(out, comparable=len(shares))
        if len(shares) < FEWEST:
            return replace(out, why_not="" if said else f"only {len(shares)} topics are comparable")
        mute = int((shares == 0).sum())
        stands_out = (1 + mute) / (1 + len(shares)) <= MOST_MUTE
        low, high = np.quantile(shares, (0.05, 0.95)) * volume
        return replace(
            out,
            answer=SAID if said else ONLY_ASKED if asked_about else SILENT if stands_out else UNREMARKABLE,
            expected=float(shares.mean() * volume),
            low=float(low),
            high=float(high),
            mute=mute / len(shares),
            detectable=stands_out,
        )

    def _count_said(self, topic: str, months: Iterable[str]) -> tuple[int, int]:
        counts, volume = self.spoken.counts[self.channel], self.spoken.volume[self.channel]
        return sum(counts[m][topic] for m in months if m in counts), sum(volume[m] for m in months)

    def _comparable(self, topic: str, period: str, given: float) -> np.ndarray:
        """Return the shares of comparable topics in the outlet's volume, in the periods around."""
        near = [p for p in self._level if self.yearly or p in list_months_around(period)]
        others = np.array([t != topic for t in self.topics])
        level = np.concatenate([self._level[p][others] for p in near])
        shares = np.concatenate([self._shares[p][others] for p in near])
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = np.nan_to_num(np.abs(np.log(level / given)), nan=np.inf)
        order = np.argsort(distance, kind="stable")[:NEAREST]
        return np.asarray(shares[order][distance[order] <= np.log(LIKE)])

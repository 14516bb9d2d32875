"""Silence: a topic that an outlet would be expected to name, in a month that it covers, and does not.

What is expected follows from the outlet's own habit.  The attention of the *other* outlets to a topic in a
month is its share of all that they name.  The topic-months of the same outlet to which the others paid
like attention are the comparable ones: how often it named them, against its own volume, gives the number
to be expected here, its 90% range, and how often it said nothing at all.  Silence is said only where
nothing was said, the month is covered, and the outlet said nothing on at most :data:`MOST_MUTE` of the
comparable ones (upper end of the 95% Clopper-Pearson interval).  Matching on attention is a choice: an
outlet has no reason to speak of every place that others speak of, so the comparable ones are shown with
the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import scipy

from comity.measures.words.statements import Channel, Spoken

METHOD = "silence/1"
NULL = "topics to which other outlets paid like attention, in the same outlet within a year"
MOST_MUTE = 0.1
LIKE = 1.5
"""How many times the attention of others may be that of a comparable topic."""
NEAREST = 60
FEWEST = 30
AROUND = 12
"""Months before and after within which comparable ones are looked for."""
LONGEST_GAP = 13
"""Days without a statement beyond which a month is not covered."""
FEWEST_STATEMENTS = 5
HALF = 0.5
"""Part of the usual monthly volume below which a month is not covered."""

NOT_NAMED = "no other outlet held names it, so nothing tells that it was to be expected"
SAID, SILENT, UNREMARKABLE = "said", "silent", "not said, as is usual"


@dataclass(frozen=True, slots=True)
class PlaceMonth:
    """What an outlet said of a topic in a month, and what was to be expected.

    ``answer`` is :data:`SAID`, :data:`SILENT`, :data:`UNREMARKABLE`, or "" where it cannot be told, with why.
    ``expected`` with its 90% range; ``mute`` the share of the ``comparable`` topic-months without a word.
    """

    channel: Channel
    topic: str
    month: str
    said: int
    volume: int
    answer: str
    why_not: str = ""
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    mute: float | None = None
    comparable: int = 0


def covered(spoken: Spoken, channel: Channel, month: str) -> str:
    """Why a month of an outlet is not covered, "" where it is.

    Anything said there would have shown only where statements of the whole month are held: none missing for
    longer than a recess, and not far fewer than in the months around.
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
    known = sorted(volume[m] for m in around(month) if m != month and volume[m])
    usual = float(np.median(known)) if known else 0.0
    if volume[month] < max(FEWEST_STATEMENTS, HALF * usual):
        return f"not covered: {volume[month]} statements are held, {usual:g} are usual"
    return ""


def around(month: str) -> list[str]:
    """The months within :data:`AROUND` of a month, itself among them."""
    year, number = map(int, month.split("-"))
    at = year * 12 + number - 1
    return [f"{k // 12}-{k % 12 + 1:02}" for k in range(at - AROUND, at + AROUND + 1)]


class Habits:
    """What an outlet says of topics to which others pay attention.

    Parameters
    ----------
    spoken : what every channel said
    channel : the outlet asked about
    topics : what may be compared (hotspots and states that are no part of one another)
    """

    def __init__(self, spoken: Spoken, channel: Channel, topics: Iterable[str]) -> None:
        self.spoken, self.channel = spoken, channel
        self.topics = [t for t in topics if t != channel.state]
        volume = spoken.volume[channel]
        self._covered = [m for m in sorted(volume) if not covered(spoken, channel, m)]
        self._attention = {m: self._of_others(m) for m in self._covered}
        self._shares = {
            m: np.array([spoken.counts[channel][m][t] for t in self.topics]) / volume[m]
            for m in self._covered
        }

    def _of_others(self, month: str) -> np.ndarray:
        """Mean share of each topic in all that each other outlet named in a month; NaN without any."""
        shares = []
        for outlet in sorted({c.outlet for c in self.spoken.volume} - {self.channel.outlet}):
            named = np.zeros(len(self.topics))
            for c in self.spoken.counts:
                if c.outlet == outlet and month in self.spoken.counts[c]:
                    named += [self.spoken.counts[c][month][t] for t in self.topics]
            if named.sum():
                shares.append(named / named.sum())
        return np.mean(shares, axis=0) if shares else np.full(len(self.topics), np.nan)

    def of(self, topic: str, month: str) -> PlaceMonth:
        """What was said of a topic in a month, and what was to be expected."""
        volume = self.spoken.volume[self.channel][month]
        said = self.spoken.counts[self.channel][month][topic] if volume else 0
        out = PlaceMonth(self.channel, topic, month, said, volume, SAID if said else "")
        if why := covered(self.spoken, self.channel, month):
            return replace(out, answer="", why_not=why)
        if topic not in self.topics:
            return replace(
                out, why_not="" if said else "it is a part of another hotspot, so none is comparable"
            )
        given = float(self._attention[month][self.topics.index(topic)])
        if not given > 0:
            return replace(out, why_not="" if said else NOT_NAMED)
        shares = self._comparable(topic, month, given)
        out = replace(out, comparable=len(shares))
        if len(shares) < FEWEST:
            return replace(out, why_not="" if said else f"only {len(shares)} topics are comparable")
        mute = int((shares == 0).sum())
        most = scipy.stats.beta.ppf(0.95, mute + 1, len(shares) - mute) if mute < len(shares) else 1.0
        low, high = np.quantile(shares, (0.05, 0.95)) * volume
        return replace(
            out,
            answer=SAID if said else SILENT if most <= MOST_MUTE else UNREMARKABLE,
            expected=float(shares.mean() * volume),
            low=float(low),
            high=float(high),
            mute=mute / len(shares),
        )

    def _comparable(self, topic: str, month: str, given: float) -> np.ndarray:
        """Shares of its own volume of the topic-months of nearest attention, at most :data:`LIKE`."""
        near = [m for m in around(month) if m in self._attention]
        others = np.array([t != topic for t in self.topics])
        attention = np.concatenate([self._attention[m][others] for m in near])
        shares = np.concatenate([self._shares[m][others] for m in near])
        with np.errstate(divide="ignore"):
            distance = np.abs(np.log(attention / given))
        order = np.argsort(distance, kind="stable")[:NEAREST]
        return np.asarray(shares[order][distance[order] <= np.log(LIKE)])

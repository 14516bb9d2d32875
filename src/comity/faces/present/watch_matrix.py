"""The matrix of the Watch page: one row a hotspot, one cell a time bin, two witnesses a cell.

*Size is the record*: nothing, a dot where states acted alike or one alone, a square of three sizes for
one, two or three, and more joint acts; a notch for a joint deed, a dash where they came apart.  *Colour
is the statistics* of the bin.  Neither hides the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comity.errors import QuestionError
from comity.measures.coaction.statistic import LITTLE_OR_NOTHING, NOT_SHOWN, TOGETHER, WITH_GROUP
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import per_bin
from comity.measures.record.share_trend import LESS, MORE, SAME
from comity.measures.verdict.verdict import Verdict
from comity.records import bins
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.answers import PENDING

COUNTS = {"month": 36, "quarter": 24, "year": 36}
"""Bins on the page unless a span is asked for."""

CLASS = {TOGETHER: "together", WITH_GROUP: "group", LITTLE_OR_NOTHING: "within", NOT_SHOWN: "within"}
"""Words of the statistics as classes of the style sheet; any other is ``unknown``."""

ARROWS = {MORE: "↗", LESS: "↘", SAME: "→"}
"""A trend that is told, where there is no room for words."""

LATELY = {MORE: "larger part", LESS: "smaller part"}
"""The same in words: what part of all that is on record is of this place."""

FIRST_YEAR = 1991


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One bin of one hotspot as drawn."""

    hotspot: str
    first: date
    label: str
    size: str
    word: str
    joint: int
    alike: int
    deed: bool
    rift: bool
    unseen: bool

    @property
    def id(self) -> str:
        """The cell's name in addresses."""
        return f"{self.hotspot}.{self.first.isoformat()}"

    @property
    def empty(self) -> bool:
        """Whether there is nothing to open."""
        return not self.size and self.word == "unknown"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A hotspot's row: its cells, and its verdict in words: on record, in timing, lately."""

    hotspot: str
    name: str
    cells: tuple[MatrixCell, ...]
    words: tuple[str, str, str]
    arrow: str
    own: bool


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A column's head."""

    label: str
    short: str
    year: int
    first: bool


@dataclass(frozen=True, slots=True)
class WatchMatrix:
    """The whole matrix; ``starts`` are the first days of the bins and, last, the day after."""

    width: str
    starts: tuple[date, ...]
    heads: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]

    def cell(self, id_: str) -> MatrixCell | None:
        """A cell by its id."""
        return next((c for r in self.rows for c in r.cells if c.id == id_), None)

    def newest(self) -> MatrixCell:
        """The newest cell with a joint act, else the last of the first row."""
        with_joint_acts = [
            c for r in self.rows for c in r.cells if c.joint and not hotspots.get(c.hotspot).own
        ]
        return max(with_joint_acts, key=lambda c: (c.first, c.joint), default=self.rows[0].cells[-1])


def starts_of(watch: Watch, width: str, first: date | None, last: date | None) -> list[date]:
    """First days of the bins a page shows, and the day after the last of them.

    Raises
    ------
    QuestionError
        When nothing held lies between ``first`` and ``last``.
    """
    end = min(last or watch.data_to, watch.data_to)
    if first is None:
        first = bins.following(bins.start(end, width), width, 1 - COUNTS[width])
    first = max(first, date(FIRST_YEAR, 1, 1))
    if first > end:
        raise QuestionError(f"The pictures go from {FIRST_YEAR} to {watch.data_to}; first lies before last.")
    return bins.starts(first, end, width)


def grid(
    watch: Watch, width: str, starts: Sequence[date], said: Mapping[str, Mapping[date, str]]
) -> WatchMatrix:
    """The matrix of a watch.

    Parameters
    ----------
    watch : the pair watched
    width : ``month``, ``quarter`` or ``year``
    starts : see :class:`WatchMatrix`
    said : the statistics' word of each hotspot and bin; a bin left out cannot be told
    """
    rows = [_row(v, width, starts, said.get(v.hotspot, {})) for v in watch.verdicts]
    rows.sort(key=lambda r: (not r.own, _weight(r.cells)), reverse=True)
    return WatchMatrix(width, tuple(starts), tuple(_heads(width, starts)), tuple(rows))


def _weight(cells: Sequence[MatrixCell]) -> tuple[int, int, int]:
    """Order of rows: joint acts of the last quarter of the picture, then of all of it, then alike."""
    late = cells[-max(1, len(cells) // 4) :]
    return sum(c.joint for c in late), sum(c.joint for c in cells), sum(c.alike for c in cells)


def _heads(width: str, starts: Sequence[date]) -> list[MatrixColumn]:
    out, before = [], 0
    for s in starts[:-1]:
        short = {"month": "JFMAMJJASOND"[s.month - 1], "quarter": str((s.month + 2) // 3)}
        year = s.year // 5 * 5 if width == "year" else s.year
        shown = year != before and (width != "year" or s.year % 5 == 0)
        head = short.get(width, f"{s.year % 100:02d}")
        out.append(MatrixColumn(bins.label(s, width), head, s.year, shown or not before))
        before = year
    return out


def _row(v: Verdict, width: str, starts: Sequence[date], said: Mapping[date, str]) -> MatrixRow:
    by_bin = per_bin(v.record.occurrences, starts)
    name = hotspots.get(v.hotspot).name
    cells = [
        _cell(v, name, width, s, in_bin, CLASS.get(said.get(s, ""), "unknown"))
        for s, in_bin in zip(starts, by_bin, strict=False)
    ]
    arrow = ARROWS.get(str(v.trend.value), "·")
    return MatrixRow(v.hotspot, name, tuple(cells), row_end(v), arrow, hotspots.get(v.hotspot).own)


def _cell(
    v: Verdict, name: str, width: str, first: date, occurrences: list[Occurrence], word: str
) -> MatrixCell:
    joint = [o for o in occurrences if o.together and o.rung in ("joint", "standing")]
    alike = [o for o in occurrences if o.rung == "parallel"]
    rift = any(o.friction for o in occurrences)
    size = "many" if len(joint) > 3 else "few" if len(joint) > 1 else "one" if joint else ""
    size = size or ("dot" if alike or rift else "")
    unseen = not v.seen and not occurrences
    when = bins.label(first, width)
    return MatrixCell(
        v.hotspot,
        first,
        f"{name}, {when}: {_says(joint, alike, rift=rift, unseen=unseen)}; {_SAID[word]}",
        size,
        word,
        len(joint),
        len(alike),
        any(o.deed for o in joint),
        rift,
        unseen,
    )


_SAID = {
    "together": "in timing together",
    "group": "in timing with its group",
    "within": "in timing not shown",
    "unknown": "timing not covered",
}


def _says(joint: Sequence[Occurrence], alike: Sequence[Occurrence], *, rift: bool, unseen: bool) -> str:
    if unseen:
        return "no record covers it"
    parts = [f"{len(joint)} joint act{'s' if len(joint) != 1 else ''}"] if joint else []
    parts += [f"{len(alike)} alike or alone"] if alike else []
    parts += ["apart"] if rift else []
    return ", ".join(parts) or "nothing on record"


def row_end(v: Verdict) -> tuple[str, str, str]:
    """A row's end: both witnesses and the trend, each in a word or two."""
    n = len(v.record.joint)
    record = f"{v.rung}, {n} act{'s' if n != 1 else ''}" if n else v.rung
    timing = PENDING if v.why_not == PENDING else v.statistics
    trend = str(v.trend.value)
    return record, timing, f"{ARROWS.get(trend, '·')} {LATELY.get(trend, trend)}"


def in_words(v: Verdict) -> str:
    """The same in one line, without a trend that does not pass its test."""
    record, timing, trend = row_end(v)
    return f"{record} · timing {timing}" + (f" · {trend}" if v.trend.value in LATELY else "")


def last_day(starts: Sequence[date], first: date) -> date:
    """Last day of the bin that begins on ``first``."""
    return starts[list(starts).index(first) + 1] - timedelta(days=1)

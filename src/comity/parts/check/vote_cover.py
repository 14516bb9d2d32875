"""How much of a time the roll calls on record cover, and which days they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comity.parts.check.periods import Days
from comity.parts.check.rules import weights

MEMBER_VOTES = frozenset({"unsc_member_votes"})
VETO_LISTS = frozenset({"unsc_vetoes_csv", "vetoed_drafts"})
ASSEMBLY_VOTES = frozenset({"unga_unvotes", "unga_unproject", "unga_voeten"})
"""The sources that hold every vote of the Council's members on an adopted text, every veto, and every
recorded vote of the Assembly."""

_RECESS = 10
"""Days of which it does not matter that no record covers them: the turn of a year."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How much of a time is on record: the share of its days, the days that are not, the last that is."""

    share: float
    gaps: tuple[Days, ...] = ()
    last: date = date.min

    @property
    def in_words(self) -> str:
        """Which days are not on record, as the end of a sentence; "" where all are."""
        if not self.gaps:
            return ""
        a, b = max(self.gaps, key=lambda g: g[1] - g[0])
        if len(self.gaps) > 1 or self.share < weights().share_covered:
            return "; the record does not cover all of that time"
        return f"; {a.day} {a:%B %Y} to {b.day} {b:%B %Y} is not on record"


def cover(spans: Sequence[Days], covered: Sequence[Days], until: date) -> Cover:
    """How much of some spans, to the day ``until`` at the latest, some covered stretches hold."""
    last = max((b for _, b in covered), default=date.min)
    gaps, days = list[Days](), 0
    for a, b in spans:
        end = min(b, until)
        days += max((end - a).days + 1, 0)
        gaps += _gaps(a, end, covered)
    missing = sum((b - a).days + 1 for a, b in gaps)
    return Cover(1 - missing / days if days else 0.0, tuple(gaps), last)


def joined(spans: Iterable[Days]) -> list[Days]:
    """Spans in order, those that follow one another made one."""
    out = list[Days]()
    for a, b in sorted(spans):
        if out and (a - out[-1][1]).days <= 1:
            out[-1] = out[-1][0], max(b, out[-1][1])
        else:
            out.append((a, b))
    return out


def _gaps(first: date, last: date, covered: Sequence[Days]) -> list[Days]:
    """What of the days from ``first`` to ``last`` no stretch covers."""
    out, at = list[Days](), first
    for a, b in sorted(covered):
        if a > last or at > last:
            break
        if (a - at).days > _RECESS:
            out.append((at, a - timedelta(1)))
        at = max(at, b + timedelta(1))
    return [*out, (at, last)] if (last - at).days > _RECESS else out

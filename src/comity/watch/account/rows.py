"""The rows of the table of places: the acts in each place by class, and the group of places it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comity.records.facts import JOINT, OPPOSED, SAME_SIDE, STEPS_BACK
from comity.watch.account.acts import (
    AGAINST,
    ClassedAct,
    count_classes,
    rank_acts,
    select_classes,
)

#: Groups of places, in display order.
TOGETHER, PART, QUIET, OWN = "together", "part", "quiet", "own"
GROUPS = (TOGETHER, PART, QUIET, OWN)
#: A joint act is recent if it is at most this many days older than the newest record.
LATELY = 365
#: Acts that set the states apart from which on a place is one where they part.
FEWEST_PARTING = 2


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place in the account of a pair.

    The counts are of acts in the present window; ``against`` counts the acts ``joint`` and ``same_side`` that
    are against the third power (the state against which stances are measured). ``newest`` is the last joint
    act, in the present window only if no source covers the pair. ``strongest`` is the strongest joint act of
    another form in the present window.
    """

    hotspot: str
    name: str
    own: bool
    group: str
    joint: int
    same_side: int
    steps_back: int
    opposed: int
    alone: int
    against: int
    newest: ClassedAct | None
    strongest: ClassedAct | None
    acts: tuple[ClassedAct, ...]

    @property
    def together(self) -> int:
        """Number of joint acts and acts on the same side in the present window."""
        return self.joint + self.same_side

    @property
    def parting(self) -> int:
        """Number of acts in the present window in which a state steps back or they oppose each other."""
        return self.steps_back + self.opposed

    @property
    def total(self) -> int:
        """Number of all acts in the present window."""
        return self.together + self.parting + self.alone


def make_row(
    hotspot: str,
    name: str,
    acts: Sequence[ClassedAct],
    since: date,
    newest_record: date,
    *,
    own: bool,
    covered: bool = True,
) -> PlaceRow:
    """Return the row of a place from its acts.

    Parameters
    ----------
    hotspot, name : id and name of the place; ``own`` is the relation itself
    acts : all acts there, oldest first
    since : first day of the present window
    newest_record : day of the newest act of the pair in any place
    covered : whether any source covers the pair; if not, an act before ``since`` is not called the newest
    """
    present = [a for a in acts if a.last >= since]
    by = count_classes(present)
    joint = select_classes(acts, JOINT)
    datable = [a for a in joint if covered or a.last >= since]
    newest = max(datable, key=lambda a: (a.first, a.last, a.id), default=None)
    parting, both = by[STEPS_BACK] + by[OPPOSED], by[JOINT] + by[SAME_SIDE]
    lately = any(a.last >= newest_record - timedelta(days=LATELY) for a in joint)
    part = parting > both and parting >= FEWEST_PARTING
    fits = {OWN: own, PART: part, TOGETHER: lately, QUIET: True}
    return PlaceRow(
        hotspot=hotspot,
        name=name,
        own=own,
        group=next(group for group, fit in fits.items() if fit),
        joint=by[JOINT],
        same_side=by[SAME_SIDE],
        steps_back=by[STEPS_BACK],
        opposed=by[OPPOSED],
        alone=len(present) - parting - both,
        against=sum(a.stance == AGAINST for a in present if a.together),
        newest=newest,
        strongest=_find_strongest(joint, newest, since),
        acts=tuple(acts),
    )


def sort_rows(rows: Iterable[PlaceRow]) -> list[PlaceRow]:
    """Return the rows of places by group of places, then by falling number of acts in the present window."""
    return sorted(rows, key=lambda r: (GROUPS.index(r.group), -r.total, r.hotspot))


def _find_strongest(joint: Sequence[ClassedAct], newest: ClassedAct | None, since: date) -> ClassedAct | None:
    others = [a for a in joint if newest and a.last >= since and a.form != newest.form]
    return next(iter(rank_acts(others)), None)

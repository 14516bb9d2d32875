"""Place by place: one row a place, what they do there by class, and in which of three groups it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comity.records.facts import JOINT, OPPOSED, SAME_SIDE, STEPS_BACK
from comity.vocabulary import forms, states
from comity.watch.account.acts import (
    AGAINST,
    ClassedAct,
    count_classes,
    select_classes,
)
from comity.watch.account.phrases import list_items
from comity.watch.account.statements import Statement, of_acts
from comity.watch.account.wording import sentence, wording

#: Groups of places, in the order in which they are shown.
TOGETHER, PART, QUIET, OWN = "together", "part", "quiet", "own"
GROUPS = (TOGETHER, PART, QUIET, OWN)
#: Days before the newest record within which a joint act is of late.
LATELY = 365
#: Acts from which on a row says what they mostly do.
MOSTLY_FROM = 5


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place in the account of a pair.

    The counts are of acts since the present window began; ``against`` of the acts ``joint`` and
    ``same_side`` are against the third power.  ``newest`` is the last joint act of all, ``mostly`` what they
    mostly do there.
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
    mostly: Statement | None
    acts: tuple[ClassedAct, ...]

    @property
    def together(self) -> int:
        """Joint acts and acts on the same side since the present window began."""
        return self.joint + self.same_side

    @property
    def parting(self) -> int:
        """Acts since the present window began in which one steps back or they oppose each other."""
        return self.steps_back + self.opposed

    @property
    def total(self) -> int:
        """All acts since the present window began."""
        return self.together + self.parting + self.alone


def make_row(
    hotspot: str, name: str, acts: Sequence[ClassedAct], since: date, newest_record: date, *, own: bool
) -> PlaceRow:
    """Return the row of a place from its acts.

    Parameters
    ----------
    hotspot, name : id and name of the place; ``own`` is the relation itself
    acts : all acts there, oldest first
    since : first day of the present window
    newest_record : day of the newest act of the pair in any place
    """
    present = [a for a in acts if a.last >= since]
    by = count_classes(present)
    joint = select_classes(acts, JOINT)
    parting, both = by[STEPS_BACK] + by[OPPOSED], by[JOINT] + by[SAME_SIDE]
    lately = any(a.last >= newest_record - timedelta(days=LATELY) for a in joint)
    group = OWN if own else PART if parting > both else TOGETHER if lately else QUIET
    return PlaceRow(
        hotspot=hotspot,
        name=name,
        own=own,
        group=group,
        joint=by[JOINT],
        same_side=by[SAME_SIDE],
        steps_back=by[STEPS_BACK],
        opposed=by[OPPOSED],
        alone=len(present) - parting - both,
        against=sum(a.stance == AGAINST for a in present if a.together),
        newest=max(joint, key=lambda a: (a.first, a.last, a.id), default=None),
        mostly=_say_mostly(present or acts),
        acts=tuple(acts),
    )


def sort_rows(rows: Iterable[PlaceRow]) -> list[PlaceRow]:
    """Return rows by group, in a group by how many acts since the present window began."""
    return sorted(rows, key=lambda r: (GROUPS.index(r.group), -r.total, r.hotspot))


def _say_mostly(acts: Sequence[ClassedAct]) -> Statement | None:
    """Say the two commonest forms of what they do together, and that one steps back where it often does."""
    both, back = [a for a in acts if a.together and not a.parts], select_classes(acts, STEPS_BACK)
    if len(both) + len(back) < MOSTLY_FROM:
        return None
    by = Counter(a.form for a in both)
    common = sorted(by, key=lambda f: (-by[f], f))[:2]
    parts = [_name_form(f, [a for a in both if a.form == f]) for f in common if by[f] > 1 or len(common) == 1]
    who = Counter(c for a in back for c in a.withholding)
    if who and len(back) * 2 >= len(both):
        code = max(who, key=lambda c: (who[c], c))
        stepping = sentence("mostly_steps_back", who=states.display(code))
        parts = [stepping, *parts] if len(back) > len(both) else [*parts, stepping]
    if not parts:
        return None
    return of_acts("mostly", ", ".join(dict.fromkeys(parts)), [*both, *back])


def _name_form(form: str, acts: Sequence[ClassedAct]) -> str:
    """Return a form as a noun, with those who take part in at least half of its acts if it takes two."""
    text = wording().forms[form]["noun"]
    if forms.get(form).rung == "parallel":
        return text
    partners = Counter(s for a in acts for s in a.with_others)
    usual = [s for s, n in partners.most_common(2) if 2 * n >= len(acts) and n > 1]
    return f"{text} with {list_items([states.name_in_sentence(s) for s in usual])}" if usual else text

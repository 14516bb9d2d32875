"""Occurrences: single events, each with all the records that report it, merged across sources by rule.

A chronicle reports a summit once; news report it the day before, on the day and after. An act that a machine
coded from text is merged into an act written down as a fact under three conditions: both are of the same kind
(together or apart), share a first-level form, and are at most :data:`NEAR` days apart. It is merged into
another coded act if they are at most :data:`NEXT` day apart. If several are equally near, one with the same
form is chosen. Facts written down by hand are never merged, because their author decided that they differ.
All merged records have the same occurrence id, so a reader can see the merge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from comity.vocabulary import forms

NEAR = 3
NEXT = 1


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event, from all the records that report it.

    ``act_class`` is one of :data:`comity.records.facts.CLASSES`, or "" if the act was denied or done by
    others. ``together``, ``friction`` and ``rung`` follow from it (see :mod:`comity.measures.record.record`).
    ``members`` are the members of the group that act. ``coded`` says that a machine read the act from text
    and nobody wrote it down as a fact; ``from_text`` says that it was read from text, even if a person
    confirmed it. ``other_forms`` are forms that only the other records of the event have.
    """

    id: str
    members: tuple[str, ...]
    first: date
    last: date
    precision: str
    together: bool
    friction: bool
    rung: str
    forms: tuple[str, ...]
    deed: bool | None
    toward_third: str
    hotspots: tuple[str, ...]
    records: tuple[str, ...]
    reports: int
    source_kinds: tuple[str, ...]
    summary: str
    coded: bool = False
    from_text: bool = False
    other_forms: tuple[str, ...] = ()
    act_class: str = ""

    @property
    def all_forms(self) -> tuple[str, ...]:
        """The forms (kinds of act, such as a visit or drill) that any record of the event has."""
        return (*self.forms, *self.other_forms)


def fold(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """Merge machine-read acts on one event into facts and each other, and sort all occurrences by date."""
    ordered = sorted(occurrences, key=_order)
    folded = [o for o in ordered if not _read(o)]
    facts = len(folded)
    for o in filter(_read, ordered):
        near = [k for k, other in enumerate(folded) if _same(o, other, NEAR if k < facts else NEXT)]
        if near:
            best = min(
                near, key=lambda k: (_apart(o, folded[k]), set(o.forms).isdisjoint(folded[k].forms), k)
            )
            folded[best] = _join(folded[best], o)
        else:
            folded.append(o)
    return sorted(folded, key=_order)


def _read(o: Occurrence) -> bool:
    return o.coded or o.from_text


def _order(o: Occurrence) -> tuple[date, date, str]:
    return (o.first, o.last, o.id)


def _same(a: Occurrence, b: Occurrence, days: int) -> bool:
    if a.members != b.members or _apart(a, b) > days:
        return False
    kind = (a.together, a.friction and not a.together) == (b.together, b.friction and not b.together)
    # A fact known only to its month or year is too vague to say that a dated report tells it.
    dated = {a.precision, b.precision} <= {"day", "span"}
    return kind and dated and not {forms.whole(f) for f in a.forms}.isdisjoint(map(forms.whole, b.forms))


def _apart(a: Occurrence, b: Occurrence) -> int:
    return max((b.first - a.last).days, (a.first - b.last).days, 0)


def _join(a: Occurrence, b: Occurrence) -> Occurrence:
    """Return occurrence ``a`` with the records of ``b``, the same event; where they differ, ``a`` decides."""
    of_event = tuple(dict.fromkeys([*a.forms, *(b.forms if _read(a) else ())]))
    others = (*a.other_forms, *b.all_forms)
    return replace(
        a,
        forms=of_event,
        other_forms=tuple(f for f in dict.fromkeys(others) if f not in of_event),
        records=tuple(dict.fromkeys([*a.records, *b.records])),
        reports=a.reports + b.reports,
        source_kinds=tuple(sorted({*a.source_kinds, *b.source_kinds})),
    )

"""The record of a group: which recorded acts did its members do together? It counts occurrences, not reports.

An *occurrence* is one event, even if several records, forms or reports describe it. An act of a group G is

* **together** if its class (:func:`comity.records.facts.classify`) is *joint* or *same side*. An act without
  reviewed fields is together if it links every pair within G: all of G act, or all but one act and the last
  is their partner. Two states that are only partners of a third are not linked;
* **joint** if its class is *joint*;
* **friction** if its class is *steps back* or *opposed*.

An act that was only denied has no class and is none of these. The rung of an act is its level of cooperation.
An act on the same side has the rung ``parallel``. A joint act has the rung ``standing`` if its form in the
vocabulary is a lasting mechanism, else ``joint``. The rung of a hotspot is the highest one recorded. Lasting
conditions and totals are shown but never counted as events; they too say who does what.

The counts are exact counts of what was written down, so they have no interval and no null hypothesis. The
record is selective, so no count is a level of activity; complete series and statistics measure that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.measures.record.occurrence import Occurrence, fold
from comity.records.details import Detail
from comity.records.facts import JOINT, OPPOSED, SAME_SIDE, STEPS_BACK, classify, classify_by_form, is_between
from comity.records.finding import Finding
from comity.records.kinds import Kind, Subject
from comity.vocabulary import forms, hotspots
from comity.vocabulary.group import Group

METHOD = "record/1"
NULL = "none: a count of a selective record"
#: Modality of an act that those who should have done it say was not done.
DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Record:
    """The recorded acts of a group of states at a hotspot (place watched), and the counts that follow."""

    group: Group
    hotspot: str
    occurrences: tuple[Occurrence, ...]
    conditions: tuple[str, ...] = field(default=())  # record ids of standing conditions and totals
    standing: tuple[Occurrence, ...] = ()  # the conditions and totals, asked only who does what

    @property
    def subject(self) -> Subject:
        """The group and the hotspot."""
        return Subject(states=self.group.codes, place=self.hotspot)

    @property
    def together(self) -> tuple[Occurrence, ...]:
        """Events (occurrences) in which the states acted together, jointly or separately, oldest first."""
        return tuple(o for o in self.occurrences if o.together)

    @property
    def joint(self) -> tuple[Occurrence, ...]:
        """Those events of :attr:`together` that are one act of all the states."""
        return tuple(o for o in self.occurrences if o.act_class == JOINT)

    @property
    def friction(self) -> tuple[Occurrence, ...]:
        """Events in which one of the states stepped back or they opposed each other."""
        return tuple(o for o in self.occurrences if o.friction)

    @property
    def rung(self) -> str:
        """Level of cooperation: ``standing``, ``joint``, ``parallel``, ``apart`` (friction) or ``none``."""
        ladder = {o.rung for o in self.together} | {"apart" for _ in self.friction[:1]}
        if set(self.group.codes) <= {m for o in self.occurrences for m in o.members if o.rung == "parallel"}:
            ladder.add("parallel")  # each acted, if not together: one alone is not side by side
        for step in reversed(forms.RUNGS):
            if step in ladder:
                return step
        return "none"

    def by_form(self) -> list[tuple[str, int]]:
        """Forms (kinds of act) of what was done together, and the number of each, the most frequent first."""
        counts = Counter(f for o in self.together for f in o.forms)
        return sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))

    def toward_third(self) -> dict[str, int]:
        """Count acts done together by stance (with, against ...) toward the third power, an outside state."""
        counts = Counter(o.toward_third for o in self.together)
        return {k: counts[k] for k in ("against", "with", "none", "unknown")}

    def deeds(self) -> tuple[int, int, int]:
        """Numbers of acts done together that are deeds, that are only words, and that are unknown."""
        kinds = [o.deed for o in self.together]
        return kinds.count(True), kinds.count(False), kinds.count(None)

    def findings(self) -> list[Finding]:
        """Return the counts of the record as findings, each with its records."""
        return [
            _rung(self),
            _count(Kind.TOGETHER, self.together, self),
            _count(Kind.JOINT, self.joint, self),
            _count(Kind.FRICTION, self.friction, self),
        ]


def _rung(of: Record) -> Finding:
    ids = tuple(r for o in of.occurrences for r in o.records)
    detail = Detail(no_interval="a word by rule from dated records")
    return Finding(
        Kind.RUNG,
        of.subject,
        of.rung,
        "",
        NULL,
        len(of.occurrences),
        METHOD,
        records=ids,
        records_total=len(ids),
        detail=detail,
    )


def _count(kind: Kind, counted: Sequence[Occurrence], of: Record) -> Finding:
    ids = tuple(r for o in counted for r in o.records)
    return Finding(
        kind,
        of.subject,
        len(counted),
        "occurrences",
        NULL,
        len(counted),
        METHOD,
        records=ids,
        records_total=len(ids),
    )


def read(acts: pa.Table, group: Group, hotspot: str, third: str = "USA") -> Record:
    """Return what a group of states did at one hotspot (place watched), from the recorded acts.

    Parameters
    ----------
    acts : table of schema :data:`comity.records.schemas.ACT`, with only the acts in the window
    group : the states watched
    hotspot : id of a whole hotspot; acts on its parts count for it
    third : the third power, toward which stances are measured (``unknown`` if coded toward another)
    """
    return read_all(acts, group, third)[hotspots.whole(hotspot)]


def read_all(acts: pa.Table, group: Group, third: str = "USA") -> dict[str, Record]:
    """Return the record of every whole hotspot of the vocabulary, as :func:`read` does for one."""
    by_hotspot: dict[str, dict[str, list[dict[str, Any]]]] = {h.id: {} for h in hotspots.whole_ones()}
    conditions: dict[str, list[dict[str, Any]]] = {h: [] for h in by_hotspot}
    for a in select_involving(acts, group).to_pylist():
        for h in {hotspots.whole(h) for h in a["hotspots"]}:
            if not hotspots.get(h).since <= a["date_to"] or not a["date_from"] <= hotspots.get(h).until:
                continue  # before the hotspot was one, or after
            if a["kind"] != "event":
                conditions[h].append(a)
            else:
                by_hotspot[h].setdefault(a["occurrence"], []).append(a)
    return {h: _record(group, h, events, conditions[h], third) for h, events in by_hotspot.items()}


def select_involving(acts: pa.Table, group: Group, of_others: Collection[str] = ()) -> pa.Table:
    """Return the acts that name a member of the group as actor or partner.

    An act that does not name the whole group is left out if

    - it was read from text and is about nothing but the relation of the states;
    - its file was compiled about other states;
    - it is a quarrel with an outside state, other than an act against the third power (the state against
      which stances are measured).

    Parameters
    ----------
    acts : table of schema ``ACT``
    of_others : ids of the files that were compiled about other states
    """
    codes = pa.array(group.codes)
    rows: set[int] = set()
    for name in ("actors", "partners"):
        lists = acts[name].combine_chunks()
        hit = pc.is_in(pc.list_flatten(lists), codes)
        rows.update(pc.filter(pc.list_parent_indices(lists), hit).to_pylist())
    named = acts.take(pa.array(sorted(rows), pa.int64()))
    own = {h.id for h in hotspots.watched() if h.own}
    columns = ["coder", "file_id", "hotspots", "actors", "partners", "targets"]
    columns += ["polarity", "toward_third", "third"]
    ours = [_concerns_relation(a, group, own, of_others) for a in named.select(columns).to_pylist()]
    return named.filter(pa.array(ours, pa.bool_()))


def _concerns_relation(act: dict[str, Any], group: Group, own: set[str], of_others: Collection[str]) -> bool:
    if {*act["actors"], *act["partners"], *act["targets"]}.issuperset(group.codes):
        return True
    if act["coder"]:
        return not own.issuperset(act["hotspots"])
    quarrel = act["polarity"] == "friction"
    against_third = act["toward_third"] == "against" and act["third"] in act["targets"]
    return act["file_id"] not in of_others and (against_third or not quarrel)


def _record(
    group: Group,
    hotspot: str,
    events: dict[str, list[dict[str, Any]]],
    conditions: list[dict[str, Any]],
    third: str,
) -> Record:
    occurrences = [_occurrence(k, acts, group, third) for k, acts in events.items()]
    folded = fold(o for o in occurrences if o is not None)
    lasting = sorted(conditions, key=lambda a: str(a["record_id"]))
    standing = [_occurrence(a["record_id"], [a], group, third) for a in lasting]
    return Record(
        group,
        hotspot,
        tuple(folded),
        tuple(a["record_id"] for a in lasting),
        standing=tuple(o for o in standing if o is not None),
    )


def claims(act: dict[str, Any], codes: Iterable[str]) -> bool:
    """Return whether all the states of ``codes`` act, or all but one act and the last is their partner."""
    others = set(codes) - set(act["actors"])
    return len(others) < len(set(codes)) and len(others) <= 1 and others <= set(act["partners"])


def _sets_apart(act: dict[str, Any], group: Group) -> bool:
    roles = act["actors"], act["partners"], act["targets"]
    return act["polarity"] == "friction" and is_between(*roles, "friction", group.codes)


def _against(act: dict[str, Any], group: Group, third: str) -> bool:
    """Return whether an act is a quarrel with the outside state ``third`` and not within the group."""
    quarrel = act["polarity"] == "friction" and not _sets_apart(act, group)
    return quarrel and act["third"] == third and act["toward_third"] == "against" and third in act["targets"]


def _occurrence(key: str, acts: list[dict[str, Any]], group: Group, third: str) -> Occurrence | None:
    acts = sorted(acts, key=lambda a: str(a["record_id"]))
    friction = [a for a in acts if _sets_apart(a, group)]
    friendly = [a for a in acts if a["polarity"] == "cooperation" or _against(a, group, third)]
    together = [a for a in friendly if claims(a, group.codes)]
    if not (together or friction or friendly):
        return None
    shown = sorted(together or friendly or friction, key=lambda a: _telling(a, third), reverse=True)
    act_class = _class(acts, group, third, together=bool(together), friction=bool(friction))
    parting = act_class in (STEPS_BACK, OPPOSED)
    of_shown = tuple(dict.fromkeys(f for a in shown for f in a["forms"]))
    return Occurrence(
        id=key,
        members=tuple(c for c in group.codes if any(c in {*a["actors"], *a["partners"]} for a in shown)),
        first=min(a["date_from"] for a in shown),
        last=max(a["date_to"] for a in shown),
        precision=shown[0]["precision"],
        together=act_class in (JOINT, SAME_SIDE),
        friction=parting,
        rung=_find_rung(shown) if act_class == JOINT else "apart" if parting else "parallel",
        forms=of_shown,
        other_forms=tuple(dict.fromkeys(f for a in acts for f in a["forms"] if f not in of_shown)),
        deed=_holds_deed(shown),
        toward_third=_stance(shown, third),
        hotspots=tuple(sorted({h for a in acts for h in a["hotspots"]})),
        records=tuple(a["record_id"] for a in acts),
        reports=len({_report(c) for a in acts for c in a["citations"]}),
        source_kinds=tuple(sorted({c["kind"] for a in acts for c in a["citations"] if c["kind"]})),
        summary=shown[0]["summary"],
        coded=all(a["coder"] for a in acts),
        from_text=all(a["coder"] or a["document_id"] for a in acts),
        act_class=act_class,
    )


def _find_rung(acts: list[dict[str, Any]]) -> str:
    """Return the level of cooperation of a joint act: the highest of its forms, at least ``joint``."""
    return max(("joint", *(forms.get(f).rung for a in acts for f in a["forms"])), key=forms.RUNGS.index)


def _class(acts: list[dict[str, Any]], group: Group, third: str, *, together: bool, friction: bool) -> str:
    """Return an act's class (joint, opposed ...) by its fields, or else forms; "" if denied or by others."""
    if all(a["modality"] == DENIED for a in acts):
        return ""
    if fields := [a["fact"] for a in acts if a.get("fact")]:
        return classify(fields, group.codes)
    return classify_by_form(
        tuple({f for a in acts for f in a["forms"]}),
        together=together,
        friction=friction,
        against_third=_stance(acts, third) == "against",
    )


def _telling(act: dict[str, Any], third: str) -> tuple[int, bool, bool]:
    """Return how informative a record is: its rung, whether it has a stance, and whether it is a deed."""
    rung = max((forms.RUNGS.index(forms.get(f).rung) for f in act["forms"]), default=-1)
    return rung, _stance([act], third) in ("against", "with"), act["deed"] is True


def _report(citation: dict[str, Any]) -> tuple[str, str]:
    return (citation["url"] or citation["place"] or "", citation["title"] or "")


def _holds_deed(acts: list[dict[str, Any]]) -> bool | None:
    kinds = {a["deed"] for a in acts}
    return True if True in kinds else (False if False in kinds else None)


def _stance(acts: list[dict[str, Any]], third: str) -> str:
    stances = [a["toward_third"] for a in acts if a["third"] == third]
    for word in ("against", "with", "none"):
        if word in stances:
            return word
    return "unknown"


def count_per_bin(occurrences: Iterable[Occurrence], starts: Sequence[date]) -> list[list[Occurrence]]:
    """Return the occurrences (events) that fall in each time bin.

    ``starts`` are the first days of the bins and, at the end, the day after the last bin. An occurrence dated
    only to the year is in no shorter bin: it is left out of quarters and months, since any choice could be
    wrong.
    """
    out: list[list[Occurrence]] = [[] for _ in starts[:-1]]
    for o in occurrences:
        for k, first in enumerate(starts[:-1]):
            if first <= o.first and o.last < starts[k + 1]:
                out[k].append(o)
    return out

"""The acts of an account: every reviewed occurrence with its class, the same on every page.

An occurrence is one event, even if several records report it; :mod:`comity.records.facts` defines its class.
A share, a total or a lasting condition is not an occurrence but a *condition*, listed first under "who does
what". Acts that nobody reviewed after a machine read them, and acts that were only denied, are left out. So
every count and date of an account rests on reviewed records of what was done, said or planned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import DENIED, Record
from comity.records.facts import (
    CLASSES,
    JOINT,
    OPPOSED,
    OWN_ALONE,
    SAME_ALONE,
    SAME_SIDE,
    STEPS_BACK,
    WITHHOLDING,
    grade,
    may_lead,
)
from comity.records.schemas import DOCUMENT_TITLE
from comity.vocabulary import states
from comity.watch.account.wording import rules, wording

AGAINST, WITH, NEITHER = "against", "with", "neither"
STANCES = (AGAINST, WITH, NEITHER)
#: Class, in a list of evidence, of what other states did to or for the group; an account does not count it.
BY_OTHERS = "by others"
TOGETHER = (JOINT, SAME_SIDE)
PARTING = (STEPS_BACK, OPPOSED)
ONE_ALONE = (SAME_ALONE, OWN_ALONE)
#: Forms of disagreement; for states that act together, they describe what others do.
PARTED = (WITHHOLDING | {"divergence"}) - {"joint-abstention"}

#: Prefix of a UN document's symbol -> the body that issued it; the first that fits is used.
BODIES = (
    ("A/HRC/", "the Human Rights Council"),
    ("S/", "the Security Council"),
    ("A/", "the General Assembly"),
)
#: Columns of the records behind an occurrence that an account reads.
COLUMNS = (
    *("record_id", "actors", "targets", "domain", "modality", "citations"),
    *("forms", "summary", "date_from", "precision", "fact"),
)
#: A summary that is a document's symbol and title, or whose subject is "All ..." without names of states.
_DOCUMENT = re.compile(r"[A-Z]/\S+: (.+?)\.?$|All \w+ draft [A-Z]/[^()]+ \((.+)\)\.?$")


@dataclass(frozen=True, slots=True)
class ClassedAct:
    """One event with its class (joint, same side, opposed ...), who acts, and its short text.

    ``by`` are the members who act, ``subject`` all states that do what ``short`` says, ``withholding`` the
    members who hold back, and ``with_others`` other states that act beside the members. ``targets`` are the
    states that the act is about, without the third power (the state against which stances are measured);
    ``stance`` is the stance toward it. ``body`` is the UN body whose document is cited, or "".

    ``short`` says what was done in at most 60 characters if the record has fields for it; otherwise it is the
    whole sentence. It ends with a mark if only the user's own records have the act. If it begins with a
    lower-case letter, it needs a subject in front. ``label`` has at most 24 characters, or is "".
    """

    id: str
    act_class: str
    by: tuple[str, ...]
    subject: tuple[str, ...]
    withholding: tuple[str, ...]
    first: date
    last: date
    precision: str
    forms: tuple[str, ...]
    strength: int
    deed: bool
    stance: str
    domain: str
    body: str
    with_others: tuple[str, ...]
    targets: tuple[str, ...]
    summary: str
    short: str
    label: str
    records: tuple[str, ...]
    grade: str
    may_lead: bool

    @property
    def together(self) -> bool:
        """Whether all members act in one direction, jointly or separately."""
        return self.act_class in TOGETHER

    @property
    def parting(self) -> bool:
        """Whether one member steps back where the other acts, or they act against each other."""
        return self.act_class in PARTING

    @property
    def alone(self) -> bool:
        """Whether one member acts and the other does not."""
        return self.act_class in ONE_ALONE

    @property
    def parts(self) -> bool:
        """Whether the act's form (kind of act) is a disagreement, possibly one between other states."""
        return self.form in PARTED

    @property
    def form(self) -> str:
        """The act's form (kind of act, such as a visit) of highest strength; of equal ones, the first."""
        return max(self.forms, key=lambda f: rules().strengths.get(f, 1), default="")


def classify_record(
    record: Record, table: Iterable[Mapping[str, Any]], third: str, *, covered: bool
) -> tuple[ClassedAct, ...]:
    """Return every reviewed event in a record (acts at a place) with its class, oldest first.

    Parameters
    ----------
    record : the record of a group at a hotspot
    table : rows of the acts behind the record (columns :data:`COLUMNS`)
    third : code of the third power (the state against which stances are measured)
    covered : whether any source covers the whole group; if not, only acts between the members count, because
        an act of one member alone may belong to another relation
    """
    rows = {row["record_id"]: row for row in table}
    group = record.group.codes
    out = []
    for o in record.occurrences:
        behind = [rows[r] for r in o.records if r in rows]
        if not behind or any(row["modality"] != DENIED for row in behind):
            out.append(_classify(o, behind, group, third))
    return tuple(a for a in out if covered or _is_between(a, group))


def _is_between(act: ClassedAct, group: Collection[str]) -> bool:
    """Return whether an act names all members, and all of them act or one acts toward the others."""
    if not set(group) <= {*act.by, *act.targets}:
        return False
    return act.together or names_all(act.summary, group) or names_all(act.short, group)


def _classify(
    o: Occurrence, rows: Sequence[Mapping[str, Any]], group: Collection[str], third: str
) -> ClassedAct:
    beside = {a for row in rows for a in row["actors"]} & set(states.all_states()) - set(group)
    targets = {t for row in rows for t in row["targets"]} - {third} - beside
    with_third = bool(rows) and o.toward_third != AGAINST and all(third in row["actors"] for row in rows)
    domains = Counter(row["domain"] for row in rows if row["domain"])
    telling = _choose_telling(o, rows, group)
    fact = telling["fact"] if telling else None
    clauses = [c for row in rows if row["fact"] for c in row["fact"]["did"]]
    acting = {s for c in clauses for s in c["who"]} or set(o.members)
    held_back = {s for c in clauses if c["side"] == "withholds" for s in c["who"]}
    strengths = [row["fact"]["strength"] for row in rows if row["fact"]]
    body, own = _find_body(rows), _mark_own(o)
    return ClassedAct(
        id=o.id,
        act_class=o.act_class or BY_OTHERS,
        by=tuple(c for c in group if c in acting),
        subject=tuple(fact["did"][0]["who"]) if fact else o.members,
        withholding=tuple(c for c in group if c in held_back),
        first=telling["date_from"] if telling else o.first,
        last=o.last,
        precision=telling["precision"] if telling else o.precision,
        forms=o.forms,
        strength=max(strengths or [rules().strengths.get(f, 1) for f in o.forms] or [1]),
        deed=bool(o.deed) and not set(o.forms) <= rules().words,
        stance=WITH if with_third else o.toward_third if o.toward_third in (AGAINST, WITH) else NEITHER,
        domain=min(domains, key=lambda d: (-domains[d], d), default=""),
        body=body,
        with_others=tuple(sorted(beside - {third})),
        targets=tuple(sorted(targets & set(states.all_states()))),
        summary=_end_with(telling["summary"] if telling else o.summary, own),
        short=(fact["short"] if fact else _tell_whole(o, body)) + own,
        label=fact["label"] or "" if fact else "",
        records=o.records,
        grade=grade(o.source_kinds),
        may_lead=may_lead(o.source_kinds),
    )


def _end_with(text: str, mark: str) -> str:
    return f"{text.rstrip('.')}{mark}." if mark else text


def _mark_own(o: Occurrence) -> str:
    """Return a mark with the grade of the sources if only the user's own records have the act, else ""."""
    if not all(r.startswith("own_acts:") for r in o.records):
        return ""
    return f" [{' · '.join(filter(None, ('own', grade(o.source_kinds))))}]"


def _choose_telling(
    o: Occurrence, rows: Sequence[Mapping[str, Any]], group: Collection[str]
) -> Mapping[str, Any] | None:
    """Return the record that describes an occurrence best: one that fits its class, then the strongest."""

    def rank(row: Mapping[str, Any]) -> tuple[bool, bool, int, int, str]:
        fact = row["fact"]
        clauses = fact["did"] if fact else []
        joint = any(c["joint"] and set(group) <= set(c["who"]) for c in clauses)
        all_act = set(group) <= {s for c in clauses for s in c["who"]}
        strength = fact["strength"] if fact else 0
        return joint == (o.act_class == JOINT), all_act, strength, len(row["citations"]), row["record_id"]

    own = [r for r in rows if set(r["forms"]) & set(o.forms)] or rows
    own = [r for r in own if r["fact"]] or (own if len(own) == 1 else [])
    return max(own, key=rank, default=None)


def _tell_whole(o: Occurrence, body: str) -> str:
    """Return what was done, for a record without fields: its sentence or, for a document, form and title."""
    if not (document := _DOCUMENT.match(o.summary)):
        return o.summary.rstrip(".")
    did = wording().forms[o.forms[0]]["did"] if o.forms else wording().forms["general"]["did"]
    return f"{did}{f' in {body}' if body else ''}: {document[1] or document[2]}"


def _find_body(rows: Iterable[Mapping[str, Any]]) -> str:
    for row in rows:
        for citation in row["citations"]:
            symbol = (citation["title"] or "").removeprefix(DOCUMENT_TITLE)
            if symbol != citation["title"]:
                return next((body for start, body in BODIES if symbol.startswith(start)), "")
    return ""


def count_classes(acts: Iterable[ClassedAct]) -> dict[str, int]:
    """Count the acts of each class (joint, same side ...), as every page and command shows them."""
    by = Counter(a.act_class for a in acts)
    return {c: by[c] for c in CLASSES}


def select_classes(acts: Iterable[ClassedAct], *classes: str) -> list[ClassedAct]:
    """Return the acts that have one of these classes (joint, opposed ...), in their order."""
    return [a for a in acts if a.act_class in classes]


def find_stance(acts: Iterable[ClassedAct]) -> str:
    """Return the stance (with or against an outside power) of most acts that have one; else ""."""
    stances = Counter(a.stance for a in acts if a.stance != NEITHER)
    return next((s for s, n in stances.items() if n > rules().mostly * stances.total()), "")


def rank_acts(acts: Iterable[ClassedAct]) -> list[ClassedAct]:
    """Sort acts: those with sources good enough for a heading first, then the strongest, then the newest."""
    return sorted(acts, key=lambda a: (not a.may_lead, -a.strength, -a.first.toordinal(), a.id))


def choose_acts(acts: Sequence[ClassedAct], n: int) -> list[ClassedAct]:
    """Return the ``n`` strongest acts by date; no form (kind of act) repeats until each has occurred once."""
    ranked = rank_acts(acts)
    forms = [a.form for a in ranked]
    varied = sorted(range(len(ranked)), key=lambda k: forms.index(forms[k]) != k)
    return sorted((ranked[k] for k in varied[:n]), key=lambda a: (a.first, a.last, a.id))


def names_all(text: str, codes: Iterable[str]) -> bool:
    """Return whether a text names each of these states, or its people, its capital or its leader."""
    return all(_pattern(c).search(text) for c in codes)


@cache
def _pattern(code: str) -> re.Pattern[str]:
    of = [n for n in states.all_names() if n.state == code and n.lang == "en"]
    whole = {n.value for n in of if n.system in ("name", "demonym", "capital")}
    last = {n.value.split()[-1] for n in of if n.system in ("leader", "foreign-minister")}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(whole | last | {states.display(code)})))})\b")

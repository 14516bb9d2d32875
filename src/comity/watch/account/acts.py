"""What counts as what: one class for every occurrence, the same for all faces.

An occurrence is one event, however many records tell it.  Its class is the first that fits:

* **apart**: it sets the states against each other or apart (friction, divergence, hedging of one toward the
  other), and nothing in it was done together;
* **hedging**: all act and every form is hedging, which is neither together nor apart;
* **side by side**: all act, and every form is one that each does for itself (``data/rules.yaml``);
* **jointly**: all act, in any other form;
* **alone**: some act and some do not.

A share, a total and a condition that lasts are no occurrences: they are *conditions*, and open "who does
what".  What a machine alone read is left out, and so is what was only denied: a count or a date of an account
rests on reviewed records of what was done, said or planned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.records import grades
from comity.records.schemas import DOCUMENT_TITLE
from comity.vocabulary import states
from comity.watch.account import clauses
from comity.watch.account.rules import rules
from comity.watch.account.wording import count, wording

JOINTLY, SIDE_BY_SIDE, APART, ALONE, HEDGING = "jointly", "side by side", "apart", "alone", "hedging"
CLASSES = (JOINTLY, SIDE_BY_SIDE, APART, ALONE, HEDGING)
AGAINST, WITH, NEITHER = "against", "with", "neither"
BY_OTHERS = "by others"
"""Kind, in a list of evidence, of what others did to one of them or for it: no act of an account."""
STANCES = (AGAINST, WITH, NEITHER)
OPPOSITE = {AGAINST: WITH, WITH: AGAINST}

BODIES = (
    ("A/HRC/", "the Human Rights Council"),
    ("S/", "the Security Council"),
    ("A/", "the General Assembly"),
)
"""Beginning of a UN document's symbol -> the body that issued it (the first that fits)."""

DENIED = "denied"
"""Modality of an act that those who should have done it say was not done."""

COLUMNS = (
    *("record_id", "actors", "targets", "domain", "modality", "citations"),
    *("forms", "summary", "date_from", "precision"),
)
"""What an account reads of the records behind an occurrence."""

PARTNERS = 4
"""States named, and not only counted, beside the group where a record's own sentence is about others."""


@dataclass(frozen=True, slots=True)
class ClassedAct:
    """An occurrence with its class.

    ``by`` are the members who act; ``with_others`` other states that act beside them and ``targets`` those
    that it is about, the third power left out; ``stance`` is toward the third power, with it where it acts
    too and the record does not say otherwise; ``body`` the UN body
    whose document is cited, or "".  ``short`` says in a few words what was done, after "they" or, where
    one acts alone, after its name (:mod:`~comity.watch.account.clauses`).  Of several records, the one that
    ``summary``, ``first`` and ``precision`` are of is told by its leading form, by more than a
    document's title, then by most sources.
    """

    id: str
    kind: str
    by: tuple[str, ...]
    first: date
    last: date
    precision: str
    forms: tuple[str, ...]
    deed: bool
    stance: str
    domain: str
    body: str
    with_others: tuple[str, ...]
    targets: tuple[str, ...]
    summary: str
    short: str
    records: tuple[str, ...]
    grade: str
    may_lead: bool

    @property
    def together(self) -> bool:
        """Whether all members act together, jointly or side by side."""
        return self.kind in (JOINTLY, SIDE_BY_SIDE)

    @property
    def done_to_them(self) -> bool:
        """Whether its sentence tells what another state did to those who act."""
        return clauses.of_others(self.summary, self.by, wording().clauses)

    @property
    def by_others(self) -> bool:
        """Whether it is no act of one of them alone but what others did."""
        return self.kind == ALONE and self.done_to_them

    @property
    def weight(self) -> int:
        """How much it weighs where the leading forms are chosen."""
        least = rules().deed_weight if self.deed else 1
        return max([least, *(rules().form_weights.get(f, 0) for f in self.forms)])

    @property
    def form(self) -> str:
        """Its form of the highest weight, the first named where several weigh the same."""
        return _leading(self.forms, self.domain)

    @property
    def in_form(self) -> str:
        """What was done in the few words of its form."""
        return _in_form(self.form, self.body)


def classed(
    record: Record, table: Iterable[Mapping[str, Any]], third: str, *, covered: bool
) -> tuple[ClassedAct, ...]:
    """Every reviewed occurrence of a record with its class, oldest first.

    Parameters
    ----------
    record : the record of a group at a hotspot
    table : rows of the acts behind it (columns :data:`COLUMNS`)
    third : code of the third power
    covered : whether a record that is held is about the whole group; where none is, what some do with states
        outside it, or what sets them apart from these, belongs to another relation and is left out, and what
        all do with others is told by its form unless the record names them all
    """
    rows = {row["record_id"]: row for row in table}
    group = record.group.codes
    behind = ((o, [rows[r] for r in o.records if r in rows]) for o in record.occurrences)
    acts = (
        _classed(o, of, group, third, covered=covered)
        for o, of in behind
        if not of or any(row["modality"] != DENIED for row in of)
    )
    return tuple(a for a in acts if covered or a.kind not in (ALONE, APART) or not a.with_others)


def _classed(
    o: Occurrence, rows: Sequence[Mapping[str, Any]], group: Collection[str], third: str, *, covered: bool
) -> ClassedAct:
    beside = {a for row in rows for a in row["actors"]} & set(states.all_states()) - set(group)
    others = beside - {third}
    with_others = tuple(sorted(others))
    targets = {t for row in rows for t in row["targets"]} - {third} - others
    with_third = bool(rows) and o.toward_third != AGAINST and all(third in row["actors"] for row in rows)
    domains = Counter(row["domain"] for row in rows if row["domain"])
    domain = min(domains, key=lambda d: (-domains[d], d), default="")
    kind = _kind(o, group)
    body = _body(rows)
    if telling := _telling(o, rows):
        o = replace(o, summary=telling["summary"], first=telling["date_from"], precision=telling["precision"])
    return ClassedAct(
        id=o.id,
        kind=kind,
        by=o.members,
        first=o.first,
        last=o.last,
        precision=o.precision,
        forms=o.forms,
        deed=bool(o.deed) and not set(o.forms) <= rules().words,
        stance=WITH if with_third else o.toward_third if o.toward_third in (AGAINST, WITH) else NEITHER,
        domain=domain,
        body=body,
        with_others=with_others,
        targets=tuple(sorted(targets & set(states.all_states()))),
        summary=o.summary,
        short=_short(
            o,
            kind,
            tuple(group),
            _in_form(_leading(o.forms, domain), body),
            sorted(beside, key=lambda s: (s != third, s)),
            covered=covered,
        ),
        records=o.records,
        grade=grades.grade(o.source_kinds),
        may_lead=grades.may_lead(o.source_kinds),
    )


def _telling(o: Occurrence, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The record whose sentence and day stand for an occurrence of several; none where its own do."""
    own = [r for r in rows if set(r["forms"]) & set(o.forms) and set(o.members) <= set(r["actors"])]
    if len(own) < 2:
        return None
    return max(
        own,
        key=lambda r: (
            max(_weight(f, r["domain"] or "") for f in r["forms"]),
            _DRAFT.search(r["summary"]) is None,
            len(r["citations"]),
            r["summary"] == o.summary,
        ),
    )


def _short(
    o: Occurrence, kind: str, group: Sequence[str], in_form: str, others: Sequence[str], *, covered: bool
) -> str:
    """What was done in the words of the record, or those of its form where these are too long.

    A document named by symbol and title is told by its form; a sentence about more than the group, of a group
    that no record is about, stands whole or is told by its form.
    """
    if _SYMBOL.match(o.summary):
        return _with_others(in_form, others, o.summary)
    about_others = not covered and bool(set(others)) and not _names_all(o)
    cut = clauses.short(o.summary, o.members, group, wording().clauses, whole=about_others or kind == APART)
    if about_others and not clauses.is_whole(cut, o.summary):
        return _with_others(in_form, others, o.summary)
    return cut or in_form


def _names_all(o: Occurrence) -> bool:
    """Whether the record's own sentence names every member that acts."""
    return all(clauses.names(o.summary, member) for member in o.members)


_DRAFT = re.compile(r"^[A-Z]/\S+: (.+?)\.?$|\bdraft [A-Z]/[^()]+ \((.+)\)\.?$")
"""A sentence that names a document by its symbol and its title."""
_SYMBOL = re.compile(r"[A-Z]/\S+: |All \w+ draft [A-Z]/")
"""A summary that is a symbol and a title alone, or whose subject is all who acted, named nowhere."""


def _with_others(text: str, others: Sequence[str], summary: str) -> str:
    """The few words of a form with the states that act beside, and the matter of the document it names."""
    named = [states.in_sentence(s) for s in others]
    if len(named) > PARTNERS:
        named = [count(len(named), "other state")]
    if named:
        *most, last = named
        text += f" with {' and '.join([', '.join(most), last] if most else [last])}"
    draft = _DRAFT.search(summary)
    if draft is None:
        return text
    title = draft[1] or draft[2]
    if len(f"{text}: {title}".split()) > clauses.WORDS:
        title = re.split(r", | \(", title)[0]
    return f"{text}: {title}"


def _leading(of_act: Sequence[str], domain: str) -> str:
    return max(of_act, key=lambda f: _weight(f, domain))


def _weight(form: str, domain: str) -> int:
    """How much a form weighs as a label in a domain ("" where none is told): 1 outside those it weighs in."""
    weighs = not domain or domain in rules().label_domains.get(form, (domain,))
    return rules().label_weights.get(form, 1) if weighs else 1


def _in_form(form: str, body: str) -> str:
    did = wording().forms[form]["did"]
    return f"{did} in {body}" if body and form in wording().in_a_body else did


def _kind(o: Occurrence, group: Collection[str]) -> str:
    if o.friction and not o.together:
        return APART
    if set(o.members) != set(group) or not o.together:
        return ALONE
    if set(o.forms) <= rules().hedging:
        return HEDGING
    return SIDE_BY_SIDE if set(o.forms) <= rules().side_by_side else JOINTLY


def _body(rows: Iterable[Mapping[str, Any]]) -> str:
    for row in rows:
        for citation in row["citations"]:
            symbol = (citation["title"] or "").removeprefix(DOCUMENT_TITLE)
            if symbol != citation["title"]:
                return next((body for start, body in BODIES if symbol.startswith(start)), "")
    return ""


def together(acts: Iterable[ClassedAct]) -> list[ClassedAct]:
    """Those together, in their order."""
    return [a for a in acts if a.together]


def of_kind(acts: Iterable[ClassedAct], *kinds: str) -> list[ClassedAct]:
    """Those of these classes, in their order."""
    return [a for a in acts if a.kind in kinds]


def leading_forms(acts: Iterable[ClassedAct], n: int = 2) -> list[str]:
    """The forms that weigh most among the acts, heaviest first, then by name; one act is no habit.

    A form of a single act leads only where every form is of one, and one that no source shows that may lead
    only where none is shown by any.
    """
    acts = list(acts)
    shown = {f for a in acts if a.may_lead for f in a.forms}
    weights: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for a in acts:
        for f in a.forms:
            weights[f] += a.weight
            numbers[f] += 1
    weights = Counter({f: w for f, w in weights.items() if f in shown}) or weights
    habits = [f for f in weights if numbers[f] > 1] or list(weights)
    return sorted(habits, key=lambda f: (-weights[f], f))[:n]


def leaning(acts: Iterable[ClassedAct]) -> str:
    """The stance that more than ``mostly`` of those with one have, or ""."""
    stances = Counter(a.stance for a in acts if a.stance != NEITHER)
    return next((s for s, n in stances.items() if n > rules().mostly * stances.total()), "")


def first_and_last(run: Sequence[ClassedAct]) -> frozenset[str]:
    """The first and the last act of a run, by id: of its own stance where it leans to one."""
    stance = leaning(run)
    own = [a for a in run if a.stance == stance] or run
    return frozenset(a.id for a in (*own[:1], *own[-1:]))


def label_weight(act: ClassedAct, marks: Collection[str]) -> int:
    """How much an act weighs where a few stand for many: those of ``marks``, by id, stand out."""
    least = rules().first_or_last_weight if act.id in marks else 1
    return max([least, *(_weight(f, act.domain) for f in act.forms)])


def by_weight(acts: Iterable[ClassedAct], run: Sequence[ClassedAct]) -> list[ClassedAct]:
    """Acts of a run, the weightiest first, then the newest; those of the stance opposite to its own last."""
    marks, opposite = first_and_last(run), OPPOSITE.get(leaning(run))
    return sorted(
        acts, key=lambda a: (a.stance == opposite, -label_weight(a, marks), -a.first.toordinal(), a.id)
    )


def chosen(acts: Sequence[ClassedAct], n: int) -> list[ClassedAct]:
    """The ``n`` weightiest acts, in order of time, of those whose sources may lead where there are any.

    Each form comes once before any comes twice; what another state did to them comes last.
    """
    ranked = by_weight([a for a in acts if a.may_lead] or acts, acts)
    ranked = sorted(ranked, key=lambda a: a.done_to_them)
    forms = [a.form for a in ranked]
    first_of_form = [forms.index(f) == k for k, f in enumerate(forms)]
    varied = sorted(zip(first_of_form, ranked, strict=True), key=lambda fa: (fa[1].done_to_them, not fa[0]))
    return sorted((a for _, a in varied[:n]), key=lambda a: (a.first, a.last, a.id))

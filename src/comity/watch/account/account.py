"""The account of a place and of a pair: built once by rule, the same for every face."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from comity.measures.coaction import statistic
from comity.measures.record.occurrence import Occurrence
from comity.measures.verdict.verdict import DISAGREE
from comity.records.details import LoneVetoDetail
from comity.records.kinds import Kind
from comity.records.shown import Shown
from comity.sources import registry
from comity.vocabulary import hotspots, states
from comity.watch.account import phrases, sections, stepping_up, unreviewed, witnesses
from comity.watch.account.acts import (
    AGAINST,
    ALONE,
    APART,
    CLASSES,
    COLUMNS,
    HEDGING,
    JOINTLY,
    SIDE_BY_SIDE,
    ClassedAct,
    classed,
    of_kind,
    together,
)
from comity.watch.account.phases import Phase, phases, present_run
from comity.watch.account.rules import rules
from comity.watch.account.statements import WORDS, Number, Statement, of_acts
from comity.watch.account.stepping_up import SteppingUp
from comity.watch.account.wording import count, day, sentence
from comity.watch.answers import TIMING, VOTES, Answers

SCHEMA, VERSION = "comity-account", 1
"""Name and version of the JSON of an account (``data/account.schema.json``)."""

SHORT = 33
"""Signs of a row where there is little room."""

NEW = 3
"""Acts named as new."""


@dataclass(frozen=True, slots=True)
class PhaseAccount:
    """One phase: its years as a title, its stance as a name, its sentence, and its weightiest acts.

    ``dated`` are those acts in words, the weightiest first.
    """

    title: str
    name: str
    stance: str
    forms: tuple[str, ...]
    first: date
    last: date
    sentence: Statement
    examples: tuple[ClassedAct, ...]
    dated: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class StateAccount:
    """What one state does in a place: conditions first, then single acts by domain, then vetoes."""

    state: str
    conditions: tuple[Statement, ...]
    alone: tuple[Statement, ...]
    vetoes: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class PlaceAccount(Shown):
    """What a group does in one place; ``labels`` are the acts that a timeline names."""

    group: str
    hotspot: str
    name: str
    third: str
    data_to: date
    heading: tuple[Statement, ...]
    standfirst: tuple[Statement, ...]
    acts: tuple[ClassedAct, ...]
    labels: tuple[ClassedAct, ...]
    phases: tuple[PhaseAccount, ...]
    conditions: tuple[Statement, ...]
    states: tuple[StateAccount, ...]
    leads: tuple[Statement, ...]
    third_power: tuple[Statement, ...]
    apart: tuple[Statement, ...]
    stepping_up: SteppingUp
    witnesses: tuple[Statement, ...]
    changes: tuple[Statement, ...]
    not_on_record: Statement

    def sentences(self) -> list[Statement]:
        """Every statement, in the order of the page."""
        return list(_statements(self))

    def table(self) -> pa.Table:
        """One row an act, oldest first."""
        return _table(self.acts)

    def timeline(self) -> Timeline:
        """The acts as a picture, which a notebook shows."""
        return Timeline(self)


@dataclass(frozen=True, slots=True)
class Timeline(Shown):
    """The acts of a place as a picture: words above the line, deeds below, apart and alone in lanes."""

    account: PlaceAccount


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place in the account of a pair.

    ``clauses`` say what they do there in nine words at most, ``short`` the same for a narrow column;
    ``against`` of the acts ``together`` since the present window began are against the third power;
    ``newest`` is the last act together, ``since`` the year their present stance began, none where
    its last act is long past or no record held is about them.
    """

    hotspot: str
    name: str
    own: bool
    phrase: Statement
    clauses: tuple[str, ...]
    short: str
    against: int
    together: int
    apart: int
    joint: int
    since: int | None
    newest: date | None
    witnesses: tuple[Statement, ...]
    acts: tuple[ClassedAct, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing that they did together or that sets them apart is on record here."""
        return all(a.kind == ALONE for a in self.acts)


@dataclass(frozen=True, slots=True)
class FieldAccount:
    """What the relation rests on in one domain: its newest joint act, and the newest against it."""

    domain: str
    newest: ClassedAct
    against: ClassedAct | None


@dataclass(frozen=True, slots=True)
class PairAccount(Shown):
    """What a group does in all places; ``before`` is the newest that was not done jointly.

    From ``standfirst`` to ``changes`` the acts of all places are taken together, each once.
    """

    group: str
    name: str
    third: str
    data_to: date
    present_from: date
    heading: tuple[Statement, ...]
    stepping_up: SteppingUp
    unusual: Statement
    witnesses: tuple[Statement, ...]
    rows: tuple[PlaceRow, ...]
    new_from: date
    new: tuple[Statement, ...]
    before: tuple[Statement, ...]
    fields: tuple[FieldAccount, ...]
    standfirst: tuple[Statement, ...]
    labels: tuple[ClassedAct, ...]
    phases: tuple[PhaseAccount, ...]
    states: tuple[StateAccount, ...]
    leads: tuple[Statement, ...]
    third_power: tuple[Statement, ...]
    apart: tuple[Statement, ...]
    changes: tuple[Statement, ...]

    @property
    def acts(self) -> tuple[ClassedAct, ...]:
        """The acts of all places, each once, oldest first."""
        return tuple(a for a, _ in _once_each(self.rows))

    def sentences(self) -> list[Statement]:
        """Every statement, in the order of the page."""
        return list(_statements(self))

    def table(self) -> pa.Table:
        """One row a place, in the order of the page, without its acts."""
        left_out = ("phrase", "clauses", "witnesses", "acts")
        rows = [{k: v for k, v in _plain(r).items() if k not in left_out} for r in self.rows]
        return pa.Table.from_pylist(
            [{**r, "phrase": x.phrase.text} for r, x in zip(rows, self.rows, strict=True)]
        )


def _table(acts: Sequence[ClassedAct]) -> pa.Table:
    """Acts as rows, days as dates."""
    names = [f.name for f in fields(ClassedAct)]
    return pa.Table.from_pylist([{n: getattr(a, n) for n in names} for a in acts])


def of_place(answers: Answers, hotspot: str) -> PlaceAccount:
    """The account of one place, by its id or the code of its only state."""
    spot = hotspots.whole(hotspot)
    return answers.once(f"account of {spot} by {_witness_ids(answers)}", lambda: _place(answers, spot))


def of_pair(answers: Answers) -> PairAccount:
    """The account of the group over all places."""
    return answers.once(f"account by {_witness_ids(answers)}", lambda: _pair(answers))


def as_json(account: PlaceAccount | PairAccount) -> dict[str, Any]:
    """The account in JSON types, with its schema and version."""
    return {"schema": SCHEMA, "version": VERSION, **_plain(account)}


def _witness_ids(answers: Answers) -> str:
    return " ".join(sorted(answers.only))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def _statements(value: Any) -> Iterator[Statement]:
    if isinstance(value, Statement):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from _statements(getattr(value, f.name))
    elif isinstance(value, tuple):
        for v in value:
            yield from _statements(v)


def _acts(answers: Answers, hotspot: str) -> tuple[ClassedAct, ...]:
    return tuple(a for a in _classed(answers)[hotspot] if not a.by_others)


def by_others(answers: Answers) -> dict[str, tuple[ClassedAct, ...]]:
    """By place, what others did to one of the group or for it, which no account counts."""
    return {h: tuple(a for a in acts if a.by_others) for h, acts in _classed(answers).items()}


def _classed(answers: Answers) -> dict[str, tuple[ClassedAct, ...]]:
    return answers.inquiry.cache.table(answers.inquiry.key("classed acts"), lambda: _classify(answers))


def _classify(answers: Answers) -> dict[str, tuple[ClassedAct, ...]]:
    rows = answers.inquiry.acts.select(COLUMNS).to_pylist()
    group = set(answers.inquiry.group.codes)
    out = {}
    for h, record in answers.records.items():
        acts = classed(record, rows, answers.inquiry.third, covered=answers.covered)
        if not answers.covered:  # what one does toward others is another relation
            acts = tuple(a for a in acts if a.kind != ALONE or group & set(a.targets))
        out[h] = acts
    return out


def _place(answers: Answers, hotspot: str) -> PlaceAccount:
    inquiry, acts = answers.inquiry, _acts(answers, hotspot)
    spot = hotspots.get(hotspot)
    group, third, today = inquiry.group.codes, inquiry.third, inquiry.data_to
    course, parts = _course(acts, covered=answers.covered), _phases(answers, hotspot)
    conditions = sections.conditions(_standing(answers, hotspot), group)
    return PlaceAccount(
        group=inquiry.group.id,
        hotspot=hotspot,
        name=spot.name,
        third=third,
        data_to=today,
        heading=tuple(
            sections.heading(acts, parts, group, third, today, covered=answers.covered, own=spot.own)
        ),
        standfirst=tuple(sections.standfirst(acts, today, covered=answers.covered)),
        acts=acts,
        labels=tuple(sections.labels(course, parts)),
        phases=tuple(_phase(p, third, today, {}, covered=answers.covered) for p in parts),
        conditions=tuple(conditions[""]),
        states=tuple(
            StateAccount(
                code,
                tuple(conditions[code]),
                tuple(sections.alone(acts, code, covered=answers.covered)),
                tuple(_vetoes(answers, hotspot, code)),
            )
            for code in group
        ),
        leads=tuple(sections.leads(acts, group) if answers.covered else ()),
        third_power=tuple(sections.third_power(acts, parts, third)),
        apart=tuple(sections.apart(acts, group, covered=answers.covered)),
        stepping_up=stepping_up.of_place(answers, hotspot),
        witnesses=(
            *(s for _, s in witnesses.of_place(answers, hotspot, acts)),
            unreviewed.of_news(answers, hotspot),
        ),
        changes=tuple(sections.changes(course, parts, third, today, own=spot.own) if answers.covered else ()),
        not_on_record=sections.missing(acts, _searched(answers), covered=answers.covered),
    )


def _phases(answers: Answers, hotspot: str) -> tuple[Phase, ...]:
    def compute() -> tuple[Phase, ...]:
        return phases(_course(_acts(answers, hotspot), covered=answers.covered))

    return answers.inquiry.cache.table(answers.inquiry.key(f"phases of {hotspot}"), compute)


def _course(acts: tuple[ClassedAct, ...], *, covered: bool) -> tuple[ClassedAct, ...]:
    """The acts that phases are cut from.

    Where no record held is about the group, what one does alone and what sets them apart is known from
    records about others only: a sample of another relation, of which no share is taken.
    """
    return acts if covered else tuple(together(acts))


def _standing(answers: Answers, hotspot: str) -> list[Occurrence]:
    """Conditions that last; where no record held is about the group, those of all its members alone."""
    standing = list(answers.records[hotspot].standing)
    if answers.covered:
        return standing
    rows = answers.inquiry.acts.select(["record_id", "actors"]).to_pylist()
    own, actors = set(answers.inquiry.group.codes), {r["record_id"]: set(r["actors"]) for r in rows}
    return [o for o in standing if all(actors.get(i) == own for i in o.records)]


def _phase(part: Phase, third: str, today: date, names: Mapping[str, str], *, covered: bool) -> PhaseAccount:
    """A phase in words; ``names`` are the places of acts by id, where a page has more than one."""
    examples, lasts = sections.examples(part), covered and sections.lasts(part, today)
    return PhaseAccount(
        title=sections.phase_title(part, lasts=lasts),
        name=sections.phase_name(part, third),
        stance=part.stance,
        forms=part.forms,
        first=part.first,
        last=part.last,
        sentence=sections.phase(part, third, lasts=lasts),
        examples=tuple(examples),
        dated=tuple(_dated(sections.ranked_examples(part), names)),
    )


def _dated(acts: Sequence[ClassedAct], names: Mapping[str, str]) -> Iterator[Statement]:
    """Dated acts, those in one line that read alike."""
    alike: dict[str, list[ClassedAct]] = {}
    for a in acts:
        alike.setdefault(phrases.dated(a, names.get(a.id, "")), []).append(a)
    for some in alike.values():
        yield of_acts("phase", phrases.dated(some[0], names.get(some[0].id, ""), len(some)), some)


def _searched(answers: Answers) -> str:
    """The source of acts that covers most years by name and span, and how many others cover parts of them."""
    today = answers.inquiry.data_to
    by_source: dict[str, list[date]] = {}
    for c in answers.inquiry.view.coverage():
        if c.table == "acts":
            by_source.setdefault(c.source, []).extend((c.first, min(c.last, today)))
    if not by_source:
        return sentence("no_source")
    longest = min(by_source, key=lambda s: (min(by_source[s]) - max(by_source[s]), s))
    first, last = min(by_source[longest]).year, max(by_source[longest]).year
    values = {"source": registry.in_sentence(longest), "span": f"{first} to {last}"}
    others = count(len(by_source) - 1, "other source")
    return sentence("searched_with" if len(by_source) > 1 else "searched", others=others, **values)


def _vetoes(answers: Answers, hotspot: str | None, code: str) -> list[Statement]:
    """How often one state vetoed alone, with others and with the rest of the group, where votes are held."""
    if VOTES not in answers.only:
        return []
    of = answers.vetoes(hotspot)
    joint = next((f for f in of if f.kind is Kind.JOINT_VETOES and f.known), None)
    lone = next(
        (f for f in of if f.kind is Kind.LONE_VETOES and f.known and f.subject.states[:1] == (code,)), None
    )
    if joint is None or lone is None or not lone.n:
        return []
    others = [states.in_sentence(c) for c in answers.inquiry.group.codes if c != code]
    sole = lone.read(LoneVetoDetail).sole_veto
    besides = int(lone.value or 0) - sole
    text = sentence(
        "vetoes_besides" if besides else "vetoes",
        span=" to ".join(dict.fromkeys((joint.detail.first[:4], joint.detail.last[:4]))),
        lone=sole or "none",
        besides=besides,
        joint=joint.value or "none",
        others=phrases.listed(others),
    )
    counted = (("alone", sole), ("without", lone.value), ("together", joint.value))
    numbers = tuple(Number(name, float(n or 0), joint.n) for name, n in counted)
    return [
        Statement("vetoes", text, joint.records, "vetoes in the Security Council, by draft", numbers=numbers)
    ]


def _pair(answers: Answers) -> PairAccount:
    inquiry, today = answers.inquiry, answers.inquiry.data_to
    group, third, since = inquiry.group.codes, inquiry.third, sections.present_from(today)
    rows = sorted(
        (_row(answers, h.id, since) for h in hotspots.watched()),
        key=lambda r: (r.own, -(r.newest or date.min).toordinal(), r.hotspot),
    )
    new_from = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    places = _once_each(rows)
    acts = tuple(a for a, _ in places)
    course = _course(acts, covered=answers.covered)
    names = {a.id: r.name for a, r in places if not r.own}
    parts = phases(course)
    return PairAccount(
        group=inquiry.group.id,
        name=inquiry.group.name,
        third=third,
        data_to=today,
        present_from=since,
        heading=tuple(_pair_heading(rows, since, covered=answers.covered)),
        stepping_up=stepping_up.of_pair(answers),
        unusual=stepping_up.unusual(answers),
        witnesses=(
            witnesses.of_votes(answers, None),
            _pair_timing(answers),
            unreviewed.of_news(answers, None),
        ),
        rows=tuple(rows),
        new_from=new_from,
        new=tuple(_new(rows, new_from)),
        before=tuple(_before(rows)),
        fields=tuple(_fields(rows)),
        standfirst=tuple(sections.standfirst(acts, today, covered=answers.covered)),
        labels=tuple(sections.labels(course, parts)),
        phases=tuple(_phase(p, third, today, names, covered=answers.covered) for p in parts),
        states=tuple(
            StateAccount(
                code,
                (),
                (sections.alone_by_domain(acts, code, covered=answers.covered),),
                tuple(_vetoes(answers, None, code)),
            )
            for code in group
        ),
        leads=tuple(sections.leads(acts, group) if answers.covered else ()),
        third_power=tuple(sections.third_power(acts, parts, third)),
        apart=tuple(sections.apart(acts, group, covered=answers.covered)),
        changes=tuple(sections.changes(course, parts, third, today, own=False) if answers.covered else ()),
    )


def _once_each(rows: Iterable[PlaceRow]) -> list[tuple[ClassedAct, PlaceRow]]:
    """The acts of all places, each once with its place, oldest first.

    One told in several places counts in the first of those where its class is the highest: jointly before
    side by side, apart, alone and hedging.
    """
    acts: dict[str, tuple[ClassedAct, PlaceRow]] = {}
    for kind in CLASSES:
        for row in rows:
            for act in of_kind(row.acts, kind):
                acts.setdefault(act.id, (act, row))
    return sorted(acts.values(), key=lambda ar: (ar[0].first, ar[0].last, ar[0].id))


def _row(answers: Answers, hotspot: str, since: date) -> PlaceRow:
    acts, spot = _acts(answers, hotspot), hotspots.get(hotspot)
    today = answers.inquiry.data_to
    clauses = phrases.row(acts, since, today)
    recent = [a for a in acts if a.last >= since]
    both, run = together(recent), present_run(_phases(answers, hotspot))
    text = sentence("row", clauses=", ".join(clauses))
    return PlaceRow(
        hotspot=hotspot,
        name=spot.name,
        own=spot.own,
        phrase=of_acts("row", text, both or together(acts), computation=sections.RECORD),
        clauses=tuple(clauses),
        short=phrases.shortened(clauses, SHORT),
        against=sum(a.stance == AGAINST for a in both),
        together=len(both),
        apart=len(of_kind(recent, APART)),
        joint=len(of_kind(recent, JOINTLY)),
        since=run[0].first.year
        if answers.covered and run and not phrases.is_past(run[-1].last, today)
        else None,
        newest=max((min(a.last, today) for a in together(acts)), default=None),
        witnesses=(witnesses.of_votes(answers, hotspot), witnesses.of_timing(answers, hotspot)),
        acts=acts,
    )


def _pair_heading(rows: Sequence[PlaceRow], since: date, *, covered: bool) -> list[Statement]:
    places = [r for r in rows if not r.own]
    joint = [r for r in places if r.joint]
    values: dict[str, Any] = {"since": since.year, "of": len(places)}
    numbers = (Number("places", len(joint), len(places)),)
    known = covered or any(r.acts for r in rows)
    about = sentence("in_passing" if known else "uncovered")
    passing = [] if covered else [Statement("heading", about, computation=sections.COVERAGE)]
    if not known:
        return passing
    if not joint and not covered:
        return passing
    if not joint:
        text = sentence("pair_nothing", **values)
        return [*passing, Statement("heading", text, computation=sections.RECORD, numbers=numbers)]
    most = max(joint, key=lambda r: (r.joint, r.hotspot))
    values |= {
        "n": len(joint),
        "place": hotspots.get(most.hotspot).in_sentence,
        "most": phrases.times(most.joint),
    }
    key = "pair_all" if len(joint) == len(places) else "pair" if len(joint) > 1 else "pair_one"
    text = sentence(key, **values)
    out = [Statement("heading", text, computation=sections.RECORD, numbers=numbers)]
    parting = max(places, key=lambda r: (r.apart, r.hotspot))
    if covered and parting.apart >= rules().named_most:
        parted = [a for a in of_kind(parting.acts, APART) if a.last >= since]
        text = sentence(
            "pair_apart", place=hotspots.get(parting.hotspot).in_sentence, n=parting.apart, since=since.year
        )
        out.append(of_acts("heading", text, parted, Number(APART, parting.apart, len(parting.acts))))
    return passing + out


_TIMING = {
    statistic.TOGETHER: "timing_together",
    statistic.WITH_GROUP: "timing_with_group",
    statistic.LITTLE_OR_NOTHING: "timing_little",
    statistic.NOT_SHOWN: "timing_not_shown",
    DISAGREE: "timing_disagree",
    statistic.NOT_COVERED: "timing_not_covered",
}
"""The words of timing -> how the number of places that have one is told."""


def _pair_timing(answers: Answers) -> Statement:
    how = "the timing of every place, by its event streams"
    if TIMING not in answers.only:
        return Statement(TIMING, sentence("pending"), computation=how)
    of = [answers.timing_witness(h.id).statistics for h in hotspots.watched() if not h.own]
    by, (together, numbers) = Counter(of), witnesses.tell_pooled(answers)
    if by[statistic.NOT_COVERED] == len(of):
        return Statement(TIMING, sentence("timing_none"), computation=how)
    parts = [sentence(key, n=by[word]) for word, key in _TIMING.items() if by[word]]
    text = sentence("pair_timing", together=together, parts=", ".join(parts), of=count(len(of), "place"))
    return Statement(TIMING, text, computation=how, numbers=numbers)


def _new(rows: Sequence[PlaceRow], since: date) -> list[Statement]:
    """The newest acts together of all places."""
    recent = [(a, r) for r in rows for a in together(r.acts) if a.first >= since and a.last >= since]
    newest = sorted(recent, key=lambda ar: (ar[0].first, ar[0].id), reverse=True)[:NEW]
    if not newest:
        text = sentence("new_nothing", since=day(since))
        return [Statement("new", text, computation=sections.RECORD)]
    return [in_place("new", a, r.name) for a, r in newest]


def in_place(kind: str, act: ClassedAct, name: str) -> Statement:
    """Where something was done and what, in the few words of its form where its own are too many."""
    text = sentence(kind, place=name, did=phrases.did(act))
    if len(text.split()) > WORDS:
        text = sentence(kind, place=name, did=phrases.did(replace(act, short=act.in_form)))
    return of_acts(kind, text, [act])


def _before(rows: Sequence[PlaceRow]) -> list[Statement]:
    """The newest act of one alone, the newest side by side and the newest apart, newest first."""
    out = []
    for kind in (ALONE, SIDE_BY_SIDE, APART):
        acts = [(a, r) for r in rows for a in of_kind(r.acts, kind)]
        if acts:
            act, row = max(acts, key=lambda ar: (ar[0].first, ar[0].id))
            out.append((act.first, in_place("before", act, row.name)))
    return [statement for _, statement in sorted(out, key=lambda o: o[0], reverse=True)]


def _fields(rows: Sequence[PlaceRow]) -> list[FieldAccount]:
    """The domains of the relation itself, those with most acts together first."""
    own = [a for r in rows if r.own for a in r.acts]
    by_domain = Counter(a.domain for a in together(own) if a.domain)
    out = []
    for domain in sorted(by_domain, key=lambda d: (-by_domain[d], d)):
        joint = [a for a in of_kind(own, JOINTLY) if a.domain == domain]
        against = [a for a in of_kind(own, APART, HEDGING) if a.domain == domain]
        if joint:
            out.append(FieldAccount(domain, joint[-1], against[-1] if against else None))
    return out

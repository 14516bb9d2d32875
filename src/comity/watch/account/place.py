"""The account of a place: what a group does there, built by rule and the same for every page and command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from comity.measures.record.occurrence import Occurrence
from comity.records.details import LoneVetoDetail
from comity.records.facts import grade
from comity.records.kinds import Kind
from comity.records.shown import Shown
from comity.sources import registry
from comity.vocabulary import hotspots, states
from comity.watch.account import growing, phrases, sections, sure
from comity.watch.account.acts import BY_OTHERS, COLUMNS, ClassedAct, classify_record, rank_acts
from comity.watch.account.growing import GrowingAccount
from comity.watch.account.heading import head_place
from comity.watch.account.phases import phases
from comity.watch.account.sections import PhaseAccount, StateAccount
from comity.watch.account.statements import Number, Statement, iterate_statements, tabulate
from comity.watch.account.wording import count, day, sentence
from comity.watch.answers import VOTES, Answers

#: Number of acts to label in a timeline.
LABELS = 8


@dataclass(frozen=True, slots=True)
class PlaceAccount(Shown):
    """What a group of states does in one place, in sentences; ``labels`` are acts that a timeline names."""

    group: str
    hotspot: str
    name: str
    third: str
    data_to: date
    newest: date | None
    present_from: date
    covered: bool
    heading: tuple[Statement, ...]
    acts: tuple[ClassedAct, ...]
    labels: tuple[ClassedAct, ...]
    phases: tuple[PhaseAccount, ...]
    conditions: tuple[Statement, ...]
    states: tuple[StateAccount, ...]
    third_power: tuple[Statement, ...]
    parting: tuple[Statement, ...]
    growing: GrowingAccount
    sure: tuple[Statement, ...]
    not_found: tuple[Statement, ...]

    def sentences(self) -> list[Statement]:
        """Return every statement, in the order of the page."""
        return list(iterate_statements(self))

    def table(self) -> pa.Table:
        """Return the acts of the place as a table, one row each, oldest first."""
        return tabulate(self.acts)

    def timeline(self) -> Timeline:
        """Return the acts as a picture for a notebook."""
        return Timeline(self)


@dataclass(frozen=True, slots=True)
class Timeline(Shown):
    """A picture of a place: acts done together above the line, disagreement below, acts alone in a lane."""

    account: PlaceAccount


def describe_place(answers: Answers, hotspot: str) -> PlaceAccount:
    """Return the account (sentences on what a group does) of one place, by id or code of its only state."""
    spot = hotspots.whole(hotspot)
    witnesses = " ".join(sorted(answers.only))
    return answers.once(f"account of {spot} by {witnesses}", lambda: _make_place(answers, spot))


def acts_by_place(answers: Answers) -> dict[str, tuple[ClassedAct, ...]]:
    """Return the acts of every place with their classes, oldest first, without those by other states."""
    every = _classify_all(answers)
    return {h: tuple(a for a in acts if a.act_class != BY_OTHERS) for h, acts in every.items()}


def list_by_others(answers: Answers) -> dict[str, tuple[ClassedAct, ...]]:
    """Return by place the acts of other states toward a member, which no account counts."""
    return {
        h: tuple(a for a in acts if a.act_class == BY_OTHERS) for h, acts in _classify_all(answers).items()
    }


def _classify_all(answers: Answers) -> dict[str, tuple[ClassedAct, ...]]:
    def compute() -> dict[str, tuple[ClassedAct, ...]]:
        rows = answers.inquiry.acts.select(COLUMNS).to_pylist()
        third, covered = answers.inquiry.third, answers.covered
        return {h: classify_record(r, rows, third, covered=covered) for h, r in answers.records.items()}

    return answers.inquiry.cache.table(answers.inquiry.key("classed acts"), compute)


def _make_place(answers: Answers, hotspot: str) -> PlaceAccount:
    inquiry, acts = answers.inquiry, acts_by_place(answers).get(hotspot, ())
    group, third, today = inquiry.group.codes, inquiry.third, inquiry.data_to
    parts = phases(acts)
    spot, conditions = hotspots.get(hotspot), _conditions(answers, hotspot)
    missing = sections.name_missing(acts, name_searched(answers), covered=answers.covered)
    return PlaceAccount(
        group=inquiry.group.id,
        hotspot=hotspot,
        name=spot.name,
        third=third,
        data_to=today,
        newest=max((min(a.last, today) for a in acts), default=None),
        present_from=phrases.present_from(today),
        covered=answers.covered,
        heading=tuple(
            head_place(
                *(acts, group, today), covered=answers.covered, beside=spot.states, parts=parts, third=third
            )
        ),
        acts=acts,
        labels=tuple(_label(acts)),
        phases=tuple(sections.describe_phase(p, third, today, group) for p in parts) if len(acts) > 1 else (),
        conditions=tuple(conditions.get("", ())),
        states=tuple(
            StateAccount(
                code,
                tuple(conditions.get(code, ())),
                tuple(sections.describe_alone(acts, code, group, own=spot.own)),
                tuple(count_vetoes(answers, hotspot, code)),
            )
            for code in group
        ),
        third_power=tuple(sections.describe_third(acts, third, group)),
        parting=tuple(sections.describe_parting(acts, group)),
        growing=growing.describe_place(answers, hotspot),
        sure=tuple(sure.describe_place(answers, hotspot, acts)),
        not_found=(missing,) if missing.text else (),
    )


def _label(acts: tuple[ClassedAct, ...]) -> list[ClassedAct]:
    """Return the strongest acts for a timeline to name, at most one per year above and below the line."""
    by: dict[tuple[int, bool], ClassedAct] = {}
    for a in rank_acts(a for a in acts if not a.alone):
        by.setdefault((a.first.year, a.parting), a)
    return sorted(list(by.values())[:LABELS], key=lambda a: (a.first, a.last, a.id))


def _conditions(answers: Answers, hotspot: str) -> dict[str, list[Statement]]:
    columns = ["record_id", "actors", "summary", "fact"]
    rows = {r["record_id"]: r for r in answers.inquiry.acts.select(columns).to_pylist()}
    group = set(answers.inquiry.group.codes)
    out: dict[str, list[Statement]] = {}
    for o in sorted(answers.record(hotspot).standing, key=lambda o: (o.first, o.id), reverse=True):
        row = rows.get(o.records[0])
        if row is None or (not answers.covered and set(row["actors"]) != group):
            continue
        out.setdefault(_find_owner(o, row, group), []).append(_condition(o, row))
    return out


def _find_owner(o: Occurrence, row: dict[str, object], group: set[str]) -> str:
    fact = row["fact"]
    who = set(fact["did"][0]["who"]) & group if isinstance(fact, dict) else set(o.members)
    return next(iter(who)) if len(who) == 1 else ""


def _condition(o: Occurrence, row: dict[str, object]) -> Statement:
    fact = row["fact"]
    short = fact["short"] if isinstance(fact, dict) else o.summary.rstrip(".")
    if isinstance(fact, dict) and short[:1].islower():
        short = f"{phrases.name_states(fact['did'][0]['who'])} {short}"
    text = sentence("condition", text=phrases.begin(short), date=day(o.first, o.precision))
    return Statement("condition", text, o.records, grade=grade(o.source_kinds))


def name_searched(answers: Answers) -> str:
    """Return a phrase with the source that covers acts longest, its years, and the number of others."""
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


def count_vetoes(answers: Answers, hotspot: str | None, code: str) -> list[Statement]:
    """Say how often one state vetoed alone and with the rest of the group, if there are votes."""
    if VOTES not in answers.only:
        return []
    of = answers.ask("votes.vetoes", hotspot)
    joint = next((f for f in of if f.kind is Kind.JOINT_VETOES and f.known), None)
    lone = next(
        (f for f in of if f.kind is Kind.LONE_VETOES and f.known and f.subject.states[:1] == (code,)), None
    )
    if joint is None or lone is None or not (lone.value or joint.value):
        return []
    others = phrases.name_states(c for c in answers.inquiry.group.codes if c != code)
    span = " to ".join(dict.fromkeys((joint.detail.first[:4], joint.detail.last[:4])))
    without, both = int(lone.value or 0), int(joint.value or 0)
    key = "vetoes_without" if not both else "vetoes" if without else "vetoes_with"
    values = {
        "who": states.name_in_sentence(code),
        "without": count(without, "draft"),
        "joint": both if without else count(both, "draft"),
    }
    text = sentence(key, others=others, span=span, **values)
    sole = lone.read(LoneVetoDetail).sole_veto
    counted = (("alone", sole), ("without", lone.value), ("together", joint.value))
    numbers = tuple(Number(name, float(n or 0), joint.n, span=span) for name, n in counted)
    how = "vetoes in the Security Council, by draft"
    return [Statement("vetoes", text, (*lone.records, *joint.records), how, numbers=numbers)]

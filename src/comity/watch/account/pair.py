"""The account of a pair over all places, built once by rule and the same for every page and command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import islice
from typing import Any

import pyarrow as pa

from comity.records.facts import CLASSES
from comity.records.shown import Shown
from comity.vocabulary import states
from comity.vocabulary.load import package_yaml
from comity.watch.account import growing, phrases, sections, sure
from comity.watch.account.acts import ClassedAct, names_all, rank_acts
from comity.watch.account.growing import GrowingAccount
from comity.watch.account.heading import head_pair
from comity.watch.account.phases import phases
from comity.watch.account.place import acts_by_place, count_vetoes
from comity.watch.account.rows import PlaceRow, make_row, sort_rows
from comity.watch.account.sections import PhaseAccount
from comity.watch.account.statements import Number, Statement, iterate_statements, make_plain, make_statement
from comity.watch.account.wording import count, day, sentence
from comity.watch.answers import Answers

#: Name and version of the JSON of an account (:mod:`comity.watch.account.schema`).
SCHEMA, VERSION = "comity-account", 2
#: Number of acts to list as new, or as the newest.
NEW = 5


@dataclass(frozen=True, slots=True)
class PairAccount(Shown):
    """What a group of states does over all places, in sentences; an act in several places counts once."""

    group: str
    name: str
    third: str
    data_to: date
    newest: date | None
    present_from: date
    covered: bool
    heading: tuple[Statement, ...]
    growing: GrowingAccount
    unusual: tuple[Statement, ...]
    alone: tuple[Statement, ...]
    rows: tuple[PlaceRow, ...]
    new_from: date
    new: tuple[Statement, ...]
    phases: tuple[PhaseAccount, ...]
    third_power: tuple[Statement, ...]
    parting: tuple[Statement, ...]
    sure: tuple[Statement, ...]
    leads: tuple[Statement, ...]
    notes: tuple[Statement, ...]

    @property
    def acts(self) -> tuple[ClassedAct, ...]:
        """The acts of all places, each once, oldest first."""
        return tuple(a for a, _ in list_once(self.rows))

    @property
    def labels(self) -> tuple[ClassedAct, ...]:
        """The strongest acts of the present window, without those of one state alone, oldest first."""
        present = [a for a in self.acts if a.last >= self.present_from and not a.alone]
        return tuple(sorted(rank_acts(present)[:NEW], key=lambda a: (a.first, a.last, a.id)))

    def sentences(self) -> list[Statement]:
        """Return every statement, in the order of the page."""
        return list(iterate_statements(self))

    def table(self) -> pa.Table:
        """Return a table with one row per place, in the order of the page, without the acts there."""
        left_out = ("strongest", "acts", "newest")
        return pa.Table.from_pylist(
            [
                {f.name: getattr(r, f.name) for f in fields(r) if f.name not in left_out}
                | {
                    "newest": r.newest.first if r.newest else None,
                    "newest_act": r.newest.short if r.newest else "",
                    "strongest_act": r.strongest.short if r.strongest else "",
                }
                for r in self.rows
            ]
        )


def describe_pair(answers: Answers) -> PairAccount:
    """Return the account (sentences on what a group of states does) over all places."""
    witnesses = " ".join(sorted(answers.only))
    return answers.once(f"account by {witnesses}", lambda: _make_pair(answers))


def to_plain_json(account: Any) -> dict[str, Any]:
    """Return an account in JSON types, with its schema and version."""
    return {"schema": SCHEMA, "version": VERSION, **make_plain(account)}


def list_once(rows: Iterable[PlaceRow]) -> list[tuple[ClassedAct, PlaceRow]]:
    """Return the acts of all places, each once with its place, oldest first.

    An act in several places counts in the place that gives it the first class in the order of ``CLASSES``.
    """
    every = [(act, row) for row in rows for act in row.acts]
    every.sort(key=lambda ar: CLASSES.index(ar[0].act_class))
    acts: dict[str, tuple[ClassedAct, PlaceRow]] = {}
    for act, row in every:
        acts.setdefault(act.id, (act, row))
    return sorted(acts.values(), key=lambda ar: (ar[0].first, ar[0].last, ar[0].id))


def _make_pair(answers: Answers) -> PairAccount:
    inquiry, today = answers.inquiry, answers.inquiry.data_to
    group, third, since = inquiry.group.codes, inquiry.third, phrases.present_from(today)
    by_place = acts_by_place(answers)
    newest = max((min(a.last, today) for acts in by_place.values() for a in acts), default=None)
    rows = sort_rows(
        make_row(
            *(h.id, h.name, by_place[h.id], since, newest or today),
            own=h.own
            or (bool(h.states) and set(h.states) <= set(group)),  # ties with Iran are no third place
            covered=answers.covered,
        )
        for h in answers.lines
    )
    acts = [a for a, _ in list_once(rows)]
    new_from = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    return PairAccount(
        group=inquiry.group.id,
        name=inquiry.group.name,
        third=third,
        data_to=today,
        newest=newest,
        present_from=since,
        covered=answers.covered,
        heading=tuple(head_pair(rows, group, third, since, covered=answers.covered)),
        growing=growing.describe_pair(answers),
        unusual=growing.unusual(answers),
        alone=tuple(_tell_alone(answers, group)),
        rows=tuple(rows),
        new_from=new_from,
        new=tuple(_list_newest(acts, group, new_from if answers.covered else date.max)),
        phases=tuple(sections.describe_phase(p, third, today, group) for p in phases(acts)),
        third_power=tuple(sections.describe_third(acts, third, group)),
        parting=tuple(sections.describe_parting(acts, group)),
        sure=tuple(sure.describe_pair(answers, acts)),
        leads=tuple(sure.list_leads(answers)) if not answers.covered else (),
        notes=tuple(_note(rows, group, covered=answers.covered)),
    )


def _tell_alone(answers: Answers, group: Sequence[str]) -> list[Statement]:
    """Say how often each state vetoed alone, from complete counts of permanent members."""
    by_state = {c: count_vetoes(answers, None, c) for c in group}
    if len(group) != 2 or not all(by_state.values()):
        return []
    one, other = group
    numbers = {c: {n.name: int(n.value) for n in by_state[c][0].numbers} for c in group}
    first = by_state[one][0]
    text = sentence(
        "alone_vetoes",
        since=first.numbers[0].span[:4],
        joint=numbers[one]["together"],
        n=numbers[one]["without"],
        m=numbers[other]["without"],
        one=states.name_in_sentence(one),
        other=states.name_in_sentence(other),
    )
    records = tuple(dict.fromkeys(r for c in group for r in by_state[c][0].records))
    of_both = (*first.numbers, *by_state[other][0].numbers)
    return [Statement("alone", text, records, first.computation, numbers=of_both)]


def _list_newest(acts: Sequence[ClassedAct], group: Sequence[str], since: date) -> list[Statement]:
    """Return the newest act, then the newest since a day that name all states, or if none, of all days."""
    ordered = sorted(acts, key=lambda a: (a.first, a.id), reverse=True)

    def choose(some: Iterable[ClassedAct]) -> list[ClassedAct]:
        return list(islice((a for a in some if names_all(phrases.tell(a, group), group)), NEW))

    newest = choose(a for a in ordered if a.first >= since) or choose(a for a in ordered if not a.alone)
    shown = list(dict.fromkeys([*ordered[:1], *newest]))[:NEW]
    return [make_statement("new", phrases.tell_dated(a, group), [a]) for a in shown]


def _note(rows: Sequence[PlaceRow], group: Sequence[str], *, covered: bool) -> list[Statement]:
    how = "the record, every reviewed occurrence counted once"
    if not covered:
        search = package_yaml("sources/curated/searches.yaml").get("-".join(sorted(group)))
        n = len(list_once(rows))
        text = sentence("searched_from", **search) if search else sentence("unsearched", n=count(n, "act"))
        span = f"{search['first']} on" if search else ""
        number = Number("searches", search["queries"], n, span=span) if search else Number("acts", n, n)
        return [Statement("note", text, computation=how, numbers=(number,))]
    empty = [r.name for r in rows if not r.own and r.newest is None]
    if not empty:
        return []
    return [Statement("note", sentence("none_joint", places=phrases.list_items(empty)), computation=how)]


def tell_new(account: PairAccount) -> str:
    """Return the title of the list of newest acts: the day since when, or that nothing is newer."""
    fresh = account.covered and any(a.first >= account.new_from for a in account.acts)
    return sentence("new_since", since=day(account.new_from)) if fresh else sentence("newest")

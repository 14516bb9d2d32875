"""Headings: what is said first of a place and of a pair, by rule from the present acts.

A place has three slots: the strongest thing they do together, who goes further alone, and where one steps
back or opposes the other; the last comes first where they part more often than they act together.  A slot
for which no fact is on record stays empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from comity.records.facts import JOINT
from comity.vocabulary import hotspots, states
from comity.watch.account import phrases
from comity.watch.account.acts import ClassedAct, find_stance, rank_acts
from comity.watch.account.phrases import date_of, list_items, present_from
from comity.watch.account.rows import PART, PlaceRow
from comity.watch.account.rules import rules
from comity.watch.account.statements import Number, Statement, of_acts
from comity.watch.account.wording import count, sentence

RECORD = "the record, every reviewed occurrence counted once"
COVERAGE = "what the sources held say that they cover"
#: From this strength of its form on, an act of one alone leads a heading: arms, aid, money, troops.
FURTHER = 3
#: Facts from which on a pair that nobody searched has a heading of its own.
FEWEST = 3


def head_place(
    acts: Sequence[ClassedAct], group: Sequence[str], today: date, *, covered: bool
) -> list[Statement]:
    """Return the heading of a place: one to three sentences.

    Parameters
    ----------
    acts : all acts of the place
    group : codes of the states
    today : the day to which data are held
    covered : whether a record that is held is about the group
    """
    if not covered and len(acts) < FEWEST:
        return [_few(acts)]
    present = [a for a in acts if a.last >= present_from(today)] or list(acts)
    both = [a for a in present if a.together]
    parted = [a for a in present if a.parting]
    first = len(parted) > len(both)
    slots = [_strongest(both, group), _alone(present, group)]
    slots.insert(0 if first else 2, _parting(parted, group, first=first))
    return [s for s in slots if s] or [_few(acts)]


def _few(acts: Sequence[ClassedAct]) -> Statement:
    if not acts:
        return Statement("heading", sentence("nothing_found"), computation=COVERAGE)
    n = len(acts)
    text = sentence(f"few_found_{n}") if n < FEWEST else sentence("few_found", n=count(n, "fact"))
    return of_acts("heading", text, acts)


def _strongest(both: Sequence[ClassedAct], group: Sequence[str]) -> Statement | None:
    """Say the strongest thing they do together, and the strongest of another form if there is room."""
    ranked = [a for a in rank_acts(both) if _fits(phrases.tell_whole(a, group))]
    ranked.sort(key=lambda a: (not a.may_lead, a.act_class != JOINT))
    ranked = [a for a in ranked if a.act_class == ranked[0].act_class]
    if not ranked:
        return None
    first = max(ranked, key=lambda a: (a.may_lead, a.strength, a.first))
    other = next((a for a in rank_acts(both) if a.form != first.form and a.short[:1].islower()), None)
    values = {"did": phrases.tell_whole(first, group), "date": date_of(first)}
    if other and first.short[:1].islower():
        text = sentence("heading_two", **values, other=other.short, on=date_of(other))
        if _fits(text, 0):
            return of_acts("heading", text, [first, other])
    return of_acts("heading", sentence("heading_one", **values), [first])


def _fits(text: str, more: int = 4) -> bool:
    """Return whether a text and some words about it (a date, "without X") make a sentence of a heading."""
    return len(text.split()) + more <= rules().heading_words


def _alone(present: Sequence[ClassedAct], group: Sequence[str]) -> Statement | None:
    """Say the strongest thing that one does without the other."""
    further = [
        a for a in present if a.alone and a.strength >= FURTHER and a.may_lead and _fits(phrases.tell(a))
    ]
    if not further:
        return None
    act = rank_acts(further)[0]
    others = phrases.name_states(c for c in group if c not in act.by)
    values = {"did": phrases.tell(act), "date": date_of(act), "others": others}
    key = "heading_one" if others in values["did"] else "heading_without"
    return of_acts("heading", sentence(key, **values), [act])


def _parting(parted: Sequence[ClassedAct], group: Sequence[str], *, first: bool) -> Statement | None:
    """Say the strongest thing in which one steps back or opposes the other, where both are told if any."""
    parted = [a for a in parted if _fits(phrases.tell_whole(a, group))]
    if not parted:
        return None

    def rank(act: ClassedAct) -> tuple[bool, int, int, date]:
        both = sum(states.display(c) in act.short for c in group)
        return act.may_lead, act.strength, both, act.first

    act = max(rank_acts(parted)[::-1], key=rank)
    key = "heading_one" if first else "heading_parting"
    text = sentence(key, did=phrases.tell_whole(act, group), date=date_of(act))
    return of_acts("heading", text, [act])


def head_pair(
    rows: Sequence[PlaceRow], group: Sequence[str], third: str, since: date, *, covered: bool
) -> list[Statement]:
    """Return the heading of a pair: in how many places they act jointly, toward whom, and where they part."""
    if not covered:
        return _head_unsearched(rows, group)
    places = [r for r in rows if not r.own]
    joint = [r for r in places if r.joint]
    values = {"who": phrases.name_states(group), "since": since.year, "of": len(places)}
    numbers = (Number("places", len(joint), len(places)),)
    if not joint:
        return [Statement("heading", sentence("pair_nothing", **values), computation=RECORD, numbers=numbers)]
    together = [a for r in rows for a in r.acts if a.together and a.last >= since]
    stance = find_stance(together) if third else ""
    toward = f", mostly {stance} {states.in_sentence(third)}" if stance else ""
    text = sentence("pair", **values, n=len(joint), toward=toward)
    out = [Statement("heading", text, computation=RECORD, numbers=numbers)]
    if parting := [r for r in places if r.group == PART]:
        out.append(_name_parting(parting, since))
    return out


def _name_parting(rows: Sequence[PlaceRow], since: date) -> Statement:
    """Say over which places they part, and which of them steps back."""
    parted = [a for r in rows for a in r.acts if a.parting and a.last >= since]
    where = list_items([hotspots.get(r.hotspot).in_sentence for r in rows])
    by = Counter(c for a in parted for c in a.withholding)
    most = max(by, key=lambda c: (by[c], c), default="")
    if most and by[most] >= rules().mostly * len(parted):
        text = sentence("pair_steps_back", who=states.display(most), where=where)
    else:
        text = sentence("pair_parts", where=where)
    return of_acts("heading", text, parted, Number("parting", len(parted), len(parted)))


def _head_unsearched(rows: Sequence[PlaceRow], group: Sequence[str]) -> list[Statement]:
    """Say the two strongest things of a pair that nobody searched in full."""
    acts = list({a.id: a for r in rows for a in r.acts}.values())
    both = [a for a in acts if a.together]
    if len(acts) < FEWEST or not both:
        return [_few(acts)]
    newest = max(a.first.year for a in both)
    recent = [a for a in both if a.first.year > newest - rules().present_years]
    first = _strongest(recent, group)
    if first is None:
        return [_few(acts)]
    forms = {a.form for a in recent if set(a.records) & set(first.records)}
    second = _strongest([a for a in recent if a.form not in forms], group) if len(forms) == 1 else None
    return [first, second] if second else [first]

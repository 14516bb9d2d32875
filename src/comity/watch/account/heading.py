"""Headings: the first sentences on a place or a pair, chosen by rule from the acts of the present window.

The heading of a place has three parts: the strongest recent act done together, an act in which one state goes
further, and one in which a state steps back or opposes the other. The last part comes first if the states
disagree more often than they act together. A part without a recorded act is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from comity.records.facts import JOINT, OWN_ALONE, SAME_ALONE
from comity.vocabulary import hotspots, states
from comity.watch.account import phrases
from comity.watch.account.acts import AGAINST, WITH, ClassedAct, find_stance, names_all
from comity.watch.account.phases import Phase
from comity.watch.account.phrases import list_items, present_from, write_date
from comity.watch.account.rows import PART, PlaceRow
from comity.watch.account.statements import Number, Statement, make_statement
from comity.watch.account.wording import count, rules, sentence

RECORD = "the record, every reviewed occurrence counted once"
COVERAGE = "what the sources held say that they cover"
#: Lowest strength at which an act of one state alone enters a heading: in the direction that both share (a
#: draft, a statement), or in another one (arms, aid, money, troops).
FURTHER = {SAME_ALONE: 2, OWN_ALONE: 3}
#: Number of newest acts together that represent a place with none or one in the present window.
SHOWN = 8
#: Strength of a meeting or of the same vote.
MEETING = 1
#: A heading says so if nothing was done together for this many years.
LONG = 10
#: Most words of a heading.
WORDS = 80
#: No further act is told of a pair that nobody searched in full once its heading has so many words.
ENOUGH = 30
#: Most words of a heading that begins with a disagreement; with more, only one act together follows it.
MOST = 44
#: Fewest acts for a heading of a pair that nobody searched in full.
FEWEST = 3
#: An act weighs as much as one a step stronger that is this many days older.
STEP = 365
#: Words of a sentence that names one of two facts, beside the fact.
ROOM = 8


def head_place(
    acts: Sequence[ClassedAct],
    group: Sequence[str],
    today: date,
    *,
    covered: bool,
    beside: Collection[str] = (),
    parts: Sequence[Phase] = (),
    third: str = "",
) -> list[Statement]:
    """Return the heading of a place: one to four sentences.

    Parameters
    ----------
    acts : all acts of the place, oldest first
    group : codes of the states
    today : the last day of the data
    covered : whether any source covers the whole group
    beside : codes of the states of the place; only acts with these states count as going further alone
    parts, third : phases of the acts, and code of the third power
    """
    if not covered and len(acts) < FEWEST:
        return [_few(acts)]
    present = [a for a in acts if a.last >= present_from(today)] or list(acts)
    both, parted = [a for a in present if a.together], [a for a in present if a.parting]
    shown = both if len(both) > 1 or not covered else [a for a in acts if a.together][-SHOWN:]
    strongest, parting = _choose_strongest(shown, group), _choose_parting(parted, group)
    together, alone = _tell_strongest(strongest, shown, group), _choose_alone(acts, present, group, beside)
    slots: list[Statement | None]
    if parting and len(parted) > len(both) and not (strongest and strongest.strength > parting.strength):
        own = [a for a in parted if a.withholding and set(a.subject) <= set(parting.withholding)]
        other = None if parting in own else _choose_parting(own, group)
        slots = [_tell_dated(x, group) for x in (parting, other) if x]
        slots += [together, _tell_dated(alone, group) if alone else None]
    else:
        newest = max((x.first for x in (strongest, alone) if x), default=date.min)
        key = "heading_parting" if parting and parting.first > newest > date.min else "heading_one"
        after = sorted((x for x in (alone, parting) if x), key=lambda x: x.first)
        slots = [together, *(_tell_dated(x, group, key if x is parting else "heading_one") for x in after)]
    weightiest = [a for a in _rank(present) if _fits(phrases.tell_whole(a, group))][:1]
    slots.insert(0, _turn(parts, group, third))
    if covered and (last := max((a.first for a in acts if a.together), default=None)):
        slots.append(_long_ago(last, group, today))
    return _cut([s for s in slots if s] or [_tell_dated(a, group) for a in weightiest]) or [_few(acts)]


def _long_ago(last: date, group: Sequence[str], today: date) -> Statement | None:
    """Say that no joint act has been found for many years, if that is so."""
    years = today.year - last.year
    if years < LONG:
        return None
    text = sentence("heading_long_ago", who=phrases.name_states(group), year=last.year)
    return Statement("heading", text, computation=RECORD, numbers=(Number("years", years, years),))


def _turn(parts: Sequence[Phase], group: Sequence[str], third: str) -> Statement | None:
    """Say that the states turned against the third power after acting with it, if that is so."""
    if [p.stance for p in parts[-2:]] != [WITH, AGAINST]:
        return None
    names = {"who": phrases.name_states(group), "third": states.name_in_sentence(third)}
    text = sentence("heading_turn", year=parts[-1].first.year, **names)
    counts = tuple(
        Number(p.stance, len(p.acts), len(p.acts), span=phrases.write_years(p.acts)) for p in parts[-2:]
    )
    return Statement("heading", text, computation=RECORD, numbers=counts)


def _cut(slots: list[Statement]) -> list[Statement]:
    while sum(len(s.text.split()) for s in slots) > WORDS:
        slots = slots[:-1]
    return slots


def _few(acts: Sequence[ClassedAct]) -> Statement:
    if not acts:
        return Statement("heading", sentence("nothing_found"), computation=COVERAGE)
    newest = max(acts, key=lambda a: (a.first, a.id))
    did = phrases.tell(newest)
    key = f"few_found_{len(acts)}" if len(acts) < FEWEST else "heading_one"
    text = sentence(
        key if _fits(did, ROOM) else "few_found", did=did, date=write_date(newest), n=count(len(acts), "act")
    )
    return make_statement("heading", text, acts if len(acts) < FEWEST else [newest])


def _fits(text: str, more: int = 4) -> bool:
    return 0 < len(text.split()) <= rules().heading_words - more


def _tell_dated(act: ClassedAct, group: Sequence[str], key: str = "heading_one") -> Statement:
    did = phrases.tell_whole(act, group)
    if key == "heading_parting" and " but " in did:
        key = "heading_one"
    if key != "heading_one":
        did = phrases.continue_with(did)
    return make_statement("heading", sentence(key, did=did, date=write_date(act)), [act])


def _weigh(act: ClassedAct) -> float:
    """Return the weight of an act: its strength, plus its day, so that new acts weigh more."""
    return act.strength + act.first.toordinal() / STEP


def _rank(acts: Iterable[ClassedAct]) -> list[ClassedAct]:
    """Sort acts: those with sources good enough for a heading first, then by weight."""
    return sorted(acts, key=lambda a: (not a.may_lead, -_weigh(a), a.id))


def _choose_strongest(both: Sequence[ClassedAct], group: Sequence[str]) -> ClassedAct | None:
    """Return the act done together with the highest weight, preferably a joint act other than a meeting."""
    ranked = [a for a in _rank(both) if _fits(phrases.tell_whole(a, group))]
    lead = [a for a in ranked if a.may_lead] or ranked
    joint = [a for a in lead if a.act_class == JOINT and a.strength > MEETING]
    return max(joint or lead, key=lambda a: (_weigh(a), a.act_class == JOINT), default=None)


def _tell_strongest(
    first: ClassedAct | None, both: Sequence[ClassedAct], group: Sequence[str]
) -> Statement | None:
    """Return a sentence on the strongest act done together, and on one of another form if there is room."""
    if first is None:
        return None
    if phrases.is_clause(first, group):
        others = (a for a in _rank(both) if phrases.is_clause(a, group) and a.may_lead >= first.may_lead)
        did = phrases.tell_whole(first, group)
        alone = (a for a in others if len(a.with_others) <= phrases.FEW_OTHERS)
        for other in (a for a in alone if a.form != first.form and a.first != first.first):
            values = {"other": other.short, "on": write_date(other), "date": write_date(first)}
            text = sentence("heading_two", did=did, **values)
            if _fits(text, 0):
                return make_statement("heading", text, [first, other])
    return _tell_dated(first, group)


def _choose_alone(
    acts: Sequence[ClassedAct],
    present: Sequence[ClassedAct],
    group: Sequence[str],
    beside: Collection[str],
) -> ClassedAct | None:
    """Return the strongest act of one state without the other, by itself or with a state of the place."""
    further = [
        a
        for a in _rank([a for a in present if a.alone] or [a for a in acts if a.alone][-SHOWN:])
        if a.strength >= FURTHER[a.act_class] and a.may_lead
        if set(a.subject) <= {*group, *beside}
        if _fits(phrases.tell_whole(a, group))
    ]
    return next(iter(further), None)


def _choose_parting(parted: Sequence[ClassedAct], group: Sequence[str]) -> ClassedAct | None:
    """Return the act of disagreement with the highest weight, preferring sentences that name all states."""

    def rank(act: ClassedAct) -> tuple[bool, bool, float]:
        return act.may_lead, names_all(phrases.tell_whole(act, group), group), _weigh(act)

    return max((a for a in parted if _fits(phrases.tell_whole(a, group))), key=rank, default=None)


def head_pair(
    rows: Sequence[PlaceRow], group: Sequence[str], third: str, since: date, *, covered: bool
) -> list[Statement]:
    """Return the heading of a pair: in how many places it acts jointly, toward whom, and disagreements."""
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
    toward = f", mostly {stance} {states.name_in_sentence(third)}" if stance else ""
    text = sentence("pair", **values, n=len(joint), toward=toward)
    out = [Statement("heading", text, computation=RECORD, numbers=numbers)]
    if parting := [r for r in places if r.group == PART]:
        out.append(_name_parting(parting, since))
    return out


def _name_parting(rows: Sequence[PlaceRow], since: date) -> Statement:
    parted = {r.hotspot: [a for a in r.acts if a.parting and a.last >= since] for r in rows}
    places: dict[str, list[str]] = {}
    for place, acts in parted.items():
        by = Counter(c for a in acts for c in a.withholding)
        most = max(by, key=lambda c: (by[c], c), default="")
        who = states.display(most) if by[most] >= rules().mostly * len(acts) else ""
        places.setdefault(who, []).append(hotspots.get(place).in_sentence)
    clauses: list[str] = []
    for who in sorted(places, key=lambda w: not w):
        key = "pair_parts" if not who else "pair_also_back" if clauses else "pair_steps_back"
        clauses.append(sentence(key, who=who, where=list_items(places[who])))
    text = f"{phrases.begin(', '.join(clauses))}."
    every = [a for acts in parted.values() for a in acts]
    return make_statement("heading", text, every, Number("parting", len(every), len(every)))


def _head_unsearched(rows: Sequence[PlaceRow], group: Sequence[str]) -> list[Statement]:
    """Return the weightiest acts of a pair that nobody searched in full, each of another form."""
    acts = list({a.id: a for r in rows for a in r.acts}.values())
    both = [a for a in acts if a.together]
    if len(acts) < FEWEST or not both:
        return [_few(acts)]
    newest = max(a.first.year for a in both)
    recent = [a for a in both if a.first.year > newest - rules().present_years]
    recent = [a for a in recent if not a.with_others] or recent
    strongest = _choose_strongest(recent, group)
    first = _tell_strongest(strongest, recent, group)
    if first is None or strongest is None:
        return [_few(acts)]
    slots, shown, forms = [first], set(first.records), {strongest.form}
    while sum(len(s.text.split()) for s in slots) < ENOUGH:
        others = [a for a in recent if a.form not in forms and not shown.intersection(a.records)]
        act = _choose_strongest(others, group)
        if act is None or not (further := _tell_strongest(act, others, group)):
            break
        slots.append(further)
        shown.update(further.records)
        forms.add(act.form)
    parted = _choose_parting([a for a in acts if a.parting and a.first > strongest.first], group)
    if not (parted and parted.may_lead):
        return _cut(slots)
    slots = [_tell_dated(parted, group), *slots]
    if sum(len(s.text.split()) for s in slots) > MOST:
        slots = [slots[0], _tell_dated(strongest, group)]
    return _cut(slots)

"""The sections of a place's page: phases, who does what, toward the third power, where they part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from comity.records.facts import CLASSES, JOINT, SAME_SIDE
from comity.vocabulary import states
from comity.watch.account import phases, phrases
from comity.watch.account.acts import (
    AGAINST,
    NEITHER,
    WITH,
    ClassedAct,
    choose_acts,
    count_classes,
    rank_acts,
    select_classes,
)
from comity.watch.account.phases import Phase
from comity.watch.account.phrases import date_of, is_past, list_items, tell_dated
from comity.watch.account.statements import Number, Statement, of_acts
from comity.watch.account.wording import count, rules, sentence, wording

RECORD = "the record of this place, every reviewed occurrence counted once"
#: Acts together from which on their stance is counted.
FEWEST = 5
#: Dated acts shown of a phase, and deeds shown of one state.
EXAMPLES, DEEDS = 3, 5
#: From this strength on, what one does alone is a deed worth a line: contracts, arms, aid, money, troops.
LEAST = 2


@dataclass(frozen=True, slots=True)
class PhaseAccount:
    """One phase: its years, its sentence with how many acts of each class, and its strongest acts."""

    title: str
    stance: str
    first: date
    last: date
    sentence: Statement
    counts: str
    acts: tuple[ClassedAct, ...]


@dataclass(frozen=True, slots=True)
class StateAccount:
    """What one state does: conditions that last, what it does alone, the strongest first, and vetoes."""

    state: str
    conditions: tuple[Statement, ...]
    alone: tuple[Statement, ...]
    vetoes: tuple[Statement, ...]


def describe_phase(part: Phase, third: str, today: date) -> PhaseAccount:
    """Return a phase in words."""
    last = max(a.last for a in part.acts)
    goes_on = part.present and not is_past(last, today) and len(part.acts) > 1
    years = dict.fromkeys((str(part.first.year), "" if goes_on else str(last.year)))
    text = _name_phase(part, third)
    number = Number(part.stance, len(part.acts), len(part.acts), span=phrases.span_of(part.acts))
    return PhaseAccount(
        title="–".join(years),
        stance=part.stance,
        first=part.first,
        last=part.last,
        sentence=of_acts("phase", text, part.acts, number),
        counts=tell_counts(part.acts),
        acts=tuple(choose_acts(_leading(part), EXAMPLES)),
    )


def _leading(part: Phase) -> list[ClassedAct]:
    """Return the acts that a phase is named for, and those that set its states apart."""
    lone = part.stance in phases.LONE
    return [a for a in part.acts if a.parting or (not a.together if lone else a.together)] or list(part.acts)


def _name_phase(part: Phase, third: str) -> str:
    """Say what they mostly do in a phase: together and toward whom, one stepping back, or one alone."""
    both, back = [a for a in part.acts if a.together], [a for a in part.acts if a.parting]
    alone = [a for a in part.acts if a.alone]
    if part.stance == phases.ALONE:
        by = Counter(c for a in alone for c in a.by)
        code = max(by, key=lambda c: (by[c], c))
        return sentence("phase_alone", who=states.display(code))
    out = []
    if both:
        form = Counter(a.form for a in both if not a.parts).most_common(1)
        forms = f", mostly {wording().forms[form[0][0]]['noun']}" if form else ""
        toward = (
            sentence(f"phase_{part.stance}", third=states.name_in_sentence(third))
            if third and part.stance in (AGAINST, WITH, phases.BOTH)
            else ""
        )
        out.append(sentence("phase_together", toward=toward, forms=forms))
    if back and 3 * len(back) >= len(both):
        by = Counter(c for a in back for c in a.withholding)
        code = max(by, key=lambda c: (by[c], c), default="")
        steps = sentence("phase_steps_back", who=states.display(code)) if code else sentence("phase_opposed")
        out = [steps, *out] if len(back) > len(both) else [*out, steps]
    text = "; ".join(out)
    return text[:1].upper() + text[1:]


def tell_counts(acts: Iterable[ClassedAct]) -> str:
    """Return how many acts there are of each class: ``2 joint, 5 same side, 1 steps back``."""
    by = count_classes(acts)
    keys = {c: c.replace(", ", "_").replace(" ", "_") for c in CLASSES}
    return ", ".join(sentence(f"count_{keys[c]}", n=by[c]) for c in CLASSES if by[c])


def describe_alone(acts: Sequence[ClassedAct], code: str) -> list[Statement]:
    """Return what one state did alone, the strongest first, dated."""
    own = [a for a in acts if a.alone and a.by == (code,) and a.strength >= LEAST]
    return [of_acts("alone", tell_dated(a), [a]) for a in rank_acts(own)[:DEEDS]]


def describe_third(acts: Sequence[ClassedAct], third: str) -> list[Statement]:
    """Say how many acts together are against the third power, with it, or neither; and the last with it."""
    both = [a for a in acts if a.together]
    if not third or len(both) < FEWEST:
        return []
    by = Counter(a.stance for a in both)
    if not by[AGAINST] + by[WITH]:
        return []
    name = states.name_in_sentence(third)
    values = {"of": count(len(both), "act"), "third": name}
    text = sentence("third", against=by[AGAINST], with_it=by[WITH], neither=by[NEITHER], **values)
    numbers = [Number(s, by[s], len(both)) for s in (AGAINST, WITH, NEITHER)]
    out = [of_acts("third power", text, both, *numbers)]
    if last := [a for a in both if a.stance == WITH][-1:]:
        text = sentence("third_last", third=name, date=date_of(last[0]), did=phrases.tell(last[0], 9))
        out.append(of_acts("third power", text, last))
    return out


def describe_parting(acts: Sequence[ClassedAct]) -> list[Statement]:
    """Return where they step back or oppose each other, dated, the newest first."""
    parted = sorted((a for a in acts if a.parting), key=lambda a: (a.first, a.id), reverse=True)
    return [of_acts(a.act_class, tell_dated(a), [a]) for a in parted]


def name_missing(acts: Sequence[ClassedAct], searched: str, *, covered: bool) -> Statement:
    """Say which forms looked for were not found among the joint acts, and where they were searched for."""
    there = {f for a in select_classes(acts, JOINT, SAME_SIDE) for f in a.forms}
    absent = [wording().forms[f]["one"] for f in rules().looked_for if f not in there]
    if not covered or not absent:
        return Statement("not found", "", computation=RECORD)
    text = sentence("missing", forms=list_items(absent, "or"), searched=searched)
    return Statement("not found", text, computation=RECORD)

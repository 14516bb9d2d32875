"""The sections of a place's page: phases, who does what, toward the third power, where they part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from comity.records.facts import CLASSES, JOINT, OPPOSED, SAME_SIDE, STEPS_BACK
from comity.vocabulary import states
from comity.watch.account import phases, phrases
from comity.watch.account.acts import (
    AGAINST,
    NEITHER,
    ONE_ALONE,
    WITH,
    ClassedAct,
    choose_acts,
    count_classes,
    names_all,
    rank_acts,
    select_classes,
)
from comity.watch.account.phases import Phase
from comity.watch.account.phrases import date_of, is_past, list_items, tell, tell_dated
from comity.watch.account.statements import WORDS, Number, Statement, of_acts
from comity.watch.account.wording import count, rules, sentence, wording

RECORD = "the record of this place, every reviewed occurrence counted once"
#: Acts together from which on their stance is counted.
FEWEST = 5
#: Dated acts shown of a phase, and deeds shown of one state.
EXAMPLES, DEEDS = 3, 5
#: Acts from which on those of a phase, or of a form in it, are counted.
FEW = 4
#: Kinds of acts that the sentence of a phase counts at most.
MOST_KINDS = 3
#: Forms that name no kind of act.
OF_NO_KIND = frozenset({"general", "divergence"})
#: From this strength on, what one does alone is a deed worth a line: contracts, arms, aid, money, troops.
LEAST = 2


@dataclass(frozen=True, slots=True)
class PhaseAccount:
    """One phase: its years, how many acts of each class in a sentence, and its strongest acts."""

    title: str
    stance: str
    first: date
    last: date
    sentence: Statement
    acts: tuple[ClassedAct, ...]


@dataclass(frozen=True, slots=True)
class StateAccount:
    """What one state does: conditions that last, what it does alone, the strongest first, and vetoes."""

    state: str
    conditions: tuple[Statement, ...]
    alone: tuple[Statement, ...]
    vetoes: tuple[Statement, ...]


def describe_phase(part: Phase, third: str, today: date, group: Sequence[str]) -> PhaseAccount:
    """Return a phase in words."""
    last = max(a.last for a in part.acts)
    goes_on = part.present and not is_past(last, today) and len(part.acts) > 1
    years = dict.fromkeys((str(part.first.year), "" if goes_on else str(last.year)))
    text = _count_phase(part, third, group)
    span = phrases.span_of(part.acts)
    by = {kind: len(select_classes(part.acts, *classes)) for kind, classes in KINDS.items()}
    numbers = [Number(kind, n, len(part.acts), span=span) for kind, n in by.items() if n]
    return PhaseAccount(
        title="–".join(years),
        stance=part.stance,
        first=part.first,
        last=part.last,
        sentence=of_acts("phase", text, part.acts, *numbers),
        acts=tuple(choose_acts(_leading(part), EXAMPLES)),
    )


def _leading(part: Phase) -> list[ClassedAct]:
    """Return the acts that a phase is named for, and those that set its states apart."""
    lone = part.stance in phases.LONE
    return [a for a in part.acts if a.parting or (not a.together if lone else a.together)] or list(part.acts)


#: Kinds of acts that the sentence of a phase counts, and the classes of each.
KINDS = {
    "joint": (JOINT,),
    "same_side": (SAME_SIDE,),
    "steps_back": (STEPS_BACK,),
    "opposed": (OPPOSED,),
    "alone": ONE_ALONE,
}


def _count_phase(part: Phase, third: str, group: Sequence[str]) -> str:
    """Say how many acts of a phase are of each kind, the commonest kind first; of few only their number."""
    if len(part.acts) < FEW:
        strongest = tell(rank_acts(part.acts)[0], group)
        key = "phase_few" if len(part.acts) > 1 else "phase_one"
        return sentence(key, n=count(len(part.acts), "act"), did=strongest)
    by = {kind: select_classes(part.acts, *classes) for kind, classes in KINDS.items()}
    kinds = sorted((k for k in by if by[k]), key=lambda k: -len(by[k]))
    togetherness = [k for k in kinds if k in ("joint", "same_side")]
    clauses = list[str]()
    for kind in kinds[:MOST_KINDS]:
        share = "phase_all" if len(kinds) == 1 else "phase_some"
        detail = _name_forms(by[kind]) if kind == "joint" else ""
        if third and kind in togetherness[:1] and part.stance in (AGAINST, WITH):
            toward = states.name_in_sentence(third)
            detail += sentence("phase_toward", stance=part.stance, third=toward)
        who, other = _name_doer(by[kind], group)
        values = {"k": _spell(len(by[kind])), "who": who, "other": other, "detail": detail}
        of_all = sentence(share, k=len(by[kind]), n=len(part.acts))
        key = f"phase_next_{kind}" if clauses else f"phase_first_{kind}"
        clauses.append(sentence(key, share=of_all, **values))
    while len(clauses) > 1 and len(" ".join(clauses).split()) > WORDS:
        clauses.pop()
    return f"{phrases.begin('; '.join(clauses))}."


def _name_forms(acts: Sequence[ClassedAct]) -> str:
    """Return the commonest form of joint acts where it is at least a third of them, else nothing."""
    form, n = Counter(a.form for a in acts).most_common(1)[0]
    if n < FEW or 3 * n < len(acts) or form in OF_NO_KIND:
        return ""
    return sentence("phase_forms", noun=wording().forms[form]["noun"])


def _name_doer(acts: Sequence[ClassedAct], group: Sequence[str]) -> tuple[str, str]:
    """Name the state that steps back, or acts alone, in nearly all of these acts, and the others."""
    by = Counter(c for a in acts for c in (a.withholding or a.by))
    code, n = by.most_common(1)[0] if by else ("", 0)
    if n < rules().stance_share * len(acts):
        return sentence("one_of_them"), sentence("the_other")
    return states.name_in_sentence(code), phrases.name_states(c for c in group if c != code)


def _spell(n: int) -> str:
    """Return a number as it stands in a sentence: one in a word."""
    return sentence("one") if n == 1 else f"{n}"


def tell_counts(acts: Iterable[ClassedAct]) -> str:
    """Return how many acts there are of each class: ``2 joint, 5 same side``."""
    by = count_classes(acts)
    keys = {c: c.replace(", ", "_").replace(" ", "_") for c in CLASSES}
    return ", ".join(sentence(f"count_{keys[c]}", n=by[c]) for c in CLASSES if by[c])


def describe_alone(
    acts: Sequence[ClassedAct], code: str, group: Sequence[str], *, own: bool
) -> list[Statement]:
    """Return what one state did alone, the strongest first, dated; ``own`` is the place between themselves.

    There an act of one concerns the relation only where the other state is named in it.
    """
    alone = [a for a in acts if a.alone and a.by == (code,) and a.strength >= LEAST]
    shown = [a for a in rank_acts(alone) if not own or names_all(tell(a, group), group)]
    return [of_acts("alone", tell_dated(a, group), [a]) for a in shown[:DEEDS]]


def describe_third(acts: Sequence[ClassedAct], third: str, group: Sequence[str]) -> list[Statement]:
    """Say how many acts together are against the third power, with it, or neither; and the last with it."""
    both = [a for a in acts if a.together]
    if not third or len(both) < FEWEST:
        return []
    by = Counter(a.stance for a in both)
    if not by[AGAINST] + by[WITH]:
        return []
    name = states.name_in_sentence(third)
    sides = [s for s in (AGAINST, WITH, NEITHER) if by[s]]
    names = [name, "it", "it"]
    parts = [sentence(f"third_{s}", n=by[s], third=n) for s, n in zip(sides, names, strict=False)]
    text = sentence("third", of=count(len(both), "act"), parts=list_items(parts))
    numbers = [Number(s, by[s], len(both)) for s in (AGAINST, WITH, NEITHER)]
    out = [of_acts("third power", text, both, *numbers)]
    if last := [a for a in both if a.stance == WITH][-1:]:
        text = sentence("third_last", third=name, date=date_of(last[0]), did=tell(last[0], group, 9))
        out.append(of_acts("third power", text, last))
    return out


def describe_parting(acts: Sequence[ClassedAct], group: Sequence[str]) -> list[Statement]:
    """Return where they step back or oppose each other, dated, the newest first."""
    parted = sorted((a for a in acts if a.parting), key=lambda a: (a.first, a.id), reverse=True)
    return [of_acts(a.act_class, tell_dated(a, group), [a]) for a in parted]


def name_missing(acts: Sequence[ClassedAct], searched: str, *, covered: bool) -> Statement:
    """Say which forms looked for were not found among the joint acts, and where they were searched for."""
    there = {f for a in select_classes(acts, JOINT, SAME_SIDE) for f in a.forms}
    absent = [wording().forms[f]["one"] for f in rules().looked_for if f not in there]
    if not covered or not absent:
        return Statement("not found", "", computation=RECORD)
    text = sentence("missing", forms=list_items(absent, "or"), searched=searched)
    return Statement("not found", text, computation=RECORD)

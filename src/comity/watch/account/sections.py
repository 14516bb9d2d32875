"""The sections of a place's page: phases, who does what, toward the third power, and disagreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
from comity.watch.account.phrases import is_past, list_items, tell, tell_dated, write_date
from comity.watch.account.statements import WORDS, Number, Statement, make_statement
from comity.watch.account.wording import count, rules, sentence, wording

RECORD = "the record of this place, every reviewed occurrence counted once"
#: Fewest acts together for a count of their stances.
FEWEST = 5
#: Number of dated acts to show of a phase, and of deeds to show of one state.
EXAMPLES, DEEDS = 3, 5
#: Fewest joint acts of a form for which a phase names it.
FEW = 4
#: Forms that do not describe a kind of act.
OF_NO_KIND = frozenset({"general", "divergence"})
#: Lowest strength at which an act of one state alone gets a line: contracts, arms, aid, money, troops.
LEAST = 2


@dataclass(frozen=True, slots=True)
class PhaseAccount:
    """One phase: its years, a sentence with the number of acts of each class, and its strongest acts."""

    title: str
    stance: str
    first: date
    last: date
    sentence: Statement
    acts: tuple[ClassedAct, ...]


@dataclass(frozen=True, slots=True)
class StateAccount:
    """The acts of one state: lasting conditions, acts alone (the strongest first), and vetoes."""

    state: str
    conditions: tuple[Statement, ...]
    alone: tuple[Statement, ...]
    vetoes: tuple[Statement, ...]


def describe_phase(part: Phase, third: str, today: date, group: Sequence[str]) -> PhaseAccount:
    """Return a phase (stretch of time with one stance) in words."""
    last = max(a.last for a in part.acts)
    goes_on = part.present and not is_past(last, today) and len(part.acts) > 1
    years = dict.fromkeys((str(part.first.year), "" if goes_on else str(last.year)))
    text = _count_phase(part, third, group)
    span = phrases.write_years(part.acts)
    by = {kind: len(select_classes(part.acts, *classes)) for kind, classes in KINDS.items()}
    numbers = [Number(kind, n, len(part.acts), span=span) for kind, n in by.items() if n]
    return PhaseAccount(
        title="–".join(years),
        stance=part.stance,
        first=part.first,
        last=part.last,
        sentence=make_statement("phase", text, part.acts, *numbers),
        acts=tuple(choose_acts(_leading(part), EXAMPLES)),
    )


def _leading(part: Phase) -> list[ClassedAct]:
    lone = part.stance in phases.LONE
    return [a for a in part.acts if a.parting or (not a.together if lone else a.together)] or list(part.acts)


#: Kinds of acts that the sentence of a phase counts -> classes of each.
KINDS = {
    "joint": (JOINT,),
    "same_side": (SAME_SIDE,),
    "steps_back": (STEPS_BACK,),
    "opposed": (OPPOSED,),
    "alone": ONE_ALONE,
}


def _count_phase(part: Phase, third: str, group: Sequence[str]) -> str:
    """Return a sentence with the number of acts of each kind in a phase, or on its only act."""
    if len(part.acts) == 1:
        return sentence("phase_one", did=tell(part.acts[0], group))
    by = {kind: select_classes(part.acts, *classes) for kind, classes in KINDS.items()}
    kinds = sorted((k for k in by if by[k]), key=lambda k: -len(by[k]))
    for detailed in range(len(kinds), 0, -1):
        clauses = _write_clauses(part, by, kinds, third, detailed)
        said = f"{phrases.begin('; '.join(clauses))}."
        if len(said.split()) <= WORDS:
            return said
        if len(rest := f"{phrases.begin('; '.join(clauses[1:]))}.".split()) <= WORDS:
            return f"{phrases.begin(clauses[0])}. {' '.join(rest)}"
    return f"{phrases.begin(clauses[0])}."


def _write_clauses(
    part: Phase, by: Mapping[str, Sequence[ClassedAct]], kinds: Sequence[str], third: str, detailed: int
) -> list[str]:
    """Return a clause for each kind of acts, the first ``detailed`` of them with form and stance."""
    clauses, said_third = list[str](), False
    for k, kind in enumerate(kinds):
        share = "phase_some" if len(kinds) > 1 else "phase_both" if len(part.acts) == 2 else "phase_all"
        detail = _name_forms(by[kind]) if kind == "joint" and k < detailed else ""
        stance = phases.stance_of(by[kind]) if kind in ("joint", "same_side") and k < detailed else ""
        if third and stance in (AGAINST, WITH):
            toward = "it" if said_third else states.name_in_sentence(third)
            n = sum(a.stance == stance for a in by[kind])
            of_them = "" if n == len(by[kind]) == 1 else "_all" if n == len(by[kind]) else "_some"
            toward = sentence(f"toward_{stance}", third=toward)
            detail += sentence(f"phase_toward{of_them}", k=n, toward=toward)
            said_third = True
        values = {"k": _spell(len(by[kind])), "who": _name_doer(by[kind]), "detail": detail}
        of_all = sentence(share, k=len(by[kind]), n=len(part.acts))
        key = f"phase_next_{kind}" if clauses else f"phase_first_{kind}"
        key += "_one" if (key, len(by[kind])) == ("phase_first_joint", 1) else ""
        clauses.append(sentence(key, share=of_all, **values))
    return clauses


def _name_forms(acts: Sequence[ClassedAct]) -> str:
    """Return the most common form of joint acts if at least a third of them have it, else ""."""
    form, n = Counter(a.form for a in acts).most_common(1)[0]
    if (n < FEW and n < len(acts)) or len(acts) < 2 or 3 * n < len(acts) or form in OF_NO_KIND:
        return ""
    return sentence("phase_forms", noun=wording().forms[form]["noun"])


def _name_doer(acts: Sequence[ClassedAct]) -> str:
    """Return the name of the state that steps back or acts alone in nearly all acts, else "one of them"."""
    by = Counter(c for a in acts for c in (a.withholding or a.by))
    code, n = by.most_common(1)[0] if by else ("", 0)
    return states.name_in_sentence(code) if n >= rules().stance_share * len(acts) else sentence("one_of_them")


def _spell(n: int) -> str:
    return sentence("one") if n == 1 else f"{n}"


def tell_counts(acts: Iterable[ClassedAct]) -> str:
    """Return the number of acts of each class, such as ``2 joint, 5 same side``."""
    by = count_classes(acts)
    keys = {c: c.replace(", ", "_").replace(" ", "_") for c in CLASSES}
    return ", ".join(sentence(f"count_{keys[c]}", n=by[c]) for c in CLASSES if by[c])


def describe_alone(
    acts: Sequence[ClassedAct], code: str, group: Sequence[str], *, own: bool
) -> list[Statement]:
    """Return dated sentences on what one state did alone, the strongest first.

    ``own`` marks the relation itself as the place: there an act of one state counts only if it names the
    other.
    """
    alone = [a for a in acts if a.alone and a.by == (code,) and a.strength >= LEAST]
    shown = [a for a in rank_acts(alone) if not own or names_all(tell(a, group), group)]
    return [make_statement("alone", tell_dated(a, group), [a]) for a in shown[:DEEDS]]


def describe_third(acts: Sequence[ClassedAct], third: str, group: Sequence[str]) -> list[Statement]:
    """Say how many acts done together are against or with the state ``third``, and the last ones with it."""
    both = [a for a in acts if a.together]
    if not third or len(both) < FEWEST:
        return []
    by = Counter(a.stance for a in both)
    if not by[AGAINST] + by[WITH]:
        return []
    name = states.name_in_sentence(third)
    names = {"third": name, "whose": f"the side of {name}"}
    parts: list[str] = []
    for s in (s for s in (AGAINST, WITH) if by[s]):
        parts.append(sentence(f"third_{s}", n=by[s], **names))
        names = {"third": "it", "whose": "its side"}
    if by[NEITHER]:
        parts.append(sentence("third_not" if len(parts) == 1 else "third_neither", n=by[NEITHER]))
    text = sentence("third", of=count(len(both), "act"), parts=list_items(parts))
    numbers = [Number(s, by[s], len(both)) for s in (AGAINST, WITH, NEITHER)]
    out = [make_statement("third power", text, both, *numbers)]
    if last := [a for a in both if a.stance == WITH][-1:]:
        text = sentence("third_last", third=name, date=write_date(last[0]), did=tell(last[0], group, 12))
        out.append(make_statement("third power", text, last))
    return out


def describe_parting(acts: Sequence[ClassedAct], group: Sequence[str]) -> list[Statement]:
    """Return dated sentences on the acts of disagreement, the newest first."""
    parted = sorted((a for a in acts if a.parting), key=lambda a: (a.first, a.id), reverse=True)
    return [make_statement(a.act_class, tell_dated(a, group), [a]) for a in parted]


def name_missing(acts: Sequence[ClassedAct], searched: str, *, covered: bool) -> Statement:
    """Say which forms (kinds of act) were looked for but not found among joint acts, and in which source."""
    there = {f for a in select_classes(acts, JOINT, SAME_SIDE) for f in a.forms}
    absent = [wording().forms[f]["one"] for f in rules().looked_for if f not in there]
    if not covered or not absent:
        return Statement("not found", "", computation=RECORD)
    text = sentence("missing", forms=list_items(absent, "or"), searched=searched)
    return Statement("not found", text, computation=RECORD)

"""The sections of a place's account: functions from classed acts to statements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import scipy.stats

from comity.measures.record.occurrence import Occurrence
from comity.records import grades
from comity.types import LEVEL
from comity.vocabulary import forms as vocabulary_forms
from comity.vocabulary import states
from comity.watch.account import phrases
from comity.watch.account.acts import (
    AGAINST,
    ALONE,
    APART,
    HEDGING,
    JOINTLY,
    NEITHER,
    SIDE_BY_SIDE,
    WITH,
    ClassedAct,
    chosen,
    leading_forms,
    of_kind,
    stance_run,
    together,
)
from comity.watch.account.phases import Phase, stance_of
from comity.watch.account.phrases import count, day, listed, of_act, sentence, wording
from comity.watch.account.rules import rules
from comity.watch.account.statements import WORDS, Number, Statement, of_acts

RECORD = "the record of this place, every reviewed occurrence counted once"
"""The computation behind a count of the record."""

COVERAGE = "what the sources held say that they cover"

LABELS = 5
"""Acts that a timeline names."""

_CLAUSES = re.compile(r",? (?:while|whereas) |; ")
"""Where a condition of two states is cut into one clause for each."""


def present_from(today: date) -> date:
    """First day of the present window: that of the six calendar years before the running one."""
    return date(today.year - rules().present_years, 1, 1)


def fitted(
    key: str, items: Sequence[str], values: Mapping[str, str], join: Callable[[Sequence[str]], str] = listed
) -> str:
    """A sentence with as many of the items as its length allows, in their order."""
    for n in range(len(items), 0, -1):
        text = sentence(key, **{k: v.format(items=join(items[:n])) for k, v in values.items()})
        if len(text.split()) <= WORDS or n == 1:
            return text
    raise ValueError("a sentence needs an item")


def heading(
    acts: Sequence[ClassedAct], parts: Sequence[Phase], third: str, today: date, *, covered: bool
) -> list[Statement]:
    """A sentence a stranger can repeat: stance, main forms, since when; then what sets the present apart."""
    run = stance_run(acts)
    if not (acts or covered):
        return [Statement("heading", sentence("uncovered"), computation=COVERAGE)]
    if not run:
        return [Statement("heading", sentence("heading_nothing"), computation=RECORD)]
    stance = phrases.stance(stance_of(run), third)
    since = f"{run[0].first.year}"
    text = sentence("heading", stance=stance, since=since, forms=listed(phrases.clauses(run)))
    out = [of_acts("heading", text, run, Number("together", len(run), len(run), span=phrases.span(run)))]
    joint = of_kind(acts, JOINTLY)
    if parts[-1].stance in (ALONE, APART):
        own = of_kind(parts[-1].acts, parts[-1].stance)
        key = "heading_alone" if parts[-1].stance == ALONE else "heading_apart"
        text = sentence(key, whom=_whom(acts), since=parts[-1].first.year, n=len(own), of=len(parts[-1].acts))
        out.append(of_acts("heading", text, own, Number(parts[-1].stance, len(own), len(parts[-1].acts))))
    since_present = [a for a in acts if a.first >= present_from(today)]
    n, both = len(of_kind(since_present, APART)), len(together(since_present))
    if parts[-1].stance not in (ALONE, APART) and n > both:
        text = sentence("heading_more_apart", since=present_from(today).year, n=n, together=both)
        out.append(
            of_acts("heading", text, of_kind(since_present, APART), Number(APART, n, len(since_present)))
        )
    elif (
        joint
        and parts[-1].stance not in (ALONE, APART)
        and (today - joint[-1].last).days > rules().stale_years * 365.25
    ):
        out.append(of_acts("heading", sentence("heading_stale", date=of_act(joint[-1])), joint[-1:]))
    return out


def _whom(acts: Iterable[ClassedAct]) -> str:
    """``one`` alone, or ``some`` where several of a larger group act without the rest."""
    return "some" if any(len(a.by) > 1 for a in of_kind(acts, ALONE)) else "one"


def standfirst(acts: Sequence[ClassedAct], *, covered: bool) -> list[Statement]:
    """How many occurrences, of which class, the newest, and how good their sources are."""
    by = Counter(a.kind for a in acts)
    both = by[JOINTLY] + by[SIDE_BY_SIDE]
    text = sentence(
        "standfirst",
        together=count(both, "act"),
        jointly=by[JOINTLY],
        side=by[SIDE_BY_SIDE],
        alone=by[ALONE],
        whom=_whom(acts),
        apart=by[APART],
    )
    numbers = [Number(k, by[k], len(acts)) for k in (JOINTLY, SIDE_BY_SIDE, ALONE, APART, HEDGING)]
    out = [Statement("standfirst", text, computation=RECORD, numbers=tuple(numbers))]
    if acts:
        newest = max(acts, key=lambda a: (a.last, a.first, a.id))
        graded = sum(a.may_lead for a in acts)
        text = sentence("standfirst_newest", date=of_act(newest), graded=graded, of=len(acts))
        out.append(
            of_acts("standfirst", text, [newest], Number("graded", graded, len(acts)), computation=RECORD)
        )
    if acts and not covered:
        out.append(Statement("standfirst", sentence("in_passing"), computation=COVERAGE))
    return out


def phase_title(part: Phase) -> str:
    """``2017–2019``, ``since 2024``."""
    first, last = part.first.year, part.last.year
    if part.present:
        return f"{first}–"
    return f"{first}" if first == last else f"{first}–{last}"


def phase(part: Phase, third: str) -> Statement:
    """One sentence on a phase: its stance and its weightiest dated acts."""
    own = of_kind(part.acts, part.stance)
    values = {
        "acts": "{items}",
        "stance": phrases.stance(part.stance, third),
        "n": str(len(own)),
        "of": str(len(part.acts)),
    }
    number = Number(part.stance, len(own) or len(part.acts), len(part.acts), span=phrases.span(part.acts))
    if part.stance == ALONE:
        examples = chosen(together(part.acts), 1)
        items = [_by_one(own, code) for code in sorted({code for a in own for code in a.by})]
        items += [sentence("together_too", did=phrases.did(a)) for a in examples]
        text = fitted("phase_alone", items, values, "; ".join)
        return of_acts("phase", text, [*own, *examples], number)
    if part.stance == APART:
        examples = chosen(own, 3)
        text = fitted("phase_apart", [phrases.came_apart(a) for a in examples], values)
        return of_acts("phase", text, [*examples, *own], number)
    both = together(part.acts)
    examples = chosen([a for a in both if a.stance == part.stance] or both or part.acts, 3)
    text = fitted("phase", [phrases.did(a) for a in examples], values)
    return of_acts("phase", text, examples, number)


def examples(part: Phase) -> list[ClassedAct]:
    """The four weightiest acts of a phase: those of its stance, or those together."""
    own = of_kind(part.acts, part.stance) if part.stance in (ALONE, APART) else together(part.acts)
    return chosen(own or part.acts, 4)


def labels(acts: Sequence[ClassedAct], parts: Sequence[Phase]) -> list[ClassedAct]:
    """The five acts together that a timeline names: one of each phase that has any, then the weightiest."""
    out = {a.id: a for p in parts for a in chosen(together(p.acts), 1)}
    rest = [a for a in together(acts) if a.id not in out]
    out |= {a.id: a for a in chosen(rest, max(LABELS - len(out), 0))}
    return sorted(out.values(), key=lambda a: (a.first, a.last, a.id))


def _by_one(acts: Sequence[ClassedAct], code: str) -> str:
    """``France with material aid``."""
    lead = leading_forms([a for a in acts if code in a.by], 1)
    return sentence("by_one", who=states.display(code), forms=wording().forms[lead[0]]["alone"])


def conditions(standing: Iterable[Occurrence], group: Sequence[str]) -> dict[str, list[Statement]]:
    """Standing conditions by state, those told of several under ""."""
    out: dict[str, list[Statement]] = {code: [] for code in ("", *group)}
    for o in sorted(standing, key=lambda o: (o.first, o.id), reverse=True):
        for code, clause in _by_state(o, group):
            text = sentence("condition", text=clause, date=day(o.first, o.precision))
            if len(text.split()) <= WORDS:
                grade = grades.grade(o.source_kinds)
                out[code].append(Statement("condition", text, o.records, grade=grade))
    return out


def _by_state(o: Occurrence, group: Sequence[str]) -> list[tuple[str, str]]:
    """A condition cut into clauses where each names one state of the group alone, else whole."""
    text = o.summary.rstrip(".")
    if len(o.members) == 1:
        return [(o.members[0], text)]
    cut = _CLAUSES.split(text)
    owners = [[code for code in group if _names(code).search(clause)] for clause in cut]
    if len(cut) > 1 and all(len(codes) == 1 for codes in owners):
        return [(codes[0], clause) for codes, clause in zip(owners, cut, strict=True)]
    return [("", text)]


def _names(code: str) -> re.Pattern[str]:
    words = {states.display(code)} | {
        n.value for n in states.all_names() if n.state == code and n.system == "demonym" and n.lang == "en"
    }
    return re.compile(rf"\b({'|'.join(sorted(map(re.escape, words)))})\b")


def alone(acts: Sequence[ClassedAct], code: str) -> list[Statement]:
    """What one state did alone, a domain a line, the fullest first."""
    own = [a for a in of_kind(acts, ALONE) if a.by == (code,)]
    by: dict[str, list[ClassedAct]] = {}
    for a in own:
        by.setdefault(a.domain, []).append(a)
    out = []
    for domain, of_domain in sorted(by.items(), key=lambda kv: (-len(kv[1]), kv[0])):
        named = [wording().forms[f]["alone"] for f in leading_forms(of_domain)]
        text = sentence(
            "alone_domain",
            n=count(len(of_domain), "act"),
            domain=wording().domains.get(domain) or sentence("other_matters"),
            span=phrases.span(of_domain),
            forms=listed(named),
        )
        out.append(of_acts("alone", text, of_domain, Number(domain, len(of_domain), len(own))))
    if not out:
        text = sentence("alone_nothing", records=count(len(acts), "occurrence"))
        out.append(Statement("alone", text, computation=RECORD))
    return out


def third_power(acts: Sequence[ClassedAct], third: str) -> list[Statement]:
    """With or against the third power: counts, when it changed, the exceptions since."""
    both = together(acts)
    if not (third and both):
        return []
    name = states.in_sentence(third)
    by = Counter(a.stance for a in both)
    text = sentence(
        "third",
        together=count(len(both), "act"),
        against=by[AGAINST],
        with_=by[WITH],
        neither=by[NEITHER],
        third=name,
    )
    numbers = tuple(Number(s, by[s], len(both)) for s in (AGAINST, WITH, NEITHER))
    out = [Statement("third", text, computation=RECORD, numbers=numbers)]
    run = stance_run(acts)
    before = [a for a in both if a.stance == WITH and a.last < run[0].first]
    if before and stance_of(run) == AGAINST:
        n = sum(a.stance == AGAINST for a in run)
        text = sentence(
            "third_changed", third=name, since=run[0].first.year, last=of_act(before[-1]), n=n, of=len(run)
        )
        out.append(of_acts("third", text, before[-1:], Number(AGAINST, n, len(run))))
    opposite = {AGAINST: WITH, WITH: AGAINST}.get(stance_of(run))
    exceptions = [a for a in run if a.stance == opposite]
    if exceptions:
        dates = [of_act(a) for a in exceptions[-3:]]
        text = sentence("third_exception", since=run[0].first.year, dates=listed(dates))
        out.append(of_acts("third", text, exceptions[-3:]))
    return out


def apart(acts: Sequence[ClassedAct], group: Sequence[str]) -> list[Statement]:
    """Apart, hedging, silent: how often, by whom, the last."""
    parted = of_kind(acts, APART)
    if parted:
        key = "apart" if len(parted) > 1 else "apart_once"
        values = {
            "n": phrases.times(len(parted)),
            "span": phrases.span(parted),
            "date": phrases.on(parted[-1]),
        }
        out = [of_acts("apart", sentence(key, **values), parted, Number(APART, len(parted), len(acts)))]
    else:
        text = sentence("apart_nothing", records=count(len(acts), "occurrence"))
        out = [Statement("apart", text, computation=RECORD)]
    for key, among in (("hedging_by", rules().hedging), ("silence_by", rules().silence)):
        for code in group:
            own = [a for a in of_kind(acts, ALONE) if a.by == (code,) and set(a.forms) <= among]
            if own:
                values = {"who": states.display(code), "when": phrases.when(own)}
                out.append(of_acts("apart", sentence(key, **values), own))
    if both := of_kind(acts, HEDGING):
        text = sentence("hedging_both", when=phrases.when(both))
        out.append(of_acts("apart", text, both))
    return out


def stepping_up(acts: Sequence[ClassedAct], since: date, today: date) -> Statement:
    """Joint acts of the present window against the window before: the ratio of rates with an exact range.

    Given their sum, one of two Poisson counts is binomial (Przyborowski and Wilenski 1940); its
    Clopper-Pearson interval gives that of the ratio.
    """
    years = rules().present_years
    before_from = since.replace(year=since.year - years)
    joint = of_kind(acts, JOINTLY)
    now = sum(a.first >= since for a in joint)
    before = sum(before_from <= a.first and a.last < since for a in joint)
    counts = (Number("present", now, len(joint)), Number("before", before, len(joint)))
    if not (now and before):
        values = {"now": count(now, "joint act"), "before": before, "since": since.year, "years": years}
        return Statement("stepping up", sentence("rising_few", **values), computation=RECORD, numbers=counts)
    exposure = (since - before_from).days / ((today - since).days + 1)
    tail, n = (1 - LEVEL) / 2, now + before
    low, high = scipy.stats.beta.ppf(tail, now, before + 1), scipy.stats.beta.ppf(1 - tail, now + 1, before)
    ratio, low, high = (float(p / (1 - p) * exposure) for p in (now / n, low, high))
    key = "rising_unknown" if low <= 1 <= high else "rising_up" if low > 1 else "rising_down"
    shown = {"ratio": f"{ratio:.1f}", "low": f"{low:.1f}", "high": f"{high:.1f}"}
    text = sentence(key, since=since.year, years=years, **shown)
    return Statement(
        "stepping up", text, computation=RECORD, numbers=(*counts, Number("ratio", ratio, n, low, high))
    )


def changes(acts: Sequence[ClassedAct], third: str, today: date) -> list[Statement]:
    """What would change this: at most three dated things to watch for."""
    run = stance_run(acts)
    if not run:
        return [Statement("change", sentence("change_first"), computation=RECORD)]
    out, stance = [], stance_of(run)
    joint = of_kind(acts, JOINTLY)
    if joint and (today - joint[-1].last).days > rules().stale_years * 365.25:
        out.append(of_acts("change", sentence("change_stale", date=of_act(joint[-1])), joint[-1:]))
    if third and stance == AGAINST:
        name, last = states.in_sentence(third), [a for a in together(acts) if a.stance == WITH][-1:]
        if last:
            text = sentence("change_stance_against", third=name, date=of_act(last[0]))
            out.append(of_acts("change", text, last))
        else:
            text = sentence("change_stance_against_first", third=name)
            out.append(Statement("change", text, computation=RECORD))
    elif third and stance == WITH:
        text = sentence("change_stance_with", third=states.in_sentence(third))
        out.append(Statement("change", text, computation=RECORD))
    if not any(a.deed for a in run):
        out.append(Statement("change", sentence("change_deed_first"), computation=RECORD))
    if not of_kind(acts, APART):
        out.append(Statement("change", sentence("change_apart"), computation=RECORD))
    return out[:3]


def missing(acts: Sequence[ClassedAct], searched: tuple[date, date]) -> Statement:
    """Forms looked for in vain among the acts together, and what was searched."""
    there = {f for a in together(acts) for f in a.forms}
    named = [vocabulary_forms.get(f).name.lower() for f in rules().looked_for if f not in there]
    values = {"records": count(len(acts), "occurrence"), "span": f"{searched[0].year} to {searched[1].year}"}
    if not named:
        return Statement("not on record", sentence("missing_nothing", **values), computation=RECORD)
    text = fitted("missing", named, values | {"forms": "{items}"})
    return Statement("not on record", text, computation=RECORD)

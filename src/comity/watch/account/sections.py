"""The sections of a place's account: functions from classed acts to statements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from comity.measures.record.occurrence import Occurrence
from comity.records import grades
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
    OPPOSITE,
    SIDE_BY_SIDE,
    WITH,
    ClassedAct,
    by_weight,
    chosen,
    first_and_last,
    label_weight,
    of_kind,
    together,
)
from comity.watch.account.phases import LONE, Phase, led, present_run, run_before, stance_of
from comity.watch.account.phrases import is_past, listed, of_act
from comity.watch.account.rules import rules
from comity.watch.account.statements import WORDS, Number, Statement, of_acts
from comity.watch.account.wording import count, day, sentence, wording

RECORD = "the record of this place, every reviewed occurrence counted once"
"""The computation behind a count of the record."""

_NOTHING_BROUGHT = frozenset({"hedging", "divergence"}) | rules().silence
"""Forms in which nothing is brought to a place."""

COVERAGE = "what the sources held say that they cover"

LABELS = 5
"""Acts that a timeline names."""
EXAMPLES = 3
"""Acts that stand for those of one domain, or of those apart."""

_CLAUSES = re.compile(r",? (?:while|whereas) |; ")
"""Where a condition of two states is cut into one clause for each."""

_BACKWARD = re.compile(r"\b(?:into|in|of|on|to|for|from|with|at|by|over|against) (?:its|their|it|them)\b")
"""What may be that of a state named before; "kept its bases" is that of the subject."""


def present_from(today: date) -> date:
    """First day of the present window: that of the six calendar years before the running one."""
    return date(today.year - rules().present_years, 1, 1)


def fitted(
    key: str, items: Sequence[str], values: Mapping[str, str], join: Callable[[Sequence[str]], str] = listed
) -> str:
    """A sentence with as many of the items as its length allows, in their order; the short if none fits."""
    for some in (*(items[:n] for n in range(len(items), 0, -1)), [min(items, key=lambda i: len(i.split()))]):
        text = sentence(key, **{k: v.format(items=join(some)) for k, v in values.items()})
        if len(text.split()) <= WORDS:
            return text
    return text


def heading(
    acts: Sequence[ClassedAct],
    parts: Sequence[Phase],
    group: Sequence[str],
    third: str,
    today: date,
    *,
    covered: bool,
    own: bool,
) -> list[Statement]:
    """Sentences a stranger can repeat: stance, main forms and since when; what sets the present apart.

    ``own`` is the relation itself, where what each brings is not asked.
    """
    run = present_run(parts)
    if not (run or covered):
        text = sentence("in_passing" if acts else "uncovered")
        return [Statement("heading", text, computation=COVERAGE)]
    if not run:
        return [Statement("heading", sentence("heading_nothing"), computation=RECORD)]
    goes_on = covered and not is_past(run[-1].last, today)
    when = sentence("since", year=run[0].first.year) if goes_on else phrases.in_years(run)
    before = run_before(parts)
    key, values = "heading", {"stance": _stance(run, third)}
    if before:
        key, values = _turn(before, run, third, goes_on=goes_on)
    if len(run) == 1 and not before:
        text = _one(run[0], values["stance"], alone=len(together(acts)) == 1)
    else:
        forms = phrases.in_time(run, today, lasts=goes_on)
        text = fitted(key, forms, values | {"when": when, "forms": "{items}"})
    number = Number("together", len(run), len(run), span=phrases.span(run))
    out = [of_acts("heading", text, [*before, *run], number)]
    if covered and (less := _less_together(acts, parts, today)):
        out.append(less)
    if covered and not own and (brought := _brings(acts, group, today)):
        out.append(brought)
    return out


def _one(act: ClassedAct, stance: str, *, alone: bool) -> str:
    """The heading of a run of one act, in its own words or, where they are too long, in those of its form.

    ``alone``: no other act together is on record, so that it was once.
    """
    key = "heading_once" if alone else "heading_on"
    for did in (phrases.subject(act.short), sentence("they", did=act.in_form)):
        text = sentence(key, stance=stance, when=phrases.on(act), did=did)
        if len(text.split()) <= WORDS:
            break
    return text


def _turn(
    before: list[ClassedAct], run: list[ClassedAct], third: str, goes_on: bool
) -> tuple[str, dict[str, str]]:
    """The sentence that sets a run beside the one before, and what it says of both stances."""
    was, now = stance_of(before), stance_of(run)
    stance = _stance(run, third)
    if was == now and phrases.is_mixed(before) > phrases.is_mixed(run):
        return "heading_mostly", {"stance": stance, "before": phrases.over(before)}
    if was == now:
        return "heading_as", {"stance": stance, "before": phrases.in_years(before)}
    if was == NEITHER:
        since = sentence("since", year=before[0].first.year) if goes_on else phrases.in_years(before)
        return "heading_then", {"before": since, "stance": _stance(run, third, "then_{}")}
    values = {"before": phrases.stance(f"before_{was}", third), "stance": _stance(run, third, "{}_it")}
    if len(before) == 1:
        return "heading_changed_once", values | {"last": phrases.on(before[0])}
    last = [a for a in before if a.stance != NEITHER][-1]
    until = day(last.first, "month" if last.precision == "day" else last.precision)
    return "heading_changed", values | {"last": until}


def _stance(run: Sequence[ClassedAct], third: str, of: str = "{}") -> str:
    """Half a sentence for the stance of acts together, as ``of`` names it."""
    mostly = phrases.mostly(stance_of(run), run)
    return phrases.stance(of.format(mostly), third)


def _less_together(acts: Sequence[ClassedAct], parts: Sequence[Phase], today: date) -> Statement | None:
    """What sets the present apart: most alone or apart, less in step than before, or nothing joint lately."""
    last, since = parts[-1], parts[-1].first.year
    lone, whom = of_kind(last.acts, ALONE, APART), _whom(acts)
    parted, both = of_kind(last.acts, APART), together(last.acts)
    if len(parted) >= rules().named_most and len(parted) > len(both):
        text = sentence("heading_more_apart", since=since, n=len(parted), together=len(both))
        return of_acts("heading", text, parted, Number(APART, len(parted), len(last.acts)))
    if last.stance in LONE:
        key = "heading_lone" if of_kind(lone, APART) else "heading_alone"
        text = sentence(key, whom=whom, since=since, n=len(lone), of=len(last.acts))
        return of_acts("heading", text, lone, Number(last.stance, len(lone), len(last.acts)))
    earlier = [a for p in parts[:-1] for a in p.acts]
    share = len(lone) / len(last.acts)
    rise = share - sum(a.kind in LONE for a in earlier) / len(earlier) if earlier else 0
    if share >= rules().less_share and rise >= rules().less_rise:
        text = sentence("heading_less", since=since, n=len(lone), of=len(last.acts), whom=whom)
        return of_acts("heading", text, lone, Number("less", len(lone), len(last.acts)))
    joint, both = of_kind(acts, JOINTLY), together(acts)
    newest = joint[-1:] or both[1:][-1:]
    if newest and is_past(newest[0].last, today):
        key = "heading_stale" if joint else "heading_stale_side"
        text = sentence(key, date=of_act(newest[0]), ago=phrases.ago(newest[0].last, today))
        return of_acts("heading", text, newest)
    return None


def _brings(acts: Sequence[ClassedAct], group: Sequence[str], today: date) -> Statement | None:
    """What each of two brings by what it does alone, talk left out, where they bring different things."""
    if len(group) != 2:
        return None
    own = {
        c: [
            a
            for a in of_kind(acts, ALONE)
            if a.by == (c,) and a.domain in wording().brings and not set(a.forms) <= _NOTHING_BROUGHT
        ]
        for c in group
    }
    leads = {}
    for code, mine in own.items():
        counts = Counter(a.domain for a in mine)
        most = min(counts, key=lambda d: (-counts[d], d), default="")
        if counts[most] < rules().brings_acts:
            return None
        leads[code] = most
    one, other = group
    if leads[one] == leads[other]:
        return None
    brings = wording().brings
    shown = {c: [a for a in own[c] if a.domain == leads[c]] for c in group}
    long_past = any(is_past(max(a.last for a in shown[c]), today) for c in group)
    text = sentence(
        "heading_brought" if long_past else "heading_brings",
        who=states.display(one),
        what=brings[leads[one]],
        other=states.display(other),
        another=brings[leads[other]],
    )
    numbers = [Number(f"{c} {leads[c]}", len(shown[c]), len(own[c])) for c in group]
    return of_acts("heading", text, [a for c in group for a in shown[c]], *numbers)


def _whom(acts: Iterable[ClassedAct]) -> str:
    """``one`` alone, or ``some`` where several of a larger group act without the rest."""
    return "some" if any(len(a.by) > 1 for a in of_kind(acts, ALONE)) else "one"


def standfirst(acts: Sequence[ClassedAct], today: date, *, covered: bool) -> list[Statement]:
    """How many occurrences, of which class, the newest, and how good their sources are."""
    if not (acts or covered):
        return []
    by = Counter(a.kind for a in acts)
    both = together(acts)
    passing = "standfirst_passing" if both else "standfirst_passing_nothing"
    text = sentence(
        "standfirst" if covered else passing,
        together=count(len(both), "act"),
        span=f", {phrases.span(both)}" if both else "",
        jointly=by[JOINTLY],
        side=by[SIDE_BY_SIDE],
        alone=by[ALONE] or "none",
        whom=_whom(acts),
        apart=by[APART] or "none",
    )
    numbers = [Number(k, by[k], len(acts)) for k in (JOINTLY, SIDE_BY_SIDE, ALONE, APART, HEDGING)]
    out = [Statement("standfirst", text, computation=RECORD, numbers=tuple(numbers))]
    if acts:
        newest = max(acts, key=lambda a: (a.first, a.last, a.id))
        graded = sum(a.may_lead for a in acts)
        values = {"date": of_act(newest), "ago": phrases.ago(newest.last, today)}
        text = sentence("standfirst_newest", graded=_resting(graded, len(acts)), **values)
        out.append(
            of_acts("standfirst", text, [newest], Number("graded", graded, len(acts)), computation=RECORD)
        )
    return out


def _resting(n: int, of: int) -> str:
    """How many of the acts rest on good sources, as subject and verb: ``all 3 rest``."""
    if of == 1:
        return sentence("it_rests" if n else "it_rests_not")
    if n == 0:
        return sentence("none_rest", of=of)
    if n < of:
        return sentence("one_rests" if n == 1 else "some_rest", n=n, of=of)
    return sentence("both_rest" if n == 2 else "all_rest", of=of)


def lasts(part: Phase, today: date) -> bool:
    """Whether a phase goes on: it is the present one, and its last act is not long past."""
    return part.present and not is_past(max(a.last for a in _of_stance(part)), today)


def phase_title(part: Phase, *, lasts: bool) -> str:
    """The years of the acts that give a phase its stance: ``2017–2019``; ``2024–`` of several that go on."""
    own = _of_stance(part)
    own = own if part.stance in LONE else led(own)
    first, last = min(a.first for a in own).year, max(a.last for a in own).year
    if lasts and len(own) > 1:
        return f"{first}–"
    return f"{first}" if first == last else f"{first}–{last}"


def phase_name(part: Phase, third: str) -> str:
    """The stance of a phase: ``Together with France``, ``Mostly alone``."""
    lone = of_kind(part.acts, ALONE, APART)
    of = phrases.mostly(part.stance, together(part.acts))
    if part.stance in LONE:
        throughout = "all_" if len(lone) == len(part.acts) else ""
        of = f"{throughout}{'lone' if of_kind(lone, APART) else 'alone'}"
    text = phrases.stance(of, third)
    return text[:1].upper() + text[1:]


def phase(part: Phase, third: str, *, lasts: bool) -> Statement:
    """One sentence on a phase: its stance, how much of it that is, and its leading forms, past if it is."""
    own = _of_stance(part)
    values = {"stance": phase_name(part, third), "share": phrases.of_all(len(own), len(part.acts), "act")}
    number = Number(part.stance, len(own), len(part.acts), span=phrases.span(part.acts))
    lone = of_kind(own, ALONE)
    if part.stance in LONE and lone:
        fields = [_fields(lone, code) for code in sorted({c for a in lone for c in a.by})]
        text = fitted("phase_lone", fields, values | {"fields": "{items}"}, "; ".join)
    elif part.stance in LONE:
        text = sentence("phase_apart", **values)
    elif len(part.acts) == 1:
        text = sentence("phase_one", sides=_sides(own, third), did=own[0].in_form)
    else:
        sides = _sides(own, third)
        for forms in (phrases.clauses(own), phrases.clauses(own, body=False), phrases.clauses(own)[:1]):
            verbs = forms if lasts else [phrases.past(f) for f in forms]
            text = sentence("phase", forms=listed(verbs), sides=sides, **values)
            if len(text.split()) <= WORDS:
                break
    return of_acts("phase", text, own, number)


def _sides(acts: Sequence[ClassedAct], third: str) -> str:
    """How often acts together are for or against the third power; nothing where none is."""
    by = Counter(a.stance for a in acts)
    if not third or not (by[AGAINST] or by[WITH]):
        return ""
    name = states.in_sentence(third)
    if len(acts) == 1:
        return sentence("phase_one_side", which=acts[0].stance, third=name)
    if by[AGAINST] and by[WITH]:
        values = {"times": phrases.times(by[AGAINST]), "more": phrases.times(by[WITH])}
        return sentence("phase_sides", third=name, **values)
    side, n = next((s, by[s]) for s in (AGAINST, WITH) if by[s])
    times = sentence("each_time") if n == len(acts) else phrases.times(n)
    return sentence("phase_side", times=times, which=side, third=name)


def _of_stance(part: Phase) -> list[ClassedAct]:
    """The acts that give a phase its stance: those of one alone or apart, or those together."""
    own = of_kind(part.acts, ALONE, APART) if part.stance in LONE else together(part.acts)
    return own or list(part.acts)


def _fields(acts: Sequence[ClassedAct], code: str) -> str:
    """``France in finance and energy``: the two fullest domains of what one does."""
    domains = Counter(a.domain for a in acts if code in a.by and a.domain)
    most = sorted(domains, key=lambda d: (-domains[d], d))[:2]
    named = [wording().domains[d] for d in most] or [sentence("other_matters")]
    return sentence("fields_of", who=states.display(code), fields=listed(named))


def examples(part: Phase) -> list[ClassedAct]:
    """The four weightiest acts of a phase, among those that give it its stance."""
    return chosen(_of_stance(part), 4)


def ranked_examples(part: Phase) -> list[ClassedAct]:
    """The weightiest acts of a phase, the weightiest first."""
    return by_weight(examples(part), _of_stance(part))


def labels(acts: Sequence[ClassedAct], parts: Sequence[Phase]) -> list[ClassedAct]:
    """The acts together that a timeline names, at most five and one a year.

    The weightiest of each phase first, then the weightiest of each form, then of all; sources that may lead
    before others.
    """
    both, marks = together(acts), first_and_last(together(acts))
    firsts = [a for p in parts for a in chosen(together(p.acts), 1)]
    rest = sorted(
        both,
        key=lambda a: (not a.may_lead, a.done_to_them, -label_weight(a, marks), -a.first.toordinal(), a.id),
    )
    first_of_form = {a.form: a.id for a in reversed(rest)}
    rest.sort(key=lambda a: (not a.may_lead, a.done_to_them, first_of_form[a.form] != a.id))
    by_year: dict[int, ClassedAct] = {}
    for a in (*firsts, *rest):
        by_year.setdefault(a.first.year, a)
    return sorted(list(by_year.values())[:LABELS], key=lambda a: (a.first, a.last, a.id))


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
    """A condition cut into clauses where each names one state of the group alone, else whole.

    It stands whole too where "its" may be that of another state which an earlier clause names.
    """
    text = o.summary.rstrip(".")
    cut = _CLAUSES.split(text)
    if any(map(_BACKWARD.search, cut[1:])):
        others = set(states.all_states()) - set(group)
        cut = [text] if any(_names(code).search(" ".join(cut[:-1])) for code in others) else cut
    if len(o.members) == 1:
        own = [clause for clause in cut if _names(o.members[0]).search(clause)]
        return [(o.members[0], own[0] if len(own) == 1 else text)]
    owners = [[code for code in group if _names(code).search(clause)] for clause in cut]
    if len(cut) > 1 and all(len(codes) == 1 for codes in owners):
        return [(codes[0], clause) for codes, clause in zip(owners, cut, strict=True)]
    return [("", text)]


@cache
def _names(code: str) -> re.Pattern[str]:
    words = {states.display(code)} | {
        n.value for n in states.all_names() if n.state == code and n.system == "demonym" and n.lang == "en"
    }
    return re.compile(rf"\b({'|'.join(sorted(map(re.escape, words)))})\b")


def alone(acts: Sequence[ClassedAct], code: str, *, covered: bool) -> list[Statement]:
    """What one state did alone, a domain a line, the fullest first, each with its weightiest dated acts."""
    own = [a for a in of_kind(acts, ALONE) if a.by == (code,)]
    by: dict[str, list[ClassedAct]] = {}
    for a in own:
        by.setdefault(a.domain, []).append(a)
    out = []
    for domain, of_domain in sorted(by.items(), key=lambda kv: (-len(kv[1]), kv[0])):
        values = {
            "domain": wording().domains.get(domain) or sentence("other_matters"),
            "n": str(len(of_domain)),
            "acts": "{items}",
        }
        shown = chosen(of_domain, EXAMPLES)
        text = fitted("alone_domain", [phrases.did_alone(a) for a in shown], values, "; ".join)
        out.append(of_acts("alone", text, [*shown, *of_domain], Number(domain, len(of_domain), len(own))))
    if not out:
        out.append(_none_alone(acts, covered=covered))
    return out


def _none_alone(acts: Sequence[ClassedAct], *, covered: bool) -> Statement:
    if not covered:
        return Statement("alone", sentence("unsearched"), computation=COVERAGE)
    text = sentence("alone_nothing", records=count(len(acts), "occurrence"))
    return Statement("alone", text, computation=RECORD)


def alone_by_domain(acts: Sequence[ClassedAct], code: str, *, covered: bool) -> Statement:
    """How much one state did alone, and in which domains most."""
    own = [a for a in of_kind(acts, ALONE) if a.by == (code,)]
    if not own:
        return _none_alone(acts, covered=covered)
    domains = Counter(a.domain for a in own)
    most = sorted(filter(None, domains), key=lambda d: (-domains[d], d))[:EXAMPLES]
    named = [sentence("alone_in", n=domains[d], domain=wording().domains[d]) for d in most]
    values = {"n": count(len(own), "act"), "domains": listed(named or [sentence("other_matters")])}
    if len(domains) == len(most) == 1:
        text = sentence("alone_only", domain=wording().domains[most[0]], **values)
    else:
        text = sentence("alone_domains", **values)
    return of_acts("alone", text, own, Number(ALONE, len(own), len(acts)))


def leads(acts: Sequence[ClassedAct], group: Sequence[str]) -> list[Statement]:
    """Who of two acts alone more often."""
    if len(group) != 2:
        return []
    own = {c: [a for a in of_kind(acts, ALONE) if a.by == (c,)] for c in group}
    who, other = sorted(group, key=lambda c: -len(own[c]))
    if len(own[who]) == len(own[other]):
        return []
    names = {"who": states.display(who), "other": states.display(other)}
    if own[other]:
        text = sentence("leads", n=len(own[who]), m=len(own[other]), **names)
    else:
        text = sentence("leads_only", n=phrases.times(len(own[who])), **names)
    numbers = [Number(c, len(own[c]), len(acts)) for c in group]
    return [Statement("leads", text, computation=RECORD, numbers=tuple(numbers))]


def third_power(acts: Sequence[ClassedAct], parts: Sequence[Phase], third: str) -> list[Statement]:
    """With or against the third power: counts, when it changed, the exceptions since."""
    both = together(acts)
    if not (third and both):
        return []
    name = states.in_sentence(third)
    by = Counter(a.stance for a in both)
    numbers = tuple(Number(s, by[s], len(both)) for s in (AGAINST, WITH, NEITHER))
    lead = next((s for s in (AGAINST, WITH) if by[s] == len(both)), "")
    values = {"together": count(len(both), "act"), "which": lead, "third": name}
    if lead:
        key = {1: "third_only", 2: "third_both"}.get(len(both), "third_all")
        text = sentence(key, **values)
    elif by[NEITHER] == len(both):
        text = sentence("third_none" if len(both) > 1 else "third_neither_one", **values)
    else:
        first = "third_one" if by[AGAINST] < 2 else "third_some"
        sides = [
            sentence(first, n=by[AGAINST] or "none", which=AGAINST, third=name),
            sentence("third_more", n=by[WITH] or "none", which=WITH),
            sentence("third_neither", n=by[NEITHER]),
        ]
        text = sentence("third", parts=listed(sides if by[NEITHER] else sides[:2]), **values)
    out = [Statement("third", text, computation=RECORD, numbers=numbers)]
    run = present_run(parts)
    before = [a for a in both if a.stance == WITH and a.last < run[0].first]
    if before and stance_of(run) == AGAINST:
        n = sum(a.stance == AGAINST for a in run)
        values = {"share": phrases.of_all(n, len(run)), "verb": sentence("is" if n == 1 else "are")}
        text = sentence(
            "third_changed", third=name, since=run[0].first.year, last=of_act(before[-1]), **values
        )
        out.append(of_acts("third", text, before[-1:], Number(AGAINST, n, len(run))))
    opposite = OPPOSITE.get(stance_of(run))
    exceptions = [a for a in run if a.stance == opposite]
    if exceptions:
        dates = listed([of_act(a) for a in exceptions[-EXAMPLES:]])
        if len(exceptions) > EXAMPLES:
            dates = sentence("third_last", n=len(exceptions), dates=dates)
        key = "third_exception" if opposite == WITH else "third_exception_against"
        text = sentence(key, since=run[0].first.year, dates=dates)
        out.append(of_acts("third", text, exceptions))
    return out


def apart(acts: Sequence[ClassedAct], group: Sequence[str], *, covered: bool) -> list[Statement]:
    """Apart, hedging, silent: how often, by whom, the last."""
    parted = of_kind(acts, APART)
    if parted:
        key = "apart" if len(parted) > 1 else "apart_once"
        text = sentence(key, n=phrases.times(len(parted)), span=phrases.span(parted))
        out = [of_acts("apart", text, parted, Number(APART, len(parted), len(acts)))]
        out += [of_acts("apart", phrases.dated(a), [a]) for a in reversed(parted[-EXAMPLES:])]
    elif covered:
        text = sentence("apart_nothing", records=count(len(acts), "occurrence"))
        out = [Statement("apart", text, computation=RECORD)]
    else:
        return [Statement("apart", sentence("apart_unsearched"), computation=COVERAGE)]
    for code in group:
        mine = [a for a in of_kind(acts, ALONE) if a.by == (code,)]
        rest = [states.in_sentence(c) for c in group if c != code]
        for key, among in (
            ("hedging_by", rules().hedging),
            ("silence_by", rules().silence),
            ("deference_by", rules().deference),
        ):
            own = [a for a in mine if set(a.forms) <= among]
            if own:
                values = {"who": states.display(code), "n": phrases.times(len(own)), "other": listed(rest)}
                out.append(of_acts("apart", sentence(key, **values), own))
                out.append(of_acts("apart", phrases.dated(own[-1]), own[-1:]))
    if both := of_kind(acts, HEDGING):
        text = sentence("hedging_both", when=phrases.when(both))
        out.append(of_acts("apart", text, both))
    return out


def changes(
    acts: Sequence[ClassedAct], parts: Sequence[Phase], third: str, today: date, *, own: bool
) -> list[Statement]:
    """What would change this: at most three dated things to watch for.

    ``own`` is the relation itself: the last veto on a matter without a place says nothing of vetoes.
    """
    run = present_run(parts)
    if not run:
        return [Statement("change", sentence("change_first"), computation=RECORD)]
    out, stance = [], stance_of(run)
    joint = of_kind(acts, JOINTLY)
    if joint and is_past(joint[-1].last, today):
        out.append(of_acts("change", sentence("change_stale", date=of_act(joint[-1])), joint[-1:]))
    elif joint and parts[-1].stance in LONE:
        out.append(of_acts("change", sentence("change_step", date=of_act(joint[-1])), joint[-1:]))
    if not own and (vetoes := [a for a in joint if "joint-veto" in a.forms]):
        text = sentence("change_veto", date=of_act(vetoes[-1]))
        out.append(of_acts("change", text, vetoes[-1:]))
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
    if not any(a.deed for a in together(acts)):
        out.append(Statement("change", sentence("change_deed_first"), computation=RECORD))
    if not of_kind(acts, APART):
        out.append(Statement("change", sentence("change_apart"), computation=RECORD))
    return out[:3]


def missing(acts: Sequence[ClassedAct], searched: str, *, covered: bool) -> Statement:
    """Forms looked for in vain among the acts together, and what was ``searched``."""
    if not covered:
        return Statement("not on record", sentence("missing_unsearched"), computation=COVERAGE)
    there = {f for a in together(acts) for f in a.forms}
    named = [vocabulary_forms.get(f).name.lower() for f in rules().looked_for if f not in there]
    if not named:
        text = sentence("missing_nothing", searched=searched)
    else:
        text = fitted("missing", named, {"forms": "{items}", "searched": searched}, phrases.either)
    return Statement("not on record", text, computation=RECORD)

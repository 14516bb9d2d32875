"""What acts are called: their dates, who did what, and the few words of a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from comity.vocabulary import states
from comity.watch.account.acts import AGAINST, BODIES, WITH, ClassedAct, leading_forms, together
from comity.watch.account.clauses import begins_with_verb
from comity.watch.account.rules import rules
from comity.watch.account.statements import WORDS
from comity.watch.account.wording import count, day, sentence, wording

ROW_WORDS = 9
"""Most words of a row."""


def of_act(act: ClassedAct) -> str:
    """The date of an act as finely as known."""
    return day(act.first, act.precision)


def span(acts: Sequence[ClassedAct]) -> str:
    """``2009 to 2016``, ``2019``."""
    first, last = min(a.first for a in acts).year, max(a.first for a in acts).year
    return f"{first}" if first == last else f"{first} to {last}"


def in_years(acts: Sequence[ClassedAct]) -> str:
    """``2009 to 2016``, ``in 2019``."""
    text = span(acts)
    return text if " " in text else sentence("in_year", year=text)


def over(acts: Sequence[ClassedAct]) -> str:
    """``from 2009 to 2016``, ``in 2019``."""
    text = span(acts)
    return sentence("from_years", years=text) if " " in text else sentence("in_year", year=text)


def past(clause: str) -> str:
    """What they do as what they did: ``vetoed drafts together``."""
    verb, _, rest = clause.partition(" ")
    return " ".join(filter(None, (wording().past[verb], rest)))


def is_past(last: date, today: date) -> bool:
    """Whether a day lies more than ``stale_years`` back."""
    return (today - last).days > rules().stale_years * 365.25


def times(n: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def on(act: ClassedAct) -> str:
    """``on 28 Feb 2019``, ``in Feb 2019``, ``in 2019``."""
    return f"{'in' if act.precision in ('month', 'year') else 'on'} {of_act(act)}"


def when(acts: Sequence[ClassedAct]) -> str:
    """``once, on 28 Feb 2019``; ``3 times, the last in 2019``."""
    last = on(acts[-1])
    return f"{times(len(acts))}, {last}" if len(acts) == 1 else f"{times(len(acts))}, the last {last}"


def either(parts: Sequence[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def stance(of: str, third: str) -> str:
    """Half a sentence for a stance."""
    return (
        wording()
        .stances[of if third or of.endswith("lone") else "neither"]
        .format(third=states.in_sentence(third) if third else "")
    )


def of_all(n: int, of: int, noun: str = "") -> str:
    """``3 of 5 acts``, ``all 5 acts``, ``both acts``, ``the one act``; without a noun ``3 of 5``."""
    named = {1: sentence("the_one"), 2: sentence("both_of")}.get(of, sentence("all_of", n=of))
    text = named if n == of else sentence("of_few", n=n, of=of)
    return f"{text} {count(of, noun).split(' ', 1)[1]}" if noun else text


def is_mixed(acts: Iterable[ClassedAct]) -> bool:
    """Whether acts are against the third power and with it."""
    return {AGAINST, WITH} <= {a.stance for a in acts}


def mostly(of: str, acts: Iterable[ClassedAct]) -> str:
    """A stance by name: ``mostly_against`` where some of the acts together are with the third power."""
    return f"mostly_{of}" if of in (AGAINST, WITH) and is_mixed(acts) else of


def subject(did: str) -> str:
    """What was done as a clause of its own: with "they" where its verb has no subject."""
    first, comma, rest = did.rpartition(", ") if did.count(", ") == 1 else ("", "", did)
    if begins_with_verb(did, wording().clauses):
        return sentence("they", did=did)
    if comma and begins_with_verb(re.sub(r"^\w+ly ", "", rest), wording().clauses):
        return f"{first}, {sentence('they', did=rest)}"
    return did


def did(act: ClassedAct) -> str:
    """What was done, after "they" or after the name of the one that did it, with its date."""
    return sentence("dated", did=what(act), date=of_act(act))


def did_alone(act: ClassedAct) -> str:
    """What one did, where its name stands above, with the date."""
    return sentence("dated", did=act.short, date=of_act(act))


def dated(act: ClassedAct, place: str = "", n: int = 1) -> str:
    """The date, ``n`` times if more than one act reads so, the place where one is given, and what was done.

    The place goes where there is no room for it; then what was done is told in the words of its form.
    """
    when_ = of_act(act) if n == 1 else sentence("date_times", date=of_act(act), times=times(n))
    text = sentence("dated_in" if place else "dated_first", date=when_, place=place, did=what(act))
    if len(text.split()) <= WORDS:
        return text
    return dated(act, n=n) if place else sentence("dated_first", date=when_, did=act.in_form)


def what(act: ClassedAct) -> str:
    """What was done; who did it goes first where not all did."""
    if act.together or len(act.by) > 1 or not begins_with_verb(act.short, wording().clauses):
        return act.short
    return sentence("by_one", who=states.display(act.by[0]), did=act.short)


def ago(on_day: date, today: date) -> str:
    """How long ago a day lies, in brackets, where it is more than ``recent_days``; else nothing."""
    days = (today - on_day).days
    if days <= rules().recent_days:
        return ""
    years = days // 365
    return sentence("ago_years", n=years) if years > 1 else sentence("ago", n=days)


def _most(among: Iterable[Sequence[str]], of: int) -> list[str]:
    """What stands in at least half of ``of`` sequences, at most two, by name."""
    counts = Counter(x for some in among for x in some)
    return sorted(x for x in counts if (2 * counts[x] >= of and counts[x] > 1) or of == 1)


def do(form: str, acts: Iterable[ClassedAct], *, body: bool = True) -> str:
    """What they do in this form: with whom, for whom, on what matter, in what body, where most acts agree."""
    acts = list(acts)
    own = [a for a in acts if form in a.forms]
    partners = _most((a.with_others for a in own), len(own))
    with_ = f" with {listed([states.in_sentence(s) for s in partners])}" if 0 < len(partners) < 3 else ""
    target, phrase = _target(own), wording().forms[form]
    text = _on_matter(form, own) or phrase["do" if target else "plain" if "plain" in phrase else "do"].format(
        **{"with": with_, "with_or_together": with_ or f" {wording().no_partner}", "target": target}
    )
    if not body or form not in wording().in_a_body:
        return text
    bodies = Counter(a.body for a in own)
    most = min(bodies, key=lambda b: (-bodies[b], b), default="")
    return f"{text} in {most}" if most and 2 * bodies[most] > bodies.total() else text


def _target(acts: Sequence[ClassedAct]) -> str:
    """The one state that acts of a form are for, if they name no other as their target; else nothing."""
    named = {t for a in acts for t in a.targets}
    if len(named) != 1:
        return ""
    (code,) = named
    return wording().each_other if any(code in a.by for a in acts) else states.in_sentence(code)


def _on_matter(form: str, acts: Sequence[ClassedAct]) -> str:
    """The side taken and the matter of votes, where the records of most tell one; else nothing."""
    if form not in wording().votes or len(acts) < rules().partner_acts:
        return ""
    matters = Counter(m for a in acts for m in _all_in(a.summary, wording().topics))
    matter = next((m for m, n in matters.most_common(1) if 2 * n > len(acts)), "")
    if form not in wording().sided:
        return f"{wording().votes[form]} on {matter}" if matter else ""
    sides = Counter(_first_in(a.summary, wording().sides) for a in acts)
    side = next((s for s, n in sides.items() if s and n >= rules().same_side * len(acts)), "")
    return f"{side} {matter}" if side and matter else ""


def _first_in(text: str, words_of: Mapping[str, Sequence[str]]) -> str:
    """The key whose words come first in a text."""
    there = [(text.lower().find(w.lower()), k) for k, ws in words_of.items() for w in ws]
    return min(((p, k) for p, k in there if p >= 0), default=(0, ""))[1]


def _all_in(text: str, words_of: Mapping[str, Sequence[str]]) -> list[str]:
    return [k for k, ws in words_of.items() if any(w.lower() in text.lower() for w in ws)]


def in_time(acts: Sequence[ClassedAct], today: date, *, lasts: bool) -> list[str]:
    """The same in the past tense of a run that does not last, and of a form whose last act is long past."""
    out: dict[str, None] = {}
    for form in leading_forms(acts):
        last = max(a.last for a in acts if form in a.forms)
        text = do(form, acts)
        if not lasts:
            text = past(text)
        elif is_past(last, today):
            text = sentence("until", did=past(text), year=last.year)
        out[text] = None
    return _body_once(list(out))


def clauses(acts: Sequence[ClassedAct], *, body: bool = True) -> list[str]:
    """The two leading forms of acts together as verbs in the plural."""
    acts = list(acts)
    return _body_once(list(dict.fromkeys(do(f, acts, body=body) for f in leading_forms(acts))))


def _body_once(clauses_: Sequence[str]) -> list[str]:
    """Clauses of which only the last names the body, where all name the same one."""
    shared = (f" in {named}" for _, named in BODIES)
    place = next((p for p in shared if all(text.endswith(p) for text in clauses_)), "")
    return [*(text.removesuffix(place) for text in clauses_[:-1]), *clauses_[-1:]]


def shortened(clauses_: Sequence[str], width: int) -> str:
    """As many of the clauses of a row as stand in so many signs, without the bodies they name."""
    bodies = re.compile(rf" in ({'|'.join(body for _, body in BODIES)})\b")
    plain = [bodies.sub("", c) for c in clauses_]
    while len(plain) > 1 and len(", ".join(plain)) > width:
        plain.pop(0 if plain[0].startswith(sentence("row_partners", partners="")) else -1)
    text = ", ".join(plain)
    return text if len(text) <= width else text[: width + 1].rsplit(" ", 1)[0]


def row(acts: Sequence[ClassedAct], since: date, today: date) -> list[str]:
    """What they do in a place, as clauses of at most nine words together.

    The leading forms of the acts together since a day; fewer than three, of the last five years with any.
    States that act beside them in most go first; the date of the last goes last where it is long ago.
    """
    whole = together(acts)
    recent = [a for a in whole if a.last >= since]
    if len(recent) < rules().partner_acts:
        years = sorted({a.first.year for a in whole})[-5:]
        recent = [a for a in whole if a.first.year in years]
    if not recent:
        return [sentence("row_nothing")]
    out = clauses(recent)
    if _words(out) > ROW_WORDS:
        out = clauses(recent, body=False)
    partners = Counter(s for a in recent for s in a.with_others)
    least = max(rules().partner_acts, rules().partner_share * len(recent))
    fixed = [states.in_sentence(s) for s in sorted(partners) if partners[s] >= least]
    fixed = [f for f in fixed if f not in " ".join(out)]
    if len(whole) == 1:
        return [whole[0].in_form, sentence("row_once", date=of_act(whole[0]))]
    partners_first = [sentence("row_partners", partners=listed(fixed))] if 0 < len(fixed) <= 2 else []
    lead, others, last = out[:1], out[1:], list[str]()
    if is_past(whole[-1].last, today):
        lead, others = [past(c) for c in lead], []
        last = [sentence("row_stale", date=day(whole[-1].first, "month"))]
    for part in (others, partners_first, last):
        while part and _words([*partners_first, *lead, *others, *last]) > ROW_WORDS:
            part.pop()
    return [*partners_first, *lead, *others, *last]


def _words(clauses_: Iterable[str]) -> int:
    return sum(len(c.split()) for c in clauses_)

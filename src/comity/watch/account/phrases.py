"""The words of an account, filled with names, counts and dates (``data/phrases.yaml``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from comity.errors import VocabularyError
from comity.vocabulary import forms, states
from comity.vocabulary.load import package_yaml
from comity.vocabulary.words import words
from comity.watch.account.acts import BODIES, ClassedAct, leading_forms, together
from comity.watch.account.rules import rules

FILE = "watch/account/data/phrases.yaml"
ROW_WORDS = 9
"""Most words of a row."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words by what they are for; see the file."""

    forms: Mapping[str, Mapping[str, str]]
    in_a_body: tuple[str, ...]
    domains: Mapping[str, str]
    nouns: Mapping[str, Sequence[str]]
    stances: Mapping[str, str]
    sentences: Mapping[str, str]
    jargon: tuple[str, ...]


def read(data: Any, name: str = FILE) -> Wording:
    """Check the words; ``name`` is the file's, for errors.

    Raises
    ------
    VocabularyError
        When a part is missing or unknown, or a form or domain of the vocabulary has no words.
    """
    known = {f.name for f in fields(Wording)}
    if not isinstance(data, dict) or known != set(data):
        raise VocabularyError(name, "the file", f"must have {', '.join(sorted(known))}, and nothing else")
    for part, ids in (("forms", forms.all_forms()), ("domains", words("domains"))):
        if wrong := sorted(set(ids) ^ set(data[part])):
            raise VocabularyError(name, f"{part}: {wrong[0]}", "is missing, or unknown")
    for form, phrase in data["forms"].items():
        if set(phrase) != {"do", "did", "alone"}:
            raise VocabularyError(name, form, "needs do, did and alone")
    for noun, both in data["nouns"].items():
        if len(both) != 2:
            raise VocabularyError(name, noun, "needs one word for one and one for more")
    return Wording(**{**data, "in_a_body": tuple(data["in_a_body"]), "jargon": tuple(data["jargon"])})


@cache
def wording() -> Wording:
    """The words that ship with the package."""
    return read(package_yaml(FILE))


def sentence(key: str, **values: Any) -> str:
    """The sentence of this key with its values filled in, its first letter large if it ends with a stop."""
    text = wording().sentences[key].format(**values)
    return text[:1].upper() + text[1:] if text.endswith(".") else text


def count(n: int, noun: str) -> str:
    """``1 act``, ``3 acts``."""
    one, more = wording().nouns[noun]
    return f"{n} {one if n == 1 else more}"


def day(on: date, precision: str = "day") -> str:
    """``28 Feb 2019``, ``Feb 2019`` or ``2019``, as finely as known."""
    if precision == "year":
        return f"{on.year}"
    month = f"{MONTHS[on.month - 1]} {on.year}"
    return month if precision == "month" else f"{on.day} {month}"


def of_act(act: ClassedAct) -> str:
    """The date of an act as finely as known."""
    return day(act.first, act.precision)


def span(acts: Sequence[ClassedAct]) -> str:
    """``2009 to 2016``, ``2019``."""
    first, last = min(a.first for a in acts).year, max(a.first for a in acts).year
    return f"{first}" if first == last else f"{first} to {last}"


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


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def stance(of: str, third: str) -> str:
    """Half a sentence for a stance."""
    return (
        wording()
        .stances[of if third else of if of in ("alone", "apart") else "neither"]
        .format(third=states.in_sentence(third) if third else "")
    )


def did(act: ClassedAct) -> str:
    """What was done in one act together, with its date."""
    text = wording().forms[act.form]["did"]
    if act.body and act.form in wording().in_a_body:
        text = f"{text} in {act.body}"
    return sentence("dated", did=text, date=of_act(act))


def came_apart(act: ClassedAct) -> str:
    """How an act set them apart, with its body and date."""
    body = f" in {act.body}" if act.body else ""
    return sentence("came_apart", did=wording().forms[act.form]["did"], body=body, date=of_act(act))


def do(form: str, acts: Iterable[ClassedAct], *, body: bool = True) -> str:
    """What they do in this form, in the body that most of these acts of the form name."""
    text = wording().forms[form]["do"]
    if not body or form not in wording().in_a_body:
        return text
    bodies = Counter(a.body for a in acts if form in a.forms)
    most = min(bodies, key=lambda b: (-bodies[b], b), default="")
    return f"{text} in {most}" if most and 2 * bodies[most] > bodies.total() else text


def clauses(acts: Sequence[ClassedAct], *, body: bool = True) -> list[str]:
    """The two leading forms of acts together as verbs in the plural."""
    return [do(f, acts, body=body) for f in leading_forms(acts)]


def shortened(clauses_: Sequence[str], width: int) -> str:
    """As many of the clauses of a row as stand in so many signs, without the bodies they name."""
    bodies = re.compile(rf" in ({'|'.join(body for _, body in BODIES)})\b")
    plain = [bodies.sub("", c) for c in clauses_]
    verbs = {f["do"] for f in wording().forms.values()}
    while len(plain) > 1 and len(", ".join(plain)) > width:
        plain.pop(-1 if plain[-2] in verbs else 0)
    return ", ".join(plain)[:width]


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
    if len(" ".join(out).split()) > ROW_WORDS:
        out = clauses(recent, body=False)
    partners = Counter(s for a in recent for s in a.with_others)
    least = max(rules().partner_acts, rules().partner_share * len(recent))
    fixed = [states.in_sentence(s) for s in sorted(partners) if partners[s] >= least]
    if fixed and len(fixed) <= 2:
        out.insert(0, sentence("row_partners", partners=listed(fixed)))
    if (today - whole[-1].last).days > rules().stale_years * 365.25:
        out = [out[0], sentence("row_stale", date=day(whole[-1].first, "month"))]
    while len(out) > 1 and len(" ".join(out).split()) > ROW_WORDS:
        out.pop(1 if len(out) > 2 else -1)
    return out

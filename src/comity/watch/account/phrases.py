"""Phrases for single acts: their dates, and who did what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from comity.vocabulary import states
from comity.watch.account.acts import ClassedAct, names_all
from comity.watch.account.wording import day, rules, sentence

#: Most states to name in front of a short form.
MOST_NAMED = 4
#: Most other states to name beside a group that acts together.
FEW_OTHERS = 2
#: Word for the states that are not named.
OTHERS = "others"


def write_date(act: ClassedAct) -> str:
    """Return the date of an act in words, with its precision."""
    return day(act.first, act.precision)


def write_years(acts: Sequence[ClassedAct]) -> str:
    """Return the years of some acts, such as ``2009 to 2016`` or ``2019``."""
    first, last = min(a.first for a in acts).year, max(a.first for a in acts).year
    return f"{first}" if first == last else f"{first} to {last}"


def present_from(today: date) -> date:
    """Return the first day of the present window, which has six calendar years before the running one."""
    return date(today.year - rules().present_years, 1, 1)


def is_past(last: date, today: date) -> bool:
    """Return whether a day is more than ``stale_years`` ago."""
    return (today - last).days > rules().stale_years * 365.25


def list_items(items: Sequence[str], word: str = "and") -> str:
    """Return items as a list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"


def name_states(codes: Iterable[str]) -> str:
    """Return the names of states as a list in a sentence."""
    return list_items([states.name_in_sentence(c) for c in codes])


def is_clause(act: ClassedAct, group: Sequence[str]) -> bool:
    """Return whether the short form of an act is a clause that lacks only its subject.

    If the short form names one member of the group, the other member is its subject: "began to deliver S-400
    to Turkey".
    """
    short = re.sub(r", \S+ said$", "", act.short)
    others = set(act.subject) - set(group)
    doers = group if others or act.together else act.subject
    named = any(
        re.search(rf"\b{n}\b(?! Sea)", short.replace("US", "United States"))
        for n in map(states.display, doers)
    )
    return short[:1].islower() and not _is_telegram(short) and not named


def _is_telegram(text: str) -> bool:
    """Return whether a text is in telegram style: after a colon or comma, a part without its verb."""
    return bool(re.search(r"[:;]|, (?!(?:and|but|the|an?|near|off|into|in|on|with) )", text))


def tell(act: ClassedAct, group: Sequence[str] = (), beside: int = 3) -> str:
    """Return a sentence on an act, or its short form if the sentence with ``beside`` more words is too long.

    A sentence that names all of ``group`` is preferred.
    """
    room = rules().heading_words - beside
    text = tell_whole(act, act.by or act.subject)
    if group and not names_all(text, group) and names_all(act.summary, group):
        text = act.summary.rstrip(".")
    if text and len(text.split()) < room:
        return text
    return _name_doers(act, act.by)


def _name_doers(act: ClassedAct, group: Sequence[str]) -> str:
    """Return the short form of an act with its subject: all states, or if too many, the members."""
    if not act.short[:1].islower():
        return act.short
    many = len(act.subject) > MOST_NAMED
    who = [states.name_in_sentence(s) for s in (group if many else act.subject)]
    return f"{begin(list_items([*who, *([OTHERS] if many else [])]))} {act.short}"


def tell_whole(act: ClassedAct, group: Sequence[str]) -> str:
    """Return a sentence on an act without its full stop, from the short form or else from the record."""
    if is_clause(act, group):
        return (
            f"{begin(_name_together(act, group) if act.together else name_states(act.subject))} {act.short}"
        )
    text = act.summary.rstrip(".")
    if act.together and text.startswith("Both "):
        text = f"{begin(name_states(group))} {text.removeprefix('Both ')}"
    if names_all(text, act.by or group):
        return text
    return "" if _is_telegram(act.short) else _name_doers(act, group)


def _name_together(act: ClassedAct, group: Sequence[str]) -> str:
    """Return the names of the group that acts together, with others who act beside it: named, or counted."""
    others = [s for s in act.with_others if not names_all(act.short, [s])]
    if len(others) > FEW_OTHERS and OTHERS not in act.short:
        return sentence("with_others", who=name_states(group), n=len(others))
    return name_states([*group, *others] if len(others) <= FEW_OTHERS else group)


#: A word that can begin a sentence and is not a name.
_OPENER = re.compile(r"(?:An?|The|On|In|At|As|With|When|After|Before|Under|For|Two|Three|Four|Five|Both) ")


def continue_with(text: str) -> str:
    """Return a sentence as the continuation of another: in lower case unless it begins with a name."""
    return text[:1].lower() + text[1:] if _OPENER.match(text) else text


def tell_dated(act: ClassedAct, group: Sequence[str] = ()) -> str:
    """Return a sentence with the date of an act and what was done, if possible one that names the group."""
    return sentence("dated", date=write_date(act), did=tell(act, group))


def say_newest(newest: date | None) -> tuple[str, ...]:
    """Return the day of the newest record in words as a tuple of one; empty without records."""
    return (sentence("newest_record", day=day(newest)),) if newest else ()


def begin(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def say_days_ago(on_day: date, today: date) -> str:
    """Return ", n days ago" for a day, or "" if it is at most ``recent_days`` ago."""
    days = (today - on_day).days
    return "" if days <= rules().recent_days else f", {sentence('days_ago', n=days)}"

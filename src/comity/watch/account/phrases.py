"""What acts are called: their dates, and who did what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from comity.vocabulary import states
from comity.watch.account.acts import ClassedAct
from comity.watch.account.rules import rules
from comity.watch.account.wording import day, sentence


def date_of(act: ClassedAct) -> str:
    """Return the date of an act as finely as known."""
    return day(act.first, act.precision)


def span_of(acts: Sequence[ClassedAct]) -> str:
    """Return the years of acts: ``2009 to 2016``, ``2019``."""
    first, last = min(a.first for a in acts).year, max(a.first for a in acts).year
    return f"{first}" if first == last else f"{first} to {last}"


def present_from(today: date) -> date:
    """Return the first day of the present window: that of the six calendar years before the running one."""
    return date(today.year - rules().present_years, 1, 1)


def is_past(last: date, today: date) -> bool:
    """Return whether a day lies more than ``stale_years`` back."""
    return (today - last).days > rules().stale_years * 365.25


def list_items(items: Sequence[str], word: str = "and") -> str:
    """Return items as a list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"


def name_states(codes: Iterable[str]) -> str:
    """Return the names of states as a list in a sentence."""
    return list_items([states.in_sentence(c) for c in codes])


def tell(act: ClassedAct) -> str:
    """Return what was done; who did it goes first unless all of the group did it together."""
    if act.together or not act.short[:1].islower():
        return begin(act.short)
    return f"{begin(name_states(act.subject))} {act.short}"


def tell_whole(act: ClassedAct, group: Sequence[str]) -> str:
    """Return what was done as a clause of its own, with its subject."""
    if not act.short[:1].islower():
        return act.short
    who = group if act.together else act.subject
    others = name_states(act.with_others) if act.together and 0 < len(act.with_others) <= 2 else ""
    aside = (
        f" with {others}"
        if others and not any(states.display(s) in act.short for s in act.with_others)
        else ""
    )
    return f"{begin(name_states(who))} {act.short}{aside}"


def tell_dated(act: ClassedAct) -> str:
    """Return the date of an act and what was done."""
    return sentence("dated", date=date_of(act), did=tell(act))


def begin(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def count_days(on_day: date, today: date) -> str:
    """Return how long ago a day lies, behind a comma, where it is more than ``recent_days``; else nothing."""
    days = (today - on_day).days
    return "" if days <= rules().recent_days else f", {sentence('days_ago', n=days)}"

"""Names of an act's forms: meetings are named by the rank of those who meet, and vague forms are dropped.

A meeting of leaders is a summit, one of others a consultation; a telephone call is never a summit.
"""

from __future__ import annotations

import re

from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.patterns import forms_that, has_sign, said_by, sign
from comity.parts.reader.rules.merge import MergedAct

_MEETING = frozenset({"meet.verb", "talks"})
_VISIT, _SUMMIT = "meet.visit", "meet.summit"


def name_forms(view: SentenceLayout, m: MergedAct) -> list[str]:
    """Return the forms (kinds) of an act, such as visit or drill, with meetings named by who met.

    Vague forms are left out, and so is a form that another form of the same act implies.
    """
    soft = forms_that("soft") | {""}
    forms = [f for f in m.forms if f not in soft] or [f for f in m.forms if f]
    if "boycott" in forms:
        forms = [f for f in forms if f not in ("summit", "consultation")]
    rules = {d.hit.rule.id for d in m.drafts}
    if m.polarity == "cooperation" and rules & {*_MEETING, _VISIT, _SUMMIT}:
        forms = _rank_offices(view, m, forms, rules)
    return [f for f in dict.fromkeys(forms) if not said_by(f) & set(forms)]


def _rank_offices(view: SentenceLayout, m: MergedAct, forms: list[str], rules: set[str]) -> list[str]:
    low = view.masked
    below = sign("below").search(low.replace("prime minister", "")) is not None
    others = [f for f in forms if f != "summit"]
    if has_sign("telephone", low):
        forms = ["consultation" if f == "summit" else f for f in forms]
    elif others and rules & {_SUMMIT} and not rules & {*_MEETING, _VISIT} and _is_name(view, m):
        forms = others
    elif _is_among_leaders(view):
        forms = ["summit" if f == "consultation" and not below and rules & _MEETING else f for f in forms]
    elif below or not rules & {_VISIT, _SUMMIT}:
        forms = ["consultation" if f == "summit" else f for f in forms]
    return [*forms, "defence-tie"] if rules & _MEETING and has_sign("defence", low) else forms


def _is_name(view: SentenceLayout, m: MergedAct) -> bool:
    """Return whether "Summit" is only part of a conference's name: "at the Nuclear Security *Summit*"."""
    at = next(d.hit.start for d in m.drafts if d.hit.rule.id == _SUMMIT)
    return re.match(r"Summit", view.text[at:]) is not None


def _is_among_leaders(view: SentenceLayout) -> bool:
    low = view.masked
    titled = sign("leaders").search(low.replace("vice president", "")) is not None
    if titled and low.count("minister") <= low.count("prime minister") + 1:
        return True
    return any(m.kind == "leader" for m in view.named) and not has_sign("below", low)

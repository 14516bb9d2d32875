"""What a meeting is, by who meets: leaders make a summit, others a consultation, a call never a summit."""

from __future__ import annotations

from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.patterns import forms_that, has_sign, sign
from comity.parts.reader.rules.merge import MergedAct

_MEETING = frozenset({"meet.verb", "talks"})
_ALWAYS_SUMMIT = frozenset({"meet.visit", "meet.summit"})


def forms(view: SentenceLayout, m: MergedAct) -> list[str]:
    """Forms of an act: soft ones only where nothing says how; meetings by rank.

    A deal without a named field is a joint undertaking (``joint-initiative``).
    """
    soft = forms_that("soft") | {""}
    named = [f for f in m.forms if f not in soft] or [f for f in m.forms if f]
    if named == ["agreement"]:
        return ["joint-initiative"]
    if "boycott" in named:
        named = [f for f in named if f not in ("summit", "consultation")]
    rules = {d.hit.rule.id for d in m.drafts}
    if rules & _MEETING and m.polarity == "cooperation":
        named = _rank_offices(view, named, keep=bool(rules & _ALWAYS_SUMMIT))
    return list(dict.fromkeys(named))


def _rank_offices(view: SentenceLayout, named: list[str], *, keep: bool) -> list[str]:
    low = view.masked
    below = sign("below").search(low.replace("prime minister", "")) is not None
    if has_sign("telephone", low):
        named = ["consultation" if f == "summit" else f for f in named]
    elif _is_among_leaders(view):
        named = ["summit" if f == "consultation" and not below else f for f in named]
    elif not keep:
        named = ["consultation" if f == "summit" else f for f in named]
    return [*named, "defence-tie"] if has_sign("defence", low) else named


def _is_among_leaders(view: SentenceLayout) -> bool:
    low = view.masked
    titled = sign("leaders").search(low.replace("vice president", "")) is not None
    if titled and low.count("minister") <= low.count("prime minister") + 1:
        return True
    return any(m.kind == "leader" for m in view.named) and not has_sign("below", low)

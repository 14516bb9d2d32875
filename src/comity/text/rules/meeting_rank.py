"""What a meeting is, by who meets: leaders make a summit, others a consultation, a call never a summit."""

from __future__ import annotations

from comity.text.base.patterns import forms_that, sign
from comity.text.rules.merge import Merged
from comity.text.syntax.sentence_layout import Scene

_MEETING = frozenset({"meet.verb", "talks"})
_ALWAYS_SUMMIT = frozenset({"meet.visit", "meet.summit"})


def forms(view: Scene, m: Merged) -> list[str]:
    """Forms of an act: soft ones only where nothing says how; meetings by rank.

    A deal without a named field is a joint undertaking (``joint-initiative``).
    """
    soft = forms_that("soft") | {""}
    found = [f for f in m.forms if f not in soft] or [f for f in m.forms if f]
    if found == ["agreement"]:
        return ["joint-initiative"]
    if "boycott" in found:
        found = [f for f in found if f not in ("summit", "consultation")]
    rules = {d.hit.rule.id for d in m.drafts}
    if rules & _MEETING and m.polarity == "cooperation":
        found = _ranked(view, found, keep=bool(rules & _ALWAYS_SUMMIT))
    return list(dict.fromkeys(found))


def _ranked(view: Scene, found: list[str], *, keep: bool) -> list[str]:
    low = view.masked
    below = sign("below").search(low.replace("prime minister", "")) is not None
    if sign("telephone").search(low):
        found = ["consultation" if f == "summit" else f for f in found]
    elif _among_leaders(view):
        found = ["summit" if f == "consultation" and not below else f for f in found]
    elif not keep:
        found = ["consultation" if f == "summit" else f for f in found]
    return [*found, "defence-tie"] if sign("defence").search(low) else found


def _among_leaders(view: Scene) -> bool:
    low = view.masked
    titled = sign("leaders").search(low.replace("vice president", "")) is not None
    if titled and low.count("minister") <= low.count("prime minister") + 1:
        return True
    return any(m.kind == "leader" for m in view.named) and sign("below").search(low) is None

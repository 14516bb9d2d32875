"""Filling a missing party from what the text has in view."""

from __future__ import annotations

import re

from comity.text.focus import Focus
from comity.text.lexicon import Rule
from comity.text.phrases import ACTING
from comity.text.roles import Cast
from comity.text.scene import Scene

_POINTS_BACK = re.compile(
    r"\b(?:this|these|the|such|their|both|two|bilateral|mutual|its|that) (?:\w+ ){0,2}"
    r"(?:relationship|relations|ties|alliance|partnership|pair|deal|agreement|pact|treaty|cooperation|"
    r"collaboration|coordination|accord|summit|meeting|talks|visit|exercise|exercises|drills|trade|friendship|"
    r"acquisitions|dependency|dependence|alignment|project|projects|two|countries|sides|powers|purchases|dispute)\b"
    r"|^\W*(?:\w+ )?(?:cooperation|trade|relations|ties|coordination|collaboration)\b"
    r"|\bbilateral\b|\bmutual\b|\beach other\b|\bone another\b"
)
_ELSEWHERE = re.compile(r"\b(?:the west|western|europe\w*|neighbou?rs|others?|world|global|international(?:ly)?|domestic)\b")
"""Words that offer another counterparty than the pair in view."""
_SENTENCE = re.compile(r"[.!?:;\"')\]]\s*$")
"""A heading is no sentence."""
_OPEN = frozenset({"", "agreement", "joint-initiative", "institution-building", "integration", "summit", "consultation", "joint-exercise", "material-aid"})
"""Forms whose counterparty is often a state not in view: not filled on recency alone."""
_NEVER = frozenset({"together"})


def _strong(rule: Rule, focus: Focus) -> bool:
    """Whether the words alone call for a counterparty and the pair was named just before."""
    return rule.form not in _OPEN and rule.roles != "against" and focus.now - focus.group_at <= 1


def carried(rule: Rule, view: Scene, start: int, roles: Cast | None, focus: Focus, *, prose: bool) -> Cast | None:
    """Roles with the missing party taken from the pair in view, or ``None`` where nothing points back.

    A sentence that names one state of the pair, or none but a noun that points back ("the partnership"),
    is about the pair in view.  Short news items are not filled: two facts may stand side by side there.
    """
    if not (prose or focus.title) or rule.roles in _NEVER or not _SENTENCE.search(view.masked):
        return None
    pair = focus.pair()
    if len(pair) < 2:
        return None
    points_back = _POINTS_BACK.search(view.masked) is not None
    have = (*roles.actors, *roles.partners) if roles is not None else ()
    if _ELSEWHERE.search(view.masked) and not points_back:
        return None
    if not have:
        if any(p.kind in ACTING for p in view.found) or not points_back or len(pair) > 4:
            return None
        if rule.polarity == "friction":
            return Cast(pair[:1], pair[1:], (), sure=False)
        return Cast(pair, (), (), sure=False)
    rest = focus.partner_of(have)
    if not rest or not (points_back or _strong(rule, focus)):
        return None
    return Cast(have, rest, roles.targets if roles is not None else (), sure=False)

"""Completion of an act in which the sentence names only one party or none, from earlier sentences."""

from __future__ import annotations

from comity.language.discourse_state import DiscourseState
from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import ACTING
from comity.parts.reader.lexicon import LexiconRule
from comity.parts.reader.patterns import forms_that, has_sign
from comity.parts.reader.rules.roles import Roles


def carry_party(
    rule: LexiconRule, view: SentenceLayout, roles: Roles | None, focus: DiscourseState, *, prose: bool
) -> Roles | None:
    """Return the states by role, missing ones taken from earlier sentences; ``None`` without any.

    The pair of states mentioned before completes the act in three cases:

    - the sentence names one state of the pair
    - it refers back with a noun ("the partnership")
    - the form (kind of act) needs two parties

    Otherwise the state that the text is about becomes the other party. Joint acts are never completed, nor
    are short news items without a title, because neighbouring sentences may report different events.
    """
    pair = focus.pair()
    about = focus.about and prose
    may = (prose or focus.title) and rule.roles != "together" and (len(pair) > 1 or about)
    if not may or not has_sign("sentence", view.masked) or has_sign("itself", view.masked):
        return None
    points_back = has_sign("points_back", view.masked)
    have = (*roles.actors, *roles.partners) if roles is not None else ()
    goes_on = not view.phrases and len(pair) == _TWO and _strong(rule, focus) and prose
    if not points_back and not goes_on and (not have or has_sign("elsewhere", view.masked)):
        return None
    if have:
        rest = focus.partner_of(have)
        targets = roles.targets if roles is not None else ()
        return (
            Roles(have, rest, targets, sure=False) if rest and (points_back or _strong(rule, focus)) else None
        )
    return _whole_pair(rule, view, pair)


def _whole_pair(rule: LexiconRule, view: SentenceLayout, pair: tuple[str, ...]) -> Roles | None:
    """Return the two states mentioned before as the parties, if no state acts in the sentence."""
    if not 1 < len(pair) <= 4 or any(p.kind in ACTING for p in view.phrases):
        return None
    friction = rule.polarity == "friction"
    return Roles(pair[:1], pair[1:], (), sure=False) if friction else Roles(pair, (), (), sure=False)


def _strong(rule: LexiconRule, focus: DiscourseState) -> bool:
    """Return whether this kind of act needs a second party and two states were mentioned just before."""
    if not rule.form or rule.roles == "against":
        return False
    near = focus.now - focus.group_at <= 1
    if rule.form in forms_that("open"):
        return near and focus.group_at >= focus.paragraph_at and len(focus.pair()) == _TWO
    return near or bool(focus.about)


_TWO = 2
"""A sentence that names no state goes on about the two of the sentence before."""

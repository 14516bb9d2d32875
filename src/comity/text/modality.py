"""Whether a passage tells an act as done, reported, planned, demanded, supposed or denied."""

from __future__ import annotations

import re

from comity.text.lexicon import Rule
from comity.text.scene import Scene
from comity.text.words import words

_OPINION = re.compile(r"\b(?:polls?|polling|respondents|surveys?|surveyed|public opinion|thinkers|scholars|bloggers|netizens)\b")
"""What people think is no act of a state."""
_KINETIC = re.compile(
    r"\b(?:air ?strikes?|missile strikes?|drone strikes?|strikes? (?:on|against|hit)|shelling|shells? (?:hit|kill)|kill(?:s|ed|ing)|wound(?:s|ed|ing)|explosions?|bomb(?:s|ed|ing)?|attacks? (?:on|kill)|shot down|shoots? down|intercepts? (?:a |\d+ )?(?:missile|drone))\b"
)
"""Fighting is out of scope, and what is blown up in it was no act of the states."""
_GOODS = frozenset({"material-aid", "energy-tie", "integration", "trade-tie", "finance-tie", "defence-tie"})
_STEPS = frozenset({"apart.sanction"})
_UNDONE = re.compile(r"(?:veto|block|oppos|reject|abstain)\w*$")
"""What a state opposes or blocks it does not do: "blocked a proposal to impose sanctions"."""
_BACKGROUND = frozenset({"amid", "despite", "following", "after", "since"})
_OUGHT = frozenset({"should", "must", "ought"})
_URGENT = re.compile(r"\b(?:urgent|important|vital|critical|essential|imperative|necessary|advisable) (?:that|for|to)\b|\bneeds? (?:for|to)\b|\bshould (?:also )?(?:seek|work|consider|aim|be)\b")
"""What an author finds needful is a recommendation, no act."""
_IF = frozenset({"if", "unless", "whether"})
_CALLS = frozenset("call calls called calling urge urges urged urging appeal appeals appealed ask asks asked invite invites invited recommend recommends encourage encourages".split())
_ENDING = frozenset(
    "end ends ended ending stop stops stopped suspend suspends suspended halt halts halted cut cuts cutting reduce reduces reduced "
    "eliminate restrict restricts curb curbs prevent prevents block blocks ban bans cancel cancels cancelled withdraw withdraws "
    "sever severs oppose opposes opposed opposing against break breaks discourage deter limit terminate revoke revokes annul annuls annulled scrap scraps scrapped abandon abandons abandoned rescind rescinds withhold withholds withheld refuse refuses refused quit quits violate violates violated violating breach breached".split()
)
"""Before the words for a dealing, these say that it is given up or kept from happening."""
_KEEPS = frozenset({"regime-backing", "boycott", "alternative-process", "friction-avoidance", "hedging", "deference", "sanctions-relief", "sanctions-circumvention", "joint-vote", "joint-veto", "divergence"})
_ENDED = frozenset("suspended halted cancelled canceled cut postponed ended blocked frozen terminated stopped".split())
_ONLY = frozenset({"only", "just", "merely"})


def modality(scene: Scene, start: int, end: int, rule: Rule) -> str:
    """Modality of the words at ``masked[start:end]``, told by the words before them in their clause."""
    form = rule.form
    at = scene.token_at(start)
    clause = scene.parts[scene.clause(at)]
    before = [t.low for t in scene.toks[max(clause.lo, at - 6) : at]]
    near = before[-4:]
    if rule.id in _STEPS and any(_UNDONE.match(t.low) for t in scene.toks[clause.lo : at]):
        return "denied"
    if rule.id == "apart.relation" and clause.opener in _BACKGROUND:
        return "denied"
    if form == "divergence" and _OPINION.search(scene.masked):
        return "denied"
    if _denied(before[-3:]):
        return "denied"
    inside = [t.low for t in scene.toks[at + 1 : scene.token_at(max(start, end - 1))]]
    if form not in _KEEPS and any(w in _ENDING or w in ("not", "never") for w in inside):
        return "denied"
    if form in _GOODS and _KINETIC.search(scene.masked):
        return "denied"
    if form not in _KEEPS and (any(w in _ENDING for w in before[-3:]) or _ended(scene, scene.token_at(max(start, end - 1)))):
        return "denied"
    if clause.opener in _IF or scene.masked.rstrip(' "').endswith("?"):
        return "hypothetical"
    spoken = any(t.low in words("say") or t.low == "reportedly" for t in scene.toks[: at])
    if any(w in ("may", "might", "could", "perhaps", "possibly", "if", "can", "potentially", "potential", "risk", "risks") for w in near):
        return "hypothetical"
    if "would" in near:
        return "planned" if spoken else "hypothetical"
    wanted = rule.polarity == "cooperation" and any(t.low in _OUGHT for t in scene.toks[clause.lo : at])
    if wanted or _URGENT.search(scene.masked) or any(w in _OUGHT for w in near) or near[-2:] in (["need", "to"], ["needs", "to"]):
        return "called-for"
    if _called(scene, clause.lo, at):
        return "called-for"
    if any(w in words("modal_planned") for w in near) or "to" in near[-1:] and near[-2:-1] in (["is"], ["are"], ["was"], ["were"]):
        return "planned"
    return "reported" if spoken else "asserted"


def _denied(before: list[str]) -> bool:
    for n, low in enumerate(before):
        negates = low in words("negators") or low.endswith("n't")
        if negates and not (n + 1 < len(before) and before[n + 1] in _ONLY):
            return True
    return before[-2:] == ["rather", "than"] or before[-2:] == ["instead", "of"]


def _ended(scene: Scene, to: int) -> bool:
    """Whether the dealing is said right after to be given up: "aid to Mali would be suspended"."""
    after = [t.low for t in scene.toks[to + 1 : to + 6]]
    return any(a in ("be", "is", "was", "were", "been", "being") and b in _ENDED for a, b in zip(after, after[1:], strict=False))


def _called(scene: Scene, lo: int, at: int) -> bool:
    """Whether the words hang on a request: "calls for B to serve", "invites C to visit"."""
    lows = [t.low for t in scene.toks[lo:at]]
    for k, low in enumerate(lows):
        if low in _CALLS and "to" in lows[k + 1 :][-4:] and len(lows) - k <= 30:
            return True
        if low in ("call", "calls", "called", "calling") and lows[k + 1 : k + 2] == ["for"] and len(lows) - k <= 30:
            return True
    return False

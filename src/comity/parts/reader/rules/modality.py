"""Modality of an act: whether the text reports it as done, planned, demanded, supposed or denied."""

from __future__ import annotations

from itertools import pairwise

from comity.language import words
from comity.language.clauses import Clause
from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.lexicon import LexiconRule
from comity.parts.reader.patterns import forms_that, has_sign, sign

WEAK = frozenset({"denied", "hypothetical", "called-for"})
"""Modalities under which a passage claims nothing."""

FIRMEST = ("asserted", "reported", "planned", "called-for", "hypothetical", "denied")
"""Modalities from the firmest to the weakest."""

_WISHING = frozenset(
    {"hope", "hopes", "hoped", "wish", "wishes", "wished", "dream", "dreams", "pray", "prays"}
)
_IF = frozenset({"if", "unless", "whether"})
_ONLY = frozenset({"only", "just", "merely"})
_INSISTING = frozenset(
    ["demand", "demands", "demanded", "insist", "insists", "insisted", "request", "requests", "requested"]
)
_BE = frozenset({"be", "is", "was", "were", "been", "being"})


def modality(scene: SentenceLayout, start: int, end: int, rule: LexiconRule) -> str:
    """Return how the act named at ``masked[start:end]`` is reported: done, planned, demanded, denied ..."""
    at, to = scene.token_at(start), scene.token_at(max(start, end - 1))
    clause = scene.parts[scene.clause(at)]
    owner = scene.owner(at)
    stop = owner.lo if owner is not None and clause.lo < owner.lo and at - owner.hi <= 2 else at
    before = [t.low for t in scene.toks[clause.lo : stop]]
    near = before[-4:]
    spoken = any(t.low in words("say") or t.low == "reportedly" for t in scene.toks[:at])
    if (
        _is_out_of_scope(scene, rule, clause.opener, before)
        or _is_denied(before)
        or _denied_clause(scene, clause)
        or _given_up(scene, rule, before, at, to)
    ):
        return "denied"
    risked = "risk" in before[-_RISKED:] and rule.form in forms_that("soft") | {""}
    question = scene.masked.rstrip(' "').endswith("?")
    offered = words("offering") & set(near) and any(t.low == "if" for t in scene.toks[to:])
    if risked or question or offered or clause.opener in _IF or words("supposing") & set(near):
        return "hypothetical"
    if "would" in near:
        return "planned" if spoken else "hypothetical"
    wished = {t.low for t in scene.toks[max(clause.lo - 2, 0) : clause.lo]} & _WISHING
    if _is_demanded(scene, rule, before, at, to) or (clause.opener == "that" and wished):
        return "called-for"
    will_be = near[-1:] == ["to"] and near[-2:-1] != [] and near[-2] in ("is", "are", "was", "were")
    if will_be or words("planning") & set(near):
        return "planned"
    return "reported" if spoken else "asserted"


def _is_out_of_scope(scene: SentenceLayout, rule: LexiconRule, opener: str, before: list[str]) -> bool:
    """Return whether a match is only opinion, background or comparison, or trade or aid hit in fighting."""
    if rule.id == "apart.relation" and opener in words("background"):
        return True
    if rule.form == "divergence" and "than" in before[-3:]:
        return True
    if rule.form == "divergence":
        return any(has_sign(name, scene.masked) for name in ("opinion", "sport", "disaster"))
    if rule.form in forms_that("between_actors") and has_sign("sport", scene.masked):
        return True
    if rule.form in forms_that("goods") and "than" in before[-_COMPARED:]:
        return True
    return rule.form in forms_that("goods") and has_sign("fighting", scene.masked)


_RISKED = 12
"""How close before the words "risk" makes of closeness what may come."""

_COMPARED = 6
"""How close before the words "than" makes of them what another dealing is measured by."""


def _is_denied(before: list[str]) -> bool:
    """Return whether one of the last three words is a negation ("not", "refuses"), except in "not only"."""
    last = before[-3:]
    for n, low in enumerate(last):
        negates = low in words("negators") or low.endswith("n't")
        if negates and not (n + 1 < len(last) and last[n + 1] in _ONLY):
            return True
    if _STEPS & set(before[-4:]) and any(low in _NEVER or low.endswith("n't") for low in before[-7:-1]):
        return True
    return before[-2:] in _INSTEAD


_NEVER = frozenset({"never", "not"})
_INSTEAD = (["rather", "than"], ["instead", "of"], *([w, "out"] for w in ("rule", "rules", "ruled")))
_STEPS = frozenset({"agree", "agreed", "join", "joined", "consent", "consented", "take", "took"})
"""Steps that a negation takes back with what they lead to: "*never agreed to* a joint statement"."""


def _denied_clause(scene: SentenceLayout, clause: Clause) -> bool:
    """Return whether a verb of denial governs the clause: "*denies* that it sends arms"."""
    if clause.opener != "that":
        return False
    return any(t.low in _DENYING for t in scene.toks[max(clause.lo - 4, 0) : clause.lo])


_DENYING = frozenset(
    {"deny", "denies", "denied", "denying", "refute", "refutes", "refuted", "dismisses", "dismissed"}
)


def _given_up(scene: SentenceLayout, rule: LexiconRule, before: list[str], at: int, to: int) -> bool:
    """Return whether cooperation is ended or prevented: "suspends aid", "aid would be cut"."""
    if rule.id == "apart.sanction" and any(sign("undone").fullmatch(w) for w in before):
        return True
    if rule.id in _SANCTIONING and _LIFTED & {t.low for t in scene.toks[max(at - 8, 0) : to + 8]}:
        return True
    if rule.form in forms_that("refusing"):
        return False
    ended, goods = words("ending"), rule.form in forms_that("goods")
    inside = [t.low for t in scene.toks[at + 1 : to]]
    after = [t.low for t in scene.toks[to + 1 : to + (_CLAUSE if goods else 6)]]
    return (
        any(w in ended or w in ("not", "never") for w in inside)
        or any(w in ended for w in before[-6:])
        or (goods and any(w in ended for w in _matrix(scene, at)))
        or (goods and any(w in words("barriers") for w in (*before[-4:], *inside)))
        or (after[:1] != [] and after[0] in words("ended"))
        or any(a in _BE and b in words("ended") for a, b in pairwise(after))
    )


_CLAUSE = 16
"""How many words after a dealing in goods may tell that it is cut off."""

_SANCTIONING = frozenset({"apart.sanction", "news.sanctions-on"})
_LIFTED = frozenset(
    {"lift", "lifts", "lifted", "lifting", "ease", "eased", "easing", "waive", "waived", "drop"}
)


def _matrix(scene: SentenceLayout, at: int) -> list[str]:
    """Return the last words before a relative clause: "*blocks a bill* that includes aid"."""
    clause = scene.parts[scene.clause(at)]
    if clause.opener not in ("which", "that") or scene.toks[clause.lo - 1].low in words("say"):
        return []
    return [t.low for t in scene.toks[max(clause.lo - 8, 0) : clause.lo]]


_REQUESTING = frozenset({"request", "requests", "requested", "requesting", "urging"})


def _is_demanded(scene: SentenceLayout, rule: LexiconRule, before: list[str], at: int, to: int) -> bool:
    """Return whether the act is only asked for or recommended: "calls for B to serve", "should deepen"."""
    near = before[-4:]
    if rule.polarity == "cooperation":
        inside = {t.low for t in scene.toks[at : to + 1]}
        wanted = words("ought") & {*before, *inside} or _REQUESTING & {*near, *inside}
    else:
        wanted = words("ought") & {*near}
    if wanted:
        return True
    advised = has_sign("recommendation", scene.masked) and not rule.id.startswith("vote.")
    if near[-2:] in (["need", "to"], ["needs", "to"]) or advised:
        return True
    for k, low in enumerate(before):
        if low in _INSISTING and before[k + 1 : k + 2] == ["that"] and rule.polarity == "cooperation":
            return True
        if low in words("asking") and "to" in before[k + 1 : k + 1 + 30][-4:] and len(before) - k <= 30:
            return True
        if (
            low in ("call", "calls", "called", "calling")
            and before[k + 1 : k + 2] == ["for"]
            and len(before) - k <= 16
        ):
            return True
    return False

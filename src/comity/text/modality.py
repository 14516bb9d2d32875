"""Whether a passage tells an act as done, reported, planned, demanded, supposed or denied."""

from __future__ import annotations

from comity.text.scene import Scene
from comity.text.words import words

_IF = frozenset({"if", "unless", "whether"})
_CALLS = frozenset("call calls called calling urge urges urged urging appeal appeals appealed ask asks asked invite invites invited recommend recommends encourage encourages".split())
_ONLY = frozenset({"only", "just", "merely"})


def modality(scene: Scene, start: int, end: int) -> str:
    """Modality of the words at ``masked[start:end]``, told by the words before them in their clause."""
    at = scene.token_at(start)
    clause = scene.parts[scene.clause(at)]
    before = [t.low for t in scene.toks[max(clause.lo, at - 6) : at]]
    near = before[-4:]
    if _denied(before[-3:]):
        return "denied"
    if clause.opener in _IF or scene.masked.rstrip(' "').endswith("?"):
        return "hypothetical"
    spoken = any(t.low in words("say") or t.low == "reportedly" for t in scene.toks[: at])
    if any(w in ("may", "might", "could", "perhaps", "possibly", "if", "can", "potentially", "potential", "risk", "risks") for w in near):
        return "hypothetical"
    if "would" in near:
        return "planned" if spoken else "hypothetical"
    if any(w in ("should", "must", "ought", "needs", "need") for w in near):
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


def _called(scene: Scene, lo: int, at: int) -> bool:
    """Whether the words hang on a request: "calls for B to serve", "invites C to visit"."""
    lows = [t.low for t in scene.toks[lo:at]]
    for k, low in enumerate(lows):
        if low in _CALLS and "to" in lows[k + 1 :][-4:] and len(lows) - k <= 16:
            return True
        if low in ("call", "calls", "called", "calling") and lows[k + 1 : k + 2] == ["for"] and len(lows) - k <= 6:
            return True
    return False

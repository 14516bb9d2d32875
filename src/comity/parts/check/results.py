"""What a sentence says of the result of a vote as a whole: how many, all of them, the others, nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.parts.check.choices import (
    ABSTAIN,
    ALL,
    NO,
    OTHERS,
    PERMANENT,
    YES,
    ClaimedBallot,
    VoteCue,
    ballot_words,
    vote_cues,
)
from comity.parts.check.quantities import EXACT, Quantity

_NONE = frozenset({"none", "nil", "zero", "no"})
_FAR = 60
"""Within how many letters of "all others" it must say how they voted."""


def whole_results(low: str, numbers: Sequence[Quantity]) -> tuple[tuple[ClaimedBallot, ...], str]:
    """What is said of all, of the others or of how many; and the sentence with these words blanked.

    Parameters
    ----------
    low : the sentence in lower case, states masked, dates blanked
    numbers : its numbers
    """
    counts = [q for q in numbers if q.kind == "count" and not q.ordinal and q.bound == EXACT]
    values = {q.start: int(q.value) for q in counts}
    hidden = low
    for q in counts:
        hidden = hidden[: q.start] + "#" * (q.end - q.start) + hidden[q.end :]
    out: list[ClaimedBallot] = []
    for read in (_unanimous, _scores, _counted, _of_groups):
        ballots, hidden = read(hidden, values)
        out += ballots
    blanked = "".join(" " if h == " " else c for c, h in zip(low, hidden, strict=True))
    return tuple(out), blanked


_Read = tuple[list[ClaimedBallot], str]


def _without(text: str, m: re.Match[str]) -> str:
    return text[: m.start()] + " " * (m.end() - m.start()) + text[m.end() :]


def _unanimous(low: str, _: dict[int, int]) -> _Read:
    words, out = ballot_words(), list[ClaimedBallot]()
    if (m := words["unanimous"].search(low)) and not words["denied"].search(low, 0, m.start()):
        return [ClaimedBallot(YES, frozenset(), whose=ALL)], _without(low, m)
    if m := words["no_dissent"].search(low):
        return [ClaimedBallot(NO, frozenset(), number=0)], _without(low, m)
    return out, low


def _scores(low: str, values: dict[int, int]) -> _Read:
    """A row of numbers: "14-0", "by eighteen votes to fifteen"."""
    words = ballot_words()
    if not words["decided"].search(low):
        return [], low
    for key in ("score", "score_words"):
        if m := words[key].search(low):
            said = {YES: "yes", NO: "no", ABSTAIN: "abstain"}
            of = [(choice, m[name]) for choice, name in said.items() if name in m.re.groupindex and m[name]]
            return [
                ClaimedBallot(choice, frozenset(), number=_value(text, m.start(said[choice]), values))
                for choice, text in of
            ], _without(low, m)
    return [], low


def _value(text: str, at: int, values: dict[int, int]) -> int | None:
    return 0 if text in _NONE else int(text) if text.isdigit() else values.get(at)


def _counted(low: str, values: dict[int, int]) -> _Read:
    """How many were for a text, told of the text: "it got nine votes"."""
    out = list[ClaimedBallot]()
    for m in ballot_words()["yes_counted"].finditer(low):
        number = next((values[n] for n in range(m.start(), m.end()) if n in values), None)
        out.append(ClaimedBallot(YES, frozenset(), number=number))
        low = _without(low, m)
    return out, low


_GROUPS = {"nobody_else": OTHERS, "the_others": OTHERS, "permanent": PERMANENT, "everyone": ALL}


def _of_groups(low: str, values: dict[int, int]) -> _Read:
    """What all, all others, the permanent members or nobody chose."""
    words, out, blanked = ballot_words(), list[ClaimedBallot](), low
    for key, whose in (
        ("nobody_else", OTHERS),
        ("the_others", OTHERS),
        ("permanent", PERMANENT),
        ("everyone", ALL),
    ):
        for m in words[key].finditer(low):
            if blanked[m.start() : m.end()].isspace() or (cue := _choice(low, m)) is None:
                continue
            none = key == "nobody_else" or words["none_of"].search(low, 0, m.start()) is not None
            number = next((values[n] for n in range(m.start(), m.end()) if n in values), None)
            out.append(ClaimedBallot(cue.choice, frozenset(), denied=none, number=number, whose=whose))
            blanked = _without(blanked, m)
            if cue.start >= m.end() and not words["among"].match(low, m.end()):
                blanked = blanked[: cue.start] + " " * (cue.end - cue.start) + blanked[cue.end :]
    for m in words["no_votes"].finditer(blanked):
        if blanked[: m.start()].rstrip().endswith("cast"):
            continue  # how often somebody voted so, and not how a text fared
        if cues := vote_cues(blanked[m.start() : m.end()].replace("no ", "   ", 1)):
            out.append(ClaimedBallot(cues[0].choice, frozenset(), number=0))
            blanked = _without(blanked, m)
    for cue in vote_cues(blanked):
        if who := words["nobody"].search(blanked, 0, cue.start):
            out.append(ClaimedBallot(cue.choice, frozenset(), number=0))
            blanked = blanked[: who.start()] + " " * (cue.end - who.start()) + blanked[cue.end :]
    return out, blanked


def _choice(low: str, m: re.Match[str]) -> VoteCue | None:
    """What those named by ``m`` chose: the words after it, or before it with "like" or "as did"."""
    cues = vote_cues(low)
    if ballot_words()["likewise"].search(low, 0, m.start()):
        return next((c for c in reversed(cues) if c.end <= m.start()), None) or next(iter(cues), None)
    after = next((c for c in cues if m.end() <= c.start <= m.end() + _FAR), None)
    crossed = after is not None and re.search(r"[;:.,]", low[m.end() : after.start].split("@", maxsplit=1)[0])
    return None if crossed else after

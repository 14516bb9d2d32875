"""Who voted how, as a sentence says it: each choice with those who are said to have made it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from comity.language.sentence_layout import SentenceLayout
from comity.parts.check.choices import (
    ABSTAIN,
    ALIKE,
    APART,
    SAME,
    ClaimedBallot,
    VoteCue,
    ballot_words,
    vote_cues,
)
from comity.parts.check.quantities import EXACT, Quantity
from comity.parts.check.voters import named_between, voters


def claimed_ballots(view: SentenceLayout, low: str, numbers: Sequence[Quantity]) -> tuple[ClaimedBallot, ...]:
    """Every choice that a sentence says somebody made, in order.

    Parameters
    ----------
    view : the sentence, laid out
    low : the same in lower case, states masked, dates blanked
    numbers : its numbers

    A word of support counts as a yes; whether the sentence is about a vote is for the caller to say.
    """
    words = ballot_words()
    too, otherwise = list(words["as_well"].finditer(low)), list(words["unlike"].finditer(low))
    for key in ("between", "as_well", "unlike"):
        low = words[key].sub(_blank, low)
    out: list[ClaimedBallot] = []
    cues = [c for c in vote_cues(low) if not _HABIT.search(low, 0, c.start)]
    for n, cue in enumerate(cues):
        since = cues[n - 1].end if n else 0
        until = cues[n + 1].start if n + 1 < len(cues) else len(low)
        agents = voters(view, low, cue, since, until)
        for m in too:
            if cue.start <= m.start() < until:
                agents = agents.union(*(p.states for p in named_between(view, *m.span())))
        neither = words["neither"].search(low, since, cue.start)
        if neither:
            agents = agents.union(*(p.states for p in named_between(view, *neither.span())))
        for m in otherwise:
            if since <= m.start() < until:
                others = frozenset(s for p in named_between(view, *m.span()) for s in p.states)
                agents -= others
                out.append(ClaimedBallot(cue.choice, others, denied=True))
        if cue.choice in (ALIKE, APART) and len(agents) < _SEVERAL:
            continue
        number = _number(low, numbers, since, cue)
        if not agents and _of_others(low, since, cue):
            continue
        follows = _WHILE.search(low, 0, cue.start) and _PARTICIPLE.match(low, cue.start)
        if out and (follows or (not agents and number is None)):
            agents = out[-1].agents
        zone = low[since : cue.end + _just_after(low, cue.end, until)]
        alone = words["alone"].search(words["not_alone"].sub(" ", zone)) is not None
        declined = None if cue.choice == ABSTAIN else _DECLINES.match(low, cue.start)
        denied = neither or words["denied"].search(low[: cue.start]) or declined
        choice, carried = cue.choice, cue.choice == SAME
        if carried and out:
            choice, carried = out[-1].choice, False
        if carried and not agents:
            continue
        out.append(ClaimedBallot(choice, agents, alone, denied is not None, number, carried=carried))
    return _said_here(out)


def _said_here(ballots: Sequence[ClaimedBallot]) -> tuple[ClaimedBallot, ...]:
    """Choices of which "stood alone" is no other where the sentence says it: "stood alone when it vetoed"."""
    own = {b.agents for b in ballots if not b.carried}
    alone = {b.agents for b in ballots if b.carried and b.alone}
    return tuple(
        replace(b, alone=b.alone or b.agents in alone) for b in ballots if not (b.carried and b.agents in own)
    )


_HABIT = re.compile(r"\bused to (?:\w+ )?$")
"""Before a choice made at other times: "which both used to oppose"."""
_WHILE = re.compile(r"\b(?:while|though|when) $")
_PARTICIPLE = re.compile(r"\w+ing\b")
"""After "while" a choice is made by whoever made the one before: "backed both while abstaining"."""
_SEVERAL = 2
"""So many at least vote alike or apart."""


_DECLINES = re.compile(r"(?:declined|refused|failed) to")


def _blank(m: re.Match[str]) -> str:
    return " " * len(m[0])


_AFTER = re.compile(r"\s*(?:alone|by itself|on its own)\b")


def _just_after(low: str, end: int, until: int) -> int:
    """How many characters after a cue still say who was alone: "abstained alone"."""
    m = _AFTER.match(low, end, until)
    return m.end() - end if m else 0


_OF_TEXT = re.compile(
    r"(?:\b(?:texts?|drafts?|statements?|resolutions?|plans?|motions?|demands?|which|that|would|have|had)\s+)+$"
)
"""Right before a word of support: a text does it, no voter."""
_OF_OTHERS = re.compile(
    r"\b\d+ (?:\w+ )?(?:countries|states|members|nations)\b|\b(?:the|a|their|its|that|whose) (?:\w+ )?$"
)
_OF_VOTERS = re.compile(r"vot|abst|no\b|yes\b|against")


def _of_others(low: str, since: int, cue: VoteCue) -> bool:
    """Whether words of a choice of which no state is named are about a text, or the votes of others."""
    if _OF_TEXT.search(low, since, cue.start) or _OF_OTHERS.search(low, since, cue.start):
        return True
    return not _OF_VOTERS.match(low, cue.start)


def _number(low: str, numbers: Sequence[Quantity], since: int, cue: VoteCue) -> int | None:
    """How many are said to have made a choice."""
    counted = ballot_words()["counted"]
    near = (
        q
        for q in numbers
        if q.bound == EXACT
        and q.kind == "count"
        and not q.ordinal
        and since <= q.start < cue.end
        and not low[q.start : q.end].isspace()
    )
    said = [int(q.value) for q in near if q.end >= cue.start or counted.match(low, q.end, cue.end)]
    return said[-1] if said else None

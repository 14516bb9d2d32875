"""What counting votes again gives for a claim of how often: a verdict, and the count in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from comity.parts.check.quantities import ABOUT, AT_LEAST, AT_MOST, EXACT, Quantity
from comity.parts.check.roll_call import RollCall
from comity.parts.check.rules import weights
from comity.parts.check.vote_cover import Cover

AGREES, OPPOSED, OPEN = "agrees", "opposed", "open"
COUNTED = "Counted by roll call: "
WORST_FIRST = (OPPOSED, OPEN, AGREES)
WHOLE = Cover(1.0)
"""Nothing is left out."""


@dataclass(frozen=True, slots=True)
class VoteTally:
    """What counting gives for a claim of how often.

    ``verdict`` is ``agrees``, ``opposed`` or ``open`` (the record does not cover all that is counted);
    ``reason`` says the count in one sentence; ``calls`` are the roll calls counted, oldest first; ``meant``
    those that the next sentence means by "these", ``among`` all of which these are a part, ``pair`` those
    whose votes were compared.
    """

    verdict: str
    reason: str
    calls: tuple[RollCall, ...]
    meant: tuple[RollCall, ...] = ()
    among: tuple[RollCall, ...] = ()
    pair: frozenset[str] = frozenset()


def all_of(tallies: Sequence[VoteTally]) -> VoteTally:
    """One tally for several claims of a sentence: the verdict that speaks most against it, all the counts.

    The roll calls are those of the claim that decides, and of the last where all are borne out.
    """
    out = min(tallies, key=lambda t: WORST_FIRST.index(t.verdict))
    if len(tallies) == 1:
        return out
    if out.verdict == AGREES:
        out = next((t for t in reversed(tallies) if t.calls), out)
    first, *others = (t.reason[:-1] for t in tallies)
    reason = "; ".join([first, *(r.removeprefix(COUNTED) for r in others)])
    return replace(out, reason=f"{reason}.")


def holds(claimed: Quantity, n: int) -> bool:
    """Whether a count is what a number claims."""
    of_bound: dict[str, Callable[[], bool]] = {
        EXACT: lambda: n == claimed.value,
        AT_LEAST: lambda: n >= claimed.value,
        AT_MOST: lambda: n <= claimed.value,
        ABOUT: lambda: abs(n - claimed.value) <= weights().about * max(n, claimed.value),
    }
    return of_bound[claimed.bound]()


def decided(claimed: Quantity, counted: Sequence[RollCall], words: str, cover: Cover) -> VoteTally:
    """What a count says of the number claimed.

    Where days are not on record, more cases than claimed oppose it, and fewer leave it open; as many bear it
    out where nearly all of the time is on record.
    """
    n, q = len(counted), claimed
    reason = f"{words}{cover.in_words}."
    exceeded = n > q.value and q.bound in (EXACT, AT_MOST)
    if not cover.gaps:
        verdict = AGREES if holds(q, n) else OPPOSED
    elif holds(q, n):
        verdict = AGREES if q.bound == AT_LEAST or cover.share >= weights().count_covered else OPEN
    else:
        verdict = OPPOSED if exceeded else OPEN
    return VoteTally(verdict, reason, tuple(counted))

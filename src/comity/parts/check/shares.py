"""Claims of how often two states voted alike: a share of all votes, its change, which two more often."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from comity.parts.check.agreements import FEWEST, Agreement, Pair, agreement, by_decade, tally_of
from comity.parts.check.periods import Days
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_calls import ASSEMBLY, COUNCIL, RollCalls
from comity.parts.check.share_words import (
    OPEN_END,
    ClaimedShare,
    claimed_shares,
    claimed_times,
    paired,
    share_data,
    share_words,
    words_beside,
)
from comity.parts.check.topic import Topic
from comity.parts.check.vote_tally import AGREES, OPEN, OPPOSED, WORST_FIRST, VoteTally
from comity.parts.check.votes_before import VotesBefore
from comity.vocabulary import states

_ALL: Days = (date(1992, 1, 1), OPEN_END)
"""What is counted where a sentence names no time."""


def of_shares(reading: SentenceReading, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """What the roll calls say of a claim of how often two states voted alike; ``None`` for other claims.

    Parameters
    ----------
    before : the votes that the sentences before told of, for "there" and for a pair that is not named again
    """
    low, body = reading.low, _body(reading, before)
    agree, differ = share_words("agree").search(low), share_words("differ").search(low)
    if not body or not (agree or differ) or not _nothing_else(reading):
        return None
    by_name, meant = _known(reading.named), _known(reading.states)
    named = by_name if len(by_name) in (_PAIR, _THREE) else meant or sorted(before.pair)
    if len(named) == _THREE:
        return _compared(reading, calls, body)
    if len(named) != _PAIR:
        return None
    apart = differ is not None and not share_words("not_even").search(low)
    return _of_pair(reading, calls, body, (named[0], named[1]), apart=apart)


_PAIR, _THREE = 2, 3


def _known(codes: Iterable[str]) -> list[str]:
    return sorted(s for s in codes if s in states.all_states())


def _body(reading: SentenceReading, before: VotesBefore) -> str:
    """The body whose votes a sentence is about, or the one before where it names none."""
    if share_words("assembly").search(reading.low):
        return ASSEMBLY
    if share_words("council").search(reading.low):
        return COUNCIL
    earlier = {c.row["body"] for c in before.calls}
    return next(iter(earlier)) if len(earlier) == 1 and earlier <= {ASSEMBLY, COUNCIL} else ""


def _nothing_else(reading: SentenceReading) -> bool:
    """Whether a sentence says nothing of what was voted on."""
    return not reading.symbols and Topic.of(reading).words <= words_beside()


def _of_pair(
    reading: SentenceReading, calls: RollCalls, body: str, pair: Pair, *, apart: bool
) -> VoteTally | None:
    """What the roll calls say of the shares claimed of one pair, and of which time had more."""
    shares, times = claimed_shares(reading.low), claimed_times(reading)
    spans = [t.span for t in times] or [_ALL]
    steady = share_words("steady").search(reading.low) is not None
    if not (shares or steady or _moved(reading.low)):
        return None
    counted = [agreement(calls, body, pair, s) for s in spans]
    each = paired(shares, counted)
    if each is None or any(len(a.both) < FEWEST for a in counted):
        return None
    verdicts = [_of_share(share, a, apart=apart) for share, a in each]
    if moved := _moved(reading.low):
        verdicts.append(_changed(moved, reading.low, counted, [t.start for t in times], apart=apart))
    if steady:
        decades = [a for s in spans for a in by_decade(calls, body, pair, s)]
        apart_at_most = max(a.share for a in decades) - min(a.share for a in decades)
        verdicts.append(AGREES if apart_at_most <= share_data()["steady_within"] else OPPOSED)
        counted += decades
    return tally_of(_worst(verdicts), body, counted)


def _worst(verdicts: Sequence[str]) -> str:
    return min(verdicts, key=WORST_FIRST.index)


def _of_share(claimed: ClaimedShare, counted: Agreement, *, apart: bool = False) -> str:
    """The verdict on a share that is claimed."""
    share = 1 - counted.share if apart else counted.share
    off = max(claimed.least - share, share - claimed.most, 0.0)
    return counted.if_covered(AGREES if off == 0 else OPPOSED if off > share_data()["far"] else OPEN)


_THAN_IN = re.compile(r"\bthan\s*(?:in|during|over|of)?\s*(?:the |those of the )?\s*$")


def _moved(low: str) -> str:
    """Whether they are said to have agreed "more" or "less" often than at another time, else ""."""
    said = [key for key in ("more", "less") if share_words(key).search(low)]
    return said[0] if len(said) == 1 else ""


def _changed(
    moved: str, low: str, counted: Sequence[Agreement], starts: Sequence[int], *, apart: bool
) -> str:
    """The verdict on whether they agreed more often in one time than in another.

    "In the one more often than in the other" compares as it stands, anything else the later with the earlier.
    """
    if len(counted) != _PAIR:
        return OPEN
    first, second = counted
    late_first = first.both[0].row["date"] > second.both[0].row["date"]
    this, other = (first, second) if late_first or _THAN_IN.search(low, 0, starts[1]) else (second, first)
    rose = (this.share > other.share) != apart
    return first.if_covered(second.if_covered(AGREES if rose == (moved == "more") else OPPOSED))


def _compared(reading: SentenceReading, calls: RollCalls, body: str) -> VoteTally | None:
    """Whether one pair voted alike more often than another that shares a state with it."""
    how = share_words("nearer").search(reading.low)
    than = share_words("than").search(reading.low, how.end()) if how else None
    if how is None or than is None or len(reading.order) != _THREE:
        return None
    pairs = _pairs_of(reading.order, reading.low, than)
    spans = [t.span for t in claimed_times(reading)] or [_ALL]
    counted = by_decade if share_words("by_decade").search(reading.low) else _whole
    one, other = ([a for s in spans for a in counted(calls, body, p, s)] for p in pairs)
    if len(one) != len(other) or not one or any(len(a.both) < FEWEST for a in (*one, *other)):
        return None
    verdicts = [_of_two(how[0], a, b) for a, b in zip(one, other, strict=True)]
    shares = claimed_shares(reading.low)
    verdicts += [_of_share(s, a) for s in shares[:1] for a in (*one, *other)]
    return tally_of(_worst(verdicts), body, [*one, *other])


def _whole(calls: RollCalls, body: str, pair: Pair, span: Days) -> list[Agreement]:
    return [agreement(calls, body, pair, span)]


_VERB = re.compile(r"\b(?:is|was|has|have|did|does|do|had|been)\b")


def _pairs_of(order: Sequence[str], low: str, than: re.Match[str]) -> tuple[Pair, Pair]:
    """The two pairs compared: "A with B more often than with C", "A nearer to B than C is"."""
    a, b, c = order
    return ((a, b), (c, b)) if not than["prep"] and _VERB.search(low, than.end()) else ((a, b), (a, c))


def _of_two(how: str, one: Agreement, other: Agreement) -> str:
    """The verdict on whether one pair's share is above, below or level with another's."""
    apart = one.share - other.share
    if how.startswith("as "):
        so = abs(apart) <= share_data()["level"]
    else:
        so = apart < 0 if share_words("less").match(how) else apart > 0
    return one.if_covered(other.if_covered(AGREES if so else OPPOSED))

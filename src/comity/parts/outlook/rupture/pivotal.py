"""Roll calls that two states' votes together decided, found by reversing both votes.

A text is adopted with more votes for than against; abstentions do not count (General Assembly, rules 85 and
86; Human Rights Council, rules 95 and 101). Some questions need two thirds of those voting (United Nations
Charter, Article 18). The records do not say which, so both rules are counted separately.

A pair is pivotal if both were on the winning side and both voting the other way would have changed the
result. It is pivotal *only together* if one of them alone would not have changed it. Any two states on the
winning side of a close vote are pivotal. So the pair's number is ranked among pairs that voted as often. A
pair without such a roll call gets no rank, since many pairs have none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from comity.measures.stats import matching
from comity.measures.votes.ballots import ABSTAIN, NO, YES, BallotMatrix
from comity.records.details import PivotalDetail
from comity.records.finding import Finding, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import RECORDS_SHOWN, BoolArray, IntArray

METHOD = "pivotal/1"
NULL = "all pairs that voted as often"
RULES = {"majority": "more for than against", "two-thirds": "two thirds of those voting"}


@dataclass(frozen=True, slots=True)
class Pivot:
    """A roll call in the United Nations that the votes of two states decided, with its totals."""

    record: str
    body: str
    day: str
    title: str
    yes: int
    no: int
    abstain: int
    choice: str
    rule: str
    only_together: bool

    def row(self) -> dict[str, Any]:
        """Return the roll call that two votes decided as a flat table row."""
        return {
            "date": self.day,
            "body": self.body,
            "title": self.title,
            "for": self.yes,
            "against": self.no,
            "abstaining": self.abstain,
            "both_voted": self.choice,
            "rule": self.rule,
            "turns_on": "only both together" if self.only_together else "either alone",
            "records": [self.record],
        }


def passes(yes: IntArray, no: IntArray, rule: str) -> BoolArray:
    """Return whether each text is adopted with these votes under a rule of :data:`RULES`, by roll call."""
    return np.asarray(yes > no if rule == "majority" else (yes >= 2 * no) & (yes > 0))


def count_turning(yes: IntArray, no: IntArray, rule: str, votes: int) -> tuple[BoolArray, BoolArray]:
    """Return two masks: adopted and rejected texts whose result changes if ``votes`` votes are reversed."""
    now = passes(yes, no, rule)
    lost = now & (yes >= votes) & ~passes(yes - votes, no + votes, rule)
    won = ~now & (no >= votes) & passes(yes + votes, no - votes, rule)
    return lost, won


def pivotal(
    matrix: BallotMatrix, titles: dict[str, str], a: str, b: str, rule: str = "majority", place: str = ""
) -> tuple[list[Pivot], Finding]:
    """Return one body's roll calls that two states' votes decided, newest first, and their number.

    Parameters
    ----------
    matrix : roll calls of one body, with the votes of all states
    titles : title of each roll call
    a, b : two codes
    rule : key of :data:`RULES`
    place : id of the roll calls' hotspot
    """
    body = matrix.bodies[0] if matrix.bodies else "the body"
    kind = Kind.PIVOTAL_VOTES
    subject = Subject(states=(a, b), place=place, body=body, topic=RULES[rule])
    one, other = matrix.votes(a), matrix.votes(b)
    shared = int(((one >= NO) & (other >= NO)).sum())
    if not shared:
        return [], cannot_tell(kind, subject, "they voted in none of the roll calls held", method=METHOD)
    yes, no, abstain = (np.asarray((matrix.choices == c).sum(0), np.int64) for c in (YES, NO, ABSTAIN))
    lost, won = count_turning(yes, no, rule, 2)
    alone = np.logical_or(*count_turning(yes, no, rule, 1))
    hit = (lost & (one == YES) & (other == YES)) | (won & (one == NO) & (other == NO))
    pivots = [
        Pivot(
            matrix.record_ids[k],
            matrix.bodies[k],
            str(matrix.dates[k]),
            titles.get(matrix.roll_calls[k], ""),
            int(yes[k]),
            int(no[k]),
            int(abstain[k]),
            "yes" if one[k] == YES else "no",
            rule,
            not alone[k],
        )
        for k in np.flatnonzero(hit)[::-1]
    ]
    together = sum(p.only_together for p in pivots)
    rank = _rank(matrix, lost, won, shared, len(pivots)) if pivots else None
    unranked = "none turned on them: the lowest there is" if not pivots else "no pair voted as often"
    detail = PivotalDetail(
        rule=rule,
        body=body,
        only_together=together,
        either_alone=len(pivots) - together,
        no_placebo="" if rank else unranked,
    )
    return pivots, Finding(
        kind,
        subject,
        len(pivots),
        "roll calls",
        NULL,
        shared,
        METHOD,
        placebo=rank,
        records=tuple(p.record for p in pivots[:RECORDS_SHOWN]),
        records_total=len(pivots),
        detail=detail,
    )


def _rank(
    matrix: BallotMatrix, lost: BoolArray, won: BoolArray, shared: int, value: int
) -> PlaceboRank | None:
    """Return how a pair's number of decided roll calls ranks among pairs that share half as many or more."""
    voted = (matrix.choices >= NO).astype(np.float32)
    often = voted @ voted.T >= shared / 2
    at_stake = lost | won
    side = np.where(lost[at_stake], YES, NO)
    won_with = (matrix.choices[:, at_stake] == side).astype(np.float32)
    counts = won_with @ won_with.T
    rows, columns = np.triu_indices(len(matrix.states), 1)
    keep = often[rows, columns]
    others = counts[rows, columns][keep].astype(float)
    mine = np.flatnonzero(others == value)
    if not len(mine):
        return None
    place = matching.rank(value, np.delete(others, mine[0]), "roll calls voted in")
    return replace(place, tied=len(mine) - 1)

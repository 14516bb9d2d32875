"""How often permanent members veto the same draft: counts, and the rate of one state given the other.

A joint veto is a recorded deed, so it is counted and not tested. Nearly all drafts are adopted, and compared
with *all* drafts any two vetoes would look coordinated. So chance is only asked about contested drafts for
which the vote of each member is known (:func:`coincidence`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from comity.errors import QuestionError
from comity.measures.stats import clustered
from comity.measures.votes.ballots import ABSTAIN, NO, BallotMatrix
from comity.records.details import ContestedDetail, LoneVetoDetail, VetoDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.vocabulary import topics
from comity.vocabulary.load import OPEN
from comity.vocabulary.states import display, permanent_seats

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    import pyarrow as pa
    from numpy.typing import NDArray

METHOD = "vetoes/1"
COUNT = "none: a count"

_CHOICES = {
    NO: (Kind.CONTESTED_AGAINST, "voted against"),
    ABSTAIN: (Kind.CONTESTED_ABSTAINED, "abstained on"),
}


@dataclass(frozen=True, slots=True)
class VetoedDraft:
    """A draft that at least one member vetoed."""

    date: date
    roll_call: str
    record: str
    by: frozenset[str]


def vetoed_drafts(
    ballots: pa.Table, roll_calls: pa.Table, since: date, until: date = OPEN
) -> list[VetoedDraft]:
    """Return the vetoed drafts of a window, in order of date and id.

    Parameters
    ----------
    ballots, roll_calls : tables of the schemas ``BALLOT`` and ``ROLL_CALL``; only ballots on the given roll
        calls count, so filter ``roll_calls`` for the drafts on a hotspot
    since, until : days, both included
    """
    by: dict[str, set[str]] = {}
    shown: dict[tuple[str, str], set[str]] = {}
    for roll_call, state, veto, source in _rows(ballots, "roll_call_id", "state", "veto", "source"):
        if veto:
            by.setdefault(roll_call, set()).add(state)
            shown.setdefault((roll_call, source), set()).add(state)
    out: dict[str, VetoedDraft] = {}
    # Of several records of one draft, the one whose source shows most of the vetoes stands for it.
    rows = _rows(roll_calls, "date", "roll_call_id", "record_id", "source")
    for day, roll_call, record, _ in sorted(rows, key=lambda r: (*r[:2], -len(shown.get(r[1::2], ())), r[2])):
        if roll_call in by and since <= day <= until:
            out.setdefault(roll_call, VetoedDraft(day, roll_call, record, frozenset(by[roll_call])))
    return list(out.values())


def vetoes(
    ballots: pa.Table,
    roll_calls: pa.Table,
    states: Sequence[str],
    *,
    since: date,
    until: date = OPEN,
    about: Subject = NO_SUBJECT,
) -> list[Finding]:
    """Return the vetoes of permanent members: joint, by one alone, and how often one joins another.

    The window is cut to the days on which all of them had a permanent seat. Rates have a 90% interval that
    treats the drafts on one place as a cluster (:mod:`comity.measures.stats.clustered`).

    Parameters
    ----------
    ballots, roll_calls : as for :func:`vetoed_drafts`
    states : two or more codes, in any order
    since, until : days, both included
    about : hotspot or topic of the drafts

    Returns
    -------
    The number of joint vetoes; for each state, the number of its vetoes without any of the others; and for
    each ordered pair, the rate at which the first joins the second. The result is a single "cannot tell" if a
    state has no permanent seat or no vetoed draft is recorded.
    """
    states = sorted(set(states))
    if len(states) < 2:
        raise QuestionError("Joint vetoes need at least two different states.")
    subject = replace(about, states=tuple(states))
    since, until, reason = _cut_to_seats(states, since, until)
    drafts = [] if reason else vetoed_drafts(ballots, roll_calls, since, until)
    if not drafts:
        why = reason or f"No vetoed draft is on record since {since}."
        return [cannot_tell(Kind.JOINT_VETOES, subject, why, method=METHOD)]
    group = frozenset(states)
    first, last = (f(d.date for d in drafts).isoformat() for f in (min, max))
    window = VetoDetail(since=since.isoformat(), vetoed_drafts=len(drafts), first=first, last=last)
    findings = [_count(Kind.JOINT_VETOES, subject, [d for d in drafts if group <= d.by], window)]
    for s in states:
        alone = replace(about, states=(s, *sorted(group - {s})))
        apart = [d for d in drafts if s in d.by and not (group - {s}) & d.by]
        sole = sum(d.by == {s} for d in apart)
        detail = LoneVetoDetail(
            since=window.since, vetoed_drafts=len(drafts), sole_veto=sole, first=first, last=last
        )
        findings.append(_count(Kind.LONE_VETOES, alone, apart, detail))
    crises = _crises(roll_calls, drafts)
    return [*findings, *(_rate(drafts, a, b, window, about, crises) for a, b in permutations(states, 2))]


def coincidence(
    matrix: BallotMatrix,
    a: str,
    b: str,
    contested: Collection[str],
    choice: int,
    *,
    about: Subject = NO_SUBJECT,
) -> Finding:
    """Compare with chance on how many contested drafts both states made the same choice.

    The test is one-sided hypergeometric (Fisher 1935), given each state's number of such choices.

    Parameters
    ----------
    matrix : votes of the Council
    a, b : codes of two different states, in any order
    contested : ids of contested roll calls; those with an unknown vote of either state are left out
    choice : :data:`~comity.measures.votes.ballots.NO` (a veto if by a permanent member) or ``ABSTAIN``

    Raises
    ------
    QuestionError
        If a roll call given as contested has only one choice on record: such drafts would make any two states
        look alike.
    """
    a, b = sorted((a, b))
    kind, words = _CHOICES[choice]
    subject = replace(about, states=(a, b))
    one, other = matrix.votes(a), matrix.votes(b)
    use = _list_contested(matrix, contested) & (one >= 0) & (other >= 0)
    first, second = use & (one == choice), use & (other == choice)
    n, left, right = int(use.sum()), int(first.sum()), int(second.sum())
    if not left or not right:
        never = f"{display(b if left else a)} {words} none"
        why = f"{never} of the {n} drafts on which both votes are known."
        return cannot_tell(kind, subject, why, method=METHOD, n=n)
    both = [matrix.record_ids[k] for k in np.flatnonzero(first & second)]
    p = float(scipy.stats.hypergeom.sf(len(both) - 1, n, left, right))
    detail = ContestedDetail(
        choices={a: left, b: right}, expected=left * right / n, p=p, unknown=len(contested) - n
    )
    return Finding(
        kind,
        subject,
        value=len(both),
        unit="contested drafts",
        null="hypergeometric: each state's own number of such choices among these contested drafts",
        n=n,
        method=METHOD,
        records=tuple(both),
        records_total=len(both),
        detail=detail,
    )


def jeffreys(hits: int, n: int, level: float = 0.9) -> Interval:
    """Return the equal-tailed Jeffreys interval of a share.

    The low end is 0 without hits, the high end 1 if all are hits.
    """
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(scipy.special.betaincinv(hits + 0.5, n - hits + 0.5, tail))
    high = 1.0 if hits == n else float(scipy.special.betaincinv(hits + 0.5, n - hits + 0.5, 1 - tail))
    return Interval(low, high, level)


def _count(kind: Kind, subject: Subject, drafts: list[VetoedDraft], detail: VetoDetail) -> Finding:
    return Finding(
        kind,
        subject,
        value=len(drafts),
        unit="vetoed drafts",
        null=COUNT,
        n=detail.vetoed_drafts,
        method=METHOD,
        records=tuple(d.record for d in drafts),
        records_total=len(drafts),
        detail=detail,
    )


def _crises(roll_calls: pa.Table, drafts: Sequence[VetoedDraft]) -> dict[str, str]:
    """Return the crisis of each draft: its hotspots, or the draft itself if it has none."""
    wanted = {d.roll_call for d in drafts}
    rows = roll_calls.select(["roll_call_id", "symbol", "title", "issues"]).to_pylist()
    places = topics.find_roll_call_hotspots(r for r in rows if r["roll_call_id"] in wanted)
    return {r: " ".join(sorted(places[r])) or r for r in wanted}


def _rate(
    drafts: list[VetoedDraft], a: str, b: str, window: VetoDetail, about: Subject, crises: Mapping[str, str]
) -> Finding:
    kind, subject = Kind.VETO_RATE, replace(about, states=(a, b))
    given = [d for d in drafts if b in d.by]
    if not given:
        return cannot_tell(kind, subject, f"{display(b)} vetoed none of these drafts.", method=METHOD)
    joined = [d for d in given if a in d.by]
    labels = np.unique([crises[d.roll_call] for d in given], return_inverse=True)[1]
    tally = clustered.Tally.of(np.array([a in d.by for d in given], float), labels)
    return Finding(
        kind,
        subject,
        value=len(joined) / len(given),
        unit=f"share of the vetoes of {display(b)}",
        null="none: a rate among vetoed drafts",
        n=len(given),
        method=METHOD,
        interval=clustered.share(tally),
        records=tuple(d.record for d in joined),
        records_total=len(joined),
        detail=replace(window, joined=len(joined)),
    )


def _rows(table: pa.Table, *columns: str) -> Iterable[tuple[Any, ...]]:
    return zip(*(table[c].to_pylist() for c in columns), strict=True)


def _cut_to_seats(states: Sequence[str], since: date, until: date) -> tuple[date, date, str]:
    """Return the window in which all states had a permanent seat, and why there is none ("" if there is)."""
    seats = permanent_seats()
    if outside := [s for s in states if s not in seats]:
        return since, until, f"{display(outside[0])} is no permanent member."
    since = max(since, *(seats[s][0] for s in states))
    until = min(until, *(seats[s][1] for s in states))
    never = since > until
    return since, until, "They never held permanent seats on the same day of this window." if never else ""


def _list_contested(matrix: BallotMatrix, contested: Collection[str]) -> NDArray[np.bool_]:
    """Return which roll calls are given as contested; raise an error if the votes on one are all alike."""
    named = np.array([r in contested for r in matrix.roll_calls], bool)
    for k in np.flatnonzero(named):
        votes = matrix.choices[:, k]
        if len(np.unique(votes[votes >= 0])) == 1:
            raise QuestionError(f"{matrix.roll_calls[k]} was not contested: all votes on record are alike.")
    return named

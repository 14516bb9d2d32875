"""How often two members of the Security Council withhold their yes from a text that is adopted.

Nearly every text is adopted with all votes in favour, so agreement says nothing; dissent does. A member
withholds its yes if it votes no, abstains or does not vote. Two measures always go together. The first is the
share of all texts from which *both* withheld their yes; it rises if both dissent more. The second is that
share among the texts from which at least one did; it rises if they join each other more. Votes on texts on
one subject are correlated, so intervals treat subjects as clusters (:mod:`comity.measures.stats.clustered`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from comity.measures.stats import clustered
from comity.measures.stats.clustered import Tally
from comity.measures.votes.ballots import ABSENT, YES, BallotMatrix
from comity.records.details import DissentDetail
from comity.records.finding import Finding, PlaceboRank, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import RECORDS_SHOWN, BoolArray, FloatArray, IntArray, Pair

METHOD = "council-dissent/1"
NULL = "none: a rate among adopted texts"
PERIODS = ((1992, 1999), (2000, 2006), (2007, 2012), (2013, 2018), (2019, 2022), (2023, 9999))
"""First and last years of the periods told apart, fixed before anything was counted in them."""
SEATS = 15
FEWEST_TEXTS = 40
"""Texts that both of another pair must have voted on for a pair to be held against it."""


@dataclass(frozen=True, slots=True, eq=False)
class CouncilTexts:
    """Adopted texts for which the vote of every member is known, by day.

    ``clusters`` (texts,) numbers the subject of each text. If a text has several subjects, it is the one with
    most texts; a text without a subject is a cluster of its own.
    """

    matrix: BallotMatrix
    clusters: IntArray

    @classmethod
    def read(cls, ballots: pa.Table, roll_calls: pa.Table) -> CouncilTexts:
        """Read the texts from ballots and roll calls of the Council, schemas ``BALLOT`` and ``ROLL_CALL``."""
        calls = roll_calls.select(["roll_call_id", "adopted"]).to_pylist()
        adopted = {r["roll_call_id"] for r in calls if r["adopted"]}
        matrix = BallotMatrix.from_tables(ballots, roll_calls)
        whole = ((matrix.choices >= ABSENT).sum(0) >= SEATS) if len(matrix.states) else np.zeros(0, bool)
        matrix = matrix.select(np.asarray(whole & np.array([r in adopted for r in matrix.roll_calls], bool)))
        texts_on = Counter(issue for issues in matrix.issues for issue in issues)
        names = [
            max(issues, key=lambda i: (texts_on[i], i)) if issues else call
            for call, issues in zip(matrix.roll_calls, matrix.issues, strict=True)
        ]
        return cls(matrix, np.unique(np.array(names, str), return_inverse=True)[1])

    @property
    def years(self) -> IntArray:
        """Calendar year of each text, (texts,)."""
        return np.asarray(self.matrix.dates.astype("datetime64[Y]").astype(np.int64) + 1970)

    def select(self, mask: BoolArray) -> CouncilTexts:
        """Return the texts for which ``mask`` (texts,) is true."""
        return CouncilTexts(self.matrix.select(mask), self.clusters[mask])

    def of_pair(self, a: str, b: str) -> Dissent:
        """Return which of two states withheld its yes, on the texts for which both votes are known."""
        one, other = self.matrix.votes(a), self.matrix.votes(b)
        sat = (one >= ABSENT) & (other >= ABSENT)
        records = np.array(self.matrix.record_ids, object)[sat]
        return Dissent(
            (a, b),
            self.years[sat],
            self.clusters[sat],
            (one != YES)[sat],
            (other != YES)[sat],
            tuple(records),
        )

    def shares(self) -> dict[Pair, tuple[int, int]]:
        """Count for each pair with enough texts those from which both withheld their yes, and all texts."""
        sat = self.matrix.choices >= ABSENT
        withheld = (sat & (self.matrix.choices != YES)).astype(float)
        both, together = withheld @ withheld.T, sat.astype(float) @ sat.T.astype(float)
        pairs = np.column_stack(np.triu_indices(len(self.matrix.states), 1))
        return {
            (self.matrix.states[i], self.matrix.states[j]): (int(both[i, j]), int(together[i, j]))
            for i, j in pairs
            if together[i, j] >= FEWEST_TEXTS
        }


@dataclass(frozen=True, slots=True, eq=False)
class Dissent:
    """Which state of a pair withheld its yes, by text, (texts,) each; ``records`` are ids of the texts."""

    pair: Pair
    years: IntArray
    clusters: IntArray
    one: BoolArray
    other: BoolArray
    records: tuple[str, ...]

    @property
    def both(self) -> BoolArray:
        """Whether both states withheld their yes, (texts,)."""
        return self.one & self.other

    @property
    def either(self) -> BoolArray:
        """Whether at least one state withheld its yes, (texts,)."""
        return self.one | self.other

    def between(self, first: int, last: int) -> Dissent:
        """Return the texts of some calendar years, both included."""
        return self.where((self.years >= first) & (self.years <= last))

    def where(self, mask: BoolArray) -> Dissent:
        """Return the texts for which ``mask`` is true."""
        records = tuple(np.array(self.records, object)[mask])
        return Dissent(
            self.pair, self.years[mask], self.clusters[mask], self.one[mask], self.other[mask], records
        )

    def tally(self, hits: BoolArray, trials: BoolArray | None = None) -> Tally:
        """Count the texts marked in ``hits`` among those in ``trials`` (default: all texts), by subject."""
        trials = np.ones(len(self.years), bool) if trials is None else trials
        return Tally.of(hits[trials].astype(float), self.clusters[trials])

    def by_year(self, years: IntArray) -> tuple[FloatArray, FloatArray]:
        """Count for each year the texts from which both withheld their yes, and all texts, (years,) each."""
        first = int(years[0])
        both = np.bincount(self.years[self.both] - first, minlength=len(years))
        return both.astype(float), np.bincount(self.years - first, minlength=len(years)).astype(float)


def dissent(
    texts: CouncilTexts, a: str, b: str, *, about: Subject = NO_SUBJECT, years: tuple[int, int] | None = None
) -> list[Finding]:
    """Return the dissent of two members: shared, of one alone, and how often each joins the other.

    Parameters
    ----------
    texts : the texts to count (all, or those on a hotspot)
    a, b : codes of two different states, in any order
    about : hotspot of the texts
    years : first and last calendar year; all by default

    Returns
    -------
    Four kinds of findings: the share of texts from which both withheld their yes, with the pair's rank among
    members; that share among the texts from which at least one did; the number of dissents of each state
    alone; and for each order of the pair, how often the first joined the second.
    """
    a, b = sorted((a, b))
    inside = texts
    if years is not None:
        inside = texts.select((texts.years >= years[0]) & (texts.years <= years[1]))
    own = inside.of_pair(a, b)
    subject = replace(about, states=(a, b))
    if not len(own.years):
        why = "they were not members of the Council together in these years, or no votes are held"
        return [cannot_tell(Kind.COUNCIL_DISSENT, subject, why, method=METHOD)]
    subject = replace(subject, span=_span(own.years))
    out = [
        _share(own, inside.shares(), subject),
        _measure_joint_share(own, own.either, Kind.COUNCIL_SHARED, subject),
    ]
    for k, state in enumerate((a, b)):
        lone = (own.one & ~own.other, own.other & ~own.one)[k]
        out.append(_lone(own, lone, replace(subject, states=(state, (b, a)[k]))))
    for k, state in enumerate((a, b)):
        of_partner = (own.other, own.one)[k]
        ordered = replace(subject, states=(state, (b, a)[k]))
        out.append(_measure_joint_share(own, of_partner, Kind.COUNCIL_JOINED, ordered))
    return out


def measure_periods(texts: CouncilTexts, a: str, b: str, *, about: Subject = NO_SUBJECT) -> list[Finding]:
    """Return the result of :func:`dissent` for each of :data:`PERIODS` in which both were members."""
    out = []
    for years in PERIODS:
        findings = dissent(texts, a, b, about=about, years=years)
        out += [f for f in findings if f.known or f.n]
    return out


def _span(years: IntArray) -> str:
    first, last = int(years.min()), int(years.max())
    return f"{first}" if first == last else f"{first} to {last}"


def _share(own: Dissent, all_pairs: Mapping[Pair, tuple[int, int]], subject: Subject) -> Finding:
    n, both = len(own.years), int(own.both.sum())
    rates = [k / m for pair, (k, m) in all_pairs.items() if pair != own.pair]
    above = sum(r >= both / n for r in rates)
    rank = PlaceboRank(1 + above, 1 + len(rates), f"pairs of members with {FEWEST_TEXTS} texts together")
    return Finding(
        Kind.COUNCIL_DISSENT,
        subject,
        both / n,
        "share of adopted texts",
        NULL,
        n,
        METHOD,
        clustered.share(own.tally(own.both)),
        placebo=rank if rates else None,
        **_records(own, own.both),
        detail=_detail(own),
    )


def _lone(own: Dissent, lone: BoolArray, subject: Subject) -> Finding:
    n = len(own.years)
    return Finding(
        Kind.COUNCIL_LONE,
        subject,
        int(lone.sum()),
        "adopted texts",
        "none: a count",
        n,
        METHOD,
        **_records(own, lone),
        detail=_detail(own),
    )


def _measure_joint_share(own: Dissent, trials: BoolArray, kind: Kind, subject: Subject) -> Finding:
    """Return the share from which both withheld their yes, among the texts in ``trials``."""
    n = int(trials.sum())
    if not n:
        why = (
            "all these texts had its yes"
            if kind is Kind.COUNCIL_JOINED
            else "both voted yes on all these texts"
        )
        return cannot_tell(kind, subject, why, method=METHOD, null=NULL)
    tally = own.tally(own.both, trials)
    return Finding(
        kind,
        subject,
        tally.k / n,
        "share of these texts",
        NULL,
        n,
        METHOD,
        clustered.share(tally),
        **_records(own, own.both),
        detail=_detail(own),
    )


def _records(own: Dissent, mask: BoolArray) -> dict[str, Any]:
    ids = [own.records[k] for k in np.flatnonzero(mask)[::-1]]
    return {"records": tuple(ids[:RECORDS_SHOWN]), "records_total": len(ids)}


def _detail(own: Dissent) -> DissentDetail:
    return DissentDetail(
        both=int(own.both.sum()),
        one_alone=int((own.one & ~own.other).sum()),
        other_alone=int((own.other & ~own.one).sum()),
        texts=len(own.years),
        subjects=len(np.unique(own.clusters)),
    )

"""Who could take the partner's place?  States that act beside the one that stays, ranked by record.

First those that acted beside it on the matter, by the number of occurrences; equals by how alike they
vote with it on the same matter (weighted kappa).  To act toward each other (a visit, a deal) is not to
act beside each other: only acts on a hotspot count, and the place itself is nobody's partner there.  The
order says who has done it before, not who would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.measures.votes import roll_call_agreement
from comity.measures.votes.ballots import BallotMatrix
from comity.records.details import SubstitutesDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.vocabulary import hotspots, states
from comity.vocabulary.states import display

METHOD = "replacing/1"
NULL = "none: a ranked list of what is on record"
MOST = 8
"""States named."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A state that might stand beside ``stays``: occurrences with it, of these without the partner, votes."""

    stays: str
    state: str
    acts: int
    without: int
    kappa: float | None
    shared_votes: int
    records: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """Flat, for a table."""
        return {
            "stays": self.stays,
            "state": self.state,
            "name": display(self.state),
            "acts_with_it": self.acts,
            "without_the_partner": self.without,
            "votes_alike_kappa": self.kappa,
            "shared_votes": self.shared_votes,
            "records": list(self.records),
        }


READ = ("record_id", "occurrence", "actors", "hotspots")
"""Columns of the table of acts that are read."""


def candidates(
    acts: pa.Table, votes: BallotMatrix | None, stays: str, leaves: str, hotspot: str | None
) -> list[Candidate]:
    """Rank other states by what they did together with ``stays`` at a hotspot (or anywhere).

    Parameters
    ----------
    acts : all acts of the window, of schema ``ACT``
    votes : roll calls about the matter; ``None`` without any
    stays, leaves : the two that part
    hotspot : id of a whole hotspot, or ``None`` for all
    """
    places = {h.id: frozenset(h.states) for h in hotspots.watched() if not h.own}
    wanted = places.keys() if hotspot is None else {hotspot}
    targets = frozenset() if hotspot is None else places[hotspot]
    joint: dict[str, dict[str, bool]] = defaultdict(dict)
    ids: dict[str, list[str]] = defaultdict(list)
    known = states.all_states()
    cooperative = pc.and_(pc.equal(acts["kind"], "event"), pc.equal(acts["polarity"], "cooperation"))
    for a in _of(acts.filter(cooperative), stays).select(list(READ)).to_pylist():
        about = {hotspots.whole(h) for h in a["hotspots"]} & wanted
        if not about:
            continue
        for other in set(a["actors"]) - {stays, leaves}.union(*(places[h] for h in about)):
            if other in known:
                alone = leaves not in a["actors"]
                joint[other][a["occurrence"]] = joint[other].get(a["occurrence"], True) and alone
                ids[other].append(a["record_id"])
    alike = {} if votes is None else _alike(votes, stays)
    ranked = []
    for s in sorted((joint.keys() | alike.keys()) - {stays, leaves} - targets):
        kappa, n = alike.get(s, (None, 0))
        ids_of = tuple(sorted(ids[s]))
        ranked.append(Candidate(stays, s, len(joint[s]), sum(joint[s].values()), kappa, n, ids_of))
    return sorted(ranked, key=lambda c: (-c.acts, -(c.kappa if c.kappa is not None else -9), c.state))[:MOST]


def _of(acts: pa.Table, state: str) -> pa.Table:
    """Acts in which a state is an actor."""
    actors = acts["actors"].combine_chunks()
    rows = pc.list_parent_indices(actors).filter(pc.equal(pc.list_flatten(actors), state))
    return acts.take(pc.unique(rows))


def _alike(votes: BallotMatrix, stays: str) -> dict[str, tuple[float, int]]:
    """State -> (weighted kappa, shared roll calls) with the one that stays, where both voted often enough."""
    if stays not in votes.states:
        return {}
    tables = roll_call_agreement.tables_of(votes, votes.states.index(stays))
    n, kappa = tables.sum((1, 2)), roll_call_agreement.indices(tables)["kappa"]
    return {
        s: (float(kappa[k]), int(n[k]))
        for k, s in enumerate(votes.states)
        if s != stays and n[k] >= roll_call_agreement.FEWEST_SHARED and not np.isnan(kappa[k])
    }


def finding(ranked: list[Candidate], stays: str, leaves: str, place: str = "") -> Finding:
    """The first of the list as a finding; "cannot tell" where no other state acted or voted with it."""
    kind, subject = Kind.SUBSTITUTES, Subject(states=(stays, leaves), place=place)
    on = f" on {hotspots.get(place).name}" if place else ""
    if not ranked:
        why = f"no other state is on record as acting beside {display(stays)} or voting with it{on}"
        return cannot_tell(kind, subject, why, method=METHOD, null=NULL)
    acted = [c for c in ranked if c.acts]
    if not acted:
        first = ", ".join(display(c.state) for c in ranked[:3])
        why = f"no state is on record as acting beside it{on}; nearest in votes: {first}"
        return cannot_tell(kind, subject, why, method=METHOD, null=NULL)
    ids = tuple(dict.fromkeys(i for c in acted for i in c.records))
    word = ", ".join(f"{display(c.state)} ({c.acts})" for c in acted[:3])
    return Finding(
        kind,
        subject,
        word,
        "by occurrences together on record",
        NULL,
        len(acted),
        METHOD,
        records=ids[:50],
        records_total=len(ids),
        detail=SubstitutesDetail(candidates=tuple(c.row() for c in ranked)),
    )


@dataclass(frozen=True, slots=True)
class Supplier:
    """A state that sells what the partner sold: its part already, and how often over it could supply.

    ``times_over`` are its exports to all others over what the partner sold.
    """

    buyer: str
    what: str
    state: str
    share: float
    times_over: float
    source: str

    def row(self) -> dict[str, Any]:
        """Flat, for a table."""
        return {
            "buyer": self.buyer,
            "what": self.what,
            "state": self.state,
            "name": display(self.state),
            "share_already": self.share,
            "times_over": self.times_over,
            "source": self.source,
        }


def suppliers(
    sold: Mapping[tuple[str, str], float], buyer: str, leaves: str, what: str, source: str
) -> list[Supplier]:
    """Other sellers that could cover what the partner sold, those who sell most to the buyer first.

    Parameters
    ----------
    sold : (seller, buyer) -> amount over the last years on record, of every pair
    buyer, leaves : who buys, and the partner whose goods would be missing
    what, source : named in the rows

    Returns
    -------
    Sellers to this buyer whose exports to all others are at least what the partner sold: one that sells less
    in all could not take its place, and one that sells the buyer nothing (under an embargo, say) has not
    shown that it would.
    """
    gone = sold.get((leaves, buyer), 0.0)
    total = sum(v for (_, to), v in sold.items() if to == buyer)
    exports: dict[str, float] = defaultdict(float)
    for (seller, to), v in sold.items():
        if to != buyer:
            exports[seller] += v
    out = [
        Supplier(buyer, what, s, sold.get((s, buyer), 0.0) / total, e / gone, source)
        for s, e in exports.items()
        if gone > 0 and e >= gone and sold.get((s, buyer), 0.0) > 0 and s not in (leaves, buyer)
    ]
    return sorted(out, key=lambda x: (-x.share, -x.times_over, x.state))[:MOST]

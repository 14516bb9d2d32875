"""Recount of failed Security Council drafts with other votes of one or two members.

A draft is adopted if it gets enough votes in favour (nine of fifteen; seven of eleven before 1966) and no
permanent member votes against it (United Nations Charter, Article 27(3); amended in 1965). So its result can
be recounted with other votes. How the members would have voted is unknown; abstaining and voting in favour
are the two bounds.

This is accounting: it adds up recorded votes. It does not say what would have been proposed, negotiated or
done after a break between the two states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from comity.records.details import NO_DETAIL, DraftsDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.vocabulary import hotspots
from comity.vocabulary.states import display, permanent_seats

METHOD = "drafts-recounted/1"
NULL = "none: a recount of recorded votes"
#: First day of the Council with fifteen members.
ENLARGED = date(1966, 1, 1)

EITHER, BOTH, NEITHER = "either alone", "only both together", "neither, even together"


@dataclass(frozen=True, slots=True)
class FailedDraft:
    """A Security Council draft that was not adopted, with its recorded votes.

    ``yes``, ``no`` and ``abstain`` are ``None`` if no source gives totals; ``choices`` holds the recorded
    votes of single members; ``note`` says if totals and votes disagree.
    """

    roll_call: str
    day: date
    symbol: str
    title: str
    yes: int | None
    no: int | None
    abstain: int | None
    vetoes: frozenset[str]
    choices: Mapping[str, str]
    records: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recount:
    """Result of recounting a failed Security Council draft with other votes of two members.

    ``turns_on`` says whose other vote would have adopted the draft: "A alone", :data:`EITHER`, :data:`BOTH`
    or :data:`NEITHER`; "" if unknown, with the reason in ``why_not``. ``only_a`` is true if the draft passes
    when A votes as it did and B in favour; ``only_b`` is the reverse. ``neither_abstain`` and ``neither_yes``
    say whether the draft passes if both abstain, or if both vote in favour.
    """

    draft: FailedDraft
    a: str
    b: str
    turns_on: str
    only_a: bool | None = None
    only_b: bool | None = None
    neither_abstain: bool | None = None
    neither_yes: bool | None = None
    why_not: str = ""

    @property
    def both_vetoed(self) -> bool:
        """Whether both members vetoed the draft."""
        return {self.a, self.b} <= self.draft.vetoes

    def row(self) -> dict[str, Any]:
        """Return the recount of a draft as a flat table row."""
        d = self.draft
        return {
            "date": d.day,
            "draft": d.symbol,
            "title": d.title,
            "for": d.yes,
            "against": d.no,
            "abstaining": d.abstain,
            "vetoed_by": sorted(d.vetoes),
            self.a: d.choices.get(self.a),
            self.b: d.choices.get(self.b),
            f"adopted_with_{self.a}_alone": self.only_a,
            f"adopted_with_{self.b}_alone": self.only_b,
            "adopted_if_both_abstain": self.neither_abstain,
            "adopted_if_both_in_favour": self.neither_yes,
            "turns_on": self.turns_on,
            "note": self.why_not or d.note,
            "records": list(d.records),
        }


def count_needed_votes(day: date) -> int:
    """Return the number of affirmative votes that a Security Council draft needed on a day."""
    return 9 if day >= ENLARGED else 7


def list_failed(ballots: pa.Table, roll_calls: pa.Table) -> list[FailedDraft]:
    """Return the Security Council's failed drafts, sorted by date and id.

    Parameters
    ----------
    ballots, roll_calls : tables with the schemas ``BALLOT`` and ``ROLL_CALL``, of the Council only
    """
    calls: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for r in sorted(roll_calls.to_pylist(), key=lambda r: str(r["record_id"])):
        calls[r["roll_call_id"]].append(r)
    cast: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for r in ballots.select(["roll_call_id", "state", "choice", "veto"]).to_pylist():
        cast[r["roll_call_id"]].append(r)
    out = [_draft(k, rows, cast[k]) for k, rows in calls.items() if any(r["adopted"] is False for r in rows)]
    return sorted(out, key=lambda d: (d.day, d.roll_call))


def _draft(key: str, rows: list[dict[str, Any]], cast: list[dict[str, Any]]) -> FailedDraft:
    first = rows[0]
    choices_by_state: dict[str, set[str]] = defaultdict(set)
    for b in cast:
        choices_by_state[b["state"]].add(b["choice"])
    choices = {s: next(iter(c)) for s, c in sorted(choices_by_state.items()) if len(c) == 1}
    vetoes = frozenset(b["state"] for b in cast if b["veto"])
    yes, no, abstain = next(
        ((r["yes"], r["no"], r["abstain"]) for r in rows if r["yes"] is not None), (None, None, None)
    )
    titles = [r["title"] for r in rows if r["title"]]
    note = ""
    if no is not None and no < len(vetoes):
        # Some published totals swap columns; the recount needs only the votes in favour.
        note = f"totals as published ({yes}-{no}-{abstain}) leave out the vetoes told"
    symbol = first["symbol"] or key.partition(":")[2]
    ids = tuple(str(r["record_id"]) for r in rows)
    title = max(titles, key=len, default="")
    return FailedDraft(key, first["date"], symbol, title, yes, no, abstain, vetoes, choices, ids, note)


def recount(draft: FailedDraft, a: str, b: str) -> Recount:
    """Recount a failed Security Council draft with other votes of two members.

    A changed vote is one in favour, the most a member can do for a draft. It removes a veto and adds a vote
    in favour.

    Parameters
    ----------
    draft : a draft that was not adopted
    a, b : two members of the Council on that day
    """
    own = {s: draft.choices.get(s) for s in (a, b)}
    if draft.yes is None:
        return Recount(draft, a, b, "", why_not="no source held gives the votes in favour")
    if draft.yes >= count_needed_votes(draft.day) and not draft.vetoes:
        return Recount(draft, a, b, "", why_not="it had the votes, and no source held tells what stopped it")
    if unknown := [s for s, c in own.items() if c is None]:
        # A permanent member whose vote is not recorded did not veto: it voted in favour or abstained.
        own |= dict.fromkeys(unknown, "yes")
    alone_a, alone_b = _passes(draft, own, {b: "yes"}), _passes(draft, own, {a: "yes"})
    both = {c: _passes(draft, own, dict.fromkeys((a, b), c)) for c in ("yes", "abstain")}
    word = _word(a, b, turn_a=alone_b, turn_b=alone_a, both=both["yes"])
    if unknown:
        who = " and ".join(display(s) for s in unknown)
        maybe = _passes(draft, own | dict.fromkeys(unknown, "abstain"), dict.fromkeys((a, b), "yes"))
        if maybe != both["yes"]:
            why = f"the vote of {who} is not told, and it could have decided"
            return Recount(draft, a, b, "", alone_a, alone_b, both["abstain"], maybe, why)
    return Recount(draft, a, b, word, alone_a, alone_b, both["abstain"], both["yes"])


def _passes(draft: FailedDraft, own: Mapping[str, str | None], turned: Mapping[str, str]) -> bool:
    """Return whether the Council draft passes with the changed votes ``turned`` and other votes as cast."""
    assert draft.yes is not None
    yes = draft.yes + sum((c == "yes") - (own[s] == "yes") for s, c in turned.items())
    return yes >= count_needed_votes(draft.day) and not draft.vetoes - turned.keys()


def _word(a: str, b: str, *, turn_a: bool, turn_b: bool, both: bool) -> str:
    if turn_a and turn_b:
        return EITHER
    if turn_a or turn_b:
        return f"{display(a if turn_a else b)} alone"
    return BOTH if both else NEITHER


def council(
    drafts: Iterable[FailedDraft], a: str, b: str, place: str = ""
) -> tuple[list[Recount], list[Finding]]:
    """Recount all failed Council drafts of the days on which both states held a permanent seat.

    Parameters
    ----------
    drafts : from :func:`list_failed`, for the period and hotspot in question
    a, b : two codes, sorted
    place : id of that hotspot

    Returns
    -------
    The recounts of drafts that a state vetoed or could have decided, and the counts as findings; a single
    "cannot tell" if a state holds no permanent seat.
    """
    seats, kind = permanent_seats(), Kind.DRAFTS_ONE_VETO
    about = Subject(states=(a, b), place=place)
    if outside := [s for s in (a, b) if s not in seats]:
        why = f"{display(outside[0])} is no permanent member, and no record held tells its votes"
        return [], [cannot_tell(kind, about, why, method=METHOD)]
    first, last = max(seats[a][0], seats[b][0]), min(seats[a][1], seats[b][1])
    recounts = [recount(d, a, b) for d in drafts if first <= d.day <= last]
    if not recounts:
        why = f"no failed draft is on record{_select_place(place)} while both held permanent seats"
        return [], [cannot_tell(kind, about, why, method=METHOD)]
    weighed = [r for r in recounts if {a, b} & r.draft.vetoes or r.turns_on not in (NEITHER, "")]
    return weighed, _findings(weighed, about)


def _select_place(place: str) -> str:
    return f" on {hotspots.get(place).name}" if place else ""


def _findings(weighed: list[Recount], about: Subject) -> list[Finding]:
    joint = [r for r in weighed if r.both_vetoed]
    one = [r for r in joint if r.only_a is False and r.only_b is False]
    pair = set(about.states)
    if not joint:
        why = f"they vetoed no draft together{_select_place(about.place)}"
        none = cannot_tell(Kind.DRAFTS_ONE_VETO, about, why, method=METHOD, n=len(weighed))
        return [none, *_lone(weighed, about)]
    votes = [r for r in joint if r.neither_yes is False and not r.draft.vetoes - pair]
    decided = [r for r in joint if r.neither_abstain]
    of, unit = len(joint), "of the drafts both vetoed"
    return [
        _count(Kind.DRAFTS_ONE_VETO, about, one, of, unit),
        _count(Kind.DRAFTS_VOTES_ALONE, about, votes, of, unit),
        _count(Kind.DRAFTS_ABSTAINED, about, decided, of, unit),
        *_lone(weighed, about),
    ]


def _lone(weighed: list[Recount], about: Subject) -> list[Finding]:
    out, pair = [], set(about.states)
    for s in about.states:
        lone = [r for r in weighed if r.draft.vetoes & pair == {s}]
        hits = [r for r in lone if r.turns_on == f"{display(s)} alone"]
        alone = replace(about, states=(s,))
        out.append(_count(Kind.DRAFTS_VETO_ALONE, alone, hits, len(lone), "of its vetoes without the other"))
    quiet = [r for r in weighed if not r.draft.vetoes and r.turns_on]
    return [*out, _count(Kind.DRAFTS_UNVETOED, about, quiet, len(quiet), "drafts")]


def _count(kind: Kind, about: Subject, hits: list[Recount], n: int, unit: str) -> Finding:
    ids = tuple(i for r in hits for i in r.draft.records)
    return Finding(
        kind,
        about,
        len(hits),
        unit,
        NULL,
        n,
        METHOD,
        records=ids,
        records_total=len(ids),
        detail=DraftsDetail(drafts=tuple(r.draft.symbol for r in hits)) if n else NO_DETAIL,
    )

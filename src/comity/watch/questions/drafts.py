"""Texts put to a vote in the Security Council, each with the members of a group that did not vote yes.

For an adopted text, every vote is known. For a vetoed draft, the lists have the vetoes only, so another
member may have abstained or voted yes. After the lists end, vetoes by all members come from single records of
acts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.records.schemas import DOCUMENT_TITLE
from comity.vocabulary import hotspots, topics
from comity.vocabulary.states import permanent_seats
from comity.watch.inquiry import Inquiry

JOINT_VETO = "joint-veto"


@dataclass(frozen=True, slots=True)
class Draft:
    """One text put to a vote in the Security Council, and who of the group did not vote yes.

    ``alone`` is the only member of the group that withheld its yes, or "" if all did. ``symbol`` is the
    symbol of the document, or "" if none is on record. ``places`` are whole hotspots.
    """

    date: date
    symbol: str
    title: str
    places: tuple[str, ...]
    alone: str
    vetoed: bool
    record: str


@dataclass(frozen=True, slots=True)
class Council:
    """All texts from the first year in which the vote of every member is known, oldest first.

    Members without a permanent seat sit for whole years: those in which they voted on adopted texts.
    ``agreed`` counts the adopted texts that all members voted for, by year. ``adopted_to`` and ``vetoes_to``
    are the last days of the roll calls and of the lists of vetoes.
    """

    drafts: tuple[Draft, ...]
    agreed: dict[int, int]
    adopted_to: date
    vetoes_to: date


def council(inquiry: Inquiry) -> Council | None:
    """Return the Council's texts; ``None`` without votes or if the group never sat there together."""
    group = set(inquiry.group.codes)
    choices, vetoes = _ballots(inquiry)
    calls = {r["roll_call_id"]: r for r in reversed(inquiry.council[1].to_pylist())}
    together = [r for i, r in calls.items() if r["adopted"] and group <= set(choices[i])]
    if inquiry.pair is None or not together:
        return None
    seated = {r["date"].year for r in together}
    first, always = min(seated), group <= set(permanent_seats())
    places = topics.find_roll_call_hotspots(list(calls.values()))
    agreed: Counter[int] = Counter()
    drafts = []
    for key, call in calls.items():
        if call["date"].year < first or not (always or call["date"].year in seated):
            continue
        if call["adopted"] and group <= set(choices[key]):
            withheld = {s for s in group if choices[key][s] != "yes"}
            agreed[call["date"].year] += not withheld
        else:
            withheld = vetoes[key] & group
        if withheld:
            drafts.append(_draft(call, places[key], group, withheld, vetoed=bool(vetoes[key] & group)))
    of_lists = max((c["date"] for c in calls.values() if c["vetoed"]), default=date.min)
    drafts += _find_in_acts(inquiry, {d.date for d in drafts if d.vetoed}, first)
    return Council(
        tuple(sorted(drafts, key=lambda d: (d.date, d.symbol, d.record))),
        {year: agreed[year] for year in range(first, inquiry.data_to.year + 1)},
        max(r["date"] for r in together),
        of_lists,
    )


def _ballots(inquiry: Inquiry) -> tuple[dict[str, dict[str, str]], dict[str, set[str]]]:
    choices: dict[str, dict[str, str]] = defaultdict(dict)
    vetoes: dict[str, set[str]] = defaultdict(set)
    for b in inquiry.council[0].to_pylist():
        choices[b["roll_call_id"]][b["state"]] = b["choice"]
        if b["veto"]:
            vetoes[b["roll_call_id"]].add(b["state"])
    return choices, vetoes


def _draft(
    call: dict[str, Any], places: frozenset[str], group: set[str], withheld: set[str], *, vetoed: bool
) -> Draft:
    alone = "" if withheld == group else min(withheld)
    whole = tuple(sorted({hotspots.whole(h) for h in places}))
    return Draft(
        call["date"], call["symbol"] or "", call["title"] or "", whole, alone, vetoed, call["record_id"]
    )


def _find_in_acts(inquiry: Inquiry, known: set[date], first: int) -> list[Draft]:
    """Return the drafts that all members vetoed and that no list of votes has, from reviewed acts."""
    out = []
    for act in inquiry.acts.to_pylist():
        if (
            act["document_id"]
            or JOINT_VETO not in act["forms"]
            or act["date_from"] in known
            or act["date_from"].year < first
        ):
            continue
        if set(inquiry.group.codes) <= {*act["actors"], *act["partners"]}:
            titles = [c["title"] or "" for c in act["citations"]]
            symbols = [t.removeprefix(DOCUMENT_TITLE) for t in titles if t.startswith(DOCUMENT_TITLE + "S/")]
            whole = tuple(sorted({hotspots.whole(h) for h in act["hotspots"]}))
            out.append(
                Draft(
                    act["date_from"],
                    next(iter(symbols), ""),
                    act["summary"],
                    whole,
                    "",
                    vetoed=True,
                    record=act["record_id"],
                )
            )
    return out

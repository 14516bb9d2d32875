"""Security Council drafts that all states of a group vetoed, as rows of the table of acts.

A table of votes and a chronicle may report the same veto. It is one occurrence if the chronicle has a joint
veto of the group on the same day and, if it names a draft, the same draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.measures.record.record import claims
from comity.measures.votes.veto_rates import VetoedDraft, vetoed_drafts
from comity.records.schemas import ACT, cite_document
from comity.vocabulary import forms, topics
from comity.vocabulary.group import Group

FORM = "joint-veto"
OWN = "bilateral"  # where the vocabulary puts what touches no hotspot


def joint_vetoes(
    ballots: pa.Table, roll_calls: pa.Table, acts: pa.Table, group: Group, since: date, until: date
) -> pa.Table:
    """Return the drafts that every member of the group vetoed, as a table of schema ``ACT``.

    Parameters
    ----------
    ballots, roll_calls : tables of the schemas ``BALLOT`` and ``ROLL_CALL``
    acts : acts already recorded; a veto that they report takes their occurrence id, and their hotspots if its
        roll call has none
    since, until : days, both included
    """
    of_act = pc.list_parent_indices(acts["forms"]).filter(pc.equal(pc.list_flatten(acts["forms"]), FORM))
    written_down = [a for a in acts.take(of_act).to_pylist() if claims(a, group.codes)]
    calls = _group_by_roll_call(roll_calls)
    rows = []
    for draft in vetoed_drafts(ballots, roll_calls, since, until):
        if set(group.codes) <= draft.by:
            rows.append(_act(draft, calls[draft.roll_call], written_down))
    return pa.Table.from_pylist(rows, schema=ACT)


def _group_by_roll_call(roll_calls: pa.Table) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for r in roll_calls.to_pylist():
        out.setdefault(r["roll_call_id"], []).append(r)
    return {k: sorted(v, key=lambda r: str(r["record_id"])) for k, v in out.items()}


def _act(
    draft: VetoedDraft, calls: list[dict[str, Any]], written_down: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    call = next(r for r in calls if r["record_id"] == draft.record)
    key = draft.roll_call.partition(":")[2]  # the symbol, or day and agenda where none is known
    symbol = call["symbol"] or (key if "/" in key else "")
    titles = list(dict.fromkeys(r["title"] for r in calls if r["title"]))
    same = _same(draft.date, symbol, written_down)
    hotspots_of = topics.find_roll_call_hotspots(calls)[draft.roll_call]
    about = f" ({titles[0]})" if titles else ""
    who = "Both" if len(draft.by) == 2 else "All"
    return {
        **{k: call[k] for k in ("record_id", "source", "file_id", "row_no", "known_on")},
        "date_from": draft.date,
        "date_to": draft.date,
        "precision": "day",
        "kind": "event",
        "occurrence": same["occurrence"] if same else draft.roll_call,
        "actors": sorted(draft.by),
        "partners": [],
        "targets": ["UNSC"],
        "hotspots": sorted(hotspots_of) or (same["hotspots"] if same else [OWN]),
        "forms": [FORM],
        "domain": "diplomatic",
        "polarity": "cooperation",
        "deed": forms.get(FORM).deed,
        "toward_third": same["toward_third"] if same else "unknown",
        "third": same["third"] if same else "USA",
        "modality": "asserted",
        "summary": f"{who} vetoed {f'draft {symbol}' if symbol else 'a draft'}{about}.",
        "citations": [_citation(r, draft) for r in calls],
        "rules": [],
    }


def _citation(call: dict[str, Any], draft: VetoedDraft) -> dict[str, str | None]:
    published = draft.date.isoformat()
    if call["symbol"]:
        cited = cite_document(call["symbol"], published)
        return {**cited, "url": call["url"] or cited["url"]}
    return {
        "title": f"Security Council, vetoed draft of {draft.date}",
        "url": call["url"],
        "place": None,
        "published": published,
        "kind": "official-record",
    }


def _same(day: date, symbol: str, written_down: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the act that reports this veto: on the same day, and of the same draft if both name one."""
    that_day = [a for a in written_down if a["date_from"] <= day <= a["date_to"] and a["precision"] == "day"]
    named = [a for a in that_day if symbol and symbol in _words(a)]
    silent = [a for a in that_day if "S/" not in _words(a)]
    candidates = named or silent
    return min(candidates, key=lambda a: str(a["record_id"])) if candidates else None


def _words(act: dict[str, Any]) -> str:
    return " ".join([act["summary"], *(c["title"] or "" for c in act["citations"])])

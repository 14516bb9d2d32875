"""Counts of who reports an occurrence: the reports, the copies among them, the owners of the outlets.

Three outlets that print one agency's text count as one report, and two outlets of one owner as one owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from comity.lake.query import occurrences, syndication
from comity.lake.query.evidence import EvidenceLine
from comity.lake.query.view import View
from comity.vocabulary.owners import Owner, owners
from comity.vocabulary.states import display

#: The rules by which reports are grouped, in words.
RULES = (occurrences.RULE, syndication.RULE)


def add_tellers(view: View, acts: pa.Table, lines: Sequence[EvidenceLine]) -> list[EvidenceLine]:
    """Add to evidence lines who reports their occurrence (``told_by``), and note which texts are copies.

    Parameters
    ----------
    view : the lake, with the documents
    acts : the acts behind the lines, of schema ``ACT``
    lines : evidence lines; those not read from text do not change
    """
    wanted = {x.record_id for x in lines}
    columns = acts.select(["record_id", "source", "document_id"]).to_pylist()
    of = {
        a["record_id"]: f"{a['source']}:{a['document_id']}"
        for a in columns
        if a["document_id"] and a["record_id"] in wanted
    }
    documents = _documents(view, of.values())
    documents_of: dict[str, set[str]] = {}
    for x in lines:
        if of.get(x.record_id) in documents:
            documents_of.setdefault(x.occurrence, set()).add(of[x.record_id])
    accounts = {o: _account([documents[i] for i in ids]) for o, ids in documents_of.items()}
    return [
        _label(x, of[x.record_id], *accounts[x.occurrence]) if of.get(x.record_id) in documents else x
        for x in lines
    ]


def _documents(view: View, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    wanted = {"wanted": pa.table({"id": pa.array(ids, pa.string())})}
    sql = """
        SELECT record_id, published, outlet, url, text FROM documents
        WHERE record_id IN (SELECT id FROM wanted)
    """
    return {r["record_id"]: r for r in view.run(sql, wanted).to_pylist()}


def _account(reports: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the counts of who reports an occurrence, and a map from each copy to its earliest original."""
    reports.sort(key=lambda r: (str(r["published"]), r["record_id"]))
    first = syndication.copies([r["text"] for r in reports])
    copies = {reports[i]["record_id"]: reports[k]["record_id"] for i, k in enumerate(first) if i != k}
    known: dict[Owner, None] = {}
    for r in reports:
        if r["record_id"] not in copies:
            known |= dict.fromkeys(owners(r["outlet"] or "", r["url"] or ""))
    return {
        "reports": len(reports),
        "copies": len(copies),
        "owners": [o.name for o in known],
        "state_owned": [f"{o.name} ({display(o.country)})" for o in known if o.is_state],
        "rules": list(RULES),
    }, copies


def _label(x: EvidenceLine, document: str, told_by: dict[str, Any], copies: dict[str, str]) -> EvidenceLine:
    note = f"copy of {copies[document]}" if document in copies else ""
    return replace(x, told_by=told_by, note="; ".join(n for n in (x.note, note) if n))


def describe_reports(told_by: dict[str, Any]) -> str:
    """Return the counts as text: ``3 reports, 2 owners (state-owned: TASS (Russia)), 1 copy folded``."""
    owned = len(told_by["owners"])
    parts = [_many(told_by["reports"], "report"), _many(owned, "owner") if owned else "owner not told"]
    if told_by["state_owned"]:
        parts[1] += f" (state-owned: {', '.join(told_by['state_owned'])})"
    if told_by["copies"]:
        parts.append(f"{told_by['copies']} {'copy' if told_by['copies'] == 1 else 'copies'} folded")
    return ", ".join(parts)


def _many(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"

"""Votes of all Security Council members on each text adopted by vote since 1992, a table made for comity.

A line is one adopted text: its totals, its fifteen members, and the choice of every member that did not vote
yes (``CHN:a;ZWE:n``: ``n`` no, ``a`` abstained, ``x`` did not vote). Where the UN library's summary differs
from its list of names, it is unknown who abstained: such a text has a roll call without totals and no
ballots. A jump of :data:`GAP` or more in the resolution numbers is a gap of the table; single missing numbers
were adopted without a vote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from comity.records.coverage import Coverage
from comity.records.schemas import BALLOT, ROLL_CALL, Reject, record_id
from comity.sources.base import Batch, Register, SourceFile, header
from comity.sources.council.vetoes import BODY, MEMBERS
from comity.sources.kit import delimited
from comity.sources.kit.rows import Row, RowError, join_pieces
from comity.vocabulary import states

ID = "unsc_member_votes"
COLUMNS = ("date", "symbol", "yes", "no", "abstain", "not_yes", "members", "subjects", "note")

#: Length of a jump in the resolution numbers that counts as a gap of the table.
GAP = 10

_SYMBOL = re.compile(r"(S/RES/(\d+))\(\d{4}\)")
_CHOICES = {"n": "no", "a": "abstain", "x": "absent"}
_CALLS = "adopted by a vote: vetoed drafts and texts adopted without a vote are not here"
_BALLOTS = "votes on adopted texts; absent means present and not voting, or away"


def _read(file: SourceFile) -> Iterator[Batch]:
    rows = join_pieces(delimited.lines(file, COLUMNS, delimiter="\t", header=True))
    out = Batch({}, rows.row_count, 0, rows.set_aside, rows.rejects)
    calls, ballots = dict[int, Row](), list[Row]()
    versions: dict[int, set[str]] = {}
    members: dict[int, list[str]] = {}
    for row_no, row in rows.rows:
        raw = "\t".join(row.values())
        try:
            number, call, votes = _vote(row)
        except RowError as e:
            out.rejects.append(Reject(row_no, e.reason, str(e), raw))
            continue
        versions.setdefault(number, set()).add(raw)
        if len(versions[number]) > 1:
            out.rejects.append(Reject(row_no, "twice", "another row tells this text differently", raw))
        elif number in calls:
            out.set_aside["repeat"] = out.set_aside.get("repeat", 0) + 1
        else:
            common = {"source": ID, "file_id": file.file_id, "row_no": row_no}
            calls[number] = common | call
            members[number] = row["members"].split()
            ballots += [common | v for v in votes]
    out.accepted = len(calls)
    out.tables = {
        "roll_calls": pa.Table.from_pylist(list(calls.values()), schema=ROLL_CALL),
        "ballots": pa.Table.from_pylist(ballots, schema=BALLOT),
    }
    out.coverage = list(_coverage({n: (c["date"], members[n]) for n, c in calls.items()}))
    yield out


def _vote(row: Row) -> tuple[int, Row, list[Row]]:
    """Return the number of the resolution, its roll call and its ballots."""
    symbol = _SYMBOL.fullmatch(row["symbol"].strip())
    if symbol is None:
        raise RowError("symbol", f"{row['symbol']!r} is no resolution like S/RES/726(1992)")
    try:
        day = date.fromisoformat(row["date"].strip())
    except ValueError:
        raise RowError("date", f"{row['date']!r} is no day like 1992-01-06") from None
    choices = _choices(row, day)
    totals = {what: sum(c == what for c in choices.values()) for what in ("yes", "no", "abstain")}
    published = {what: row[what].strip() for what in totals}
    if published != {what: str(n) for what, n in totals.items()}:
        raise RowError(
            "number", f"the totals {'-'.join(published.values())} are not those of the members' votes"
        )
    sure = not row["note"].strip()
    common = {"known_on": day, "roll_call_id": f"{BODY}:{symbol[1]}", "body": BODY, "date": day}
    call = common | {
        "record_id": record_id(ID, symbol[1]),
        "precision": "day",
        "symbol": symbol[0],
        "kind": "resolution",
        "issues": [s for s in row["subjects"].split("|") if s],
        "adopted": True,
        "vetoed": False,
        **{what: n if sure else None for what, n in totals.items()},
    }
    ballots = [
        common
        | {
            "record_id": record_id(ID, f"{symbol[1]}:{state}"),
            "state": state,
            "state_raw": state,
            "choice": choice,
            "veto": False,
        }
        for state, choice in choices.items()
    ]
    return int(symbol[2]), call, ballots if sure else []


def _choices(row: Row, day: date) -> dict[str, str]:
    members = row["members"].split()
    if unknown := [m for m in members if m not in states.all_states() or states.bearer(m, day) != m]:
        raise RowError("unknown-state", f"{unknown[0]!r} is no state of {day}")
    if len(members) != MEMBERS or len(set(members)) != MEMBERS:
        raise RowError("members", f"the Council has {MEMBERS} members, the row {len(set(members))}")
    out = dict.fromkeys(members, "yes")
    for entry in filter(None, row["not_yes"].strip().split(";")):
        state, _, choice = entry.partition(":")
        if out.get(state) != "yes" or choice not in _CHOICES:
            raise RowError("choice", f"{entry!r} is no member with n, a or x, or stands twice")
        out[state] = _CHOICES[choice]
    return out


def _coverage(votes: dict[int, tuple[date, list[str]]]) -> Iterator[Coverage]:
    """Yield the coverage of each run of resolutions without a gap: its roll calls, and ballots by year."""
    runs: list[list[int]] = []
    for number in sorted(votes):
        if runs and number - runs[-1][-1] < GAP:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        first, last = min(votes[n][0] for n in run), max(votes[n][0] for n in run)
        yield Coverage(ID, "roll_calls", first, last, note=_CALLS)
        for year in range(first.year, last.year + 1):
            seats = [m for n in run if votes[n][0].year == year for m in votes[n][1]]
            span = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
            yield Coverage(ID, "ballots", *span, frozenset(seats), note=_BALLOTS)


SOURCES: tuple[Any, ...] = (Register(ID, header("\t".join(COLUMNS)), _read),)

"""Ballots for the vote tests: small tables written out, simulated votes, and the real General Assembly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from comity.measures.votes.ballots import BallotMatrix
from comity.records.schemas import BALLOT, ROLL_CALL
from comity.sources.base import SourceFile
from comity.sources.registry import get

DAY = date(2001, 1, 1)
LETTERS = {"y": "yes", "n": "no", "a": "abstain", "-": "absent"}


def table(schema: pa.Schema, columns: Mapping[str, Any], n: int) -> pa.Table:
    """A table of ``schema`` with the given columns; the rest plain or null."""
    plain = {
        "record_id": [f"made:{k}" for k in range(n)],
        "source": ["made"] * n,
        "file_id": ["0" * 16] * n,
        "row_no": list(range(1, n + 1)),
        "precision": ["day"] * n,
        "issues": [[]] * n,
        "veto": [False] * n,
        "body": ["UNGA"] * n,
        "session": [1] * n,
    }
    filled = {**plain, **columns}
    filled.setdefault("known_on", filled["date"])
    arrays = [pa.array(filled.get(f.name, [None] * n), f.type) for f in schema]
    return pa.table(arrays, schema=schema)


def ballots(rows: Iterable[tuple[str, str, str, date]], veto: Iterable[bool] | None = None) -> pa.Table:
    """Ballots from (roll call, state, choice, day)."""
    rows = list(rows)
    columns: dict[str, Any] = dict(
        zip(("roll_call_id", "state", "choice", "date"), zip(*rows, strict=True), strict=True)
    )
    if veto is not None:
        columns["veto"] = list(veto)
    return table(BALLOT, columns, len(rows))


def roll_calls(ids: list[str], days: list[date], **columns: Any) -> pa.Table:
    """Roll calls with their days."""
    return table(ROLL_CALL, {"roll_call_id": ids, "date": days, **columns}, len(ids))


def spelled(
    votes: Mapping[str, str], days: list[date] | None = None, **columns: Any
) -> tuple[pa.Table, pa.Table]:
    """Tables from one string a state, one letter a roll call: y, n, a, - absent, blank unrecorded."""
    length = len(next(iter(votes.values())))
    days = days or [DAY + timedelta(days=k) for k in range(length)]
    ids = [f"r{k:04}" for k in range(length)]
    rows = [
        (ids[k], state, LETTERS[letter], days[k])
        for state, letters in votes.items()
        for k, letter in enumerate(letters)
        if letter != " "
    ]
    return ballots(rows), roll_calls(ids, days, **columns)


def matrix_of(
    choices: np.ndarray, days: np.ndarray | None = None, sessions: np.ndarray | None = None
) -> BallotMatrix:
    """A matrix straight from an array of choices; states are S000, S001 ..."""
    states, calls = choices.shape
    days = np.arange(calls) if days is None else days
    ids = tuple(f"r{k:05}" for k in range(calls))
    return BallotMatrix(
        states=tuple(f"S{k:03}" for k in range(states)),
        roll_calls=ids,
        record_ids=ids,
        bodies=("UNGA",) * calls,
        dates=np.datetime64("2001-01-01", "D") + days,
        sessions=np.ones(calls, np.int32) if sessions is None else sessions,
        issues=(frozenset(),) * calls,
        choices=choices.astype(np.int8),
    )


@cache
def assembly(folder: Path) -> BallotMatrix:
    """The General Assembly 1946 to January 2020."""
    tables: dict[str, list[pa.Table]] = {"ballots": [], "roll_calls": []}
    for name in ("votes", "roll_calls", "issues"):
        path = folder / "votes" / f"unga_unvotes_{name}.rda"
        file = SourceFile(path.name, path.name, "0" * 16, partial(path.open, "rb"))
        for batch in get("unga_unvotes").read(file):
            for kind, part in batch.tables.items():
                tables[kind].append(part)
    return BallotMatrix.from_tables(*(pa.concat_tables(tables[k]) for k in ("ballots", "roll_calls")))


def positioned(states: int, calls: int, dimensions: int, seed: int) -> BallotMatrix:
    """Votes that follow positions in a space of some dimensions and nothing else (ordinal logit)."""
    rng = np.random.default_rng(seed)
    position = rng.normal(size=(states, dimensions))
    slope = 3 * rng.normal(size=(calls, dimensions))
    lower = rng.normal(size=calls) - 1.5
    push = position @ slope.T + rng.logistic(size=(states, calls))
    choices = (push > lower).astype(int) + (push > lower + 1.5)
    choices[rng.random(choices.shape) < 0.08] = -2
    return matrix_of(choices, np.arange(calls) // 3)

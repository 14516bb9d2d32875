"""Ballots for the vote tests: small tables written out, simulated votes, and the real General Assembly."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from comity.measures.ballots import BallotMatrix
from comity.records.schemas import BALLOT, ROLL_CALL

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
    """The General Assembly 1946 to January 2020; states under the names the publisher gives them."""
    votes, calls, tags = (
        _frame(folder / "votes" / f"unga_unvotes_{n}.rda") for n in ("votes", "roll_calls", "issues")
    )
    issues = tags.groupby(tags["rcid"].astype(int))["short_name"].agg(list)
    numbers = calls["rcid"].astype(int).tolist()
    days = pd.to_datetime(calls["date"], unit="D").dt.date.tolist()
    held = roll_calls(
        [f"UNGA:{k}" for k in numbers],
        days,
        session=calls["session"].astype(int).tolist(),
        issues=[issues.get(k, []) for k in numbers],
    )
    day = dict(zip(numbers, days, strict=True))
    of = votes["rcid"].astype(int).tolist()
    cast = table(
        BALLOT,
        {
            "roll_call_id": [f"UNGA:{k}" for k in of],
            "date": [day[k] for k in of],
            "state": votes["country"].astype(str).tolist(),
            "choice": votes["vote"].astype(str).tolist(),
        },
        len(votes),
    )
    return BallotMatrix.from_tables(cast, held)


def _frame(path: Path) -> pd.DataFrame:
    import rdata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # classes of the tidyverse that rdata reads as plain frames
        return next(iter(rdata.read_rda(path).values()))

"""Single votes of the General Assembly as lists of names: a script of a page of charts.

An array of votes, each with the code of its resolution and lists of who approved, was against,
abstained or was absent.  The script has no day: ``unga_named_votes.csv`` (facts) has those of the
resolutions it names, with Voeten's number where there is one.  The unit of account is a name.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.identity import record_id
from comity.records.rejects import Reject
from comity.records.schemas import BALLOT, ROLL_CALL
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit.register import Register
from comity.sources.votes.unga import BODY, by_name
from comity.vocabulary.load import package_csv

ID = "unga_name_lists"

START = "export default ["
LISTS = {"approve": "yes", "against": "no", "abstain": "abstain", "absent": "absent"}
_KEY = re.compile(r"^(\s*)(\w+):", re.MULTILINE)
_TRAILING = re.compile(r",(\s*[\]}])")
_NOTE = "members in the votes of this file alone"


def _known(sample: Sample) -> bool:
    """Whether a script exports an array of objects with a code and a list of who approved."""
    return sample.head.startswith(START.encode()) and all(
        f"{k}:".encode() in sample.head for k in ("code", *LISTS)
    )


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read the script as one batch."""
    out = Batch({}, 0, 0)
    calls, ballots = list[dict[str, Any]](), list[dict[str, Any]]()
    votes = _votes(file)
    times = Counter(str(v.get("code")) for v in votes)
    for vote in votes:
        code = str(vote.get("code"))
        cast = [(n, c) for k, c in LISTS.items() for n in vote.get(k) or ()]
        start, out.row_count = out.row_count, out.row_count + len(cast)
        known = _named_votes().get(code)
        if known is None or times[code] > 1:
            reason = "date" if known is None else "twice"
            said = "its day is not in unga_named_votes.csv" if known is None else "is told twice"
            out.rejects += [
                Reject(start + i, reason, f"{code} {said}", str(n)) for i, (n, _) in enumerate(cast, 1)
            ]
            continue
        day, call = known
        common = {
            "source": ID,
            "file_id": file.file_id,
            "known_on": day,
            "roll_call_id": call,
            "body": BODY,
            "date": day,
        }
        fresh = _ballots(code, cast, day, start, out)
        ballots += [common | b for b in fresh]
        if fresh:
            counts = Counter(b["choice"] for b in fresh)
            calls.append(
                common
                | {k: counts[k] for k in ("yes", "no", "abstain")}
                | {
                    "record_id": record_id(ID, code),
                    "row_no": start + 1,
                    "precision": "day",
                    "symbol": f"A/RES/{code}",
                    "kind": "resolution",
                    "issues": [],
                    "adopted": True,
                }
            )
            for table in ("roll_calls", "ballots"):
                out.coverage.append(Coverage(ID, table, day, day, selective=True, note=_NOTE))
    out.accepted = len(ballots)
    out.tables = {
        "roll_calls": pa.Table.from_pylist(calls, schema=ROLL_CALL),
        "ballots": pa.Table.from_pylist(ballots, schema=BALLOT),
    }
    yield out


def _ballots(
    code: str, cast: list[tuple[Any, str]], day: date, start: int, out: Batch
) -> list[dict[str, Any]]:
    named = [by_name(n, day) if isinstance(n, str) else None for n, _ in cast]
    times, rows = Counter(named), []
    for i, ((name, choice), state) in enumerate(zip(cast, named, strict=True), start=start + 1):
        if state is None:
            out.rejects.append(Reject(i, "unknown-state", f"{name!r} is no state of {day}", str(name)))
        elif times[state] > 1:
            out.rejects.append(Reject(i, "twice", f"{name} is named more than once", str(name)))
        else:
            rows.append(
                {
                    "record_id": record_id(ID, f"{code}:{state}"),
                    "row_no": i,
                    "state": state,
                    "state_raw": name,
                    "choice": choice,
                    "veto": False,
                }
            )
    return rows


@cache
def _named_votes() -> dict[str, tuple[date, str]]:
    """Day and roll call of a resolution by its code."""
    return {
        r["code"]: (date.fromisoformat(r["date"]), f"{BODY}:{r['rcid'] or r['code']}")
        for _, r in package_csv("sources/votes/unga_named_votes.csv", ("code", "date", "rcid"))
    }


def _votes(file: SourceFile) -> list[dict[str, Any]]:
    """The array that the script exports, its bare keys and trailing commas made JSON.

    Raises
    ------
    SourceError
        When the script is cut or not of this layout.
    """
    with file.open() as stream:
        raw = stream.read()
    try:
        text = raw.decode("utf-8").removeprefix("export default").strip().removesuffix(";")
        votes = json.loads(_TRAILING.sub(r"\1", _KEY.sub(r'\1"\2":', text)))
    except ValueError as e:
        raise SourceError(f"{file.place} is damaged ({e}); get the script again.") from None
    right = isinstance(votes, list) and all(
        isinstance(v, dict) and all(isinstance(v.get(k, []), list) for k in LISTS) for v in votes
    )
    if not right:
        raise SourceError(f"{file.place} is no array of votes with lists of names; get the script again.")
    return votes  # type: ignore[no-any-return]


SOURCES = (Register(ID, _known, _read),)

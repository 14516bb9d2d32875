"""General Assembly roll calls in the R package *unvotes* (D. Robinson, after Voeten).

The package has three ``.rda`` files. ``un_votes`` holds the ballots, ``un_roll_calls`` the roll calls, and
``un_roll_call_issues`` their issue tags. Each file is read separately; records are joined by the roll call's
number (``roll_call_id``). So a roll call may have two records, one of them with its tags only. States are
matched by country name, because the ISO 2 code is missing for Namibia ("NA") and for former states.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import ROLL_CALL, Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit.rdata_file import first_object, read_frames
from comity.sources.votes import unga

ID = "unga_unvotes"

#: Columns of each object as published.
COLUMNS = {
    "un_votes": ("rcid", "country", "country_code", "vote"),
    "un_roll_calls": (
        "rcid",
        "session",
        "importantvote",
        "date",
        "unres",
        "amend",
        "para",
        "short",
        "descr",
    ),
    "un_roll_call_issues": ("rcid", "short_name", "issue"),
}


def _recognise(sample: Sample) -> bool:
    """Return whether the first saved object has one of the package's names.

    A bzip2 file gives no data before its first complete block. Then the file's name decides, and reading
    checks the content.
    """
    name = first_object(sample.head)
    if name is None and sample.head.startswith(b"BZh"):
        stem = sample.name.lower().removesuffix(".rda")
        return stem.endswith(("un_votes", "un_roll_calls", "un_roll_call_issues", "unvotes_roll_calls"))
    return name in COLUMNS


def _read(file: SourceFile) -> Iterator[Batch]:
    frames = read_frames(file)
    name = next((n for n in COLUMNS if n in frames), None)
    if name is None or not set(COLUMNS[name]) <= set(frames[name].column_names):
        raise SourceError(f"{file.place} holds none of the data frames {', '.join(COLUMNS)}.")
    frame = frames[name].combine_chunks()
    if name == "un_votes":
        yield from unga.batches(_cast(frame), ID, file.file_id, _ABSENT)
    elif name == "un_roll_calls":
        yield _roll_calls(frame, ID, file.file_id)
    else:
        yield _issues(frame, ID, file.file_id)


_ABSENT = "absences and non-membership are left out: no ballot may mean either"


def _whole(column: pa.ChunkedArray | pa.Array) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the whole numbers of a column, -1 for a blank or another number."""
    values = pc.fill_null(column.cast(pa.float64()), -1.0).to_numpy(zero_copy_only=False)
    fine = (values == np.floor(values)) & (values >= 0) & (values < 2**31)
    return np.where(fine, values, -1).astype(np.int64)


def _cast(frame: pa.Table) -> unga.CastVotes:
    rcid = _whole(_numbers(frame, "rcid"))
    country, vote = (_labels(frame, c) for c in ("country", "vote"))
    choices = [unga.CHOICES[:3].index(v) if v in unga.CHOICES[:3] else -1 for v in vote[1]]
    return unga.CastVotes(
        row_no=np.arange(1, len(rcid) + 1),
        rcid=rcid,
        day=unga.ordinals(rcid),
        place=country[0],
        names=country[1],
        choice=np.where(vote[0] >= 0, np.array([*choices, -1])[vote[0]], -1),
        resolve=unga.resolve_name,
    )


def _numbers(frame: pa.Table, name: str) -> pa.ChunkedArray:
    if not (pa.types.is_integer(frame[name].type) or pa.types.is_floating(frame[name].type)):
        raise SourceError(f"The column {name} does not hold numbers.")
    return frame[name]


def _labels(frame: pa.Table, name: str) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[str]]:
    """Return a column of texts as codes (-1: blank) and the distinct texts."""
    column = frame[name].combine_chunks()
    if not pa.types.is_dictionary(column.type):
        raise SourceError(f"The column {name} does not hold texts.")
    codes = pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, column.dictionary.to_pylist()


def _roll_calls(frame: pa.Table, source: str, file_id: str) -> Batch:
    for name in ("rcid", "session", "importantvote", "amend", "para"):
        _numbers(frame, name)
    rows, rejects, facts, aside = [], list[Reject](), dict[int, dict[str, Any]](), dict[str, int]()
    for row_no, r in enumerate(frame.select(COLUMNS["un_roll_calls"]).to_pylist(), start=1):
        rcid, day = r["rcid"], r["date"]
        raw = f"{rcid}, {day}, {r['unres']}"
        if rcid is None or rcid != int(rcid):
            rejects.append(Reject(row_no, "number", "the roll call has no number", raw))
        elif not hasattr(day, "year"):
            rejects.append(Reject(row_no, "date", "the roll call has no date", raw))
        elif facts.setdefault(int(rcid), r) is not r:
            if facts[int(rcid)] == r:
                aside["repeat"] = aside.get("repeat", 0) + 1
            else:
                rejects.append(Reject(row_no, "twice", "another row tells this roll call differently", raw))
        else:
            symbol = (r["unres"] or "").strip() or None
            rows.append(
                unga.roll_call(source, int(rcid), day)
                | {
                    "file_id": file_id,
                    "row_no": row_no,
                    "symbol": symbol,
                    "session": None if r["session"] is None else int(r["session"]),
                    "title": unga.title(r["short"], r["descr"]),
                    "kind": unga.kind(r["amend"], r["para"], symbol),
                    "important": None if r["importantvote"] is None else r["importantvote"] == 1,
                }
            )
    return _batch(rows, frame.num_rows, source, aside, rejects)


def _issues(frame: pa.Table, source: str, file_id: str) -> Batch:
    """Return one record of issue tags per roll call, with the number of the first row of its tags."""
    rcids = _whole(_numbers(frame, "rcid"))
    days = unga.ordinals(rcids)
    codes, labels = _labels(frame, "short_name")
    rejects, tags, repeats = list[Reject](), dict[int, dict[str, int]](), 0
    for i, (rcid, code) in enumerate(zip(rcids.tolist(), codes.tolist(), strict=True)):
        tag = labels[code] if code >= 0 else ""
        raw = f"{rcid}, {tag}"
        if np.isnat(days[i]):
            rejects.append(Reject(i + 1, "unknown-roll-call", "no roll call of that number is known", raw))
        elif tag not in unga.ISSUES:
            rejects.append(Reject(i + 1, "issue", "the tag is none of the published six", raw))
        elif tags.setdefault(rcid, {}).setdefault(tag, i + 1) != i + 1:
            repeats += 1
    rows = [
        unga.roll_call(source, rcid, unga.dates()[rcid], ":issues")
        | {"file_id": file_id, "row_no": min(tagged.values()), "issues": sorted(tagged)}
        for rcid, tagged in tags.items()
        if tagged
    ]
    out = _batch(rows, frame.num_rows, source, {"repeat": repeats} if repeats else {}, rejects)
    out.accepted = sum(map(len, tags.values()))
    return out


def _batch(
    rows: list[dict[str, Any]], row_count: int, source: str, aside: dict[str, int], rejects: list[Reject]
) -> Batch:
    table = pa.Table.from_pylist([r | {"source": source} for r in rows], schema=ROLL_CALL)
    days = [r["date"] for r in rows]
    sight = [Coverage(source, "roll_calls", min(days), max(days), note=_RECORDED)] if days else []
    return Batch({"roll_calls": table}, row_count, len(rows), aside, rejects, sight)


_RECORDED = "recorded votes only: what was adopted without a vote is not here"

SOURCES = (Register(ID, _recognise, _read),)

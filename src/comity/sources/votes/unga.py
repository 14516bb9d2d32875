"""Common code for General Assembly roll calls, as collected by E. Voeten.

A roll call is identified by Voeten's number ``rcid``, which every file has, so a vote has the same
``roll_call_id`` (``UNGA:<rcid>``) in every source. ``unga_dates.csv`` (facts from Voeten's CC0 files,
sessions 1 to 75) gives the day of each number for files without days.

Published days before 2003 are unreliable: nearly all are between the 1st and the 6th of a month, and up to
half are at weekends. Those dates are marked as precise only to the month.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from comity.records.coverage import Coverage
from comity.records.schemas import BALLOT, Reject, record_id
from comity.sources.base import Batch
from comity.vocabulary import states
from comity.vocabulary.load import package_csv
from comity.vocabulary.states import un_state

BODY = "UNGA"
#: Voeten's tags: Middle East (Palestine), nuclear, disarmament, human rights, colonialism, economy.
ISSUES = ("me", "nu", "di", "hr", "co", "ec")

_DESCRIBED = "abstain yes no importantvote date unres amend para short descr"
#: Columns in which every layout describes a roll call.
CALL_COLUMNS = (*_DESCRIBED.split(), *ISSUES)

CHOICES = ("yes", "abstain", "no", "absent")
NOT_A_MEMBER = len(CHOICES)
UNDECIDABLE = NOT_A_MEMBER + 1
NO_VOTE = UNDECIDABLE + 1
UNNUMBERED = NO_VOTE + 1
#: Codes of a choice beyond :data:`CHOICES`, and the rule that sets aside a row with such a code.
ASIDE = {
    NOT_A_MEMBER: "not a member",
    UNDECIDABLE: "yes or no, not told which",
    NO_VOTE: "adopted without a vote",
    UNNUMBERED: "may be a vote told elsewhere: which one is not clear",
}

DAYS_RIGHT_SINCE = date(2003, 1, 1)
_ROWS = 100_000
_DAYS = date.max.toordinal() + 1
_DAY_1970 = date(1970, 1, 1).toordinal()


@cache
def dates() -> dict[int, date]:
    """Return the day of every roll call by its number ``rcid``."""
    rows = package_csv("sources/votes/unga_dates.csv", ("rcid", "date"))
    return {int(r["rcid"]): date.fromisoformat(r["date"]) for _, r in rows}


def precision(day: date) -> str:
    """Return how precise the day of a roll call is: ``day`` or ``month``."""
    return "day" if day >= DAYS_RIGHT_SINCE else "month"


def known_on(day: date) -> date:
    """Return the day on which a vote became known: its day, or the end of its month if only that is sure."""
    return day if precision(day) == "day" else day.replace(day=monthrange(day.year, day.month)[1])


def resolve_name(name: str, on: date) -> str | None:
    """Return the state that a country name meant on that day."""
    return _find_heir(un_state(name, on) or states.resolve(name, "any-name"), on)


def resolve_cow(code: str, on: date) -> str | None:
    """Return the state that a Correlates of War number meant on that day."""
    return _find_heir(states.resolve(code, "cow", on) or states.resolve(code, "cow"), on)


def _find_heir(code: str | None, on: date) -> str | None:
    """Return the successor if a state has ended and a table still uses its name or number.

    A state that votes some days before its beginning is left unchanged, because early days are uncertain and
    some states were members before they were independent.
    """
    over = code is not None and on > states.get(code).last
    return states.resolve(code, "iso3", on) if over else code


def roll_call(source: str, rcid: int, day: date, part: str = "") -> dict[str, Any]:
    """Return the fields common to all records of a roll call; ``part`` keeps several records apart."""
    return {
        "record_id": record_id(source, f"{rcid}{part}"),
        "source": source,
        "known_on": known_on(day),
        "roll_call_id": f"{BODY}:{rcid}",
        "body": BODY,
        "date": day,
        "precision": precision(day),
        "issues": [],
    }


def kind(amend: Any, para: Any, symbol: str | None) -> str | None:
    """Return what was voted on (an amendment, a paragraph, a resolution); ``None`` if it is not given."""
    if amend == 1 or para == 1:
        return "amendment" if amend == 1 else "paragraph"
    if amend is None or para is None:
        return None
    return "resolution" if symbol else "draft"


def title(short: str | None, full: str | None) -> str | None:
    """Join the short and the full description of a roll call in one line, without repetition."""
    brief, long = (" ".join((t or "").split()) for t in (short, full))
    if brief.lower() in long.lower() or not long:
        return long or brief or None
    return f"{brief}: {long}"


@dataclass(frozen=True, slots=True)
class Calls:
    """Roll calls with the publisher's keys, and with the keys that all publishers share.

    ``keys`` become part of record ids, ``shared`` of roll call ids. ``exact`` says whether days before 2003
    are right too.
    """

    body: str
    keys: list[str]
    shared: list[str]
    exact: bool = True


@dataclass(slots=True)
class CastVotes:
    """The votes in one file, with one entry per row (or per cell of a wide table).

    ``rcid`` and ``place`` (an index into ``names``) are -1 if unreadable. ``day`` is NaT if the roll call is
    unknown. ``choice`` is an index into :data:`CHOICES`, a key of :data:`ASIDE`, or -1. If ``calls`` is
    given, ``rcid`` is an index into it. Entries of a roll call in ``disputed`` are rejects, because its rows
    contradict each other.
    """

    row_no: npt.NDArray[np.int64]
    rcid: npt.NDArray[np.int64]
    day: npt.NDArray[np.datetime64]
    place: npt.NDArray[np.int64]
    names: list[str]
    choice: npt.NDArray[np.int64]
    resolve: Callable[[str, date], str | None]
    calls: Calls | None = None
    disputed: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.rcid)

    def states(self) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return the state of each entry as an index into a list of codes (-1: unknown), and that list."""
        dated = ~np.isnat(self.day) & (self.place >= 0)
        since_1970 = np.where(dated, self.day.astype("datetime64[D]").astype(np.int64), 0)
        pairs, back = np.unique((self.place + 1) * _DAYS + since_1970 + _DAY_1970, return_inverse=True)
        codes: dict[str, int] = {}
        places = np.full(len(pairs), -1, np.int64)
        for k, pair in enumerate(pairs.tolist()):
            place, day = divmod(pair, _DAYS)
            code = self.resolve(self.names[place - 1], date.fromordinal(day)) if place else None
            if code is not None:
                places[k] = codes.setdefault(code, len(codes))
        return np.where(dated, places[back], -1), list(codes)


def ordinals(rcid: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
    """Return the day of each roll call number, NaT if it is unknown."""
    known = dates()
    numbers, back = np.unique(rcid, return_inverse=True)
    days = [
        np.datetime64(known[n], "D") if n in known else np.datetime64("NaT", "D") for n in numbers.tolist()
    ]
    return np.array(days, "datetime64[D]")[back]


def batches(cast: CastVotes, source: str, file_id: str, sight: str) -> Iterator[Batch]:
    """Yield the ballots in batches that account for every entry; ``sight`` is the note of the coverage."""
    state, codes = cast.states()
    fault = _faults(cast, state)
    days = cast.day[fault == 0]
    for start in range(0, max(len(cast), 1), _ROWS):
        part = fault[start : start + _ROWS]
        counts = np.bincount(part, minlength=len(_FAULTS)).tolist()
        out = Batch(
            {"ballots": _table(cast, np.flatnonzero(part == 0) + start, state, codes, source, file_id)},
            row_count=len(part),
            accepted=counts[0],
            set_aside={_FAULTS[k]: counts[k] for k in range(1, _REPEAT + 1) if counts[k]},
            rejects=[
                _reject(cast, i, int(fault[i])) for i in (np.flatnonzero(part > _REPEAT) + start).tolist()
            ],
        )
        if start + _ROWS >= len(cast) and len(days):
            first, last = days.min().astype(date), days.max().astype(date)
            out.coverage = [Coverage(source, "ballots", first, last, note=sight)]
        yield out


_DETAIL = {
    "unknown-state": "the name or number is of no state of that day",
    "unknown-roll-call": "no roll call of that number is known",
    "number": "the roll call has no number",
    "date": "the roll call has no date",
    "choice": "the vote is none of the published codes",
    "twice": "another row tells this vote differently",
}
_FAULTS = ("", *ASIDE.values(), "repeat", *_DETAIL)
_REPEAT = _FAULTS.index("repeat")


def _faults(cast: CastVotes, state: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return why each entry gives no ballot, as an index into :data:`_FAULTS`; 0 if it gives one."""
    fault = np.zeros(len(cast), np.int64)
    fault[state < 0] = _FAULTS.index("unknown-state")
    fault[(cast.choice < 0) & (fault == 0)] = _FAULTS.index("choice")
    for code, rule in ASIDE.items():
        fault[cast.choice == code] = _FAULTS.index(rule)
    fault[np.isnat(cast.day)] = _FAULTS.index("date" if cast.calls else "unknown-roll-call")
    fault[np.isin(cast.rcid, list(cast.disputed))] = _FAULTS.index("twice")
    fault[cast.rcid < 0] = _FAULTS.index("number")
    good = np.flatnonzero(fault == 0)
    _, first, back = np.unique(cast.rcid[good] * 1000 + state[good], return_index=True, return_inverse=True)
    fault[good[first[back] != np.arange(len(good))]] = _REPEAT
    least, most = np.full(len(first), len(CHOICES)), np.full(len(first), -1)
    np.minimum.at(least, back, cast.choice[good])
    np.maximum.at(most, back, cast.choice[good])
    # Contradicting rows are all rejected, because their order does not show which of them is right.
    fault[good[(least < most)[back]]] = _FAULTS.index("twice")
    return fault


def _reject(cast: CastVotes, i: int, fault: int) -> Reject:
    reason, rcid = _FAULTS[fault], int(cast.rcid[i])
    name = cast.names[cast.place[i]] if cast.place[i] >= 0 else ""
    key = cast.calls.keys[rcid] if cast.calls and rcid >= 0 else str(rcid)
    return Reject(int(cast.row_no[i]), reason, _DETAIL[reason], f"{key}, {name}")


def _table(
    cast: CastVotes,
    rows: npt.NDArray[np.int64],
    state: npt.NDArray[np.int64],
    codes: list[str],
    source: str,
    file_id: str,
) -> pa.Table:
    n, calls = len(rows), cast.calls
    rcid = pa.array(cast.rcid[rows])
    key = shared = rcid.cast(pa.string())
    if calls:
        key, shared = (pa.array(k, pa.string()).take(rcid) for k in (calls.keys, calls.shared))
    who = pa.array(codes, pa.string()).take(pa.array(state[rows]))
    days, back = np.unique(cast.day[rows], return_inverse=True)
    right = calls is not None and calls.exact
    known = [d if right else known_on(d) for d in days.astype(object)]
    known_days = pa.array(known, pa.date32()).take(pa.array(back))
    body = calls.body if calls else BODY
    same = {"source": source, "file_id": file_id, "body": body}
    columns = {k: pa.repeat(pa.scalar(v, pa.string()), n) for k, v in same.items()} | {
        "record_id": pc.binary_join_element_wise(pa.scalar(source), key, who, ":"),
        "row_no": pa.array(cast.row_no[rows]),
        "known_on": known_days,
        "roll_call_id": pc.binary_join_element_wise(pa.scalar(body), shared, ":"),
        "date": pa.array(cast.day[rows].astype("datetime64[D]")),
        "state": who,
        "state_raw": pa.array(cast.names, pa.string()).take(pa.array(cast.place[rows])),
        "choice": pa.array(CHOICES, pa.string()).take(pa.array(cast.choice[rows])),
        "veto": pa.repeat(False, n),
    }
    return pa.table({f.name: columns[f.name] for f in BALLOT}, schema=BALLOT)

"""The review log of a lake: people's decisions on acts that a machine read from text.

Each batch of decisions is one JSON file, ``reviews/<number>-<digest>.json``. It is written under a temporary
name, flushed to disk and then renamed, so a crash leaves a batch complete or absent. A file never changes. A
decision equal to the reviewer's newest on that act is not written, so importing a sheet twice adds nothing.

:mod:`comity.lake.query.review_queue` draws acts for review and records decisions.
:meth:`comity.lake.store.Lake.view` reads the log and applies it to every table of acts (:func:`apply`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.errors import LakeDamagedError
from comity.lake.storage import disk
from comity.lake.storage.disk import report_reached
from comity.lazy import lazy
from comity.records.reviews.decisions import Decision, Identity, ReviewOutcome, identity, settle
from comity.records.schemas import ACT
from comity.vocabulary import forms

FORMAT = 1
_NAME = re.compile(r"(\d{6})-([0-9a-f]{16})\.json")


@dataclass(frozen=True)
class ReviewLog:
    """All review decisions of a lake, oldest first."""

    decisions: tuple[Decision, ...] = ()

    @lazy
    def by_act(self) -> dict[str, list[Decision]]:
        """Return the decisions grouped by act."""
        out: dict[str, list[Decision]] = {}
        for d in self.decisions:
            out.setdefault(d.record_id, []).append(d)
        return out

    def until(self, as_of: date | None) -> ReviewLog:
        """Return the log with only the decisions made by a day; ``None`` for all."""
        return self if as_of is None else ReviewLog(tuple(d for d in self.decisions if d.on <= as_of))

    def digest(self) -> str:
        """Return 64 hex digits that identify the decisions."""
        return _check([d.to_json() for d in self.decisions])


@dataclass(frozen=True)
class Reviewed:
    """The outcomes of all reviews of the acts in a view (the records known on a day).

    ``outcomes`` maps an act's id in the view to the review's outcome; an act that was coded again has a new
    id. ``coded`` maps these ids to the machine's rows. ``orphaned`` lists the decisions whose act is no
    longer in the view.
    """

    outcomes: Mapping[str, ReviewOutcome] = field(default_factory=dict)
    coded: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    orphaned: tuple[Decision, ...] = ()

    @property
    def rejected(self) -> dict[str, dict[str, Any]]:
        """Rows of the rejected acts, by act id."""
        gone = {i: o for i, o in self.outcomes.items() if o.by is not None and o.by.human is None}
        return {i: self.coded[i] for i in gone}

    @property
    def accepted(self) -> list[str]:
        """Ids of the acts that people accepted or corrected."""
        return [i for i, o in self.outcomes.items() if o.by is not None and o.by.human is not None]

    @property
    def tallies(self) -> tuple[tuple[str, float, float], ...]:
        """How often people confirmed machine-read acts (:func:`comity.records.reviews.agreement.tallies`)."""
        if not self.outcomes:
            return ()
        from comity.records.reviews import agreement  # noqa: PLC0415 - loads the statistics, which a lake hardly needs

        return agreement.tallies(self.outcomes.values())

    def standing(self) -> pa.Table:
        """Return the acts (schema ``ACT``) with people's corrections, without the rejected acts."""
        rows = [self._row(i) for i in self.outcomes if i not in self.rejected]
        return pa.Table.from_pylist(rows, schema=ACT)

    def _row(self, record_id: str) -> dict[str, Any]:
        row, by = dict(self.coded[record_id]), self.outcomes[record_id].by
        changes = {} if by is None else dict(by.changes)
        for day in ("date_from", "date_to"):
            if day in changes:
                row[day] = date.fromisoformat(changes.pop(day))
                row["precision"] = "day" if row["date_from"] == row["date_to"] else "span"
        row |= changes
        if "forms" in changes and row["forms"]:
            row["deed"] = forms.get(row["forms"][0]).deed
        return row


def read(root: Path) -> ReviewLog:
    """Read all decisions of the lake at ``root``; without a folder the log is empty.

    Raises
    ------
    LakeDamagedError
        When a file of the log is damaged; the message names the file.
    """
    folder = root / "reviews"
    names = sorted(p for p in folder.glob("*.json") if _NAME.fullmatch(p.name)) if folder.is_dir() else []
    return ReviewLog(tuple(d for p in names for d in _read_one(p)))


def _read_one(path: Path) -> list[Decision]:
    try:
        data = json.loads(path.read_bytes())
        whole = data["format"] == FORMAT and data["check"] == _check(data["decisions"])
        decisions = [Decision.from_json(d) for d in data["decisions"]] if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        decisions = None
    if decisions is None:
        raise LakeDamagedError(
            f"The review log {path} is damaged: restore it from a copy, or delete it and take its sheet in "
            "again."
        )
    return decisions


def _check(decisions: list[dict[str, Any]]) -> str:
    text = json.dumps(decisions, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write(root: Path, decisions: Iterable[Decision]) -> int:
    """Write decisions to the log, all or none, and return how many were new.

    Raises
    ------
    LakeBusyError, LakeError
        When another process is writing, or the lake cannot be written.
    """
    with disk.one_writer(root), disk.writing(root):
        folder = root / "reviews"
        disk.make_folder(folder, root)
        for left in folder.glob("*.tmp"):
            left.unlink()
        standing = {(d.record_id, d.reviewer): _content(d) for d in read(root).decisions}
        new = list[Decision]()
        for d in decisions:
            if standing.get((d.record_id, d.reviewer)) != _content(d):
                standing[d.record_id, d.reviewer] = _content(d)
                new.append(d)
        if new:
            _place(folder, [d.to_json() for d in new])
    return len(new)


def _content(d: Decision) -> tuple[Any, ...]:
    """Return the fields that make two decisions differ, without the day and the machine's reading."""
    return d.reading, d.note, d.adjudicates


def _place(folder: Path, decisions: list[dict[str, Any]]) -> None:
    numbers = [int(m[1]) for p in folder.iterdir() if (m := _NAME.fullmatch(p.name))]
    check = _check(decisions)
    name = f"{max(numbers, default=0) + 1:06d}-{check[:16]}"
    body = {"format": FORMAT, "check": check, "decisions": decisions}
    temporary = folder / f"{name}.tmp"
    disk.write_whole(temporary, json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False).encode())
    report_reached("review written")
    temporary.replace(folder / f"{name}.json")
    disk.settle(folder)
    report_reached("review committed")


def apply(log: ReviewLog, coded: Sequence[Mapping[str, Any]]) -> Reviewed:
    """Apply the decisions of a log to the acts that were reviewed.

    A decision applies to the act with its id. If that act is gone, the decision applies to the only act from
    the same passage with the same parties, families of forms and polarity.

    Parameters
    ----------
    log : decisions up to the day of the view
    coded : the machine's acts (rows of ``ACT``) from the documents that the decisions are about
    """
    rows = {str(a["record_id"]): dict(a) for a in coded}
    anew: dict[Identity, list[str]] = {}
    for i, a in rows.items():
        if i not in log.by_act:
            anew.setdefault(identity(a), []).append(i)
    about: dict[str, list[Decision]] = {}
    orphaned = []
    for d in log.decisions:
        like = [d.record_id] if d.record_id in rows else anew.get(d.identity, [])
        if len(like) == 1:
            about.setdefault(like[0], []).append(d)
        else:
            orphaned.append(d)
    outcomes = {i: settle(i, given) for i, given in sorted(about.items())}
    return Reviewed(outcomes, {i: rows[i] for i in outcomes}, tuple(orphaned))

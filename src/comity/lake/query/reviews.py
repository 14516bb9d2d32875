"""The review log of a lake: what people decided about coded acts, kept beside what the machine read.

One JSON file a batch of decisions, ``reviews/<number>-<digest>.json``, written under a temporary name, made
to last, then renamed: a batch is there whole or not at all, and none is ever changed.  Who gives the same
sheet again adds nothing: a decision that is already the reviewer's newest about an act is not written.

:func:`take` (a sheet) and :func:`decide` (one act) write; :meth:`comity.lake.store.Lake.view` reads the log
and applies it (:func:`apply`), so that every table of acts already is what stands.  :func:`queue` draws acts
to review.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from comity.errors import LakeDamagedError, QuestionError, UnknownNameError
from comity.lake.storage import disk
from comity.lake.storage.failpoint import reached
from comity.lazy import lazy
from comity.records.rejects import Reject
from comity.records.schemas import ACT
from comity.text.review.decisions import Decision, Identity, ReviewOutcome, identity, settle, snapshot
from comity.text.review.sheets import Returned, SheetEntry, SheetItem, checked
from comity.vocabulary import forms, hotspots
from comity.vocabulary.group import Group

if TYPE_CHECKING:
    from comity.lake.query.view import View

FORMAT = 1
_NAME = re.compile(r"(\d{6})-([0-9a-f]{16})\.json")


@dataclass(frozen=True)
class Log:
    """Every decision of a lake, oldest first."""

    decisions: tuple[Decision, ...] = ()

    @lazy
    def by_act(self) -> dict[str, list[Decision]]:
        """Decisions by the act they are about."""
        out: dict[str, list[Decision]] = {}
        for d in self.decisions:
            out.setdefault(d.record_id, []).append(d)
        return out

    def until(self, as_of: date | None) -> Log:
        """The log as it was on a day."""
        return self if as_of is None else Log(tuple(d for d in self.decisions if d.on <= as_of))

    def digest(self) -> str:
        """64 hex digits over the decisions."""
        return _check([d.to_json() for d in self.decisions])


@dataclass(frozen=True)
class Reviewed:
    """What the log comes to for the acts of a view.

    ``outcomes`` by the id of the act as the view has it (an act coded anew has another id than the one that
    was reviewed); ``coded`` the machine's rows of these acts by id; ``orphaned`` the decisions whose act the
    view no longer holds in any coding.
    """

    outcomes: Mapping[str, ReviewOutcome] = field(default_factory=dict)
    coded: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    orphaned: tuple[Decision, ...] = ()

    @property
    def rejected(self) -> dict[str, dict[str, Any]]:
        """Rows of the acts that do not stand, by id."""
        gone = {i: o for i, o in self.outcomes.items() if o.by is not None and o.by.human is None}
        return {i: self.coded[i] for i in gone}

    @property
    def tallies(self) -> tuple[tuple[str, float, float], ...]:
        """What they say of the coder's precision (:func:`comity.text.review.agreement.tallies`)."""
        from comity.text.review import agreement  # noqa: PLC0415 - loads the statistics, which a lake hardly needs

        return agreement.tallies(self.outcomes.values())

    def standing(self) -> pa.Table:
        """Acts (schema ``ACT``) as people corrected them; accepted and disputed ones as the machine read."""
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


def read(root: Path) -> Log:
    """Every decision of the lake at ``root``; no folder is an empty log.

    Raises
    ------
    LakeDamagedError
        When a file of the log is not what was written; names it.
    """
    folder = root / "reviews"
    names = sorted(p for p in folder.glob("*.json") if _NAME.fullmatch(p.name)) if folder.is_dir() else []
    return Log(tuple(d for p in names for d in _read_one(p)))


def _read_one(path: Path) -> list[Decision]:
    try:
        data = json.loads(path.read_bytes())
        whole = data["format"] == FORMAT and data["check"] == _check(data["decisions"])
        told = [Decision.from_json(d) for d in data["decisions"]] if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        told = None
    if told is None:
        raise LakeDamagedError(
            f"The review log {path} is damaged: restore it from a copy, or delete it and take its sheet in "
            "again."
        )
    return told


def _check(decisions: list[dict[str, Any]]) -> str:
    text = json.dumps(decisions, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write(root: Path, decisions: Iterable[Decision]) -> int:
    """Write decisions to the log, all or none; how many were new.

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
        standing = {(d.record_id, d.reviewer): _said(d) for d in read(root).decisions}
        new = list[Decision]()
        for d in decisions:
            if standing.get((d.record_id, d.reviewer)) != _said(d):
                standing[d.record_id, d.reviewer] = _said(d)
                new.append(d)
        if new:
            _place(folder, [d.to_json() for d in new])
    return len(new)


def _said(d: Decision) -> tuple[Any, ...]:
    """What makes a decision another one: not the day it was given, nor what the machine said then."""
    return d.reading, d.note, d.adjudicates


def _place(folder: Path, decisions: list[dict[str, Any]]) -> None:
    numbers = [int(m[1]) for p in folder.iterdir() if (m := _NAME.fullmatch(p.name))]
    check = _check(decisions)
    name = f"{max(numbers, default=0) + 1:06d}-{check[:16]}"
    body = {"format": FORMAT, "check": check, "decisions": decisions}
    temporary = folder / f"{name}.tmp"
    disk.write_whole(temporary, json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False).encode())
    reached("review written")
    temporary.replace(folder / f"{name}.json")
    disk.settle(folder)
    reached("review committed")


def apply(log: Log, coded: Sequence[Mapping[str, Any]]) -> Reviewed:
    """What stands for acts that were reviewed.

    A decision holds for the act of its id; where that is gone, for the one act that was read from the same
    passage of the same document with the same parties, families of forms and polarity.

    Parameters
    ----------
    log : decisions up to the day asked about
    coded : the machine's acts (rows of ``ACT``) of the documents they are about
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
    outcomes = {i: settle(i, told) for i, told in sorted(about.items())}
    return Reviewed(outcomes, {i: rows[i] for i in outcomes}, tuple(orphaned))


def decisions(view: View) -> dict[str, ReviewOutcome]:
    """What people decided, as of the view's day, by act."""
    return dict(view.reviewed.outcomes)


def queue(  # noqa: PLR0913 - all but the view are choices by name
    view: View,
    *,
    pair: Group | None = None,
    hotspot: str | None = None,
    form: str | None = None,
    n: int = 100,
    seed: int = 1,
    sample: str = "random",
    reviewer: str = "",
) -> list[SheetItem]:
    """Acts to review, drawn so that what is found in them can be said of all.

    Parameters
    ----------
    view : the lake; what the machine read is drawn from, decided or not
    pair : only acts that name all of these states as parties
    hotspot : only acts on it and its parts
    form : only acts of this form and its parts
    n : how many
    seed : the same seed draws the same acts from the same lake
    sample : ``random``, each act alike; or ``uncertain``, by how near the coder's confidence is to a half
    reviewer : leave out what this reviewer has decided

    Returns
    -------
    Items in the order of their documents, each with the chance it had of being drawn.

    Raises
    ------
    QuestionError
        When ``n`` is below 1 or ``sample`` is neither.
    UnknownNameError
        When there is no such hotspot or form.
    """
    if n < 1 or sample not in ("random", "uncertain"):
        raise QuestionError("A sheet needs at least one act, drawn 'random' or 'uncertain'.")
    if form is not None:
        forms.get(form)
    spot = None if hotspot is None else hotspots.whole(hotspots.get(hotspot).id)
    done = {i for i, o in view.reviewed.outcomes.items() if reviewer in {d.reviewer for d in o.decisions}}
    acts = [
        a
        for a in view.coded_acts()
        if a["record_id"] not in done
        and (pair is None or set(pair.codes) <= {*a["actors"], *a["partners"]})
        and (spot is None or spot in {hotspots.whole(h) for h in a["hotspots"]})
        and (form is None or form in {*a["forms"], *map(forms.whole, a["forms"])})
    ]
    doubt = np.array([a["confidence"] * (1 - a["confidence"]) + 0.01 for a in acts], dtype=float)
    chances = _chances(np.ones(len(acts)) if sample == "random" else doubt, n)
    drawn = _systematic(chances, np.random.default_rng(seed))
    texts = view.texts({str(acts[k]["document_id"]) for k in drawn})
    found = [SheetItem.of(acts[k], texts, float(chances[k])) for k in drawn]
    return sorted(found, key=lambda i: i.record_id)


def _chances(size: np.ndarray[Any, Any], n: int) -> np.ndarray[Any, Any]:
    """Chances of being drawn in proportion to size, at most 1, that add up to ``n`` (or to all)."""
    out = np.ones(len(size))
    free = np.ones(len(size), dtype=bool)
    while free.any() and n < len(size):
        out[free] = size[free] * (n - (~free).sum()) / size[free].sum()
        over = free & (out > 1)
        if not over.any():
            break
        out[over], free = 1.0, free & ~over
    return out


def _systematic(chances: np.ndarray[Any, Any], rng: np.random.Generator) -> list[int]:
    """Draw with exactly these chances (systematic sampling in random order; Hartley and Rao 1962)."""
    order = rng.permutation(len(chances))
    ends = np.cumsum(chances[order])
    marks = np.arange(round(float(ends[-1]))) + rng.random() if len(chances) else np.array([])
    places = np.minimum(np.searchsorted(ends, marks, side="right"), max(len(chances) - 1, 0))
    return [int(k) for k in order[np.unique(places)]]


def take(
    view: View, entries: Iterable[SheetEntry], *, on: date | None = None, adjudicates: bool = False
) -> Returned:
    """Take the rows of a sheet into the log of the view's lake; a row that does not fit is a reject.

    Parameters
    ----------
    on : day of the decisions (today)
    adjudicates : whether they decide between reviewers who differ
    """
    coded = {str(a["record_id"]): a for a in view.coded_acts()}
    held, rejects, seen = list[Decision](), list[Reject](), dict[tuple[str, str], tuple[int, str]]()
    for e in entries:
        if e.record_id not in coded:
            rejects.append(e.refused("unknown-act", "No act of this id was read from text in this lake."))
            continue
        try:
            d = Decision(
                e.record_id,
                e.reviewer,
                e.choice,
                on or _today(),
                snapshot(coded[e.record_id]),
                e.changes,
                e.note,
                e.chance,
                adjudicates,
            )
        except QuestionError as err:
            rejects.append(e.refused("row", str(err)))
            continue
        row, reading = seen.setdefault((d.record_id, d.reviewer), (e.row_no, d.reading))
        if reading != d.reading:
            rejects.append(e.refused("twice", f"Row {row} decides the same act otherwise."))
        elif row == e.row_no:
            held.append(d)
    return Returned(len(held), write(view.root, held), rejects, Counter(d.choice for d in held))


def decide(  # noqa: PLR0913 - all but four are choices by name
    view: View,
    record_id: str,
    reviewer: str,
    choice: str,
    *,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    chance: float | None = None,
    on: date | None = None,
    adjudicates: bool = False,
) -> Decision:
    """Write one decision about one act of a view to the log of its lake.

    A view is a snapshot: make a new one to see the decision applied.

    Parameters
    ----------
    record_id : of an act that a machine read from text
    reviewer : who decides
    choice : ``accept``, ``reject`` or ``correct``
    changes : for ``correct``, what is otherwise: :data:`comity.text.review.decisions.FIELDS` -> value
    note : in the reviewer's words
    chance : of the :class:`~comity.text.review.sheets.Item` the act came with; ``None`` if it was picked by
    hand
    on : day of the decision (today)
    adjudicates : whether it decides between reviewers who differ

    Raises
    ------
    UnknownNameError
        When no act of this id was read from text, or the vocabulary does not know a corrected value.
    QuestionError
        When choice, reviewer and changes do not fit together.
    LakeBusyError, LakeError
        When the log cannot be written.
    """
    act = next((a for a in view.coded_acts() if a["record_id"] == record_id), None)
    if act is None:
        raise UnknownNameError("coded act", record_id)
    told = {k: checked(k, v) for k, v in (changes or {}).items()}
    d = Decision(record_id, reviewer, choice, on or _today(), snapshot(act), told, note, chance, adjudicates)
    write(view.root, [d])
    return d


def _today() -> date:
    return datetime.now(UTC).date()

"""Decisions of people about coded acts, and the outcome when several people have decided.

The machine's reading and every decision are stored and never overwritten.  The outcome is computed when acts
are read:

* the newest decision of each reviewer about an act is that reviewer's reading;
* if all readings are the same, that reading is the outcome;
* if they differ, the newest adjudication decides; without one, the reading that more than half of at least
  three reviewers share; otherwise the act is *disputed*: the machine's reading stays, with a mark.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from comity.errors import QuestionError
from comity.records.schemas import COUNTED
from comity.vocabulary import forms

ACCEPT, REJECT, CORRECT = "accept", "reject", "correct"
CHOICES = (ACCEPT, REJECT, CORRECT)
LISTS = ("actors", "partners", "targets", "hotspots", "forms")
WORDS = ("polarity", "toward_third", "modality")
DAYS = ("date_from", "date_to")
#: The fields of an act that a reviewer may correct.
FIELDS = (*LISTS, *WORDS, *DAYS)

DISPUTED = "disputed"

#: Source, document, start, end, parties, families of forms, polarity.
Identity = tuple[str, str, int, int, tuple[str, ...], tuple[str, ...], str]


def identity(act: Mapping[str, Any]) -> Identity:
    """Return what must be equal for a decision to apply to an act that was coded again."""
    families = tuple(sorted({forms.whole(f) for f in act["forms"] if f in forms.all_forms()}))
    parties = tuple(sorted({*act["actors"], *act["partners"]}))
    span = int(act["span_start"]), int(act["span_end"])
    return (str(act["source"]), str(act["document_id"]), *span, parties, families, str(act["polarity"]))


def snapshot(act: Mapping[str, Any]) -> dict[str, Any]:
    """Return the machine's reading of an act (a row of ``ACT``) in plain types, to store with a decision."""
    fields = ("source", "document_id", "span_start", "span_end", *FIELDS, "coder", "rules", "confidence")
    return {k: _plain(act[k]) for k in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, (list, tuple)) else value


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of one reviewer about one coded act.

    Parameters
    ----------
    record_id : the act
    reviewer : who decided
    choice : ``accept``, ``reject`` or ``correct``
    changes : for ``correct``, the corrected fields (:data:`FIELDS`): lists of ids, a word, or a day
        (ISO 8601)
    note : in the reviewer's words
    on : day of the decision
    machine : the machine's reading at that time (:func:`snapshot`)
    chance : probability with which the act was drawn, in (0, 1]; ``None`` if it was picked by hand
    adjudicates : whether the decision settles a disagreement between reviewers

    Raises
    ------
    QuestionError
        When the choice is unknown, the reviewer is missing, or changes and choice do not fit together.
    """

    record_id: str
    reviewer: str
    choice: str
    on: date
    machine: Mapping[str, Any]
    changes: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    chance: float | None = None
    adjudicates: bool = False

    def __post_init__(self) -> None:
        if self.choice not in CHOICES:
            raise QuestionError(f"A decision is accept, reject or correct, not {self.choice!r}.")
        if not self.reviewer.strip():
            raise QuestionError("A decision needs a reviewer: say who decides.")
        if (self.choice == CORRECT) != bool(self.changes):
            raise QuestionError("A decision to correct says what is otherwise, and only such a one does.")
        if unknown := [k for k in self.changes if k not in FIELDS]:
            raise QuestionError(f"{unknown[0]} cannot be corrected: only {', '.join(FIELDS)} can.")
        if self.chance is not None and not 0 < self.chance <= 1:
            raise QuestionError(f"A chance lies above 0 and up to 1, not at {self.chance}.")
        first, last = (str(self.changes.get(k, self.machine[k])) for k in DAYS)
        if first > last:
            raise QuestionError(f"The act ends ({last}) before it begins ({first}).")

    @property
    def reading(self) -> str:
        """The content of the decision: two decisions with equal readings agree."""
        return json.dumps([self.choice, self.changes], sort_keys=True, ensure_ascii=False)

    @property
    def human(self) -> dict[str, Any] | None:
        """The fields as the reviewer reads them; ``None`` if the reviewer finds no act.

        An act corrected to something that is not claimed (denied, demanded, supposed) counts as no act.
        """
        if self.choice == REJECT:
            return None
        reading = {k: self.changes.get(k, self.machine[k]) for k in FIELDS}
        return reading if reading["modality"] in COUNTED else None

    @property
    def identity(self) -> Identity:
        """The act's identity (:func:`identity`)."""
        return identity(self.machine)

    def to_json(self) -> dict[str, Any]:
        """Return the decision in plain types."""
        return {**asdict(self), "on": self.on.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        """Return the decision from the output of :meth:`to_json`."""
        return cls(**{**data, "on": date.fromisoformat(data["on"])})


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What reviewers decided about one act: ``state`` is accepted, rejected, corrected or disputed.

    ``decisions`` are the newest of each reviewer, in the order of the log; ``by`` is the one that decides
    (``None`` if disputed).
    """

    record_id: str
    state: str
    by: Decision | None
    decisions: tuple[Decision, ...]

    def summary(self) -> str:
        """Return the outcome, by whom and since when, as a note for the record."""
        said = "; ".join(
            f"{d.choice} by {d.reviewer} on {d.on.isoformat()}{f' ({d.note})' if d.note else ''}"
            for d in self.decisions
        )
        if self.by is None:
            return f"disputed: {said}; the machine's reading stays until a third or an adjudication decides"
        if self.state != "corrected":
            return f"{self.state}: {said}"
        was = ", ".join(f"{k} {_show(self.by.machine[k])} read by the machine" for k in self.by.changes)
        return f"corrected: {said}; {was}"


def _show(value: Any) -> str:
    return ("+".join(value) or "none") if isinstance(value, (list, tuple)) else str(value)


_STATES = {ACCEPT: "accepted", REJECT: "rejected", CORRECT: "corrected"}


def settle(record_id: str, decisions: Iterable[Decision]) -> ReviewOutcome:
    """Return what all decisions about one act come to, by the rules at the top of this file.

    Parameters
    ----------
    decisions : every decision about the act, oldest first; at least one
    """
    newest: dict[str, Decision] = {}
    for d in decisions:
        newest.pop(d.reviewer, None)  # reinsert: ordered by newest decision
        newest[d.reviewer] = d
    standing = tuple(newest.values())
    by = _deciding(standing)
    return ReviewOutcome(record_id, DISPUTED if by is None else _STATES[by.choice], by, standing)


def _deciding(standing: tuple[Decision, ...]) -> Decision | None:
    if judged := [d for d in standing if d.adjudicates]:
        return judged[-1]
    votes = Counter(d.reading for d in standing)
    reading, n = votes.most_common(1)[0]
    if n == len(standing) or (len(standing) >= 3 and 2 * n > len(standing)):
        return next(d for d in reversed(standing) if d.reading == reading)
    return None

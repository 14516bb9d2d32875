"""Case files: what reviewers write, pin and rate, with one transaction per change.

To change common content (title, question, text of hypotheses) or remove anything, a reviewer must have seen
the newest version. Notes, records and hypotheses can be added at any time. Each reviewer has separate
ratings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from comity.errors import ConflictError, QuestionError, UnknownNameError
from comity.parts.desk.store.hypotheses import RATINGS, RatedRecord, Weighing, weigh
from comity.parts.desk.store.models import Case, Hypothesis, Note, Pin, Rating

STATES = ("open", "answered", "set aside")
CHANGED = (
    "Somebody changed this case since you opened the page: open it again, and look before you change it."
)


def now() -> datetime:
    """Return the current UTC time in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0, tzinfo=None)


def of_pair(session: Session, pair: str) -> dict[str, Case]:
    """Return the cases (notes and ratings) of a pair of states, by hotspot (place watched)."""
    return {c.hotspot: c for c in session.scalars(sa.select(Case).where(Case.pair == pair))}


def find(session: Session, pair: str, hotspot: str) -> Case | None:
    """Return the case of a pair of states and a hotspot (place watched), if there is one."""
    return session.scalar(sa.select(Case).where(Case.pair == pair, Case.hotspot == hotspot))


def open_case(session: Session, pair: str, hotspot: str, title: str) -> Case:
    """Return the case of a pair of states and a hotspot; create one with this title if needed."""
    case = find(session, pair, hotspot)
    if case is None:
        case = Case(pair=pair, hotspot=hotspot, title=title, status=STATES[0], question="", version=1)
        session.add(case)
        session.flush()
    return case


def change(session: Session, case: Case, version: int, **fields: str) -> None:
    """Change the common content of a case: title, question, status or hypotheses.

    Raises
    ------
    ConflictError
        When the case has a newer version.
    """
    this_version = sa.update(Case).where(Case.id == case.id, Case.version == version)
    done: Any = session.execute(this_version.values(version=version + 1, **fields))
    if done.rowcount != 1:
        raise ConflictError(CHANGED)


def describe(session: Session, case: Case, version: int, title: str, status: str, question: str) -> None:
    """Set title, status and question of a case (notes and ratings on two states and a place)."""
    if status not in STATES:
        raise QuestionError(f"A case is {', '.join(STATES)}, not {status!r}.")
    if not title:
        raise QuestionError("A case needs a title.")
    change(session, case, version, title=title, status=status, question=question)


def note(session: Session, case: Case, reviewer: str, text: str) -> None:
    """Add a note to a case."""
    if not text:
        raise QuestionError("The note is empty: write something.")
    session.add(Note(case_id=case.id, reviewer=reviewer, at=now(), text=text))


def pin(session: Session, case: Case, reviewer: str, record_id: str, sentence: str) -> None:
    """Add a record with its current text to a case; a record that is already pinned stays unchanged."""
    if all(p.record_id != record_id for p in case.pins):
        session.add(Pin(case_id=case.id, record_id=record_id, sentence=sentence, reviewer=reviewer, at=now()))


def unpin(session: Session, case: Case, version: int, pin_id: int) -> None:
    """Remove a record and its ratings from a case."""
    change(session, case, version)
    session.delete(_part(case.pins, pin_id, "pinned record"))


def suppose(session: Session, case: Case, reviewer: str, text: str) -> None:
    """Add a hypothesis to a case; ratings of other hypotheses stay."""
    if not text:
        raise QuestionError("The hypothesis is empty: write it as a sentence.")
    session.add(Hypothesis(case_id=case.id, reviewer=reviewer, at=now(), text=text))


def reword(session: Session, case: Case, version: int, hypothesis_id: int, text: str) -> None:
    """Change the text of a hypothesis; an empty text removes the hypothesis and its ratings."""
    change(session, case, version)
    hypothesis = _part(case.hypotheses, hypothesis_id, "hypothesis")
    if text:
        hypothesis.text = text
    else:
        session.delete(hypothesis)


def rate(
    session: Session, case: Case, version: int, reviewer: str, ratings: Mapping[tuple[int, int], str]
) -> None:
    """Save a reviewer's ratings, keyed by (pinned record, hypothesis); "" removes a rating.

    Raises
    ------
    ConflictError
        When hypotheses or records have changed since the reviewer saw the case.
    QuestionError, UnknownNameError
        When a rating is invalid, or a key is not of this case.
    """
    current = session.scalar(sa.select(Case.version).where(Case.id == case.id).with_for_update())
    if current != version:
        raise ConflictError(CHANGED)
    for (pin_id, hypothesis_id), value in ratings.items():
        if value and value not in RATINGS:
            raise QuestionError(f"A rating is {', '.join(RATINGS)}, not {value!r}.")
        _part(case.pins, pin_id, "pinned record")
        _part(case.hypotheses, hypothesis_id, "hypothesis")
        rating = session.get(Rating, (pin_id, hypothesis_id, reviewer))
        if rating is not None and not value:
            session.delete(rating)
        elif rating is not None:
            rating.value = value
        elif value:
            session.add(Rating(pin_id=pin_id, hypothesis_id=hypothesis_id, reviewer=reviewer, value=value))


def _part(parts: list[Any], part_id: int, kind: str) -> Any:
    part = next((p for p in parts if p.id == part_id), None)
    if part is None:
        raise UnknownNameError(f"{kind} of this case", str(part_id))
    return part


def rows(case: Case) -> list[RatedRecord]:
    """Return the ratings in a case, with one row per pinned record."""
    out = []
    for p in case.pins:
        cells: dict[int, dict[str, str]] = {}
        for r in sorted(p.ratings, key=lambda r: r.reviewer):
            cells.setdefault(r.hypothesis_id, {})[r.reviewer] = r.value
        out.append(RatedRecord(p.id, cells))
    return out


def weighed(case: Case) -> Weighing:
    """Return how much evidence speaks against each hypothesis of a case."""
    return weigh([h.id for h in case.hypotheses], rows(case))


def as_json(case: Case) -> dict[str, Any]:
    """Return the whole case as plain values."""
    weighing = weighed(case)
    record_of = {p.id: p.record_id for p in case.pins}
    who = ("reviewer", "at")
    return {
        **{k: getattr(case, k) for k in ("pair", "hotspot", "title", "status", "question", "version")},
        "notes": [_plain(n, *who, "text") for n in case.notes],
        "records": [
            _plain(p, *who, "record_id", "sentence") | {"spread": weighing.spread[p.id]} for p in case.pins
        ],
        "hypotheses": [
            _plain(h, "id", *who, "text")
            | {"against": weighing.scores[h.id], "leads": h.id in weighing.leading}
            for h in case.hypotheses
        ],
        "ratings": [
            {"record_id": record_of[row.id], "hypothesis": h, "reviewer": who_rated, "rating": value}
            for row in rows(case)
            for h, cell in row.cells.items()
            for who_rated, value in cell.items()
        ],
        "records_counted": [record_of[k] for k in weighing.counted],
        "records_not_rated_under_every_hypothesis": [record_of[k] for k in weighing.left_out],
        "leading": list(weighing.leading),
        "leading_without": {record_of[k]: list(v) for k, v in weighing.without.items()},
    }


def _plain(part: Any, *names: str) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v := getattr(part, k), datetime) else v for k in names}

"""Statements: the sentences an account is made of, each with what supports it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.errors import QuestionError
from comity.records import grades
from comity.watch.account.acts import ClassedAct

WORDS = 30
"""Words that a sentence aims at; the tests hold those of the embedded records to it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a statement, for programs: its range, the ``n`` behind it and its span of days."""

    name: str
    value: float
    n: int
    low: float | None = None
    high: float | None = None
    span: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One plain sentence and what it rests on.

    Parameters
    ----------
    kind : what it says: ``heading``, ``phase``, ``together`` ...
    text : one sentence or clause
    records : ids of the records that show it
    computation : the query or method behind a computed sentence; its records are examples
    grade : the best grade among its records, "" for a computed one
    word : the answer of a witness in one word, for a mark (:mod:`~comity.watch.account.witnesses`)

    Raises
    ------
    QuestionError
        When it rests on nothing.
    """

    kind: str
    text: str
    records: tuple[str, ...] = ()
    computation: str = ""
    grade: str = ""
    numbers: tuple[Number, ...] = ()
    word: str = ""

    def __post_init__(self) -> None:
        if not (self.records or self.computation):
            raise QuestionError(
                f"Nothing supports the sentence {self.text!r}: name records or a computation."
            )


def of_acts(
    kind: str, text: str, acts: Iterable[ClassedAct], *numbers: Number, computation: str = ""
) -> Statement:
    """The statement that these acts show."""
    shown = list(acts)
    records = tuple(dict.fromkeys(r for a in shown for r in a.records))
    return Statement(kind, text, records, computation, grades.grade(a.grade for a in shown), numbers)

"""Statements: the sentences an account is made of, each with what supports it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from comity.errors import QuestionError
from comity.records.facts import grade
from comity.watch.account.acts import ClassedAct

#: Words that a sentence aims at; the tests hold those of the embedded records to it.
WORDS = 30


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
    """Return the statement that these acts show."""
    shown = list(acts)
    records = tuple(dict.fromkeys(r for a in shown for r in a.records))
    return Statement(kind, text, records, computation, grade(a.grade for a in shown), numbers)


def iterate_statements(value: Any) -> Iterator[Statement]:
    """Yield every statement of an account, in the order of its fields."""
    if isinstance(value, Statement):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from iterate_statements(getattr(value, f.name))
    elif isinstance(value, tuple):
        for v in value:
            yield from iterate_statements(v)


def as_plain(value: Any) -> Any:
    """Return a value in JSON types: dataclasses as objects, days as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [as_plain(v) for v in value]
    return value


def tabulate(acts: Sequence[ClassedAct]) -> pa.Table:
    """Return acts as rows, days as dates."""
    names = [f.name for f in fields(ClassedAct)]
    return pa.Table.from_pylist([{n: getattr(a, n) for n in names} for a in acts])

"""Statements: the sentences of an account, each with the records or the computation that support it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from comity.errors import QuestionError
from comity.records.facts import grade
from comity.watch.account.acts import ClassedAct

#: Intended most words of a sentence; tests check it for the embedded records.
WORDS = 30


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a statement, for use by programs: its range, the ``n`` behind it and its time span."""

    name: str
    value: float
    n: int
    low: float | None = None
    high: float | None = None
    span: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One plain sentence and the records or the computation behind it.

    Parameters
    ----------
    kind : the kind of statement: ``heading``, ``phase``, ``together`` ...
    text : one sentence or clause
    records : ids of the records that support the statement
    computation : the query or method behind a computed sentence, whose records are examples
    grade : the best grade among the records, "" for a computed statement
    word : the answer of the record, votes or news in one word, shown as a mark

    Raises
    ------
    QuestionError
        If neither records nor a computation are given.
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


def make_statement(
    kind: str, text: str, acts: Iterable[ClassedAct], *numbers: Number, computation: str = ""
) -> Statement:
    """Return a statement supported by the records of some acts."""
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


def make_plain(value: Any) -> Any:
    """Return a value in JSON types, with dataclasses as objects and days as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: make_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [make_plain(v) for v in value]
    return value


def tabulate(acts: Sequence[ClassedAct]) -> pa.Table:
    """Return acts as a table, one row each, with days as dates."""
    names = [f.name for f in fields(ClassedAct)]
    return pa.Table.from_pylist([{n: getattr(a, n) for n in names} for a in acts])

"""Findings: numbers or words with their method and the records behind them.

Every page and command shows findings only.  ``kind`` says which question a finding answers, ``subject`` what
it is about, and the type of ``detail`` what it has beside the value; nothing is parsed from words.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from comity.errors import QuestionError
from comity.records import kinds
from comity.records.details import DETAILS, NO_DETAIL, Detail
from comity.records.kinds import Kind, Subject
from comity.records.shown import Shown, flatten

if TYPE_CHECKING:
    from typing_extensions import TypeVar as TypeVarWithDefault

    D_co = TypeVarWithDefault("D_co", bound=Detail, default=Detail, covariant=True)
else:  # Python has defaults from 3.13 on
    D_co = TypeVar("D_co", bound=Detail, covariant=True)
T = TypeVar("T", bound=Detail)
Plain = TypeVar("Plain")


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that contains the true value with probability ``level`` (0.9: ninety per cent).

    At ``level`` 1 the range is no estimate but the least and most that the records allow (:attr:`bounds`).
    """

    low: float
    high: float
    level: float = 0.9

    def __post_init__(self) -> None:
        if not (self.low <= self.high and 0 < self.level <= 1):
            raise QuestionError(f"An interval needs low <= high and 0 < level <= 1, not {self}.")

    @property
    def bounds(self) -> bool:
        """Whether the range gives exact bounds, not the interval of an estimate."""
        return self.level == 1

    @property
    def name(self) -> str:
        """Name of the range: "bounds" or the level, "90%"."""
        return "bounds" if self.bounds else f"{self.level:.0%}"


@dataclass(frozen=True, slots=True)
class PlaceboRank:
    """The rank of the pair among placebo pairs: ``rank`` 1 is the highest of ``of``.

    ``share`` is the fraction of placebo pairs, including this pair, at or above the pair: the exact one-sided
    p value under exchangeability (Fisher 1935; Phipson and Smyth 2010, +1 in both).  ``tied`` counts the
    placebo pairs with exactly the same value, if known; they rank above the pair.
    """

    rank: int
    of: int
    matched_on: str
    tied: int = 0

    @property
    def share(self) -> float:
        """One-sided p value from the rank."""
        return self.rank / self.of

    @property
    def place(self) -> str:
        """The rank in words: ``no. 3 of 40``, or ``no. 3 to 17 of 40, tied with 14``."""
        if not self.tied:
            return f"no. {self.rank} of {self.of}"
        return f"no. {self.rank - self.tied} to {self.rank} of {self.of}, tied with {self.tied}"


@dataclass(frozen=True, slots=True)
class Finding(Shown, Generic[D_co]):
    """One answer.

    Parameters
    ----------
    kind : the question that it answers
    subject : what it is about; kind and subject give the question in words
    value : a number, a word (a verdict), or ``None`` when it cannot be told
    unit : what the number counts ("share of shared votes", "acts"); "" for words
    null : what the number is compared with, in words ("placebo pairs of similar activity", "none: a count")
    n : how many records, votes or bins it was computed from
    method : ``name/version`` of the measure
    interval : range of the number; ``None`` only for words, exact counts and "cannot tell"
    placebo : rank among placebo pairs, if the null has placebos
    records : ids of the records behind it (all, or a sample when ``records_total`` is larger)
    why_not : the reason when it cannot be told
    detail : what its measure has beside the value

    Raises
    ------
    QuestionError
        When a number is not whole and has no interval, is compared with nothing, or is not 0 but has no
        records (``n`` 0, no ids, and no reason in the detail); when an unknown value has no reason; or when
        null or method is missing.
    """

    kind: Kind
    subject: Subject
    value: float | int | str | None
    unit: str
    null: str
    n: int
    method: str
    interval: Interval | None = None
    placebo: PlaceboRank | None = None
    records: tuple[str, ...] = ()
    records_total: int = 0
    why_not: str = ""
    detail: D_co = field(default=cast(Any, NO_DETAIL))

    def __post_init__(self) -> None:
        if self.value is None and not self.why_not:
            raise QuestionError(f"{self.question} cannot be told, and no reason is given.")
        if isinstance(self.value, float):
            if math.isnan(self.value):
                raise QuestionError(f"{self.question} came out as NaN: say why it cannot be told.")
            if self.interval is None:
                raise QuestionError(f"{self.question} is a number without an interval.")
        if not self.null or not self.method:
            raise QuestionError(f"{self.question} lacks its null or its method.")
        if isinstance(self.value, (int, float)):
            if self.null == "none":
                raise QuestionError(f'{self.question} is held against nothing: write "none: a count".')
            if self.value and not (self.n > 0 or self.records or self.detail.no_records):
                raise QuestionError(f"{self.question} is a number that rests on no records.")

    @property
    def question(self) -> str:
        """The question in words, ending in "?"."""
        return kinds.question(self.kind, self.subject)

    @property
    def known(self) -> bool:
        """Whether there is an answer."""
        return self.value is not None

    @property
    def measured(self) -> str:
        """The value with its unit: ``0.706 share of votes``, ``2 drafts``, ``1 draft``."""
        value = f"{self.value:.3g}" if isinstance(self.value, float) else str(self.value)
        words = f"{value} {self.unit}".strip()
        return words.removesuffix("s") if isinstance(self.value, int) and self.value == 1 else words

    def read(self, kind: type[T]) -> T:
        """Return the detail, which must be of this type.

        Raises
        ------
        TypeError
            When the detail is of another type: check the kind first.
        """
        if not isinstance(self.detail, kind):
            raise TypeError(f"{self.kind} has {type(self.detail).__name__}, not {kind.__name__}")
        return self.detail


def cannot_tell(
    kind: Kind, subject: Subject, why: str, *, method: str, null: str = "none", n: int = 0
) -> Finding:
    """Return a finding without a value, with the reason."""
    return Finding(kind, subject, None, "", null, n, method, why_not=why)


def as_json(f: Finding) -> dict[str, Any]:
    """Return a finding in plain types; its detail has no empty keys."""
    placebo = f.placebo and {"rank": f.placebo.rank, "of": f.placebo.of, "matched_on": f.placebo.matched_on}
    return {
        "kind": f.kind.value,
        "subject": to_plain(f.subject),
        "question": f.question,
        "value": f.value,
        "unit": f.unit,
        "interval": f.interval and [f.interval.low, f.interval.high, f.interval.level],
        "null": f.null,
        "placebo": placebo and placebo | ({"tied": f.placebo.tied} if f.placebo and f.placebo.tied else {}),
        "n": f.n,
        "method": f.method,
        "records": list(f.records),
        "records_total": f.records_total,
        "why_not": f.why_not,
        "detail": to_plain(f.detail),
    }


def as_row(f: Finding) -> dict[str, Any]:
    """Return a finding as one row, with interval and rank in columns and without its detail."""
    plain = as_json(f)
    low, high, level = plain.pop("interval") or (None, None, None)
    rank = plain.pop("placebo") or dict.fromkeys(("rank", "of", "matched_on"))
    value = plain.pop("value")
    del plain["detail"]
    answer = {
        "word": value if isinstance(value, str) else None,
        "number": None if value is None or isinstance(value, str) else float(value),
        "low": low,
        "high": high,
        "level": level,
        "placebo_rank": rank["rank"],
        "placebo_of": rank["of"],
        "matched_on": rank["matched_on"],
    }
    return {"question": plain.pop("question"), **answer, **plain}


@flatten.register
def _flatten(f: Finding) -> list[dict[str, Any]]:
    return [as_row(f)]


def from_json(data: dict[str, Any]) -> Finding:
    """Return the finding from the output of :func:`as_json`.

    Raises
    ------
    KeyError, TypeError, ValueError
        When the data are not a finding of this version.
    """
    kind, interval, placebo = Kind(data["kind"]), data["interval"], data["placebo"]
    said = data["detail"].keys()
    plain = said <= {f.name for f in fields(Detail)}
    fitting = (d for d in DETAILS.get(kind, ()) if not plain and list_required(d) <= said)
    return Finding(
        kind=kind,
        subject=from_plain(Subject, data["subject"]),
        value=data["value"],
        unit=data["unit"],
        null=data["null"],
        n=data["n"],
        method=data["method"],
        interval=None if interval is None else Interval(*interval),
        placebo=None if placebo is None else PlaceboRank(**placebo),
        records=tuple(data["records"]),
        records_total=data["records_total"],
        why_not=data["why_not"],
        detail=from_plain(next(fitting, Detail), data["detail"]),
    )


def to_plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each form of value
    """Return a value in JSON types: dataclasses as objects, dates in ISO 8601, sets sorted."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        values = ((f, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {f.name: to_plain(v) for f, v in values if not _is_default(f, v)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(to_plain(k)): to_plain(v) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(to_plain(v) for v in value)
    if isinstance(value, (list, tuple)):
        return [to_plain(v) for v in value]
    return value


def from_plain(kind: type[Plain], data: Any) -> Plain:
    """Return a value of type ``kind`` from the output of :func:`to_plain`.

    Raises
    ------
    TypeError, KeyError, ValueError
        When the data do not fit the type.
    """
    return typing.cast(Plain, _read(kind, data))


def list_required(kind: type[Any]) -> frozenset[str]:
    """Return the names of the fields of a dataclass that have no default."""
    return frozenset(f.name for f in dataclasses.fields(kind) if _default(f) is dataclasses.MISSING)


def _default(f: dataclasses.Field[Any]) -> Any:
    return f.default_factory() if f.default_factory is not dataclasses.MISSING else f.default


def _is_default(f: dataclasses.Field[Any], value: Any) -> bool:
    default = _default(f)
    return default is not dataclasses.MISSING and type(default) is type(value) and default == value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(hint: Any, data: Any) -> Any:  # noqa: PLR0911 - one line for each form of type
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or isinstance(hint, TypeVar):
        return data
    if origin in (typing.Union, types.UnionType):
        return _read_one_of(args, data)
    if origin is tuple:
        each = args[:1] * len(data) if args[-1] is Ellipsis else args
        return tuple(_read(a, x) for a, x in zip(each, data, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {_read_key(args[0], k): _read(args[1], v) for k, v in data.items()}
    if origin is not None and issubclass(origin, Collection):
        return (list if origin is list else origin)(_read(args[0], x) for x in data)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{k: _read(hints[k], v) for k, v in data.items()})
    if hint in (date, datetime):
        return hint.fromisoformat(data)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if hint is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, hint):
        raise TypeError(f"{data!r} is no {hint.__name__}")
    return data


def _read_one_of(hints: tuple[Any, ...], data: Any) -> Any:
    """Return the data as the first type that fits; a number keeps its type if that is allowed."""
    if data is None and types.NoneType in hints:
        return None
    if type(data) in hints:
        return data
    for hint in hints:
        if hint is not types.NoneType:
            try:
                return _read(hint, data)
            except (TypeError, ValueError, AttributeError):
                continue
    raise TypeError(f"{data!r} fits none of {hints}")


def _read_key(hint: Any, key: str) -> Any:
    return int(key) if hint is int else _read(hint, key)

"""What was once derived from a view is kept beside the lake, so that the same question is not computed twice.

One file an answer lies in ``derived/`` (:mod:`comity.lake.storage.derived`), named by a digest of
everything the
answer depends on: the files of the view and its day, the question, the methods, and the code and data files
of the floors below the faces.  Whatever of these changes, the name changes and the old file is never read
again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from comity.lake.storage import derived
from comity.lake.storage.locks import Locks
from comity.measures import timing
from comity.measures.change import onset, stepping_up, tipping_points
from comity.measures.coaction import joint_bins, power, statistic
from comity.measures.record import (
    closeness_index,
    interdependence,
    military_alignment,
    occurrence,
    record,
    share_trend,
    shares,
)
from comity.measures.roles import deference, division, hedging, third_power, words_deeds
from comity.measures.verdict import counter_evidence, verdict
from comity.measures.votes import excess, roll_call_agreement, veto_rates
from comity.outlook.forecast import fans
from comity.records import finding
from comity.vocabulary import group
from comity.watch.composed import peers
from comity.watch.questions import relation, roles, series

T = TypeVar("T")

_FLOORS = ("vocabulary", "records", "sources", "text", "lake", "measures", "outlook", "watch")
_FILES = (".py", ".yaml", ".json", ".csv")
_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        finding.Finding,
        finding.Interval,
        finding.PlaceboRank,
        record.Record,
        occurrence.Occurrence,
        verdict.Verdict,
        verdict.Picture,
        group.Group,
        series.Series,
        series.Point,
        interdependence.Line,
        fans.Fan,
        fans.Past,
        peers.Mark,
    )
}
"""Classes that an answer may be made of."""

_AS_IT_IS = frozenset({str, int, float, bool, type(None)})
"""Types that JSON has as they are: nearly all that an answer is made of."""

_MEASURES = (
    counter_evidence,
    roll_call_agreement,
    interdependence,
    statistic,
    deference,
    division,
    excess,
    tipping_points,
    hedging,
    closeness_index,
    joint_bins,
    military_alignment,
    shares,
    onset,
    power,
    record,
    relation,
    roles,
    share_trend,
    stepping_up,
    third_power,
    timing,
    veto_rates,
    words_deeds,
)


class Memory:
    """Answers to one question on one view.

    Parameters
    ----------
    root : folder of the lake
    question : everything asked, in plain words, with the fingerprint of the view
    """

    def __init__(self, root: Path, *question: str) -> None:
        self.root = root
        self.question = question
        self._held: dict[str, Any] = {}
        self._locks = Locks()

    def once(self, part: str, make: Callable[[], T]) -> T:
        """The answer named ``part``, from memory, from disk, or made now and kept."""
        if part not in self._held:
            with self._locks.of(part):
                if part not in self._held:
                    self._held[part] = self._found(self._name(part), make)
        return cast("T", self._held[part])

    def _found(self, name: str, make: Callable[[], Any]) -> Any:
        """From disk, or made now and kept there."""
        found = _read(derived.read(self.root, name))
        if found is None:
            found = (make(),)
            told = json.dumps(plain(found[0]), ensure_ascii=False, separators=(",", ":"))
            derived.keep(self.root, name, told.encode())
        return found[0]

    def asked(self, part: str, make: Callable[[], T], *, compute: bool) -> T | None:
        """:meth:`once`, but only where it is wanted now or was kept: what takes long is not made unasked."""
        return self.once(part, make) if compute or self.has(part) else None

    def has(self, part: str) -> bool:
        """Whether the answer is kept."""
        return part in self._held or derived.has(self.root, self._name(part))

    def _name(self, part: str) -> str:
        told = "\n".join([*self.question, part, methods(), code()])
        return f"{hashlib.sha256(told.encode()).hexdigest()}.json"


def _read(body: bytes | None) -> tuple[Any] | None:
    """What a file holds, in a tuple of one; ``None`` where it is no answer."""
    try:
        return None if body is None else (made(json.loads(body)),)
    except (ValueError, KeyError, TypeError):
        return None


def plain(value: Any) -> Any:
    """Plain JSON of an answer; what JSON has no form for is marked by its kind."""
    if type(value) in _AS_IT_IS:
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"is": type(value).__name__, "with": told}
    if isinstance(value, dict):
        return {"is": "dict", "with": [[plain(k), plain(v)] for k, v in value.items()]}
    if isinstance(value, (tuple, list)):
        parts = [plain(v) for v in value]
        return parts if isinstance(value, list) else {"is": "tuple", "with": parts}
    if isinstance(value, date):
        return {"is": "date", "with": value.isoformat()}
    return value.item() if isinstance(value, np.generic) else value


def made(told: Any) -> Any:
    """Inverse of :func:`plain`."""
    if type(told) in _AS_IT_IS:
        return told
    if isinstance(told, list):
        return [made(v) for v in told]
    kind, parts = told["is"], told["with"]
    if kind == "dict":
        return {made(k): made(v) for k, v in parts}
    if kind == "tuple":
        return tuple(made(v) for v in parts)
    if kind == "date":
        return date.fromisoformat(parts)
    return _KINDS[kind](**{name: made(v) for name, v in parts.items()})


def methods() -> str:
    """Every method of the measures with its version, in one line."""
    told = {str(v) for m in _MEASURES for name, v in vars(m).items() if name.startswith("METHOD")}
    return " ".join(sorted(told))


@cache
def code() -> str:
    """Digest of the code and data files that answers rest on: any change makes every answer new."""
    told = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for floor in _FLOORS:
        for path in sorted(p for p in (root / floor).rglob("*") if p.suffix in _FILES):
            told.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return told.hexdigest()

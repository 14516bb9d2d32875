"""The receipt of an ``add``: asked = got + named gaps, and every row seen accounted for."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

GOT = ("added", "held")
GAPS = ("companion", "unrecognised", "damaged", "junk", "skipped")
"""What can become of a file that is met.

``added``; ``held`` already; a ``companion`` (read-me, licence, manifest: not data); ``unrecognised``
by any source; ``damaged``; ``junk`` of the file system; ``skipped`` (not a file, met before).
"""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file (or one member of an archive).  Counts are rows of the file.

    ``records`` counts the records it gave, by table; ``replaces`` is the file id it corrects, or "".
    """

    place: str
    status: str
    reason: str = ""
    source: str = ""
    file_id: str = ""
    row_count: int = 0
    accepted: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    rejects: dict[str, int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    replaces: str = ""

    @property
    def balances(self) -> bool:
        """Whether every row seen was kept, set aside by a rule, or rejected with a reason."""
        return self.row_count == self.accepted + sum(self.set_aside.values()) + sum(self.rejects.values())

    def as_row(self) -> dict[str, Any]:
        """Plain form."""
        names = {"row_count": "seen", "accepted": "kept"}
        return {names.get(k, k): v for k, v in asdict(self).items()}


class OutcomeLike(Protocol):
    """What became of one thing asked for: a status, and a reason where it is a gap."""

    @property
    def status(self) -> str:
        """Its fate in one word."""
        ...

    @property
    def reason(self) -> str:
        """Why it is a gap, as a sentence."""
        ...


L = TypeVar("L", bound=OutcomeLike)


@dataclass(frozen=True, slots=True)
class OutcomeList(Generic[L]):
    """What became of everything asked for, in the order asked: got, or a gap with its reason."""

    GOT: ClassVar[tuple[str, ...]] = ()
    GAPS: ClassVar[tuple[str, ...]] = ()
    lines: tuple[L, ...]

    def of(self, *status: str) -> list[L]:
        """Lines with one of these statuses."""
        return [x for x in self.lines if x.status in status]

    @property
    def requested(self) -> int:
        """How many things were asked for."""
        return len(self.lines)

    @property
    def got(self) -> int:
        """How many of them are held now."""
        return len(self.of(*self.GOT))

    @property
    def gaps(self) -> list[L]:
        """Those that are not, each with its reason."""
        return self.of(*self.GAPS)

    @property
    def settled(self) -> bool:
        """Whether everything has one known fate and every gap a reason."""
        return self.requested == self.got + len(self.gaps) and all(x.reason for x in self.gaps)

    @property
    def balances(self) -> bool:
        """Whether the account comes out."""
        return self.settled

    def totals(self) -> dict[str, Any]:
        """How many were asked for, got and not, and how many there are of each status."""
        return {
            "asked": self.requested,
            "got": self.got,
            "gaps": len(self.gaps),
            "by_status": dict(sorted(Counter(x.status for x in self.lines).items())),
        }


@dataclass(frozen=True, slots=True)
class Receipt(OutcomeList[FileOutcome]):
    """What became of every file met, in the order met."""

    GOT: ClassVar[tuple[str, ...]] = GOT
    GAPS: ClassVar[tuple[str, ...]] = GAPS

    @property
    def rows(self) -> dict[str, int]:
        """Rows of the files added: ``seen``, ``kept``, ``set_aside``, ``rejects``."""
        new = self.of("added")
        return {
            "seen": sum(x.row_count for x in new),
            "kept": sum(x.accepted for x in new),
            "set_aside": sum(sum(x.set_aside.values()) for x in new),
            "rejects": sum(sum(x.rejects.values()) for x in new),
        }

    @property
    def balances(self) -> bool:
        """Whether every file has one known fate, every gap a reason, every row an account."""
        rows = self.rows
        return (
            self.settled
            and all(x.balances for x in self.lines)
            and rows["seen"] == rows["kept"] + rows["set_aside"] + rows["rejects"]
        )

    def to_json(self) -> dict[str, Any]:
        """Plain form: totals, then every line."""
        return {
            **self.totals(),
            "rows": self.rows,
            "balances": self.balances,
            "files": [x.as_row() for x in self.lines],
        }

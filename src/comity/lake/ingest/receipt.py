"""The receipt of ``comity add``: the outcome of every file, and an account of every row."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

GOT = ("added", "held")
#: Statuses of a file found (with those of GOT): ``added``; ``held`` (in the lake already); ``companion``
#: (read-me, licence or manifest, no data); ``unrecognised`` by any source; ``damaged``; ``junk`` of the file
#: system; ``skipped`` (not a file, or found before).
GAPS = ("companion", "unrecognised", "damaged", "junk", "skipped")


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """The outcome for one file, or for one member of an archive, with the numbers of its rows.

    ``records`` counts the records read, by table. ``replaces`` is the id of the file that this file corrects,
    or "".
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
        """Whether every row was accepted, set aside by a rule, or rejected with a reason."""
        return self.row_count == self.accepted + sum(self.set_aside.values()) + sum(self.rejects.values())

    def as_row(self) -> dict[str, Any]:
        """Return the outcome as a dict of plain types."""
        names = {"row_count": "seen", "accepted": "kept"}
        return {names.get(k, k): v for k, v in asdict(self).items()}


class OutcomeLike(Protocol):
    """The outcome of one request: a status, and a reason if the thing requested was not added."""

    @property
    def status(self) -> str:
        """The outcome in one word."""
        ...

    @property
    def reason(self) -> str:
        """A sentence that says why the thing requested is not in the lake."""
        ...


L = TypeVar("L", bound=OutcomeLike)


@dataclass(frozen=True, slots=True)
class OutcomeList(Generic[L]):
    """The outcomes of all requests in order: a thing is in the lake, or is a gap with a reason."""

    GOT: ClassVar[tuple[str, ...]] = ()
    GAPS: ClassVar[tuple[str, ...]] = ()
    lines: tuple[L, ...]

    def of(self, *status: str) -> list[L]:
        """Return the outcomes with one of these statuses."""
        return [x for x in self.lines if x.status in status]

    @property
    def requested(self) -> int:
        """How many things were requested."""
        return len(self.lines)

    @property
    def got(self) -> int:
        """How many of the things requested are in the lake now."""
        return len(self.of(*self.GOT))

    @property
    def gaps(self) -> list[L]:
        """The outcomes of the things that are not in the lake, each with its reason."""
        return self.of(*self.GAPS)

    @property
    def settled(self) -> bool:
        """Whether every outcome has a known status, and every gap has a reason."""
        return self.requested == self.got + len(self.gaps) and all(x.reason for x in self.gaps)

    @property
    def balances(self) -> bool:
        """Whether every request has an outcome."""
        return self.settled

    def totals(self) -> dict[str, Any]:
        """Return the numbers of things requested, got and missing, and of outcomes by status."""
        return {
            "asked": self.requested,
            "got": self.got,
            "gaps": len(self.gaps),
            "by_status": dict(sorted(Counter(x.status for x in self.lines).items())),
        }


@dataclass(frozen=True, slots=True)
class Receipt(OutcomeList[FileOutcome]):
    """The outcomes of all files found by ``comity add``, in order."""

    GOT: ClassVar[tuple[str, ...]] = GOT
    GAPS: ClassVar[tuple[str, ...]] = GAPS

    @property
    def rows(self) -> dict[str, int]:
        """Numbers of rows in the files added: ``seen``, ``kept``, ``set_aside``, ``rejects``."""
        new = self.of("added")
        return {
            "seen": sum(x.row_count for x in new),
            "kept": sum(x.accepted for x in new),
            "set_aside": sum(sum(x.set_aside.values()) for x in new),
            "rejects": sum(sum(x.rejects.values()) for x in new),
        }

    @property
    def balances(self) -> bool:
        """Whether every file has a known status, every gap has a reason, and every row is accounted for."""
        rows = self.rows
        return (
            self.settled
            and all(x.balances for x in self.lines)
            and rows["seen"] == rows["kept"] + rows["set_aside"] + rows["rejects"]
        )

    def to_json(self) -> dict[str, Any]:
        """Return the totals and every outcome in plain types."""
        return {
            **self.totals(),
            "rows": self.rows,
            "balances": self.balances,
            "files": [x.as_row() for x in self.lines],
        }

"""The receipt of an ``add``: asked = got + named gaps, and every row seen accounted for."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

GOT = ("added", "held")
GAPS = ("companion", "unrecognised", "damaged", "junk", "skipped")
"""What can become of a file that is met.

``added``; ``held`` already; a ``companion`` (read-me, licence, manifest: not data); ``unrecognised``
by any source; ``damaged``; ``junk`` of the file system; ``skipped`` (not a file, met before).
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file (or one member of an archive).  Counts are rows of the file.

    ``records`` counts the records it gave, by table; ``replaces`` is the file id it corrects, or "".
    """

    place: str
    status: str
    reason: str = ""
    source: str = ""
    file_id: str = ""
    seen: int = 0
    kept: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    rejects: dict[str, int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    replaces: str = ""

    @property
    def balances(self) -> bool:
        """Whether every row seen was kept, set aside by a rule, or rejected with a reason."""
        return self.seen == self.kept + sum(self.set_aside.values()) + sum(self.rejects.values())


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of every file met, in the order met."""

    lines: tuple[Line, ...]

    def of(self, *status: str) -> list[Line]:
        """Lines with one of these statuses."""
        return [x for x in self.lines if x.status in status]

    @property
    def asked(self) -> int:
        """How many files were met."""
        return len(self.lines)

    @property
    def got(self) -> int:
        """How many of them are in the lake now."""
        return len(self.of(*GOT))

    @property
    def gaps(self) -> list[Line]:
        """Those that are not, each with its reason."""
        return self.of(*GAPS)

    @property
    def rows(self) -> dict[str, int]:
        """Rows of the files added: ``seen``, ``kept``, ``set_aside``, ``rejects``."""
        new = self.of("added")
        return {
            "seen": sum(x.seen for x in new),
            "kept": sum(x.kept for x in new),
            "set_aside": sum(sum(x.set_aside.values()) for x in new),
            "rejects": sum(sum(x.rejects.values()) for x in new),
        }

    @property
    def balances(self) -> bool:
        """Whether every file has one known fate, every gap a reason, every row an account."""
        rows = self.rows
        return (
            self.asked == self.got + len(self.gaps)
            and all(x.reason for x in self.gaps)
            and all(x.balances for x in self.lines)
            and rows["seen"] == rows["kept"] + rows["set_aside"] + rows["rejects"]
        )

    def to_json(self) -> dict[str, Any]:
        """Plain form: totals, then every line."""
        return {
            "asked": self.asked,
            "got": self.got,
            "gaps": len(self.gaps),
            "by_status": dict(sorted(Counter(x.status for x in self.lines).items())),
            "rows": self.rows,
            "balances": self.balances,
            "files": [asdict(x) for x in self.lines],
        }

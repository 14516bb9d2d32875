"""The receipt of a ``get``: asked = got + named gaps, then what the lake took of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from comity.lake.receipt import Receipt as Added

GOT = ("new", "corrected", "unchanged")
GAPS = (
    "missing", "locked", "refused", "unreachable", "busy", "cut", "too-slow", "too-large", "not-it",
    "damaged", "listing", "disk", "not-asked",
)  # fmt: skip
"""What can become of a file that is asked for.

``new``; ``corrected``: other bytes than before under the same address; ``unchanged``.  Or a gap: the
publisher does not have it (``missing``), locks it (``locked``), or something stands in the way
(``refused``: an undeclared host, a redirect loop, a challenge); no answer (``unreachable``, ``busy``);
not whole (``cut``, ``too-slow``, ``too-large``); something else (``not-it``, ``damaged``); a list or a line
of one that cannot be used (``listing``); a full ``disk``; ``not-asked`` because of what befell others.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file asked for.  ``size`` in bytes, ``sha256`` of the version held."""

    address: str
    name: str
    status: str
    reason: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of every file asked for, in the order asked; ``added`` is what the lake took."""

    source: str
    lines: tuple[Line, ...]
    added: Added

    def of(self, *status: str) -> list[Line]:
        """Lines with one of these statuses."""
        return [x for x in self.lines if x.status in status]

    @property
    def asked(self) -> int:
        """How many files were asked for."""
        return len(self.lines)

    @property
    def got(self) -> int:
        """How many of them are held whole now."""
        return len(self.of(*GOT))

    @property
    def gaps(self) -> list[Line]:
        """Those that are not, each with its reason."""
        return self.of(*GAPS)

    @property
    def balances(self) -> bool:
        """Whether every file has one known fate and every gap a reason."""
        return self.asked == self.got + len(self.gaps) and all(x.reason for x in self.gaps)

    def to_json(self) -> dict[str, Any]:
        """Plain form: totals, every line, then the receipt of the lake."""
        return {
            "source": self.source,
            "asked": self.asked,
            "got": self.got,
            "gaps": len(self.gaps),
            "by_status": dict(sorted(Counter(x.status for x in self.lines).items())),
            "bytes": sum(x.size for x in self.of("new", "corrected")),
            "balances": self.balances,
            "files": [asdict(x) for x in self.lines],
            "added": self.added.to_json(),
        }

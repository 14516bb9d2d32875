"""The receipt of a ``get``: asked = got + named gaps, then what the lake took of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from comity.lake.ingest.receipt import OutcomeList
from comity.lake.ingest.receipt import Receipt as Added

GOT = ("new", "corrected", "unchanged")
GAPS = (
    "missing",
    "locked",
    "refused",
    "unreachable",
    "busy",
    "cut",
    "too-slow",
    "too-large",
    "not-it",
    "damaged",
    "listing",
    "disk",
    "not-asked",
)
"""What can become of a file that is asked for.

``new``; ``corrected``: other bytes than before under the same address; ``unchanged``.  Or a gap: the
publisher does not have it (``missing``), locks it (``locked``), or something stands in the way
(``refused``: an undeclared host, a redirect loop, a challenge); no answer (``unreachable``, ``busy``);
not whole (``cut``, ``too-slow``, ``too-large``); something else (``not-it``, ``damaged``); a list or a line
of one that cannot be used (``listing``); a full ``disk``; ``not-asked`` because of what befell others.
"""


@dataclass(frozen=True, slots=True)
class DownloadOutcome:
    """What became of one file asked for.  ``size`` in bytes, ``sha256`` of the version held."""

    address: str
    name: str
    status: str
    reason: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DownloadReceipt(OutcomeList[DownloadOutcome]):
    """What became of every file asked for, in the order asked; ``added`` is what the lake took."""

    GOT: ClassVar[tuple[str, ...]] = GOT
    GAPS: ClassVar[tuple[str, ...]] = GAPS
    source: str
    added: Added

    def to_json(self) -> dict[str, Any]:
        """Plain form: totals, every line, then the receipt of the lake."""
        return {
            "source": self.source,
            **self.totals(),
            "bytes": sum(x.size for x in self.of("new", "corrected")),
            "balances": self.balances,
            "files": [asdict(x) for x in self.lines],
            "added": self.added.to_json(),
        }

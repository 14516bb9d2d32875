"""Receipt of a download: one outcome for each requested file, and what was added to the lake."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from comity.lake.ingest.receipt import OutcomeList
from comity.lake.ingest.receipt import Receipt as Added

GOT = ("new", "corrected", "unchanged")
#: Ways a download can fail, as opposed to ``GOT`` (``corrected``: changed content at the same address).
#: ``missing``: the publisher does not have the file; ``locked``: access needs a key; ``refused``: an
#: undeclared host, a redirect loop or a challenge; ``unreachable``, ``busy``: no answer; ``cut``,
#: ``too-slow``, ``too-large``: incomplete; ``not-it``, ``damaged``: wrong content; ``listing``: a list, or a
#: line of one, cannot be used; ``disk``: the disk is full; ``not-asked``: skipped after other failures.
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


@dataclass(frozen=True, slots=True)
class DownloadOutcome:
    """Outcome of the download of one file; ``size`` in bytes, ``sha256`` of the stored version."""

    address: str
    name: str
    status: str
    reason: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DownloadReceipt(OutcomeList[DownloadOutcome]):
    """Outcomes of all downloads, in order; ``added`` is the receipt for adding the files to the lake."""

    GOT: ClassVar[tuple[str, ...]] = GOT
    GAPS: ClassVar[tuple[str, ...]] = GAPS
    source: str
    added: Added

    def to_json(self) -> dict[str, Any]:
        """Return totals, all outcomes and the receipt for adding the files as plain values."""
        return {
            "source": self.source,
            **self.totals(),
            "bytes": sum(x.size for x in self.of("new", "corrected")),
            "balances": self.balances,
            "files": [asdict(x) for x in self.lines],
            "added": self.added.to_json(),
        }

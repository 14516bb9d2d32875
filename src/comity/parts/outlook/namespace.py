"""What a watch can be asked of the outlook: ``watch.outlook``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.parts.outlook.composed import outlook, rupture
from comity.parts.outlook.rupture.rupture import Parting
from comity.records.finding import Finding
from comity.records.shown import Several
from comity.watch.answers import Answers


@dataclass(frozen=True, slots=True)
class OutlookNamespace:
    """What may come: forecasts, and a rupture of the relation."""

    _answers: Answers

    def forecast(self, hotspot: str | None = None) -> list[Finding]:
        """Joint acts and events of the months ahead, at a hotspot or anywhere, with their track record."""
        return Several(outlook.forecast(self._answers, hotspot))

    def whatif(self, hotspot: str | None = None) -> Parting:
        """Return what would stand and fall if the pair parted."""
        return rupture.whatif(self._answers, hotspot)

    def deterioration(self) -> list[Finding]:
        """Signs that the relation sours, their number first."""
        return rupture.deterioration(self._answers)

    def part(self, name: str, hotspot: str = "", *, compute: bool = True) -> dict[str, Any] | None:
        """One part of the outlook page (:data:`comity.parts.outlook.composed.outlook.PARTS`), in plain types.

        ``None`` where it is not kept and ``compute`` is false.
        """
        return outlook.part(self._answers, name, hotspot, compute=compute)

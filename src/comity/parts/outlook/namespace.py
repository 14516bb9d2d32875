"""The attribute ``outlook`` of a watch, with forecasts and effects of a break."""

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
    """Forecasts for a pair, and effects of a break between its two states."""

    _answers: Answers

    def forecast(self, hotspot: str | None = None) -> list[Finding]:
        """Return forecasts of joint acts and events with their track records, at one hotspot or overall."""
        return Several(outlook.forecast(self._answers, hotspot))

    def whatif(self, hotspot: str | None = None) -> Parting:
        """Return what would change if the two states broke with each other."""
        return rupture.whatif(self._answers, hotspot)

    def deterioration(self) -> list[Finding]:
        """Return the number of signs that the relation is getting worse, then each sign."""
        return rupture.deterioration(self._answers)

    def part(self, name: str, hotspot: str = "", *, compute: bool = True) -> dict[str, Any] | None:
        """Return a part of the outlook page in plain types; ``None`` if not cached and ``compute`` is false.

        ``name`` is a key of :data:`comity.parts.outlook.composed.outlook.PARTS`.
        """
        return outlook.part(self._answers, name, hotspot, compute=compute)

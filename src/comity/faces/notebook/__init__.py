"""Display in Jupyter notebooks: findings, records and series appear as tables and charts.

>>> from comity import Watch
>>> Watch("CHN", "RUS")            # doctest: +SKIP
>>> Watch("CHN", "RUS").votes.agreement()    # doctest: +SKIP

Importing this module registers the displays (:mod:`comity.records.shown`); ``from comity import Watch``
imports this module.
"""

from __future__ import annotations

from comity.faces.notebook import accounts, lists
from comity.records.finding import Finding, Interval, PlaceboRank
from comity.watch import Watch

__all__ = ["Finding", "Interval", "PlaceboRank", "Watch", "accounts", "findings", "lists", "watches"]

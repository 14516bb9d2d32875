"""Functions that take and return tables, for users of pandas, polars, R or notebooks.

:mod:`.measured` computes measures from the user's own votes and counts, :mod:`.recorded` returns records, and
:mod:`.dyads` combines the results by pair and year. :mod:`.own_tables` reads the columns and codes that are
common in political science (``data/columns.yaml``).
"""

from __future__ import annotations

from comity.faces.tidy.dyads import panel
from comity.faces.tidy.measured import coaction, ideal_points, kappa
from comity.faces.tidy.recorded import acts, cells, figure, votes
from comity.watch.account.pair import PairAccount
from comity.watch.account.place import PlaceAccount

#: Result of ``Watch.account``: the account of one place, or of a pair in all places.
Account = PlaceAccount | PairAccount

__all__ = [
    "Account",
    "acts",
    "cells",
    "coaction",
    "figure",
    "ideal_points",
    "kappa",
    "panel",
    "votes",
]

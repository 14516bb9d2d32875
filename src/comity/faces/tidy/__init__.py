"""Tidy functions: a table in, a table out, for whoever works in pandas, polars, R or a notebook.

:mod:`.measured` computes from votes and counts of one's own, :mod:`.recorded` hands out what is on record,
:mod:`.dyads` puts it together by pair and year.
:mod:`.own_tables` understands the columns and codes that the field uses (``data/columns.yaml``).
"""

from __future__ import annotations

from comity.faces.tidy.dyads import panel
from comity.faces.tidy.measured import coaction, ideal_points, kappa
from comity.faces.tidy.recorded import acts, cells, figure, votes
from comity.watch.account.pair import PairAccount
from comity.watch.account.place import PlaceAccount

#: What ``Watch.account`` gives: the account of one place, or of a pair in all places.
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

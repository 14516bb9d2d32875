"""Keeping the watch: from a press item to a fact of one's own, and the round in which that is done.

A part: it adds the commands ``comity keep`` and ``comity round`` and the page of the desk.
"""

from __future__ import annotations

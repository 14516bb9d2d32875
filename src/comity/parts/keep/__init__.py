"""Commands and desk page for turning press items into facts of the user's own.

Adds ``comity keep``, ``comity round`` and a page of the desk.
"""

from __future__ import annotations

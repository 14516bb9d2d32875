"""The coder that goes by a name."""

from __future__ import annotations

from comity.errors import UnknownNameError
from comity.text.acts import Coder
from comity.text.rules import RuleCoder

NAMES = ("rules",)
"""How coders are asked for; what stands after a colon is the user's own."""


def coder_named(name: str) -> Coder:
    """The coder that goes by ``name``.

    Raises
    ------
    UnknownNameError
        When no coder goes by that name.
    """
    if name == "rules":
        return RuleCoder()
    raise UnknownNameError("coder", name, NAMES)

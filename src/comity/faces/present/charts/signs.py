"""The signs of the pictures, for legends: the same on every page and slide."""

from __future__ import annotations

from comity.faces.present.charts.marks import tag

SIDE = 14
"""Pixels of a sign."""

SIGNS = {
    "against": '<rect class="f-ink" x="1" y="1" width="12" height="12"/>',
    "with": '<rect class="with" x="1.8" y="1.8" width="10.4" height="10.4"/>',
    "neither": '<rect class="f-within" x="1" y="1" width="12" height="12"/>',
    "veto": '<rect class="f-ink" x="1" y="1" width="12" height="12"/>'
    '<path class="cross" d="M4,4L10,10M10,4L4,10"/>',
    "apart": '<rect class="f-apart" x="1" y="4" width="12" height="6"/>',
    "alone": '<circle class="b-alone" cx="7" cy="7" r="3.5"/>',
    "open": '<rect class="hollow" x="1.7" y="1.7" width="10.6" height="10.6" stroke-dasharray="2 2"/>',
    "blue": '<rect class="f-apart" x="1" y="1" width="12" height="12"/>',
    "hollow-blue": '<rect class="hollow-apart" x="1.8" y="1.8" width="10.4" height="10.4"/>',
    "one": '<rect class="f-ink" x="3.4" y="3.4" width="7.3" height="7.3"/>',
    "three": '<rect class="f-ink" x=".7" y=".7" width="12.6" height="12.6"/>',
    "deed": '<rect class="b-deed" x="1" y="3" width="12" height="8"/>',
    "word": '<rect class="b-word" x="1" y="3" width="12" height="8"/>',
    "step": '<rect class="b-step" x="1" y="3" width="12" height="8"/>',
    "opposed": '<rect class="b-opposed" x="1" y="3" width="12" height="8"/>',
    "side": '<rect class="b-side" x="1" y="3" width="12" height="8"/>',
    "closer": '<circle class="f-together" cx="7" cy="7" r="6"/>',
    "no closer": '<circle class="f-within" cx="7" cy="7" r="4.5"/>',
    "cannot be told": '<circle class="hollow" cx="7" cy="7" r="5"/>',
    "not covered": '<path class="ax" d="M2,7H12"/>',
    "band": '<rect class="range" x="1" y="2" width="12" height="10"/>',
    "pair": '<circle class="f-together" cx="7" cy="7" r="5"/>',
    "other": '<circle class="f-ink" cx="7" cy="7" r="4.5"/>',
}
"""Name of a sign -> its shapes, with the classes of ``charts.css``."""


def sign(name: str) -> str:
    """A sign as a picture of its own; whoever cannot see it reads the words beside it."""
    box = f"0 0 {SIDE} {SIDE}"
    return tag(
        "svg", SIGNS[name], class_="sign chart", width=SIDE, height=SIDE, viewBox=box, aria_hidden="true"
    )

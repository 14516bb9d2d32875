"""Colours of the terminal: orange together, grey not shown, nothing else."""

from comity.records import details

SOFT = "#8a96a1"
COLOUR = {
    details.TOGETHER: "#cf6a1d",
    details.WITH_GROUP: "#efa55e",
    details.LITTLE_OR_NOTHING: SOFT,
    details.NOT_SHOWN: SOFT,
}
"""Statistics' word -> colour; a word without one ("not covered") keeps the terminal's own."""

"""Colours of the terminal: orange together, grey not shown, nothing else."""

from comity.measures.coaction import statistic

SOFT = "#8a96a1"
COLOUR = {
    statistic.TOGETHER: "#cf6a1d",
    statistic.WITH_GROUP: "#efa55e",
    statistic.LITTLE_OR_NOTHING: SOFT,
    statistic.NOT_SHOWN: SOFT,
}
"""Statistics' word -> colour; a word without one ("not covered") keeps the terminal's own."""

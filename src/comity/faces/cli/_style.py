"""Colours of the terminal: orange together, blue apart, grey within chance, nothing else."""

from comity.measures.coaction import statistic

SOFT = "#8a96a1"
COLOUR = {
    statistic.TOGETHER: "#cf6a1d",
    statistic.WITH_GROUP: "#efa55e",
    statistic.APART: "#5da3de",
    statistic.CIRCUMSTANCE: SOFT,
}
"""Statistics' word -> colour; a word without one ("cannot tell") keeps the terminal's own."""

SHORT = {
    statistic.TOGETHER: "together",
    statistic.WITH_GROUP: "with its group",
    statistic.APART: "apart",
    statistic.CIRCUMSTANCE: "shared circumstance",
    statistic.CANNOT_TELL: "cannot tell",
}
"""Statistics' word -> short form for narrow terminals."""

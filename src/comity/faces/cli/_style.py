"""Colours of the terminal: orange together, blue apart, grey within chance, nothing else."""

from comity.measures import coaction

SOFT = "#8a96a1"
COLOUR = {
    coaction.TOGETHER: "#cf6a1d",
    coaction.WITH_GROUP: "#efa55e",
    coaction.APART: "#5da3de",
    coaction.CIRCUMSTANCE: SOFT,
}
"""Statistics' word -> colour; a word without one ("cannot tell") keeps the terminal's own."""

SHORT = {
    coaction.TOGETHER: "together",
    coaction.WITH_GROUP: "with its group",
    coaction.APART: "apart",
    coaction.CIRCUMSTANCE: "shared circumstance",
    coaction.CANNOT_TELL: "cannot tell",
}
"""Statistics' word -> short form for narrow terminals."""

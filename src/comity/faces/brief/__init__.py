"""The brief: one to two pages to hand on, every sentence with the records that say so.

>>> from comity import Watch
>>> from comity.faces import brief
>>> told = brief.build(Watch("CHN", "RUS"), "iran")              # doctest: +SKIP
>>> brief.write(told, "pdf")                                      # doctest: +SKIP

:mod:`.spot` and :mod:`.pair` put findings into sentences, :mod:`.check` holds each sentence against its
records, and :mod:`.formats` writes what passed as HTML, Markdown, PDF or DOCX.
"""

from __future__ import annotations

from comity.faces.brief import hotspot_brief, pair_brief
from comity.faces.brief.formats import KINDS, write
from comity.faces.brief.model import Brief, Claim, Footnote, Sentence
from comity.watch import Watch

__all__ = ["KINDS", "Brief", "Claim", "Footnote", "Sentence", "build", "write"]


def build(watch: Watch, hotspot: str = "") -> Brief:
    """The brief of a pair or group: at one hotspot, or at all of them.

    Parameters
    ----------
    watch : the watch that is asked
    hotspot : id of a hotspot, or "" for all

    Raises
    ------
    BriefError
        When a sentence has no record that says so; the error names the sentence.
    """
    return hotspot_brief.build(watch, hotspot) if hotspot else pair_brief.build(watch)

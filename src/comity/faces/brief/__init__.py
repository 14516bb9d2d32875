"""Briefs: what comity found about a pair of states, on one page, with the supporting records.

>>> from comity import Watch
>>> from comity.faces import brief
>>> page = brief.build(Watch("CHN", "RUS"), "iran")               # doctest: +SKIP
>>> brief.write(page, "pdf")                                      # doctest: +SKIP

:mod:`.account_brief` selects the sentences and checks each against the record that it cites; :mod:`.formats`
writes the brief as HTML, Markdown, PDF or DOCX.
"""

from __future__ import annotations

from comity.faces.brief.account_brief import build
from comity.faces.brief.formats import KINDS, write
from comity.faces.brief.model import Annex, Brief, Claim, Footnote, Sentence

__all__ = ["KINDS", "Annex", "Brief", "Claim", "Footnote", "Sentence", "build", "write"]

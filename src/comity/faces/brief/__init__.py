"""The brief: one page to hand on, the account of a pair with the records that bear it out.

>>> from comity import Watch
>>> from comity.faces import brief
>>> page = brief.build(Watch("CHN", "RUS"), "iran")               # doctest: +SKIP
>>> brief.write(page, "pdf")                                      # doctest: +SKIP

:mod:`.account_brief` lays the account out and holds each sentence against the record it cites;
:mod:`.formats` writes it as HTML, Markdown, PDF or DOCX.
"""

from __future__ import annotations

from comity.faces.brief.account_brief import build
from comity.faces.brief.formats import KINDS, write
from comity.faces.brief.model import Annex, Brief, Claim, Footnote, Sentence

__all__ = ["KINDS", "Annex", "Brief", "Claim", "Footnote", "Sentence", "build", "write"]

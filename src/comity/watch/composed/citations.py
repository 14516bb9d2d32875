"""What to cite for what a watch shows."""

from __future__ import annotations

from comity.sources import registry
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

READ = frozenset({"acts", "events", "roll_calls", "ballots"})
"""Tables of records that the verdicts read."""


def sources_read(inquiry: Inquiry) -> list[str]:
    """Ids of the sources whose acts, events or votes are in view, sorted."""
    return sorted({f.source for f in inquiry.view.files.values() if READ & set(f.records)})


def bibtex(answers: Answers, table: str | None = None) -> str:
    """BibTeX for comity and the sources behind the verdicts, or behind one table of records.

    Parameters
    ----------
    table : ``acts``, ``events``, ``ballots`` ...; without it the sources of the verdicts
    """
    inquiry = answers.inquiry
    if table is not None:
        return registry.bibtex(sorted({f.source for f in inquiry.view.files.values() if table in f.records}))
    return registry.bibtex(sorted(inquiry.sources or sources_read(inquiry)))

"""Citations for the results of a watch."""

from __future__ import annotations

from comity.sources import registry
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

#: Tables of records that the verdicts use.
READ = frozenset({"acts", "events", "roll_calls", "ballots"})


def sources_read(inquiry: Inquiry) -> list[str]:
    """Return the ids of the sources whose acts, events or votes are in the view, sorted."""
    return sorted({f.source for f in inquiry.view.files.values() if READ & set(f.records)})


def bibtex(answers: Answers, table: str | None = None) -> str:
    """Return BibTeX for comity and the sources behind the verdicts, or behind one table of records.

    Parameters
    ----------
    table : ``acts``, ``events``, ``ballots`` ...; by default the sources of the verdicts
    """
    inquiry = answers.inquiry
    if table is not None:
        return registry.bibtex(sorted({f.source for f in inquiry.view.files.values() if table in f.records}))
    return registry.bibtex(sorted(inquiry.sources or sources_read(inquiry)))

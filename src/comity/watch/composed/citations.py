"""What to cite for what a watch shows.

Methods of :class:`~comity.watch.Watch`, kept here so that one module stays one screenful of questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.sources import citing

if TYPE_CHECKING:
    from comity.watch.watch import Watch

READ = frozenset({"acts", "events", "roll_calls", "ballots"})
"""Tables of records that the verdicts read."""


def cited(watch: Watch) -> list[str]:
    """Ids of the sources whose acts, events or votes this watch can see, sorted."""
    return sorted({f.source for f in watch.view.files.values() if READ & set(f.records)})


def cite(watch: Watch, table: str | None = None) -> str:
    """BibTeX for comity and the sources behind what it shows, or behind one table of records.

    Parameters
    ----------
    table : ``acts``, ``events``, ``ballots`` ...; without it the sources of ``Watch.table``, those of figures
        that came with the package among them
    """
    if table is not None:
        return citing.bibtex(sorted({f.source for f in watch.view.files.values() if table in f.records}))
    found = [f for v in watch.verdicts for f in (*v.timing, *v.votes, *v.vetoes) if "shipped" in f.detail]
    shown = {i.partition(":")[0] for f in found for i in f.records}
    return citing.bibtex(sorted({*(watch.sources or watch.cited()), *shown}))

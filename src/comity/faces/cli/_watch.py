"""The watch that the shared options ask for, apart from them: ``comity read`` needs options and no watch."""

from __future__ import annotations

from datetime import date

from comity.lake.store import Lake
from comity.sources import registry
from comity.vocabulary.group import Group
from comity.watch import Watch


def make_watch(
    group: Group,
    lake: str | None,
    as_of: date | None,
    since: date | None,
    until: date | None,
    third: str | None,
    sources: tuple[str, ...],
) -> Watch:
    """The watch that these options ask for."""
    for source in sources:
        registry.card(source)
    return Watch(
        *group.codes,
        lake=Lake.open(lake),
        as_of=as_of,
        since=since,
        until=until,
        third=third,
        sources=sources,
    )

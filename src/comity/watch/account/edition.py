"""The edition: what was added to the account of a pair since a day, which headings changed and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from comity.parts.follow.alerts.book import AlertEntry
from comity.parts.outlook.ledger.ledger import LedgerEntry
from comity.vocabulary import hotspots
from comity.watch.account import phrases
from comity.watch.account.account import in_place, of_pair, of_place
from comity.watch.account.news import Move, news
from comity.watch.account.statements import Number, Statement
from comity.watch.account.wording import count, day, sentence
from comity.watch.answers import Answers

BETWEEN = "the account as known on the first day, beside the account as known on the last"
"""The computation behind what changed."""

FROZEN = "a forecast frozen on the day it was made"
WHY = 3
"""Acts named behind a changed heading."""


@dataclass(frozen=True, slots=True)
class ChangedHeading:
    """A heading that reads otherwise, as it stood and stands, with the acts newly known behind it."""

    hotspot: str
    name: str
    was: str
    now: str
    why: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class DatedLine:
    """An alert that was sent, or a forecast that came due, with its day; ``outcome``: what became of it."""

    id: str
    day: date
    text: str
    records: tuple[str, ...]
    outcome: Statement | None = None


@dataclass(frozen=True, slots=True)
class PairEdition:
    """What is new about a group between two days; ``added`` is the newest first."""

    group: str
    name: str
    since: date
    to: date
    heading: Statement
    added: tuple[Statement, ...]
    changes: tuple[ChangedHeading, ...]
    due: tuple[DatedLine, ...]
    alerts: tuple[DatedLine, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is new."""
        return not (self.added or self.changes or self.due or self.alerts)

    def sentences(self) -> list[Statement]:
        """Every statement, in the order of the page."""
        why = (w for c in self.changes for w in c.why)
        return [self.heading, *self.added, *why, *(d.outcome for d in self.due if d.outcome)]


def edition(
    then: Answers, now: Answers, since: date, forecasts: Iterable[LedgerEntry], alerts: Iterable[AlertEntry]
) -> PairEdition:
    """The edition of a group.

    Parameters
    ----------
    then, now : the answers as known on ``since``, and as known now
    since : the day that the edition begins after
    forecasts : of the group, as the ledger holds them
    alerts : of the group, as the book holds them
    """
    of_now = of_pair(now)
    to = of_now.data_to
    places = ((of_place(then, h.id), of_place(now, h.id)) for h in hotspots.watched())
    fresh = news(of_pair(then), of_now, places)
    due = [_due(e) for e in forecasts if since < e.question.rule.last <= to]
    sent = [_alert(e) for e in alerts if since < e.alert.told_on <= to]
    numbers = (("act", fresh.added), ("heading", fresh.moves), ("forecast", due), ("alert", sent))
    parts = [sentence(f"edition_{noun}", n=count(len(of), noun)) for noun, of in numbers if of]
    heading = sentence(
        "edition",
        name=of_now.name,
        since=day(since),
        to=day(to),
        parts=phrases.listed(parts or [sentence("edition_none")]),
    )
    return PairEdition(
        group=of_now.group,
        name=of_now.name,
        since=since,
        to=to,
        heading=Statement(
            "edition",
            heading,
            computation=BETWEEN,
            numbers=tuple(Number(name, len(of), len(of_now.acts)) for name, of in numbers),
        ),
        added=tuple(in_place("new", act, hotspots.get(place).name) for place, act in fresh.added),
        changes=tuple(_change(m) for m in fresh.moves),
        due=tuple(sorted(due, key=lambda d: (d.day, d.id))),
        alerts=tuple(sent),
    )


def _change(move: Move) -> ChangedHeading:
    why = [in_place("new", act, hotspots.get(place).name) for place, act in move.why[:WHY]]
    if not why:
        why = [Statement("edition", sentence("edition_why_none"), computation=BETWEEN)]
    return ChangedHeading(move.hotspot, move.name, move.was, move.now, tuple(why))


def _due(e: LedgerEntry) -> DatedLine:
    answer = e.outcome.answer if e.outcome else "open"
    text = sentence(f"edition_{answer}", percent=f"{e.probability:.0%}", issued=day(e.issued))
    records = e.outcome.records if e.outcome else ()
    outcome = Statement("forecast", text, records, computation=FROZEN)
    return DatedLine(e.key, e.question.rule.last, e.question.text, records, outcome)


def _alert(e: AlertEntry) -> DatedLine:
    return DatedLine(e.alert.id, e.alert.day, e.alert.headline, tuple(e.alert.records))

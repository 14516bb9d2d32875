"""The edition: the acts added to the account of a pair since a day, and the headings that changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from comity import plugins
from comity.vocabulary import hotspots
from comity.watch.account import phrases
from comity.watch.account.acts import ClassedAct
from comity.watch.account.news import Move, news
from comity.watch.account.pair import describe_pair
from comity.watch.account.place import describe_place
from comity.watch.account.statements import Number, Statement, make_statement
from comity.watch.account.wording import count, day, sentence
from comity.watch.answers import Answers

#: The computation behind a changed heading.
BETWEEN = "the account as known on the first day, beside the account as known on the last"

#: Number of acts listed behind a changed heading.
WHY = 3


@dataclass(frozen=True, slots=True)
class ChangedHeading:
    """A heading that changed: the old and the new text, with the newly recorded acts behind the change."""

    hotspot: str
    name: str
    was: str
    now: str
    why: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One piece of news (an alert, a forecast that is due, a mark that changed), with its records."""

    id: str
    text: str
    records: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewsSection:
    """News of one kind; ``name`` is the key of its title, ``noun`` the key of its count in the heading."""

    name: str
    noun: str
    lines: tuple[NewsLine, ...]


#: A part's function for a question ``news-…``: takes the answers now, the lake's folder, and the days after
#: which and to which to report.
AskNews = Callable[[Answers, Path, date, date], NewsSection]


@dataclass(frozen=True, slots=True)
class PairEdition:
    """The news of a group of states between two days; ``added`` has newly recorded acts, the newest first."""

    group: str
    name: str
    since: date
    to: date
    heading: Statement
    added: tuple[Statement, ...]
    changes: tuple[ChangedHeading, ...]
    sections: tuple[NewsSection, ...]

    @property
    def empty(self) -> bool:
        """Whether there is no news."""
        return not (self.added or self.changes or any(s.lines for s in self.sections))

    def sentences(self) -> list[Statement]:
        """Return every statement, in the order of the page."""
        why = (w for c in self.changes for w in c.why)
        return [self.heading, *self.added, *why]


def edition(then: Answers, now: Answers, since: date, root: Path | None = None) -> PairEdition:
    """Return the news of a group of states since a day: acts added, headings changed, alerts.

    Parameters
    ----------
    then, now : the answers as known on ``since``, and as known now
    since : the last day before the edition
    root : the folder of the lake, needed for news such as alerts and forecasts; without it these are left out
    """
    of_now = describe_pair(now)
    to = max(of_now.data_to, _known_to(now))
    places = ((describe_place(then, h.id), describe_place(now, h.id)) for h in now.lines)
    fresh = news(describe_pair(then), of_now, places)
    asks: list[AskNews] = plugins.find_all("questions", "news-") if root else []
    sections = tuple(ask(now, root, since, to) for ask in asks if root)
    counted = [(s.noun, s.lines) for s in sections if s.noun]
    numbers = (("act", fresh.added), ("heading", fresh.moves), *counted)
    parts = [sentence(f"edition_{noun}", n=count(len(of), noun)) for noun, of in numbers if of]
    heading = sentence(
        "edition",
        name=of_now.name,
        since=day(since),
        to=day(to),
        parts=phrases.list_items(parts or [sentence("edition_none")]),
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
        added=tuple(_tell_act(act, place) for place, act in fresh.added),
        changes=tuple(_change(m) for m in fresh.moves),
        sections=sections,
    )


def _known_to(now: Answers) -> date:
    """Return the day on which the last reviewed act was recorded, which may be later than the act."""
    rows = now.inquiry.view.run("SELECT max(known_on) AS day FROM acts WHERE coder IS NULL").to_pylist()
    return rows[0]["day"] or date.min


def _tell_act(act: ClassedAct, place: str) -> Statement:
    text = sentence("edition_line", place=hotspots.get(place).name, did=phrases.tell_dated(act))
    return make_statement("new", text, [act])


def _change(move: Move) -> ChangedHeading:
    why = [_tell_act(act, place) for place, act in move.why[:WHY]]
    if not why:
        why = [Statement("edition", sentence("edition_why_none"), computation=BETWEEN)]
    return ChangedHeading(move.hotspot, move.name, move.was, move.now, tuple(why))

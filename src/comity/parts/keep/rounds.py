"""Rounds for a pair: what is new since the last round, which sources are due, and which were searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from comity import plugins
from comity.lake import own_facts
from comity.lake.own_facts import KEEP, REJECT, SAME, SEARCHED, FactChange, FactLog
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.records.facts import only_interested
from comity.sources.curated import chronicle
from comity.sources.registry import in_sentence
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group
from comity.vocabulary.load import fields, own_files, package_yaml, read_yaml, words
from comity.watch.account.edition import AskNews
from comity.watch.account.wording import count, day
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

_FILE = "parts/keep/data/rota.yaml"
#: Days without new data after which a source counts as old, and minutes planned for a round.
OLD, MINUTES = 60, 10
_NEW = """
    SELECT hotspots, date_from, precision, summary, source FROM acts
    WHERE coder IS NULL AND known_on > $since
        AND list_has_any(list_concat(actors, partners), string_split($codes, ' '))
        AND list_has_all(list_concat(actors, partners, targets), string_split($codes, ' '))
    ORDER BY date_from DESC, record_id
"""


@dataclass(frozen=True, slots=True)
class RotaPlace:
    """A source to check by hand: name, URL, interval in days, kind of source, and the states it is about."""

    id: str
    name: str
    url: str
    every: int
    kind: str
    states: tuple[str, ...] = ()


@cache
def rota() -> tuple[RotaPlace, ...]:
    """Return the sources to check by hand: the package's, then the user's (``vocabulary/rota/*.yaml``)."""
    known = {"kind": tuple(words("source_kinds")), "states": tuple(states.all_states())}
    out: dict[str, RotaPlace] = {}
    files = [(package_yaml(_FILE), _FILE)]
    files += [(read_yaml(p.read_text("utf-8"), str(p)), str(p)) for p in own_files("rota")]
    for data, file in files:
        out |= {
            i: RotaPlace(**fields(row, RotaPlace, f"{file}: {i}", fixed={"id": i}, allowed=known))
            for i, row in data.items()
        }
    return tuple(out.values())


@dataclass(frozen=True, slots=True)
class PairRound:
    """What a round (regular check of sources) on two states shows on a given day.

    ``last`` is the day of the last round; in the first round, that of the newest fact. ``new`` holds acts
    recorded since. ``old`` holds sources without recent records, with their age in days. ``due`` holds
    sources to check, the longest unchecked first. ``searched`` holds today's searches, ``made`` the changes
    since the last round.
    """

    group: Group
    today: date
    last: date
    first: bool
    new: tuple[Mapping[str, Any], ...]
    old: tuple[tuple[str, int], ...]
    due: tuple[RotaPlace, ...]
    searched: tuple[FactChange, ...]
    made: tuple[FactChange, ...]


def read_round(lake: Lake, view: View, group: Group, today: date) -> PairRound:
    """Collect what today's round (regular check of sources) on two states shows."""
    log = own_facts.read(lake.root)
    before = [c for c in log.made if c.kind == SEARCHED and c.body["pair"] == group.id]
    earlier = [c.day for c in before if c.day < today]
    last = max(earlier, default=_newest(view, group) or today - timedelta(days=7))
    rows = view.run(_NEW, since=last, codes=" ".join(group.codes)).to_pylist()
    return PairRound(
        group=group,
        today=today,
        last=last,
        first=not earlier,
        new=tuple(rows),
        old=tuple(_old(view, today)),
        due=tuple(_due(before, group, today)),
        searched=tuple(c for c in before if c.day == today),
        made=_list_made(log, group, last),
    )


def _newest(view: View, group: Group) -> date | None:
    sql = """
        SELECT max(date_to) AS day FROM acts
        WHERE coder IS NULL
            AND list_has_all(list_concat(actors, partners, targets), string_split($codes, ' '))
    """
    newest: date | None = view.run(sql, codes=" ".join(group.codes)).to_pylist()[0]["day"]
    return newest


def _old(view: View, today: date) -> Iterable[tuple[str, int]]:
    """Return the sources not covered for more than ``OLD`` days, each with the days since, oldest last."""
    ends: dict[str, date] = {}
    for c in view.coverage():
        ends[c.source] = max(c.last, ends.get(c.source, c.last))
    ages = {s: (today - end).days for s, end in ends.items()}
    return sorted(((s, n) for s, n in ages.items() if n > OLD), key=lambda x: (x[1], x[0]))


def _due(before: Sequence[FactChange], group: Group, today: date) -> Iterable[RotaPlace]:
    last_seen = {str(c.body["place"]): c.day for c in before}
    mine = [p for p in rota() if not p.states or set(p.states) & set(group.codes)]
    due = [p for p in mine if p.id not in last_seen or (today - last_seen[p.id]).days >= p.every]
    return sorted(due, key=lambda p: last_seen.get(p.id, date.min))


def _list_made(log: FactLog, group: Group, last: date) -> tuple[FactChange, ...]:
    """Return the changes to the facts since the last round: facts kept about the pair, items rejected."""
    return tuple(
        c
        for c in log.made
        if c.day > last
        and (c.kind in (REJECT, SAME) or (c.kind == KEEP and _find_states(c) >= set(group.codes)))
    )


def _find_states(c: FactChange) -> set[str]:
    return {*c.fact["actors"], *c.fact["targets"]}


def count_by_place(r: PairRound) -> dict[str, int]:
    """Return the number of new acts at each hotspot (place watched), highest first."""
    counted = Counter(
        hotspots.whole(h) for row in r.new for h in row["hotspots"] if h in hotspots.all_hotspots()
    )
    return dict(counted.most_common())


def count_news(lake: Lake, view: View, r: PairRound) -> list[str]:
    """Return as lines other news since the last round: forecasts due, alerts and changed texts."""
    answers = Answers(Inquiry.of_view(view, r.group))
    asks: list[AskNews] = plugins.find_all("questions", "news-")
    sections = [ask(answers, lake.root, r.last, r.today) for ask in asks]
    return [count(len(s.lines), s.noun) for s in sections if s.noun and s.lines]


def write_paragraph(r: PairRound, by: str) -> str:
    """Write one paragraph on a round for a mail: what is new, what was kept, and what was searched or not."""
    keeps = [c.fact for c in r.made if c.kind == KEEP]
    parts = [f"Round of {day(r.today)} on {r.group.name}, by {by}."]
    places = ", ".join(f"{hotspots.get(h).name} {n}" for h, n in count_by_place(r).items())
    parts.append(f"New on record since {day(r.last)}: {places or 'nothing'}.")
    if keeps:
        parts.append(f"Kept: {'; '.join(_tell(f) for f in keeps)}.")
    others = Counter(c.kind for c in r.made if c.kind != KEEP)
    if others:
        parts.append(f"Held already: {others[SAME]}; rejected: {others[REJECT]}.")
    results = {str(c.body["place"]): str(c.body.get("found", "")) for c in r.searched}
    names = {p.id: p.name for p in rota()}
    nothing = [names.get(i, i) for i, what in results.items() if what == "nothing"]
    something = [names.get(i, i) for i, what in results.items() if what != "nothing"]
    if something:
        parts.append(f"Searched: {', '.join(something)}.")
    if nothing:
        parts.append(f"No act found in: {', '.join(nothing)}.")
    if r.due:
        parts.append(f"Not searched: {', '.join(p.name for p in r.due)}.")
    return " ".join(parts)


def _tell(fact: Mapping[str, Any]) -> str:
    who = " and ".join(states.display(s) for s in fact["actors"])
    side = ", one side's word" if only_interested(chronicle.grades(fact)) else ""
    return f"{who} {fact['short']} ({fact['date']}{side})"


def screen(r: PairRound, waiting: int, news: Sequence[str]) -> Iterable[str]:
    """Yield the lines of a round (check of sources): what is new, what is old, and ten minutes of work."""
    since = "the newest fact" if r.first else "the round before"
    yield f"{r.group.name}: round of {day(r.today)}, since {day(r.last)} ({since})"
    yield ""
    places = ", ".join(f"{hotspots.get(h).name} {n}" for h, n in count_by_place(r).items())
    yield f"New        {places or 'nothing on record'}"
    if news:
        yield f"           {', '.join(news)}"
    for source, age in r.old[:3]:
        yield f"Old        {in_sentence(source)}: nothing newer than {age} days"
    yield ""
    yield "Ten minutes, in this order; what is done is kept, so stop when you like:"
    steps = [(4, f"comity keep {r.group.id} ({waiting} read by machine, not judged)")] if waiting else []
    steps += [(1, f"{p.name} ({p.kind.replace('-', ' ')}) {p.url}") for p in r.due]
    left = MINUTES
    for n, (minutes, step) in enumerate(steps, 1):
        left -= minutes
        yield f"{n:>2}  {f'{minutes} min' if left >= 0 else 'later'}  {step}"
    if not steps:
        yield "Nothing is due."

"""What the members of a pair say of a hotspot in their own words: how often, and what they leave unsaid.

The statements are documents of ministries, presidents and state media; whose they are tells their outlet
(``sources/kit/outlets.yaml``).  Nothing is translated: a statement is shared by the hotspot's terms in its own
language, and quoted in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy

from comity.measures.words import echo as echoes
from comity.measures.words import silence
from comity.measures.words.echo import Echo, Said
from comity.measures.words.silence import Habits, PlaceMonth
from comity.measures.words.statements import LANGUAGES, Channel, Spoken, OutletStatement, month_of, spoken
from comity.records.details import Detail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.sources import registry
from comity.sources.kit import outlets
from comity.types import LEVEL
from comity.vocabulary import hotspots
from comity.watch.inquiry import Inquiry

METHOD = "words/1"
NO_STATEMENTS = "no statements of its outlets are held"
NEAR = timedelta(days=3)
"""Quotes of both sides so near to each other stand side by side."""
COLUMNS = ("record_id", "source", "published", "title", "text", "language", "outlet", "url")


@dataclass(frozen=True, slots=True)
class Quote:
    """What one side said, with its source: outlet, day, title, address, place in the text."""

    state: str
    outlet: str
    language: str
    whole: bool
    day: date
    quote: str
    title: str
    url: str
    record: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Words:
    """What a pair says of one hotspot.

    ``findings``: how often each outlet named it, months of silence, echoes; ``beside``: what both said within
    three days of each other, newest first (an outlet of each); ``months``: every outlet and month;
    ``echoes``: the same wording within days.
    """

    place: str
    states: tuple[str, ...]
    findings: tuple[Finding, ...]
    beside: tuple[tuple[Quote, Quote], ...]
    months: tuple[PlaceMonth, ...]
    echoes: tuple[Echo, ...]


def all_spoken(inquiry: Inquiry) -> Spoken:
    """What every outlet of any state said, in every document held; the same for every group."""
    key = (inquiry.fingerprint, "spoken", *sorted(inquiry.sources))
    return inquiry.cache.table(key, lambda: spoken(statements(inquiry)))


def statements(inquiry: Inquiry) -> list[OutletStatement]:
    """Statements of the outlets of states: of one address the longest text."""
    sources = {
        i: s.card
        for i, s in registry.all_sources().items()
        if i == "feeds" or s.card.tables == ("documents",)
    }
    rows = inquiry.of_sources(inquiry.view.table("documents", COLUMNS))
    rows = rows.filter(pc.is_in(rows["source"], pa.array(sorted(sources), pa.string())))
    owned = outlets.owned_by_states()
    longest: dict[str, OutletStatement] = {}
    for r in rows.to_pylist():
        outlet = outlets.outlet(r["url"], None) if r["url"] else owned.get(r["outlet"] or "")
        outlet = outlet if outlet and outlet.owner in owned else owned.get(r["outlet"] or "")
        language = r["language"] or "en"
        if outlet is None or r["published"] is None or language not in LANGUAGES:
            continue
        channel = Channel(outlet.owner, outlet.country, language, sources[r["source"]].whole, outlet.kind)
        s = OutletStatement(
            r["record_id"], r["published"], channel, r["title"] or "", r["url"] or "", r["text"]
        )
        key = s.url or s.record
        if key not in longest or len(longest[key].text) < len(s.text):
            longest[key] = s
    return list(longest.values())


def words(inquiry: Inquiry, place: str) -> Words:
    """What the members of a group say of a hotspot."""
    spot = hotspots.get(place)
    everything = all_spoken(inquiry)
    first, last = inquiry.window(spot.id)
    findings: list[Finding] = []
    months: list[PlaceMonth] = []
    for state in inquiry.group.codes:
        channels = channels_of(everything, state)
        if not channels:
            about = Subject(states=(state,), place=spot.id)
            findings.append(cannot_tell(Kind.STATEMENT_SHARE, about, NO_STATEMENTS, method=METHOD))
        for channel in channels:
            months_of_it = place_months(everything, channel, spot.id, first, last)
            months += months_of_it
            findings += [
                _share(everything, channel, spot.id, months_of_it),
                _silence(channel, spot.id, months_of_it),
            ]
    by_state = {
        s: [x for c in channels_of(everything, s) for x in _said(everything, c, spot.id, first, last)]
        for s in inquiry.group.codes
    }
    shared = tuple(_echoes(by_state)) if inquiry.pair else ()
    if inquiry.pair:
        findings.append(_echo_finding(inquiry, spot.id, by_state, shared))
    beside = tuple(_beside(*by_state.values())) if inquiry.pair else ()
    return Words(spot.id, inquiry.group.codes, tuple(findings), beside, tuple(months), shared)


def topics() -> list[str]:
    """What may be compared: whole hotspots, and states that none of them is about."""
    whole = [h for h in hotspots.all_hotspots().values() if not h.own and not h.part_of]
    covered = {s for h in whole for s in h.states}
    return [*(h.id for h in whole), *sorted(_states() - covered)]


def _states() -> set[str]:
    from comity.vocabulary import states  # noqa: PLC0415

    return set(states.all_states())


def channels_of(everything: Spoken, state: str) -> list[Channel]:
    """The outlets of a state, its government's first, the most talkative first."""
    mine = [c for c in everything.volume if c.state == state]
    return sorted(mine, key=lambda c: (c.kind != "government", -everything.volume[c].total(), c))


def place_months(
    everything: Spoken, channel: Channel, place: str, first: date, last: date
) -> list[PlaceMonth]:
    """What an outlet said of a place, month by month, from its first to its last statement in a window."""
    habits = Habits(everything, channel, topics())
    inside = [
        m for m in everything.months(channel) if month_of(max(first, date(1900, 1, 1))) <= m <= month_of(last)
    ]
    return [habits.of(place, m) for m in inside]


def _about(channel: Channel, place: str) -> Subject:
    return Subject(states=(channel.state,), place=place, source=channel.name)


def _share(everything: Spoken, channel: Channel, place: str, months_of_it: Sequence[PlaceMonth]) -> Finding:
    """How often an outlet named a place, of all its statements; its rank among all that it names."""
    n, k = sum(m.volume for m in months_of_it), sum(m.said for m in months_of_it)
    about = _about(channel, place)
    if not n:
        return cannot_tell(Kind.STATEMENT_SHARE, about, "it said nothing in this window", method=METHOD)
    tail = (1 - LEVEL) / 2
    low, high = (float(x) for x in scipy.stats.beta.ppf((tail, 1 - tail), k + 0.5, n - k + 0.5))
    inside = {m.month for m in months_of_it}
    others = {
        t: sum(c[t] for m, c in everything.counts[channel].items() if m in inside)
        for t in topics()
        if t not in (place, channel.state)
    }
    questioned = sum(everything.questioned[channel].get(m, {}).get(place, 0) for m in inside)
    first, last = min(inside), max(inside)
    mentions = _said(everything, channel, place, date.fromisoformat(f"{first}-01"), date.max)
    ids = tuple(m.record for _, m in mentions if month_of(m.day) in inside)
    return Finding(
        Kind.STATEMENT_SHARE,
        about,
        k / n,
        "share of its statements",
        "other places and states named by the same outlet",
        n,
        METHOD,
        interval=Interval(low, high, LEVEL),
        placebo=PlaceboRank(
            1 + sum(v >= k for v in others.values()), len(others) + 1, "named by the same outlet"
        ),
        records=ids[:50],
        records_total=len(ids),
        detail=Detail(
            first=first, last=last, bin="month", note=f"asked about without a word of its own: {questioned}"
        ),
    )


def _silence(channel: Channel, place: str, months_of_it: Sequence[PlaceMonth]) -> Finding:
    """In how many months an outlet kept silent on a place."""
    about = _about(channel, place)
    silent = [m for m in months_of_it if m.answer == silence.SILENT]
    known = [m for m in months_of_it if m.answer]
    if not known:
        why = months_of_it[-1].why_not if months_of_it else "it said nothing in this window"
        return cannot_tell(
            Kind.STATEMENT_SILENCE, about, why, method=silence.METHOD, null=silence.NULL, n=len(months_of_it)
        )
    note = "; ".join(
        f"{m.month}: none of {m.volume:,}, {m.expected:.1f} to be expected (90% {m.low:.1f} to {m.high:.1f})"
        for m in silent[-3:]
    )
    return Finding(
        Kind.STATEMENT_SILENCE,
        about,
        len(silent),
        f"months of {len(known)} that are covered",
        silence.NULL,
        len(known),
        silence.METHOD,
        detail=Detail(
            first=known[0].month,
            last=known[-1].month,
            bin="month",
            note=note,
            no_records="silence has no record",
        ),
    )


def _said(everything: Spoken, channel: Channel, place: str, first: date, last: date) -> list[Said]:
    mentions = everything.mentions.get(channel, {}).get(place, [])
    return echoes.within(((channel, m) for m in mentions), first, last)


def _echoes(by_state: dict[str, list[Said]]) -> list[Echo]:
    one, other = by_state.values()
    return echoes.echoes(one, other)


def _echo_finding(
    inquiry: Inquiry, place: str, by_state: dict[str, list[Said]], shared: Sequence[Echo]
) -> Finding:
    """How often the two used the same wording within days."""
    one, other = by_state.values()
    about = Subject(states=inquiry.group.codes, place=place)
    common = sorted({c.language for c, _ in one} & {c.language for c, _ in other})
    days = [{m.day for c, m in side if c.language in common} for side in (one, other)]
    n = sum(any(abs((d - e).days) <= echoes.DAYS for e in days[1]) for d in sorted(days[0]))
    if not n:
        why = "they do not speak of it in one language within a week of each other in what is held"
        return cannot_tell(Kind.ECHO, about, why, method=echoes.METHOD, null=echoes.NULL)
    chance = echoes.by_chance(one, other)
    ids = tuple(dict.fromkeys(r for e in shared for r in (e.first.record, e.second.record)))
    note = (
        f"in {', '.join(common)}; moved by weeks the search gives {np.mean(chance):.1f} "
        f"({min(chance)} to {max(chance)})"
    )
    return Finding(
        Kind.ECHO,
        about,
        len(shared),
        "pairs of statements",
        echoes.NULL,
        n,
        echoes.METHOD,
        records=ids[:50],
        records_total=len(ids),
        detail=Detail(note=note),
    )


def _quote(channel: Channel, mention: object) -> Quote:
    m = mention
    s = m.sentences[0]
    return Quote(
        channel.state,
        channel.outlet,
        channel.language,
        channel.whole,
        m.day,
        s.text,
        m.title,
        m.url,
        m.record,
        s.first,
        s.last,
    )


def _beside(one: Sequence[Said], other: Sequence[Said]) -> Iterable[tuple[Quote, Quote]]:
    """What both said within :data:`NEAR` of each other, newest first, each statement once."""
    rank = {"government": 0}
    left = sorted(one, key=lambda x: (x[1].day, -rank.get(x[0].kind, 1)), reverse=True)
    used: set[str] = set()
    for c, m in left:
        near = [
            (rank.get(d.kind, 1), abs((k.day - m.day).days), d, k)
            for d, k in other
            if abs(k.day - m.day) <= NEAR and k.record not in used
        ]
        if not near or m.record in used:
            continue
        _, _, d, k = min(near, key=lambda x: (x[0], x[1], x[3].record))
        used |= {m.record, k.record}
        yield _quote(c, m), _quote(d, k)

"""The statements of a pair on a hotspot: quotes, how often each state mentions it, and its silences.

The statements are documents of ministries, presidents and state media. The outlet decides which state a
statement belongs to (``sources/kit/outlets.yaml``). Nothing is translated: statements are searched with the
hotspot's terms in their own language and quoted in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.measures.votes.veto_rates import jeffreys
from comity.measures.words import echo as echoes
from comity.measures.words import silence
from comity.measures.words.echo import Echo, Said
from comity.measures.words.height import height_words
from comity.measures.words.silence import Habits, PlacePeriod
from comity.measures.words.statements import (
    LANGUAGES,
    Channel,
    OutletStatement,
    Spoken,
    TopicMention,
    count_by_month,
    get_month,
    paragraphs,
    sentences_of,
    states_named,
)
from comity.records.details import Detail
from comity.records.finding import Finding, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.sources import registry
from comity.sources.kit import outlets
from comity.types import RECORDS_SHOWN
from comity.vocabulary import hotspots, states
from comity.watch.inquiry import Inquiry

METHOD = "words/1"
NO_STATEMENTS = "no statements of its outlets are held"
#: Two quotes, one of each state, at most this far apart are shown side by side.
NEAR = timedelta(days=3)
COLUMNS = ("record_id", "source", "published", "title", "text", "language", "outlet", "url")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote of one state with its source: outlet, day, title, address, place in the text."""

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
    """The statements of a pair on one hotspot.

    ``findings`` says how often each outlet named the hotspot, how many months it was silent, and how many
    echoes there are. ``beside`` has quotes of both states within three days of each other, newest first, from
    one outlet each. ``periods`` has every outlet by month and year. ``echoes`` are the same wording within
    days.
    """

    place: str
    states: tuple[str, ...]
    findings: tuple[Finding, ...]
    beside: tuple[tuple[Quote, Quote], ...]
    periods: tuple[PlacePeriod, ...]
    echoes: tuple[Echo, ...]


def all_spoken(inquiry: Inquiry) -> Spoken:
    """Return the statements of every outlet of any state, counted by month; the same for every group."""
    key = (inquiry.fingerprint, "spoken", *sorted(inquiry.sources))
    return inquiry.cache.table(key, lambda: count_by_month(statements(inquiry)))


def statements(inquiry: Inquiry) -> list[OutletStatement]:
    """Return the statements of states' outlets; of several texts at one address, the longest."""
    rows = inquiry.of_sources(inquiry.view.table("documents", COLUMNS))
    known = registry.list_ids()  # a source that a user added may not be installed here
    cards = {i: registry.card(i) for i in pc.unique(rows["source"]).to_pylist() if i in known}
    sources = {i: c for i, c in cards.items() if i == "feeds" or c.tables == ("documents",)}
    rows = rows.filter(pc.is_in(rows["source"], pa.array(list(sources), pa.string())))
    owned = outlets.owned_by_states()
    longest: dict[str, OutletStatement] = {}
    for r in rows.to_pylist():
        outlet = outlets.outlet(r["url"], None) if r["url"] else None
        if outlet is None or outlet.owner not in owned:
            outlet = owned.get(r["outlet"])
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
    """Return the statements of a group on a hotspot."""
    spot = hotspots.get(place)
    everything = all_spoken(inquiry)
    first, last = inquiry.window(spot.id)
    findings: list[Finding] = []
    periods: list[PlacePeriod] = []
    said: dict[str, list[Said]] = {}
    for state in inquiry.group.codes:
        channels = channels_of(everything, state)
        said[state] = [x for c in channels for x in _said(everything, c, spot.id, first, last)]
        if not channels:
            about = Subject(states=(state,), place=spot.id)
            findings.append(cannot_tell(Kind.STATEMENT_SHARE, about, NO_STATEMENTS, method=METHOD))
        for channel in channels:
            months, years = (_periods(everything, channel, spot.id, first, last, y) for y in (False, True))
            periods += [*years, *months]
            findings.append(_share(everything, channel, spot.id, months))
            findings += [
                _silence(channel, spot.id, some, word) for some, word in ((months, "month"), (years, "year"))
            ]
    shared = tuple(echoes.echoes(*said.values())) if inquiry.pair else ()
    if inquiry.pair:
        findings.append(_echo_finding(inquiry, spot.id, said, shared))
    beside = tuple(_find_beside(*said.values())) if inquiry.pair else ()
    return Words(spot.id, inquiry.group.codes, tuple(findings), beside, tuple(periods), shared)


def overview(inquiry: Inquiry) -> list[dict[str, Any]]:
    """Return one row per hotspot: by state the statements on it and all statements; quotes and echoes."""
    everything = all_spoken(inquiry)
    rows = []
    for spot in (h for h in hotspots.watched() if not h.own):
        first, last = inquiry.window(spot.id)
        row: dict[str, Any] = {"hotspot": spot.id}
        said = {}
        for state in inquiry.group.codes:
            channels = channels_of(everything, state)
            said[state] = [x for c in channels for x in _said(everything, c, spot.id, first, last)]
            begin, end = first.isoformat()[:7], last.isoformat()[:7]
            volume = sum(n for c in channels for m, n in everything.volume[c].items() if begin <= m <= end)
            row |= {f"{state}_said": len(said[state]), f"{state}_statements": volume}
        if inquiry.pair:
            row |= {
                "beside": len(list(_find_beside(*said.values()))),
                "echoes": len(echoes.echoes(*said.values())),
            }
        rows.append(row)
    return rows


def closeness(inquiry: Inquiry) -> list[Finding]:
    """Return how often each outlet calls ties with the other state the best ever or limitless.

    The count is of sentences in the outlet's own words that name the other state together with such a term.
    Whether the claim is true is not examined here. The count is ranked among the other states with which the
    same outlet claims such ties.
    """
    if inquiry.pair is None:
        return []
    high = re.compile("|".join(f"(?:{p.pattern})" for p in height_words().patterns()), re.IGNORECASE)
    count: dict[Channel, Counter[str]] = defaultdict(Counter)
    volume: Counter[Channel] = Counter()
    records: dict[Channel, list[str]] = defaultdict(list)
    partner = dict(zip(inquiry.pair, reversed(inquiry.pair), strict=True))
    for s in statements(inquiry):
        if s.channel.state not in partner or not inquiry.since <= s.day <= inquiry.until:
            continue
        volume[s.channel] += 1
        mine = [p for p in paragraphs(s.text, s.title) if p.own] if high.search(s.text) else []
        own = [x for p in mine for x in sentences_of(p)]
        named = {code for x in own if high.search(x) for code in states_named(x, s.channel.language)}
        count[s.channel].update(named - {s.channel.state})
        if partner[s.channel.state] in named:
            records[s.channel].append(s.record)
    return [_closeness(c, partner[c.state], count[c], n, records[c]) for c, n in sorted(volume.items())]


def _closeness(channel: Channel, partner: str, count: Counter[str], n: int, records: list[str]) -> Finding:
    # the name of a state may also mean its predecessor: Russia for the Soviet Union
    others = [k for state, k in count.items() if partner not in (state, states.get(state).heir)]
    rank = PlaceboRank(
        1 + sum(k >= count[partner] for k in others), 1 + len(others), "states of which it says so"
    )
    return Finding(
        Kind.CLOSENESS_CLAIMS,
        Subject(states=(channel.state, partner), source=channel.name),
        count[partner],
        "statements",
        "other states of which the same outlet says so",
        n,
        METHOD,
        placebo=rank if others else None,
        detail=Detail(no_placebo="" if others else "it says so of no other state"),
        records=tuple(records[:RECORDS_SHOWN]),
        records_total=len(records),
    )


def topics() -> list[str]:
    """Return the topics to compare: whole hotspots, and the states that no hotspot is about."""
    whole = [h for h in hotspots.watched() if not h.own]
    covered = {s for h in whole for s in h.states}
    return [*(h.id for h in whole), *sorted(set(states.all_states()) - covered)]


def channels_of(everything: Spoken, state: str) -> list[Channel]:
    """Return the outlets of a state, the government's first, then by number of statements."""
    mine = [c for c in everything.volume if c.state == state]
    return sorted(mine, key=lambda c: (c.kind != "government", -everything.volume[c].total(), c))


def _periods(
    everything: Spoken, channel: Channel, place: str, first: date, last: date, yearly: bool
) -> list[PlacePeriod]:
    habits = Habits(everything, channel, topics(), yearly=yearly)
    size = 4 if yearly else 7
    begin, end = (d.isoformat()[:size] for d in (first, last))
    return [habits.of(place, p) for p in habits.periods() if begin <= p <= end]


def _select_about(channel: Channel, place: str) -> Subject:
    return Subject(states=(channel.state,), place=place, source=channel.name)


def _share(everything: Spoken, channel: Channel, place: str, months: Sequence[PlacePeriod]) -> Finding:
    """Return how often an outlet named a place among all its statements, and the rank of the place."""
    n, k = sum(m.volume for m in months), sum(m.said for m in months)
    about = _select_about(channel, place)
    if not n:
        return cannot_tell(Kind.STATEMENT_SHARE, about, "it said nothing in this window", method=METHOD)
    inside = {m.period for m in months}
    others = {
        t: sum(c[t] for m, c in everything.counts[channel].items() if m in inside)
        for t in topics()
        if t not in (place, channel.state)
    }
    questioned = sum(everything.questioned[channel].get(m, Counter())[place] for m in inside)
    note = f"asked about without a word of its own: {questioned}" if questioned else ""
    first, last = min(inside), max(inside)
    mentions = _said(everything, channel, place, date.fromisoformat(f"{first}-01"), date.max)
    ids = tuple(m.record for _, m in mentions if get_month(m.day) in inside)
    return Finding(
        Kind.STATEMENT_SHARE,
        about,
        k / n,
        "share of its statements",
        "other places and states named by the same outlet",
        n,
        METHOD,
        interval=jeffreys(k, n),
        placebo=PlaceboRank(
            1 + sum(v >= k for v in others.values()), len(others) + 1, "named by the same outlet"
        ),
        records=ids[:RECORDS_SHOWN],
        records_total=len(ids),
        detail=Detail(first=first, last=last, bin="month", note=note),
    )


def _silence(channel: Channel, place: str, periods: Sequence[PlacePeriod], word: str) -> Finding:
    """Return the number of silent months or years on a place, out of those in which silence is detectable."""
    about = replace(_select_about(channel, place), span=word)
    covered = [p for p in periods if p.volume and not p.why_not]
    detectable = [p for p in periods if p.detectable]
    silent = [p for p in periods if p.answer == silence.SILENT]
    if not detectable:
        why = (
            f"in none of the {len(covered)} {word}s that are covered would silence stand out from its habit"
            if covered
            else next((p.why_not for p in reversed(periods)), "it said nothing in this window")
        )
        return cannot_tell(
            Kind.STATEMENT_SILENCE, about, why, method=silence.METHOD, null=silence.NULL, n=len(covered)
        )
    note = "; ".join(
        f"{p.period}: none of {p.volume:,}, {p.expected:.1f} to be expected (90% {p.low:.1f} to {p.high:.1f})"
        for p in silent[-3:]
    )
    return Finding(
        Kind.STATEMENT_SILENCE,
        about,
        len(silent),
        f"of {len(detectable)} {word}s in which it could be told",
        silence.NULL,
        len(detectable),
        silence.METHOD,
        detail=Detail(
            first=detectable[0].period,
            last=detectable[-1].period,
            bin=word,
            note=note,
            no_records="silence has no record",
            no_placebo="the comparable topics are its null",
        ),
    )


def _said(everything: Spoken, channel: Channel, place: str, first: date, last: date) -> list[Said]:
    mentions = everything.mentions.get(channel, {}).get(place, [])
    return echoes.select_window(((channel, m) for m in mentions), first, last)


def _echo_finding(
    inquiry: Inquiry, place: str, by_state: dict[str, list[Said]], shared: Sequence[Echo]
) -> Finding:
    one, other = by_state.values()
    about = Subject(states=inquiry.group.codes, place=place)
    common = sorted({c.language for c, _ in one} & {c.language for c, _ in other})
    days = [{m.day for c, m in side if c.language in common} for side in (one, other)]
    n = sum(any(abs((d - e).days) <= echoes.DAYS for e in days[1]) for d in days[0])
    if not n:
        why = "statements of both on it are not held"
        if one and other:
            why = "they do not speak of it in one language within a week of each other in what is held"
        return cannot_tell(Kind.ECHO, about, why, method=echoes.METHOD, null=echoes.NULL)
    chance = echoes.count_by_chance(one, other)
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
        records=ids[:RECORDS_SHOWN],
        records_total=len(ids),
        detail=Detail(note=note, no_placebo="its null moves the days of one side"),
    )


def _quote(channel: Channel, m: TopicMention) -> Quote:
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


def _find_beside(one: Sequence[Said], other: Sequence[Said]) -> Iterable[tuple[Quote, Quote]]:
    """Yield pairs of quotes within :data:`NEAR` of each other, newest first, each statement once."""
    left = sorted(one, key=lambda x: (x[1].day, x[0].kind == "government"), reverse=True)
    used: set[str] = set()
    for c, m in left:
        near = [
            (d.kind != "government", abs((k.day - m.day).days), k.record, d, k)
            for d, k in other
            if abs(k.day - m.day) <= NEAR and k.record not in used
        ]
        if not near or m.record in used:
            continue
        *_, d, k = min(near, key=lambda x: x[:3])
        used |= {m.record, k.record}
        yield _quote(c, m), _quote(d, k)

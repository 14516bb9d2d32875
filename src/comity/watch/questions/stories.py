"""News stories in which both states of a pair act toward a place, and timing without these stories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query.sql import select
from comity.measures.coaction import shared_stories
from comity.measures.coaction.shared_stories import SharedStories, StoryActs
from comity.measures.coaction.time_axis import Counted, day_numbers
from comity.records.details import SharedStoriesDetail
from comity.records.finding import Finding, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.sources.cards import members
from comity.types import RECORDS_SHOWN, Pair
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot
from comity.watch import event_streams
from comity.watch.event_streams import EventStreams
from comity.watch.inquiry import Inquiry

NULL = "the share of stories that each one has in that week, and pairs of like exposure"
_ACT = ("actor", "target", "code_system", "code", "quad", "event_date")
#: Days between two places on one time axis, so that no week contains acts toward both.
_APART = 100_000


@dataclass(frozen=True, slots=True)
class StoryRows:
    """The rows of a stream that have a story id, on covered days, newest first."""

    stream: str
    rows: pa.Table

    def toward(self, spot: Hotspot) -> pa.Table:
        """Return the rows in which other states act toward a place."""
        at = pc.or_(_one_of(self.rows["target"], spot.states), _one_of(self.rows["geo_state"], spot.geo))
        return self.rows.filter(pc.and_(at, pc.invert(_one_of(self.rows["actor"], spot.states))))


def stories(inquiry: Inquiry) -> dict[str, list[Finding]]:
    """Return findings on stories that name both states, by hotspot; key "" is for all hotspots."""
    pair = inquiry.pair
    if pair is None:
        return {}
    out: dict[str, list[Finding]] = {}
    for stream in inquiry.streams.names():
        rows = story_rows(inquiry.streams, stream, pair, inquiry.since, inquiry.until)
        places = {h.id: rows.toward(h) for h in _third_places(pair)} if rows.rows.num_rows else {}
        for key, toward in places.items():
            out[key] = [*out.get(key, []), _finding({key: toward}, pair, stream, key)]
        if places:
            out[""] = [*out.get("", []), _finding(places, pair, stream, "")]
    return out


def story_rows(streams: EventStreams, stream: str, pair: Pair, since: date, until: date) -> StoryRows:
    """Return the rows of a stream that have a story id."""
    days = streams.days_in_sight(stream, pair, since, until)
    rows = streams.once(("stories", stream), lambda: _read(streams, stream))
    return StoryRows(stream, rows.filter(pc.is_in(rows["event_date"], pa.array(days, pa.date32()))))


def _read(streams: EventStreams, stream: str) -> pa.Table:
    rest = """
        WHERE source IN $sources AND story IS NOT NULL AND actor_is_state AND precision = 'day'
        ORDER BY event_date DESC, record_id
    """
    sql = select("events", ("record_id", "story", "geo_state", *_ACT), rest)
    return streams.view.run(sql, sources=members(stream))


def is_shown(rows: StoryRows, places: Iterable[str], pair: Pair) -> bool:
    """Return whether both states act in the same stories, about these places, more than similar pairs."""
    acts, states = story_acts({k: rows.toward(hotspots.get(k)) for k in places})
    if not set(pair) <= set(states):
        return False
    return shared_stories.shared_stories(acts, np.array([[states.index(s) for s in pair]]))[0].shown


def _finding(places: Mapping[str, pa.Table], pair: Pair, stream: str, place: str) -> Finding:
    kind, about = Kind.SHARED_STORIES, Subject(states=pair, place=place, stream=stream)
    acts, states = story_acts(places)
    if not set(pair) <= set(states):
        why = "no story tells of both"
        return cannot_tell(kind, about, why, method=shared_stories.METHOD, null=NULL)
    row = np.array([[states.index(s) for s in pair]])
    answer = shared_stories.shared_stories(acts, row)[0]
    n = len(np.unique(acts.story))
    if answer.ratio is None:
        why = f"{answer.expected:.1f} stories that name both are to be expected, too few to compare"
        return cannot_tell(kind, about, why, method=shared_stories.METHOD, null=NULL, n=n)
    ids = [i for table in places.values() for i in _records(table, pair)]
    return Finding(
        kind,
        about,
        answer.ratio,
        "times the stories that their exposure explains",
        NULL,
        n,
        shared_stories.METHOD,
        interval=answer.interval,
        placebo=PlaceboRank(answer.rank, answer.of, "exposure"),
        records=tuple(ids[:RECORDS_SHOWN]),
        records_total=len(ids),
        detail=_detail(answer),
    )


def _detail(answer: SharedStories) -> SharedStoriesDetail:
    assert answer.median is not None
    return SharedStoriesDetail(
        observed=answer.observed, expected=answer.expected, median=answer.median, shown=answer.shown
    )


def story_acts(places: Mapping[str, pa.Table]) -> tuple[StoryActs, list[str]]:
    """Return acts by story and the states by row; a story about several places counts once for each."""
    states = sorted({s for table in places.values() for s in pc.unique(table["actor"]).to_pylist()})
    columns: list[list[np.ndarray[Any, Any]]] = [[], [], []]
    first = 0
    for k, table in enumerate(places.values()):
        story = table["story"].combine_chunks().dictionary_encode()
        columns[0].append(np.asarray(story.indices, dtype=np.int64) + first)
        first += len(story.dictionary)
        columns[1].append(np.asarray(pc.index_in(table["actor"], pa.array(states, pa.string())), np.int64))
        columns[2].append(day_numbers(table["event_date"].to_numpy(), "day") + k * _APART * 7)
    return StoryActs(*(np.concatenate(c) for c in columns)), states


def remove_shared(counted: Counted, rows: StoryRows, pair: Pair) -> Counted:
    """Return the counts without the pair's acts that occur only in stories shared by both states."""
    toward = rows.toward(hotspots.get(counted.hotspot))
    shared = _shared(toward, pair)
    stories_of: dict[tuple[Any, ...], set[str]] = {}
    for r in toward.filter(_one_of(toward["actor"], pair)).to_pylist():
        stories_of.setdefault(tuple(r[c] for c in _ACT), set()).add(r["story"])
    counts, at = counted.counts.copy(), {day: k for k, day in enumerate(counted.bins)}
    for act, its_stories in stories_of.items():
        if its_stories <= shared and act[-1] in at:
            counts[counted.states.index(act[0]), at[act[-1]]] -= 1
    return replace(counted, counts=counts)


def _records(table: pa.Table, pair: Pair) -> list[str]:
    own = table.filter(_one_of(table["actor"], pair))
    ids: list[str] = own.filter(_one_of(own["story"], _shared(table, pair)))["record_id"].to_pylist()
    return ids


def _shared(table: pa.Table, pair: Pair) -> set[str]:
    one, other = (set(table.filter(pc.equal(table["actor"], s))["story"].to_pylist()) for s in pair)
    return one & other


def _third_places(pair: Pair) -> list[Hotspot]:
    return [h for h in event_streams.places() if not set(pair) & set(h.states)]


def _one_of(column: pa.ChunkedArray, wanted: Collection[str]) -> pa.ChunkedArray:
    return pc.fill_null(pc.is_in(column, pa.array(list(wanted), pa.string())), False)

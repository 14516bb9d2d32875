"""Votes on adopted resolutions as the UN Digital Library publishes them: a row for each member and vote.

Two files of one kind, the General Assembly's and the Security Council's, told apart by their headings.
A vote of the Assembly up to the end of 2020 also bears a number of Voeten's, under which other sources
tell it: it is joined to it (:mod:`comity.sources.votes.unga_numbers`), and one that cannot be joined with
certainty is set aside, so that no vote counts twice.  A resolution of the Council is known by its
symbol, as in the tables of its meetings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import ROLL_CALL, record_id
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.cards import Card, card
from comity.sources.kit.delimited import Piece, quoted
from comity.sources.kit.numbers import heading
from comity.sources.votes import unga, unga_numbers
from comity.vocabulary import states
from comity.vocabulary.states import un_state

_BOTH = (
    "undl_id",
    "ms_code",
    "ms_name",
    "ms_vote",
    "date",
    "resolution",
    "draft",
    "meeting",
    "subjects",
    "total_yes",
    "total_no",
    "total_abstentions",
    "total_non_voting",
    "total_ms",
    "undl_link",
)
COLUMNS = {
    "undl_ga": (*_BOTH, "session", "committee_report", "title", "agenda_title"),
    "undl_sc": (*_BOTH, "permanent_member", "description", "agenda", "modality"),
}
"""Columns that must be there; since 2025 a ``vote_note`` too, in either."""

_BODY = {"undl_ga": "UNGA", "undl_sc": "UNSC"}
_CHOICES = {"Y": 0, "A": 1, "N": 2, "X": 3}
_FACTS = ("date", "session", "resolution", "total_yes", "total_no", "total_abstentions")
_WORDS = ("title", "agenda_title", "description", "agenda", "subjects", "undl_link")
_COUNCIL = re.compile(r"S/RES/\d+")
_WITHOUT = re.compile(r"without (a )?vote|acclamation", re.IGNORECASE)
_CALLS = "adopted resolutions only: failed drafts and votes on paragraphs are not here, nor what had no vote"
_BALLOTS = "votes on adopted resolutions only; absent is recorded, and a state without a row was no member"


@dataclass(frozen=True, slots=True)
class LibraryVotes:
    """One of the two files."""

    id: str

    @property
    def card(self) -> Card:
        """What a reader must know of the source."""
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        """Whether the heading has all columns of this file."""
        return set(COLUMNS[self.id]) <= set(_heading(sample))

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read the whole file: rows of one vote may stand anywhere in it."""
        with file.open() as stream:
            names = _heading(Sample(file.name, stream.read(1 << 16)))
        if not set(COLUMNS[self.id]) <= set(names):
            raise SourceError(f"{file.place} lacks columns of the UN Digital Library's file of votes.")
        collected = _LibraryRows(names)
        for piece in quoted(file, names):
            collected.take(piece)
            rest = piece.row_count - piece.table.num_rows
            yield Batch({}, rest, 0, piece.set_aside, piece.rejects)
        calls = collected.calls(self.id)
        unshown = {f"{_BODY[self.id]}:{c.shared}": c for c in calls if c.shared}
        seats: set[str] = set()
        for batch in unga.batches(collected.cast(calls, _BODY[self.id]), self.id, file.file_id, _BALLOTS):
            ballots = batch.tables["ballots"]
            seats |= set(ballots["state"].unique().to_pylist())
            batch.tables["roll_calls"] = self._roll_calls(ballots, unshown, file.file_id)
            batch.coverage = [s for c in batch.coverage for s in self._sight(c, seats)]
            yield batch

    def _roll_calls(self, ballots: pa.Table, unshown: dict[str, _LibraryVote], file_id: str) -> pa.Table:
        """Return the roll calls that these ballots are the first to tell, taken out of ``unshown``."""
        first = ballots.group_by("roll_call_id").aggregate([("row_no", "min")])
        where = zip(first["roll_call_id"].to_pylist(), first["row_no_min"].to_pylist(), strict=True)
        rows = [
            unshown.pop(key).record(self.id, key) | {"file_id": file_id, "row_no": row_no}
            for key, row_no in where
            if key in unshown
        ]
        return pa.Table.from_pylist(rows, schema=ROLL_CALL)

    def _sight(self, ballots: Coverage, seats: set[str]) -> tuple[Coverage, Coverage]:
        """Return what the file shows of ballots, in the Council of its members alone, and of roll calls."""
        calls = replace(ballots, table="roll_calls", note=_CALLS)
        return replace(ballots, states=frozenset(seats) if self.id == "undl_sc" else None), calls


def _heading(sample: Sample) -> tuple[str, ...]:
    """Names of the columns, none if the first line is no heading of the Library's."""
    names = heading(sample)
    return names if names[:1] == ("undl_id",) and len(set(names)) == len(names) else ()


@dataclass(slots=True)
class _LibraryVote:
    """One vote, as its rows tell it."""

    key: str
    facts: dict[str, str]
    words: dict[str, str]
    day: date | None
    shared: str = ""

    @property
    def session(self) -> int | None:
        """Number of the session; of a special one the regular session in whose year it lies."""
        text = self.facts["session"].strip()
        if text.isascii() and text.isdigit():
            return int(text)
        return None if self.day is None else self.day.year - (1945 if self.day.month >= 9 else 1946)

    @property
    def totals(self) -> unga_numbers.Totals | None:
        """Votes for, against and abstentions, ``None`` if one of them is not told."""
        yes, no, abstain = (_count(self.facts[f"total_{k}"]) for k in ("yes", "no", "abstentions"))
        return None if yes is None or no is None or abstain is None else (yes, no, abstain)

    def record(self, source: str, roll_call_id: str) -> dict[str, Any]:
        """Return the roll call's record, without file and row."""
        body = _BODY[source]
        w, totals = self.words, self.totals or (None, None, None)
        assert self.day is not None, "ballots have days"
        link = w["undl_link"].strip()
        return {
            "record_id": record_id(source, self.key),
            "source": source,
            "known_on": self.day,
            "roll_call_id": roll_call_id,
            "body": body,
            "date": self.day,
            "precision": "day",
            "session": self.session if body == "UNGA" else None,
            "symbol": self.facts["resolution"].strip() or None,
            "title": unga.title(w["agenda_title"] or w["agenda"], w["title"] or w["description"]),
            "kind": "resolution",
            "issues": [s for s in re.split(r"\s*\|\s*", w["subjects"].strip()) if s],
            "adopted": True,
            "vetoed": False,
            **dict(zip(("yes", "no", "abstain"), totals, strict=True)),
            "url": link if link.startswith("https://") else None,
        }


@dataclass(slots=True)
class _LibraryRows:
    """All rows of a file, small: votes, states and choices as numbers, the facts of each vote once.

    Rows that tell the facts of their vote differently dispute it; of words that differ the first in the
    order of the alphabet stand.
    """

    heading: tuple[str, ...]
    ids: dict[str, int] = field(default_factory=dict)
    facts: list[tuple[str, ...]] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)
    disputed: set[int] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    rows: list[np.ndarray[Any, np.dtype[np.int64]]] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        """Take in the rows of a piece."""
        t = piece.table
        blank = [""] * t.num_rows
        wanted = ("undl_id", "ms_code", "ms_name", "ms_vote", "modality", "vote_note", *_FACTS, *_WORDS)
        columns = {c: t[c].to_pylist() if c in self.heading else blank for c in wanted}
        facts, words = (zip(*(columns[c] for c in of), strict=True) for of in (_FACTS, _WORDS))
        calls = [self._call(*call) for call in zip(columns["undl_id"], facts, words, strict=True)]
        who = zip(columns["ms_code"], columns["ms_name"], strict=True)
        places = [self.places.setdefault(f"{c.strip()} {n.strip()}", len(self.places)) for c, n in who]
        how = zip(columns["ms_vote"], columns["modality"], columns["vote_note"], strict=True)
        choices = [_choice(*h) for h in how]
        self.rows.append(np.array([piece.row_no.tolist(), calls, places, choices], np.int64))

    def _call(self, key: str, facts: tuple[str, ...], words: tuple[str, ...]) -> int:
        """Index of a vote, -1 for a key that is none."""
        key = key.strip()
        if not (key.isascii() and key.isdigit()):
            return -1
        call = self.ids.setdefault(key, len(self.ids))
        if call == len(self.facts):
            self.facts.append(facts)
            self.words.append(words)
        elif self.facts[call] != facts:
            self.disputed.add(call)
        self.words[call] = min(self.words[call], words)
        return call

    def calls(self, source: str) -> list[_LibraryVote]:
        """Return votes, each with the key under which others tell it ("" where that is not clear)."""
        out = []
        for key, facts_of, words in zip(self.ids, self.facts, self.words, strict=True):
            facts = dict(zip(_FACTS, facts_of, strict=True))
            out.append(_LibraryVote(key, facts, dict(zip(_WORDS, words, strict=True)), _day(facts["date"])))
        _share(out, source)
        return out

    def cast(self, calls: list[_LibraryVote], body: str) -> unga.CastVotes:
        """All votes, for the account that the sources of the Assembly share."""
        row_no, call, place, choice = np.concatenate([np.zeros((4, 0), np.int64), *self.rows], axis=1)
        days = np.array([*(np.datetime64(c.day, "D") for c in calls), np.datetime64("NaT", "D")])
        unclear = np.array([*(not c.shared for c in calls), False])
        choice = np.where(unclear[call] & (choice >= 0), unga.UNNUMBERED, choice)
        shared = unga.Calls(body, [c.key for c in calls], [c.shared for c in calls])
        names, disputed = list(self.places), frozenset(self.disputed)
        return unga.CastVotes(row_no, call, days[call], place, names, choice, _state, shared, disputed)


def _share(calls: Iterable[_LibraryVote], source: str) -> None:
    """Give each vote the key under which other sources tell it; of two with one symbol to the first only."""
    ordered = sorted(calls, key=lambda c: (len(c.key), c.key))
    for c in ordered:
        symbol = "".join(c.facts["resolution"].upper().split())
        match = _COUNCIL.match(symbol) if source == "undl_sc" else None
        c.shared = match[0] if match else unga_numbers.key(symbol) or symbol or c.key
    last = unga_numbers.last_day()
    old = [c for c in ordered if source == "undl_ga" and c.day is not None and c.day <= last]
    numbers = [unga_numbers.number(c.facts["resolution"], c.session, c.totals) for c in old]
    for c, n in zip(old, unga_numbers.each_once(numbers), strict=True):
        c.shared = "" if n is None else str(n)
    met = set[str]()
    for c in ordered:
        c.shared = "" if c.shared in met else c.shared
        met.add(c.shared)


def _choice(vote: str, modality: str, note: str) -> int:
    """Code of a choice, or of the rule that sets it aside; -1 for what is none of the published letters."""
    if _WITHOUT.search(modality) or _WITHOUT.search(note):
        return unga.NO_VOTE  # the Library then writes Y for every member, though nobody voted
    return _CHOICES.get(vote.strip().upper(), -1)


def _state(code_and_name: str, on: date) -> str | None:
    """State of a row: by its name, which is that of the day, else by its code, which is today's as a rule."""
    code, _, name = code_and_name.partition(" ")
    return un_state(name, on) or states.resolve(code, "iso3", on)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _count(text: str) -> int | None:
    """Return a total (``120`` or ``120.0``), ``None`` if there is none."""
    plain = text.strip().removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else None


SOURCES = (LibraryVotes("undl_ga"), LibraryVotes("undl_sc"))

"""Votes on adopted resolutions from the UN Digital Library: one row per member and vote.

There is one file for the General Assembly and one for the Security Council; their headings differ. Votes of
the Assembly up to the end of 2020 also have a number given by E. Voeten, which other sources use. Such a vote
is matched to its number (:mod:`comity.sources.votes.unga_numbers`); if the match is uncertain the vote is set
aside, so that no vote counts twice. A resolution of the Council is identified by its symbol, as in the tables
of its meetings.
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
from comity.sources.kit.delimited import Piece, split_quoted
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
#: Required columns; since 2025 either file also has a ``vote_note``.
COLUMNS = {
    "undl_ga": (*_BOTH, "session", "committee_report", "title", "agenda_title"),
    "undl_sc": (*_BOTH, "permanent_member", "description", "agenda", "modality"),
}

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
    """The source of one of the two files of the UN Digital Library."""

    id: str

    @property
    def card(self) -> Card:
        """The source card: licence, citation, coverage, biases."""
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        """Return whether the heading has all columns of this file."""
        return set(COLUMNS[self.id]) <= set(_heading(sample))

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read the file whole before yielding ballots, because rows of one vote may be far apart."""
        with file.open() as stream:
            names = _heading(Sample(file.name, stream.read(1 << 16)))
        if not set(COLUMNS[self.id]) <= set(names):
            raise SourceError(f"{file.place} lacks columns of the UN Digital Library's file of votes.")
        collected = _LibraryRows(names)
        for piece in split_quoted(file, names):
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
        """Return the roll calls that first appear in these ballots, and remove them from ``unshown``."""
        first = ballots.group_by("roll_call_id").aggregate([("row_no", "min")])
        where = zip(first["roll_call_id"].to_pylist(), first["row_no_min"].to_pylist(), strict=True)
        rows = [
            unshown.pop(key).record(self.id, key) | {"file_id": file_id, "row_no": row_no}
            for key, row_no in where
            if key in unshown
        ]
        return pa.Table.from_pylist(rows, schema=ROLL_CALL)

    def _sight(self, ballots: Coverage, seats: set[str]) -> tuple[Coverage, Coverage]:
        """Return the coverage of ballots (in the Council only of its members) and of roll calls."""
        calls = replace(ballots, table="roll_calls", note=_CALLS)
        return replace(ballots, states=frozenset(seats) if self.id == "undl_sc" else None), calls


def _heading(sample: Sample) -> tuple[str, ...]:
    """Return the names of the columns, or () if the first line is not a heading of the Library."""
    names = heading(sample)
    return names if names[:1] == ("undl_id",) and len(set(names)) == len(names) else ()


@dataclass(slots=True)
class _LibraryVote:
    """One vote, with the values that its rows share."""

    key: str
    facts: dict[str, str]
    words: dict[str, str]
    day: date | None
    shared: str = ""

    @property
    def session(self) -> int | None:
        """Number of the vote's session; for a special session, the regular session of that year."""
        text = self.facts["session"].strip()
        if text.isascii() and text.isdigit():
            return int(text)
        return None if self.day is None else self.day.year - (1945 if self.day.month >= 9 else 1946)

    @property
    def totals(self) -> unga_numbers.Totals | None:
        """Votes for, against and abstentions; ``None`` if one of them is missing."""
        yes, no, abstain = (_count(self.facts[f"total_{k}"]) for k in ("yes", "no", "abstentions"))
        return None if yes is None or no is None or abstain is None else (yes, no, abstain)

    def record(self, source: str, roll_call_id: str) -> dict[str, Any]:
        """Return the record of this roll call, without file and row."""
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
    """All rows of a file in compact form: votes, states and choices as numbers.

    A vote is disputed if its rows contradict each other in its facts. If they differ only in titles or other
    texts, the alphabetically first text is used.
    """

    heading: tuple[str, ...]
    ids: dict[str, int] = field(default_factory=dict)
    facts: list[tuple[str, ...]] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)
    disputed: set[int] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    rows: list[np.ndarray[Any, np.dtype[np.int64]]] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
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
        """Return the index of a vote, or -1 for an invalid key."""
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
        """Return all votes, each with the key that other sources use ("" if the match is uncertain)."""
        out = []
        for key, facts_of, words in zip(self.ids, self.facts, self.words, strict=True):
            facts = dict(zip(_FACTS, facts_of, strict=True))
            out.append(_LibraryVote(key, facts, dict(zip(_WORDS, words, strict=True)), _day(facts["date"])))
        _share(out, source)
        return out

    def cast(self, calls: list[_LibraryVote], body: str) -> unga.CastVotes:
        """Return all ballots in the form that the sources of the Assembly share."""
        row_no, call, place, choice = np.concatenate([np.zeros((4, 0), np.int64), *self.rows], axis=1)
        days = np.array([*(np.datetime64(c.day, "D") for c in calls), np.datetime64("NaT", "D")])
        unclear = np.array([*(not c.shared for c in calls), False])
        choice = np.where(unclear[call] & (choice >= 0), unga.UNNUMBERED, choice)
        shared = unga.Calls(body, [c.key for c in calls], [c.shared for c in calls])
        names, disputed = list(self.places), frozenset(self.disputed)
        return unga.CastVotes(row_no, call, days[call], place, names, choice, _state, shared, disputed)


def _share(calls: Iterable[_LibraryVote], source: str) -> None:
    """Set the key that each vote shares with other sources; of two with one symbol the first gets it."""
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
    """Return the code of a choice, or of the rule that sets the row aside; -1 for an unknown letter."""
    if _WITHOUT.search(modality) or _WITHOUT.search(note):
        return unga.NO_VOTE  # nobody voted, but the Library writes Y for every member
    return _CHOICES.get(vote.strip().upper(), -1)


def _state(code_and_name: str, on: date) -> str | None:
    """Return the state that a row's name meant on that day, or else the state with the row's code."""
    code, _, name = code_and_name.partition(" ")
    return un_state(name, on) or states.resolve(code, "iso3", on)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _count(text: str) -> int | None:
    plain = text.strip().removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else None


SOURCES = (LibraryVotes("undl_ga"), LibraryVotes("undl_sc"))

"""Grouping of acts by occurrence: acts that report one event get the same id in ``occurrence``.

Two acts may report one occurrence if they have the same two states (for friction also the same actor), the
same kind of act and the same place, and are a few days apart. Their passages must also share words or proper
names. Shared words are measured by the index of Jaccard (1912) over words of four letters or more. A copied
text (:mod:`comity.lake.query.syndication`) belongs to the occurrence even if printed weeks later. The records
of the reports do not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query import syndication
from comity.language.mentions import mentions
from comity.lazy import lazy
from comity.vocabulary.forms import all_forms, whole

#: The most days between two reports of one occurrence.
DAYS = 3

#: Share of words (of their union) from which two passages report the same.
ALIKE = 0.25

#: Shared names (without states, offices and their holders) that suffice instead of words; one less with a
#: shared target.
NAMES = 2

#: The most days between a passage and a copy that belongs to the same occurrence.
COPY_DAYS = 30

_LONG = 80  # characters; a shorter passage may be a stock phrase ("A and B hold talks")

#: The rule in words, for display.
RULE = (
    f"one occurrence: the pair, kind of form and place in common, at most {DAYS} days apart, and "
    f"{ALIKE} of the words, or {NAMES} names (with a target, {NAMES - 1}); or a copy within {COPY_DAYS} days"
)

_WORD = re.compile(r"\w{4,}")
_NAME = re.compile(r"\b(?:[A-Z][\w’'-]{3,}|(?!(?:19|20)\d\d\b)\d[\d.,]*\d)")


@dataclass(frozen=True)
class _Act:
    """The fields of an act that decide whether another act reports the same occurrence."""

    day: date
    record: str
    parties: frozenset[str]
    actors: frozenset[str]
    targets: frozenset[str]
    hotspots: frozenset[str]
    friction: bool
    passage: str

    @lazy
    def words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.passage.lower()))

    @lazy
    def names(self) -> frozenset[str]:
        """Return names and numbers in the passage, except states, offices, office holders and years."""
        plain, end = "", 0
        for m in mentions(self.passage, self.day):
            plain, end = plain + self.passage[end : m.start] + " ", max(end, m.end)
        matches = _NAME.finditer(plain + self.passage[end:])
        return frozenset(n[0].lower() for n in matches if n.start() > 1)

    @lazy
    def sketch(self) -> syndication.Sketch:
        return syndication.sketch(self.passage)

    def tells_with(self, other: _Act, days: int, alike: float) -> bool:
        """Return whether this act and ``other``, of the same or an earlier day, report one occurrence."""
        parted = len(self.parties & other.parties) < 2 or (self.friction and not self.actors & other.actors)
        if parted or not (self.hotspots & other.hotspots or self.hotspots == other.hotspots):
            return False
        if (self.day - other.day).days > days:
            return self._copies(other)
        about = bool(self.targets & other.targets)
        return _overlap(self.words, other.words) >= alike or len(self.names & other.names) >= NAMES - about

    def _copies(self, other: _Act) -> bool:
        long = min(len(self.passage), len(other.passage)) >= _LONG
        if not long or _overlap(self.words, other.words) < syndication.CANDIDATE:
            return False
        return syndication.is_copy(self.passage, other.passage, self.sketch, other.sketch)


def fold(acts: pa.Table, *, days: int = DAYS, alike: float = ALIKE) -> pa.Table:
    """Set the ``occurrence`` of each act to the id of the first record of the same occurrence.

    Parameters
    ----------
    acts : table of :data:`comity.records.schemas.ACT`, whose order is kept
    days : the most days between two reports that are linked directly
    alike : least word overlap of two such reports, in [0, 1]
    """
    columns = ["record_id", "date_from", "actors", "partners", "targets", "polarity", "forms", "hotspots"]
    by_kind: dict[tuple[str, str], list[_Act]] = {}
    for r in acts.select([*columns, "summary"]).to_pylist():
        by_kind.setdefault((r["polarity"], _family(r["forms"])), []).append(_act(r))
    of: dict[str, str] = {}
    for entries in by_kind.values():
        of.update(_link_records(sorted(entries, key=lambda a: (a.day, a.record)), days, alike))
    column = pa.array([of[i] for i in acts["record_id"].to_pylist()], pa.string())
    at = acts.schema.get_field_index("occurrence")
    return acts.set_column(at, acts.schema.field(at), column)


def fold_read(acts: pa.Table) -> pa.Table:
    """Apply :func:`fold` to the acts read from documents, and put these acts after all others."""
    read = pc.or_(pc.is_valid(acts["coder"]), pc.is_valid(acts["document_id"]))
    coded = acts.filter(read).sort_by("record_id")
    return pa.concat_tables([acts.filter(pc.invert(read)), fold(coded)])


def _family(forms: list[str]) -> str:
    """Return the top-level kind of an act, from the first of its ``forms``."""
    form = forms[0] if forms else ""
    return whole(form) if form in all_forms() else form


def _act(r: dict[str, Any]) -> _Act:
    return _Act(
        day=r["date_from"],
        record=r["record_id"],
        parties=frozenset(r["actors"]) | frozenset(r["partners"]),
        actors=frozenset(r["actors"]),
        targets=frozenset(r["targets"]),
        hotspots=frozenset(r["hotspots"]),
        friction=r["polarity"] == "friction",
        passage=r["summary"],
    )


def _link_records(entries: Iterable[_Act], days: int, alike: float) -> dict[str, str]:
    """Map the id of each act to the id of the earliest act that reports the same occurrence."""
    out: dict[str, str] = {}
    open_ones: list[list[_Act]] = []
    for act in entries:
        open_ones = [o for o in open_ones if (act.day - o[-1].day).days <= max(days, COPY_DAYS)]
        home = next((o for o in open_ones if any(act.tells_with(m, days, alike) for m in o)), None)
        if home is None:
            open_ones.append([act])
            out[act.record] = act.record
        else:
            home.append(act)
            out[act.record] = home[0].record
    return out


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0

"""One occurrence from many reports: acts that tell the same thing share an occurrence.

Two acts tell one occurrence when they have the pair (in friction also who acts), the kind of form and the
place in common, lie a few days apart, and their passages share words (Jaccard 1912 over words of four
letters and more) or names of their own.  A copy (:mod:`comity.lake.query.syndication`) tells it even when
it is
printed weeks later.  Reports stay as they are: the fold only says which belong together, so that counts
can be of occurrences, not of copies.
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

DAYS = 3
"""Within how many days reports may tell one occurrence."""

ALIKE = 0.25
"""Share of words (of their union) from which two passages tell the same."""

NAMES = 2
"""Names in common, states and their people aside, that do as well; one less where a target is shared."""

COPY_DAYS = 30
"""Within how many days a copy of a passage tells what the passage told."""

_LONG = 80  # characters from which a passage is more than a formula ("A and B hold talks")

RULE = (
    f"one occurrence: the pair, kind of form and place in common, at most {DAYS} days apart, and "
    f"{ALIKE} of the words, or {NAMES} names (with a target, {NAMES - 1}); or a copy within {COPY_DAYS} days"
)
"""The rule in words, as it is shown."""

_WORD = re.compile(r"\w{4,}")
_NAME = re.compile(r"\b(?:[A-Z][\w’'-]{3,}|(?!(?:19|20)\d\d\b)\d[\d.,]*\d)")


@dataclass(frozen=True)
class _Act:
    """What of an act decides whether another tells the same."""

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
        """Names and numbers of the passage that are no state, office, holder of one, or year."""
        plain, end = "", 0
        for m in mentions(self.passage, self.day):
            plain, end = plain + self.passage[end : m.start] + " ", max(end, m.end)
        matches = _NAME.finditer(plain + self.passage[end:])
        return frozenset(n[0].lower() for n in matches if n.start() > 1)

    @lazy
    def sketch(self) -> syndication.Sketch:
        return syndication.sketch(self.passage)

    def tells_with(self, other: _Act, days: int, alike: float) -> bool:
        """Whether the two tell one occurrence; ``other`` lies before or on the same day."""
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
    """Acts with ``occurrence`` set to the first record of each occurrence, in the order given.

    Parameters
    ----------
    acts : table of :data:`comity.records.schemas.ACT`
    days : longest distance of two reports that are linked directly
    alike : least word overlap of two such reports, in [0, 1]
    """
    columns = ["record_id", "date_from", "actors", "partners", "targets", "polarity", "forms", "hotspots"]
    by_kind: dict[tuple[str, str], list[_Act]] = {}
    for r in acts.select([*columns, "summary"]).to_pylist():
        by_kind.setdefault((r["polarity"], _family(r["forms"])), []).append(_act(r))
    of: dict[str, str] = {}
    for entries in by_kind.values():
        of.update(_linked(sorted(entries, key=lambda a: (a.day, a.record)), days, alike))
    column = pa.array([of[i] for i in acts["record_id"].to_pylist()], pa.string())
    at = acts.schema.get_field_index("occurrence")
    return acts.set_column(at, acts.schema.field(at), column)


def fold_read(acts: pa.Table) -> pa.Table:
    """:func:`fold` for the acts of documents, whoever vouches for them; the others as they are, and first."""
    read = pc.or_(pc.is_valid(acts["coder"]), pc.is_valid(acts["document_id"]))
    coded = acts.filter(read).sort_by("record_id")
    return pa.concat_tables([acts.filter(pc.invert(read)), fold(coded)])


def _family(forms: list[str]) -> str:
    """First-level form of the main form."""
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


def _linked(entries: Iterable[_Act], days: int, alike: float) -> dict[str, str]:
    """Record -> first record of its occurrence: each joins the earliest open occurrence that has its like."""
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

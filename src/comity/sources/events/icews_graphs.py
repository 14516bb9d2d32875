"""What is known of an ICEWS graph: how its time column runs, what was cut, and which days it really shows.

The published graphs are told by the sizes in ``stat.txt`` (``icews_graphs.yaml``); any other is described by
a ``graph.yaml`` beside its files::

    origin: 2021-01-01      # the day that the value `zero` of the time column stands for
    unit: days              # or hours
    cut: only the 999 most frequent names    # what is left out, in words; "" if nothing is
    sample: false           # true: a random part of the facts, so absence means nothing
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from statistics import median

from comity.errors import IncompleteFileError, SourceError, VocabularyError
from comity.records.coverage import Coverage, merge
from comity.sources.base import SourceFile
from comity.sources.events.icews_people import who
from comity.vocabulary import states
from comity.vocabulary.load import fields, package_yaml, read_yaml

PARTS = ("train.txt", "valid.txt", "test.txt")
"""The files that a graph is cut into, by time or at random."""

THIN = 1 / 3
"""A day with fewer facts than this share of the graph's median day is a gap of the graph, not a calm day."""

_GRAPHS = "sources/events/icews_graphs.yaml"
_BESIDE = "graph.yaml"


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph: its clock, what it leaves out, and the sizes by which a published one is told."""

    id: str
    origin: date
    unit: str
    zero: int = 0
    cut: str = ""
    sample: bool = False
    entities: int = 0
    relations: int = 0
    columns: tuple[int, ...] = ()

    def day_at(self, time: str) -> date | None:
        """Day of a value of the time column, ``None`` for one that is no time of this graph."""
        step = 24 if self.unit == "hours" else 1
        try:
            return self.origin + timedelta(days=(int(time) - self.zero) // step)
        except (ValueError, OverflowError):
            return None


def _graph(data: object, name: str, graph_id: str) -> Graph:
    return Graph(**fields(data, Graph, name, fixed={"id": graph_id}, allowed={"unit": ("hours", "days")}))


@cache
def published() -> tuple[Graph, ...]:
    """The graphs that are told by their sizes."""
    return tuple(_graph(v, f"{_GRAPHS}: {k}", k) for k, v in package_yaml(_GRAPHS).items())


def graph_of(file: SourceFile, width: int) -> Graph:
    """The graph that a file is part of, by what lies beside it.

    Parameters
    ----------
    width : number of columns of its lines

    Raises
    ------
    SourceError
        When ``graph.yaml`` beside the file is wrong; :class:`~comity.errors.IncompleteFileError` when nothing
        beside it says how its time column runs.
    """
    if described := _text(file, _BESIDE):
        try:
            return _graph(read_yaml(described.decode("utf-8", "replace"), _BESIDE), _BESIDE, "")
        except VocabularyError as e:
            raise SourceError(f"{file.place}: {e}") from None
    counts = _text(file, "stat.txt").split()[:2]
    for graph in published():
        if [str(graph.entities).encode(), str(graph.relations).encode()] == counts and width in graph.columns:
            return graph
    said = b" and ".join(counts).decode("ascii", "replace") or "nothing"
    raise IncompleteFileError(
        f"{file.place} is of a graph that is not known (stat.txt beside it says {said}), so its time cannot "
        f"be read: put a {_BESIDE} beside it that says origin (the first day), unit (days or hours) and cut."
    )


def _text(file: SourceFile, name: str) -> bytes:
    """What another file beside this one holds, nothing if there is none."""
    stream = file.beside(name)
    if stream is None:
        return b""
    with stream:
        return stream.read()


def coverage(file: SourceFile, graph: Graph, names: Iterable[str], own: Counter[date]) -> list[Coverage]:
    """What a file of a graph shows: the days that are whole, for the states that have a name of their own.

    The days are counted over all parts of the graph, and a whole day belongs to the part with most of its
    facts; thin days, and all days where a part is missing beside the file, are a sample.

    Parameters
    ----------
    own : facts of this file by day
    """
    if not own:
        return []
    days, complete = _daily(file, graph, own)
    enough = THIN * median(days.values())
    whole = [d for d in own if days[d] >= enough and 2 * own[d] >= days[d]]
    whole = whole if complete and not graph.sample else []
    last = max(own)
    bare = {w.state for n in names if (w := who(n, last)).role is None and w.organ}
    gone = frozenset(s.code for s in states.all_states().values() if s.exists(last)) - bare
    out = merge(Coverage("icews_kg", "events", d, d, leaves_out=gone, note=graph.cut) for d in whole)
    if len(whole) < len(own):
        note = "a part of the graph" if not whole else "days of which the graph has few facts, and stray ones"
        rest = [d for d in own if d not in set(whole)]
        out.append(
            Coverage("icews_kg", "events", min(rest), max(rest), leaves_out=gone, selective=True, note=note)
        )
    return out


def _daily(file: SourceFile, graph: Graph, own: Counter[date]) -> tuple[Counter[date], bool]:
    """Lines of the whole graph by day, and whether all its parts lie beside the file."""
    days, complete = Counter(own), file.name in PARTS
    for part in PARTS:
        stream = None if part == file.name else file.beside(part)
        if stream is None:
            complete = complete and part == file.name
            continue
        with stream:
            times = Counter(line.split(b"\t")[3].strip() for line in stream if line.count(b"\t") >= 3)
        for time, n in times.items():
            if day := graph.day_at(time.decode("latin-1")):
                days[day] += n
    return days, complete

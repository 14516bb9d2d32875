"""Daily counts of events by acting state, target state, day and class of act, without texts.

``comity get counts`` writes one file per source of events (:func:`encode_counts`), and this module reads the
file. A row says how many different acts of one class organs of ``actor`` did toward ``target`` on ``day``,
and in which states. An act is one code by one state toward another on one day, however often it was reported
(:mod:`comity.lake.query.event_counts`). An act counts as known from the day of the first report. A row is
read as the same number of ``events`` rows, without story, name or score, so that every count equals the count
of the original events.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.sources.base import Batch, Register, Sample, Source, SourceFile
from comity.sources.cards import COUNTED
from comity.sources.kit.events import event_table
from comity.vocabulary import states

#: Columns of a file of counts; a row is a set of acts with equal values in all columns.
SCHEMA = pa.schema(
    [
        pa.field("made_by", pa.string(), nullable=False),  # identifies the file, readable in its first bytes
        pa.field("day", pa.date32(), nullable=False),
        pa.field("actor", pa.string(), nullable=False),
        pa.field("target", pa.string()),  # null: toward nobody in particular
        pa.field("code_system", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # root of CAMEO, event type of PLOVER
        pa.field("quad", pa.int8(), nullable=False),
        pa.field("between_states", pa.bool_(), nullable=False),  # the target is a state organ; no mirror row
        pa.field("known_on", pa.date32(), nullable=False),
        pa.field("places", pa.string(), nullable=False),  # states where the acts took place, by blanks
        pa.field("acts", pa.int32(), nullable=False),
    ]
)

#: Key of the file's metadata: JSON about what was counted (``coverage``, ``inputs``, ``terms`` ...).
ABOUT = b"comity counts"

ROWS = 50_000
_MAGIC = b"PAR1"
#: Columns in which the statistics treat acts as equal, apart from the code; files are sorted by them first.
_ALIKE = ("day", "actor", "target", "code_system", "kind", "quad")


def name(source: str) -> str:
    """Return the text that the column ``made_by`` of a file of counts has in every row."""
    return f"comity get counts: {source}"


def encode_counts(
    counts: pa.Table, source: str, coverage: list[Coverage], about: Mapping[str, object]
) -> bytes:
    """Return the bytes of a file of counts.

    Parameters
    ----------
    counts : of :data:`SCHEMA` without ``made_by``, sorted
    source : one of :data:`~comity.sources.cards.COUNTED`
    coverage : coverage of the events that were counted
    about : further metadata, in plain types
    """
    table = counts.add_column(0, SCHEMA.field("made_by"), pa.array([name(source)] * len(counts), pa.string()))
    sight = [c.as_json() for c in coverage]
    metadata = {ABOUT: json.dumps({"source": source, "coverage": sight, **about}, sort_keys=True)}
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.cast(SCHEMA).replace_schema_metadata(metadata),
        sink,
        compression={f.name: "none" if f.name == "made_by" else "zstd" for f in SCHEMA},
        write_page_checksum=True,
    )
    return bytes(sink.getvalue())


def _recognise(source: str, sample: Sample) -> bool:
    return sample.head.startswith(_MAGIC) and name(source).encode() in sample.head[:1000]


def _read(source: str, file: SourceFile) -> Iterator[Batch]:
    try:
        with file.open() as stream:
            parquet = pq.ParquetFile(pa.BufferReader(stream.read()), page_checksum_verification=True)
        about = json.loads(parquet.schema_arrow.metadata[ABOUT])
        sight = [Coverage.from_json(c | {"source": source}) for c in about["coverage"]]
        table = parquet.read().cast(SCHEMA)
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as e:
        raise SourceError(f"{file.place} is no whole file of daily counts: make it anew ({e}).") from e
    _check(table, file.place)
    numbered = table.append_column("number", _numbers(table))
    for first in range(0, len(table), ROWS):
        piece = numbered.slice(first, ROWS)
        yield Batch({"events": _events(piece, source, file.file_id, first)}, len(piece), len(piece))
    yield Batch({}, 0, 0, coverage=sight)


def _check(table: pa.Table, place: str) -> None:
    known = pa.array(sorted(states.all_states()))
    whom = pc.unique(pa.chunked_array([*table["actor"].chunks, *table["target"].drop_null().chunks]))
    right = pc.all(pc.is_in(whom, known)).as_py() is not False
    counted = pc.all(pc.and_(pc.greater(table["acts"], 0), pc.is_in(table["quad"], pa.array([1, 2, 3, 4]))))
    if not right or counted.as_py() is False:
        raise SourceError(f"{place} counts acts of states that nobody knows, or no acts: make it anew.")


def _numbers(table: pa.Table) -> pa.Array:
    """Return, for each row, how many acts earlier rows with the same states, day and class have."""
    before = np.cumsum(table["acts"].to_numpy()) - table["acts"].to_numpy()
    codes = [table[c].combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy() for c in _ALIKE]
    new = np.ones(len(table), bool)
    new[1:] = np.any([c[1:] != c[:-1] for c in codes], axis=0)
    return pa.array(before - np.maximum.accumulate(np.where(new, before, 0)))


def _events(piece: pa.Table, source: str, file_id: str, first: int) -> pa.Table:
    """Return one event row per act and place; acts are numbered so that none counts as a repeat."""
    acts = piece["acts"].to_numpy()
    which = np.repeat(np.arange(len(piece)), acts)
    number = piece["number"].to_numpy()[which] + np.arange(len(which)) - (np.cumsum(acts) - acts)[which] + 1
    places = pc.split_pattern(piece["places"], " ").combine_chunks().take(pa.array(which))
    spread = pc.list_parent_indices(places).to_numpy()
    place, number = pc.list_flatten(places), pa.array(number[spread]).cast(pa.string())
    rows = piece.take(pa.array(which[spread])).combine_chunks()
    kind, day = rows["kind"], rows["day"]
    key = [day.cast(pa.string()), rows["actor"], rows["target"].fill_null(""), kind, number, place]
    yes = pa.array(np.ones(len(rows), bool))
    ids = pc.binary_join_element_wise(pa.scalar(f"{source}:"), pc.binary_join_element_wise(*key, "-"), "")
    columns = {
        "record_id": ids,
        "source": source,
        "file_id": file_id,
        "row_no": pa.array(which[spread] + first + 1),
        "known_on": rows["known_on"],
        "event_date": day,
        "precision": "day",
        "actor": rows["actor"],
        "target": rows["target"],
        "actor_is_state": yes,
        "target_is_state": rows["between_states"],
        "code_system": rows["code_system"],
        "code": pc.binary_join_element_wise(kind, pa.scalar("no."), number, " "),
        "quad": rows["quad"],
        "geo_state": pc.if_else(pc.equal(place, ""), None, place),
    }
    return event_table(
        len(rows),
        {k: v.combine_chunks() if isinstance(v, pa.ChunkedArray) else v for k, v in columns.items()},
    )


SOURCES: tuple[Source, ...] = tuple(Register(s, partial(_recognise, s), partial(_read, s)) for s in COUNTED)

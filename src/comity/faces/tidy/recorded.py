"""What is on record, as tables: acts, votes, counted acts of event streams; and the picture of a pair."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.faces.tidy import own_tables
from comity.lake.query.sql import select
from comity.lake.store import Lake
from comity.measures.votes.ballots import ABSENT, CODES, BallotMatrix
from comity.vocabulary import bodies, hotspots, topics
from comity.watch import Watch
from comity.watch.inquiry import Inquiry

LakePath = Path | str | None

ACTS = (
    "date_from",
    "date_to",
    "precision",
    "actors",
    "partners",
    "targets",
    "hotspots",
    "forms",
    "polarity",
    "deed",
    "toward_third",
    "summary",
    "citations",
    "source",
    "record_id",
)
"""Columns of acts, in this order."""

CELLS = pa.schema(
    [
        pa.field("stream", pa.string(), nullable=False),
        pa.field("hotspot", pa.string(), nullable=False),
        pa.field("date", pa.date32(), nullable=False),
        pa.field("state", pa.string(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),
    ]
)
"""One row an event stream, place, day and state."""


def acts(
    *members: str, place: str | None = None, as_of: date | None = None, lake: LakePath = None
) -> pa.Table:
    """Acts on record that name a member, oldest first.

    Parameters
    ----------
    *members : two or more states by name or code
    place : only this hotspot (its id, or the code of its only state)
    as_of : only what was known on that day
    lake : folder of the records; the default one otherwise, with what the package ships

    Returns
    -------
    pyarrow.Table
        One row an act: days and how well they are known, who (``actors``, ``partners``), about or against
        whom (``targets``), ``hotspots``, ``forms``, ``polarity``, ``deed`` (false: a word), stance toward the
        third power, ``summary``, ``citations``, ``source`` and ``record_id``.

    Raises
    ------
    UnknownNameError, QuestionError
        When a member is no state, the place no hotspot, or fewer than two states are named.

    Examples
    --------
    >>> import comity
    >>> table = comity.acts("CHN", "RUS", place="venezuela")
    >>> table.num_rows > 20, table.column_names[:2]
    (True, ['date_from', 'date_to'])
    """
    table = Inquiry.of(*members, lake=lake, as_of=as_of).acts.select(ACTS)
    table = table.sort_by([("date_from", "ascending"), ("record_id", "ascending")])
    if place is None:
        return table
    spot = hotspots.whole(place)
    return table.filter(
        pa.array([spot in map(hotspots.whole, h) for h in table["hotspots"].to_pylist()], pa.bool_())
    )


def votes(
    *members: str,
    body: str = "UNGA",
    place: str | None = None,
    as_of: date | None = None,
    lake: LakePath = None,
) -> pa.Table:
    """Votes in the United Nations, each once, whichever sources tell it.

    Parameters
    ----------
    *members : states by name or code; all states where none is named
    body : ``UNGA`` or ``UNSC``, or another body of the records
    place : only roll calls about this hotspot
    as_of, lake : as for ``acts``

    Returns
    -------
    pyarrow.Table
        One row a state and roll call: ``roll_call_id``, ``session``, ``date``, ``title``, ``state`` and
        ``choice`` (``yes``, ``no``, ``abstain``, ``absent``).  Fit for ``kappa`` and ``ideal_points``.

    Raises
    ------
    UnknownNameError
        When a member is no state, or the body or place is unknown.

    Examples
    --------
    >>> import comity
    >>> cast = comity.votes("CHN", "RUS", body="UNSC", place="syria").to_pandas()
    >>> vetoes = cast[(cast["state"] == "CHN") & (cast["choice"] == "no")]
    >>> len(vetoes) >= 6
    True
    """
    view = Lake.open(lake).view(as_of, packaged=True)
    of_body = bodies.get(body).id
    about = view.run(select("roll_calls", rest="WHERE body = $body ORDER BY record_id"), body=of_body)
    if place is not None:
        spot, named = hotspots.whole(place), topics.find_roll_call_hotspots(about.to_pylist())
        about = about.filter(
            pa.array([spot in named[r] for r in about["roll_call_id"].to_pylist()], pa.bool_())
        )
    sql = """
        SELECT roll_call_id, state, choice FROM ballots
        WHERE body = $body AND ($every_state OR state IN $states)
    """
    states = [own_tables.state(m) for m in members]
    cast = view.run(sql, body=of_body, every_state=not members, states=states)
    matrix = BallotMatrix.from_tables(cast, about)
    return _one_row_a_vote(matrix, about)


def _one_row_a_vote(matrix: BallotMatrix, calls: pa.Table) -> pa.Table:
    """Roll calls by date, states by code within each; what is not recorded is left out."""
    call, state = np.nonzero(matrix.choices.T >= ABSENT)
    titles = dict(
        reversed([*zip(calls["roll_call_id"].to_pylist(), calls["title"].to_pylist(), strict=True)])
    )
    title = pa.array([titles[r] for r in matrix.roll_calls], pa.string())
    words = {code: word for word, code in CODES.items()}
    choices = pa.array([words[c] for c in range(ABSENT, len(words) + ABSENT)])
    sessions = pa.array(matrix.sessions)
    columns = {
        "roll_call_id": pa.array(matrix.roll_calls, pa.string()).take(pa.array(call)),
        "session": pc.if_else(pc.less(sessions, 0), None, sessions).take(pa.array(call)),
        "date": pa.array(matrix.dates, pa.date32()).take(pa.array(call)),
        "title": title.dictionary_encode().take(pa.array(call)),
        "state": pa.array(matrix.states, pa.string()).take(pa.array(state)),
        "choice": choices.take(pa.array(matrix.choices.T[call, state] - ABSENT)),
    }
    return pa.table(columns)


def cells(
    a: str, b: str, *, place: str | None = None, as_of: date | None = None, lake: LakePath = None
) -> pa.Table:
    """Acts of all states toward the hotspots, counted by day in every event stream that saw both of a pair.

    Parameters
    ----------
    a, b : the pair, by name or code
    place : only this hotspot
    as_of, lake : as for ``acts``; the package ships no event stream, so the lake must hold one

    Returns
    -------
    pyarrow.Table
        One row a ``stream``, ``hotspot``, ``date`` and ``state`` with ``n`` acts.  Days of the pair are there
        with an ``n`` of 0 where the stream saw nothing; a day that is not there was not covered.  Rows of one
        stream and hotspot are fit for ``coaction`` with ``bin="day"``.

    Raises
    ------
    UnknownNameError, QuestionError
        When a state or the place is unknown, or the two are one.

    Examples
    --------
    >>> import comity
    >>> comity.cells("CHN", "RUS", place="iran").column_names
    ['stream', 'hotspot', 'date', 'state', 'n']
    """
    return counted_acts(Inquiry.of(a, b, lake=lake, as_of=as_of), place)


def counted_acts(inquiry: Inquiry, place: str | None = None) -> pa.Table:
    """The cells of an inquiry: see :func:`cells`."""
    spot = None if place is None else hotspots.whole(place)
    tables = [CELLS.empty_table()]
    for stream, counted in inquiry.counts.items():
        for hotspot, c in counted.items():
            if spot in (None, hotspot):
                own = np.isin(c.states, inquiry.group.codes)[:, None]
                state, day = np.nonzero((c.counts > 0) | own)
                n = len(state)
                columns = [
                    pa.array([stream] * n, pa.string()),
                    pa.array([hotspot] * n, pa.string()),
                    pa.array(c.bins, pa.date32()).take(pa.array(day)),
                    pa.array(c.states, pa.string()).take(pa.array(state)),
                    pa.array(c.counts[state, day]),
                ]
                tables.append(pa.table(columns, schema=CELLS))
    return pa.concat_tables(tables)


def figure(*members: str, place: str | None = None, as_of: date | None = None, lake: LakePath = None) -> str:
    """The picture of a pair: its acts at a place in time, or the matrix of all places.

    Parameters
    ----------
    *members, place, as_of, lake : as for ``acts``

    Returns
    -------
    str
        A whole SVG file, with what it was made from; ``comity export --timeline FILE.png`` writes pixels.

    Raises
    ------
    UnknownNameError, QuestionError
        As for :func:`acts`.

    Examples
    --------
    >>> import comity
    >>> comity.figure("CHN", "RUS", place="iran")[:4]
    '<svg'
    """
    from comity.faces.present import picture  # noqa: PLC0415 - reads fonts and shapes on loading

    watch = Watch(*members, lake=lake, as_of=as_of)
    return picture.svg(watch, "" if place is None else hotspots.whole(place))

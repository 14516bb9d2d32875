"""Records as tables: acts, votes and counts of events; and the picture of a pair."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.faces.tidy import own_tables
from comity.lake.query.sql import select
from comity.lake.store import Lake
from comity.measures.votes.ballots import ABSENT, CODES, BallotMatrix
from comity.records.facts import CLASSES
from comity.types import Day
from comity.vocabulary import bodies, hotspots, topics
from comity.watch import Watch
from comity.watch.account.acts import BY_OTHERS, ClassedAct
from comity.watch.account.place import acts_by_place, list_by_others
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

LakePath = Path | str | None

#: Columns of acts, in this order; ``occurrence``, ``class`` and ``grade`` are those of the account.
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
    "coder",
    "occurrence",
    "class",
    "grade",
)

CALL_COLUMNS = ("title", "symbol", "outcome", "subjects")

#: One row per event stream, place, day and state.
CELLS = pa.schema(
    [
        pa.field("stream", pa.string(), nullable=False),
        pa.field("hotspot", pa.string(), nullable=False),
        pa.field("date", pa.date32(), nullable=False),
        pa.field("state", pa.string(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),
    ]
)


def acts(
    *members: str, place: str | None = None, as_of: Day | None = None, lake: LakePath = None
) -> pa.Table:
    """Return the recorded acts that name a member, oldest first.

    Parameters
    ----------
    *members : two or more states by name or code
    place : limit to this hotspot (its id, or the code of its only state)
    as_of : use only what was known on that day
    lake : folder of your records, if not the default; the package's records are used, too

    Returns
    -------
    pyarrow.Table
        One row per record of an act. ``actors`` and ``partners`` acted, about or against ``targets``. Other
        columns are the days and their precision, ``hotspots``, ``forms``, ``polarity``, ``deed`` (false for a
        word), the stance toward the third power, ``summary``, ``citations``, ``source``, ``record_id`` and
        ``coder`` (null for a person). Records of one event share an ``occurrence``. ``class`` is the class of
        the act in the account; it is null for a condition, a total, or an act only denied. ``grade`` is that
        of the best source.

    Raises
    ------
    UnknownNameError, QuestionError
        If a member is no state, the place no hotspot, or fewer than two states are named.

    Examples
    --------
    >>> import comity
    >>> table = comity.acts("CHN", "RUS", place="venezuela")
    >>> table.num_rows > 20, table.column_names[:2]
    (True, ['date_from', 'date_to'])
    """
    inquiry = Inquiry.of(*members, lake=lake, as_of=as_of)
    spot = None if place is None else hotspots.whole(place)
    table = inquiry.acts.sort_by([("date_from", "ascending"), ("record_id", "ascending")])
    if spot is not None:
        table = table.filter(
            pa.array([spot in map(hotspots.whole, h) for h in table["hotspots"].to_pylist()], pa.bool_())
        )
    classed = _find_classes(Answers(inquiry), spot)
    classes = [classed.get(r) for r in table["record_id"].to_pylist()]
    own = table["occurrence"].to_pylist()
    ids = [a.id if a else o for a, o in zip(classes, own, strict=True)]
    columns = {
        "occurrence": pa.array(ids, pa.string()),
        "class": pa.array([a.act_class if a else None for a in classes], pa.string()),
        "grade": pa.array([a.grade if a else None for a in classes], pa.string()),
    }
    return pa.table({c: columns[c] if c in columns else table[c] for c in ACTS})


def _find_classes(answers: Answers, place: str | None) -> dict[str, ClassedAct]:
    """Map each record id to its act with the act's class; of several acts, to the one of the first class."""
    places = (acts_by_place(answers), list_by_others(answers))
    every = [a for acts in places for h, of in acts.items() if place in (None, h) for a in of]
    order = (*CLASSES, BY_OTHERS)
    by_id: dict[str, ClassedAct] = {}
    out: dict[str, ClassedAct] = {}
    for each in sorted(every, key=lambda a: order.index(a.act_class)):
        act = by_id.setdefault(each.id, each)
        for record in each.records:
            out.setdefault(record, act)
    return out


def votes(
    *members: str,
    body: str = "UNGA",
    place: str | None = None,
    as_of: Day | None = None,
    lake: LakePath = None,
) -> pa.Table:
    """Return votes in the United Nations, each once even if several sources have it.

    Parameters
    ----------
    *members : states by name or code; by default all states
    body : ``UNGA`` or ``UNSC``, or another body of the records
    place : limit to roll calls about this hotspot
    as_of, lake : as for ``acts``

    Returns
    -------
    pyarrow.Table
        One row per state and roll call: ``roll_call_id``, ``session``, ``date``, ``year``, ``title``,
        ``symbol``, ``outcome`` (``adopted``, ``vetoed``, ``not adopted``; null if no source says),
        ``subjects``, ``state`` and ``choice`` (``yes``, ``no``, ``abstain``, ``absent``).  ``kappa`` and
        ``ideal_points`` accept this table.

    Raises
    ------
    UnknownNameError
        If a member is no state, or the body or place is unknown.

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
    """Return one row per vote, by date and state, without votes that are not recorded."""
    call, state = (pa.array(x) for x in np.nonzero(matrix.choices.T >= ABSENT))
    words = {code: word for word, code in CODES.items()}
    choices = pa.array([words[c] for c in range(ABSENT, len(words) + ABSENT)])
    sessions, dates = pa.array(matrix.sessions), pa.array(matrix.dates, pa.date32())
    by_call = _describe_calls(calls)
    described = {
        "roll_call_id": pa.array(matrix.roll_calls, pa.string()),
        "session": pc.if_else(pc.less(sessions, 0), None, sessions),
        "date": dates,
        "year": pc.year(dates).cast(pa.int32()),
        **{
            c: pa.array([by_call[r][c] for r in matrix.roll_calls], pa.string()).dictionary_encode()
            for c in CALL_COLUMNS
        },
    }
    cast = pa.array(matrix.choices.T[matrix.choices.T >= ABSENT] - ABSENT)
    return pa.table(
        {c: values.take(call) for c, values in described.items()}
        | {"state": pa.array(matrix.states, pa.string()).take(state), "choice": choices.take(cast)}
    )


def _describe_calls(calls: pa.Table) -> dict[str, dict[str, str | None]]:
    out: dict[str, dict[str, str | None]] = {}
    columns = ["roll_call_id", "title", "symbol", "adopted", "vetoed", "issues"]
    for r in calls.select(columns).to_pylist():
        known = {None: None, True: "adopted", False: "not adopted"}[r["adopted"]]
        described = {
            "title": r["title"],
            "symbol": r["symbol"],
            "outcome": "vetoed" if r["vetoed"] else known,
            "subjects": "; ".join(r["issues"]),
        }
        row = out.setdefault(r["roll_call_id"], dict.fromkeys(CALL_COLUMNS))
        row |= {c: row[c] or value for c, value in described.items()}
    return out


def cells(
    a: str, b: str, *, place: str | None = None, as_of: Day | None = None, lake: LakePath = None
) -> pa.Table:
    """Count the acts of all states toward the hotspots by day, in every event stream that covers a pair.

    Parameters
    ----------
    a, b : the pair, by name or code
    place : limit to this hotspot
    as_of, lake : as for ``acts``; the package has no event stream, so the lake must have one

    Returns
    -------
    pyarrow.Table
        One row per ``stream``, ``hotspot``, ``date`` and ``state`` with ``n`` acts. Covered days of the pair
        without acts have ``n`` = 0; a missing day was not covered. ``coaction`` with ``bin="day"`` accepts
        the rows of one stream and hotspot.

    Raises
    ------
    UnknownNameError, QuestionError
        If a state or the place is unknown, or both states are the same.

    Examples
    --------
    >>> import comity
    >>> comity.cells("CHN", "RUS", place="iran").column_names
    ['stream', 'hotspot', 'date', 'state', 'n']
    """
    return counted_acts(Inquiry.of(a, b, lake=lake, as_of=as_of), place)


def counted_acts(inquiry: Inquiry, place: str | None = None) -> pa.Table:
    """Return the counts of acts of an inquiry, as described in :func:`cells`."""
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


def figure(*members: str, place: str | None = None, as_of: Day | None = None, lake: LakePath = None) -> str:
    """Return the picture of a pair: its acts at a place over time, or the matrix of all places.

    Parameters
    ----------
    *members, place, as_of, lake : as for ``acts``

    Returns
    -------
    str
        A complete SVG file with a line on its data; ``comity export --timeline FILE.png`` writes a PNG.

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

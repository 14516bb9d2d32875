"""SQLite definitions of the exported tables, with types and foreign keys.

Dates are ISO text (``2024-02-28``), which SQLite's date functions read. Lists are JSON text, which
``json_each`` and Datasette read. Lists that users join on also have a separate table.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import pyarrow as pa

from comity.records.schemas import REJECT, TABLES

#: Columns that hold a state's code.
STATES = ("actor", "target", "geo_state", "state", "sender", "receiver")


@dataclass(frozen=True, slots=True)
class Link:
    """A table with one row per element of a list column of ``origin``, so that users can join on elements.

    ``key`` names the column of the element; ``refers`` is the table it points to. If ``role`` is true,
    several list columns share the table, and its column ``role`` says from which list an element comes.
    """

    table: str
    origin: str
    columns: tuple[str, ...]
    key: str
    refers: str = ""
    role: bool = False


LINKS = (
    Link("act_states", "acts", ("actors", "partners", "targets"), "state", "", role=True),
    Link("act_hotspots", "acts", ("hotspots",), "hotspot", "hotspots(id)"),
    Link("act_forms", "acts", ("forms",), "form", "forms(id)"),
    Link("tie_members", "ties", ("members",), "state", ""),
)
OWN = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE sources (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, shows TEXT NOT NULL, kind TEXT NOT NULL, span TEXT NOT NULL,
  states TEXT NOT NULL, licence TEXT NOT NULL, publisher TEXT NOT NULL, homepage TEXT NOT NULL,
  citation TEXT NOT NULL, bibtex TEXT NOT NULL, biases TEXT NOT NULL, traps TEXT NOT NULL
) STRICT;
CREATE TABLE states (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE hotspots (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, about TEXT NOT NULL, part_of TEXT REFERENCES hotspots(id)
) STRICT;
CREATE TABLE forms (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, part_of TEXT REFERENCES forms(id), rung TEXT NOT NULL,
  deed INTEGER NOT NULL, definition TEXT NOT NULL, example TEXT NOT NULL
) STRICT;
CREATE TABLE files (
  file_id TEXT PRIMARY KEY, source TEXT NOT NULL REFERENCES sources(id), name TEXT NOT NULL,
  place TEXT NOT NULL, sha256 TEXT NOT NULL, seen INTEGER NOT NULL, kept INTEGER NOT NULL,
  set_aside TEXT NOT NULL, rejected TEXT NOT NULL, known_first TEXT, known_last TEXT
) STRICT;
CREATE TABLE coverage (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES sources(id), "table" TEXT NOT NULL,
  first TEXT NOT NULL, last TEXT NOT NULL, states TEXT, leaves_out TEXT NOT NULL, hotspots TEXT,
  selective INTEGER NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE TABLE findings (
  id INTEGER PRIMARY KEY, "group" TEXT NOT NULL, hotspot TEXT REFERENCES hotspots(id), part TEXT NOT NULL,
  question TEXT NOT NULL, word TEXT, number REAL, unit TEXT NOT NULL, low REAL, high REAL, level REAL,
  held_against TEXT NOT NULL, placebo_rank INTEGER, placebo_of INTEGER, matched_on TEXT, n INTEGER NOT NULL,
  method TEXT NOT NULL, records_total INTEGER NOT NULL, why_not TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE TABLE finding_records (
  finding INTEGER NOT NULL REFERENCES findings(id), place INTEGER NOT NULL, record_id TEXT NOT NULL,
  PRIMARY KEY (finding, place)
) STRICT;
CREATE TABLE roll_call_hotspots (
  record_id TEXT NOT NULL REFERENCES roll_calls(record_id), hotspot TEXT NOT NULL REFERENCES hotspots(id),
  PRIMARY KEY (record_id, hotspot)
) STRICT;
"""
#: Index for joins of votes by roll call; even small files need it.
VOTES_TOGETHER = ("ballots", "roll_call_id, state")
INDEXES = (
    VOTES_TOGETHER,
    ("events", "actor, target, event_date"),
    ("events", "target"),
    ("events", "source, event_date"),
    ("ballots", "state, date"),
    ("roll_calls", "roll_call_id"),
    ("acts", "date_from"),
    ("acts", "occurrence"),
    ("flows", "sender, receiver, date_from"),
    ("act_states", "state"),
    ("act_hotspots", "hotspot"),
    ("act_forms", "form"),
    ("tie_members", "state"),
    ("finding_records", "record_id"),
    ("mentions", "event_id"),
    ("rejects", "source, reason"),
)


def tables(*, small: bool) -> list[str]:
    """Return the CREATE TABLE statements.

    Small files use ``WITHOUT ROWID`` tables; large files get more indexes instead (:func:`finish`).
    """
    made = [_table(name, schema) for name, schema in TABLES.items()]
    made.append(_table("rejects", REJECT))
    every = [*OWN.strip().removesuffix(";").split(";\n"), *made, *(_link(x) for x in LINKS)]
    return [f"{x}, WITHOUT ROWID" if small and "record_id TEXT" in x.replace('"', "") else x for x in every]


def finish(*, small: bool) -> list[str]:
    """Return the statements to run after the rows are inserted: indexes and views."""
    made = [
        f'CREATE INDEX "{t} by {c}" ON {t} ({", ".join(_quoted(x) for x in c.split(", "))})'
        for t, c in ((VOTES_TOGETHER,) if small else INDEXES)
    ]
    views = (resources.files("comity.parts.export") / "data" / "views.sql").read_text("utf-8")
    return [*made, *(v for v in views.split(";\n") if v.strip())]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _table(name: str, schema: pa.Schema) -> str:
    columns = [_column(f) for f in schema]
    if "record_id" not in schema.names:
        columns.insert(0, "id INTEGER PRIMARY KEY")
    inside = ",\n  ".join(columns)
    return f"CREATE TABLE {name} (\n  {inside}\n) STRICT"


def _column(field: pa.Field) -> str:
    definition = f"{_quoted(field.name)} {kind(field.type)}"
    definition += "" if field.nullable else " NOT NULL"
    if field.name == "record_id":
        return definition + " PRIMARY KEY"
    refers = {"source": "sources(id)", "file_id": "files(file_id)"} | dict.fromkeys(STATES, "states(code)")
    return definition + (f" REFERENCES {refers[field.name]}" if field.name in refers else "")


def _link(x: Link) -> str:
    role = "role TEXT NOT NULL, " if x.role else ""
    refers = f" REFERENCES {x.refers}" if x.refers else ""
    whose = "record_id, role, place" if x.role else "record_id, place"
    return (
        f"CREATE TABLE {x.table} (\n  record_id TEXT NOT NULL REFERENCES {x.origin}(record_id), {role}"
        f"place INTEGER NOT NULL, {x.key} TEXT NOT NULL{refers},\n  PRIMARY KEY ({whose})\n) STRICT"
    )


def kind(type_: pa.DataType) -> str:
    """Return the SQLite type for an Arrow type."""
    if pa.types.is_integer(type_) or pa.types.is_boolean(type_):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(type_) else "TEXT"

"""ATOP 5.1: one row a member of an alliance and phase (1m); its other two tables are reference.

A tie is one member's time in one treaty (``symbol`` is the treaty's number); two states share a treaty
where their times overlap.  A year of exit of 0 means in force at the end of the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.cards import card
from comity.sources.kit import parties, rows
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, RowError

ID = "atop_members"
_SHARED = "estmode,pubsecr,secrart,proadd,futmem,speclgth,length,renounce,proren,renewlgt,term,"
_CLAUSES = "defense,offense,neutral,nonagg,consul,active,conditio,defcon,offcon,neucon,concon,"
_END = (
    "notaiden,dipaid,terrres,seppeace,thirdcom,noothall,specthrt,statthr1,statthr2,conwtin,medarb,milcon,"
    "milaid,intcom,subord,organ1,orgpurp1,organ2,orgpurp2,base,contrib,armred,acqterr,divgains,demwith,"
    "reflnun,refothio,natrefal,compag,nomicoop,conres,agprois,conmen,ecaid,interv,"
)
_MEMBERS = tuple(
    (
        "atopid,cowid,cow4id,member,cowsys,yrent,moent,dayent,yrexit,moexit,dayexit,ineffect,bilat,phase,"
        "maxphase,wartime,cowwar,"
        + _SHARED
        + "termmode,termcaus,"
        + _CLAUSES
        + "defcoadv,defcoloc,defcocon,defconum,defcodem,defconpr,offcoadv,"
        "offcoloc,offcocon,offconum,offcodem,"
        "neucoadv,neucoloc,neucocon,neuconum,neucodem,neuconpr,neucoatt,concoadv,concoloc,concocon,concoreq,"
        "olimob,asymm,obvary," + _END + "source,new5,rev5,version"
    ).split(",")
)
_TREATIES = tuple(
    (
        "atopid,cowid,cow4id,begyr,begmo,begday,endyr,endmo,endday,ineffect,bilat,maxphase,wartime,"
        + _SHARED
        + _CLAUSES
        + "asymm,"
        + _END
        + ",".join(f"mem{i}" for i in range(1, 60))
        + ",source,new5,rev5,version"
    ).split(",")
)
_YEARS = (
    "state",
    "year",
    "atopally",
    "defense",
    "offense",
    "neutral",
    "nonagg",
    "consul",
    "number",
    "transyr",
    *(f"atopid{i}" for i in range(1, 60)),
    "version",
)
REFERENCE = {
    _TREATIES: "reference: the treaty, told member by member in the member table",
    _YEARS: "reference: a state's year, told treaty by treaty in the member table",
}
"""Header of a table that gives no records -> why."""

CLAUSES = {
    "defense": "defence",
    "offense": "offence",
    "neutral": "neutrality",
    "nonagg": "non-aggression",
    "consul": "consultation",
}
"""Column -> clause."""

LAST = date(2018, 12, 31)
"""Last day that ATOP 5.1 speaks of."""


def _header(sample: Sample) -> tuple[str, ...]:
    lines = sample.lines(1)
    return tuple(lines[0].replace('"', "").split(",")) if lines else ()


def _known(sample: Sample) -> bool:
    return _header(sample) in (_MEMBERS, *REFERENCE)


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        header = _header(Sample(file.name, stream.read(1 << 16)))
    if header in REFERENCE:
        return rows.only_counted(rows.of_csv(file, header), REFERENCE[header])
    batch = rows.gather("ties", ID, file, rows.of_csv(file, _MEMBERS), _member)
    first = min(batch.tables["ties"]["date_from"].to_pylist(), default=LAST)
    return rows.with_coverage(batch, [Coverage(ID, "ties", first, LAST, note=card(ID).span)])


def _member(r: Row) -> list[Row]:
    first, precision = _day(r, "yrent", "moent", "dayent", 1)
    left = rows.whole(r["yrexit"], "year of exit")
    last = _day(r, "yrexit", "moexit", "dayexit", 12)[0] if left else None
    if last is not None and last < first:
        raise RowError("date", f"the member leaves on {last}, before it enters on {first}")
    treaty, phase = rows.whole(r["atopid"], "treaty number"), rows.whole(r["phase"], "phase")
    key = f"{treaty}:{rows.whole(r['member'], 'state number')}:{phase}:{first}:{last or 'open'}"
    parts = parties.bearers(r["member"], first, last)
    return [
        {
            "record_id": key if i == 0 else f"{key}:{code}",
            "known_on": begins,
            "kind": "alliance",
            "members": [code],
            "date_from": begins,
            "date_to": ends,
            "precision": precision,
            "clauses": [clause for column, clause in CLAUSES.items() if r[column] == "1"],
            "symbol": str(treaty),
            "name": f"ATOP {treaty}",
        }
        for i, (code, begins, ends) in enumerate(parts)
    ]


def _day(r: Row, y: str, m: str, d: str, missing_month: int) -> tuple[date, str]:
    """Day of three columns; a month or day of 0 is unknown, and the precision says so."""
    year = rows.year(r[y], 1800, LAST.year)
    month, day = (rows.whole(r[c] or 0, "month or day") for c in (m, d))
    precision = "day" if month > 0 and day > 0 else "month" if month > 0 else "year"
    try:
        return date(year, month if month > 0 else missing_month, day if day > 0 else 1), precision
    except ValueError as e:
        raise RowError("date", f"{year}-{month}-{day} is no day ({e})") from None


SOURCES = (Register(ID, _known, _read),)

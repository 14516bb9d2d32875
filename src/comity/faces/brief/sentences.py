"""Sentences that more than one kind of brief says, and the last steps of every brief."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from comity.faces.brief import verbal_scales
from comity.faces.brief.check import check
from comity.faces.brief.citable_records import CitableRecords, day
from comity.faces.brief.model import Brief, BriefRow, Claim, Footnote, Sentence
from comity.lake.storage.manifest import VERSION
from comity.measures.record.occurrence import Occurrence
from comity.records.details import ShareDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind
from comity.vocabulary.states import display
from comity.watch import Watch

LATEST = 5
"""Joint acts in the timeline."""


def count(n: int, one: str, more: str = "") -> str:
    """``1 act``, ``2 acts``."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def percent(x: float) -> str:
    """A share in per cent."""
    return f"{x:.0%}".replace("-", "−")


def named(code: str) -> str:
    """A state's name within a sentence."""
    name = display(code)
    return f"the {name}" if name.startswith("United ") else name


def minus(x: float, digits: int = 1) -> str:
    """A number with a true minus sign."""
    return f"{x:.{digits}f}".replace("-", "−")


def newest(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """Occurrences, newest first."""
    return sorted(occurrences, key=lambda o: (-o.first.toordinal(), o.id))


def some(claims: Iterable[Claim], n: int = 1) -> tuple[Claim, ...]:
    """The first few of the claims that a record bears."""
    return tuple(islice(claims, n))


def when(ground: CitableRecords, claim: Claim) -> str:
    """The date of the record of a claim, in full."""
    record = ground.get(claim.record)
    return day(record.day, record.row["precision"]) if record else ""


def timeline(ground: CitableRecords, joint: Iterable[Occurrence], claim: Claim) -> tuple[BriefRow, ...]:
    """The latest joint acts, each in the words of its record."""
    quoted = replace(claim, quote=True)
    return tuple(
        BriefRow(when(ground, c), (Sentence(stopped(ground.note(c.record).what), (c,)),))
        for c in some(ground.of_occurrences(newest(joint), quoted), LATEST)
    )


def stopped(text: str) -> str:
    """A text with a full stop, unless it ends already."""
    return text if text.endswith((".", "…", "!", "?")) else text + "."


def record_confidence(
    ground: CitableRecords, occurrences: Sequence[Occurrence], rest: Finding, claims: tuple[Claim, ...]
) -> Sentence:
    """How sure the record makes one."""
    kinds = {k for o in occurrences for k in o.source_kinds}
    counts = {"acts": len(occurrences), "kinds of source": len(kinds)}
    sure = verbal_scales.sure(Kind.RECORD_CONFIDENCE, "record", counts, rest)
    if not occurrences:
        none = cannot_tell(
            Kind.RECORD_CONFIDENCE, rest.subject, "no act together is on record", method=verbal_scales.METHOD
        )
        return Sentence("Confidence in the record cannot be told: no act together is held.", (), (none,))
    text = (
        f"Confidence in the record is {sure.value}: {count(len(occurrences), 'act')} together, "
        f"told by {count(len(kinds), 'kind')} of source."
    )
    return Sentence(text, claims, (sure,))


def alone(
    ground: CitableRecords, watch: Watch, occurrences: Sequence[Occurrence], claim: Claim
) -> tuple[Claim, ...]:
    """One record of each member acting without the others, the newest."""
    out: list[Claim] = []
    for s in watch.group.codes:
        own = newest(o for o in occurrences if not o.together and not o.friction and o.members == (s,))
        out += some(ground.of_occurrences(own, replace(claim, way="alone", who=(s,))))
    return tuple(out)


def alone_in_words(f: Finding) -> str:
    """``China 20 times, Russia 40 times``."""
    by = f.read(ShareDetail).by or {}
    return " and ".join(f"{display(s)} {count(n, 'time')}" for s, n in by.items())


def finish(brief: Brief, ground: CitableRecords) -> Brief:
    """The brief, checked, with the notes of every record it cites."""
    check(brief, ground)
    notes: dict[str, Footnote] = {}
    for s in brief.sentences():
        for c in s.claims:
            notes.setdefault(c.record, ground.note(c.record))
    return replace(brief, notes=notes)


def footer(watch: Watch) -> str:
    """Data, version and method, for the foot of each page."""
    known = f", as known on {day(watch.as_of)}" if watch.as_of else ""
    print_ = watch.view.fingerprint()[:12]
    return f"comity {VERSION} brief, data to {day(watch.data_to)}{known}, data version {print_}"

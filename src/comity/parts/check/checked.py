"""The result of checking a text: every sentence with its mark and the records compared with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.errors import QuestionError
from comity.language.mentions import mentions
from comity.language.sentences import sentences
from comity.parts.check.evidence import EvidenceIndex
from comity.parts.check.marking import MARKS, NO_CLAIM, ClaimMark, ShownRecord, mark_sentence
from comity.parts.check.readings import SentenceReading, read_text
from comity.parts.check.vote_answers import mark_votes
from comity.records.coded_acts import Document
from comity.records.coverage import Coverage
from comity.vocabulary import hotspots, states
from comity.watch.inquiry import Inquiry

#: Name and version of the JSON of a checked text (``data/check.schema.json``).
SCHEMA = ("comity-check", 3)
#: A text of more sentences is refused: it is cut by whoever wants it checked, not by us.
MOST_SENTENCES = 3_000


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A sentence with its mark; ``since``: its place and the number of acts there after the as-of day."""

    claim: SentenceReading
    mark: ClaimMark
    since: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A checked text: its sentences with their marks, the states it is about, and the records searched."""

    document: Document
    group: tuple[str, ...]
    as_of: date | None
    searched: str
    claims: tuple[CheckedClaim, ...]

    @property
    def counts(self) -> dict[str, int]:
        """The number of sentences with each mark, by mark."""
        counted = Counter(c.mark.mark for c in self.claims)
        return {m: counted[m] for m in MARKS}

    @property
    def heading(self) -> str:
        """The result in one sentence: how many sentences make a claim, and how many have each mark."""
        n = self.counts
        judged = len(self.claims) - n[NO_CLAIM]
        listed = [f"{n[m]} {m}" for m in MARKS if n[m] and m != NO_CLAIM]
        of_all = f"{judged} of {len(self.claims)} sentence{'s' * (len(self.claims) != 1)}"
        said = f"{of_all} make{'s' * (judged == 1)} a claim"
        return f"{said}: {', '.join(listed)}." if listed else f"{said}."

    @property
    def warning(self) -> str:
        """A warning if sentences name days that depend on the unknown date of the text; else ""."""
        return warn_of_days(self.document, self.group)


def check(document: Document, inquiry: Inquiry) -> CheckedText:
    """Check every sentence of a text against the records of an inquiry (a group of states and an as-of day).

    Raises
    ------
    QuestionError
        When the text has more than :data:`MOST_SENTENCES` sentences, or is not English.
    """
    return gather(document, inquiry, tuple(check_sentences(document, inquiry)))


def gather(document: Document, inquiry: Inquiry, claims: tuple[CheckedClaim, ...]) -> CheckedText:
    """Return the checked sentences of a text as one object, with a list of the records searched."""
    searched = say_searched(inquiry.view.coverage())
    return CheckedText(document, inquiry.group.codes, inquiry.as_of, searched, claims)


def warn_of_days(document: Document, group: tuple[str, ...]) -> str:
    """Say how many sentences name a day that only the date of the text would tell; "" if there are none."""
    if document.published:
        return ""
    n = sum(s.undated for s in read_text(document.text, group, None))
    which = "1 sentence says" if n == 1 else f"{n} sentences say"
    return f"{which} “last month” or “in February” without a year: give --published DATE." if n else ""


def check_sentences(document: Document, inquiry: Inquiry) -> Iterator[CheckedClaim]:
    """Yield the sentences of a text in order, each checked as soon as it is read; see :func:`check`."""
    if (n := len(sentences(document.text))) > MOST_SENTENCES:
        raise QuestionError(
            f"The text has {n:,} sentences; at most {MOST_SENTENCES:,} are checked at once: cut it."
        )
    if is_foreign(document.text):
        raise QuestionError("The text is not in English, which is all that is checked: translate it first.")
    group, view = inquiry.group.codes, inquiry.with_memberships
    records = inquiry.cache.table((inquiry.fingerprint, "check", "records"), lambda: EvidenceIndex.read(view))
    later = _count_later(inquiry)
    context = records.open_text(group, document.published)
    for s in read_text(document.text, group, document.published):
        mark = mark_sentence(s, records, context)
        context.pass_sentence(s, records.score(s))
        mark = mark_votes(s, mark, inquiry) or mark
        place = next(iter(sorted(s.places or s.section)), "") if mark.mark != NO_CLAIM else ""
        since = (place, later[place]) if place in later else None
        yield CheckedClaim(s, mark, since)


def _count_later(inquiry: Inquiry) -> dict[str, int]:
    """Count, by place, the acts of the inquiry's states after its as-of day; empty without an as-of day."""
    if inquiry.as_of is None or inquiry.view.root is None:
        return {}
    now = Inquiry.of(*inquiry.group.codes, lake=inquiry.view.root).view.table("acts")
    counted: Counter[str] = Counter()
    for a in now.select(["actors", "partners", "hotspots", "date_from", "coder"]).to_pylist():
        later = a["coder"] is None and a["date_from"] > inquiry.as_of
        if later and set(inquiry.group.codes) & {*a["actors"], *a["partners"]}:
            counted.update(h for h in a["hotspots"] if not hotspots.get(h).part_of)
    return dict(counted)


_COMMON = frozenset(
    ("the", "of", "and", "to", "in", "that", "is", "was", "for", "on", "with", "as", "by", "at", "from")
)
_ENOUGH, _FEWEST = 200, 0.04


def is_foreign(text: str) -> bool:
    """Return whether a text is not English: long, with hardly any of the common English words."""
    words = text[:20_000].lower().split()
    return len(text) >= _ENOUGH and sum(w in _COMMON for w in words) < _FEWEST * len(words)


def find_pair(text: str) -> tuple[str, ...]:
    """Return the two states that a text names most often, in alphabetical order of their codes.

    Raises
    ------
    QuestionError
        When it names fewer than two.
    """
    counts = Counter(s for m in mentions(text) for s in m.states if s in states.all_states())
    most = sorted(counts, key=lambda s: (-counts[s], s))[:2]
    if len(most) < 2:
        raise QuestionError("The text names fewer than two states: name the pair it is about.")
    return tuple(sorted(most))


def say_searched(coverage: Sequence[Coverage]) -> str:
    """Return the names of the sources searched, each with the period that it covers, as one text."""
    spans: dict[str, list[date]] = {}
    for c in sorted(coverage, key=lambda c: (c.table != "acts", c.source)):
        if c.table in ("acts", "attributions", "ballots"):
            spans.setdefault(c.source, []).extend((c.first, c.last))
    parts = [f"{s} ({min(d).year} to {max(d).day} {max(d):%B %Y})" for s, d in spans.items()]
    return ", ".join(parts) or "nothing: no record is known on that day"


def write_json(checked: CheckedText) -> dict[str, Any]:
    """Return a checked text as plain data for JSON, in the layout :data:`SCHEMA`."""
    return {
        "schema": SCHEMA[0],
        "version": SCHEMA[1],
        "title": checked.document.title,
        "group": "-".join(checked.group),
        "as_of": checked.as_of.isoformat() if checked.as_of else None,
        "published": day.isoformat() if (day := checked.document.published) else None,
        "heading": checked.heading,
        "counts": checked.counts,
        "searched": checked.searched,
        "claims": [_write_claim(c) for c in checked.claims],
    }


def _write_claim(c: CheckedClaim) -> dict[str, Any]:
    of_sentence = ("number", "paragraph", "start", "end", "sentence", "kind")
    return {
        **{name: getattr(c.claim, name) for name in of_sentence},
        "mark": c.mark.mark,
        "reason": c.mark.reason,
        "differs": list(c.mark.differs),
        "acts": c.mark.acts,
        "since": {"place": c.since[0], "acts": c.since[1]} if c.since else None,
        "records": [_write_record(r) for r in c.mark.records],
    }


def _write_record(shown: ShownRecord) -> dict[str, Any]:
    r = shown.record
    return {
        "id": r.record_id,
        "chance": shown.chance,
        "agrees": [{"part": p.part, "text": p.text} for p in shown.parts if p.agrees],
        "differs": [{"part": p.part, "text": p.text, "record": p.record} for p in shown.differing],
        "date": r.first.isoformat(),
        "until": r.last.isoformat(),
        "precision": r.precision,
        "what": r.summary,
        "who": sorted(r.actors),
        "forms": sorted(r.forms),
        "grade": r.grade,
        "known_on": r.known_on.isoformat(),
        "where": list(r.where),
    }

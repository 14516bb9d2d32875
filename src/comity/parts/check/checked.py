"""A text checked: every sentence with its mark and the records behind it, the same for every face."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.errors import QuestionError
from comity.language.mentions import mentions
from comity.language.sentences import sentences
from comity.parts.check import trends
from comity.parts.check.candidates import CandidateRecord, Candidates
from comity.parts.check.claims import TextClaim, claims_of
from comity.parts.check.context_marks import of_halves, of_other_reading, of_sentence_before
from comity.parts.check.marks import (
    CONTRADICTED,
    MARKS,
    NO_CLAIM,
    PARTLY,
    SUPPORTED,
    UNSUPPORTED,
    ClaimMark,
    mark,
    of_every_year,
)
from comity.parts.check.memberships import BodyBefore, Memberships, of_membership
from comity.parts.check.roll_calls import RollCalls
from comity.parts.check.rules import weights
from comity.parts.check.tallies import tally
from comity.parts.check.together import of_two_records
from comity.parts.check.vote_tally import AGREES, OPPOSED, VoteTally
from comity.parts.check.votes import of_claim, shown_calls
from comity.parts.check.votes_before import VotesBefore, in_context, referred_day, votes_told
from comity.records.coded_acts import Document
from comity.records.coverage import Coverage
from comity.vocabulary import states
from comity.watch.inquiry import Inquiry

SCHEMA = ("comity-check", 1)
"""Name and version of the JSON of a checked text (``data/check.schema.json``)."""
MOST_SENTENCES = 3_000
"""A text of more sentences is refused: it is cut by whoever wants it checked, not by us."""


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its mark."""

    claim: TextClaim
    mark: ClaimMark


@dataclass(frozen=True, slots=True)
class CheckedText:
    """Every sentence of a text with its mark.

    ``searched`` says which records were searched and what they cover; ``as_of`` is the day as known on which
    (``None``: all that is known).
    """

    title: str
    group: tuple[str, ...]
    as_of: date | None
    searched: str
    text: str
    claims: tuple[CheckedClaim, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences have each mark."""
        counted = Counter(c.mark.mark for c in self.claims)
        return {m: counted[m] for m in MARKS}

    @property
    def heading(self) -> str:
        """What came out, in one sentence."""
        n = self.counts
        judged = len(self.claims) - n[NO_CLAIM]
        parts = [
            f"{n[SUPPORTED]} {_are(n[SUPPORTED])} held" if n[SUPPORTED] else "",
            f"{n[PARTLY]} only in part" if n[PARTLY] else "",
            f"{n[CONTRADICTED]} {_are(n[CONTRADICTED])} contradicted" if n[CONTRADICTED] else "",
            f"{n[UNSUPPORTED]} {_are(n[UNSUPPORTED])} not held" if n[UNSUPPORTED] else "",
        ]
        named = [p for p in parts if p]
        listed = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
        of_all = f"{judged} of {len(self.claims)} sentence{'s' * (len(self.claims) != 1)}"
        return (
            f"{of_all} make{'s' * (judged == 1)} a claim: {listed}." if named else f"{of_all} make a claim."
        )


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def check(document: Document, inquiry: Inquiry) -> CheckedText:
    """Check a text by the records of an inquiry, as known on its day.

    Raises
    ------
    QuestionError
        When the text has more than :data:`MOST_SENTENCES` sentences.
    """
    group = inquiry.group.codes
    if (n := len(sentences(document.text))) > MOST_SENTENCES:
        raise QuestionError(
            f"The text has {n:,} sentences; at most {MOST_SENTENCES:,} are checked at once: cut it."
        )
    claims = claims_of(document.text, group, document.published)
    view, key = inquiry.view, inquiry.fingerprint
    candidates = inquiry.cache.table((key, "check", "acts"), lambda: Candidates.of(view))
    calls = inquiry.cache.table((key, "check", "votes"), lambda: RollCalls(view))
    searched = searched_in_words(inquiry.view.coverage())
    series = trends.series_of(inquiry)
    until = inquiry.as_of or max((c.last for c in view.coverage() if c.table == "acts"), default=date.min)
    table = inquiry.cache.table(
        (key, "check", "memberships"), lambda: Memberships.of(inquiry.with_memberships)
    )
    known, body = calls.known_by(document.published), BodyBefore()
    marked, before, votes = list[CheckedClaim](), tuple[CandidateRecord, ...](), VotesBefore()
    for in_text in claims:
        c = in_context(in_text, votes)
        again = _again(c, known, votes, group)
        counted = _by_count(c, again, calls) if again else of_every_year(c, candidates, until)
        trend, on = trends.decided(c, group, series), referred_day(c, votes)
        alone = counted or mark(c, candidates, searched, of_claim(c, calls, votes), trend, on)
        of_text = alone if again else of_sentence_before(c, alone, before, candidates)
        of_text = _in_parts(in_text, of_text, candidates, calls, votes)
        for other in c.others:
            undecided = (PARTLY, UNSUPPORTED, *([CONTRADICTED] if other.of_all(group) else []))
            if of_text.mark in undecided:
                alone = mark(other, candidates.near(other.reading), searched, of_claim(other, calls, votes))
                of_text = of_other_reading(_in_parts(other, alone, candidates, calls, votes), of_text)
        of_table, body = of_membership(c, table, body)
        if of_table and of_text.mark not in (SUPPORTED, CONTRADICTED):
            of_text = of_table
        marked.append(CheckedClaim(c, of_text))
        shown = (*of_text.records_for, *of_text.records_against)
        before, votes = shown or before, votes_told(c, shown, calls, votes, again)
    return CheckedText(document.title, group, inquiry.as_of, searched, document.text, tuple(marked))


def _in_parts(
    claim: TextClaim, given: ClaimMark, candidates: Candidates, calls: RollCalls, votes: VotesBefore
) -> ClaimMark:
    """The mark of a claim that no one record bears out, by its clauses or by two records together."""
    out = given
    if claim.halves and out.mark in (PARTLY, UNSUPPORTED):
        each = [mark(h, candidates.near(h.reading), "", of_claim(h, calls, votes)) for h in claim.halves]
        out = of_halves(each, out)
    if out.mark in (PARTLY, UNSUPPORTED):
        out = of_two_records(claim, candidates) or out
    return out


def _again(claim: TextClaim, calls: RollCalls, votes: VotesBefore, group: Sequence[str]) -> VoteTally | None:
    """The votes that a claim counts, counted again; of its two readings the one that they bear out."""
    again = tally(claim, calls, votes, group)
    if again and again.verdict == AGREES:
        return again
    sure = again is not None and again.verdict == OPPOSED
    others = (tally(o, calls, votes, group) for o in claim.others if not sure or o.of_all(group))
    return next((t for t in others if t and t.verdict == AGREES), again)


_OF_COUNT = {"agrees": SUPPORTED, "opposed": CONTRADICTED, "open": PARTLY}


def _by_count(claim: TextClaim, again: VoteTally, calls: RollCalls) -> ClaimMark:
    """The mark of a claim by its votes counted again; the newest of them are shown."""
    shown = shown_calls(claim, again.calls[::-1][: weights().shown], calls)
    word = _OF_COUNT[again.verdict]
    differs = () if word == SUPPORTED else ("number",)
    for_it, against = ((), shown) if word == CONTRADICTED else (shown, ())
    return ClaimMark(word, again.reason, for_it, against, differs)


def pair_of(text: str) -> tuple[str, ...]:
    """The two states that a text names most, in alphabetical order.

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


_RECORDS = ("acts", "attributions", "ballots")


def searched_in_words(coverage: Sequence[Coverage]) -> str:
    """Which records were searched, each with the days it covers."""
    spans: dict[str, tuple[date, date]] = {}
    for c in sorted(coverage, key=lambda c: (c.table != "acts", c.source)):
        if c.table in _RECORDS:
            first, last = spans.get(c.source, (c.first, c.last))
            spans[c.source] = min(first, c.first), max(last, c.last)
    parts = [f"{s} ({a.year} to {b.day} {b:%B %Y})" for s, (a, b) in spans.items()]
    return ", ".join(parts) or "nothing: no record is known on that day"


def as_json(checked: CheckedText) -> dict[str, Any]:
    """A checked text as plain data of :data:`SCHEMA`."""
    return {
        "schema": SCHEMA[0],
        "version": SCHEMA[1],
        "title": checked.title,
        "group": "-".join(checked.group),
        "as_of": checked.as_of.isoformat() if checked.as_of else None,
        "heading": checked.heading,
        "counts": checked.counts,
        "searched": checked.searched,
        "claims": [_claim(c) for c in checked.claims],
    }


def _claim(c: CheckedClaim) -> dict[str, Any]:
    return {
        "number": c.claim.number,
        "paragraph": c.claim.paragraph,
        "start": c.claim.start,
        "end": c.claim.end,
        "sentence": c.claim.sentence,
        "kind": c.claim.kind,
        "mark": c.mark.mark,
        "reason": c.mark.reason,
        "differs": list(c.mark.differs),
        "records": [
            *(_record(r, "for") for r in c.mark.records_for),
            *(_record(r, "against") for r in c.mark.records_against),
        ],
    }


def _record(r: CandidateRecord, bears: str) -> dict[str, Any]:
    return {
        "bears": bears,
        "id": r.record_id,
        "date": r.first.isoformat(),
        "until": r.last.isoformat(),
        "precision": r.precision,
        "what": r.what,
        "who": sorted(r.actors),
        "forms": sorted(r.forms),
        "grade": r.grade,
        "known_on": r.known_on.isoformat(),
        "where": list(r.where),
    }

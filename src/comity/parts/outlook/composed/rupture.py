"""Effects of a break between two states, and signs of a break, as parts of a pair's outlook."""

from __future__ import annotations

from comity.errors import QuestionError
from comity.measures.record.occurrence import Occurrence
from comity.measures.votes.ballots import BallotMatrix
from comity.parts.outlook.rupture import rupture, signs
from comity.parts.outlook.rupture.rupture import Parting
from comity.records.finding import Finding
from comity.records.shown import Several
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry


def whatif(answers: Answers, hotspot: str | None = None) -> Parting:
    """Return what would change if the two states broke with each other."""
    inquiry, spot = answers.inquiry, hotspots.whole(hotspot) if hotspot else ""
    ask = rupture.Ask(_pair(inquiry), spot, inquiry.since, inquiry.until)
    return rupture.part(inquiry.view, ask, council=inquiry.council, records=answers.records)


def deterioration(answers: Answers) -> list[Finding]:
    """Return the number of signs that the relation is getting worse, then each sign."""
    inquiry, pair = answers.inquiry, _pair(answers.inquiry)
    findings = signs.signs(
        inquiry.view,
        pair,
        votes=_votes(inquiry),
        occurrences=_occurrences(answers),
        window=(inquiry.since, inquiry.until),
        last=inquiry.data_to,
    )
    return Several(findings)


def _pair(inquiry: Inquiry) -> Pair:
    if inquiry.pair is None:
        raise QuestionError("A parting is asked of pairs: watch two states.")
    return inquiry.pair


def _votes(inquiry: Inquiry) -> BallotMatrix | None:
    return None if inquiry.assembly is None else inquiry.assembly.matrix


def _occurrences(answers: Answers) -> list[Occurrence]:
    return list({o.id: o for r in answers.records.values() for o in r.occurrences}.values())

"""A rupture of the relation: what it would mean and whether there are signs of it; superlatives checked."""

from __future__ import annotations

from functools import partial

from comity.errors import QuestionError
from comity.measures.record.occurrence import Occurrence
from comity.measures.votes.ballots import BallotMatrix
from comity.parts.outlook.claims import superlatives, yearly_measures
from comity.parts.outlook.claims.superlatives import SuperlativeClaim
from comity.parts.outlook.rupture import breakups, drafts, effects, rupture, signs
from comity.parts.outlook.rupture.rupture import Parting
from comity.records.finding import Finding
from comity.records.shown import Several
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry
from comity.watch.questions.yearly_flows import yearly_flows


def whatif(answers: Answers, hotspot: str | None = None, *, broke: int | None = None) -> Parting:
    """What would stand and fall if the pair parted; ``broke`` names the year of a parting to measure."""
    inquiry, spot = answers.inquiry, hotspots.whole(hotspot) if hotspot else ""
    ask = rupture.Ask(_pair(inquiry), spot, inquiry.since, inquiry.until, broke)
    timing = answers.timing(spot) if spot else []
    return rupture.part(inquiry.view, ask, council=inquiry.council, records=answers.records, timing=timing)


def deterioration(answers: Answers) -> list[Finding]:
    """Signs that the relation sours, their number first, and last how often pairs like this one break up."""
    inquiry, pair = answers.inquiry, _pair(answers.inquiry)
    findings = signs.signs(
        inquiry.view,
        pair,
        votes=_votes(inquiry),
        occurrences=_occurrences(answers),
        window=(inquiry.since, inquiry.until),
        last=inquiry.data_to,
    )
    return Several([*findings, breakups.outlook(effects.risk(inquiry.view), *pair, effects.PACTS)])


def claims(answers: Answers) -> list[tuple[SuperlativeClaim, Finding, list[Finding]]]:
    """Superlatives about the pair, shipped and read in the records held, each against every earlier year."""
    inquiry, pair = answers.inquiry, _pair(answers.inquiry)
    known = [*superlatives.of_pair(inquiry.group.id), *yearly_measures.sightings(inquiry.view, pair)]
    inside = [c for c in known if inquiry.since <= c.day <= inquiry.until]
    if not inside:
        return []
    of = partial(
        yearly_measures.series,
        pair=pair,
        lines=yearly_flows(
            inquiry.view, pair, range(yearly_measures.FIRST, max(c.day.year for c in inside) + 1)
        ),
        occurrences=_occurrences(answers),
        votes=_votes(inquiry),
        drafts=drafts.failed(*inquiry.council),
    )
    return yearly_measures.checked(sorted(inside, key=lambda c: (c.day, c.id)), of)


def _pair(inquiry: Inquiry) -> Pair:
    if inquiry.pair is None:
        raise QuestionError("A parting is asked of pairs: watch two states.")
    return inquiry.pair


def _votes(inquiry: Inquiry) -> BallotMatrix | None:
    return None if inquiry.assembly is None else inquiry.assembly.matrix


def _occurrences(answers: Answers) -> list[Occurrence]:
    """Every occurrence of the record once, whatever hotspots it touches."""
    return list({o.id: o for r in answers.records.values() for o in r.occurrences}.values())

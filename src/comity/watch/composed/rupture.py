"""What a watch says of a parting: what it would mean, whether there are signs of it, and whether words hold.

Methods of :class:`~comity.watch.Watch`, kept here so that one module stays one screenful of questions.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from comity.errors import QuestionError
from comity.measures.record.occurrence import Occurrence
from comity.measures.roles import deference
from comity.measures.votes.ballots import BallotMatrix
from comity.outlook.claims import superlatives, yearly_measures
from comity.outlook.claims.superlatives import SuperlativeClaim
from comity.outlook.inputs.yearly_flows import yearly_flows
from comity.outlook.rupture import breakups, drafts, effects, rupture, signs
from comity.outlook.rupture.rupture import Parting
from comity.records.finding import Finding
from comity.records.shown import Several
from comity.vocabulary import hotspots

if TYPE_CHECKING:
    from comity.watch.watch import Watch


def whatif(watch: Watch, hotspot: str | None = None, *, broke: int | None = None) -> Parting:
    """What would stand and fall if the pair parted; ``broke`` names the year of a parting to measure."""
    spot = hotspots.whole(hotspot) if hotspot else ""
    ask = rupture.Ask(_pair(watch), spot, watch.since, watch.until, broke)
    timing = watch.timing(spot) if spot else []
    return rupture.part(watch.view, ask, council=watch.council, records=watch.records, timing=timing)


def souring(watch: Watch) -> list[Finding]:
    """Signs that the relation sours, their number first, and last how often pairs like this one break up."""
    pair = _pair(watch)
    silences = [
        (_lapsed(f), f)
        for h in hotspots.watched()
        if set(pair) & set(h.core_interest_of)
        for f in watch.roles(h.id)
        if f.method == deference.METHOD
    ]
    found = signs.signs(
        watch.view,
        pair,
        votes=_votes(watch),
        occurrences=_occurrences(watch),
        silences=silences,
        window=(watch.since, watch.until),
        last=watch.data_to,
    )
    return Several([*found, breakups.outlook(effects.risk(watch.view), *pair, effects.PACTS)])


def _lapsed(silence: Finding) -> str:
    """The question of a silence, asked of its end, with the stream that answers it."""
    stream = f", by {silence.detail['stream']}?" if silence.detail.get("stream") else "?"
    return silence.question.replace("keep silent on", "no longer keep silent on").removesuffix("?") + stream


def claims(watch: Watch) -> list[tuple[SuperlativeClaim, Finding, list[Finding]]]:
    """Superlatives about the pair, shipped and read in the records held, each against every earlier year."""
    pair = _pair(watch)
    told = [*superlatives.of_pair(watch.group.id), *yearly_measures.sightings(watch.view, pair)]
    inside = [c for c in told if watch.since <= c.day <= watch.until]
    if not inside:
        return []
    of = partial(
        yearly_measures.series,
        pair=pair,
        lines=yearly_flows(
            watch.view, pair, range(yearly_measures.FIRST, max(c.day.year for c in inside) + 1)
        ),
        occurrences=_occurrences(watch),
        votes=_votes(watch),
        drafts=drafts.failed(*watch.council),
    )
    return yearly_measures.checked(sorted(inside, key=lambda c: (c.day, c.id)), of)


def _pair(watch: Watch) -> tuple[str, str]:
    if watch.pair is None:
        raise QuestionError("A parting is asked of pairs: watch two states.")
    return watch.pair


def _votes(watch: Watch) -> BallotMatrix | None:
    return None if watch.assembly is None else watch.assembly.matrix


def _occurrences(watch: Watch) -> list[Occurrence]:
    """Every occurrence of the record once, whatever hotspots it touches."""
    return list({o.id: o for r in watch.records.values() for o in r.occurrences}.values())

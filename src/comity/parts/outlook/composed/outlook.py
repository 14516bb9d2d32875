"""Slow parts of a pair's outlook (forecasts and effects of a break), computed on request and cached.

Each part is a dict of findings and table rows. With ``compute=False`` a part is returned only if it is
cached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from comity.parts.outlook.composed import rupture
from comity.parts.outlook.forecast import fans
from comity.parts.outlook.inputs.forecast_inputs import TABLES, ForecastInputs
from comity.parts.outlook.inputs.questions import ForecastQuestion
from comity.parts.outlook.inputs.resolution_rules import matching
from comity.parts.outlook.ledger import forecast_skill
from comity.parts.outlook.ledger.base_rates import METHOD, QuestionForecast, ask
from comity.parts.outlook.ledger.ledger import LedgerEntry
from comity.parts.outlook.ledger.replay import replay
from comity.records import bins
from comity.records.details import LedgerQuestionDetail
from comity.records.finding import Finding, Interval
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

MONTHS = 3
#: Past quarters replayed to measure the track record, using only what was known then.
TRACK_QUARTERS = 8

#: Most record ids listed with a question.
SHOWN = 50

Part = dict[str, Any]


def part(answers: Answers, name: str, hotspot: str = "", *, compute: bool = True) -> Part | None:
    """Return a part of the outlook by its key in :data:`PARTS`; ``None`` if not cached and not computed."""
    make = PARTS[name]
    key = f"outlook {name} {hotspot} from {asked_on(answers.inquiry):%Y-%m}"
    return answers.if_ready(key, lambda: make(answers, hotspot), wanted=compute)


def forecast(answers: Answers, hotspot: str | None = None) -> list[Finding]:
    """Return forecasts of joint acts and events, and how past ones fared, at one hotspot or overall."""
    inquiry = answers.inquiry
    day = asked_on(inquiry)
    return fans.forecast(inquiry.view, inquiry.group, hotspot, sources=inquiry.sources, today=day)


def _forecast(answers: Answers, hotspot: str) -> Part:
    inquiry, day = answers.inquiry, asked_on(answers.inquiry)
    of = inquiry.view, inquiry.group, hotspot or None
    counts = fans.forecast(*of, horizons=(MONTHS,), sources=inquiry.sources, today=day)
    return {"findings": counts, "fans": fans.fans(*of, sources=inquiry.sources, today=day)}


def _questions(answers: Answers, hotspot: str) -> Part:
    ground = ForecastInputs.read(answers.inquiry.view, answers.inquiry.group)
    day = asked_on(answers.inquiry)
    past = track(ground, day)
    scores = forecast_skill.scorecard(past)
    before: dict[str, list[str]] = {}
    for e in sorted(past, key=lambda e: e.issued):
        if e.outcome is not None:
            before.setdefault(_kind(e.question), []).append(e.outcome.answer)
    rows = [
        {**_row(a), "before": before.get(_kind(a.question), []), "finding": _finding(a, ground)}
        for a in _open(ground, day, hotspot)
    ]
    reliability = (
        [asdict(b) for b in forecast_skill.bins(forecast_skill.select_answered(past))] if past else []
    )
    for b in reliability:
        b["interval"] = [b["interval"]["low"], b["interval"]["high"]]
    misses = sorted(forecast_skill.select_answered(past), key=lambda e: (-forecast_skill.miss(e), e.key))
    worst = [
        {
            "issued": e.issued,
            "question": e.question.text,
            "probability": e.probability,
            "answer": e.outcome.answer,
            "records": list(e.outcome.records),
        }
        for e in misses[: forecast_skill.WORST]
        if e.outcome is not None
    ]
    return {
        "findings": scores,
        "asked": rows,
        "reliability": reliability,
        "worst": worst,
        "day": _known_to(answers.inquiry),
    }


def asked_on(inquiry: Inquiry) -> date:
    """Return the day on which questions are asked: after the last known day, or today if that is later."""
    after = _known_to(inquiry) + timedelta(days=1)
    return after if inquiry.as_of else max(after, date.today())


def _known_to(inquiry: Inquiry) -> date:
    return inquiry.as_of or max(c.last for c in inquiry.view.coverage() if c.table in TABLES)


def track(ground: ForecastInputs, day: date, months: int = MONTHS) -> list[LedgerEntry]:
    """Ask the questions of recent quarters again, at all hotspots, since one has too few questions."""
    last = bins.start(day, "quarter")
    days = [bins.following(last, "quarter", -k) for k in range(TRACK_QUARTERS + 1, 1, -1)]
    return replay(ground, days, months)


def _open(ground: ForecastInputs, day: date, hotspot: str) -> list[QuestionForecast]:
    return ask(ground, day, MONTHS, hotspot or None)


def _kind(q: ForecastQuestion) -> str:
    return f"{q.template} {q.rule.hotspot}"


def _row(a: QuestionForecast) -> Part:
    r = a.question.rule
    return {
        "question": a.question.text,
        "probability": a.probability,
        "low": a.low,
        "high": a.high,
        "base_rate": a.base_rate,
        "windows": a.windows,
        "yes": a.yes,
        "first": r.first,
        "last": r.last,
        "known_by": r.known_by,
        "hotspot": r.hotspot,
        "forms": list(r.forms),
        "proof": r.proof,
    }


def _finding(a: QuestionForecast, ground: ForecastInputs) -> Finding:
    """Return a question's probability as a finding (result), with the records that answered it before."""
    r = a.question.rule
    if r.kind == "act":
        ids = [i for h in reversed(matching(r, ground)) for i in h.records]
    else:
        ids = [v.record for v in reversed(ground.votes) if v.body == r.body]
    return Finding(
        Kind.LEDGER_QUESTION,
        Subject(states=a.question.group.codes, words=a.question.text),
        a.probability,
        "probability",
        "its own base rate in the windows before",
        a.windows,
        METHOD,
        interval=Interval(a.low, a.high, LEVEL),
        records=tuple(ids[:SHOWN]),
        records_total=len(ids),
        detail=LedgerQuestionDetail(
            base_rate=a.base_rate,
            yes_before=a.yes,
            asked_before=a.windows,
            no_placebo="held against its own windows before",
        ),
    )


def _whatif(answers: Answers, hotspot: str) -> Part:
    parting = rupture.whatif(answers, hotspot or None)
    return {"findings": list(parting.findings), **parting.tables()}


def _souring(answers: Answers, hotspot: str) -> Part:
    return {"findings": rupture.deterioration(answers)}


#: Name of a part -> the function that computes it.
PARTS: dict[str, Callable[[Answers, str], Part]] = {
    "forecast": _forecast,
    "questions": _questions,
    "souring": _souring,
    "whatif": _whatif,
}

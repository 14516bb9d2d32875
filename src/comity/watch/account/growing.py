"""The sentences of "Is it growing?": the answer with the series that carries it, then the other series."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from comity.measures.change.window_change import METHOD, UNKNOWN
from comity.sources.curated.complete_lists import complete_lists
from comity.types import RECORDS_SHOWN
from comity.vocabulary import states
from comity.watch.account.phrases import listed
from comity.watch.account.statements import Number, Statement
from comity.watch.account.wording import sentence
from comity.watch.questions.complete_series import (
    AMOUNT,
    COUNCIL_BOTH,
    COUNT,
    POSITIONS,
    VETOES,
    CompleteSeries,
)
from comity.watch.questions.growing import (
    GROWING,
    MIXED,
    NO_SIGN,
    TOO_LITTLE,
    Growing,
    Period,
    get_direction,
    get_periods,
)

KIND = "growing"
SHOWN = 3
"""Other series named."""


def tell(answer: Growing, name: Callable[[CompleteSeries], str], today: date) -> tuple[Statement, ...]:
    """Return the answer in one sentence, and a second one of the other series where these were looked at.

    Parameters
    ----------
    answer : of :func:`comity.watch.questions.growing.decide`
    name : the words for a series
    today : the day of which the series are asked
    """
    word = sentence(f"growing_{answer.word.replace(' ', '_')}")
    lead = answer.lead
    if lead is None or answer.before is None or answer.now is None:
        return (Statement(KIND, word, computation=METHOD, word=answer.word),)
    text = f"{word} {_clause(lead, answer.before, answer.now, name, answer.pair)}"
    if answer.usual and lead.rise is not None:
        text += " " + sentence("growing_usual", rank=lead.rise.rank, of=lead.rise.of)
    numbers = _numbers(answer, lead)
    first = Statement(KIND, text, lead.records[:RECORDS_SHOWN], METHOD, numbers=numbers, word=answer.word)
    others = _others(answer, name, today)
    return (first, others) if others and answer.word != TOO_LITTLE else (first,)


def _clause(
    series: CompleteSeries,
    before: Period,
    now: Period,
    name: Callable[[CompleteSeries], str],
    pair: tuple[str, str],
) -> str:
    """What the series counted now and before, the thing before the measure."""
    kind = "list" if series.id in complete_lists() and series.id != VETOES else series.id
    values = {
        "since": now.first,
        "earlier": _span(before),
        "present": _span(now),
        "who": listed([states.in_sentence(s) for s in pair]),
        "name": name(series),
        "more": sentence(f"growing_{('less', 'level', 'more')[_sign(before, now) + 1]}"),
        "turn": sentence(f"growing_turn_{('down', 'level', 'up')[_sign(before, now) + 1]}"),
    }
    for key, period in (("now", now), ("before", before)):
        values |= {
            key: f"{period.total:,.0f}",
            f"{key}_of": f"{period.trials:,.0f}",
            f"{key}_mean": f"{period.mean:,.2f}" if series.id == POSITIONS else f"{period.mean:,.0f}",
            f"{key}_share": _percent(period),
        }
    text = sentence(f"growing_of_{kind}", **values)
    return text[:1].upper() + text[1:]


def _percent(period: Period) -> str:
    """The share behind a count, where there are enough trials for one."""
    return f" ({period.mean:.0%})" if period.trials >= 20 else ""


def _sign(before: Period, now: Period) -> int:
    return int(now.mean > before.mean) - int(now.mean < before.mean)


def _span(period: Period) -> str:
    return f"{period.first}" if period.first == period.last else f"{period.first}–{period.last % 100:02}"


def _numbers(answer: Growing, lead: CompleteSeries) -> tuple[Number, ...]:
    assert answer.before is not None
    assert answer.now is not None
    assert lead.change is not None
    out = [
        Number(f"{lead.id}, {which}", p.mean, round(p.trials), span=_span(p))
        for which, p in (("before", answer.before), ("present", answer.now))
    ]
    if lead.change.ratio is not None:
        span = f"{_span(answer.before)} to {_span(answer.now)}"
        ratio = lead.change.ratio
        out.append(Number(f"{lead.id}, ratio", ratio, answer.looked, answer.low, answer.high, span))
    if lead.since is not None and answer.word in (GROWING, MIXED):
        years = lead.since
        out.append(Number("since", years.year, lead.change.n, years.earliest, years.latest))
    return tuple(out)


def _others(answer: Growing, name: Callable[[CompleteSeries], str], today: date) -> Statement | None:
    """The series beside the lead: "no rise shows" where none of them rose."""
    others = [*answer.rose, *answer.level, *answer.fell]
    if not others:
        return None
    items = [_item(s, name, today) for s in others[:SHOWN]]
    key = "growing_also" if answer.rose or answer.word == NO_SIGN else "growing_elsewhere"
    text = sentence(key, items=", ".join(items))
    records = tuple(r for s in others[:SHOWN] for r in s.records)
    return Statement(KIND, text, records[:RECORDS_SHOWN], METHOD, word=answer.word)


def _item(series: CompleteSeries, name: Callable[[CompleteSeries], str], today: date) -> str:
    """``6 joint vetoes in each period``; ``fewer Joint Sea exercises (4 after 7)``."""
    before, now = get_periods(series, today)
    told = sentence(f"growing_noun_{series.id}") if series.id in (VETOES, COUNCIL_BOTH) else name(series)
    if series.measure == COUNT and before.total == now.total:
        return sentence("growing_each", n=f"{now.total:.0f}", name=told)
    if series.measure == AMOUNT:
        if series.change is None or series.change.word == UNKNOWN:
            return sentence("growing_swings", name=told)
        way = {1: "more", 0: "level", -1: "less"}[get_direction(series) * series.toward]
        return sentence("growing_amount", name=told, way=sentence(f"growing_{way}"))
    word = {1: "growing_more", 0: "growing_similar", -1: "growing_fewer"}[_sign(before, now)]
    after, earlier = f"{now.total:.0f}", f"{before.total:.0f}"
    return sentence("growing_counts", word=sentence(word), name=told, now=after, before=earlier)

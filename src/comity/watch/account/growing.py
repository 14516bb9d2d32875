"""Sentences that answer "Is it growing?" and "Is it unusual?", and one sentence for every complete series."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.measures.change import pooled_change
from comity.measures.change.window_change import ABOUT_LEVEL, DOWN, METHOD, UNKNOWN, UP, Change
from comity.measures.votes.agreement_by_session import PeriodPlace
from comity.sources.curated.complete_lists import complete_lists
from comity.types import RECORDS_SHOWN
from comity.vocabulary import states
from comity.watch.account.phrases import list_items
from comity.watch.account.statements import WORDS, Number, Statement
from comity.watch.account.wording import rules, sentence
from comity.watch.answers import TIMING, VOTES, Answers
from comity.watch.questions import complete_series
from comity.watch.questions import pooled_change as questions
from comity.watch.questions.complete_series import (
    AMOUNT,
    COUNCIL_BOTH,
    COUNCIL_JOINED,
    COUNCIL_OWN,
    COUNT,
    POSITIONS,
    SHARE,
    VETOES,
    CompleteSeries,
)
from comity.watch.questions.growing import (
    GROWING,
    MIXED,
    NO_SIGN,
    TOO_LITTLE,
    CountedPeriod,
    Growing,
    get_direction,
    get_periods,
)
from comity.watch.questions.unusual import APART, CLOSE, USUAL, CouncilPlace, Unusual, judge

KIND, SERIES, DISSENT, UNUSUAL = "growing", "series", "dissent", "unusual"
#: Number of other series to name.
SHOWN = 3


def tell_growing(
    answer: Growing, name: Callable[[CompleteSeries], str], today: date
) -> tuple[Statement, ...]:
    """Say in one sentence whether the pair's acts are growing, and in a second how the other series changed.

    Parameters
    ----------
    answer : the result of :func:`comity.watch.questions.growing.decide`
    name : function that names a series
    today : the last day of the series
    """
    word = sentence(f"growing_{answer.word.replace(' ', '_')}")
    lead = answer.lead
    if lead is None or answer.before is None or answer.now is None:
        text = sentence("growing_no_series") if answer.word == TOO_LITTLE else word
        return (Statement(KIND, text, computation=METHOD, word=answer.word),)
    text = f"{word} {_clause(lead, answer.before, answer.now, name, answer.pair)}"
    if answer.usual and lead.rise is not None:
        text += " " + sentence("growing_usual", rank=lead.rise.rank, of=lead.rise.of)
    numbers = _number_growing(answer, lead)
    first = Statement(KIND, text, lead.records[:RECORDS_SHOWN], METHOD, numbers=numbers, word=answer.word)
    others = _tell_others(answer, name, today)
    return (first, others) if others and answer.word != TOO_LITTLE else (first,)


def _clause(
    series: CompleteSeries,
    before: CountedPeriod,
    now: CountedPeriod,
    name: Callable[[CompleteSeries], str],
    pair: tuple[str, str],
) -> str:
    kind = "list" if series.id in complete_lists() and series.id != VETOES else series.id
    values = {
        "since": now.first,
        "earlier": _period_span(before),
        "present": _period_span(now),
        "who": list_items([states.name_in_sentence(s) for s in pair]),
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


def _percent(period: CountedPeriod) -> str:
    """Return the share behind a count as a percentage in brackets, or "" if there are too few trials."""
    return f" ({period.mean:.0%})" if period.trials >= 20 else ""


def _sign(before: CountedPeriod, now: CountedPeriod) -> int:
    return int(now.mean > before.mean) - int(now.mean < before.mean)


def _period_span(period: CountedPeriod) -> str:
    return f"{period.first}" if period.first == period.last else f"{period.first}–{period.last % 100:02}"


def _number_growing(answer: Growing, lead: CompleteSeries) -> tuple[Number, ...]:
    assert answer.before is not None
    assert answer.now is not None
    assert lead.change is not None
    out = [
        Number(f"{lead.id}, {which}", p.mean, round(p.trials), span=_period_span(p))
        for which, p in (("before", answer.before), ("present", answer.now))
    ]
    if lead.change.ratio is not None:
        span = f"{_period_span(answer.before)} to {_period_span(answer.now)}"
        ratio = lead.change.ratio
        out.append(Number(f"{lead.id}, ratio", ratio, answer.looked, answer.low, answer.high, span))
    if lead.since is not None and answer.word in (GROWING, MIXED):
        years = lead.since
        out.append(Number("since", years.year, lead.change.n, years.earliest, years.latest))
    return tuple(out)


def _tell_others(answer: Growing, name: Callable[[CompleteSeries], str], today: date) -> Statement | None:
    """Return a sentence on the series that do not decide the answer, or ``None`` if there are none."""
    others = [*answer.rose, *answer.level, *answer.fell]
    if not others:
        return None
    items = [_item(s, name, today) for s in others[:SHOWN]]
    key = "growing_also" if answer.rose or answer.word == NO_SIGN else "growing_elsewhere"
    text = sentence(key, items="; ".join(items))
    records = tuple(r for s in others[:SHOWN] for r in s.records)
    return Statement(KIND, text, records[:RECORDS_SHOWN], METHOD, word=answer.word)


def _item(series: CompleteSeries, name: Callable[[CompleteSeries], str], today: date) -> str:
    """Return a phrase such as ``joint vetoes 6 in both periods`` or ``exercises Joint Sea 4, after 7``."""
    before, now = get_periods(series, today)
    noun = (
        sentence(f"growing_noun_{series.id}")
        if series.id in (VETOES, COUNCIL_BOTH)
        else re.sub(r" \(.*\)$", "", name(series))
    )
    if series.measure == COUNT and before.total == now.total:
        return sentence("growing_each", n=f"{now.total:.0f}", name=noun)
    if series.measure == AMOUNT:
        if series.change is None or series.change.word == UNKNOWN:
            return sentence("growing_swings", name=noun)
        way = {1: "more", 0: "level", -1: "less"}[get_direction(series) * series.toward]
        return sentence("growing_amount", name=noun, way=sentence(f"growing_{way}"))
    after, earlier = f"{now.total:.0f}", f"{before.total:.0f}"
    if now.trials < before.trials:  # counted in fewer years, so the counts alone would mislead
        after, earlier = f"{after} in {_period_span(now)}", f"{earlier} in {_period_span(before)}"
    return sentence("growing_counts", name=noun, now=after, before=earlier)


WORD_OF_NONE = "not covered"
#: Heading for the list of series that count nothing in either period; each series itself has the word
#: "unknown".
NOTHING = "nothing counted"
NONE_LEFT = "0.0"
_MANY = 100  # ratios this large tell a reader nothing


@dataclass(frozen=True, slots=True)
class SeriesAccount:
    """One yearly series (such as joint vetoes) with a sentence on its change and the data of its chart.

    ``toward`` is 1 if a larger value means a closer pair, -1 if a smaller one does (distance of positions).
    ``by_year`` has (year, hits, count or amount, trials or 1) for each year covered.
    """

    id: str
    measure: str
    name: str
    first: date
    last: date
    since: int | None
    toward: int
    statement: Statement
    by_year: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class GrowingAccount:
    """The answer to "Is it growing?": one sentence, those that go with it, and one on every series."""

    answer: tuple[Statement, ...]
    series: tuple[SeriesAccount, ...]

    @property
    def short(self) -> tuple[Statement, ...]:
        """Sentences with the answer, who joins whom in the Council, and the average of all kinds of acts."""
        first, *more = self.answer
        kinds = (KIND, DISSENT)
        return (first, *(s for s in more if s.kind in kinds or s.computation == pooled_change.METHOD))


def describe_pair(answers: Answers) -> GrowingAccount:
    """Return the sentences on whether what the group does is growing, over all places."""
    return _made(answers, None)


def describe_place(answers: Answers, hotspot: str) -> GrowingAccount:
    """Return the sentences on whether what the group does is growing, in one place."""
    return _made(answers, hotspot)


def series(answers: Answers, hotspot: str | None = None) -> tuple[SeriesAccount, ...]:
    """Return every complete series (nothing left out) with its sentence, over all places or in one."""
    today = answers.inquiry.data_to
    return tuple(_account(s, today) for s in answers.complete_series(hotspot))


def _made(answers: Answers, hotspot: str | None) -> GrowingAccount:
    if VOTES not in answers.only:
        return GrowingAccount((Statement(KIND, sentence("pending"), computation=METHOD),), ())
    return GrowingAccount(tuple(_answer(answers, hotspot)), series(answers, hotspot))


def _answer(answers: Answers, hotspot: str | None) -> Iterator[Statement]:
    """Yield sentences: the answer, who joins whom in the Council, the average of all forms, other series."""
    today, of_all = answers.inquiry.data_to, answers.complete_series(hotspot)
    joint = [s for s in of_all if s.id != COUNCIL_OWN]
    growing = answers.growing(hotspot)
    yield from tell_growing(growing, _name, today)
    named = [s for s in (growing.lead, *growing.rose, *growing.level, *growing.fell) if s is not None]
    if (joins := _joining(joint, today)) is not None:
        yield joins
        named += [s for s in joint if s.id == COUNCIL_JOINED]
    if (pooled := _pooled(answers, hotspot)) is not None:
        yield pooled
    rest = [s for s in joint if s not in named]
    for word in (UP, DOWN, ABOUT_LEVEL, UNKNOWN, WORD_OF_NONE):
        of_word = [s for s in rest if _word(s) == word]
        if nothing := [s for s in of_word if _nothing(s)]:
            yield _listed(NOTHING, nothing, today)
        if others := [s for s in of_word if s not in nothing]:
            yield _listed(word, others, today)


def _joining(series: Sequence[CompleteSeries], today: date) -> Statement | None:
    """Say how often one state withholds its yes in the Council when the other does; ``None`` if unknown."""
    joined = next((s for s in series if s.id == COUNCIL_JOINED), None)
    if joined is None or joined.change is None or joined.change.low is None:
        return None
    before, now = get_periods(joined, today)
    enough = min(before.trials, now.trials) >= rules().share_from
    values = {
        key: f"{p.mean:.0%}".rstrip("%")
        if enough
        else sentence("of_few", n=f"{p.total:.0f}", of=f"{p.trials:.0f}")
        for key, p in (("after", now), ("before", before))
    }
    clear = "" if joined.change.word in (UP, DOWN) else sentence("dissent_unclear")
    text = sentence("dissent" if enough else "dissent_few", **values, clear=clear, since=now.first)
    numbers = _numbers(joined, joined.change, today)
    return Statement(
        DISSENT, text, joined.records[:RECORDS_SHOWN], METHOD, numbers=numbers, word=joined.change.word
    )


def _pooled(answers: Answers, hotspot: str | None) -> Statement | None:
    """Say that the average over kinds of acts neither halved nor doubled; ``None`` if that is not shown."""
    forms = questions.forms_of(answers.inquiry, answers.complete_series())
    if TIMING not in answers.only or len(forms) < questions.FEWEST_FORMS:
        return None
    pooled = answers.pooled_change(hotspot)
    if pooled is None or pooled.word != ABOUT_LEVEL:
        return None
    today = answers.inquiry.data_to
    middle, late = complete_series.windows(today)
    earlier, n = _dashed(middle.year, late.year - 1), len(pooled.forms)
    span = f"{earlier} to {_dashed(late.year, today.year)}"
    numbers = (
        Number("all together, ratio", pooled.ratio, n, pooled.low, pooled.high, span),
        Number("all together, probability of more", pooled.probability, pooled.placebos, span=span),
    )
    text = sentence("pooled", n=n, earlier=earlier)
    return Statement(SERIES, text, computation=pooled_change.METHOD, numbers=numbers, word=pooled.word)


def _key(start: str, word: str) -> str:
    return f"{start}_{word.replace(' ', '_')}"


def _account(series: CompleteSeries, today: date) -> SeriesAccount:
    return SeriesAccount(
        id=f"{series.id} {series.what}" if series.id == COUNCIL_OWN else series.id,
        measure=series.measure,
        name=_name(series),
        first=series.first,
        last=series.last,
        since=series.since.year if series.since else None,
        toward=series.toward,
        statement=_statement(series, today),
        by_year=series.by_year,
    )


def _name(series: CompleteSeries) -> str:
    if series.id == COUNCIL_OWN:
        return sentence("series_council-own", state=states.name_in_sentence(series.what))
    return series.what[:1].lower() + series.what[1:] if series.what else sentence(f"series_{series.id}")


def _statement(series: CompleteSeries, today: date) -> Statement:
    change, name = series.change, _name(series)
    if change is None:
        text = sentence("series_none", name=name, why=series.why_not)
        return _make_statement(series, text, (), WORD_OF_NONE)
    key = "series_untold" if change.word == UNKNOWN else "series"
    if change.low is None or (change.word == UNKNOWN and _unbounded(change)):
        key = "series_nothing"
    text = sentence(key, name=name, word=change.word, **_values(series, change, today))
    return _make_statement(series, text, _numbers(series, change, today), change.word)


def _make_statement(series: CompleteSeries, text: str, numbers: tuple[Number, ...], word: str) -> Statement:
    return Statement(SERIES, text, series.records[:RECORDS_SHOWN], METHOD, numbers=numbers, word=word)


def _numbers(series: CompleteSeries, change: Change, today: date) -> tuple[Number, ...]:
    earlier, present = _spans(series, today)
    out = [
        Number(f"{series.id}, before", change.before, change.n, span=earlier),
        Number(f"{series.id}, present", change.after, change.n, span=present),
    ]
    if change.ratio is not None:
        span = f"{earlier} to {present}"
        out.append(Number(f"{series.id}, ratio", change.ratio, change.n, change.low, change.high, span))
    return tuple(out)


def _spans(series: CompleteSeries, today: date) -> tuple[str, str]:
    """Return the years compared, such as ``2014–19`` and ``2020–26``."""
    middle, late = complete_series.windows(today)
    first, last = max(middle, series.first).year, min(today, series.last).year
    return _dashed(first, late.year - 1), _dashed(late.year, last)


def _dashed(first: int, last: int) -> str:
    if first == last:
        return f"{first}"
    return f"{first}–{last % 100:02}" if first // 100 == last // 100 else f"{first}–{last}"


def _values(series: CompleteSeries, change: Change, today: date) -> dict[str, str]:
    earlier, present = _spans(series, today)
    late = complete_series.windows(today)[1].year
    return {
        "before": _size(series, change.before, complete_series.windows(today)[0].year, late - 1),
        "after": _size(series, change.after, late, today.year),
        "earlier": earlier,
        "present": present,
        "ratio": _ratio(change),
        "between": _write_range(change),
    }


def _ratio(change: Change) -> str:
    """Return a ratio such as ``3.7 times (1.7 to 6.2)`` or ``0.5 times (0.2 to 1.2, a wide range)``."""
    return (
        f"({_range(change)})" if change.ratio is None else f"{_times(change.ratio)} times ({_range(change)})"
    )


def _range(change: Change) -> str:
    ends = _end(change.low or 0.0)
    ends += " or more" if _unbounded(change) else f" to {_end(change.high or 0.0)}"
    return sentence("range_wide", range=ends) if change.wide else ends


def _write_range(change: Change) -> str:
    """Return a range such as ``between 0.2 and 1.2 times`` or ``0.1 times or more``."""
    if change.low is None:
        return ""
    key = "range_open" if _unbounded(change) else "range_between"
    return sentence(key, low=_end(change.low), high=_end(change.high or 0.0))


def _unbounded(change: Change) -> bool:
    """Return whether the range of a change has no upper end, or one too high to be useful."""
    return change.high is None or change.high >= _MANY


def _times(x: float) -> str:
    return f"{x:.1f}" if x < 10 else f"{x:.0f}"


def _end(x: float) -> str:
    """Write one end of a range; near 1 with two digits, because being above or below 1 decides the word."""
    return f"{x:.2f}" if _times(x) == "1.0" else _times(x)


def _size(series: CompleteSeries, x: float, first: int, last: int) -> str:
    """Write the size of a series in a period: a percentage (counts if few), a count or yearly amount."""
    inside = [(k, n) for y, k, n in series.by_year if first <= y <= last]
    hits, trials = (sum(of) for of in zip(*inside, strict=True)) if inside else (0.0, 0.0)
    if series.measure == SHARE and (trials < rules().share_from or hits < rules().share_hits):
        return sentence("of_few", n=f"{hits:.0f}", of=f"{trials:.0f}")
    if series.measure == SHARE:
        return f"{x:.1%}" if 0 < x < 0.01 else f"{x:.0%}"
    if series.measure == COUNT:
        return f"{hits:.0f}"
    return f"{x:.2f}" if series.id == POSITIONS else sentence(f"a_year_{series.id}", n=f"{x:,.0f}")


# The answer


def _word(series: CompleteSeries) -> str:
    return series.change.word if series.change else WORD_OF_NONE


def _listed(word: str, series: Sequence[CompleteSeries], today: date) -> Statement:
    key = _key("rising", word)
    text = _fitted(lambda items: sentence(key, items="; ".join(items)), [_short(s, today) for s in series])
    return Statement(SERIES, text, computation=METHOD, word=UNKNOWN if word == NOTHING else word)


def _nothing(series: CompleteSeries) -> bool:
    change = series.change
    return change is not None and change.word == UNKNOWN and change.low is None


def _short(series: CompleteSeries, today: date) -> str:
    change = series.change
    if change is None:
        return f"{_name(series)} ({series.why_not})"
    if _nothing(series):
        return _name(series)
    if change.word != UNKNOWN:
        ratio = "" if change.ratio is None else f"{_times(change.ratio)} times; "
        return f"{_name(series)} ({ratio}{_range(change)})"
    return f"{_name(series)} ({_untold(series, change, today)})"


def _untold(series: CompleteSeries, change: Change, today: date) -> str:
    """Return why a change is unclear: its range or, if the range has no upper end, the counts."""
    if _unbounded(change):
        return sentence("untold_open", **_values(series, change, today))
    low, high = _end(change.low or 0.0), _end(change.high or 0.0)
    why = sentence("untold_up_to" if low == NONE_LEFT else "untold", low=low, high=high)
    return sentence("range_wide", range=why) if change.wide else why


def _fitted(text: Callable[[list[str]], str], items: Sequence[str]) -> str:
    for n in range(len(items), 1, -1):
        if len((made := text([*items[:n]])).split()) <= WORDS:
            return made
    return text([*items[:1]])


# Unusual?


def unusual(answers: Answers) -> tuple[Statement, ...]:
    """Say whether the pair stands out among comparable pairs, in the same words for every page."""
    how = "place by texts of the Council that neither voted for, and by agreement among similar pairs"
    if VOTES not in answers.only:
        return (Statement(UNUSUAL, sentence("pending"), computation=how),)
    answer = answers.unusual()
    parts = [*_assembly_place(answer, answers.inquiry.data_to)]
    newest, nothing = answer.newest, answer.council is not None and not answer.council.k
    council = [] if nothing and parts else [*_council_place(answer.council)]
    parts = [*parts, *council] if answer.word == APART else [*council, *parts]
    if not parts:
        return (Statement(UNUSUAL, sentence("unusual_none"), computation=how, word=WORD_OF_NONE),)
    numbers: list[Number] = []
    if (c := answer.council) is not None:
        numbers.append(Number("pairs of members", c.above + 1, c.of, span=_dashed(c.first, c.last)))
    numbers += [
        Number("pairs of similar records", p.rank, p.of, p.best, p.worst, _dashed(p.first, p.last))
        for p in answer.assembly
    ]
    word = "no" if answer.word == USUAL else "yes"
    first, *rest = (x for part in parts for x in re.split(r"(?<=\.) (?=[A-Z])", part))
    lately = {answer.council.word if answer.council else USUAL, judge(newest) if newest else USUAL}
    before = "" if answer.word in lately else "_before"
    text = sentence(f"unusual_{answer.word}{before}", parts=first)
    lead = Statement(UNUSUAL, text, computation=how, numbers=tuple(numbers), word=word)
    return (lead, *(Statement(UNUSUAL, x, computation=how, word=word) for x in rest))


def _council_place(c: CouncilPlace | None) -> Iterator[str]:
    """Yield a sentence on the pair's rank among the pairs of Council members."""
    if c is None:
        return
    values = {
        "span": _dashed(c.first, c.last),
        "share": f"{c.k / c.n:.0%}",
        "k": c.k,
        "n": c.n,
        "above": c.above,
        "of": c.of,
        "ever": c.ever,
        "never": c.of - c.ever,
    }
    kind = "never" if not c.k else "few" if c.above else "first"
    yield sentence(f"unusual_council_{kind}", **values)


def _assembly_place(answer: Unusual, today: date) -> Iterator[str]:
    """Yield a sentence on the rank in the Assembly: the newest period against the first, or all years."""
    newest = answer.newest
    if newest is None:
        return
    others = [p for p in answer.assembly if judge(p) != judge(newest)]
    earlier = "".join(
        sentence(f"unusual_earlier_{judge(p)}", span=_dashed(p.first, p.last)) for p in others[-1:]
    )
    old = date.fromisoformat(newest.end).year < today.year - 1
    values = _place(newest) | {"earlier": earlier, "end": sentence("unusual_to_end") if old else ""}
    sentences = [sentence(f"unusual_assembly_{judge(newest)}", **values)]
    if answer.whole is not None and judge(newest) == USUAL != judge(answer.whole):
        sentences.append(sentence(f"unusual_whole_{judge(answer.whole)}", **_place(answer.whole)))
    yield from sentences


def _place(p: PeriodPlace) -> dict[str, Any]:
    """Return the values of a sentence on a rank: the number of pairs on the side that has more of them."""
    close = judge(p) == CLOSE or (judge(p) == USUAL and 2 * p.rank <= p.of)
    n = p.of - p.rank if close else p.rank - 1
    return {
        "span": _dashed(p.first, p.last),
        "way": sentence("unusual_more" if close else "unusual_less"),
        "others": sentence("unusual_any") if n == p.of - 1 else n,
        "of": p.of,
    }

"""Stepping up? A word a series counted in full, and an answer built from them; and: are they unusual?

Never one word for unlike series: the answer names the series it is about, since when and with what range,
then says what else is up, about level, down, or cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.measures.change import pooled_change
from comity.measures.change.window_change import ABOUT_LEVEL, DOWN, METHOD, UNKNOWN, UP, Change
from comity.records.finding import PlaceboRank
from comity.types import RECORDS_SHOWN
from comity.vocabulary import forms, states
from comity.watch.account import witnesses
from comity.watch.account.phrases import listed
from comity.watch.account.statements import WORDS, Number, Statement
from comity.watch.account.wording import sentence
from comity.watch.answers import TIMING, VOTES, Answers
from comity.watch.questions import complete_series
from comity.watch.questions import pooled_change as questions
from comity.watch.questions.complete_series import (
    COUNCIL_BOTH,
    COUNCIL_JOINED,
    COUNCIL_OWN,
    COUNT,
    POSITIONS,
    SHARE,
    CompleteSeries,
)

KIND = "stepping up"
UNUSUAL = "unusual"
WORD_OF_NONE = "not covered"
EDGE = 0.05
"""Share of like pairs at or above a pair up to which it is unusual, over all that it is held against."""
_CERTAIN = 0.99  # from here on a probability would be rounded to certainty
_MANY = 100  # ratios from here on are no number to remember


@dataclass(frozen=True, slots=True)
class SeriesAccount:
    """One series with its sentence; ``statement.word`` is its word, ``by_year`` what a chart draws.

    ``by_year`` has (year, hits, count or amount, trials or 1) of each year covered.
    """

    id: str
    measure: str
    name: str
    first: date
    last: date
    since: int | None
    statement: Statement
    by_year: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class SteppingUp:
    """The answer in one to four statements, then every series by itself."""

    answer: tuple[Statement, ...]
    series: tuple[SeriesAccount, ...]

    @property
    def short(self) -> tuple[Statement, ...]:
        """What moves and what explains it; the first statement where nothing does."""
        return tuple(s for s in self.answer if s.numbers) or self.answer[:1]


def of_pair(answers: Answers) -> SteppingUp:
    """Over all places."""
    return _made(answers, None)


def of_place(answers: Answers, hotspot: str) -> SteppingUp:
    """In one place."""
    return _made(answers, hotspot)


def series(answers: Answers, hotspot: str | None = None) -> tuple[SeriesAccount, ...]:
    """Every series by itself, over all places or in one."""
    today = answers.inquiry.data_to
    return tuple(_account(s, today) for s in answers.complete_series(hotspot))


def _made(answers: Answers, hotspot: str | None) -> SteppingUp:
    if VOTES not in answers.only:
        return SteppingUp((Statement(KIND, sentence("pending"), computation=METHOD),), ())
    today = answers.inquiry.data_to
    of_each = _answer(answers.complete_series(hotspot), today)
    return SteppingUp((*_pooled(answers, hotspot), *of_each), series(answers, hotspot))


def _pooled(answers: Answers, hotspot: str | None) -> tuple[Statement, ...]:
    """The answer of all forms in one fit; none where fewer than two are counted in both windows."""
    if TIMING not in answers.only:
        all_series = answers.complete_series()
        if hotspot or not questions.can_be_asked(answers.inquiry, all_series):
            return ()
        return (Statement(KIND, sentence("pooled_pending"), computation=pooled_change.METHOD),)
    pooled = answers.pooled_change(hotspot)
    if pooled is None:
        return ()
    middle, late = complete_series.windows(answers.inquiry.data_to)
    earlier = _dashed(middle.year, late.year - 1)
    over, n = pooled.overall, len(pooled.overall.forms)
    key = "pooled_place" if hotspot else "pooled_untold" if over.word == UNKNOWN else "pooled"
    since = over.since
    values = {
        "word": over.word,
        "since": sentence("pooled_since", year=since.year, first=since.earliest, last=since.latest)
        if since
        else "",
        "n": n,
        "earlier": earlier,
        "ratio": _times(over.ratio),
        "low": _times(over.low),
        "high": _times(over.high),
        "more": _sure(over.probability),
        "most": _form_name(pooled.most),
    }
    span = f"{earlier} to {_dashed(late.year, answers.inquiry.data_to.year)}"
    numbers = (
        Number("all kinds, ratio", over.ratio, n, over.low, over.high, span),
        Number("all kinds, probability of more", over.probability, over.placebos, span=span),
    )
    text = sentence(key, **values)
    return (Statement(KIND, text, computation=pooled_change.METHOD, numbers=numbers, word=over.word),)


def _sure(probability: float) -> str:
    """A probability in words that never round to certainty."""
    if probability > _CERTAIN:
        return "over 99%"
    return "under 1%" if probability < 1 - _CERTAIN else f"{probability:.0%}"


def _form_name(form: str) -> str:
    """What a form of the fit is called: a series, or a form of acting together."""
    known = forms.all_forms()
    return f"{known[form].short}s" if form in known else sentence(f"pooled_{form}")


def _account(series: CompleteSeries, today: date) -> SeriesAccount:
    return SeriesAccount(
        id=f"{series.id} {series.what}" if series.id == COUNCIL_OWN else series.id,
        measure=series.measure,
        name=_name(series),
        first=series.first,
        last=series.last,
        since=series.since.year if series.since else None,
        statement=_statement(series, today),
        by_year=series.by_year,
    )


def _name(series: CompleteSeries) -> str:
    if series.id == COUNCIL_OWN:
        return sentence("series_council-own", state=states.display(series.what))
    return series.what[:1].lower() + series.what[1:] if series.what else sentence(f"series_{series.id}")


def _statement(series: CompleteSeries, today: date) -> Statement:
    """One series: its word, both windows, the ratio with its range; or why it has none."""
    change, name = series.change, _name(series)
    if change is None:
        spans = {"first": series.first.year, "last": series.last.year}
        text = sentence("series_none", name=name, why=series.why_not, **spans)
        return _of(series, text, (), WORD_OF_NONE)
    key = "series_untold" if change.word == UNKNOWN else "series"
    if change.low is None:
        key = "series_nothing"
    text = sentence(key, name=name, word=change.word, **_values(series, change, today))
    return _of(series, text, _numbers(series, change, today), change.word)


def _of(series: CompleteSeries, text: str, numbers: tuple[Number, ...], word: str) -> Statement:
    return Statement(KIND, text, series.records[:RECORDS_SHOWN], METHOD, numbers=numbers, word=word)


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
    """The years compared: ``2014–19`` and ``2020–26``."""
    middle, late = complete_series.windows(today)
    first, last = max(middle, series.first).year, min(today, series.last).year
    return _dashed(first, late.year - 1), _dashed(late.year, last)


def _dashed(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}–{last % 100:02}"


def _values(series: CompleteSeries, change: Change, today: date) -> dict[str, str]:
    earlier, present = _spans(series, today)
    late = complete_series.windows(today)[1].year
    return {
        "before": _size(series, change.before, complete_series.windows(today)[0].year, late - 1),
        "after": _size(series, change.after, late, today.year),
        "earlier": earlier,
        "present": present,
        "ratio": _ratio(change),
        "between": _between(change),
    }


def _ratio(change: Change) -> str:
    """``3.7 times (1.7 to 6.2)``; ``0.5 times (0.2 to 1.2, over fourfold)``."""
    return (
        f"({_range(change)})" if change.ratio is None else f"{_times(change.ratio)} times ({_range(change)})"
    )


def _range(change: Change) -> str:
    ends = _times(change.low or 0.0)
    ends += " or more" if _unbounded(change) else f" to {_times(change.high or 0.0)}"
    return sentence("range_wide", range=ends) if change.wide else ends


def _between(change: Change) -> str:
    """``between 0.2 and 1.2 times, over fourfold``; ``0.1 times or more``."""
    if change.low is None:
        return ""
    key = "range_open" if _unbounded(change) else "range_between"
    ends = sentence(key, low=_times(change.low), high=_times(change.high or 0.0))
    return sentence("range_wide", range=ends) if change.wide else ends


def _unbounded(change: Change) -> bool:
    """Whether a range has no upper end, or one too high to mean a number."""
    return change.high is None or change.high >= _MANY


def _times(x: float) -> str:
    return f"{x:.1f}" if x < 10 else f"{x:.0f}"


def _size(series: CompleteSeries, x: float, first: int, last: int) -> str:
    """A share in per cent, a count as it is over the years, an amount a year."""
    if series.measure == SHARE:
        return f"{x:.1%}" if 0 < x < 0.01 else f"{x:.0%}"
    if series.measure == COUNT:
        return f"{sum(k for y, k, _ in series.by_year if first <= y <= last):.0f}"
    return f"{x:.2f}" if series.id == POSITIONS else sentence("a_year", n=f"{x:,.0f}")


# The answer


def _nothing() -> Statement:
    return Statement(KIND, sentence("rising_none"), computation=METHOD, word=WORD_OF_NONE)


def _answer(all_series: Sequence[CompleteSeries], today: date) -> list[Statement]:
    """The first series that moves, with what explains it, then the rest by word."""
    own = [s for s in all_series if s.id == COUNCIL_OWN]
    series = {s.id: s for s in all_series if s.id != COUNCIL_OWN}
    if not series:
        return [_nothing()]
    lead = next((s for s in series.values() if s.change and s.change.word in (UP, DOWN)), None)
    out = []
    if lead is not None and lead.change is not None:
        out.append(_lead(lead, lead.change, today))
        del series[lead.id]
        joined = series.get(COUNCIL_JOINED)
        if lead.id == COUNCIL_BOTH and joined and joined.change:
            out.append(_joined(joined, joined.change, own, today))
            del series[COUNCIL_JOINED]
    for word in (UP, DOWN, ABOUT_LEVEL, UNKNOWN, WORD_OF_NONE):
        of_word = [s for s in series.values() if (s.change.word if s.change else WORD_OF_NONE) == word]
        if of_word:
            text = _fitted(f"rising_{word.replace(' ', '_')}", [_short(s) for s in of_word])
            out.append(Statement(KIND, text, computation=METHOD, word=word))
    return out


def _short(series: CompleteSeries) -> str:
    """A series with its range, or with why it has none."""
    change = series.change
    if change is None:
        return f"{_name(series)} ({series.why_not})"
    if change.word != UNKNOWN:
        ratio = "" if change.ratio is None else f"{_times(change.ratio)} times; "
        return f"{_name(series)} ({ratio}{_range(change)})"
    return f"{_name(series)} ({_untold(change)})"


def _untold(change: Change) -> str:
    """Why a change cannot be told: nothing to count, or how far it could go."""
    if change.low is None:
        return sentence("untold_none")
    key = "untold_open" if _unbounded(change) else "untold"
    return sentence(key, low=_times(change.low), high=_times(change.high or 0.0))


def _fitted(key: str, items: Sequence[str]) -> str:
    """As many of the items as a sentence holds, and how many more there are."""
    for n in range(len(items), 0, -1):
        more = [sentence("rising_more", n=len(items) - n)] if n < len(items) else []
        text = sentence(key, items="; ".join([*items[:n], *more]))
        if len(text.split()) <= WORDS:
            return text
    return sentence(key, items=sentence("rising_more", n=len(items)))


def _lead(series: CompleteSeries, change: Change, today: date) -> Statement:
    since = f" since {series.since.year}" if series.since else ""
    text = sentence(
        "rising_lead", word=change.word, since=since, name=_name(series), **_values(series, change, today)
    )
    return _of(series, text, _numbers(series, change, today), change.word)


def _joined(series: CompleteSeries, change: Change, own: Sequence[CompleteSeries], today: date) -> Statement:
    """Whether they join each other more, or both dissent more, or both."""
    more = [states.display(s.what) for s in own if s.change and s.change.word == UP]
    who = "own_both" if len(more) == len(own) else "own_one" if more else "own_none"
    text = sentence(
        "joined",
        word=change.word,
        own=sentence(who, state=listed(more) if more else ""),
        range=_range(change),
        **_values(series, change, today),
    )
    return _of(series, text, _numbers(series, change, today), change.word)


# Unusual?


def unusual(answers: Answers) -> Statement:
    """Whether the pair stands out among the pairs it can be held against: one answer for every page."""
    how = "place by shared dissent in the Council, and by agreement among pairs of like voting"
    if VOTES not in answers.only:
        return Statement(UNUSUAL, sentence("pending"), computation=how)
    parts: list[tuple[str, PlaceboRank]] = []
    for s in answers.complete_series():
        if s.id == COUNCIL_BOTH and s.change and s.change.placebo:
            rank, span = s.change.placebo, _spans(s, answers.inquiry.data_to)[1]
            below = rank.of - rank.rank
            edge = "_first" if rank.rank == 1 else "" if below else "_last"
            parts.append((sentence(f"unusual_council{edge}", n=below, of=rank.of, span=span), rank))
    of = witnesses.agreement(answers, None)
    if of is not None and of.placebo is not None:
        span = f"{of.detail.first[:4]}–{of.detail.last[:4]}"
        parts.append(
            (
                sentence("unusual_assembly", n=of.placebo.of - of.placebo.rank, of=of.placebo.of, span=span),
                of.placebo,
            )
        )
    if not parts:
        return Statement(UNUSUAL, sentence("unusual_none"), computation=how, word=WORD_OF_NONE)
    word = "yes" if any(rank.share <= EDGE / len(parts) for _, rank in parts) else "no"
    text = sentence(f"unusual_{word}", parts="; ".join(t for t, _ in parts))
    numbers = tuple(Number(rank.matched_on, rank.rank, rank.of) for _, rank in parts)
    return Statement(UNUSUAL, text, computation=how, numbers=numbers, word=word)

"""Stepping up? A word a series counted in full, and an answer built from them; and: are they unusual?

One sentence answers: all forms in one fit where these moved, else the surest single series that changed, else
that it cannot be told.  It names what it is about, since when and with what range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from comity.measures.change import pooled_change, window_change
from comity.measures.change.pooled_change import PooledChange
from comity.measures.change.window_change import ABOUT_LEVEL, DOWN, METHOD, UNKNOWN, UP, Change
from comity.records.finding import PlaceboRank
from comity.sources.curated.complete_lists import complete_lists
from comity.types import RECORDS_SHOWN
from comity.vocabulary import states
from comity.watch.account import sure
from comity.watch.account.phrases import list_items as listed
from comity.watch.account.rules import rules
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
    VETOES,
    CompleteSeries,
)

KIND, FIELDS, DISSENT = "stepping up", "stepping up by field", "dissent"
UNUSUAL = "unusual"
WORD_OF_NONE = "not covered"
NOTHING = "nothing counted"
"""The word of a list of series with nothing to count in either period; their own: it cannot be told."""
NONE_LEFT = "0.0"
_MANY = 100  # ratios from here on are no number to remember


@dataclass(frozen=True, slots=True)
class SeriesAccount:
    """One series with its sentence; ``statement.word`` is its word, ``by_year`` what a chart draws.

    ``toward`` is 1 where more is closer together, -1 where less is (distance of positions); ``by_year`` has
    (year, hits, count or amount, trials or 1) of each year covered.
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
class SteppingUp:
    """The answer, one sentence; then what goes with it; then every series by itself."""

    answer: tuple[Statement, ...]
    series: tuple[SeriesAccount, ...]

    @property
    def short(self) -> tuple[Statement, ...]:
        """The answer, both measures of dissent, the other fields, all forms in one fit."""
        first, *more = self.answer
        dissent = [s for s in more if s.kind == DISSENT]
        return (
            first,
            *dissent,
            *(s for s in more if s.kind == FIELDS or s.computation == pooled_change.METHOD),
        )


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
    return SteppingUp(tuple(_answer(answers, hotspot)), series(answers, hotspot))


def _answer(answers: Answers, hotspot: str | None) -> Iterator[Statement]:
    """The answer: the surest single series that changed, the others by word, all forms in one fit last.

    Over all places the others are told by field, in one place by series.  Then both measures of dissent, and
    what is left of the series.
    """
    today, of_all = answers.inquiry.data_to, answers.complete_series(hotspot)
    joint = [s for s in of_all if s.id != COUNCIL_OWN]
    forms_counted = _forms_counted(answers, hotspot)
    pending = bool(forms_counted) and TIMING not in answers.only
    pooled = answers.pooled_change(hotspot) if forms_counted and not pending else None
    moved = _surest(joint)
    led: Sequence[CompleteSeries] = ()
    if moved is not None:
        yield _lead(moved, today)
        led = [moved]
    if pooled is not None:
        if hotspot is None and (fields := _by_field(joint, led)):
            yield fields
        elif not led:
            statement, led = _by_word(joint, today)
            yield statement
        yield _pooled(pooled, today, hotspot)
    elif pending:
        yield Statement(KIND, sentence("pooled_pending"), computation=pooled_change.METHOD)
    elif not led:
        statement, led = _by_word(joint, today)
        yield statement
    dissent, shown = _dissent(joint, today, led)
    yield from dissent
    rest = [s for s in joint if s not in led and s.id not in shown]
    for word in (UP, DOWN, ABOUT_LEVEL, UNKNOWN, WORD_OF_NONE):
        of_word = [s for s in rest if _word(s) == word]
        if nothing := [s for s in of_word if _nothing(s)]:
            yield _listed(NOTHING, nothing, today)
        if others := [s for s in of_word if s not in nothing]:
            yield _listed(word, others, today)


def _forms_counted(answers: Answers, hotspot: str | None) -> tuple[str, ...]:
    """Forms that are put together in one fit; none where the pair has fewer than two."""
    counted = questions.forms_of(answers.inquiry, answers.complete_series())
    if len(counted) < questions.FEWEST_FORMS:
        return ()
    return (
        counted if hotspot is None else questions.forms_of(answers.inquiry, answers.complete_series(hotspot))
    )


def _by_field(series: Sequence[CompleteSeries], led: Sequence[CompleteSeries]) -> Statement | None:
    """What each field says, by its surest series; that of what ``led`` is told already."""
    by_field: dict[str, list[CompleteSeries]] = {}
    for s in series:
        if s.change is not None:
            by_field.setdefault(_field(s), []).append(s)
    fields: dict[str, list[str]] = {}
    for field, own in by_field.items():
        if field not in map(_field, led):
            surest = min(own, key=lambda s: (s.change.p if s.change else 1.0, s.id))
            fields.setdefault(_closer(surest), []).append(field)
    if not fields:
        return None
    parts = [sentence("in_field", word=word, fields=listed(names)) for word, names in fields.items()]
    text = _fitted(lambda items: sentence("fields", items="; ".join(items)), parts)
    return Statement(
        FIELDS,
        text[:1].upper() + text[1:],
        computation=METHOD,
        word=next(iter(fields)) if len(fields) == 1 else UNKNOWN,
    )


def _field(series: CompleteSeries) -> str:
    """The field of a series, as it stands after "in"; that of a list is its name."""
    kind = "list" if series.id in complete_lists() and series.id != VETOES else series.id
    return sentence(f"of_{kind}", name=_name(series))


def _closer(series: CompleteSeries) -> str:
    """The word of a series, where "up" is always closer together."""
    turned = {UP: DOWN, DOWN: UP} if series.toward < 0 else {}
    return turned.get(_word(series), _word(series))


def _pooled(pooled: PooledChange, today: date, hotspot: str | None) -> Statement:
    """What all forms come to in one fit."""
    middle, late = complete_series.windows(today)
    earlier, n = _dashed(middle.year, late.year - 1), len(pooled.forms)
    span = f"{earlier} to {_dashed(late.year, today.year)}"
    numbers = [
        Number("all together, ratio", pooled.ratio, n, pooled.low, pooled.high, span),
        Number("all together, probability of more", pooled.probability, pooled.placebos, span=span),
    ]
    since = pooled.since
    if since is not None:
        numbers.append(Number("since", since.year, n, since.earliest, since.latest, span))
    ends = f"{_end(pooled.low)} to {_end(pooled.high)}"
    if pooled.word != UNKNOWN and pooled.high > window_change.FOURFOLD * pooled.low:
        ends = sentence("range_wide", range=ends)
    text = sentence(
        "pooled_untold" if pooled.word == UNKNOWN else "pooled",
        what=sentence("pooled_place" if hotspot else "pooled_pair" if n > 1 else "pooled_one"),
        word=pooled.word,
        since=sentence("lead_since", year=since.year) if since and pooled.word in (UP, DOWN) else "",
        ratio=_times(pooled.ratio),
        earlier=earlier,
        range=ends,
    )
    return Statement(KIND, text, computation=pooled_change.METHOD, numbers=tuple(numbers), word=pooled.word)


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
        return sentence("series_council-own", state=states.in_sentence(series.what))
    return series.what[:1].lower() + series.what[1:] if series.what else sentence(f"series_{series.id}")


def _statement(series: CompleteSeries, today: date) -> Statement:
    """One series: its word, both windows, the ratio with its range; or why it has none."""
    change, name = series.change, _name(series)
    if change is None:
        text = sentence("series_none", name=name, why=series.why_not)
        return _of(series, text, (), WORD_OF_NONE)
    key = "series_untold" if change.word == UNKNOWN else "series"
    if change.low is None or (change.word == UNKNOWN and _unbounded(change)):
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
    """``3.7 times (1.7 to 6.2)``; ``0.5 times (0.2 to 1.2, a wide range)``."""
    return (
        f"({_range(change)})" if change.ratio is None else f"{_times(change.ratio)} times ({_range(change)})"
    )


def _range(change: Change) -> str:
    ends = _end(change.low or 0.0)
    ends += " or more" if _unbounded(change) else f" to {_end(change.high or 0.0)}"
    return sentence("range_wide", range=ends) if change.wide else ends


def _between(change: Change) -> str:
    """``between 0.2 and 1.2 times``; ``0.1 times or more``."""
    if change.low is None:
        return ""
    key = "range_open" if _unbounded(change) else "range_between"
    return sentence(key, low=_end(change.low), high=_end(change.high or 0.0))


def _unbounded(change: Change) -> bool:
    """Whether a range has no upper end, or one too high to mean a number."""
    return change.high is None or change.high >= _MANY


def _times(x: float) -> str:
    return f"{x:.1f}" if x < 10 else f"{x:.0f}"


def _end(x: float) -> str:
    """An end of a range: near 1 with two digits, as its side decides the word."""
    return f"{x:.2f}" if _times(x) == "1.0" else _times(x)


def _size(series: CompleteSeries, x: float, first: int, last: int) -> str:
    """A share in per cent or, of few, as a count; a count as it is over the years, an amount a year."""
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


def _surest(series: Sequence[CompleteSeries]) -> CompleteSeries | None:
    """The series that most surely moved, where it did even for so many series looked at."""
    known = [s for s in series if s.change is not None]
    moved = [(s.change.p, k) for k, s in enumerate(known) if s.change and s.change.word in (UP, DOWN)]
    if not moved or min(moved)[0] > window_change.ALPHA / len(known):
        return None
    return known[min(moved)[1]]


def _lead(series: CompleteSeries, today: date) -> Statement:
    """A single series as the answer."""
    change = series.change
    assert change is not None  # as _surest has it
    toward = (change.word == UP) == (series.toward > 0)
    of_list = series.id in complete_lists() and series.id != VETOES
    kind = "list" if of_list else series.id
    earlier, present = _spans(series, today)
    values = {
        "field": sentence(f"field_{kind}", name=_name(series)),
        "answer": sentence("answer_yes" if toward else "answer_no"),
        "since": sentence("lead_begun", year=series.since.year) if series.since else "",
        "clause": sentence(f"clause_{kind}", times=_times_of(change), earlier=earlier, present=present),
        "range": _range(change),
    }
    text = sentence("lead_series", **values)
    numbers = _numbers(series, change, today)
    if series.since:
        numbers += (Number("since", series.since.year, change.n, series.since.earliest, series.since.latest),)
    return _of(series, text, numbers, change.word)


def _times_of(change: Change) -> str:
    """``3.7 times``, or the least it can be where there was nothing before."""
    if change.ratio is None:
        return sentence("times_at_least", n=_times(change.low or 0.0))
    return sentence("times", n=_times(change.ratio))


def _by_word(series: Sequence[CompleteSeries], today: date) -> tuple[Statement, list[CompleteSeries]]:
    """The answer where nothing moved for sure and no fit was made, and the series it names."""
    known = [s for s in series if s.change is not None]
    if not series:
        text = sentence("rising_none")
        return Statement(KIND, text, computation=METHOD, word=WORD_OF_NONE), []
    if not known:
        return _listed(WORD_OF_NONE, series, today), list(series)
    level = all(_word(s) == ABOUT_LEVEL for s in known)
    word = ABOUT_LEVEL if level else UNKNOWN
    if all(_nothing(s) for s in known):
        return _listed(NOTHING, known, today), known
    named = [s for s in known if _word(s) == word and not _nothing(s)] or known
    return _listed(word, named, today), named


def _dissent(
    series: Sequence[CompleteSeries], today: date, led: Sequence[CompleteSeries]
) -> tuple[list[Statement], tuple[str, ...]]:
    """Both measures of dissent in one sentence, and the series it tells; none where these are not held.

    The range of a series that has ``led`` is told already, and so are its counts where it has no end.
    """
    by_id = {s.id: s for s in series if s.change is not None}
    both, joined = by_id.get(COUNCIL_BOTH), by_id.get(COUNCIL_JOINED)
    if both is None or both.change is None or both.change.low is None:
        return [], ()
    if both in led and both.change.word == UNKNOWN and _unbounded(both.change):
        return [], ()
    values = _values(both, both.change, today)
    values["range"] = "" if both in led else _compact(both, sentence("range_times"))
    values["of"] = sentence("of_texts" if values["after"].endswith("%") else "few_texts")
    numbers = _numbers(both, both.change, today)
    also = ""
    if joined is not None and joined.change is not None:
        of_joined = _values(joined, joined.change, today) | {"range": _compact(joined, "")}
        also = sentence("dissent_joined", **of_joined)
        numbers += _numbers(joined, joined.change, today)
    text = sentence("dissent", **values, joined=also)
    if len(text.split()) > WORDS:
        text, also = sentence("dissent", **values, joined=""), ""
    in_it = (COUNCIL_BOTH, COUNCIL_JOINED) if also else (COUNCIL_BOTH,)
    records = both.records[:RECORDS_SHOWN]
    return [Statement(DISSENT, text, records, METHOD, numbers=numbers, word=both.change.word)], in_it


def _compact(series: CompleteSeries, unit: str) -> str:
    """`` (up since 2018, 1.7–6.2 times)``, `` (1.3+ times, wide)``; nothing where nothing was counted."""
    change = series.change
    if change is None or change.low is None:
        return ""
    if change.word == UNKNOWN and _unbounded(change):
        return sentence("compact_few")
    low = _end(change.low)
    ends = f"{low}+" if _unbounded(change) else f"{low}–{_end(change.high or 0.0)}"
    since = ""
    if series.since and series.id == COUNCIL_BOTH:
        since = sentence("dissent_since", word=change.word, year=series.since.year)
    return sentence("compact_wide" if change.wide else "compact", since=since, range=ends, unit=unit)


def _listed(word: str, series: Sequence[CompleteSeries], today: date) -> Statement:
    """The series that have a word, each with its range or with why it has none."""
    key = _key("rising", word)
    text = _fitted(lambda items: sentence(key, items="; ".join(items)), [_short(s, today) for s in series])
    return Statement(KIND, text, computation=METHOD, word=UNKNOWN if word == NOTHING else word)


def _nothing(series: CompleteSeries) -> bool:
    """Whether nothing was there to count in either period."""
    change = series.change
    return change is not None and change.word == UNKNOWN and change.low is None


def _short(series: CompleteSeries, today: date) -> str:
    """A series with its range, or with why it has none."""
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
    """Why a change cannot be told: how far it could go or, where that has no end, what was counted."""
    if _unbounded(change):
        return sentence("untold_open", **_values(series, change, today))
    low, high = _end(change.low or 0.0), _end(change.high or 0.0)
    why = sentence("untold_up_to" if low == NONE_LEFT else "untold", low=low, high=high)
    return sentence("range_wide", range=why) if change.wide else why


def _fitted(text: Callable[[list[str]], str], items: Sequence[str]) -> str:
    """The sentence with as many of the items as it holds, one at least."""
    for n in range(len(items), 1, -1):
        if len((made := text([*items[:n]])).split()) <= WORDS:
            return made
    return text([*items[:1]])


# Unusual?


def unusual(answers: Answers) -> Statement:
    """Whether the pair stands out among the pairs it can be held against: one answer for every page."""
    how = "place by shared dissent in the Council, and by agreement beyond habit among pairs of like voting"
    if VOTES not in answers.only:
        return Statement(UNUSUAL, sentence("pending"), computation=how)
    parts: list[tuple[str, PlaceboRank]] = []
    for s in answers.complete_series():
        if s.id == COUNCIL_BOTH and s.change and s.change.placebo:
            rank, span = s.change.placebo, _spans(s, answers.inquiry.data_to)[1]
            below = rank.of - rank.rank
            edge = "_first" if rank.rank == 1 else "" if below else "_last"
            parts.append((sentence(f"unusual_council{edge}", n=below, of=rank.of, span=span), rank))
    of = sure.agreement(answers, None)
    if of is not None and of.placebo is not None:
        span = f"{of.detail.first[:4]}–{of.detail.last[:4]}"
        values = {"n": of.placebo.of - of.placebo.rank, "of": of.placebo.of, "span": span}
        text = sentence("unusual_assembly", **values, alike=f"{sure.alike(answers, None):.0%}")
        parts.append((text, of.placebo))
    if not parts:
        return Statement(UNUSUAL, sentence("unusual_none"), computation=how, word=WORD_OF_NONE)
    word = "yes" if any(rank.share <= sure.EDGE / len(parts) for _, rank in parts) else "no"
    text = sentence(f"unusual_{word}", parts="; ".join(t for t, _ in parts))
    numbers = tuple(Number(rank.matched_on, rank.rank, rank.of) for _, rank in parts)
    return Statement(UNUSUAL, text, computation=how, numbers=numbers, word=word)

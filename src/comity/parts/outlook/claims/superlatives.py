"""Does a superlative hold?  Official claims of height against the measures of every earlier year.

"The highest level in history" can be checked wherever something is counted.  A measure of the claim's
time is set beside each earlier year's, as far back as its source goes:

* **holds**: above every earlier year, and the interval of none reaches it;
* **does not hold**: some earlier year lies above it, and the intervals do not meet;
* **cannot tell**: the intervals meet, the source does not reach the date or has too few earlier years,
  or it is a selective record, whose numbers are shown and decide nothing.

A claim made in the first half of a year is compared with the year before it, a later one with its own
year: of a year that has hardly begun nobody can speak.  Sums in money of the day rise with prices and
with all trade; the partner's share beside them does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import scipy

from comity.errors import QuestionError, VocabularyError
from comity.language.sentences import sentences
from comity.measures.words.height import height_words
from comity.records.details import ClaimDetail, ClaimMeasureDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL
from comity.vocabulary import forms
from comity.vocabulary.group import Group
from comity.vocabulary.load import read_yaml

METHOD = "claims/1"
NULL = "every earlier year that the source tells"
FILE = "parts/outlook/data/claims.yaml"
HOLDS, FAILS = "holds", "does not hold"
FEWEST_YEARS = 5
KINDS = ("count", "share", "amount")
MID_YEAR = 7
KEYS = frozenset({"measures", "claims"})
NO_LEVEL = "it names no level that could be compared with another year's"


@dataclass(frozen=True, slots=True)
class ClaimMeasure:
    """A yearly number that a claim is compared with: where it is read and how uncertain it is."""

    id: str
    name: str
    kind: str
    tolerance: float = 0.0
    flows: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    share: bool = False
    council: bool = False


@dataclass(frozen=True, slots=True)
class SuperlativeClaim:
    """A dated superlative: whose relation, who said it, where; ``about`` names the measures it speaks of.

    ``read_at`` is the address at which the words were read; ``original`` the words as they stood there, where
    ``words`` translates them.
    """

    id: str
    pair: str
    day: date
    by: str
    words: str
    source: str
    about: tuple[str, ...]
    record: str = ""
    read_at: str = ""
    original: str = ""

    @property
    def year(self) -> int:
        """The year whose number it is compared with."""
        return self.day.year if self.day.month >= MID_YEAR else self.day.year - 1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The file of claims as loaded: measures by id, claims by date."""

    measures: dict[str, ClaimMeasure]
    claims: tuple[SuperlativeClaim, ...]


@dataclass(frozen=True, slots=True)
class YearlySeries:
    """A measure by year from one source: value (``None`` outside coverage) and size (of a share)."""

    source: str
    values: Mapping[int, float | None]
    sizes: Mapping[int, int]
    selective: bool = False
    records: tuple[str, ...] = ()


@cache
def lexicon() -> Lexicon:
    """Load the shipped measures and claims.

    Raises
    ------
    VocabularyError
        When the file is not what it should be; names the key.
    """
    text = resources.files("comity").joinpath(FILE).read_text("utf-8")
    return read(text)


def read(text: str, name: str = FILE) -> Lexicon:
    """Read a file of claims.

    Raises
    ------
    VocabularyError
        As :func:`lexicon`.
    """
    data = read_yaml(text, name)
    if not isinstance(data, dict) or set(data) != KEYS:
        raise VocabularyError(name, "the file", f"needs exactly the keys {', '.join(sorted(KEYS))}")
    measures = {str(k): _measure(str(k), v, name) for k, v in data["measures"].items()}
    claims = [_claim(c, measures, name) for c in data["claims"]]
    if twice := {c.id for c in claims if sum(d.id == c.id for d in claims) > 1}:
        raise VocabularyError(name, sorted(twice)[0], "stands twice")
    return Lexicon(measures, tuple(sorted(claims, key=lambda c: (c.day, c.id))))


def _measure(key: str, given: Any, name: str) -> ClaimMeasure:
    lists: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in dict(given).items()}
    try:
        out = ClaimMeasure(key, **lists)
    except TypeError as e:
        raise VocabularyError(name, key, str(e)) from None
    if out.kind not in KINDS:
        raise VocabularyError(name, key, f"kind must be one of {', '.join(KINDS)}, not {out.kind!r}")
    if unknown := [f for f in out.forms if f not in forms.all_forms()]:
        raise VocabularyError(name, key, f"{unknown[0]!r} is no form of the vocabulary")
    return out


def _claim(given: Any, measures: Mapping[str, ClaimMeasure], name: str) -> SuperlativeClaim:
    key = str(given.get("id", "a claim without id")) if isinstance(given, dict) else "claims"
    wanted = {"id", "pair", "date", "by", "words", "source", "read_at", "about"}
    if not isinstance(given, dict) or set(given) - {"original"} != wanted:
        raise VocabularyError(name, key, f"needs exactly the keys {', '.join(sorted(wanted))} (and original)")
    if not isinstance(given["date"], date):
        raise VocabularyError(name, key, f"{given['date']!r} is not a date")
    if unknown := [m for m in given["about"] if m not in measures]:
        raise VocabularyError(name, key, f"{unknown[0]!r} is not a measure of this file")
    try:
        pair = Group.parse(given["pair"]).id
    except (LookupError, QuestionError) as e:
        raise VocabularyError(name, key, str(e)) from None
    by, words, source, read_at = (str(given[k]) for k in ("by", "words", "source", "read_at"))
    original = str(given.get("original", ""))
    return SuperlativeClaim(
        key, pair, given["date"], by, words, source, tuple(given["about"]), "", read_at, original
    )


def of_pair(pair: str) -> list[SuperlativeClaim]:
    """Shipped claims about one pair, oldest first."""
    return [c for c in lexicon().claims if c.pair == pair]


def claims_in(
    texts: Iterable[tuple[str, date, str, str]], names: tuple[re.Pattern[str], re.Pattern[str]], pair: str
) -> list[SuperlativeClaim]:
    """Claims read in texts: sentences with words of height that name both states.

    Parameters
    ----------
    texts : (record id, day, outlet or source, text)
    names : a pattern of each state's names
    pair : id of the pair

    Notes
    -----
    Only the words are looked at: whether the sentence reports, doubts or denies them is for the reader.
    """
    words, measures = height_words(), tuple(lexicon().measures)
    height, patterns = [p for each in words.height.values() for p in each], words.patterns()
    out = []
    for record, day, by, text in texts:
        for sentence in _with(text, patterns):
            hit = next((m for p in patterns if (m := p.search(sentence))), None)
            if hit and all(n.search(sentence) for n in names):
                key = f"{record}#{hit.group(0).lower()}"
                about = measures if hit.re in height else ()
                out.append(SuperlativeClaim(key, pair, day, by, hit.group(0), sentence, about, record))
    return list({c.id: c for c in sorted(out, key=lambda c: (c.day, c.id))}.values())


def _with(text: str, patterns: list[re.Pattern[str]]) -> Iterable[str]:
    """Sentences of a text, where it has a word of height at all."""
    if any(p.search(text) for p in patterns):
        yield from (text[first:last] for first, last in sentences(text))


def _about(
    claim: SuperlativeClaim, measure: ClaimMeasure, series: YearlySeries
) -> tuple[Subject, ClaimMeasureDetail]:
    """What a check is about, and what it says whatever comes of it."""
    subject = Subject(
        states=Group.parse(claim.pair).codes,
        day=claim.day.isoformat(),
        words=claim.words,
        topic=measure.name,
        span=str(claim.year),
        source=series.source,
    )
    detail = ClaimMeasureDetail(
        claim=claim.id,
        by=claim.by,
        words=claim.words,
        original=claim.original,
        said_in=claim.source,
        read_at=claim.read_at,
        measure=measure.id,
        year=claim.year,
        by_year={str(y): v for y, v in sorted(series.values.items())},
    )
    return subject, detail


def check(claim: SuperlativeClaim, measure: ClaimMeasure, series: YearlySeries) -> Finding:
    """Hold one claim against one measure from one source; the value is a word.

    ``detail`` has the claim, its year's value with interval, the highest earlier year's, and all years.
    """
    subject, detail = _about(claim, measure, series)
    doubt = {
        y: interval(measure, v, series.sizes.get(y, 0)) for y, v in series.values.items() if v is not None
    }
    earlier = {y: v for y, v in series.values.items() if v is not None and y < claim.year}
    own = series.values.get(claim.year)
    last = max((y for y, v in series.values.items() if v is not None), default=None)
    if own is None:
        return _unknown(subject, f"{series.source} tells it to {last}", len(earlier), detail)
    if len(earlier) < FEWEST_YEARS:
        return _unknown(subject, f"only {len(earlier)} earlier years are told", len(earlier), detail)
    best = max(earlier, key=lambda y: (earlier[y], -y))
    low, high = doubt[claim.year]
    detail = replace(
        detail,
        value=own,
        low=low,
        high=high,
        highest_before=earlier[best],
        highest_year=best,
        highest_low=doubt[best][0],
        highest_high=doubt[best][1],
        since=min(earlier),
        rank=1 + sum(v > own for v in earlier.values()),
    )
    if series.selective:
        why = "the record is selective: its numbers are shown and decide nothing"
        return _unknown(subject, why, len(earlier), detail)
    if low > max(doubt[y][1] for y in earlier):
        word = HOLDS
    elif any(doubt[y][0] > high for y in earlier):
        word = FAILS
    else:
        near = "it is the highest told" if own > earlier[best] else f"{best} was as high or higher"
        return _unknown(subject, f"{near}, but the intervals meet", len(earlier), detail)
    return Finding(
        Kind.CLAIM_MEASURE,
        subject,
        word,
        "",
        NULL,
        len(earlier),
        METHOD,
        records=series.records[:50],
        records_total=len(series.records),
        detail=detail,
    )


def _unknown(subject: Subject, why: str, n: int, detail: ClaimMeasureDetail) -> Finding:
    return Finding(Kind.CLAIM_MEASURE, subject, None, "", NULL, n, METHOD, why_not=why, detail=detail)


def interval(measure: ClaimMeasure, value: float, size: int) -> tuple[float, float]:
    """90% interval of one year's value.

    Counts: exact Poisson (Garwood 1936, Biometrika 28:437); shares: Jeffreys of ``value`` among ``size``;
    amounts: the tolerance of the file.
    """
    tail = (1 - LEVEL) / 2
    if measure.kind == "count":
        low = 0.0 if value <= 0 else float(scipy.stats.chi2.ppf(tail, 2 * value)) / 2
        return low, float(scipy.stats.chi2.ppf(1 - tail, 2 * (value + 1))) / 2
    if measure.kind == "share":
        hits = value * size
        return float(scipy.stats.beta.ppf(tail, hits + 0.5, size - hits + 0.5)), float(
            scipy.stats.beta.ppf(1 - tail, hits + 0.5, size - hits + 0.5)
        )
    return value * (1 - measure.tolerance), value * (1 + measure.tolerance)


def verdict(claim: SuperlativeClaim, checked: Iterable[Finding]) -> Finding:
    """What may be said of a claim over all its measures: each stays by itself, and the words are counted."""
    findings = list(checked)
    words = {
        w: list(dict.fromkeys(f.read(ClaimMeasureDetail).measure for f in findings if f.value == w))
        for w in (HOLDS, FAILS)
    }
    kind = Kind.CLAIM
    subject = Subject(
        states=Group.parse(claim.pair).codes, day=claim.day.isoformat(), by=claim.by, words=claim.words
    )
    if not claim.about:
        return cannot_tell(kind, subject, NO_LEVEL, method=METHOD, null=NULL)
    if not any(words.values()):
        return cannot_tell(
            kind, subject, "no measure that covers its date can decide it", method=METHOD, null=NULL
        )
    parts = [f"{w} for {', '.join(names)}" for w, names in words.items() if names]
    rest = sum(not f.known for f in findings)
    ids = tuple(i for f in findings if f.known for i in f.records)
    return Finding(
        kind,
        subject,
        "; ".join([*parts, *(["cannot tell of the rest"] if rest else [])]),
        "",
        NULL,
        len(findings),
        METHOD,
        records=ids[:50],
        records_total=len(ids),
        detail=ClaimDetail(
            claim=claim.id,
            holds=tuple(words[HOLDS]),
            does_not_hold=tuple(words[FAILS]),
            cannot_tell=rest,
            said_in=claim.source,
            read_at=claim.read_at,
        ),
    )

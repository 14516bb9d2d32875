"""Whether a record bears out the numbers of a claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from comity.parts.check.candidates import CandidateRecord, plain
from comity.parts.check.comparison.differences import NUMBER, Difference
from comity.parts.check.periods import AT
from comity.parts.check.quantities import EXACT, Quantity, agrees
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import stem, weights, word_lists

SMALL = 12
"""Up to which number many records have the same by chance."""


def counted(q: Quantity, c: CandidateRecord) -> bool:
    """Whether a record has a number, whatever it counts there."""
    return any(agrees(q, r, weights().about) for r in c.reading.numbers)


_OTHERS = re.compile(r" others?\b")
"""After a number that leaves one out of those on record: "with 44 others" of 45."""
_OF_PARTIES = re.compile(
    r"\b(?:states|countries|nations|members|powers|sides|leaders|presidents|ministers|governments|capitals"
    r"|neighbours|parties|founders)\b"
)
"""What a number counts where it may be that of all who acted."""
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 360, "decade": 3600, "century": 36000}
"""How many days a span of time has, by its stem, where all months are alike."""


def other_numbers(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Numbers of the claim that the record does not bear out, or that count the same as another there."""
    out = []
    for q in claim.numbers:
        nouns = _counts(claim.low, q)
        of_all = q.bound == EXACT and q.kind == "count" and not q.ordinal and nouns[:1] != ["times"]
        actors = (
            of_all
            and q.value == len(c.actors)
            and (not nouns or _OF_PARTIES.search(" ".join(nouns)) is not None)
        )
        if _OTHERS.match(claim.low, q.end) and counted(replace(q, value=q.value + 1), c):
            continue
        alike = _of_the_same(q, nouns, c)
        if "into" in nouns and claim.main[q.start] == " ":
            continue  # "two months into the war"
        if of_all and q.value <= len(c.states) and _OF_A_REGION.match(claim.text.lower(), q.end):
            continue  # "three European states", each of which the record names
        if runs_through(q, claim):
            continue
        if q.value == _SEATS and claim.voting and claim.low[: q.start].endswith("the "):
            continue  # "alone among the fifteen": the Council
        borne_out = any(agrees(q, r, weights().about) for r in alike) if alike else counted(q, c)
        if not actors and not borne_out and not _same_words(q, claim, c):
            like = alike or [r for r in c.reading.numbers if (r.kind, r.ordinal) == (q.kind, q.ordinal)]
            on_record = len(like) == 1
            number = f"{q.value:,.12g}"
            words = f"the number on record is {like[0].value:,.12g}" if on_record else ""
            lacks = () if on_record else (number,)
            out.append(Difference(NUMBER, words or f"the number {number} is not in the record", lacks=lacks))
    return [*out, *_ordinals(claim, c), *_intervals(claim, c)]


def runs_through(q: Quantity, claim: SentenceReading) -> bool:
    """Whether a number counts the years that a claim names: "in three sessions in a row, 2031 to 2033"."""
    years = {p.last.year - p.first.year + 1 for p in claim.periods if p.relation == AT}
    return _IN_A_ROW.match(claim.low, q.end) is not None and q.value in years


_IN_A_ROW = re.compile(
    r" (?:consecutive|successive|straight)\b|(?: [a-z]+){1,2} (?:in a row|running|in succession|on end)\b"
)
_OF_A_REGION = re.compile(
    r"\s(?:\w+ )?(?:european|asian|african|arab|gulf|western|baltic|nordic|american|neighbouring) "
    r"(?:states|countries|powers|governments|members|nations|capitals)\b|\seuropeans\b"
)
"""After a number of states, of which part of the world they are."""
_SEATS = 15
"""How many members the Council has."""


def _counts(low: str, q: Quantity) -> list[str]:
    """The words after a number that say what it counts, up to a mark or a preposition."""
    m = _COUNTED.match(low, q.end)
    words = m[1].replace("-", " ").split() if m else []
    stop = next((n for n, w in enumerate(words) if _STOP.fullmatch(w)), len(words))
    return [w for w in words[:stop] if not _SCALE.fullmatch(w)][:_NOUN_WORDS]


_COUNTED = re.compile(r"[\s-]*((?:[a-z]+(?:[\s-]|(?=[^a-z]|$))){1,5})")
_STOP = re.compile(r"(?:of|in|on|at|to|for|from|by|with|and|or|that|who|which|but|was|were|is|are|had|has)")
_SCALE = re.compile(r"(?:hundred|thousand|million|billion|trillion|bn|percent|per|cent)")
_NOUN_WORDS = 3


def _of_the_same(q: Quantity, nouns: Sequence[str], c: CandidateRecord) -> list[Quantity]:
    """The numbers of a record that count what a number of a claim counts: years beside years."""
    ours = {stem(w) for w in nouns} - word_lists().common
    if nouns and stem(nouns[-1]) in ours:
        ours = {stem(nouns[-1])}
    out = []
    for r in c.reading.numbers:
        theirs = {stem(w) for w in _counts(c.reading.low, r)}
        spans = [_DAYS[w] for side in (theirs, ours) for w in sorted(side & set(_DAYS))[:1]]
        same_unit = bool(ours & theirs) or len(spans) == _A_PAIR
        if same_unit and (r.kind, r.ordinal) == (q.kind, q.ordinal):
            out.append(r if ours & theirs else replace(r, value=r.value * spans[0] / spans[1]))
    return out


_ORDINAL = re.compile(
    r"\b(?P<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s+"
    r"(?P<what>\w+(?:\s+\w+)?)"
)


def _ordinals(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """The how-manieth of a claim where the record has another for the same thing."""
    on_record = [
        (m["ordinal"], {stem(w) for w in m["what"].split()}) for m in _ORDINAL.finditer(c.reading.low)
    ]
    for m in _ORDINAL.finditer(claim.low):
        what = {stem(w) for w in m["what"].split()}
        same = [ordinal for ordinal, theirs in on_record if what & theirs]
        if same and m["ordinal"] not in same:
            return [Difference(NUMBER, f"the record says “{same[0]}”, not “{m['ordinal']}”")]
    return []


_INTERVAL = re.compile(
    r"\b(?P<n>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s"
    r"(?P<unit>day|week|month|year)s?\s(?P<which>before|after|later|earlier)\b"
)


_ONE = {"a": "one", "an": "one", "1": "one"}
_GROUP = re.compile(r"\bthe (?P<n>two|three|four|five|six|seven|eight|nine|ten) (?P<unit>[a-z]+?)s?\b")
"""All of a kind, which no number is compared with elsewhere: "the six powers"."""


def _intervals(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """How far apart two acts are, or how many are meant, where the record counts the same otherwise."""
    for pattern in (_INTERVAL, _GROUP):
        theirs = {(m["unit"], _ONE.get(m["n"], m["n"])) for m in pattern.finditer(c.reading.text.lower())}
        for m in pattern.finditer(claim.text.lower()):
            same = sorted(n for unit, n in theirs if unit == m["unit"])
            if same and _ONE.get(m["n"], m["n"]) not in same:
                return [Difference(NUMBER, f"the record says {same[0]} {m['unit']}s, not {m['n']}")]
    return []


def _same_words(q: Quantity, claim: SentenceReading, c: CandidateRecord) -> bool:
    """Whether a record has a small number of a claim before the same word: "the four men"."""
    following = plain(claim.low[q.start : q.end + 20]).split()[:2]
    return len(following) == _A_PAIR and not q.ordinal and f" {' '.join(following)} " in f" {c.text} "


_A_PAIR = 2

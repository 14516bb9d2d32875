"""How often states voted so, alike or apart over a span: counted again by roll call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comity.checking.ballots import ABSTAIN, ALL, NO, VETO, YES
from comity.checking.claims import TextClaim
from comity.checking.comparison.differences import in_words
from comity.checking.periods import SINCE, UNTIL
from comity.checking.quantities import ABOUT, AT_LEAST, AT_MOST, EXACT, Quantity
from comity.checking.reading import SentenceReading
from comity.checking.roll_calls import COUNCIL, Cast, RollCall, RollCalls, Topic
from comity.checking.rules import weights
from comity.vocabulary import states

_FIRST, _LAST = date(1945, 1, 1), date(2100, 1, 1)
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class VoteTally:
    """What counting gives for a claim of how often.

    ``verdict`` is ``agrees``, ``opposed`` or ``open`` (the record does not cover all that is counted);
    ``reason`` says the count in one sentence; ``calls`` are the roll calls counted, oldest first.
    """

    verdict: str
    reason: str
    calls: tuple[RollCall, ...]


def tally(claim: TextClaim, calls: RollCalls, on: date | None = None) -> VoteTally | None:
    """The votes that a claim counts, counted again; ``None`` where it counts none, or none that can be.

    Only the Security Council's roll calls are held in full: its adopted resolutions by member, and every
    veto.  What a resolution is about its roll call does not say, so only vetoes are counted by matter.

    Parameters
    ----------
    on : the day of the vote that the sentences before told of, for the how-manieth it was
    """
    reading = claim.reading
    if _ASSEMBLY.search(reading.low) or _REFERS.search(reading.low):
        return None
    voters = frozenset(s for s in reading.states if s in states.all_states())
    if _DIFFER.search(reading.low) or _ALIKE.search(reading.low):
        return _of_pair(reading, voters, calls)
    if _MORE.search(reading.low):
        return _compared(reading, calls)
    if "veto" in reading.low:
        return _of_vetoes(reading, calls, on)
    if _BY_COUNCIL.search(reading.low):
        return _of_council(reading, calls)
    return _of_choice(reading, calls)


_ASSEMBLY = re.compile(r"\b(?:assembly|human rights council|commission|iaea)\b")
_REFERS = re.compile(
    r"\b(?:that|this|these|those|the) (?:vote|veto|text|draft|day)s?\b|\b(?:for|against|on) (?:it|them)\b"
)
_DIFFER = re.compile(
    r"\b(?:vot\w+ (?:differently|apart|against (?:each other|one another)|on (?:opposite|different) sides)"
    r"|part(?:ed|s|ing)? (?:company|ways)|parted (?=only|just|on|once|twice|\w+ times)"
    r"|(?:took|taken|taking) (?:different|opposite) sides|disagree\w*"
    r"|(?:been |were |was )?(?:split|divided)\b|diverg\w+|differ(?:ed|s)?\b"
    r"|(?:did|have|had) not vote\w* (?:alike|the same|together))"
)
_ALIKE = re.compile(
    r"\b(?:vot\w+ (?:alike|the same(?: way)?|identically|as one|in step|in unison|together)"
    r"|(?:cast|casting) the same votes?)\b"
)
_MORE = re.compile(r"\babstain\w* (?:\w+ ){0,3}?(?P<which>more|less) often than\b")
_ONCE = re.compile(
    r"\b(?:(?P<never>never|not once|at no time|neither|none|no"
    r"|(?:has|have|had) not(?= (?:\w+ )?(?:used?|cast|veto)))|(?P<all>always|every time|without exception)"
    r"|(?P<one>(?:just |only |exactly )?once|(?:the |just |only )(?:only )?(?:one|a single)|the only)"
    r"|(?P<two>twice)|(?P<three>thrice))\b"
)
_COUNTED = re.compile(
    r"\s*(?:[a-z-]+ ){0,3}?(?:times?|occasions?|resolutions?|texts?|drafts?|votes?|vetoes|abstentions?"
    r"|roll calls?|cases?)\b"
)
_LAST_WORD = re.compile(r"\s*(?:of (?:them|these|those|its \w+|the \w+))?[\s,.]*$")
"""Nothing after a number, which then counts what the sentence is about: "abstained on five"."""
_EVER = re.compile(r"\balways\b|\bevery\b|\bwithout exception\b")


def _claimed(reading: SentenceReading) -> Quantity | None:
    """How often a sentence says it was; "never" is none."""
    for q in reading.numbers:
        bare = reading.periods and _LAST_WORD.match(reading.low, q.end)
        if q.kind == "count" and not q.ordinal and (bare or _COUNTED.match(reading.low, q.end)):
            return q
    if m := _ONCE.search(reading.low):
        value = 1.0 if m["one"] else 2.0 if m["two"] else 3.0 if m["three"] else 0.0
        return None if m["all"] else Quantity(value, EXACT, False, "count", *m.span())
    return None


def _spans(reading: SentenceReading) -> list[Span]:
    """The stretches of time in which a sentence counts; all time where it names none.

    What was never done "since" a time was not done after it.
    """
    out, claimed = [], _claimed(reading)
    never = claimed is not None and claimed.value == 0
    for p in reading.periods:
        since = p.last + timedelta(1) if never and p.relation == SINCE else p.first
        first = _FIRST if p.relation == UNTIL else since
        out.append((first, _LAST if p.relation == SINCE else p.last))
    return out or [(_FIRST, _LAST)]


def _inside(day: date, spans: Sequence[Span]) -> bool:
    return any(a <= day <= b for a, b in spans)


def _with_matter(reading: SentenceReading) -> Topic:
    """What a sentence says was voted on, without the words by which one counts votes."""
    about = Topic.of(reading)
    words = frozenset(w for w in about.words if not _OF_COUNTING.fullmatch(w))
    return Topic(words, about.names & words, frozenset())


_OF_COUNTING = re.compile(
    r"(?:differ\w*|apart|alik|oppo\w*|compan\w*|part\w*|way|sid|disagre\w*|split|divid|diverg\w*|identical\w*"
    r"|step|unison|often|exact\w*|adopt\w*|pass|council|securit\w*|seat|sat|sit|serv\w*|shar\w*|term|common"
    r"|togeth\w*|occas\w*|tim|onc|twic|alway|never|except\w*|roll|call|used?|used?|us|cast|record|text|resolut\w*|perman\w*"
    r"|member\w*|power|right|kind)"
)


def _of_pair(reading: SentenceReading, voters: frozenset[str], calls: RollCalls) -> VoteTally | None:
    """How often two states or more, each of which voted, did not vote alike on adopted resolutions."""
    about = _with_matter(reading)
    if len(voters) < _PAIR or about.size:
        return None
    apart_claimed = _DIFFER.search(reading.low) is not None
    number = _claimed(reading)
    if number is None and not (_EVER.search(reading.low) and not apart_claimed):
        return None
    spans = _spans(reading)
    both = [(c, cast) for c, cast in _adopted(calls, spans) if voters <= set(cast)]
    if not both:
        return None
    apart = [c for c, cast in both if len({cast[s][0] for s in voters}) > 1]
    never_alike = not apart_claimed and number is not None
    counted = [c for c, _ in both if c not in set(apart)] if never_alike else apart
    value = number if number is not None else Quantity(0.0, EXACT, False, "count", 0, 0)
    if reading.symbols and value.value == 1:
        same = {c.symbol for c in counted} == {c.symbol for c in counted if c.numbers & reading.symbols}
        value = value if same else Quantity(-1.0, EXACT, False, "count", 0, 0)
    how = "alike" if never_alike else "differently"
    years = f"{both[0][0].row['date'].year} to {both[-1][0].row['date'].year}"
    words = (
        f"Counted by roll call: {in_words(voters)} voted {how} on {len(counted)} of the {len(both)} adopted"
        f" resolutions on which they voted ({years})"
    )
    return _decided(value, counted, words, calls.covers_council(spans, voters))


_PAIR = 2


def _adopted(calls: RollCalls, spans: Sequence[Span]) -> list[tuple[RollCall, Cast]]:
    """The adopted resolutions of the Council in some spans, with who voted how."""
    return [
        (c, calls.council[c.row["roll_call_id"]])
        for c in calls.calls
        if c.row["body"] == COUNCIL
        and c.row["kind"] == "resolution"
        and _inside(c.row["date"], spans)
        and c.row["roll_call_id"] in calls.council
    ]


_BY_COUNCIL = re.compile(r"\bcouncil (?:has |had )?(?:adopted|passed|approved)\b")


def _of_council(reading: SentenceReading, calls: RollCalls) -> VoteTally | None:
    """How many resolutions the Council adopted, or adopted with every vote."""
    about = frozenset(w for w in _with_matter(reading).words if not _WITHOUT_DISSENT.match(w))
    number, spans = _claimed(reading), _spans(reading)
    every = any(b.whose == ALL for b in reading.ballots)
    if number is None or about or reading.states - {COUNCIL} or not reading.periods:
        return None
    adopted = _adopted(calls, spans)
    counted = [c for c, cast in adopted if not every or {choice for choice, _ in cast.values()} == {YES}]
    how = (
        f"{len(counted)} of {len(adopted)} resolutions with every vote"
        if every
        else f"{len(counted)} resolutions"
    )
    words = f"Counted by roll call: the Security Council adopted {how}"
    return _decided(number, counted, words, calls.covers_council(spans, frozenset()))


_WITHOUT_DISSENT = re.compile(r"dissent|voic|oppo")


def _of_choice(reading: SentenceReading, calls: RollCalls) -> VoteTally | None:
    """How often a state abstained, voted for or against among the adopted resolutions."""
    own = [b for b in reading.ballots if b.agents and b.choice in (YES, NO, ABSTAIN)]
    if not own or len({b.choice for b in own}) > 1 or _with_matter(reading).size or reading.symbols:
        return None
    spans = _spans(reading)
    tallies = []
    for n, b in enumerate(own):
        number = _number_of(reading, n, len(own))
        if number is None:
            return None
        agents = b.agents
        adopted = [(c, cast) for c, cast in _adopted(calls, spans) if agents <= set(cast)]
        counted = [c for c, cast in adopted if all(cast[s][0] == b.choice for s in agents)]
        words = (
            f"Counted by roll call: {in_words(agents)} {_DONE[b.choice]} {len(counted)} of {len(adopted)}"
            " adopted resolutions"
        )
        if adopted:
            tallies.append(_decided(number, counted, words, calls.covers_council(spans, agents)))
    return _worst(tallies) if len(tallies) == len(own) else None


_DONE = {ABSTAIN: "abstained on", YES: "voted for", NO: "voted against"}


def _number_of(reading: SentenceReading, n: int, of: int) -> Quantity | None:
    """The number that goes with one of several claims of a sentence, in order."""
    if of == 1:
        return _claimed(reading)
    counts = [q for q in reading.numbers if q.kind == "count" and not q.ordinal]
    return counts[n] if len(counts) == of else None


def _worst(tallies: Iterable[VoteTally]) -> VoteTally:
    """The one that decides for several: what is opposed, then what is open."""
    order = {"opposed": 0, "open": 1, "agrees": 2}
    return min(tallies, key=lambda t: order[t.verdict])


def _of_vetoes(reading: SentenceReading, calls: RollCalls, on: date | None) -> VoteTally | None:
    """How many drafts a state, or several together, vetoed, on a matter if one is named."""
    agents = frozenset(a for b in reading.ballots if b.choice == VETO for a in b.agents)
    number, about, spans = _claimed(reading), _of_drafts(reading), _spans(reading)
    place = next((q for q in reading.numbers if q.ordinal), None)
    if number is None and place and on and any(p.relation == SINCE for p in reading.periods):
        number, spans = replace(place, ordinal=False), [(a, min(b, on)) for a, b in spans]
    if not agents or number is None or len(about.words) > _FEW_WORDS:
        return None
    neither = number.value == 0 and not re.search(r"\b(?:together|jointly|both)\b", reading.low)
    counted = []
    for c in calls.calls:
        if c.row["body"] != COUNCIL or not _inside(c.row["date"], spans):
            continue
        did = {s for s, (_, veto) in calls.council.get(c.row["roll_call_id"], {}).items() if veto}
        who = bool(agents & did) if neither else agents <= did
        if who and _on_matter(c, about):
            counted.append(c)
    matter = f" on {in_words(about.states)}" if about.states else ""
    drafts = f"draft{'s' * (len(counted) != 1)}"
    words = f"Counted by roll call: {in_words(agents)} vetoed {len(counted)} {drafts}{matter}"
    sure = bool(counted) or not about.words
    return _decided(number, counted, words, calls.covers_vetoes(spans) and sure)


_FEW_WORDS = 2


def _of_drafts(reading: SentenceReading) -> Topic:
    """What a sentence says that vetoed drafts were about."""
    words = _with_matter(reading).words - {"joint", "doubl", "centur"}
    return Topic(words, frozenset(), Topic.of(reading).states)


def _on_matter(call: RollCall, about: Topic) -> bool:
    """Whether a vetoed draft is about the states, or else the words, that are named."""
    return about.states <= call.states and (bool(about.states) or about.words <= call.terms)


def _compared(reading: SentenceReading, calls: RollCalls) -> VoteTally | None:
    """Which of two states abstained more often, while both sat in the Council."""
    m = _MORE.search(reading.low)
    named = [s for s in reading.order if s in states.all_states()]
    if m is None or len(named) != _PAIR or _with_matter(reading).size:
        return None
    spans = _spans(reading)
    both = [(c, cast) for c, cast in _adopted(calls, spans) if set(named) <= set(cast)]
    first, second = ([c for c, cast in both if cast[s][0] == ABSTAIN] for s in named)
    if not both:
        return None
    so = len(first) > len(second) if m["which"] == "more" else len(first) < len(second)
    one, other = (states.in_sentence(s) for s in named)
    reason = (
        f"Counted by roll call: {one} abstained on {len(first)} and {other} on {len(second)} of the"
        f" {len(both)} adopted resolutions on which both voted."
    )
    covered = calls.covers_council(spans, frozenset(named))
    verdict = "open" if not covered else "agrees" if so else "opposed"
    return VoteTally(verdict, reason, tuple(first or second))


def _decided(claimed: Quantity, counted: Sequence[RollCall], words: str, covered: bool) -> VoteTally:
    """What a count says of the number claimed."""
    n, q = len(counted), claimed
    holds: Callable[[], bool] = {
        EXACT: lambda: n == q.value,
        AT_LEAST: lambda: n >= q.value,
        AT_MOST: lambda: n <= q.value,
        ABOUT: lambda: abs(n - q.value) <= weights().about * max(n, q.value),
    }[q.bound]
    exceeded = n > q.value and q.bound in (EXACT, AT_MOST)
    if not covered:
        open_words = f"{words}; the record does not cover all of that time."
        enough = q.bound == AT_LEAST and holds()
        verdict = "agrees" if enough else "opposed" if exceeded and q.value >= 0 else "open"
        return VoteTally(verdict, open_words, tuple(counted))
    return VoteTally("agrees" if holds() else "opposed", f"{words}.", tuple(counted))

"""Roll calls as records of a check: how each state voted on the text that a claim names or dates."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import ibis

from comity.checking.ballots import VETO, ClaimedBallot
from comity.checking.candidates import CandidateRecord, plain, seated, terms_of
from comity.checking.claims import TextClaim
from comity.checking.comparison.dates import other_dates
from comity.checking.comparison.differences import ACT, CAST, DATE, NUMBER, PARTY, PLACE, Difference, in_words
from comity.checking.match import Match, vote_score
from comity.checking.periods import AT
from comity.checking.quantities import agrees
from comity.checking.reading import SentenceReading, numbers_of, read_sentence
from comity.checking.rules import stem, weights, word_lists
from comity.lake.query.view import View, table_expr
from comity.text.entities.mentions import mentions
from comity.text.syntax.discourse_state import DiscourseState
from comity.vocabulary import bodies, states

_WORDS = {"yes": "voted yes", "no": "voted no", "abstain": "abstained", "absent": "was absent"}
_COUNCIL = "UNSC"
_BODY_WORDS = {
    re.compile(r"\bassembly\b"): "UNGA",
    re.compile(r"\bsecurity council\b|\bveto\w*"): _COUNCIL,
}
_NOT_ADOPTED = re.compile(r"\b(?:veto\w*|drafts?|failed|fell|defeated|rejected|amendments?|rival)\b")
"""Words of texts that were not adopted, which no vote on a resolution of the Council is about."""
_SPEECH = re.compile(r"^The (?:Acting )?President.*?entitled _?")
_REFERENCE = re.compile(r" ?: resolution\b|: A/\d|<d\d>|(?<!\b[A-Z])\. ")
_TITLE = 300
"""How much of a title is read at most: some hold the whole speech by which a text was put to the vote."""
_COLUMNS = (
    "record_id",
    "roll_call_id",
    "body",
    "date",
    "precision",
    "symbol",
    "title",
    "issues",
    "kind",
    "known_on",
    "url",
)
Cast = Mapping[str, tuple[str, bool]]
"""Choice and whether it was a veto, by state."""


@dataclass(frozen=True)
class RollCall:
    """One roll call with all that any source says of it; ``subject`` are its titles and issues."""

    row: Mapping[str, Any]
    symbol: str
    subject: str

    @property
    def terms(self) -> frozenset[str]:
        """The stems of its subject and of all that stand for them."""
        return _terms(self.subject)

    @property
    def own_terms(self) -> frozenset[str]:
        """The stems of its subject alone."""
        return _own_terms(self.subject)

    @property
    def states(self) -> frozenset[str]:
        """The states that the subject names."""
        return _states(self.subject)


@cache
def _terms(subject: str) -> frozenset[str]:
    return terms_of(plain(subject).split())


@cache
def _own_terms(subject: str) -> frozenset[str]:
    return frozenset(stem(w.strip("./")) for w in plain(subject).split())


@cache
def _states(subject: str) -> frozenset[str]:
    return frozenset(s for m in mentions(subject) for s in m.states)


class RollCalls:
    """Every roll call of a view, found by day and by the number of its text."""

    def __init__(self, view: View) -> None:
        self.view = view
        t = table_expr("roll_calls")
        rows: dict[str, list[dict[str, Any]]] = {}
        for r in view.run(t.order_by("record_id").select(*_COLUMNS)).to_pylist():
            rows.setdefault(r["roll_call_id"], []).append(r)
        self.by_number: dict[str, list[RollCall]] = {}
        self.by_day: dict[date, list[RollCall]] = {}
        for of_one in rows.values():
            call = _merged(of_one)
            self.by_day.setdefault(call.row["date"], []).append(call)
            for number in numbers_of(call.symbol):
                self.by_number.setdefault(number, []).append(call)

        self.calls = tuple(c for day in sorted(self.by_day) for c in self.by_day[day])
        self._with_term: dict[str, list[int]] = {}
        self._about_state: dict[str, list[int]] = {}
        for n, call in enumerate(self.calls):
            for term in call.terms:
                self._with_term.setdefault(term, []).append(n)
            for state in call.states:
                self._about_state.setdefault(state, []).append(n)
        self._places = {c.row["roll_call_id"]: n for n, c in enumerate(self.calls)}
        size = 1 + len(self.calls)
        self._unknown = math.log(size) / 2
        self._rarity = {w: min(math.log(size / len(ns)), self._unknown) for w, ns in self._with_term.items()}
        ballots = table_expr("ballots")
        self.council = self._read(ballots.filter(ballots.body == _COUNCIL))

    def of_claim(self, claim: TextClaim) -> list[Match]:
        """The roll calls that a claim about votes means, compared with it; none for any other claim."""
        reading = claim.reading
        if not reading.voting:
            return []
        calls = self._meant(reading)
        cast = self.cast([c for c, _ in calls])
        out = [
            _compared(reading, _candidate(c, of_call, reading), of_call, cover)
            for c, cover in calls
            if (of_call := cast.get(c.row["roll_call_id"]))
        ]
        known = [m for m in out if reading.symbols or m.parts["period"] or _only_date(m)]
        if any(m.opposed for m in known) and not all(m.opposed for m in known):
            doubt = Difference(ACT, "another vote on the same matter at that time went otherwise")
            known = [m if m.opposed else replace(m, differences=(*m.differences, doubt)) for m in known]
            known = [m for m in known if not m.opposed]
        return known

    def _meant(self, reading: SentenceReading) -> list[tuple[RollCall, float]]:
        """Those of a number that is named, else the one of its time that is most about what is named.

        Each with the share of what the claim is about that is its subject.  Where none of the time named
        will do, the nearest at another time that is about just that.
        """
        about = _Topic.of(reading)
        if reading.symbols:
            calls = [c for s in sorted(reading.symbols) for c in self.by_number.get(s, ())]
            covers = self._covers(about)
            return [(c, covers.get(self._places[c.row["roll_call_id"]], 0.0)) for c in calls]
        dated = [p for p in reading.periods if p.relation == AT]
        if not dated or not about.size:
            return []
        first, last = dated[0].first, dated[0].last
        covers = {n: cover for n, cover in self._covers(about).items() if cover >= weights().words_partly}
        may_be = [(n, c) for n in sorted(covers) if _may_be(c := self.calls[n], reading)]
        of_time = [(n, c) for n, c in may_be if first <= _last_day(c) and c.row["date"] <= last]
        if of_time:
            return _best([(covers[n], self._own(c, about), c) for n, c in of_time])
        sure = [(c, covers[n]) for n, c in may_be if covers[n] >= weights().words_undated]
        return sorted(sure, key=lambda t: abs((t[0].row["date"] - first).days))[:_NEAREST]

    def _covers(self, about: _Topic) -> dict[int, float]:
        """Share of what a claim is about, by rarity, that the subject of each roll call has that has any."""
        total, shared = 0.0, dict[int, float]()
        for w in sorted(about.words):
            rarity = self._rarity.get(w, self._unknown if w in about.names else self._unknown / 2)
            total += rarity
            having = {n for term in self._alike(w) for n in self._with_term[term]}
            for n in having:
                share = 1.0 if w in self.calls[n].own_terms else _SYNONYM
                shared[n] = shared.get(n, 0.0) + rarity * share
        for s in about.states:
            total += self._unknown
            for n in self._about_state.get(s, ()):
                shared[n] = shared.get(n, 0.0) + self._unknown
        return {n: part / total for n, part in shared.items()}

    def _alike(self, word: str) -> list[str]:
        """The terms of subjects that are a word or of its root."""
        return [t for t in self._with_term if _same_root(word, t)]

    def _own(self, call: RollCall, about: _Topic) -> float:
        """Share of a roll call's heading, by rarity, that a claim is about."""
        words = _heading(call.subject)
        total = sum(self._rarity.get(w, self._unknown) for w in words)
        named = about.words.union(
            *(word_lists().same.get(w, ()) for w in about.words), _names_of(about.states)
        )
        return (
            sum(self._rarity.get(w, self._unknown) for w in words if _has_word(w, named)) / total
            if total
            else 0.0
        )

    def cast(self, calls: Sequence[RollCall]) -> dict[str, Cast]:
        """How each state voted."""
        keys = [c.row["roll_call_id"] for c in calls]
        out = {key: self.council[key] for key in keys if key in self.council}
        if elsewhere := [c.row["roll_call_id"] for c in calls if c.row["body"] != _COUNCIL]:
            t = table_expr("ballots")
            out |= self._read(t.filter(t.roll_call_id.isin(elsewhere)))
        return out

    def _read(self, ballots: ibis.Table) -> dict[str, Cast]:
        """Choice and veto of each state by roll call; a veto that one source alone has counts."""
        out: dict[str, dict[str, tuple[str, bool]]] = {}
        rows = self.view.run(ballots.order_by("record_id").select("roll_call_id", "state", "choice", "veto"))
        for b in rows.to_pylist():
            of_call = out.setdefault(b["roll_call_id"], {})
            of_call[b["state"]] = (b["choice"], b["veto"] or of_call.get(b["state"], ("", False))[1])
        return dict(out)


def _only_date(m: Match) -> bool:
    """Whether a roll call differs from a claim in nothing but its date."""
    return not m.opposed and {d.part for d in m.differences} <= {DATE}


_NEAREST = 12
"""How many roll calls of other times are looked at, nearest first."""


@dataclass(frozen=True, slots=True)
class _Topic:
    """What a claim says that was voted on: stems and states."""

    words: frozenset[str]
    names: frozenset[str]
    states: frozenset[str]

    @property
    def size(self) -> int:
        return len(self.words) + len(self.states)

    @classmethod
    def of(cls, claim: SentenceReading) -> _Topic:
        """The words of a claim about votes without those of any vote, and the states that do not vote."""
        named = {stem(w.rstrip("'’")) for name in claim.names for w in re.split(r"[ -]", name)}
        voters = frozenset(a for b in claim.ballots for a in b.agents)
        words = (claim.words | named) - word_lists().voting
        return cls(
            frozenset(words), frozenset(named), (claim.states - voters) & frozenset(states.all_states())
        )


def _has_word(word: str, terms: frozenset[str]) -> bool:
    """Whether a subject has a word, one that stands for it, or one of the same root."""
    return word in terms or any(_same_root(word, t) for t in terms)


def _same_root(word: str, other: str) -> bool:
    """Whether two stems are of one root, as far as one begins with the other."""
    shorter = min(len(word), len(other))
    return word == other or (shorter >= _ROOT and word[:shorter] == other[:shorter])


_SYNONYM = 0.95
"""How much it counts that a subject has a word only in other words."""
_ROOT = 5
"""From how many letters on the beginning of a longer word counts as the same word: assure, assurance."""


@cache
def _heading(subject: str) -> frozenset[str]:
    """The stems of what a subject is about first."""
    empty = word_lists().empty
    words = plain(subject[:_HEADING]).split()
    return frozenset(stem(w) for w in words if w not in empty and len(w) > 2) - word_lists().voting


_HEADING = 110


@cache
def _names_of(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(w) for s in codes for w in plain(states.display(s)).split())


def _last_day(call: RollCall) -> date:
    """The last day on which a roll call may have been taken, which some sources know to the month only."""
    day: date = call.row["date"]
    if call.row["precision"] != "month":
        return day
    return day.replace(day=monthrange(day.year, day.month)[1])


def _best(calls: Sequence[tuple[float, float, RollCall]]) -> list[tuple[RollCall, float]]:
    """Those most about a matter: of those that have as much of it, whose own heading is most about it."""
    if not calls:
        return []
    most = max(cover for cover, _, _ in calls)
    level = [t for t in calls if t[0] >= most - 1e-9]
    own = max(t[1] for t in level)
    return [(c, cover) for cover, of_own, c in level if of_own >= own - 1e-9]


_PART = re.compile(r"\b(?:paragraphs?|amendments?|separate)\b")


def _may_be(call: RollCall, claim: SentenceReading) -> bool:
    """Whether a roll call was taken in the body that a claim names, on a text of the kind it names."""
    named = {body for words, body in _BODY_WORDS.items() if words.search(claim.low)}
    body, kind = call.row["body"], call.row["kind"]
    adopted = body == _COUNCIL and kind == "resolution"
    part = kind in ("paragraph", "amendment") and not _PART.search(claim.low)
    elsewhere = "Assembly" not in claim.text and _ELSEWHERE.search(claim.text) is not None
    return (
        not elsewhere
        and not part
        and (len(named) != 1 or body in named)
        and not (adopted and _NOT_ADOPTED.search(claim.low))
    )


_ELSEWHERE = re.compile(
    r"Human Rights Council|Commission on Human Rights|\bIAEA\b|Geneva (?:in|on)\b|\bin Geneva\b"
)
"""Where there are roll calls that are not counted in full."""


def _compared(claim: SentenceReading, c: CandidateRecord, cast: Cast, cover: float) -> Match:
    """A claim about votes and a roll call compared: every ballot, number, date and name."""
    opposed, differences = "", list[Difference]()
    for ballot in claim.ballots:
        how, differ = _ballot(ballot, cast, seated(c))
        opposed = opposed or how
        differences += differ
    cited = bool(claim.symbols & c.symbols)
    about = _Topic.of(claim)
    missing = sorted(s for s in about.states - c.states - frozenset(cast))
    named = c.reading.states & frozenset(states.all_states())
    differences += [
        Difference(PLACE, f"{states.in_sentence(s)} is not in the record")
        for s in missing
        if not cited or named
    ]
    differences += [
        Difference(PARTY, f"how {states.in_sentence(s)} voted is not clear from the sentence")
        for s in sorted((about.states & frozenset(cast)) - c.states)
        if not re.search(r"\bon it\b|\bthen a member\b", claim.low)
    ]
    differences += other_dates(claim, c)
    if claim.symbols and not cited:
        differences.append(Difference(NUMBER, f"the text is not {sorted(claim.symbols)[0]}"))
    counted = {b.number for b in claim.ballots} | {sum(ch == k for ch, _ in cast.values()) for k in CAST}
    differences += [
        Difference(NUMBER, f"the number {q.value:,.12g} is not in the record")
        for q in claim.numbers
        if q.value not in counted and not any(agrees(q, r, weights().about) for r in c.reading.numbers)
    ]
    if any(not b.agents and b.number is None for b in claim.ballots):
        differences.append(Difference(ACT, "who voted so is not clear from the sentence"))
    dated = any(d.part == DATE for d in differences)
    fine = any(p.relation == AT and p.precision in ("day", "month") for p in claim.periods)
    sure = cited and (cover >= _CITED or not about.words or fine)
    words = max(cover, weights().words_roll_call) if sure else cover
    parts = {
        "words": words,
        "act": 1.0,
        "agents": 1.0,
        "states": 1.0,
        "period": 0.0 if dated else 1.0,
        "names": 1.0,
        "numbers": 1.0,
    }
    return Match(c, vote_score(words), parts, tuple(dict.fromkeys(differences)), opposed, words)


_CITED = 0.2


def _ballot(ballot: ClaimedBallot, cast: Cast, permanent: set[str]) -> tuple[str, list[Difference]]:
    """How a roll call opposes a claimed choice, or where it differs."""
    did = {
        s
        for s, (choice, veto) in cast.items()
        if (veto if ballot.choice == VETO else choice == ballot.choice)
    }
    if ballot.denied:
        both, nor_others = ballot.agents & did, set(cast) - did - ballot.agents
        if ballot.alone and nor_others and not both:
            return f"{len(nor_others)} more did not", []
        return (f"{in_words(both)} {CAST[ballot.choice]}" if both else ""), []
    others = ballot.agents - did
    if otherwise := {s for s in others if s in cast}:
        return f"{_how(otherwise, cast)}", []
    if ballot.choice == VETO and did and (silent := others & permanent):
        return f"{in_words(did)} did, {in_words(silent)} did not", []
    differences = [Difference(PARTY, f"{in_words(others)} did not vote on it")] if others else []
    if ballot.alone and ballot.agents and (too := did - ballot.agents):
        return f"{in_words(too) if len(too) < _MANY else f'{len(too)} others'} did, too", differences
    if ballot.number is not None and ballot.number not in (
        len(did),
        len(ballot.agents) if len(ballot.agents) > 1 else len(did),
    ):
        differences.append(Difference(NUMBER, f"the number on record is {len(did)}"))
    return "", differences


_MANY = 6


def _how(states_: set[str], cast: Cast) -> str:
    """How some states voted, in words: those of the commonest choice."""
    by_choice: dict[str, set[str]] = {}
    for s in states_:
        choice, veto = cast[s]
        by_choice.setdefault(VETO if veto else choice, set()).add(s)
    choice = max(sorted(by_choice), key=lambda c: len(by_choice[c]))
    return f"{in_words(by_choice[choice])} {CAST.get(choice, 'did not vote')}"


def _merged(rows: list[dict[str, Any]]) -> RollCall:
    """One roll call from the rows of several sources, or of several files of one source."""
    first = rows[0]
    symbol = next((r["symbol"] for r in rows if r["symbol"]), first["roll_call_id"])
    titles = [_title(r["title"]) for r in rows if r["title"]]
    issues = [i.title() if i.isupper() else i for r in rows for i in r["issues"] or () if len(i) > 2]
    subject = ". ".join(dict.fromkeys([*titles, *issues]))
    return RollCall(first, symbol, subject)


def _title(raw: str) -> str:
    """The title of a text without what a source puts around it: the speech before, the reference behind."""
    title = " ".join(raw.replace("?Ã†", "'").split())
    title = _SPEECH.sub("", title)
    return _REFERENCE.split(title)[0][:_TITLE]


def _candidate(call: RollCall, cast: Cast, claim: SentenceReading) -> CandidateRecord:
    r = call.row
    reading = read_sentence(call.subject, DiscourseState(prose=True), on=r["date"], anchor=r["date"])
    named = call.states | reading.states
    shown = {s: v for s, v in cast.items() if s in (claim.agents or claim.states)} or cast
    how = ", ".join(
        f"{states.display(s)} {'vetoed' if v else _WORDS[c]}" for s, (c, v) in sorted(shown.items())
    )
    words = frozenset(plain(call.subject).split())
    return CandidateRecord(
        record_id=r["record_id"],
        occurrence=r["roll_call_id"],
        kind="event",
        first=r["date"].replace(day=1) if r["precision"] == "month" else r["date"],
        last=_last_day(call),
        precision=r["precision"],
        actors=frozenset(cast),
        states=named | {r["body"]},
        forms=frozenset(),
        places=(),
        polarity="",
        reading=reading,
        text=plain(call.subject),
        tokens=words,
        terms=terms_of(words),
        symbols=frozenset(numbers_of(call.symbol)),
        grade="official-record",
        known_on=r["known_on"],
        what=f"{bodies.all_bodies()[r['body']].name}, {call.symbol}: {how}. {call.subject}".strip(),
        where=(r["url"],) if r["url"] else (),
        roll_call=True,
    )

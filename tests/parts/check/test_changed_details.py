"""Sentences made from records by rule: as they stand they are borne out, with one detail changed never."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from copy import copy

import pytest

from comity.language.mentions import mentions
from comity.parts.check.candidates import CandidateRecord, Candidates
from comity.parts.check.claims import TextClaim, claims_of
from comity.parts.check.marks import SUPPORTED, mark
from comity.parts.check.roll_call import RollCall
from comity.parts.check.roll_calls import RollCalls
from comity.parts.check.votes import VotesBefore, of_claim
from comity.vocabulary import states
from comity.watch.inquiry import Inquiry

RECORDS, ROLL_CALLS = 200, 20
MONTHS = [f"{m}" for m in re.findall(r"\w+", "January February March April May June July August September")]
MONTHS += ["October", "November", "December"]
NUMBERS = {
    "two": "five",
    "three": "six",
    "four": "seven",
    "five": "eight",
    "six": "three",
    "twelve": "nine",
    "first": "third",
    "second": "fifth",
    "third": "sixth",
    "fourth": "second",
    "fifth": "third",
}
FORMS = {
    "vetoed": "abstained on",
    "voted for(?! a)": "voted against",
    "voted against": "voted for",
    "opposed": "supported",
    "condemned": "praised",
    "welcomed": "condemned",
    "signed": "cancelled",
    "exports": "imports",
    "rose": "dropped",
    "opened": "closed",
    "bought": "sold",
    "joined": "left",
    "gas": "oil",
    "oil": "gas",
    "naval": "air",
    "tripled": "doubled",
    "rail": "road",
    "coal": "timber",
    "foreign ministers": "defence ministers",
    "prime minister": "president",
    "yuan": "euros",
}
CHOICES = {"yes": "voted for", "no": "voted against", "abstain": "abstained on"}


@pytest.fixture(scope="module")
def lots() -> random.Random:
    """Lots that fall the same every time."""
    return random.Random(20261128)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> RollCalls:
    """The roll calls of the package."""
    return RollCalls(Inquiry.of("CHN", "RUS", lake=tmp_path_factory.mktemp("empty") / "lake").view)


@pytest.fixture(scope="module")
def records(calls: RollCalls, lots: random.Random) -> Candidates:
    """Events of the chronicle drawn by lot."""
    events = [r for r in Candidates.of(calls.view).rows if r.kind == "event"]
    return Candidates(lots.sample(sorted(events, key=lambda r: r.record_id), RECORDS))


def _date(r: CandidateRecord) -> str:
    day = f"On {r.first.day} " if r.precision == "day" else "In "
    month = f"{MONTHS[r.first.month - 1]} " if r.precision in ("day", "month") else ""
    return f"{day}{month}{r.first.year}"


def _changes(r: CandidateRecord, lots: random.Random) -> Iterator[str]:
    """The sentence of a record with one detail changed: month, year, number, form, state or place."""
    date, body = _date(r), r.what
    yield f"{date.replace(str(r.first.year), str(r.first.year + lots.choice([-3, -2, 2, 3])))}: {body}"
    if r.precision in ("day", "month"):
        month = MONTHS[(r.first.month - 1 + lots.choice([3, 5, 7])) % 12]
        yield f"In {month} {r.first.year}: {body}"
    for changes in (NUMBERS, FORMS):
        word = next((w for w in changes if re.search(rf"\b{w}\b", body)), "")
        if word and not re.search(rf"\b{changes[word]}\b", body):
            yield f"{date}: " + re.sub(rf"\b{word}\b", changes[word], body, count=1)
    if figure := re.search(r"(?<![\w/-])(?!19|20)\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w/-])", body):
        more = float(figure[0].replace(",", "")) * 1.7 + 1
        yield f"{date}: {body[: figure.start()]}{more:,.0f}{body[figure.end() :]}"
    if named := [m for m in mentions(body) if m.kind == "name" and len(m.states) == 1]:
        m = lots.choice(named)
        other = lots.choice([n for n in ("Norway", "Peru", "Kenya", "Portugal") if n not in body])
        yield f"{date}: {body[: m.start]}{other}{body[m.end :]}"
    if (place := re.search(r"\b(?:in|at|near) ([A-Z][a-z]+)\b", body)) and place[1] not in MONTHS:
        other = lots.choice(["Lisbon", "Nairobi", "Oslo"])
        yield f"{date}: {body[: place.start(1)]}{other}{body[place.end(1) :]}"


def _claim(sentence: str, r: CandidateRecord | None = None) -> TextClaim:
    """What a sentence claims; "both" are the first two who act in its record."""
    acting = sorted(r.actors & set(states.all_states())) if r else []
    pair = tuple(acting[:2]) if len(acting) > 1 else ("CHN", "RUS")
    (claim, *_) = claims_of(sentence, pair, None)
    return claim


def _supported(sentence: str, r: CandidateRecord, records: Candidates) -> bool:
    """Whether a record alone bears a sentence out, words weighed as among all records."""
    alone = copy(records)
    alone.rows = (r,)
    return mark(_claim(sentence, r), alone, "").mark == SUPPORTED


def test_a_record_bears_its_own_words_out_and_never_a_changed_detail(records, lots):
    """That another record of the same kind bears a changed date out would be no fault."""
    borne_out = sum(_supported(f"{_date(r)}: {r.what}", r, records) for r in records.rows)
    assert borne_out >= 0.95 * RECORDS
    tried = [(r, sentence) for r in records.rows for sentence in _changes(r, lots)]
    assert len(tried) > 3 * RECORDS
    wrong = [sentence for r, sentence in tried if _supported(sentence, r, records)]
    assert not wrong, "\n".join(wrong)


def _sentence(call: RollCall, state: str, how: str) -> str:
    """A sentence that says how a state voted on a text."""
    month = f"{MONTHS[call.row['date'].month - 1]} {call.row['date'].year}"
    number = f"resolution {call.symbol.split('/')[2].split('(')[0]}"
    text = number if call.row["body"] == "UNSC" else "the Assembly's text"
    return f"In {month} {states.display(state)} {how} {text} on {call.subject.split('. ')[0]}."


def test_a_roll_call_bears_the_vote_that_was_cast_out_and_no_other(calls, records, lots):
    """Texts drawn by lot: the choice that a state made is borne out, the two others never."""
    plain = [
        c
        for c in calls.calls
        if c.row["kind"] in ("resolution", None)
        and c.row["date"].year >= 1992
        and re.fullmatch(r"[^:]{8,120}", c.subject)
    ]
    borne_out, wrong = 0, []
    for c in lots.sample(plain, ROLL_CALLS):
        cast = {s: choice for s, (choice, _) in calls.cast([c])[c.row["roll_call_id"]].items()}
        voters = sorted(s for s in cast if s in states.all_states() and cast[s] in CHOICES)
        state = lots.choice(sorted(set(voters) - c.states))
        for choice, how in CHOICES.items():
            sentence = _sentence(c, state, how)
            claim = _claim(sentence)
            supported = mark(claim, records, "", of_claim(claim, calls, VotesBefore())).mark == SUPPORTED
            borne_out += supported and choice == cast[state]
            wrong += [sentence] if supported and choice != cast[state] else []
    assert borne_out >= 0.9 * ROLL_CALLS
    assert not wrong, "\n".join(wrong)

"""A Council and an Assembly made up by hand, as the check reads their roll calls."""

from __future__ import annotations

from datetime import date
from typing import Any

from comity.parts.check.candidates import Candidates
from comity.parts.check.claims import claims_of
from comity.parts.check.marks import CONTRADICTED, SUPPORTED, mark
from comity.parts.check.roll_call import RollCall
from comity.parts.check.roll_calls import RollCalls
from comity.parts.check.tallies import tally
from comity.parts.check.vote_cover import Cover, cover
from comity.parts.check.votes import of_claim
from comity.parts.check.votes_before import VotesBefore, in_context, referred_day, votes_told

MEMBERS = [
    "CHN",
    "FRA",
    "GBR",
    "RUS",
    "USA",
    "PER",
    "CHL",
    "MLI",
    "TCD",
    "GHA",
    "NOR",
    "FIN",
    "NPL",
    "OMN",
    "JAM",
]
TEXTS = {
    # symbol, day, who did not vote for it
    "S/RES/9001": (date(2031, 3, 4), {"MLI": "abstain", "TCD": "abstain"}),
    "S/RES/9002": (date(2031, 5, 6), {}),
    "S/RES/9003": (date(2031, 7, 8), {"PER": "no"}),
    "S/RES/9004": (date(2032, 1, 9), {"MLI": "abstain", "OMN": "absent"}),
}
VETOED = {
    "S/2031/7": (date(2031, 9, 1), "Nepal", {"GBR"}),
    "S/2032/8": (date(2032, 2, 1), "Nepal", {"GBR", "FRA"}),
}


class MadeUpCalls(RollCalls):
    """Four resolutions and two vetoed drafts of a Council of fifteen, of 2031 and 2032 alone."""

    def __init__(self) -> None:
        calls, self.council, self.by_number, self.by_day = [], {}, {}, {}
        for symbol, (day, others) in TEXTS.items():
            calls.append(_call(symbol, day, "resolution", ""))
            self.council[f"UNSC:{symbol}"] = {s: (others.get(s, "yes"), False) for s in MEMBERS}
        for symbol, (day, subject, vetoes) in VETOED.items():
            calls.append(_call(symbol, day, "draft", subject))
            self.council[f"UNSC:{symbol}"] = dict.fromkeys(vetoes, ("no", True))
        for call in calls:
            for number in call.numbers:
                self.by_number.setdefault(number, []).append(call)
            self.by_day.setdefault(call.row["date"], []).append(call)
        self.calls = tuple(calls)
        self._index()

    def cover_of_council(self, spans: Any, members: frozenset[str]) -> Cover:
        return cover(spans, [(date(2031, 1, 1), date(2032, 12, 31))], date(2032, 12, 31))

    def cover_of_vetoes(self, spans: Any) -> Cover:
        return self.cover_of_council(spans, frozenset())


def _call(symbol: str, day: date, kind: str, subject: str) -> RollCall:
    key = f"UNSC:{symbol}"
    row = {"record_id": key, "roll_call_id": key, "body": "UNSC", "date": day, "precision": "day"}
    return RollCall({**row, "kind": kind, "known_on": day, "url": "", "title": subject}, symbol, subject)


def marks(calls: MadeUpCalls, text: str, pair: tuple[str, ...] = ("MLI", "PER")) -> list[str]:
    """The marks of a text's sentences by the made-up roll calls alone."""
    out, before = [], VotesBefore()
    for in_text in claims_of(text, pair, None):
        c = in_context(in_text, before)
        again = tally(c, calls, before)
        if again is not None:
            out.append({"agrees": SUPPORTED, "opposed": CONTRADICTED, "open": "open"}[again.verdict])
            before = votes_told(c, (), calls, before, again)
            continue
        m = mark(c, Candidates([]), "", of_claim(c, calls, before), on=referred_day(c, before))
        out.append(m.mark)
        before = votes_told(c, (*m.records_for, *m.records_against), calls, before)
    return out

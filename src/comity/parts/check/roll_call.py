"""One roll call with all that any source says of it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from comity.language.mentions import mentions
from comity.parts.check.candidates import plain, terms_of
from comity.parts.check.rules import stem
from comity.parts.check.symbols import numbers_of

_SPEECH = re.compile(r"^The (?:Acting )?President.*?entitled _?")


_REFERENCE = re.compile(r" ?: resolution\b|: A/\d|<d\d>|(?<!\b[A-Z])\. ")


_TITLE = 300
"""How much of a title is read at most: some hold the whole speech by which a text was put to the vote."""


Cast = Mapping[str, tuple[str, bool]]
"""Choice and whether it was a veto, by state."""


@dataclass(frozen=True, slots=True)
class CitedText:
    """What records say of a text that they cite: the states that they are about, and their summaries."""

    states: frozenset[str] = frozenset()
    summary: str = ""


@dataclass(frozen=True, eq=False)
class RollCall:
    """One roll call with all that any source says of it; ``subject`` are its titles and issues.

    ``cited`` is what records of that day which cite the text say of it.
    """

    row: Mapping[str, Any]
    symbol: str
    subject: str
    cited: CitedText = CitedText()

    @property
    def numbers(self) -> frozenset[str]:
        """Its symbol and, of a resolution of the Council, the number alone."""
        return frozenset(numbers_of(self.symbol))

    @property
    def terms(self) -> frozenset[str]:
        """The stems of its subject, and of what records that cite it say, and of all that stand for them."""
        return _terms(self.subject) | _terms(self.cited.summary)

    @property
    def own_terms(self) -> frozenset[str]:
        """The stems of its subject and of what records that cite it say, alone."""
        return _own_terms(self.subject) | _own_terms(self.cited.summary)

    @property
    def named(self) -> frozenset[str]:
        """The states that the subject names."""
        return _states(self.subject)

    @property
    def states(self) -> frozenset[str]:
        """The states that the subject names, or the records that cite the text."""
        return self.named | self.cited.states


@cache
def _terms(subject: str) -> frozenset[str]:
    return terms_of(plain(subject).split())


@cache
def _own_terms(subject: str) -> frozenset[str]:
    return frozenset(stem(w.strip("./")) for w in plain(subject).split())


@cache
def _states(subject: str) -> frozenset[str]:
    in_small = _CAPITALS.sub(lambda m: m[0].title(), subject)
    return frozenset(s for m in mentions(in_small) for s in m.states)


_CAPITALS = re.compile(r"\b[A-Z]{5,}\b")
"""A word in capitals, as old titles have them, which names a state like any other."""


def last_day(call: RollCall) -> date:
    """The last day on which a roll call may have been taken, which some sources know to the month only."""
    day: date = call.row["date"]
    if call.row["precision"] != "month":
        return day
    return day.replace(day=monthrange(day.year, day.month)[1])


CitedTexts = Mapping[tuple[str, date], CitedText]
"""What records say of texts, by the text that they cite and their day."""


def merged(rows: list[dict[str, Any]], cited: CitedTexts) -> RollCall:
    """One roll call from the rows of several sources, or of several files of one source."""
    first = rows[0]
    symbol = next((r["symbol"] for r in rows if r["symbol"]), first["roll_call_id"])
    titles = [_title(r["title"]) for r in rows if r["title"]]
    issues = [i.title() if i.isupper() else i for r in rows for i in r["issues"] or () if len(i) > 2]
    subject = ". ".join(dict.fromkeys([*titles, *issues]))
    return RollCall(first, symbol, subject, cited.get((symbol.split("(")[0], first["date"]), CitedText()))


def _title(raw: str) -> str:
    """The title of a text without what a source puts around it: the speech before, the reference behind."""
    title = " ".join(raw.replace("?Ã†", "'").split())
    title = _SPEECH.sub("", title)
    return _REFERENCE.split(title)[0][:_TITLE]

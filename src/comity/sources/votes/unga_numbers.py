"""Matching of General Assembly resolutions to Voeten's vote numbers, so that no vote counts twice.

``unga_numbers.csv`` (facts from E. Voeten's CC0 files) holds the votes on whole drafts up to the end of 2020:
number, session, symbol in one plain form, and totals. Up to session 17 his symbols are page numbers, not
resolutions. There the vote is identified by the session and the totals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from comity.sources.votes import unga
from comity.vocabulary.load import package_csv

#: Votes for, against, and abstentions.
Totals = tuple[int, int, int]

#: Maximum sum of differences between the totals of one vote at two publishers, who correct errors
#: differently.
NEAR = 10

_NEW = re.compile(r"(ES-|S-)?(\d+)/(\d+)(.*)")
_OLD = re.compile(r"(\d+)\((ES-|S-)?([IVXLC]+)\)(.*)")
_LETTERS = re.compile(r"[^A-Z]")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Numbered:
    """One vote on a whole draft that has a number given by Voeten."""

    rcid: int
    symbol: str
    totals: Totals


def plain(symbol: str) -> str:
    """Return a normal form of a resolution's symbol, or "" for other text.

    ``A/RES/41/59[L]`` and ``A/RES/41/59 L`` become ``41/59L``, ``A/RES/2758(XXVI)`` becomes ``26/2758``, and
    ``A/RES/2253(ES-V)`` becomes ``ES-5/2253``.
    """
    text = "".join(symbol.upper().split()).removeprefix("A/RES/")
    if new := _NEW.fullmatch(text):
        return f"{new[1] or ''}{int(new[2])}/{int(new[3])}{_LETTERS.sub('', new[4])}"
    if old := _OLD.fullmatch(text):
        return f"{old[2] or ''}{_roman(old[3])}/{int(old[1])}{_LETTERS.sub('', old[4])}"
    return ""


def key(symbol: str) -> str:
    """Return an id for a vote without a number, equal for all spellings of its symbol; "" for other text."""
    match = plain(symbol)
    return f"A/RES/{match}" if match else ""


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


@cache
def _tables() -> tuple[dict[str, list[Numbered]], dict[tuple[int, Totals], list[Numbered]]]:
    """Return numbered votes by symbol without letters; and those without symbol by session and totals."""
    by_symbol: dict[str, list[Numbered]] = {}
    by_totals: dict[tuple[int, Totals], list[Numbered]] = {}
    columns = ("rcid", "session", "symbol", "yes", "no", "abstain")
    for _, r in package_csv("sources/votes/unga_numbers.csv", columns):
        totals = int(r["yes"]), int(r["no"]), int(r["abstain"])
        vote = Numbered(int(r["rcid"]), r["symbol"], totals)
        if vote.symbol:
            by_symbol.setdefault(_bare(vote.symbol), []).append(vote)
        else:
            by_totals.setdefault((int(r["session"]), totals), []).append(vote)
    return by_symbol, by_totals


def _bare(symbol: str) -> str:
    return symbol.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@cache
def last_day() -> date:
    """Return the day of the last numbered vote; no later vote has a number."""
    return max(unga.dates().values())


def number(symbol: str, session: int | None, totals: Totals | None) -> int | None:
    """Return Voeten's number of the vote that adopted a resolution, or ``None`` if the match is uncertain.

    Of several votes with one symbol the one with the nearest totals is chosen; the totals may differ by
    :data:`NEAR` in sum. If the letters in the symbols differ (Voeten's 26/2758G is the UN library's 2758
    (XXVI)), the totals must be equal.
    """
    by_symbol, by_totals = _tables()
    symbol_sought = plain(symbol)
    under = by_symbol.get(_bare(symbol_sought), [])
    same = [v for v in under if v.symbol == symbol_sought]
    if totals is None:
        return same[0].rcid if len(same) == 1 else None
    if same:
        nearest = min(same, key=lambda v: (_apart(v.totals, totals), v.rcid))
        return nearest.rcid if _apart(nearest.totals, totals) <= NEAR else None
    alike = [v for v in under if v.totals == totals] if under else by_totals.get((session or 0, totals), [])
    return alike[0].rcid if len(alike) == 1 else None


def _apart(a: Totals, b: Totals) -> int:
    return sum(abs(x - y) for x, y in zip(a, b, strict=True))


def each_once(numbers: Iterable[int | None]) -> list[int | None]:
    """Return the numbers, with ``None`` in place of a number that occurs several times."""
    numbered = list(numbers)
    times = Counter(numbered)
    return [n if times[n] == 1 else None for n in numbered]

"""Word patterns for checking texts (``data/wording.yaml``), names and symbols in texts, and a word search."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from comity.types import FloatArray
from comity.vocabulary.load import package_yaml


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the regular expressions in ``data/wording.yaml`` by name."""
    data = package_yaml("parts/check/data/wording.yaml")
    return {
        key: re.compile("|".join([v] if isinstance(v, str) else v)) for key, v in data["patterns"].items()
    }


@cache
def words_of(which: str) -> frozenset[str]:
    """Return the list of words that ``data/wording.yaml`` has under the name ``which``."""
    return frozenset(package_yaml("parts/check/data/wording.yaml")["words"][which].split())


def find(which: str, low: str, *at: int) -> re.Match[str] | None:
    """Return the first match of the pattern named ``which`` in ``low``, a sentence in lower case."""
    return patterns()[which].search(low, *at)


_WORD = re.compile(r"[a-z0-9à-ÿ][a-z0-9à-ÿ/]*")
_CUT = 6


def tokens_of(text: str) -> list[str]:
    """Return the words of a text, each cut to its first letters so that endings do not matter."""
    return [w[:_CUT] for w in _WORD.findall(text.lower().replace("'s", "").replace("’s", "")) if len(w) > 1]


_NAME = re.compile(r"New [A-Z][\w’'À-ÿ-]*|[A-Z][\w’'À-ÿ-]*|\b[A-Za-z]+-?\d+\w*|[a-z]+-[A-Z]\w+")


def names_in(text: str, outside: Sequence[tuple[int, int]]) -> set[str]:
    """Return the capitalized words that are no state, no date and not just the first word of a sentence."""
    opening = re.match(r"\W*", text)
    begin, out = opening.end() if opening else 0, set[str]()
    for m in _NAME.finditer(text):
        word = m[0].lower().removesuffix("'s").removesuffix("’s").rstrip("'’")
        opener = m.start() == begin and not any(c.isdigit() for c in word)
        inside = any(a <= m.start() < b for a, b in outside)
        if not (opener or inside or len(word) < 3 or word in words_of("titles")):
            out.add(word)
    return out


SYMBOL = re.compile(
    r"\b(?:[SAE]/(?:[A-Z]{2,5}(?:\.\d)?/)?[\w./-]*\d[\w./-]*\d"
    r"|(?:(?:resolutions?|text)(?:,? (?:number|no\.))?|number|no\.) "
    r"(?:(?P<number>\d{3,4})\b(?!/)|(?P<session>\d{2}/\d{1,3})\b))",
    re.IGNORECASE,
)


def symbols_in(text: str) -> frozenset[str]:
    """Return the symbols of UN documents in a text; "resolution 1929" means the Council's."""
    out = set[str]()
    for m in SYMBOL.finditer(text):
        if m["session"]:
            out.add(f"A/RES/{m['session']}")
        else:
            out |= {m["number"]} if m["number"] else numbers_of(m[0])
    return frozenset(out)


def numbers_of(symbol: str) -> set[str]:
    """Return a document's symbol and, if it is a resolution of the Security Council, its number alone."""
    plain = re.sub(r"^R/(?=\d)", "A/RES/", symbol.upper().split("(")[0].rstrip(".-/"))
    number = re.fullmatch(r"S/RES/(\d+)", plain)
    return {plain, *([number[1]] if number else [])} - {""}


_K, _B = 1.2, 0.75


class WordIndex:
    """A search index of texts by their words, with the score BM25 (Robertson and Zaragoza 2009)."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.size = len(texts)
        lengths = np.array([len(t) for t in texts], dtype=float)
        average = float(lengths.mean()) if len(lengths) else 1.0
        postings: dict[str, list[tuple[int, int]]] = {}
        for n, text in enumerate(texts):
            for word, times in Counter(text).items():
                postings.setdefault(word, []).append((n, times))
        self._unknown = math.log(1 + 2 * (self.size + 0.5))
        self._rarity: dict[str, float] = {}
        self._places: dict[str, Any] = {}
        self._worth: dict[str, FloatArray] = {}
        for word, of_word in postings.items():
            at = self._places[word] = np.array([n for n, _ in of_word])
            times_there = np.array([t for _, t in of_word], dtype=float)
            self._rarity[word] = math.log(1 + (self.size - len(at) + 0.5) / (len(at) + 0.5))
            worth = times_there * (_K + 1) / (times_there + _K * (1 - _B + _B * lengths[at] / average))
            self._worth[word] = self._rarity[word] * worth

    def rarity(self, word: str) -> float:
        """Return the weight of a word, which is greater the fewer texts have the word."""
        return self._rarity.get(word, self._unknown)

    def weigh_known(self, words: Iterable[str]) -> float:
        """Return the sum of the weights of those words that occur in any text."""
        return sum(self._rarity.get(w, 0.0) for w in sorted(words))

    def match(self, words: Iterable[str]) -> FloatArray:
        """Return the search score of every text for these words."""
        return self._sum(words, self._worth)

    def overlap(self, words: Iterable[str]) -> FloatArray:
        """Return for every text the sum of the weights of those of these words that it contains."""
        return self._sum(words, self._rarity)

    def _sum(self, words: Iterable[str], worth: Mapping[str, Any]) -> FloatArray:
        out = np.zeros(self.size)
        for word in sorted(set(words).intersection(worth)):
            out[self._places[word]] += worth[word]
        return out

"""Texts found by their words: BM25 (Robertson and Zaragoza 2009)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from comity.types import FloatArray

_K, _B = 1.2, 0.75


class WordIndex:
    """Some texts, each as its words, and how rare each word is among them."""

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
        """Return how much a word weighs: the logarithm of how few texts have it."""
        return self._rarity.get(word, self._unknown)

    def has(self, word: str) -> bool:
        """Whether any text has a word."""
        return word in self._rarity

    def match(self, words: Iterable[str]) -> FloatArray:
        """Return the score of every text for some words."""
        return self._sum(words, self._worth)

    def overlap(self, words: Iterable[str]) -> FloatArray:
        """Return the rarity of the words that every text shares with some words."""
        return self._sum(words, self._rarity)

    def _sum(self, words: Iterable[str], worth: Mapping[str, Any]) -> FloatArray:
        out = np.zeros(self.size)
        for word in sorted(set(words).intersection(worth)):
            out[self._places[word]] += worth[word]
        return out

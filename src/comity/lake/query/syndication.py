"""Detection of copies of a text: an agency report that twenty outlets print is one report.

MinHash (Broder 1997) turns a text into 128 numbers that estimate how many runs of five characters two texts
share. Texts that agree in a band of these numbers (Leskovec, Rajaraman and Ullman 2014, ch. 3) are
candidates. A pair of candidates are copies if they share enough words and do not each have a number that the
other lacks. So "a record 9,996 cases" and "a record 8,364 cases" do not count as copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

SHINGLE = 5
PERMUTATIONS = 128
#: Estimated share of common shingles from which two texts are candidates.
CANDIDATE = 0.5

#: Share of words (of their union) from which candidates are copies; WITHIN is the alternative.
WORDS = 0.6

#: Share of the shorter text's words that the longer one has: a copy that was shortened or got a new lead.
WITHIN = 0.9

#: The rule in words, for display.
RULE = (
    f"copies by MinHash ({SHINGLE}-character shingles, {PERMUTATIONS} permutations, candidates from "
    f"{CANDIDATE}) that share {WORDS} of their words or {WITHIN} of the shorter one's, no number apart"
)

_ROWS = 3  # per band: two texts that share half their shingles agree in one of 42 bands with P = .996
#: In a crowded band, each text is compared with at most this many of the texts before it.
_CROWD = 50
_LEAST = 20  # characters; the shingles of a shorter text say too little
_WORD = re.compile(r"\d[\d.,]*\d|\w+")
_PRIME = np.uint64(11400714819323198485)  # 2^64 over the golden ratio, odd: Knuth's multiplier

Sketch = npt.NDArray[np.uint32]


def _coefficients() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    rng = np.random.default_rng(1997)
    top = np.iinfo(np.uint64).max
    a = rng.integers(1, top, PERMUTATIONS, dtype=np.uint64) | np.uint64(1)
    return a, rng.integers(0, top, PERMUTATIONS, dtype=np.uint64)


_A, _B = _coefficients()


def fold_text(text: str) -> str:
    """Return the text in the form used for comparison: lower case, single spaces, no punctuation."""
    return " ".join(_WORD.findall(text.lower()))


def sketch(text: str) -> Sketch:
    """Return the MinHash of a text, of shape (128,); similar texts have equal numbers at many positions."""
    codes = np.frombuffer(fold_text(text).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < SHINGLE:
        codes = np.pad(codes, (0, SHINGLE - len(codes)))
    n = len(codes) - SHINGLE + 1
    shingles = np.zeros(n, dtype=np.uint64)
    for i in range(SHINGLE):
        shingles = (shingles ^ codes[i : i + n]) * _PRIME
        shingles ^= shingles >> np.uint64(29)
    shingles = np.unique(shingles)
    out = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(shingles), 4096):  # bounded memory for long texts
        piece = shingles[start : start + 4096, None] * _A + _B
        np.minimum(out, (piece >> np.uint64(32)).astype(np.uint32).min(axis=0), out=out)
    return out


def alike(a: Sketch, b: Sketch) -> float:
    """Estimate which share of the runs of five characters in two texts occurs in both (0 to 1)."""
    return float(np.mean(a == b))


def is_copy(a: str, b: str, of_a: Sketch | None = None, of_b: Sketch | None = None) -> bool:
    """Return whether one text is a copy of the other by :data:`RULE`; their MinHashes may be given."""
    if min(len(a), len(b)) < _LEAST:
        return False
    near = alike(sketch(a) if of_a is None else of_a, sketch(b) if of_b is None else of_b) >= CANDIDATE
    return near and _same_words(*(frozenset(_WORD.findall(t.lower())) for t in (a, b)))


def copies(texts: Sequence[str]) -> list[int]:
    """Return for each text the index of the first text that it copies, or its index if it copies none.

    The order of the texts only decides which of them counts as the first.
    """
    first = list(range(len(texts)))

    def root(i: int) -> int:
        while first[i] != i:
            first[i] = first[first[i]]
            i = first[i]
        return i

    sketches = [sketch(t) for t in texts]
    for i, j in _candidates(sketches):
        a, b = sorted((root(i), root(j)))
        if a != b and is_copy(texts[i], texts[j], sketches[i], sketches[j]):
            first[b] = a
    return [root(i) for i in range(len(texts))]


def _candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Yield, once each, the index pairs of texts whose MinHashes agree in a band of numbers."""
    met: set[tuple[int, int]] = set()
    for at_row in range(0, PERMUTATIONS - _ROWS + 1, _ROWS):
        buckets: dict[bytes, list[int]] = {}
        for i, s in enumerate(sketches):
            buckets.setdefault(s[at_row : at_row + _ROWS].tobytes(), []).append(i)
        for members in buckets.values():
            for at, j in enumerate(members):
                for i in members[max(0, at - _CROWD) : at]:
                    if (i, j) not in met:
                        met.add((i, j))
                        yield i, j


def _same_words(a: frozenset[str], b: frozenset[str]) -> bool:
    if any(w[0].isdigit() for w in a - b) and any(w[0].isdigit() for w in b - a):
        return False
    shared = len(a & b)
    return shared >= WORDS * len(a | b) or shared >= WITHIN * min(len(a), len(b))

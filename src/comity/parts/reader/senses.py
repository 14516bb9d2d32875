"""Senses: classes of words and subjects that occur in a sentence (``data/senses.yaml``).

A rule of the lexicon is one wording with roles for its states. A sense is only a class of words with similar
meaning, such as "criticise" or "core interest". New texts use other wordings with words of the same classes.
So if no rule matches, the senses suggest the form of the act (:mod:`form_inference`).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import NamedTuple

import ahocorasick

from comity.errors import VocabularyError
from comity.language import words
from comity.vocabulary.load import package_yaml

_FILE = "parts/reader/data/senses.yaml"
_NAMES = re.compile("@+")
_WORD = re.compile(r"[\w'@-]+|[,;:.]")
_REACH = 5
"""How many words before a word its negation may stand ("has *not* once publicly condemned")."""

_ONLY = frozenset({"only", "just", "merely", "simply"})


class Sense(NamedTuple):
    """A sense found in a masked sentence: its id, whether it is negated, its start and its end."""

    id: str
    negated: bool
    start: int
    end: int

    @property
    def name(self) -> str:
        """The id, after ``not`` if the sense is negated."""
        return f"not {self.id}" if self.negated else self.id


@cache
def table() -> dict[str, tuple[str, ...]]:
    """Return for each sense its words and phrases, with alternatives written out; a word stem ends in ``*``.

    Raises
    ------
    VocabularyError
        When the file does not map senses to words.
    """
    data = package_yaml(_FILE)
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        raise VocabularyError(_FILE, "the file", "must map each sense to its words in one string")
    return {
        k: tuple(out for item in v.split(",") if item.strip() for out in _written_out(item.strip()))
        for k, v in data.items()
    }


def _written_out(item: str) -> list[str]:
    """Return every wording of a listed phrase with alternatives, such as "look/looks the other way"."""
    return [" ".join(p) for p in product(*(w.split("/") for w in item.split()))]


@cache
def _automaton() -> tuple[ahocorasick.Automaton, dict[str, re.Pattern[str]]]:
    """Return a search tree of the fixed beginnings of all listed words and phrases, and their patterns."""
    heads: dict[str, list[tuple[str, str]]] = {}
    for sense, items in table().items():
        for item in items:
            heads.setdefault(item.split("*")[0], []).append((sense, item))
    out = ahocorasick.Automaton()
    for head, entries in sorted(heads.items()):
        out.add_word(head, (len(head), tuple(entries)))
    out.make_automaton()
    patterns = {
        item: re.compile(r"[\w'-]*".join(re.escape(p) for p in item.split("*")) + r"(?![\w])")
        for items in table().values()
        for item in items
    }
    return out, patterns


def flat(masked: str) -> str:
    """Return the masked sentence with every name shortened to one ``@``."""
    return _NAMES.sub("@", masked)


def senses_in(masked: str) -> list[Sense]:
    """Return the senses (classes of words) in a sentence whose names are masked by ``@`` signs, in order."""
    text, at = flat(masked), _places(masked)
    automaton, patterns = _automaton()
    spots: set[tuple[str, int, int]] = set()
    for last, (length, items) in automaton.iter(text):
        start = last - length + 1
        if start and (text[start - 1].isalnum() or text[start - 1] in "@-"):
            continue
        for sense, item in items:
            if m := patterns[item].match(text, start):
                spots.add((sense, start, m.end()))
    negations = _negations(text)
    return sorted(
        (Sense(s, any(a <= start <= b for a, b in negations), at[start], at[end]) for s, start, end in spots),
        key=lambda s: (s.start, s.end, s.id),
    )


def _places(masked: str) -> list[int]:
    """Return for each position in the shortened sentence its position in the one with full masked names."""
    out = [n for n, ch in enumerate(masked) if ch != "@" or n == 0 or masked[n - 1] != "@"]
    return [*out, len(masked)]


def _negations(text: str) -> list[tuple[int, int]]:
    """Return the spans that a negation applies to: the next few words, up to a punctuation mark."""
    toks = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    out = []
    for n, (_word, _, end) in enumerate(toks):
        if not _negates(toks, n) or (n + 1 < len(toks) and toks[n + 1][0] in _ONLY):
            continue
        reach = end
        for after, start, _ in toks[n + 1 : n + 1 + _REACH]:
            if after in (",", ";", ":", ".", "but", "while"):
                break
            reach = start
        out.append((end, reach))
    return out


def _negates(toks: list[tuple[str, int, int]], n: int) -> bool:
    word = toks[n][0]
    if word in words("negators") or word.endswith("n't") or word.startswith(_REFUSING):
        return True
    return word in ("short", "yet", "longer", "than") and toks[n - 1][0] in _PAIRED


_REFUSING = (
    "refrain",
    "eschew",
    "shun",
    "withh",
    "shied",
    "hardly",
    "scarcely",
    "rarely",
    "reluctan",
    "unwilling",
    "abstain",
    "loath",
    "desist",
    "forgo",
    "spar",
    "omit",
    "resist",
)
_PAIRED = frozenset({"stop", "stops", "stopped", "stopping", "has", "have", "had", "no", "rather", "fell"})

"""The words and weights of a check, as data that a scholar can correct (``data/*.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from comity.errors import VocabularyError
from comity.vocabulary.forms import all_forms
from comity.vocabulary.load import package_yaml


@dataclass(frozen=True, slots=True)
class ActKind:
    """A kind of act: the pattern of its words, the forms it has on record, the kinds that say the opposite.

    ``one_way`` where it matters who does it to whom; ``stance`` where it matters for or against what,
    ``like`` being the kinds that take the same side.
    """

    id: str
    cues: re.Pattern[str]
    forms: frozenset[str]
    against: frozenset[str]
    one_way: bool
    stance: bool
    like: frozenset[str]


@cache
def act_kinds() -> dict[str, ActKind]:
    """Every kind of act, in the order of ``data/acts.yaml``.

    Raises
    ------
    VocabularyError
        When a form or a kind is unknown or a cue is no regular expression.
    """
    file = "parts/check/data/acts.yaml"
    data = package_yaml(file)
    out = {}
    for key, row in data.items():
        if wrong := sorted(set(row["forms"]) - set(all_forms())):
            raise VocabularyError(file, key, f"{wrong[0]!r} is not a form")
        like = frozenset(row.get("like", ()))
        if wrong := sorted((like | set(row["against"])) - set(data)):
            raise VocabularyError(file, key, f"{wrong[0]!r} is not a kind of act")
        pattern = _pattern(row["cues"], file, key)
        one_way, stance = bool(row.get("one_way", False)), bool(row.get("stance", False))
        of_forms, against = frozenset(row["forms"]), frozenset(row["against"])
        out[key] = ActKind(key, pattern, of_forms, against, one_way, stance, like)
    return out


@cache
def grammar() -> dict[str, re.Pattern[str]]:
    """Patterns of the kinds of claims by name, in the order of ``data/grammar.yaml``."""
    file = "parts/check/data/grammar.yaml"
    return {
        key: _pattern([value] if isinstance(value, str) else value, file, key, whole=False)
        for key, value in package_yaml(file).items()
    }


def _pattern(cues: Sequence[str], file: str, key: str, *, whole: bool = True) -> re.Pattern[str]:
    joined = "|".join(cues)
    try:
        return re.compile(rf"(?<![\w@])(?:{joined})" if whole else joined)
    except re.error as e:
        raise VocabularyError(file, key, f"is no regular expression: {e}") from None


_WEIGHTS = "parts/check/data/weights.yaml"


@dataclass(frozen=True, slots=True)
class CheckWeights:
    """How a claim and a record are compared, and what a mark takes; see ``data/weights.yaml``."""

    points: Mapping[str, float]
    yields: Mapping[str, float]
    candidate: float
    words_dated: float
    words_undated: float
    words_no_act: float
    words_roll_call: float
    unknown_word: float
    scene_word: float
    council_word: float
    words_sure: float
    evidence: float
    evidence_bare: float
    words_same_act: float
    evidence_same_act: float
    rival: float
    act: float
    words_partly: float
    words_told: float
    evidence_told: float
    evidence_undated: float
    evidence_together: float
    words_together: float
    count_covered: float
    share_covered: float
    words_contradicted: float
    differ_partly: int
    per_difference: float
    about: float
    shown: int

    @property
    def least_words(self) -> float:
        """The least share of words that any mark asks of a record."""
        return min(self.words_same_act, self.words_sure, self.words_dated, self.words_partly)


@cache
def weights() -> CheckWeights:
    """The weights that ship with the package.

    Raises
    ------
    VocabularyError
        When one is missing, unknown or no positive number.
    """
    return read_weights(package_yaml(_WEIGHTS))


def read_weights(data: Any, file: str = _WEIGHTS) -> CheckWeights:
    """Check the weights; ``file`` names where they stand, for errors."""
    known = set(CheckWeights.__dataclass_fields__)
    if wrong := sorted(known ^ set(data)):
        raise VocabularyError(file, wrong[0], "is missing" if wrong[0] in known else "is no weight")
    single = {k: v for k, v in data.items() if not isinstance(v, Mapping)}
    numbers = {**data["points"], **data["yields"], **single}
    for key, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise VocabularyError(file, key, f"must be a positive number, not {value!r}")
    return CheckWeights(**data)


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words by what they carry (``data/words.yaml``), as stems."""

    empty: frozenset[str]
    common: frozenset[str]
    voting: frozenset[str]
    of_council: frozenset[str]
    same: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]
    seats: Mapping[str, tuple[str, ...]]
    meets_in: Mapping[str, tuple[str, ...]]
    titles: frozenset[str]
    companies: frozenset[str]
    stands_for: Mapping[str, frozenset[str]]
    contrary: tuple[tuple[str, tuple[frozenset[str], ...]], ...]


@cache
def word_lists() -> WordLists:
    """The word lists that ship with the package."""
    data = package_yaml("parts/check/data/words.yaml")
    return WordLists(
        empty=frozenset(data["empty"].split()),
        common=frozenset(stem(w) for w in data["common"].split()),
        voting=frozenset(stem(w) for w in data["voting"].split()),
        of_council=frozenset(stem(w) for w in data["of_council"].split()),
        same=_groups([[stem(w) for w in group] for group in data["same"]]),
        names=_groups([[name.lower() for name in group] for group in data["names"]]),
        seats={place: tuple(symbols.split()) for place, symbols in data["seats"].items()},
        meets_in={place: tuple(bodies) for place, bodies in data["meets_in"].items()},
        titles=frozenset(data["titles"].split()),
        companies=frozenset(data["companies"].split()),
        contrary=tuple(
            (part, tuple(frozenset(side.split()) for side in group))
            for part in data["contrary"]
            for group in data["contrary"][part]
        ),
        stands_for={code: frozenset(others) for code, others in data["stands_for"].items()},
    )


def _groups(groups: Sequence[Sequence[str]]) -> dict[str, frozenset[str]]:
    """Word -> every word that stands for it in any group."""
    out: dict[str, set[str]] = {}
    for group in groups:
        for word in group:
            out.setdefault(word, set()).update(group)
    return {word: frozenset(others) for word, others in out.items()}


_ENDINGS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("ings", ""),
    ("ing", ""),
    ("ied", "y"),
    ("ed", ""),
    ("es", ""),
    ("s", ""),
)
_SHORTEST = 3
_BRITISH = re.compile(r"is(?=(?:es?|ed|ing|ations?)$)")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without its ending: a light stemmer, enough to bring "vetoes" and "vetoed" together.

    British and American spellings have one stem.

    >>> stem("vetoes"), stem("vetoed"), stem("pipelines"), stem("supplies"), stem("crisis")
    ('veto', 'veto', 'pipelin', 'supply', 'crisi')
    >>> stem("militarisation") == stem("militarization")
    True
    """
    word = _BRITISH.sub("iz", word.lower().removesuffix("'s"))
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + put
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _SHORTEST else word

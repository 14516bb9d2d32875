"""The verb by which a sentence says what was done, and the one that completes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import ACTING, Token
from comity.vocabulary.load import package_yaml


@cache
def verb_lists() -> dict[str, frozenset[str]]:
    """The lists of ``data/verbs.yaml``."""
    return {
        key: frozenset(words.split()) for key, words in package_yaml("parts/check/data/verbs.yaml").items()
    }


_RELATIVE = frozenset(
    {"that", "which", "who", "whom", "whose", "where", "when", "after", "before", "while", "as"}
)
_ATTRIBUTIVE = frozenset({"a", "an", "the", "its", "their", "his", "her", "of", "newly", "'s", "’s"})
_FAR = 4
"""How many words after "to" the verb that it begins may stand: "to have at last accepted"."""


def verb_in(text: str) -> re.Match[str] | None:
    """The first verb in the past."""
    return next(_verbs_in(text), None)


def acts_in(text: str) -> int:
    """How many verbs in the past a text has, a form of "to be" not counted."""
    return sum(m[0] not in _BEING for m in _verbs_in(text))


_BEING = ("was", "were")


def _verbs_in(text: str) -> Iterator[re.Match[str]]:
    verbs = verb_lists()
    for m in re.finditer(r"\b[a-z]+", text):
        past = (
            m[0] in verbs["irregular"] or m[0] in _BEING or (m[0].endswith("ed") and len(m[0]) > len("used"))
        )
        if past and m[0] not in verbs["no_verbs"]:
            yield m


def verbs_of(view: SentenceLayout, outside: Sequence[tuple[int, int]] = ()) -> tuple[str, ...]:
    """The first verb in the past after who acts, and the one that a "to" after it begins, if any.

    Parameters
    ----------
    outside : parts of the sentence where neither is looked for
    """
    left_out = {n for n, t in enumerate(view.toks) if any(a <= t.start < b for a, b in outside)}
    acting = (p for p in view.phrases if p.kind in ACTING and (not p.prep or p.poss))
    subject = next((p for p in acting if p.lo not in left_out), None)
    start = subject.hi + 1 if subject else 0
    later = (n for n in range(start, len(view.toks)) if n not in left_out)
    at = next((n for n in later if _is_past(view.toks, n)), None)
    if at is None or any(view.toks[n].low in _RELATIVE for n in range(start, at) if n not in left_out):
        return ()
    verb = view.toks[at].low
    if verb not in verb_lists()["with_infinitive"]:
        return (verb,)
    to = next((n for n in range(at + 1, min(at + 2, len(view.toks))) if view.toks[n].low == "to"), None)
    if to is None:
        return (verb,)
    after = [t.low for t in view.toks[to + 1 : to + 1 + _FAR] if t.low.isalpha()]
    rest = [w for w in after if w not in ("have", "be", "been", "has")]
    return (verb, rest[0]) if rest else (verb,)


def _is_past(toks: list[Token], n: int) -> bool:
    """Whether a token is a verb in the past that stands for itself and not before a noun."""
    lists, low = verb_lists(), toks[n].low
    past = low in lists["irregular"] or (low.endswith("ed") and len(low) > len("used"))
    before = toks[n - 1].low if n else ""
    return (
        past
        and toks[n].mention is None
        and not toks[n].cap
        and low not in lists["no_verbs"]
        and before not in _ATTRIBUTIVE
    )

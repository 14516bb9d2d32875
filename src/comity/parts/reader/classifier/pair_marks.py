"""Features of two states in a sentence of news: the words around them, and how they are connected.

Which states are named is not a feature. A word counts once for each place where it stands (:data:`PLACES`).
It counts by its stem, by its kinds of event and by its word class. A word class holds words that occur next
to similar words (``data/company.csv``). So the weights of each word at each place can be summed in advance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import ACTING, Phrase, Token
from comity.parts.reader.classifier.event_frames import kinds_of
from comity.parts.reader.classifier.ngram_features import NAME, stem
from comity.parts.reader.classifier.pairs import pairs_of
from comity.parts.reader.lexicon import RuleMatch
from comity.parts.reader.rules.merge import MergedAct
from comity.parts.reader.rules.modality import WEAK
from comity.types import Pair
from comity.vocabulary.load import package_text

PLACES = ("between", "after", "before", "after both", "before both")
"""Where a word stands about two states, or about a phrase that joins them."""

_BETWEEN, _AFTER, _BEFORE, _AFTER_BOTH = 16, 10, 8, 12
"""How many words are looked at."""

MOST = 8
"""A sentence that names more states than this is a list: only what rules read of it is weighed."""

OTHER_NAME = "^"
"""Stands for a name of anybody or anything else among words: what a text names weighs nothing."""

_WEIGHED_MARKS = frozenset((*',;:"', NAME, OTHER_NAME))


@dataclass(frozen=True, slots=True)
class NamedPair:
    """Two states with the nearest two phrases that name them; the phrases are equal if one names both."""

    pair: Pair
    first: Phrase
    last: Phrase


def named_pairs(view: SentenceLayout) -> Iterator[NamedPair]:
    """Yield every two states that a sentence names or refers to."""
    of: dict[str, list[Phrase]] = {}
    for p in view.phrases:
        for s in p.states:
            of.setdefault(s, []).append(p)
    if len(of) <= MOST:
        for a, b in combinations(sorted(of), 2):
            yield named_pair(of[a], of[b], (a, b))


def named_pair(one: Collection[Phrase], other: Collection[Phrase], pair: Pair) -> NamedPair:
    """Return two states with those two of their phrases in a sentence that are nearest to each other."""
    p, q = min(((p, q) for p in one for q in other), key=lambda t: abs(t[0].lo - t[1].lo))
    return NamedPair(pair, p, q) if p.lo <= q.lo else NamedPair(pair, q, p)


def places(view: SentenceLayout, n: NamedPair) -> tuple[tuple[str, int, int], ...]:
    """Return the places in a sentence around two states, each as name, first token and end (exclusive)."""
    p, q, size = n.first, n.last, len(view.toks)
    before = max(0, p.lo - _BEFORE), p.lo
    if p is q:
        stop = min(view.parts[view.clause(p.lo)].hi, p.hi + 1 + _AFTER_BOTH)
        return ("after both", p.hi + 1, stop), ("before both", *before)
    middle = p.hi + 1, min(q.lo, p.hi + 1 + _BETWEEN)
    return ("between", *middle), ("after", q.hi + 1, min(q.hi + 1 + _AFTER, size)), ("before", *before)


@cache
def _load_word_classes() -> dict[str, str]:
    """Return for each word the number of its class; words that occur next to similar words share a class."""
    lines = (
        line.split(",")
        for line in package_text("parts/reader/data/company.csv").splitlines()
        if not line.startswith("#")
    )
    return {word: number for number, *listed in lines for word in listed}


def is_common(word: str) -> bool:
    """Return whether a lower-case word is an ordinary word and not a name."""
    return word in _load_word_classes()


def plain(t: Token) -> str:
    """Return a token in lower case, or the sign that replaces names."""
    if t.mention is not None:
        return NAME
    return OTHER_NAME if t.cap and t.low not in _load_word_classes() else t.low


@lru_cache(maxsize=1 << 15)
def list_word_features(word: str) -> tuple[str, ...]:
    """Return the features of a word from :func:`plain`: its stem, kinds of event and word class."""
    if not word[0].isalpha():
        return (word,) if word in _WEIGHED_MARKS else ()
    number = _load_word_classes().get(word)
    likes = (f"#{number}",) if number is not None else ()
    return (stem(word), *(f"={k}" for k in kinds_of(word)), *likes)


def word_features(view: SentenceLayout, n: NamedPair) -> Iterator[str]:
    """Yield the features of the words around two states, with the place of each word."""
    for place, lo, hi in places(view, n):
        for t in view.toks[lo:hi]:
            for f in list_word_features(plain(t)):
                yield f"{place} {f}"


def marks(view: SentenceLayout, n: NamedPair) -> list[str]:
    """Return the features of how two named states are connected in a sentence."""
    p, q, toks = n.first, n.last, view.toks
    subject = next((x for x in view.phrases if x.kind in ACTING and not x.prep), None)
    out = [
        f"subject {_relation(subject, n)}",
        f"states {min(len({s for x in view.phrases for s in x.states}), 5)}",
    ]
    if p is q:
        role = "joined subject" if p.kind in ACTING and not p.prep and not p.poss else "joined"
        out += [
            role,
            f"{role} {p.kind} {p.prep}",
            f"J- {_get_neighbour_stem(toks, p.lo - 1)}",
            f"J+ {_get_neighbour_stem(toks, p.hi + 1)}",
        ]
        return [*out, "joined many"] if len(p.states) > _FEW else out
    acts = p.kind in ACTING and not p.prep
    role = "subject" if acts and not p.poss else "owner" if p.poss or p.kind == "adj" else "other"
    role += " here" if view.clause(p.lo) == view.clause(q.lo) else " elsewhere"
    kinds = [k for t in toks[p.hi + 1 : q.lo] if t.mention is None for k in kinds_of(t.low)[:1]]
    between = sum(p.hi < x.lo and x.hi < q.lo for x in view.phrases)
    return [
        *out,
        role,
        f"{role} {_kind(p)} {_kind(q)} {q.prep}",
        f"A {_kind(p)} {p.prep}",
        f"B {_kind(q)} {q.prep}",
        f"A by {p.named}",
        f"B by {q.named}",
        f"told {'>'.join(kinds[:_FEW])}",
        f"between {min(between, 2)}",
        f"far {next((n for n in _DISTANCES if q.lo - p.hi <= n), 'very')}",
        f"A- {_get_neighbour_stem(toks, p.lo - 1)}",
        f"A+ {_get_neighbour_stem(toks, p.hi + 1)}",
        f"B- {_get_neighbour_stem(toks, q.lo - 1)}",
        f"B+ {_get_neighbour_stem(toks, q.hi + 1)}",
    ]


_FEW = 3
_DISTANCES = (2, 4, 8, 16)


def _relation(subject: Phrase | None, n: NamedPair) -> str:
    if subject is None:
        return "none"
    if subject is n.first or subject is n.last:
        return "party"
    return "same" if set(subject.states) & set(n.pair) else "other"


def _kind(p: Phrase) -> str:
    return p.kind + ("'s" if p.poss else "")


def _get_neighbour_stem(toks: list[Token], at: int) -> str:
    """Return the stem of the token at a position, or a sign for the start or end of the sentence."""
    if not 0 <= at < len(toks):
        return "|"
    word = plain(toks[at])
    return stem(word) if word[0].isalpha() else word if word in _WEIGHED_MARKS else "."


def list_rule_features(pair: Pair, merged: Iterable[MergedAct]) -> list[str]:
    """Return features of the acts that rules found for two states: of both, or of one of them with others."""
    out, ruled, denied = [], False, False
    for m in merged:
        mine = pair in pairs_of(m)
        if m.modality in WEAK:
            denied = True
            out += ["taken back"] if mine else []
        elif mine:
            ruled = True
            out += [f"ruled {m.polarity}", f"ruled {m.polarity} {m.modality}"]
            out += [f"sure {m.polarity}"] if m.sure else []
            ids = {d.hit.rule.id for d in m.drafts}
            out += [f"several {m.polarity}"] if len(ids) > 1 else []
            out += [f"rule {i} {m.polarity}" for i in sorted(ids)] + [
                f"own {f} {m.polarity}" for f in m.forms
            ]
    if not ruled:
        for m in merged:
            if m.modality not in WEAK:
                how = f"{m.polarity} {_touches(pair, m)}"
                out += [f"beside {how}", *(f"beside {f} {how}" for f in m.forms)]
    return [*out, "other taken back"] if denied and "taken back" not in out else out


def _touches(pair: Pair, m: MergedAct) -> str:
    """Return whether a pair's states are in an act of others: as party, as target, as both or not at all."""
    party, target = not m.parties.isdisjoint(pair), not set(m.targets).isdisjoint(pair)
    return "against" if party and target else "shared" if party else "target" if target else "apart"


def list_hit_features(view: SentenceLayout, n: NamedPair, hits: Iterable[RuleMatch]) -> list[str]:
    """Return the matching rules of a sentence, each with its place relative to the two states."""
    out = []
    for h in hits:
        at = view.token_at(h.start)
        where = "before" if at < n.first.lo else "between" if at < n.last.lo else "after"
        out.append(f"hit {h.rule.id} {where}")
    return out

"""Features of how two states stand around the words for an event, whatever the wording.

A rule of the lexicon either assigns states to roles or finds nothing. A frame is weaker evidence. For each
word for an event (``data/events.yaml``) and each matching rule, it notes which state is the subject and which
follows. The classifier learns how much each frame counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from comity.errors import VocabularyError
from comity.language import words
from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import Phrase
from comity.parts.reader.lexicon import RuleMatch
from comity.types import Pair
from comity.vocabulary.load import package_yaml

_FILE = "parts/reader/data/events.yaml"
_LONGEST, _NEGATED = 24, 3
"""The longest beginning of a word that is looked up, and how many words before an event may negate it."""


@cache
def _kinds() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return two tables of the kinds of event that words name: by whole word, and by beginning of a word.

    Raises
    ------
    VocabularyError
        When the file does not map kinds to words.
    """
    data = package_yaml(_FILE)
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        raise VocabularyError(_FILE, "the file", "must map each kind of event to its words in one string")
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for kind, listed in data.items():
        for word in (w.strip() for w in listed.split(",")):
            table, key = (stems, word[:-1]) if word.endswith("*") else (whole, word)
            table[key] = (*table.get(key, ()), kind)
    return whole, stems


@lru_cache(maxsize=1 << 15)
def kinds_of(word: str) -> tuple[str, ...]:
    """Return the kinds of event that a lower-case word names, by the word or its longest listed stem."""
    whole, stems = _kinds()
    if word in whole:
        return whole[word]
    return next((k for n in range(min(len(word), _LONGEST), 2, -1) if (k := stems.get(word[:n]))), ())


@dataclass(frozen=True, slots=True)
class EventFrame:
    """A word for an event, or a matching rule, with its subject and the states before and after it."""

    name: str
    subject: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    prep: str

    def of(self, pair: Pair) -> str:
        """Return how two states stand around the event, such as ``subject-object`` or ``both subjects``."""
        a, b = pair
        subject, before, after = self.subject, self.before, self.after
        if (a in subject and b in after) or (b in subject and a in after):
            return "subject-object"
        if a in subject and b in subject:
            return "both subjects"
        if a in after and b in after:
            return "both objects"
        if (a in before and b in after) or (b in before and a in after):
            return "about"
        if a in before and b in before:
            return "both before"
        one = a in subject or b in subject
        other = a in after or b in after
        return "a subject" if one else "an object" if other else "elsewhere"


_NO_STATES: frozenset[str] = frozenset()


def frames_of(
    view: SentenceLayout, hits: Iterable[RuleMatch], weighed: Collection[str] | None = None
) -> list[EventFrame]:
    """Return a sentence's event frames (a word for an event or a matching rule, with the states around it).

    If ``weighed`` is given, only frames with these names are returned.
    """
    toks, spots = view.toks, []
    for h in hits:
        at, to = view.token_at(h.start), view.token_at(max(h.start, h.end - 1))
        spots.append((f"h {h.rule.id}", at, to))
    for n, t in enumerate(toks):
        if t.mention is None:
            spots += [(f"e {k}", n, n) for k in kinds_of(t.low)]
    named = ((f"{n} not" if _is_negated(view, at) else n, at, to) for n, at, to in spots)
    return [_frame(view, n, at, to) for n, at, to in named if weighed is None or n in weighed]


def _is_negated(view: SentenceLayout, at: int) -> bool:
    """Return whether one of the few words before position ``at`` is a negation."""
    before = view.toks[max(at - _NEGATED, 0) : at]
    return any(t.low in words("negators") or t.low.endswith("n't") for t in before)


def _frame(view: SentenceLayout, name: str, at: int, to: int) -> EventFrame:
    clause = view.clause(at)
    before = after = subject = None
    for p in view.phrases:
        if p.hi < at:
            before = p
            if p.kind in _SUBJECTS and not p.prep and not p.poss:
                subject = p if subject is None or view.clause(p.lo) == clause else subject
        elif after is None and p.hi > to:
            after = p
    return EventFrame(
        name,
        _states(subject),
        _states(before),
        _states(after),
        after.prep or "none" if after is not None else "nothing",
    )


_SUBJECTS = frozenset({"actor", "firm", "anaphor-group", "anaphor-one", "adj"})


def _states(p: Phrase | None) -> frozenset[str]:
    return frozenset(p.states) if p is not None else _NO_STATES


def list_frame_features(frames: Collection[EventFrame], pair: Pair) -> set[str]:
    """Return the features of two states from the frames of their sentence."""
    out = set()
    for f in frames:
        how = f.of(pair)
        out.add(f"{f.name} {how}")
        if how in ("subject-object", "about", "an object"):
            out.add(f"{f.name} {how} {f.prep}")
    return out

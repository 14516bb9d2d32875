"""Pairs of states that a sentence of a long text may be about, with features of their roles.

A pair is possible in three cases: the sentence names both states, it names one and the text mentioned the
other just before, or it continues about the pair that the text is about. :mod:`act_classifier` scores the
features.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from comity.language.discourse_state import DiscourseState
from comity.language.gazetteer import known_codes
from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import ACTING, Phrase
from comity.parts.reader.classifier.ngram_features import list_pair_stems
from comity.parts.reader.rules.merge import MergedAct
from comity.types import Pair

"""Codes of two states, sorted."""


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """Two states that may act in a sentence; ``named`` is the number of them that the sentence names."""

    pair: Pair
    named: int
    features: frozenset[str]


def pairs_of(m: MergedAct) -> set[Pair]:
    """Return the pairs of states that an act concerns; in cooperation, two actors are also a pair."""
    ends = {tuple(sorted((a, p))) for a in m.actors for p in m.partners if a != p}
    if m.polarity == "cooperation":
        ends |= set(combinations(sorted(set(m.actors)), 2))
    return {(a, b) for a, b in ends}


def candidate_pairs(
    view: SentenceLayout, focus: DiscourseState, read: Iterable[MergedAct], taken_back: Iterable[MergedAct]
) -> list[CandidatePair]:
    """Return the pairs of states that may act in a sentence, with their features.

    ``read`` are acts that rules found in the sentence. ``taken_back`` are acts that it denies or only
    demands.
    """
    ruled = {p: m for m in read for p in pairs_of(m)}
    denied = {p for m in taken_back for p in pairs_of(m)}
    inside = named_states(view)
    views = _list_states_in_view(focus, inside, ruled)
    out = []
    for pair in combinations(sorted({*inside, *views}), 2):
        named = sum(s in inside for s in pair)
        if (
            not named
            and pair not in ruled
            and not any(set(pair) <= set(g) for g in (focus.theirs(), focus.group))
        ):
            continue
        marks = structure(view, focus, pair, inside, views)
        marks |= (
            list_rule_features(pair, ruled)
            | list_denial_features(pair, denied)
            | list_pair_stems(view, *pair)
        )
        out.append(CandidatePair(pair, named, frozenset(marks)))
    return out


def structure(
    view: SentenceLayout,
    focus: DiscourseState,
    pair: Pair,
    inside: Mapping[str, bool],
    views: Mapping[str, set[str]],
) -> set[str]:
    """Return the features of how two states stand in a sentence, apart from its words.

    ``inside`` are the states that the sentence names (:func:`named_states`). ``views`` gives for each other
    state the reason why the sentence may mean it.
    """
    marks = {f"named {sum(s in inside for s in pair)}", f"states {min(len(inside), _MANY)}"}
    marks |= {f"in view {how}" for s in pair for how in views.get(s, ())}
    return (
        marks
        | standing(view, focus, frozenset(pair))
        | _describe_connection(view, *pair)
        | {*_kinds(pair, inside, view)}
    )


_MANY = 5


def named_states(view: SentenceLayout) -> dict[str, bool]:
    """Return the states that a sentence names or refers to, and whether a phrase lets each be a party."""
    inside = {s: True for p in view.phrases for s in p.states}
    return {**{s: False for m in view.named for s in m.states}, **inside}


def _list_states_in_view(
    focus: DiscourseState, inside: Iterable[str], ruled: Iterable[Pair]
) -> dict[str, set[str]]:
    """Return the states that the sentence does not name but may mean, each with the reasons."""
    last = focus.group if focus.now - focus.group_at <= _LATELY and len(focus.group) <= _FEW else ()
    grounds = {
        "pair": focus.theirs(),
        "about": focus.about,
        "foremost": focus.foremost(),
        "one": focus.one(),
        "last": last,
        "rule": tuple(s for p in ruled for s in p),
    }
    out: dict[str, set[str]] = {}
    for how, states in grounds.items():
        for s in states:
            if s not in inside:
                out.setdefault(s, set()).add(how)
    return out


_LATELY, _FEW = 2, 4
"""How many sentences ago a group was last told of to go on, and of how many states at most."""


def _kinds(pair: Pair, inside: Mapping[str, bool], view: SentenceLayout) -> Iterator[str]:
    acting = [p for p in view.phrases if p.kind in ACTING and not p.prep]
    for s in pair:
        if acting and s in acting[0].states:
            yield "subject in it"
        if not inside.get(s, True):
            yield "bare name"
        if s not in known_codes():
            yield "body"


def list_rule_features(pair: Pair, ruled: Mapping[Pair, MergedAct]) -> set[str]:
    """Return features of the acts that rules found between two states."""
    if pair in ruled:
        m = ruled[pair]
        return {"ruled", *(f"rule {family(d.hit.rule.id)}" for d in m.drafts), *({"sure"} if m.sure else ())}
    return {"ruled other"} if ruled else set()


def list_denial_features(pair: Pair, denied: set[Pair]) -> set[str]:
    """Return features of what the sentence denies about two states."""
    return {"taken back"} if pair in denied else {"other taken back"} if denied else set()


def family(rule: str) -> str:
    """Return the group of rules that a rule of the lexicon belongs to; weights are learned by group."""
    return rule if rule.startswith(("close.", "loose.", "wide.")) else rule.split(".", maxsplit=1)[0]


def _describe_connection(view: SentenceLayout, a: str, b: str) -> set[str]:
    """Return features of how two named states are connected: by one phrase, or the distance between two."""
    both = [(p, q) for p in view.phrases if a in p.states for q in view.phrases if b in q.states]
    if not both:
        return set()
    p, q = min(both, key=lambda t: abs(t[0].lo - t[1].lo))
    p, q = (p, q) if p.lo <= q.lo else (q, p)
    if p is q:
        marks = {"joined", f"joined {p.kind}{' prep' if p.prep else ''}"}
        return marks | ({"joined many"} if len(p.states) >= _FEW else set())
    far = q.lo - p.hi
    marks = {f"apart {next((n for n in _DISTANCES if far <= n), 'far')}"}
    marks |= {f"between {min(sum(p.hi < r.lo and r.hi < q.lo for r in view.phrases), 2)}"}
    marks |= {f"from {p.prep or 'none'}", f"to {q.prep or 'none'}", f"kinds {_kind(p)} {_kind(q)}"}
    marks |= {"one clause" if view.clause(p.lo) == view.clause(q.lo) else "two clauses"}
    return marks


_DISTANCES = (3, 8, 16)


def _kind(p: Phrase) -> str:
    return p.kind + ("'s" if p.poss else "")


def standing(view: SentenceLayout, focus: DiscourseState, parties: frozenset[str]) -> set[str]:
    """Return features of the roles that an act's states have in the sentence and in the whole text."""
    acting = [p for p in view.phrases if p.kind in ACTING and not p.prep]
    subject = acting[0] if acting else None
    named = {s for m in view.named for s in m.states}
    pair = set(focus.theirs())
    marks = {
        "others named": bool(named - parties),
        "subject is a party": subject is not None and bool(set(subject.states) & parties),
        "subject is another": subject is not None and not set(subject.states) & parties,
        "no subject": subject is None,
        "two parties act": sum(bool(set(p.states) & parties) for p in acting) > 1
        or any(len(set(p.states) & parties) > 1 for p in acting),
        "only owners": not any(p.kind in ACTING and set(p.states) & parties for p in view.phrases),
        "the text's pair": parties == pair,
        "half the text's pair": len(parties & pair) == 1,
        "none of the text's pair": bool(pair) and not parties & pair,
        "the text's state": bool(set(focus.about) & parties),
        "just acted": focus.group_at == focus.now - 1 and set(focus.group) == parties,
    }
    out = {k for k, v in marks.items() if v}
    places = sorted(_place(view, s) for s in parties)
    ranks = sorted(min(focus.ranks.get(s, _LOW), _LOW) for s in parties)
    ago = focus.now - focus.told_at.get(parties, -99)
    out.add(f"stand as {places[0]} and {places[1]}")
    out.add(f"ranks {ranks[0]} and {ranks[1]}")
    out.add(f"told {'just now' if ago < 2 else 'lately' if ago < 6 else 'before' if ago < 90 else 'never'}")
    return out


_LOW = 4


def _place(view: SentenceLayout, state: str) -> str:
    kinds = {_part(p) for p in view.phrases if state in p.states}
    return next((k for k in _ORDER if k in kinds), "nowhere")


def _part(p: Phrase) -> str:
    if p.kind in ACTING and not p.poss:
        return "with" if p.prep else "subject"
    return "owner" if p.kind == "adj" or p.poss else "aside"


_ORDER = ("subject", "with", "owner", "aside")

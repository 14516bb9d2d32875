"""A record's sentence made short: what was done, without who did it and without what may be left out.

A summary is cut only where a modifier begins (``data/phrases.yaml``: ``clauses``), never inside a list, and
never before a part that takes back or attributes what came before ("but", "was reported", "said"): there the
whole stands.  The subject goes where it names nobody but members of the group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from comity.vocabulary import bodies, states

WORDS, MOST, WHOLE = 24, 25, 27
"""Words that a clause should have at most, may have where it cannot be cut, and a whole sentence may have."""

BESIDE = 5
"""Words of a predicate behind which those who acted beside may be named."""

LEAST = 3
"""Words that stay at least."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a clause may be cut, by word; see ``data/phrases.yaml``."""

    begin: frozenset[str]
    dangling: frozenset[str]
    keep: frozenset[str]
    both: frozenset[str]
    adverbs: frozenset[str]
    openers: frozenset[str]
    verbs: frozenset[str]
    needs: frozenset[str]
    matters: frozenset[str]
    objects: frozenset[str]
    participles: frozenset[str]
    restricted: frozenset[str]
    asides: frozenset[str]
    whole: frozenset[str]


def short(
    summary: str, members: Sequence[str], group: Sequence[str], cuts: Cuts, *, whole: bool = False
) -> str:
    """What was done, in a few words: "vetoed a draft on the strait".

    Parameters
    ----------
    summary : the sentence of the record
    members : those of the group who act
    group : the group; where all of it acts, "both" and "the two" name it too
    cuts : where a clause may be cut
    whole : leave the sentence uncut, as where it sets one against the other

    Returns
    -------
    str
        The clause without a full stop; it begins with a verb where the subject could go.  Empty where it is
        longer than :data:`MOST` words, with its subject than :data:`WHOLE`, and may not be cut.
    """
    first = _first_sentence(summary)
    plain = _lower(first, cuts)
    if whole and len(plain.split()) <= WHOLE:
        return plain
    opened = first if whole else _without_opening(first, members, group, cuts)
    clause = plain if whole else _without_subject(opened, members, group, cuts)
    text = _cut(clause.split(" "), cuts)
    uncut = clause in (plain, _lower(opened, cuts))
    if uncut and not _names_as_many(text, clause, members):
        text = clause
    return text if len(text.split()) <= (WHOLE if uncut else MOST) else ""


def is_whole(clause: str, summary: str) -> bool:
    """Whether a clause is the first sentence of a record, nothing cut."""
    return bool(clause) and _first_sentence(summary).lower() == clause.lower()


def _first_sentence(summary: str) -> str:
    return re.split(r"(?<=[a-z0-9\"’'])\. (?=[A-Z])", summary.strip())[0].rstrip(".")


def _names_as_many(text: str, clause: str, members: Sequence[str]) -> bool:
    """Whether a cut clause still names every member that the whole one does."""
    return all(names(text, m) for m in members if names(clause, m))


def begins_with_verb(clause: str, cuts: Cuts) -> bool:
    """Whether the subject of a clause went, so that "they" may stand before it."""
    return _is_verb(clause.split(" "), cuts)


_NO_OBJECT = "".join(
    rf"(?<!\b{word})" for word in ("with", "of", "in", "to", "for", "and", "from", "by", "on")
)
"""No word stands before that would make a name the object of a preposition."""


_CALLED = frozenset({"name", "demonym", "leader", "foreign-minister", "ministry", "party"})


@cache
def _names(code: str) -> tuple[str, ...]:
    """The names by which a sentence calls a state: its own, its capital."""
    own = {
        n.value for n in states.all_names() if n.state == code and n.lang == "en" and n.system == "capital"
    }
    return tuple(sorted(own | {states.display(code)}))


def names(text: str, code: str) -> bool:
    """Whether a sentence calls a state by its name, its people, its leaders or its ministries."""
    return bool(_called(code).search(text))


@cache
def _called(code: str) -> re.Pattern[str]:
    of_it = {
        n.value for n in states.all_names() if n.state == code and n.system in _CALLED and n.lang == "en"
    }
    words = sorted({*_names(code), *of_it}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


SUBJECT = 8
"""Words that a subject has at most, before its verb."""


@cache
def of_others(summary: str, members: Sequence[str], cuts: Cuts) -> bool:
    """Whether the subject of a sentence is another state, its people or a body, and no member.

    Then it tells what others did, to the members or for them.  A sentence that opens with time or place
    ("After the vote ...") and one in which another says what a member did are none of these.
    """
    words = [w.rstrip(",") for w in summary.split(" ")]
    if words[0] in cuts.openers and words[0] not in _DETERMINERS:
        return False
    verb = next((k for k, w in enumerate(words[: SUBJECT + 1]) if k and _is_verb([w], cuts)), None)
    if verb is None:
        return False
    said = " ".join(w for w in words[verb + 1 : verb + 4] if w != "that")
    if words[verb] in cuts.keep and any(re.match(_called(m), said) for m in members):
        return False
    head = next((k for k, w in enumerate(words[:verb]) if k and w in cuts.begin | {"of"}), verb)
    if any(names(" ".join(words[:verb]), m) for m in members):
        return False
    return _any_other().search(" ".join(words[:head])) is not None


_DETERMINERS = frozenset({"A", "An", "The", "Two", "Three", "Four", "Five", "Six", "Seven", "Ten", "Some"})


@cache
def _any_other() -> re.Pattern[str]:
    """Every name of a state, its people, leaders and ministries, and of bodies that no one state leads."""
    of_states = {n.value for n in states.all_names() if n.lang == "en" and n.system in _CALLED | {"capital"}}
    of_bodies = {
        name
        for b in bodies.all_bodies().values()
        if b.western or b.kind in _ABOVE_STATES
        for name in (b.name, *b.aliases)
    }
    own = {states.display(code) for code in states.all_states()}
    words = sorted({*own, *of_states, *of_bodies, *_SHORT}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


_ABOVE_STATES = ("un-organ", "un-agency", "court")
_SHORT = ("EU", "NATO", "UN", "US", "Brussels")
"""Short names of bodies and states in the sentences of records."""


@cache
def _other_names() -> str:
    names = {states.display(code) for code in states.all_states()} | {"the US", "the United States"}
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _without_subject(text: str, members: Sequence[str], group: Sequence[str], cuts: Cuts) -> str:
    if set(members) == set(group):
        for word in sorted(cuts.both, key=len, reverse=True):
            if text.startswith(f"{word} "):
                return _predicate(text.removeprefix(f"{word} "), text, cuts, of_all=True)
    own_names = sorted((re.escape(n) for m in members for n in _names(m)), key=len, reverse=True)
    any_name = rf"(?:{'|'.join([*own_names, _other_names()])})"
    match = re.match(rf"((?:{any_name})(?:(?:, | and |, and )(?:{any_name}))*) ", text)
    subject = re.split(r", and | and |, ", match[1]) if match else []
    own = {m for m in members for n in _names(m) if n in subject}
    others = [s for s in subject if not any(s in _names(m) for m in members)]
    if match is None or own != set(members):
        return _lower(text, cuts)
    rest = _predicate(text[match.end() :], text, cuts, of_all=own == set(group))
    if rest == text or not others:
        return rest
    if any(names(rest, m) for m in members):  # "A and B agreed that A may": without B it says little
        return _lower(text, cuts)
    if "," in rest or rest.startswith("alone "):
        return _lower(text, cuts)  # the others would belong to the last part alone; "alone" is of all named
    with_them = f"with {' and '.join([', '.join(others[:-1]), others[-1]] if others[1:] else others)}"
    # Behind many words they would belong to the last of these.
    return f"{rest} {with_them}" if len(rest.split()) <= BESIDE else f"{with_them}, {rest}"


def _without_opening(text: str, members: Sequence[str], group: Sequence[str], cuts: Cuts) -> str:
    """The sentence from its subject on, where time or place come first: "After the vote both ...".

    What somebody said of the subject ("Its ministry said both ...") is no opening: it stays.
    """
    if text.split(" ", 1)[0] not in cuts.openers:
        return text
    subjects = ["both"] if set(members) == set(group) else []
    if len(members) == 1:
        subjects += _names(members[0])
    for subject in subjects:
        match = re.search(rf"(?:, |{_NO_OBJECT} ){subject} ", text)
        attributed = match and _takes_back(text[: match.start()].split(" "), cuts)
        if match and not attributed and _is_verb(text[match.end() :].split(" "), cuts):
            return subject[:1].upper() + subject[1:] + " " + text[match.end() :]
    return text


def _is_verb(words: Sequence[str], cuts: Cuts) -> bool:
    """Whether a predicate begins here, an adverb before it or not."""
    first = next((w for w in words if w not in cuts.adverbs), "").rstrip(",")
    return first.islower() and (first.endswith("ed") or first in cuts.verbs)


_BEING = frozenset({"were", "was", "had", "did"})
"""Verbs before which the subject stays where it is the whole group: "both were two of three"."""


def _predicate(rest: str, whole: str, cuts: Cuts, *, of_all: bool) -> str:
    """What follows the subject, if a verb follows it; else the whole."""
    words = rest.split(" ")
    if not _is_verb(words, cuts) or (of_all and words[0] in _BEING):
        return _lower(whole, cuts)
    while words[0] in ("both", "jointly", "together"):
        words = words[1:]
    return " ".join(words)


def _lower(text: str, cuts: Cuts) -> str:
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in cuts.openers else text


def _cut(words: list[str], cuts: Cuts) -> str:
    """The beginning that ends before a modifier: the longest of at most :data:`WORDS` words, or one more.

    More than half of the words stay.
    """
    if semicolon := next((k for k, w in enumerate(words) if w.endswith(";")), None):
        rest = words[semicolon + 1 :]
        if not _takes_back(rest, cuts):
            words = [*words[:semicolon], words[semicolon][:-1]]
    if len(words) <= WORDS:
        return " ".join(words)
    least = max(LEAST, len(words) // 2 + 1)
    for end in [*range(WORDS, least - 1, -1), *range(WORDS + 1, min(len(words), MOST))]:
        if _may_end(words, end, cuts) and not _takes_back(words[end:], cuts):
            return " ".join(words[:end]).rstrip(",")
    return " ".join(words)


def _may_end(words: Sequence[str], end: int, cuts: Cuts) -> bool:
    """Whether a clause may end before the word ``end``: it is complete, and a modifier begins there."""
    last, following = words[end - 1], words[end]
    if not _complete(words[:end], cuts) or _unfinished(words[:end], words[end:], cuts):
        return False
    if last.endswith(","):
        aside = following.endswith(("ing", "ed")) or following in cuts.begin | cuts.asides
        return aside and not _in_list(words, end)
    if following == "and":
        after = words[end + 1] if end + 1 < len(words) else ""
        return (after.endswith(("ed", "ing")) and after.islower()) or after in _AFTER_AND
    number = end + 1 < len(words) and words[end + 1][:1].isdigit()
    named = last[:1].isupper()  # "prompting Greek warning shots", "and Xi asking": its noun or its subject
    return (following.lower() in cuts.begin and not number) or (following in cuts.participles and not named)


def _unfinished(words: Sequence[str], rest: Sequence[str], cuts: Cuts) -> bool:
    """Whether a part is left open: a bracket, a list, "between" without its "and", a clause without its verb.

    "The first edition" is open before its modifier, and one word after a comma is no end.
    """
    before, following = words[-2] if len(words) > 1 else "", rest[0]
    return (
        (before in cuts.restricted and following in cuts.begin)
        or (before.endswith(",") and not words[-1].endswith(","))
        or " ".join(words).count("(") > " ".join(words).count(")")
        or (following in ("and", "to") and any(w.lower() in ("between", "both", "from") for w in words))
        or _open_clause(words, cuts)
        or _open_list(words, rest)
    )


_AFTER_AND = frozenset({"the", "its", "their", "a", "an", "took", "said"})


def _open_clause(words: Sequence[str], cuts: Cuts) -> bool:
    """Whether a clause that "as the", "when" or "while" opens has no verb yet."""
    opens = [
        k
        for k, w in enumerate(words)
        if w in ("when", "while", "because") or (w == "as" and words[k + 1 : k + 2] in (["the"], ["its"]))
    ]
    return bool(opens) and not any(_is_verb([w], cuts) for w in words[opens[-1] + 1 :])


def _open_list(words: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether the last comma within the words parts items of which "and" or "or" comes later only."""
    comma = max((k for k, w in enumerate(words[:-1]) if w.endswith(",")), default=None)
    if comma is None:
        return False
    return _ANDS.isdisjoint(words[comma + 1 :]) and not _ANDS.isdisjoint(rest)


_ANDS = frozenset({"and", "or"})


def _complete(words: Sequence[str], cuts: Cuts) -> bool:
    """Whether the words have a verb, what the verb needs, and an end that does not dangle."""
    last = words[-1]
    if last.rstrip(",").lower() in cuts.dangling or last.endswith("ed"):
        return False
    if (last.endswith("ing") and not last[0].isupper()) or not cuts.whole.isdisjoint(words):
        return False
    incomplete = next((k for k, w in enumerate(words) if w in cuts.needs), None)
    if incomplete is not None and not _has_object(words[incomplete:], cuts):
        return False
    that = max((k for k, w in enumerate(words) if w == "that"), default=-1)
    return any(_is_verb([w], cuts) for w in words[that + 1 :])


def _has_object(words: Sequence[str], cuts: Cuts) -> bool:
    """Whether the verb that these words begin with has what it needs: "agreed on", not "agreed with the"."""
    after = cuts.begin | _ANDS | {"of"}
    return any(
        w in cuts.matters or (w in cuts.objects and before not in after) for before, w in pairwise(words)
    )


def _in_list(words: Sequence[str], end: int) -> bool:
    """Whether a comma parts the items of a list: another comma or "and" follows."""
    return any(w in _ANDS or w.endswith(",") for w in words[end:])


def _takes_back(rest: Iterable[str], cuts: Cuts) -> bool:
    return any(w.strip(",;.").lower() in cuts.keep for w in rest)

"""The lexicon: rules that say which words name which form (kind) of cooperation or friction.

The rules are in the files of ``data/lexicon/``. Each rule has:

- ``id``, and ``form``, the form it names ("" for closeness of no particular kind)
- ``pattern``, a regular expression on the lower-cased sentence, in which each state's name is a run of ``@``
- ``cues``, plain strings; the pattern is tried only if one of them occurs, which makes reading fast
- ``roles``, which say how its states act
- ``examples`` and ``counter`` examples, which are run as tests
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick

from comity.errors import VocabularyError
from comity.vocabulary.forms import all_forms
from comity.vocabulary.load import fields, package_names, package_text, read_yaml

ROLES = ("mutual", "toward", "together", "against", "behind", "relation")
"""How the states of a rule stand.

``mutual`` subject and counterparty act together (meet, agree, drill); ``toward`` subject toward partner
(aid, visit, defer); ``together`` only where several act jointly (a lone veto is no act of a pair);
``against`` friction, or joint action against a third where the subject is a group; ``behind`` one state
toward a partner, a group together about a target (backing, recognition, relief); ``relation`` a noun that
a pair owns ("ties between A and B").
"""


NEWS = ("alone", "beside", "off", "only")
"""How a rule reads short items: alone, for its form ``beside`` another of the same states, or not at all.

``only`` reads nothing but short items, and there only states of which no other rule reads anything.
"""


@dataclass(frozen=True, slots=True)
class LexiconRule:
    """One rule: which words name which kind of act; of overlapping matches, higher ``weight`` comes first."""

    id: str
    form: str
    cues: tuple[str, ...]
    pattern: str
    roles: str
    examples: tuple[str, ...]
    counter: tuple[str, ...] = ()
    polarity: str = "cooperation"
    near: int = 0  # the most words after which the partner may stand, where given
    people: bool = False  # persons of a state may stand for it ("sanctions on Russian officers")
    places: bool = False  # a place named after the words is the partner ("visits Moscow")
    preps: tuple[str, ...] = ()  # the partner hangs on one of these, where given
    prefer: tuple[str, ...] = ()  # of several phrases after the words, one on these is the partner
    modality: str = ""  # how it counts where the words before would take it back
    deed: bool = False
    news: str = "alone"  # how it reads short items (:data:`NEWS`)


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule that matches a sentence, with the start and end of the match in the sentence."""

    rule: LexiconRule
    start: int
    end: int


@cache
def rules() -> tuple[LexiconRule, ...]:
    """Return the rules of the lexicon from all its files, in the order of files and lines."""
    out: list[LexiconRule] = []
    for file in package_names("parts/reader/data/lexicon"):
        out += read_rules(package_text(file), file, {r.id for r in out})
    return tuple(out)


def read_rules(text: str, name: str, taken: set[str]) -> list[LexiconRule]:
    """Return the rules of the lexicon in one file.

    Parameters
    ----------
    text : content of the file
    name : name of the file for messages
    taken : ids of rules in other files, which must not be used again

    Raises
    ------
    VocabularyError
        When an entry is invalid; the message names file, line and rule.
    """
    entries = read_yaml(text, name) or []
    if not isinstance(entries, list):
        raise VocabularyError(name, "line 1", "must be a list of rules")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("- ")]
    out: list[LexiconRule] = []
    for n, entry in enumerate(entries):
        where = f"line {lines[n]}" if n < len(lines) else f"rule {n + 1}"
        rule = _rule(entry, name, where)
        if rule.id in taken | {r.id for r in out}:
            raise VocabularyError(name, where, f"the id {rule.id!r} is given twice")
        out.append(rule)
    return out


def _rule(entry: Any, name: str, where: str) -> LexiconRule:
    """Check an entry of the lexicon and return it as a rule; ``where`` names its line and id for messages."""
    id_ = entry.get("id") if isinstance(entry, dict) else None
    place = f"{name}, {where}" + (f" ({id_})" if id_ else "")
    rule = LexiconRule(
        **fields(
            entry,
            LexiconRule,
            place,
            allowed={"roles": ROLES, "polarity": ("cooperation", "friction"), "news": NEWS},
        )
    )
    if rule.form and rule.form not in all_forms():
        raise VocabularyError(place, "form", f"{rule.form!r} is not a form")
    if not rule.cues or not rule.examples:
        raise VocabularyError(place, "cues, examples", "needs at least one of each")
    return rule


@cache
def _pattern(number: int) -> re.Pattern[str]:
    return compiled(rules()[number])


def compiled(rule: LexiconRule) -> re.Pattern[str]:
    """Return the compiled pattern of a rule; this is slow, so it is done when the rule may first match.

    Raises
    ------
    VocabularyError
        When the pattern is no valid regular expression.
    """
    try:
        return re.compile(_expand(rule.pattern))
    except re.error as e:
        raise VocabularyError(
            "parts/reader/data/lexicon", rule.id, f"pattern is no regular expression: {e}"
        ) from None


_SHORTHAND = {
    r"\b<@>": r"(?<![\w@])@+",  # a name is written in signs, beside which \b finds no edge
    "<gap>": r"(?:[\w@'’-]+ ){0,3}",  # up to three words
    "<adj>": r"(?:[\w’'-]+ ){0,2}",  # up to two words, no state among them
    "<poss>": r"(?:@+(?:'s|’s|'|’)? |its |their |his |her |the |a |an )?",
    "<@>": r"@+",
}


def _expand(pattern: str) -> str:
    for short, full in _SHORTHAND.items():
        pattern = pattern.replace(short, full)
    return pattern


@cache
def _cues() -> ahocorasick.Automaton:
    """Return a search tree that finds all cues (plain strings of the rules) in a text, with rule numbers."""
    table: dict[str, list[int]] = {}
    for n, rule in enumerate(rules()):
        for cue in rule.cues:
            table.setdefault(cue, []).append(n)
    out = ahocorasick.Automaton()
    for cue in sorted(table):
        out.add_word(cue, tuple(table[cue]))
    out.make_automaton()
    return out


def rule_matches(masked: str, *, prose: bool = True) -> list[RuleMatch]:
    """Return the matches of rules in a lower-cased sentence with masked names, by position.

    Some rules apply to long texts only (``prose``) and some to news only.
    """
    wanted: set[int] = set()
    for _, numbers in _cues().iter(masked):
        wanted.update(numbers)
    out = _matches(masked, wanted, {"alone", "beside", "off"} if prose else {"alone", "only"})
    if out and not prose:
        out += _matches(masked, wanted, {"beside"})
    out.sort(key=lambda h: (h.start, -h.end, h.rule.id))
    return out


def _matches(masked: str, numbers: Collection[int], news: Collection[str]) -> list[RuleMatch]:
    """Return the matches of the rules with these numbers whose field ``news`` has one of the given values."""
    all_rules = rules()
    return [
        RuleMatch(all_rules[n], m.start(), m.end())
        for n in sorted(numbers)
        if all_rules[n].news in news
        for m in _pattern(n).finditer(masked)
        if m.end() > m.start()
    ]

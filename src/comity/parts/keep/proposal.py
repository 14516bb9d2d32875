"""A fact proposed from a press item, which a reviewer corrects field by field and keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, repeat
from typing import Any

from comity import language
from comity.errors import QuestionError
from comity.language import dates
from comity.language.mentions import Mention, mentions
from comity.language.sentences import sentences
from comity.parts.keep.held import HeldFacts, Near, stems
from comity.parts.keep.items import Item
from comity.records import facts
from comity.records.coded_acts import CodedAct, When
from comity.records.schemas import content_key
from comity.sources.curated import own_acts
from comity.sources.kit.outlets import outlet
from comity.sources.kit.rows import stretch
from comity.sources.texts.coding import default_coder
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.load import words
from comity.watch.account.wording import wording

#: Key -> the field it corrects, and a hint on what to type.
FIELDS = {
    "d": ("date", "2025-01-17, or 2025-01, or 2025"),
    "w": ("who", "states by name or code, with commas"),
    "t": ("toward", "states it is about or aimed at, or none"),
    "p": ("place", "a hotspot; bilateral for matters of their own"),
    "f": ("form", "a form or a plain word: treaty, talks, drill, visit, arms sale"),
    "s": ("short", "what they did, from the verb on, at most 60 characters"),
    "x": ("sentence", "one sentence in your own words"),
    "u": ("third power", "with, against or none"),
    "c": ("roles", "a state and its part each: Nepal supplier, Chad buyer"),
    "g": ("grade", "what the source is: " + ", ".join(words("source_kinds"))),
}
_SIGNED = re.compile(r"\bsign(?:s|ed)?\b")
#: Officials below a head of state or government; a meeting with one is a consultation, not a summit.
_OFFICIALS = re.compile(
    r"\b(?:(?<!prime )minister|secretary|speaker|chairman|envoy|official)\b", re.IGNORECASE
)
_DATELINE = re.compile(r"^[A-Z][\w/ ,.()-]{1,80}?(?:--|–|—|/TASS/\.|\([^()]{2,60}\)(?: --)?)\s*")
#: Grade of an outlet in no list, until a reviewer changes it; facts of this grade cannot lead a heading.
CAUTIOUS = "re-publisher"
_HELPING = frozenset(("had", "was", "were"))
#: Characters a shortened text must have before it may end at its last preposition.
_ENOUGH = 25
#: Confidence from which the coder's form is preferred to one found by plain words.
_LEAST = 0.8
#: Sentences at the start among which the main one is chosen, and the penalty for each later sentence.
_LEAD, _LATER = 4, 0.15


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact proposed from a press item; fields that nobody set have the usual values of its kind of act."""

    item: Item
    id: str
    on: str
    who: tuple[str, ...]
    toward: tuple[str, ...]
    place: str
    form: str
    short: str
    sentence: str
    third: str
    grade: str
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the proposed fact.

        Raises
        ------
        QuestionError
            When the press item gives no date.
        """
        if not self.on:
            raise QuestionError("The item does not tell its day: type it.")
        return stretch(self.on)[:2]

    def near(self, known_facts: HeldFacts) -> list[Near]:
        """Return the recorded facts that are most similar to this proposal."""
        if not self.on:
            return []
        text = f"{self.item.title} {self.item.text}"
        return known_facts.nearest(self.fact(known_facts), *self.days, text)

    def fact(self, known_facts: HeldFacts) -> dict[str, Any]:
        """Return the proposal as a fact, with the fields of a line in the file of facts."""
        usual = known_facts.template(self.form, alone=len(self.who) == 1)
        target_role = dict.fromkeys(self.toward, usual.target_role)
        last = usual.roles[-1]
        by_actor = dict(zip(self.who, chain(usual.roles, repeat(last)), strict=False))
        verb, _, rest = self.short.partition(" ")
        clause = {
            "who": list(self.who),
            "verb": usual.verb or verb,
            "object": rest.strip() or verb,
            "toward": list(self.toward),
            "side": usual.side,
            "joint": usual.joint,
        }
        source = {"title": self.item.title or self.sentence, "url": self.item.url}
        if not self.item.url:
            source = {"title": source["title"], "place": self.item.outlet or "typed by hand"}
        if self.item.published:
            source["published"] = self.item.published.isoformat()
        return {
            "id": self.id,
            "date": self.on,
            "kind": "event",
            "occurrence": self.id,
            "actors": list(self.who),
            "targets": list(self.toward),
            "hotspot": self.place,
            "domain": usual.domain,
            "form": self.form,
            "toward_third": self.third,
            "summary": self.sentence,
            "short": self.short,
            "did": [clause],
            "line": usual.line,
            "roles": by_actor | target_role | dict(self.roles),
            "numbers": [],
            "strength": usual.strength,
            "sources": [source | ({"kind": self.grade} if self.grade else {})],
        }

    def correct(self, key: str, text: str) -> Proposal:
        """Return the proposed fact with one field (a key of :data:`FIELDS`) set to a reviewer's text.

        Raises
        ------
        QuestionError
            When the text is invalid; the message lists what is valid.
        """
        typed = " ".join(text.split())
        return _CORRECT[key](self, "" if typed.lower() == "none" else typed)

    def show(self, key: str) -> str:
        """Return a field of the proposed fact as text, as a reviewer would type it."""
        value = getattr(self, {"d": "on", "u": "third"}.get(key, FIELDS[key][0]))
        if isinstance(value, Mapping):
            return ", ".join(f"{state} {role}" for state, role in value.items())
        return ", ".join(value) if isinstance(value, tuple) else str(value)


def propose(item: Item, groups: Sequence[Group] = ()) -> Proposal:
    """Propose a fact from the opening sentence of a press item that fits its title best.

    Parameters
    ----------
    groups : groups of states asked about; if the text names all of a group, these become the actors
    """
    text, named_at = item.text, mentions(item.text, item.published)
    begin, end = _choose_sentence(item, named_at)
    inside = [a for a in default_coder().code(item.document) if begin <= a.start < end and a.counts]
    coded = max(inside, key=lambda a: (len(a.parties), a.confidence), default=None)
    when_told = coded.when if coded and coded.when else dates.find_date(text, begin, end, item.published)
    sentence = _tidy(text[begin:end])
    who = _choose_states(item, coded, [m for m in named_at if begin <= m.start < end], named_at, groups)
    form = _choose_form(item, coded, sentence)
    return Proposal(
        item=item,
        id=f"own-{content_key(item.key)[:8]}",
        on=_write_date(when_told) if when_told else "",
        who=tuple(who),
        toward=tuple(s for s in (coded.targets if coded else ()) if s not in who),
        place=_choose_place(coded, who, f"{item.title} {text}"),
        form=form,
        short=_shorten(sentence, form),
        sentence=sentence,
        third=coded.toward_third if coded and coded.toward_third in words("stances") else "none",
        grade="" if outlet(item.url or None, None if item.url else item.outlet) else CAUTIOUS,
    )


def _choose_sentence(item: Item, named_at: Sequence[Mention]) -> tuple[int, int]:
    """Return start and end of the opening sentence that names two states and has most words of the title."""
    said, lead = stems(item.title), sentences(item.text)[:_LEAD]

    def worth(place: int) -> float:
        begin, end = lead[place]
        named = {s for m in named_at if begin <= m.start < end for s in m.states}
        shared = len(said & stems(item.text[begin:end])) / max(len(said), 1)
        return min(len(named), 2) + shared / 2 - _LATER * place

    return lead[max(range(len(lead)), key=worth)] if lead else (0, 0)


def _choose_states(
    item: Item,
    coded: CodedAct | None,
    inside: Sequence[Mention],
    named_at: Sequence[Mention],
    groups: Sequence[Group],
) -> list[str]:
    """Return the acting states: a group of states asked about, or those the coder found, or others named."""
    named = Counter(s for m in named_at for s in m.states)
    of_group = next((list(g.codes) for g in groups if set(g.codes) <= set(named)), [])
    read = list(coded.parties) if coded else []
    of_sentence = list(dict.fromkeys(s for m in inside for s in m.states))
    choices = (of_group, read, of_sentence[:2], [s for s, _ in named.most_common(2)])
    who = next((c for c in choices if len(c) > 1), choices[-1])
    if set(read) > set(who):
        who = read
    first = {s: m.start for m in (*reversed(named_at), *reversed(inside)) for s in m.states}
    return sorted(who, key=lambda s: (first.get(s, len(item.text)), s))


def _choose_form(item: Item, coded: CodedAct | None, sentence: str) -> str:
    plain = own_acts.find_form(sentence) or own_acts.find_form(item.title)
    read = coded.forms[0] if coded and coded.confidence >= _LEAST and coded.forms else ""
    signed = plain == "agreement" and _SIGNED.search(sentence) is not None
    form = (plain if signed else read) or plain or "general"
    return "consultation" if form == "summit" and _OFFICIALS.search(sentence) else form


def _choose_place(coded: CodedAct | None, who: Sequence[str], text: str) -> str:
    known = hotspots.all_hotspots()
    given = list(coded.hotspots) if coded else []
    filed = [h for h in hotspots.file_act(given, who, text) if h in known]
    own = next(h.id for h in known.values() if h.own)
    if filed:
        return filed[0]
    return next((h.id for h in known.values() if not h.own and set(h.states) & set(who)), own)


def _tidy(sentence: str) -> str:
    text = _DATELINE.sub("", " ".join(sentence.split()))
    return text if text.endswith((".", "!", "?", "”", '"')) else f"{text}."


def _shorten(sentence: str, form: str) -> str:
    """Return at most 60 characters about the act, from the sentence's first past-tense verb on."""
    tokens = sentence.rstrip(".").split()
    begin = next((k for k, w in enumerate(tokens) if _is_past(w)), len(tokens))
    short = list[str]()
    for token in tokens[begin:]:
        if len(" ".join([*short, token])) > facts.SHORT_MAX or (short and _ends_clause(token)):
            break
        short.append(token.rstrip(",;"))
        if token.endswith((",", ";")):
            break
    whole = begin + len(short) == len(tokens)
    joins = [k for k, w in enumerate(short) if w in language.words("preps") | {"to"} or w.endswith("ing")]
    if not whole and joins and len(" ".join(short[: joins[-1]])) >= _ENOUGH:
        short = short[: joins[-1]]
    if not whole and short and _is_cut(short[-1], tokens[begin + len(short)]):
        short.pop()
    while short and short[-1].lower() in language.words("preps") | language.words("determiners") | {
        "to",
        "and",
    }:
        short.pop()
    return " ".join(short) if len(short) > 1 else wording().forms[form]["did"]


def _is_past(word: str) -> bool:
    """Return whether a word is a verb in the past tense; "had", "was" and "were" do not count."""
    return word.islower() and (
        word in language.words("past") - _HELPING or (len(word) > 4 and word.endswith("ed"))
    )


def _is_cut(last: str, following: str) -> bool:
    """Return whether a cut before ``following`` would split a name or a possessive phrase."""
    return last.endswith(("'s", "’s")) or (last.istitle() and following.istitle())


def _ends_clause(word: str) -> bool:
    return (word.istitle() and word.rstrip(",").endswith("day")) or word in (
        "amid",
        "as",
        "after",
        "before",
        "where",
        "while",
        "that",
    )


def _write_date(when_told: When) -> str:
    day = when_told.first.isoformat()
    return {"year": day[:4], "month": day[:7]}.get(when_told.precision, day)


def _correct_date(p: Proposal, typed: str) -> Proposal:
    try:
        stretch(typed)
    except ValueError:
        raise QuestionError(f"{typed!r} is no date: write 2025, 2025-01 or 2025-01-17.") from None
    return replace(p, on=typed)


def _read(p: Proposal, column: str, typed: str) -> list[str]:
    return own_acts.understand(column, typed, p.days[0] if p.on else date.today())


def _correct_roles(p: Proposal, typed: str) -> Proposal:
    out = {}
    for part in filter(None, map(str.strip, typed.split(","))):
        name, _, role = part.rpartition(" ")
        if role not in facts.ROLES or not name:
            raise QuestionError(f"{part!r} names no role: use {', '.join(sorted(facts.ROLES))}.")
        out[_read(p, "who", name)[0]] = role
    return replace(p, roles=out)


def _correct_short(p: Proposal, typed: str) -> Proposal:
    if not 0 < len(typed) <= facts.SHORT_MAX:
        raise QuestionError(f"Write 1 to {facts.SHORT_MAX} characters, not {len(typed)}.")
    return replace(p, short=typed)


def _correct_who(p: Proposal, typed: str) -> Proposal:
    who = tuple(_read(p, "who", typed))
    if not who:
        raise QuestionError("Name at least one state.")
    return replace(p, who=who, toward=tuple(s for s in p.toward if s not in who))


def _correct_sentence(p: Proposal, typed: str) -> Proposal:
    if not typed:
        raise QuestionError("Write one sentence.")
    return replace(p, sentence=typed)


def _correct_grade(p: Proposal, typed: str) -> Proposal:
    if typed and typed not in words("source_kinds"):
        raise QuestionError(f"{typed!r} is no grade: use {', '.join(words('source_kinds'))}.")
    return replace(p, grade=typed)


_CORRECT: dict[str, Callable[[Proposal, str], Proposal]] = {
    "d": _correct_date,
    "w": _correct_who,
    "t": lambda p, typed: replace(p, toward=tuple(_read(p, "about", typed)) if typed else ()),
    "p": lambda p, typed: replace(p, place=_read(p, "place", typed)[0]),
    "f": lambda p, typed: replace(p, form=_read(p, "form", typed)[0], roles={}),
    "s": _correct_short,
    "x": _correct_sentence,
    "u": lambda p, typed: replace(p, third=_read(p, "stance", typed or "none")[0]),
    "c": _correct_roles,
    "g": _correct_grade,
}

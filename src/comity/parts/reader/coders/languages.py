"""Chinese and Russian: a small reader of official phrasing, by script, names and triggers as data.

It knows no clauses: states that stand together before or around a trigger are one group, what follows is
the counterparty.  It was written on some sixty sentences a language of our own making; on real statements it
misses most acts (docs/coders.md has the figures).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from comity.errors import VocabularyError
from comity.language.dates import when
from comity.language.gazetteer import known_codes
from comity.language.sentences import sentences
from comity.parts.reader.classifier.confidence import TrustEvidence, confidence
from comity.parts.reader.patterns import domain_of
from comity.parts.reader.rules.hotspot import of_states
from comity.records.coded_acts import CodedAct, Document
from comity.vocabulary.forms import all_forms
from comity.vocabulary.hotspots import all_hotspots
from comity.vocabulary.load import fields, package_csv, package_yaml

_OTHER_SCRIPT = re.compile("[\u0400-\u04ff\u4e00-\u9fff]")
_SCRIPTS = {"zh": re.compile("[\u4e00-\u9fff]"), "ru": re.compile("[\u0400-\u04ff]")}
_SHARE = 0.3
"""Share of letters in a script from which a text is in its language: a quoted name does not make it so."""

_NAMES = "language/data/names_zh_ru.csv"
_FAR = 60
"""Characters between a trigger and a state beyond which they do not belong together."""


def language_of(text: str) -> str:
    """``zh``, ``ru``, or ``en`` for everything else, told by script."""
    if _OTHER_SCRIPT.search(text) is None:
        return "en"
    letters = sum(c.isalpha() for c in text) or 1
    shares = {lang: len(script.findall(text)) / letters for lang, script in _SCRIPTS.items()}
    best = max(shares, key=lambda k: shares[k])
    return best if shares[best] >= _SHARE else "en"


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that name a form; not where the sentence also holds ``unless``."""

    id: str
    form: str
    roles: str
    pattern: str
    polarity: str = "cooperation"
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of one language."""

    names: re.Pattern[str]
    of_name: tuple[tuple[str, ...], ...]
    asker: re.Pattern[str]
    joins: re.Pattern[str]
    both: re.Pattern[str]
    negated: re.Pattern[str]
    planned: re.Pattern[str]
    against: re.Pattern[str]
    hotspots: tuple[tuple[str, re.Pattern[str]], ...]
    triggers: tuple[tuple[Trigger, re.Pattern[str], re.Pattern[str] | None], ...]

    def meant(self, match: re.Match[str]) -> tuple[str, ...]:
        """States that a name found stands for, () for one that is blocked."""
        return self.of_name[(match.lastindex or 1) - 1]


@cache
def language(code: str) -> Language:
    """One language from its data files."""
    file = f"language/data/languages/{code}.yaml"
    d = package_yaml(file)
    known = _names(code, d)
    every = "|".join(f"({pattern})" for pattern, _ in known)
    triggers = []
    for n, entry in enumerate(d["triggers"]):
        allowed = {"roles": ("mutual", "toward", "together", "against", "behind")}
        t = Trigger(**fields(entry, Trigger, f"{file}, trigger {n + 1}", allowed=allowed))
        if t.form not in all_forms():
            raise VocabularyError(file, t.id, f"{t.form!r} is not a form")
        masked = _pattern(file, t.id, t.pattern.replace("@", "@+"))
        triggers.append((t, masked, _pattern(file, t.id, t.unless) if t.unless else None))
    for spot in d["hotspots"]:
        if spot not in all_hotspots() and spot != "other":
            raise VocabularyError(file, spot, "is not a hotspot")
    return Language(
        re.compile(every, re.IGNORECASE),
        tuple(states for _, states in known),
        asker=_pattern(file, "asker", d["asker"]),
        joins=_pattern(file, "joins", d["joins"]),
        both=_pattern(file, "both", d["both"]),
        negated=_pattern(file, "negated", d["negated"]),
        planned=_pattern(file, "planned", d["planned"]),
        against=_pattern(file, "against_third", d["against_third"]),
        hotspots=tuple((h, _pattern(file, h, p)) for h, p in d["hotspots"].items()),
        triggers=tuple(triggers),
    )


def _pattern(file: str, key: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as e:
        raise VocabularyError(file, key, f"is no regular expression: {e}") from None


def state_names(code: str) -> list[tuple[str, tuple[str, ...]]]:
    """Patterns of names in a language and the states that each stands for, groups (中俄) among them."""
    data = package_yaml(f"language/data/languages/{code}.yaml")
    return [(pattern, of) for pattern, of in _names(code, data) if of]


def _names(code: str, d: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Patterns of names and their states, longest first; a star in the table is any ending."""
    out: list[tuple[str, tuple[str, ...]]] = [(re.escape(b), ()) for b in d["blocked"]]
    out += [(re.escape(name), tuple(states)) for name, states in d["groups"].items()]
    for line, r in package_csv(_NAMES, ("state", "zh", "ru")):
        if r["state"] not in known_codes():
            raise VocabularyError(_NAMES, f"line {line}", f"{r['state']!r} is not a state or body")
        for name in r[code].split("|"):
            ends = re.escape(name).replace(r"\*", r"\w*")
            out.append((rf"\b{ends}\b" if code == "ru" else ends, (r["state"],)))
    letters = d["letters"]
    for a, b in ((a, b) for a in letters for b in letters if a != b):
        out.append((f"{a}{b}(?:(?={d['after_letters']}))", (letters[a], letters[b])))
    return sorted(out, key=lambda n: -len(n[0].split("(?")[0]))


@dataclass(frozen=True, slots=True)
class NamedStates:
    """States named at a place of a sentence, those that stand joined as one."""

    start: int
    end: int
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoderIdentity:
    """What the reader needs of the coder it reads for."""

    coder: str
    third: str
    camp: frozenset[str]


def code_other(document: Document, lang: str, reader: CoderIdentity) -> list[CodedAct]:
    """Acts of a Chinese or Russian document, in the order of their evidence."""
    known = language(lang)
    view: tuple[str, ...] = ()
    out: list[CodedAct] = []
    for span in sentences(document.text):
        acts = _sentence(document, known, span, view, reader)
        pairs = [a.parties for a in acts if len(a.parties) == 2]
        view = pairs[-1] if pairs else view
        out += acts
    return out


def _sentence(
    document: Document, known: Language, span: tuple[int, int], view: tuple[str, ...], reader: CoderIdentity
) -> list[CodedAct]:
    text = document.text[span[0] : span[1]]
    low = text.lower() if len(text.lower()) == len(text) else text
    questioner = known.asker.match(low)
    begin = questioner.end() if questioner is not None else 0
    names = [NamedStates(m.start(), m.end(), known.meant(m)) for m in known.names.finditer(low, begin)]
    masked = low
    for n in names:
        masked = masked[: n.start] + ("@" if n.states else "#") * (n.end - n.start) + masked[n.end :]
    named = _joined(low, known, [n for n in names if n.states])
    both = known.both.search(low)
    if both and view and not any(len(n.states) > 1 for n in named):
        named = sorted([*named, NamedStates(both.start(), both.end(), view)], key=lambda n: n.start)
    named_states = frozenset(s for n in named for s in n.states)
    acts: dict[tuple[tuple[str, ...], str], CodedAct] = {}
    for trigger, pattern, unless in known.triggers:
        m = pattern.search(masked)
        if (
            m is None
            or (unless is not None and unless.search(low))
            or known.negated.search(masked[: m.start()])
        ):
            continue
        cast = _cast(trigger, named, m)
        if cast is None:
            continue
        act = _act(document, known, span, TriggerMatch(trigger, m, cast, named_states), reader)
        key = (act.parties, act.polarity)
        acts[key] = _merged(acts[key], act) if key in acts else act
    apart = {parties for parties, polarity in acts if polarity == "friction"}
    consistent = [
        a for (parties, polarity), a in acts.items() if polarity == "friction" or parties not in apart
    ]
    larger = [
        a
        for a in consistent
        if not any(set(a.parties) < set(b.parties) and a.polarity == b.polarity for b in consistent)
    ]
    return sorted(larger, key=lambda a: (a.start, a.trigger_start, a.parties))


def _joined(low: str, known: Language, names: list[NamedStates]) -> list[NamedStates]:
    """Names with those joined that only a joining word or mark separates."""
    out: list[NamedStates] = []
    for n in names:
        if out and (
            known.joins.fullmatch(low[out[-1].end : n.start]) or set(n.states) <= set(out[-1].states)
        ):
            last = out.pop()
            n = NamedStates(last.start, n.end, tuple(dict.fromkeys((*last.states, *n.states))))  # noqa: PLW2901
        out.append(n)
    return out


Cast = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]
"""Actors, partners, targets, polarity."""


def _cast(trigger: Trigger, named: list[NamedStates], m: re.Match[str]) -> Cast | None:
    """Who stands where around a trigger; ``None`` where the roles do not fill."""
    near = [n for n in named if n.end > m.start() - _FAR and n.start < m.end() + _FAR]
    if not near:
        return None
    first, rest = near[0].states, [n for n in near[1:] if not set(n.states) <= set(near[0].states)]
    second = tuple(s for s in rest[0].states if s not in first) if rest else ()
    group = next((n.states for n in near if len(n.states) > 1), ())
    if trigger.roles == "together":
        others = tuple(s for n in near for s in n.states if s not in group)
        return (group, (), others, trigger.polarity) if group else None
    if trigger.roles == "mutual":
        parties = first if len(first) > 1 else (*first, *second)
        return (parties, (), (), trigger.polarity) if len(parties) > 1 else None
    if not second and not (trigger.roles == "behind" and len(first) > 1):
        return None
    if len(first) > 1 and trigger.roles in ("against", "behind"):
        return first, (), second, "cooperation"
    return first, second, (), trigger.polarity


@dataclass(frozen=True, slots=True)
class TriggerMatch:
    """A trigger in a sentence: where, who takes part, and which states the sentence names."""

    trigger: Trigger
    at: re.Match[str]
    cast: Cast
    named: frozenset[str]


def _act(
    document: Document, known: Language, span: tuple[int, int], f: TriggerMatch, reader: CoderIdentity
) -> CodedAct:
    start, end = span
    text = document.text[start:end].lower()
    trigger, m = f.trigger, f.at
    actors, partners, targets, polarity = f.cast
    parties = {*actors, *partners}
    form = trigger.form if polarity == trigger.polarity else "joint-initiative"
    planned = known.planned.search(text[: m.start()]) is not None
    mood = "planned" if planned else "asserted"
    inside = reader.third in parties or bool(reader.camp & parties)
    stance = ("against" if polarity == "friction" else "with") if inside else "none"
    if not inside and polarity == "cooperation" and (reader.third in targets or known.against.search(text)):
        stance = "against"
    judged = TrustEvidence(frozenset(parties), (form,), (trigger.id,), mood, f.named, prose=False)
    return CodedAct(
        actors=tuple(sorted(actors)),
        partners=tuple(sorted(partners)),
        targets=tuple(sorted(targets)),
        hotspots=_hotspots(known, text, f.named, parties, targets),
        forms=(form,),
        domain=domain_of(form) or "diplomatic",
        polarity=polarity,
        deed=all_forms()[form].deed,
        toward_third=stance,
        third=reader.third,
        modality=mood,
        when=when(document.text, start, end, document.published, ahead=planned),
        start=start,
        end=end,
        trigger_start=start + m.start(),
        trigger_end=start + m.end(),
        coder=reader.coder,
        rules=(trigger.id,),
        confidence=confidence(judged),
    )


def _hotspots(
    known: Language, text: str, named_states: frozenset[str], parties: set[str], targets: tuple[str, ...]
) -> tuple[str, ...]:
    """Hotspots named, else those of states named beside the parties, else of a party of a pair."""
    spots = [h for h, p in known.hotspots if p.search(text)]
    spots += of_states(sorted(named_states - parties))
    if not spots and len(parties) < _MANY:
        spots = of_states(sorted(parties))
    return tuple(dict.fromkeys(spots)) or (("other",) if targets else ("bilateral",))


_MANY = 4


def _merged(a: CodedAct, b: CodedAct) -> CodedAct:
    """Two triggers of one act."""
    forms = tuple(dict.fromkeys((*a.forms, *b.forms)))
    return replace(
        a,
        forms=forms,
        rules=tuple(sorted({*a.rules, *b.rules})),
        targets=tuple(sorted({*a.targets, *b.targets} - set(a.parties))),
        domain=next((d for f in forms if (d := domain_of(f))), "diplomatic"),
        deed=a.deed or b.deed,
    )

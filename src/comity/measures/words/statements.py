"""Statements of state outlets: their owner, which words are the outlet's own, and the topics they name.

A statement names a *topic* if the outlet's own words do: a hotspot by its terms in the language of the text,
a state by its names. In a briefing, the questions are not the outlet's own words. A topic named only in a
question is counted separately.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import ahocorasick
import pyarrow as pa
import pyarrow.compute as pc

from comity.language.sentences import sentences
from comity.vocabulary import hotspots, states
from comity.vocabulary.columns import sift
from comity.vocabulary.load import package_csv

LANGUAGES = ("en", "ru", "zh")
MOST_SENTENCES = 6
"""Sentences kept of one statement about one hotspot."""

_LABEL = re.compile(r"([^\n:：。，,?？“”]{1,40})[:：]\s*")
_QUESTION = re.compile(
    r"问|追问|.*(?:记者|社|电视台|台|报|网|》)(?:追问)?|Q|Follow[- ]?up|Question", re.IGNORECASE
)
_NAMED = re.compile(r"(?:[A-Z][\w.&'’-]*(?: of| the)? ?){1,5}")
"""A label of capitalised words, which in a briefing is the newspaper that asks."""
_ANSWER = re.compile(r"答|A|Answer", re.IGNORECASE)
_SPOKESPERSON = re.compile(
    r"外交部发言人([\u4e00-\u9fff]{2,3}?)(?:主持|就|答|宣布|发表)|Spokesperson ([A-Z][\w ]+?)(?:'|’)s"
)


@dataclass(frozen=True, slots=True, order=True)
class Channel:
    """One outlet in one language: the state that owns it, and whether its texts are complete or cut off."""

    outlet: str
    state: str
    language: str
    whole: bool
    kind: str = "government"

    @property
    def name(self) -> str:
        """The name of the outlet in lists."""
        return f"{self.outlet} [{self.language}]" + ("" if self.whole else ", headlines")


@dataclass(frozen=True, slots=True)
class OutletStatement:
    """One statement of an outlet (such as a ministry or a news agency), as published."""

    record: str
    day: date
    channel: Channel
    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """A sentence of a statement, with its position (characters from the beginning of the text)."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class TopicMention:
    """A statement whose own words name a hotspot, with the sentences that do."""

    record: str
    day: date
    title: str
    url: str
    sentences: tuple[QuotedSentence, ...]


@dataclass(slots=True)
class Spoken:
    """Counts of what every outlet said.

    ``days`` has the days of each month with a statement, ``volume`` the statements per month. ``counts`` has
    the statements per month whose own words name a topic (id of a hotspot, or code of a state).
    ``questioned`` has those in which only a question names it. ``mentions`` has the mentions of hotspots, by
    day.
    """

    days: dict[Channel, dict[str, set[int]]] = field(default_factory=dict)
    volume: dict[Channel, Counter[str]] = field(default_factory=dict)
    counts: dict[Channel, dict[str, Counter[str]]] = field(default_factory=dict)
    questioned: dict[Channel, dict[str, Counter[str]]] = field(default_factory=dict)
    mentions: dict[Channel, dict[str, list[TopicMention]]] = field(default_factory=dict)

    def months(self, channel: Channel) -> list[str]:
        """Return the months from the first statement of an outlet to its last."""
        return months_between(min(self.volume[channel]), max(self.volume[channel]))


def get_month(day: date) -> str:
    """Return the month of a day, such as ``2022-02``."""
    return f"{day:%Y-%m}"


def months_between(first: str, last: str) -> list[str]:
    """Return every month from ``first`` to ``last``, both included."""
    y, m = map(int, first.split("-"))
    end = tuple(map(int, last.split("-")))
    out = []
    while (y, m) <= end:
        out.append(f"{y}-{m:02}")
        y, m = (y, m + 1) if m < 12 else (y + 1, 1)
    return out


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a statement: where it begins, and whether it is in the outlet's own words."""

    statement: int
    begin: int
    text: str
    own: bool


def paragraphs(text: str, title: str = "", statement: int = 0) -> list[Paragraph]:
    """Return the paragraphs of a text, and mark those of questions to the outlet as not its own.

    A label of a question (问, 新华社记者, Q) or of a newspaper begins a question. A label of an answer
    (答, A, the spokesperson named in the title) ends it. Other paragraphs continue the one before.
    """
    named = _SPOKESPERSON.search(title)
    speaker = next((g for g in named.groups() if g), "") if named else ""
    out: list[Paragraph] = []
    asking, at = False, 0
    for whole in text.split("\n\n"):
        label = _LABEL.match(whole)
        begin = 0
        if label is not None:
            who = label[1].strip()
            if _ANSWER.fullmatch(who) or (speaker and who == speaker):
                asking, begin = False, label.end()
            elif _QUESTION.fullmatch(who) or (speaker and _NAMED.fullmatch(who)):
                asking = True
        out.append(Paragraph(statement, at + begin, whole[begin:], not asking))
        at += len(whole) + 2
    return out


def sentences_of(paragraph: Paragraph) -> list[str]:
    """Return the sentences of a paragraph."""
    return [paragraph.text[a:b] for a, b in sentences(paragraph.text)]


@cache
def terms(language: str) -> dict[str, re.Pattern[str]]:
    """Return for each hotspot a pattern of its terms in a language, ignoring case."""
    known = {h.id: h.terms(language) for h in hotspots.all_hotspots().values()}
    return {h: re.compile("|".join(f"(?:{t})" for t in ts), re.IGNORECASE) for h, ts in known.items() if ts}


def foreign_names(language: str) -> list[tuple[str, str]]:
    """List Chinese (``zh``) or Russian (``ru``) names with their states; a star stands for any ending."""
    rows = package_csv("language/data/names_zh_ru.csv", ("state", "zh", "ru"))
    return [(name, r["state"]) for _, r in rows for name in r[language].split("|")]


@cache
def _names(language: str) -> ahocorasick.Automaton:
    """Return the names of states in a language, each with its code and whether an ending may follow."""
    out = ahocorasick.Automaton()
    if language == "en":
        known = [(n.value, n.state) for n in states.all_names() if n.system in ("name", "demonym")]
        known += [(states.display(code), code) for code in states.all_states()]
        written = [(name, code) for name, code in known if name.isascii()]
    else:
        written = foreign_names(language)
    for name, code in written:
        whole, open_ended = name.removesuffix("*").lower(), name.endswith("*")
        if len(whole) > 1 and "*" not in whole and code in states.all_states():
            _, known, _ = out.get(whole, (whole, frozenset[str](), open_ended))
            out.add_word(whole, (whole, known | {code}, open_ended))
    out.make_automaton()
    return out


def states_named(text: str, language: str) -> set[str]:
    """Return the codes of the states that a text names."""
    low = text.lower()
    codes = set()
    for end, (name, of, open_ended) in _names(language).iter(low):
        if language != "zh":
            before, after = low[end - len(name) : end - len(name) + 1], low[end + 1 : end + 2]
            if (end >= len(name) and before.isalnum()) or (after.isalnum() and not open_ended):
                continue
        codes |= of
    return codes


def count_by_month(statements: Iterable[OutletStatement]) -> Spoken:
    """Count the topics that every outlet named, month by month."""
    out = Spoken()
    by_channel: dict[Channel, list[OutletStatement]] = defaultdict(list)
    for s in statements:
        by_channel[s.channel].append(s)
    for channel, some in sorted(by_channel.items()):
        said = sorted(some, key=lambda s: (s.day, s.record))
        _count(out, channel, said)
    return out


def _count(out: Spoken, channel: Channel, said: Sequence[OutletStatement]) -> None:
    months = [get_month(s.day) for s in said]
    days = out.days.setdefault(channel, defaultdict(set))
    for s, month in zip(said, months, strict=True):
        days[month].add(s.day.day)
    out.volume[channel] = Counter(months)
    counts = out.counts.setdefault(channel, defaultdict(Counter))
    questioned = out.questioned.setdefault(channel, defaultdict(Counter))
    every = [p for k, s in enumerate(said) for p in paragraphs(s.text, s.title, k)]
    named: dict[int, set[str]] = defaultdict(set)
    for p in every:
        if p.own:
            named[p.statement] |= states_named(p.text, channel.language)
    for k, codes in named.items():
        counts[months[k]].update(codes - {channel.state})
    texts = pa.array([p.text for p in every], pa.string())
    for topic, pattern in terms(channel.language).items():
        hits = sift(texts, pattern)
        hit = [every[i] for i in pc.indices_nonzero(hits).to_pylist() if pattern.search(every[i].text)]
        mentions = _mentions(said, [p for p in hit if p.own], pattern)
        own = {m.record for m in mentions}
        counts_of = Counter(get_month(m.day) for m in mentions)
        for month, n in counts_of.items():
            counts[month][topic] = n
        for k in {p.statement for p in hit if said[p.statement].record not in own}:
            questioned[months[k]][topic] += 1
        out.mentions.setdefault(channel, {})[topic] = mentions


def _mentions(
    said: Sequence[OutletStatement], hit: Sequence[Paragraph], pattern: re.Pattern[str]
) -> list[TopicMention]:
    by_statement: dict[int, list[QuotedSentence]] = defaultdict(list)
    for p in hit:
        for first, last in sentences(p.text):
            if pattern.search(p.text[first:last]) and len(by_statement[p.statement]) < MOST_SENTENCES:
                by_statement[p.statement].append(
                    QuotedSentence(p.begin + first, p.begin + last, p.text[first:last])
                )
    chosen = [(said[k], tuple(spans)) for k, spans in sorted(by_statement.items()) if spans]
    return [TopicMention(s.record, s.day, s.title, s.url, spans) for s, spans in chosen]

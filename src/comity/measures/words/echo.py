"""Echoes: the same wording in statements of two states within days, and which state used it first.

Two statements on one hotspot echo each other if they share a run of at least :data:`RUN` words that hardly
anyone else uses. In Chinese, which has no blanks between words, characters are counted instead. The same
search with the dates of one side shifted by weeks tells how many echoes chance and set phrases give.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comity.measures.words.statements import Channel, TopicMention

METHOD = "echo/1"
NULL = "the same search with the days of one side moved by four, eight and twelve weeks"
DAYS = 7
RUN, RUN_OF_CHARACTERS = 6, 10
"""Words in a row that make an echo; characters where no blanks part words."""
MOST_USES = 3
"""Statements of either side beyond which a run of words is a set phrase."""
SHORT = 3
"""Letters up to which a word tells nothing of whether a run is a name."""
SHIFTS = tuple(timedelta(weeks=w) for w in (-12, -8, -4, 4, 8, 12))

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Echo:
    """Two statements with the same wording, the earlier one first."""

    first: TopicMention
    first_by: Channel
    second: TopicMention
    second_by: Channel
    words: str

    @property
    def days(self) -> int:
        """Number of days between the two statements."""
        return (self.second.day - self.first.day).days


Said = tuple[Channel, TopicMention]


def echoes(one: Sequence[Said], other: Sequence[Said]) -> list[Echo]:
    """Return wordings (echoes) that statements of two states share, oldest first, the longest of each two."""
    uses: Counter[str] = Counter()
    runs = {id(m): _runs(m, c.language) for c, m in (*one, *other)}
    for per in runs.values():
        uses.update(per.keys())
    where: dict[str, list[Said]] = defaultdict(list)
    for c, m in other:
        for run in runs[id(m)]:
            if uses[run] <= MOST_USES:
                where[run].append((c, m))
    longest: dict[tuple[str, str], Echo] = {}
    for c, m in one:
        for run, place in runs[id(m)].items():
            for d, n in where.get(run, ()):
                if abs((n.day - m.day).days) <= DAYS and d.language == c.language:
                    words = _longest(m, place, n, c.language)
                    if _is_name(words):
                        continue
                    known = longest.get((m.record, n.record))
                    if known is None or len(words) > len(known.words):
                        longest[m.record, n.record] = _order(c, m, d, n, words)
    return sorted(longest.values(), key=lambda e: (e.first.day, e.first.record, e.second.record))


def count_by_chance(one: Sequence[Said], other: Sequence[Said]) -> list[int]:
    """Count for each shift the shared wordings (echoes) when the dates of the other state are shifted."""
    return [len(echoes(one, [(c, replace(m, day=m.day + shift)) for c, m in other])) for shift in SHIFTS]


def _order(c: Channel, m: TopicMention, d: Channel, n: TopicMention, words: str) -> Echo:
    return Echo(m, c, n, d, words) if m.day <= n.day else Echo(n, d, m, c, words)


def _run_length(language: str) -> int:
    return RUN_OF_CHARACTERS if language == "zh" else RUN


def _units(text: str, language: str) -> list[tuple[int, int]]:
    return [x.span() for x in (_HAN if language == "zh" else _WORD).finditer(text)]


def _runs(mention: TopicMention, language: str) -> dict[str, tuple[int, int]]:
    """Return every run of words in a statement, with the sentence and the word where it begins."""
    size = _run_length(language)
    out: dict[str, tuple[int, int]] = {}
    for k, s in enumerate(mention.sentences):
        units = _units(s.text, language)
        words = [s.text[a:b].lower() for a, b in units]
        for i in range(len(words) - size + 1):
            out.setdefault(" ".join(words[i : i + size]), (k, i))
    return out


def _longest(mention: TopicMention, place: tuple[int, int], other: TopicMention, language: str) -> str:
    """Return the longest wording from a place on that also occurs in the other statement."""
    sentence = mention.sentences[place[0]].text
    units = _units(sentence, language)[place[1] :]
    texts = [_flat(s.text, language) for s in other.sentences]
    size = _run_length(language)
    end = size
    while end < len(units):
        run = _flat(sentence[units[0][0] : units[end][1]], language)
        if not any(run in t for t in texts):
            break
        end += 1
    return sentence[units[0][0] : units[end - 1][1]]


def _is_name(words: str) -> bool:
    """Return whether every longer word begins with a capital, as in a name or title, which is no echo."""
    longer = [w for w in words.split() if len(w) > SHORT and w.isascii()]
    return bool(longer) and all(w[0].isupper() for w in longer)


def _flat(text: str, language: str) -> str:
    return " ".join(text[a:b].lower() for a, b in _units(text, language))


def select_window(said: Iterable[Said], first: date, last: date) -> list[Said]:
    """Return the statements of a window, both days included."""
    return [(c, m) for c, m in said if first <= m.day <= last]

"""The names, symbols and words of a sentence, as far as they are no state, date or number."""

from __future__ import annotations

import re

from comity.checking.rules import stem, word_lists

SYMBOL = re.compile(
    r"\b(?:[SAE]/(?:[A-Z]{2,5}(?:\.\d)?/)?[\w./-]*\d[\w./-]*\d"
    r"|(?:(?:resolutions?|text)(?:,? (?:number|no\.))?|number|no\.) "
    r"(?:(?P<number>\d{3,4})\b(?!/)|(?P<session>\d{2}/\d{1,3})\b))",
    re.IGNORECASE,
)


_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w’'À-ÿ-]*|\b[A-Z]+-?\d+\w*")


def lowered(text: str, spans: list[tuple[int, int]]) -> frozenset[str]:
    """What stands in some spans, in lower case and without an article."""
    return frozenset(text[a:b].lower().removeprefix("the ") for a, b in spans)


def symbols_of(text: str) -> frozenset[str]:
    """Symbols of documents in a text; resolution 1929 is the Security Council's, 62/243 the Assembly's."""
    out = set[str]()
    for m in SYMBOL.finditer(text):
        if m["session"]:
            out.add(f"A/RES/{m['session']}")
        else:
            out |= {m["number"]} if m["number"] else numbers_of(m[0])
    return frozenset(out)


def numbers_of(symbol: str) -> set[str]:
    """A document's symbol and, of a resolution of the Security Council, its number alone.

    One source writes the Assembly's "R/62/243" for A/RES/62/243.
    """
    plain = re.sub(r"^R/(?=\d)", "A/RES/", symbol.upper().split("(")[0].rstrip(".-/"))
    number = re.fullmatch(r"S/RES/(\d+)", plain)
    return {plain, *([number[1]] if number else [])} - {""}


_NAME = re.compile(r"[A-Z][\w’'À-ÿ-]*|\b[A-Za-z]+-?\d+\w*|[a-z]+-[A-Z]\w+")


def name_spans(text: str, outside: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of names with figures in them: Vostok 2018, Su-35."""
    spans = [m.span() for m in re.finditer(r"\b[A-Z][a-z]+[ -]\d{2,4}\b|\b[A-Za-z]+-?\d+\w*", text)]
    return [s for s in spans if not any(a <= s[0] < b for a, b in outside)]


def names_in(text: str, outside: list[tuple[int, int]]) -> frozenset[str]:
    """Words with a capital that name neither a state nor a day and do not merely open the sentence."""
    lists, out = word_lists(), set()
    opening = re.match(r"\W*", text)
    begin = opening.end() if opening else 0
    for m in _NAME.finditer(text):
        word = m[0].lower().removesuffix("'s").removesuffix("’s").rstrip("'’")
        plain = word in lists.titles or word in lists.empty
        opener = m.start() == begin and not any(c.isdigit() for c in word)
        if plain or opener or any(a <= m.start() < b for a, b in outside) or len(word) < 2:
            continue
        out.add(word.removesuffix("s") if any(c.isdigit() for c in word) else word)
    return frozenset(out)


def words_in(text: str, outside: list[tuple[int, int]]) -> frozenset[str]:
    """The stems of the words of a sentence that carry content, none from the spans ``outside``."""
    empty = word_lists().empty
    found_words = (
        m[0].lower().replace("’", "'").rstrip("'")
        for m in _WORD.finditer(text)
        if not any(a <= m.start() < b for a, b in outside)
    )
    return frozenset(
        stem(part) for w in found_words for part in w.split("-") if part not in empty and len(part) > 2
    )

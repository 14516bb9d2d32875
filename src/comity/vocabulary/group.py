"""Pairs and groups of states watched together.  The order does not matter: ``RUS-CHN`` is ``CHN-RUS``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from comity.errors import QuestionError, UnknownNameError
from comity.vocabulary import bodies, states


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more states watched together, as sorted codes."""

    codes: tuple[str, ...]

    @property
    def id(self) -> str:
        """Id such as ``CHN-RUS``."""
        return "-".join(self.codes)

    @property
    def name(self) -> str:
        """Name such as ``China and Russia`` or ``China, Iran and Russia``."""
        names = [states.display(c) for c in self.codes]
        return f"{', '.join(names[:-1])} and {names[-1]}"

    @property
    def short(self) -> str:
        """Short name such as ``China–Russia``."""
        return "–".join(states.display(c) for c in self.codes)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """All pairs within the group."""
        return tuple(combinations(self.codes, 2))

    @classmethod
    def of(cls, *names: str) -> Group:
        """Return the group of states given by code, name or capital.

        Raises
        ------
        UnknownNameError
            When a name is not a state.
        QuestionError
            When there are fewer than two different states.
        """
        codes = {_find_state(n) for n in names}
        if len(codes) < 2:
            raise QuestionError(f"A watch needs at least two different states, not {', '.join(names)}.")
        return cls(tuple(sorted(codes)))

    @classmethod
    def parse(cls, text: str) -> Group:
        """Parse a pair as people write it: ``CHN-RUS``, ``china russia``, ``Beijing and Moscow``."""
        names: list[str] = []
        for piece in _MARKS.split(text):
            if _resolve(piece):
                names.append(piece)
            elif "-" in piece:
                names += piece.split("-")
            else:
                names += _split_names(piece)
        return cls.of(*(n.strip() for n in names if n.strip()))


#: Separators between two names of states.
_MARKS = re.compile(r"[,;/+&–—|]| (?:vs\.?|versus|with) ")


def _resolve(name: str) -> str | None:
    if name.strip().upper() in states.all_states():
        return name.strip().upper()
    return states.resolve(name.strip(), "any-name") or states.resolve(name.strip(), "capital")


def _split_names(text: str) -> list[str]:
    """Split a text into names: from the left, the longest run of words that is a name, without "and".

    If a word belongs to no name, the text stays whole, so that the error quotes what was typed.
    """
    words, names, at = text.split(), [], 0
    while at < len(words):
        joins = words[at] in ("and", "the")  # "AND" in capitals is Andorra
        runs = range(len(words), at + joins, -1)
        end = next((e for e in runs if _resolve(" ".join(words[at:e]))), at)
        if end > at:
            names.append(" ".join(words[at:end]))
            at = end
        elif joins:
            at += 1
        else:
            return re.split(r"\band\b", text) if " and " in text else [text]
    return names


def _find_state(name: str) -> str:
    """Return the code of a state given by code, name or capital; raise an error for a body such as the EU."""
    if code := _resolve(name):
        return code
    if body := bodies.resolve(name):
        called = bodies.all_bodies()[body].name
        raise QuestionError(f"The {called} is no state: name one of its members instead.")
    known = [*states.all_states(), *(s.name for s in states.all_states().values())]
    raise UnknownNameError("state", name, known)

"""Pairs and groups: the states watched together.  Order is free: ``RUS-CHN`` is ``CHN-RUS``."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from comity.errors import QuestionError, UnknownNameError
from comity.vocabulary import states


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more states watched together, as sorted codes."""

    codes: tuple[str, ...]

    @property
    def id(self) -> str:
        """``CHN-RUS``."""
        return "-".join(self.codes)

    @property
    def name(self) -> str:
        """``China and Russia``; ``China, Iran and Russia``."""
        names = [states.display(c) for c in self.codes]
        return f"{', '.join(names[:-1])} and {names[-1]}"

    @property
    def short(self) -> str:
        """``China–Russia``."""
        return "–".join(states.display(c) for c in self.codes)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """All pairs within."""
        return tuple(combinations(self.codes, 2))

    @classmethod
    def of(cls, *names: str) -> Group:
        """Group of states given by code or name.

        Raises
        ------
        UnknownNameError
            When a name is no state.
        QuestionError
            When fewer than two different states remain.
        """
        codes = []
        for n in names:
            code = n.upper() if n.upper() in states.all_states() else states.resolve(n, "any-name")
            if code is None:
                known = [*states.all_states(), *(s.name for s in states.all_states().values())]
                raise UnknownNameError("state", n, known)
            codes.append(code)
        if len(set(codes)) < 2:
            raise QuestionError(f"A watch needs at least two different states, not {', '.join(names)}.")
        return cls(tuple(sorted(set(codes))))

    @classmethod
    def parse(cls, text: str) -> Group:
        """Read ``CHN-RUS``, ``chn,rus`` or ``China–Russia``."""
        for mark in ("–", "—", "+", "/"):
            text = text.replace(mark, ",")
        if "," not in text and states.resolve(text, "any-name") is None:
            text = text.replace("-", ",")
        return cls.of(*(p.strip() for p in text.split(",") if p.strip()))

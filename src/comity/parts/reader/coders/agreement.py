"""Two coders on one text: what both find is trusted more, what one finds is kept and told as such."""

from __future__ import annotations

from dataclasses import dataclass, replace

from comity.records.coded_acts import CodedAct, Coder, Document

BOTH = "agreed"
"""The rule id that marks an act which both coders found."""


@dataclass(frozen=True, slots=True)
class AgreementCoder:
    """The acts of two coders, those of the first in its own reading.

    Two acts agree when they share a pair, the polarity and some of their evidence.  An agreed act keeps
    the roles and forms of the first coder, is marked :data:`BOTH` among its rules, and its confidence is
    1 - (1 - p)(1 - q): the chance that not both are wrong, as if they erred apart.  Coders that share a
    lexicon do not quite, so this is an order, not a share.
    """

    first: Coder
    second: Coder

    @property
    def name(self) -> str:
        """``<first>+<second>``."""
        return f"{self.first.name}+{self.second.name}"

    def code(self, document: Document) -> list[CodedAct]:
        """Acts of either coder, in the order of their evidence."""
        others = self.second.code(document)
        used: set[int] = set()
        out: list[CodedAct] = []
        for act in self.first.code(document):
            met = next((n for n, o in enumerate(others) if n not in used and _agree(act, o)), None)
            if met is None:
                out.append(replace(act, coder=self.name))
                continue
            used.add(met)
            out.append(self._joined(act, others[met]))
        out += [replace(o, coder=self.name) for n, o in enumerate(others) if n not in used]
        return sorted(out, key=lambda a: (a.start, a.end, a.parties, a.polarity))

    def _joined(self, act: CodedAct, other: CodedAct) -> CodedAct:
        sure = 1.0 - (1.0 - act.confidence) * (1.0 - other.confidence)
        rules = tuple(sorted({*act.rules, *other.rules, BOTH}))
        return replace(act, coder=self.name, rules=rules, confidence=round(sure, 3))


def _agree(a: CodedAct, b: CodedAct) -> bool:
    touch = min(a.end, b.end) > max(a.start, b.start)
    return touch and a.polarity == b.polarity and a.counts == b.counts and bool(a.pairs & b.pairs)

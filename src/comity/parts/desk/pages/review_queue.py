"""Which machine-read acts a reviewer is given, in which order, and with which chance each came.

A draw is by chance (:func:`comity.lake.query.review_queue.draw`) and comes in an order that is by chance too:
whoever
stops halfway has decided a smaller sample of the same kind, so that what is found in it can be said of all.
An act that was picked by hand has no chance and counts for itself only.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from comity.errors import QuestionError
from comity.faces.pages import Question
from comity.lake.query import review_queue
from comity.lake.query.view import View
from comity.records.reviews.decisions import DISPUTED, ReviewOutcome
from comity.records.reviews.sheets import SheetItem

DRAWS = {
    "random": "100 drawn by chance",
    "uncertain": "100, rather the least sure",
    "all": "all, newest first",
}
A_DRAW = 100
STATES = {
    "open": "not decided by you",
    "second": "decided by others only",
    "disputed": "disputed",
    "decided": "decided by you",
    "all": "all",
}
SURE = {"": (0.0, 1.01), "low": (0.0, 0.5), "middle": (0.5, 0.8), "high": (0.8, 1.01)}
"""Names of ranges of the coder's confidence, the upper end not included."""
_MOST_DRAWS = 16


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a reviewer wants to see, besides hotspot and form: all of it stands in the address."""

    draw: str = "random"
    seed: int = 1
    state: str = "open"
    sure: str = ""
    act: str = ""
    did: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> QueueFilter:
        """From the parts of an address.

        Raises
        ------
        QuestionError
            When a value is none of those it may have.
        """
        seed = parameters.get("seed", "1")
        if not seed.isascii() or not seed.isdigit() or len(seed) > 6:
            raise QuestionError(f"seed is a number from 0 to 999999, not {seed!r}.")
        out = cls(
            parameters.get("draw", "random"),
            int(seed),
            parameters.get("state", "open"),
            parameters.get("sure", ""),
            parameters.get("act", ""),
            parameters.get("did", ""),
        )
        for name, allowed in (("draw", DRAWS), ("state", STATES), ("sure", SURE)):
            if getattr(out, name) not in allowed:
                raise QuestionError(f"{name} is one of {', '.join(filter(None, allowed))}.")
        return out

    def url(self, question: Question, **changes: Any) -> str:
        """Address of the review page with these choices."""
        changed = replace(self, **changes)
        pairs = [
            (f.name, str(getattr(changed, f.name)))
            for f in fields(changed)
            if getattr(changed, f.name) != f.default
        ]
        address = question.url("review", hotspot="", page=1, act="")
        spot = [("hotspot", question.hotspot)] if question.hotspot else []
        more = urlencode([*spot, *pairs])
        return address + ("&" if "?" in address and more else "?" if more else "") + more


@dataclass(frozen=True, slots=True)
class Given:
    """One act as the page gives it: the item, what people decided, and the chance it came with."""

    item: SheetItem
    outcome: ReviewOutcome | None
    chance: float | None

    def choice(self, reviewer: str) -> str:
        """What this reviewer decided, or ""."""
        decisions = self.outcome.decisions if self.outcome else ()
        return next((d.choice for d in decisions if d.reviewer == reviewer), "")


class Queue:
    """Draws made once for the same files, so that a decision does not draw anew."""

    def __init__(self) -> None:
        self._draws: OrderedDict[tuple[Any, ...], list[SheetItem]] = OrderedDict()
        self._lock = threading.Lock()

    def given(self, view: View, question: Question, want: QueueFilter, reviewer: str) -> list[Given]:
        """The acts to go through, in order."""
        drawn = want.draw if want.state in ("open", "all") else "all"
        outcomes = view.reviewed.outcomes
        low, high = SURE[want.sure]
        matching = [
            _given(i, outcomes.get(i.record_id), drawn) for i in self._items(view, question, drawn, want.seed)
        ]
        return [
            g for g in matching if low <= g.item.act["confidence"] < high and _wanted(g, want.state, reviewer)
        ]

    def one(self, view: View, question: Question, record_id: str, drawn: list[Given]) -> Given | None:
        """One act of the pair by its id, drawn or not."""
        everything = replace(question, hotspot="", form="")
        drawn_before = next((g for g in drawn if g.item.record_id == record_id), None)
        if drawn_before is not None or not record_id:
            return drawn_before
        items = self._items(view, everything, "all", 1)
        item = next((i for i in items if i.record_id == record_id), None)
        return None if item is None else _given(item, view.reviewed.outcomes.get(record_id), "all")

    def _items(self, view: View, question: Question, draw: str, seed: int) -> list[SheetItem]:
        key = (
            tuple(sorted(view.files)),
            view.as_of,
            question.group.id,
            question.hotspot,
            question.form,
            draw,
            seed,
        )
        with self._lock:
            if key not in self._draws:
                self._draws[key] = _drawn(view, question, draw, seed)
                while len(self._draws) > _MOST_DRAWS:
                    self._draws.popitem(last=False)
            self._draws.move_to_end(key)
            return self._draws[key]


def _drawn(view: View, question: Question, draw: str, seed: int) -> list[SheetItem]:
    everything = draw == "all"
    items = review_queue.draw(
        view,
        pair=question.group,
        hotspot=question.hotspot or None,
        form=question.form or None,
        seed=seed,
        n=10**9 if everything else A_DRAW,
        sample="random" if everything else draw,
    )
    if everything:
        return sorted(items, key=lambda i: (-i.act["date_from"].toordinal(), i.record_id))
    return sorted(items, key=lambda i: hashlib.blake2b(f"{seed}|{i.record_id}".encode()).digest())


def _given(item: SheetItem, outcome: ReviewOutcome | None, draw: str) -> Given:
    """An act that was picked by hand keeps the chance with which it was first given to somebody."""
    chances = [d.chance for d in outcome.decisions if d.chance is not None] if outcome else []
    chance = item.chance if draw != "all" else chances[0] if chances else None
    return Given(item, outcome, chance)


def _wanted(g: Given, state: str, reviewer: str) -> bool:
    decided = {d.reviewer for d in g.outcome.decisions} if g.outcome else set[str]()
    mine = reviewer in decided if reviewer else bool(decided)
    return {
        "open": not mine,
        "second": bool(decided) and not mine,
        "disputed": g.outcome is not None and g.outcome.state == DISPUTED,
        "decided": mine,
        "all": True,
    }[state]

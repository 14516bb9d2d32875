"""A reviewer's decisions about press items, saved at once; shared by the terminal and the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from comity.errors import QuestionError
from comity.lake import own_facts
from comity.lake.own_facts import KEEP, REJECT, SAME, UNDO, FactChange
from comity.lake.store import Lake
from comity.parts.keep.held import HeldFacts, Near
from comity.parts.keep.items import Item
from comity.parts.keep.proposal import Proposal, propose
from comity.vocabulary.group import Group

#: Reasons for rejecting an item.
REASONS = ("no act of a state", "not of these states", "a plan or a rumour", "not believed", "told elsewhere")


class Judging:
    """The press items to review, in order, and the decisions that a reviewer can make.

    Parameters
    ----------
    lake : holds the facts and the user's fact file
    items : items to review; those already decided are skipped
    groups : groups of states the reviewer asked about
    by : name of the reviewer
    """

    def __init__(self, lake: Lake, items: Iterable[Item], groups: Sequence[Group], by: str) -> None:
        if not by.strip():
            raise QuestionError("Say who judges: --by, or once for all in the settings.")
        self.lake, self.groups, self.by = lake, groups, by
        done = own_facts.read(lake.root).handled
        self.items = [i for i in {i.key: i for i in items}.values() if i.key not in done]
        self.refresh()

    @property
    def root(self) -> Path:
        """The folder of the records."""
        return self.lake.root

    def refresh(self) -> None:
        """Reload the recorded facts, so that newly kept facts are included."""
        self.facts = HeldFacts(self.lake.view(packaged=True))

    def propose(self, item: Item) -> Proposal:
        """Propose a fact from a press item."""
        return propose(item, self.groups)

    def near(self, proposal: Proposal) -> list[Near]:
        """Return the recorded facts that are most similar to a proposed one."""
        return proposal.near(self.facts)

    def keep(self, proposal: Proposal, replaces: Sequence[str] = ()) -> FactChange:
        """Save a proposed fact; raises the errors of :func:`comity.lake.own_facts.write`."""
        assert proposal.days
        body = {"fact": proposal.fact(self.facts), "item": proposal.item.as_json()}
        change = self._write(KEEP, **body, **({"replaces": list(replaces)} if replaces else {}))
        self.refresh()
        return change

    def reject(self, item: Item, why: str) -> FactChange:
        """Reject a press item and save the reason."""
        return self._write(REJECT, item=item.as_json(), why=why)

    def same(self, item: Item, near: Near) -> FactChange:
        """Save that a press item repeats a recorded fact."""
        return self._write(SAME, item=item.as_json(), record=near.record_id)

    def undo(self) -> FactChange | None:
        """Undo the reviewer's last decision; return it as a change, or ``None`` if there is none."""
        last = own_facts.read(self.root).last_undoable(self.by)
        if last is not None:
            self._write(UNDO, of=last.id)
            self.refresh()
        return last

    def _write(self, kind: str, **body: Any) -> FactChange:
        return own_facts.write(self.root, self.by, kind, **body)

"""What the pages of an account share: witnesses asked, acts behind a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from comity.faces.pages import Question
from comity.parts.desk.desk_data import DeskData
from comity.watch import Watch
from comity.watch.account.acts import ClassedAct
from comity.watch.account.statements import Statement
from comity.watch.answers import RECORD

FIRST_YEAR = 1992
"""First year of the series: the first that both votes of the Security Council are known of."""


@dataclass(frozen=True, slots=True)
class WitnessedWatch:
    """A watch with the witnesses that are asked now.

    ``waits`` says that votes and timing are being computed, ``failed`` why they cannot be.
    """

    watch: Watch
    waits: bool
    failed: str

    @property
    def whole(self) -> bool:
        """Whether a page of it may be kept."""
        return bool(self.failed) or not self.waits


def witnessed(desk_data: DeskData, question: Question) -> WitnessedWatch:
    """Every witness where their answers are kept or may be waited for, else the record alone."""
    watch = desk_data.watch(question)
    page = "places" if question.hotspot else "watch"
    ask, at_once = partial(_whole, watch), desk_data.jobs is None
    whole, failed = desk_data.part(page, question, "verdicts", ask, now=at_once)
    return WitnessedWatch(whole or watch.only(RECORD), waits=whole is None, failed=failed)


def _whole(watch: Watch, *, compute: bool) -> Watch | None:
    if not compute and not watch.answers.verdicts_ready:
        return None
    return watch if watch.verdicts else None


def years_of(today: date) -> range:
    """The years that a series is drawn over."""
    return range(FIRST_YEAR, today.year + 1)


def by_record(acts: Iterable[ClassedAct]) -> dict[str, ClassedAct]:
    """The act that each record tells."""
    return {r: a for a in acts for r in a.records}


def behind(statement: Statement, acts: Mapping[str, ClassedAct]) -> list[ClassedAct]:
    """The acts that a sentence rests on, newest first."""
    acts_behind = {acts[r].id: acts[r] for r in statement.records if r in acts}
    return sorted(acts_behind.values(), key=lambda a: (a.first, a.last, a.id), reverse=True)

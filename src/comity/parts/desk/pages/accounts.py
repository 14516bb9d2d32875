"""Helpers for pages about a pair: which answers to use, which years to draw, age of the newest record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from comity.faces.pages import Question
from comity.parts.desk.charts.beside import draw_dots
from comity.parts.desk.desk_data import DeskData
from comity.watch import Watch
from comity.watch.account.phrases import say_days_ago
from comity.watch.answers import RECORD
from comity.watch.inquiry import Inquiry
from comity.watch.questions.unusual import count_declined

#: First year of the series: the first that both votes of the Security Council are known of.
FIRST_YEAR = 1992


@dataclass(frozen=True, slots=True)
class WitnessedWatch:
    """The records on a pair of states, with the answers that are available now.

    ``waits`` is true while votes and timing are being computed. ``failed`` says why they cannot be computed.
    """

    watch: Watch
    waits: bool
    failed: str

    @property
    def whole(self) -> bool:
        """Whether a page built from these answers is complete and may be cached."""
        return bool(self.failed) or not self.waits


def witnessed(desk_data: DeskData, question: Question) -> WitnessedWatch:
    """Return all answers on a question if they are ready or the caller can wait, else from records only."""
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
    """Return the years over which a chart is drawn."""
    return range(FIRST_YEAR, today.year + 1)


def tell_age(newest: date | None, question: Question) -> str:
    """Return the age of the newest record, after a comma, for a sentence; "" if the record is not old."""
    return say_days_ago(newest, question.as_of or date.today()) if newest else ""


def draw_unusual(inquiry: Inquiry, says: str) -> str:
    """Draw how often neither of two states voted for a text, beside all pairs in the Council, else ""."""
    own = inquiry.pair
    shares = {p: k / n for p, (k, n) in count_declined(inquiry)[0].items()}
    return draw_dots(shares, own, says) if own is not None and own in shares else ""

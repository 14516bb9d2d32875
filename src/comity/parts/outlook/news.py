"""Section of an edition (a periodic report) on forecasts that came due."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from comity.parts.outlook.ledger.ledger import Ledger, LedgerEntry
from comity.watch.account.edition import NewsLine, NewsSection
from comity.watch.account.wording import day, sentence, title
from comity.watch.answers import Answers


def report_due_forecasts(now: Answers, root: Path, since: date, to: date) -> NewsSection:
    """Report the forecasts about a group of states that came due in a period, with their outcomes."""
    entries = Ledger(root).entries(now.inquiry.group)
    due = sorted((e for e in entries if since < e.question.rule.last <= to), key=_order)
    return NewsSection("due", "forecast", tuple(map(_line, due)))


def _order(entry: LedgerEntry) -> tuple[date, str]:
    return entry.question.rule.last, entry.key


def _line(entry: LedgerEntry) -> NewsLine:
    answer, records = (entry.outcome.answer, entry.outcome.records) if entry.outcome else ("open", ())
    became = sentence(f"edition_{answer}", percent=f"{entry.probability:.0%}", issued=day(entry.issued))
    note = title("due_on", day=day(entry.question.rule.last))
    return NewsLine(entry.key, f"{entry.question.text} {became}", records, note)

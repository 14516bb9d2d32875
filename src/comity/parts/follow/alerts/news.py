"""Section of an edition (a periodic report) on alerts that were sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from comity.parts.follow.alerts.book import Book
from comity.watch.account.edition import NewsLine, NewsSection
from comity.watch.account.wording import day
from comity.watch.answers import Answers


def report_sent_alerts(now: Answers, root: Path, since: date, to: date) -> NewsSection:
    """Report the alerts about a group of states that were sent in a period."""
    alerts = (e.alert for e in Book(root).entries.values() if since < e.alert.told_on <= to)
    lines = (
        NewsLine(a.id, f"{day(a.day)}: {a.headline}", tuple(a.records))
        for a in alerts
        if a.pair == now.inquiry.group.id
    )
    return NewsSection("alerts", "alert", tuple(lines))

"""The page of one finding: interval, comparison with chance, rank among other pairs, method and records."""

from __future__ import annotations

from collections.abc import Callable

from comity.errors import UnknownNameError
from comity.faces.pages import Page, Question
from comity.lake.query import evidence
from comity.measures.verdict.verdict import Picture
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages import PART_PAGES, base
from comity.parts.desk.render import finding_key
from comity.records.finding import Finding, as_json, to_plain
from comity.watch import Watch

#: Most records listed; the count covers all.
SHOWN = 60


def list_of_watch(desk_data: DeskData, question: Question) -> list[Finding]:
    """Return the findings (statistical results) on two states, on all matters or at one hotspot."""
    watch = desk_data.watch(question)
    if question.hotspot:
        v = watch.verdict(question.hotspot)
        return [*v.record.findings(), *v.timing, *v.votes, *v.vetoes]
    return [
        *watch.votes.agreement(),
        *watch.votes.vetoes(),
        *watch.timing.pooled(),
    ]


def list_of_picture(desk_data: DeskData, question: Question) -> list[Finding]:
    """Return the findings (statistical results) for the page of tests at a hotspot (place watched)."""
    picture: Picture = desk_data.once("picture", question, lambda w: w.picture(question.hotspot))
    return picture.findings()


Ask = Callable[[DeskData, Question], list[Finding]]
#: Scope in the URL -> function that lists the findings; pages that show findings add an entry.
SCOPES: dict[str, Ask] = {
    "watch": list_of_watch,
    "picture": list_of_picture,
    "base": base.findings,
    **{scope: ask for page in PART_PAGES.values() for scope, ask in page.findings.items()},
}


def build(desk_data: DeskData, question: Question, scope: str, name: str) -> Page:
    """Build the page of one finding (statistical result).

    Raises
    ------
    UnknownNameError
        When ``scope`` has no finding with this name.
    """
    if scope not in SCOPES:
        raise UnknownNameError("kind of finding", scope, SCOPES)
    match = next((f for f in SCOPES[scope](desk_data, question) if finding_key(f) == name), None)
    if match is None:
        raise UnknownNameError("finding", name)
    lines = records(desk_data.watch(question), match)
    context = {"f": match, "lines": lines, "detail": _detail(match)}
    rows = [x.as_row() for x in lines]
    page = f"finding/{scope}/{name}"
    return Page(page, "finding.html", match.question, question, context, rows, as_json(match))


def records(watch: Watch, f: Finding) -> list[evidence.EvidenceLine]:
    """Return the records behind a finding (statistical result) for display, newest first."""
    return evidence.list_records(watch.inquiry.with_memberships, f.records[:SHOWN])


def _detail(f: Finding) -> dict[str, str]:
    plain = {k: v for k, v in to_plain(f.detail).items() if isinstance(v, (str, int, float, bool))}
    return {k.replace("_", " "): f"{v:.4g}" if isinstance(v, float) else str(v) for k, v in plain.items()}

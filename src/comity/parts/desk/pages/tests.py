"""The page of all statistical tests at a place, in one table."""

from __future__ import annotations

from comity.faces.pages import Page, Question
from comity.measures.verdict.verdict import Picture
from comity.parts.desk.desk_data import DeskData
from comity.records.finding import as_json
from comity.vocabulary import hotspots


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the page of all tests at a place."""
    picture: Picture = desk_data.once("picture", question, lambda w: w.picture(question.hotspot))
    v = picture.verdict
    groups = [
        ("On record", v.record.findings()),
        ("Acting on the same days", [*v.timing]),
        ("In votes", [*v.votes, *v.vetoes]),
        *((name, [*findings]) for _, name, findings in picture.parts()),
    ]
    findings = [f for _, group in groups for f in group]
    known = sum(f.known for f in findings)
    name = hotspots.get(question.hotspot).name
    heading = f"{name}: {known} of {len(findings)} tests give an answer"
    rows = [
        {
            "question": f.question,
            "value": f.value,
            "unit": f.unit,
            "low": f.interval.low if f.interval else None,
            "high": f.interval.high if f.interval else None,
            "n": f.n,
            "rank": f.placebo.rank if f.placebo else None,
            "of": f.placebo.of if f.placebo else None,
            "method": f.method,
            "why_not": f.why_not,
        }
        for f in findings
    ]
    data = {"heading": heading, "findings": [as_json(f) for f in findings]}
    return Page("tests", "tests.html", heading, question, {"groups": groups}, rows, data)

"""The brief of a pair at one hotspot: every part of its picture, put into sentences that cite."""

from __future__ import annotations

from comity.faces.brief import counter_evidence, lead, questions, sentences
from comity.faces.brief.charts import drawing
from comity.faces.brief.hotspot_material import HotspotMaterial
from comity.faces.brief.model import Brief, BriefRow, Drawing, Section
from comity.faces.present.hotspot_view import FORMS_SAY, form_rows, forms
from comity.faces.present.hotspot_view import expected as against_expected
from comity.vocabulary import hotspots
from comity.vocabulary.states import display
from comity.watch import Watch

BAND = " Shaded: what each one’s activity, everyone’s news and their group give, 90%."


def build(watch: Watch, hotspot: str) -> Brief:
    """The brief at a hotspot.

    Raises
    ------
    BriefError
        When a sentence is not borne out by its records.
    """
    t = HotspotMaterial(watch, hotspots.whole(hotspot))
    sure = (
        BriefRow("The record", (counter_evidence.sure_record(t),)),
        BriefRow("The statistics", counter_evidence.sure(t)),
    )
    sections = (
        Section("Questions", tuple(questions.questions(t))),
        Section("Latest joint acts", sentences.timeline(t.ground, t.record.joint, t.both)),
        Section("Evidence against", tuple(counter_evidence.against(t))),
        Section("How sure", sure),
    )
    third = f", third power {display(watch.third)}" if watch.third else ""
    brief = Brief(
        crumb=watch.group.name,
        heading=lead.heading(t),
        lead=lead.lead(t),
        charts=tuple(_charts(t)),
        sections=tuple(s for s in sections if s.rows),
        footer=sentences.footer(watch) + third,
    )
    return sentences.finish(brief, t.ground)


def _charts(t: HotspotMaterial) -> list[Drawing]:
    expected, band = against_expected(t.watch, t.spot, "quarter"), BAND
    if all(r["expected"] is None for r in expected.rows):
        expected, band = against_expected(t.watch, t.spot, "year"), ""
    several = len(expected.rows) > 1  # one bin is no line
    out = [drawing(expected, "More than expected?", expected.says + "." + band)] if several else []
    if any(f.known for f in t.picture.forms):
        says = f"Acts together by form on {t.verdict.name}"
        out.append(
            drawing(forms(form_rows(t.picture), len(t.record.friction), says), "In what form?", FORMS_SAY)
        )
    return out

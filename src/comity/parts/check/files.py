"""Checked texts as files: HTML with marks in the margin, Markdown, Word with comments, JSON, footnotes."""

from __future__ import annotations

import io
import json
from collections.abc import Collection
from datetime import date
from typing import Any

from comity.errors import BriefError
from comity.faces.present.sanitize import address, escaped_json, one_line, sanitize
from comity.faces.present.writing import drop_dates
from comity.parts.check import marking
from comity.parts.check.checked import CheckedClaim, CheckedText, write_json
from comity.vocabulary import hotspots, states
from comity.vocabulary.load import package_text

KINDS = ("html", "md", "docx", "json", "footnotes")
"""What a checked text is written as; all but the last are endings of its file."""
NOT_UNTRUE = "No record found means not found there; it does not mean untrue."
_TO_CHANGE = (marking.CONTRADICTED, marking.DIFFERS, marking.NOT_FOUND)
_LONGEST = 2_000

Accepted = Collection[tuple[int, str]]
"""Numbers of sentences, each with the id of a record that was accepted as its footnote."""


def write(checked: CheckedText, kind: str, accepted: Accepted | None = None) -> bytes:
    """Return a checked text as the bytes of a file of this kind; equal texts and records give equal bytes.

    Raises
    ------
    BriefError
        When the kind is unknown.
    MissingExtraError
        When the kind needs an optional package that is not installed.
    """
    if kind == "footnotes":
        return write_footnotes(checked, accepted).encode()
    if kind == "json":
        return escaped_json(json.dumps(write_json(checked), ensure_ascii=False, indent=1)).encode()
    if kind not in KINDS:
        raise BriefError(f"A checked text is written as {', '.join(KINDS)}, not as {kind!r}.")
    from comity.faces.brief import markup  # noqa: PLC0415 - its packages are an extra

    content = lay_out(checked)
    if kind == "docx":
        return _write_word({**content, "language": "en", "title": content["heading"]})
    template = f"check.{kind}", package_text(f"parts/check/templates/check.{kind}")
    if kind == "md":
        return markup.fill(template, markup.escape_markdown(content), autoescape=False)
    from markupsafe import Markup  # noqa: PLC0415

    fonts = Markup(markup.fonts())  # noqa: S704 - our own files
    return markup.fill(template, {**content, "fonts": fonts}, autoescape=True)


def lay_out(checked: CheckedText) -> dict[str, Any]:
    """Return the values for the template of a checked text's page, with text from outside made harmless."""
    content = write_json(checked) | {
        "title": checked.document.title or "a text",
        "crumb": title_page(checked.group, checked.as_of),
        "warning": checked.warning,
        "key": [{"sign": marking.SIGNS[m], "mark": m, "n": n} for m, n in checked.counts.items() if n],
        "footer": f"Searched: {checked.searched}. {NOT_UNTRUE}",
    }
    paragraph = None
    for claim, c in zip(content["claims"], checked.claims, strict=True):
        claim |= {
            "new": c.claim.paragraph != paragraph,
            "sign": marking.SIGNS[c.mark.mark],
            "style": c.mark.mark.replace(" ", "-"),
            "open": c.mark.mark in (marking.CONTRADICTED, marking.DIFFERS),
            "differs": ", ".join(c.mark.differs),
            "since": say_since(c),
            "place": c.since[0] if c.since else "",
        }
        paragraph = c.claim.paragraph
        for record, shown in zip(claim["records"], c.mark.records, strict=True):
            record |= {
                "when": shown.record.when,
                "agrees": "; ".join(p.in_words for p in shown.parts if p.agrees),
                "differs": "; ".join(p.in_words for p in shown.differing),
                "where": [{"text": w, "link": address(w)} for w in shown.record.where[:3]],
            }
    changes = [c for c in content["claims"] if c["mark"] in _TO_CHANGE]
    content["changes"] = sorted(changes, key=lambda c: _TO_CHANGE.index(c["mark"]))
    harmless: dict[str, Any] = _make_harmless(content)
    return harmless


def _make_harmless(value: Any) -> Any:
    if isinstance(value, str):
        return sanitize(value, _LONGEST)
    if isinstance(value, dict):
        return {k: _make_harmless(v) for k, v in value.items()}
    return [_make_harmless(v) for v in value] if isinstance(value, list) else value


def title_page(group: Collection[str], as_of: date | None) -> str:
    """Return the title of the page: the states that the text is about and the as-of day, if any."""
    names = " and ".join(states.display(c) for c in group)
    known = f" · as known on {as_of.day} {as_of:%B %Y}" if as_of else ""
    return f"Check a text · {names}{known}"


def say_since(c: CheckedClaim) -> str:
    """Say how many acts there were at a sentence's place after the as-of day; "" if there were none."""
    if not c.since:
        return ""
    acts = "1 act" if c.since[1] == 1 else f"{c.since[1]} acts"
    return f"Since then: {acts} on {hotspots.get(c.since[0]).in_sentence}"


def _write_word(content: dict[str, Any]) -> bytes:
    from docx import Document  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    from comity.faces.brief import docx  # noqa: PLC0415 - its packages are an extra

    page = Document()
    docx.set_properties(page, content)
    docx.set_paper(page)
    page.add_paragraph(content["crumb"])
    page.add_heading(content["heading"], 1)
    line = page.add_paragraph()
    for c in content["claims"]:
        if c["new"]:
            line = page.add_paragraph()
        run = line.add_run(c["sentence"])
        line.add_run(" ")
        if c["mark"] != marking.NO_CLAIM:
            records = [f"{r['when']}: {r['what']} ({r['id']}, known {r['known_on']})" for r in c["records"]]
            comment = "\n".join([f"{c['mark']}: {c['reason']}", *records])
            note = page.add_comment(run, text=comment, author="comity", initials="c")
            note._comment_elm.attrib.pop(qn("w:date"), None)
    page.add_paragraph(content["footer"])
    out = io.BytesIO()
    page.save(out)
    return drop_dates(out.getvalue())


def write_footnotes(checked: CheckedText, accepted: Accepted | None = None) -> str:
    """Return the text in Markdown with a footnote for each record that the user accepted.

    Without ``accepted`` the footnotes cite, for each sentence marked "on record", the first record.
    """
    if accepted is None:
        sure = [c for c in checked.claims if c.mark.mark == marking.ON_RECORD]
        accepted = {(c.claim.number, r.record.record_id) for c in sure for r in c.mark.records[:1]}
    notes: dict[str, str] = {}
    body, at = "", 0
    for c in checked.claims:
        body, at = body + checked.document.text[at : c.claim.end], c.claim.end
        for r in (shown.record for shown in c.mark.records):
            if (c.claim.number, r.record_id) in accepted:
                where = "".join(f" <{w}>" if address(w) else f" {w}." for w in r.where[:1])
                note = one_line(f"{r.when}: {r.summary}{where} ({r.record_id})")
                notes.setdefault(r.record_id, f"[^{len(notes) + 1}]: {note}\n")
                body += notes[r.record_id].partition(":")[0]
    body = (body + checked.document.text[at:]).rstrip() + "\n"
    return "\n".join([body, "".join(notes.values())]) if notes else body

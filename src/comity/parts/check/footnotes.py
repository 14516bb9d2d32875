"""A draft with footnotes: the records on which its sentences rest, in Markdown."""

from __future__ import annotations

from collections.abc import Collection

from comity.faces.present.sanitize import one_line
from comity.parts.check.checked import CheckedText
from comity.parts.check.evidence import EvidenceRecord
from comity.parts.check.marking import ON_RECORD


def write_footnotes(checked: CheckedText, accepted: Collection[tuple[int, str]] | None = None) -> str:
    """Write a draft with a footnote to each accepted record.

    Parameters
    ----------
    accepted : numbers of sentences with ids of records; without it, the first record of each sentence that is
        on record
    """
    marks, notes = list[tuple[int, str]](), list[str]()
    numbers: dict[str, int] = {}
    for c in checked.claims:
        chosen = [
            r.record
            for n, r in enumerate(c.mark.records)
            if (
                (c.claim.number, r.record.record_id) in accepted
                if accepted is not None
                else not n and c.mark.mark == ON_RECORD
            )
        ]
        for record in chosen:
            if record.record_id not in numbers:
                numbers[record.record_id] = len(numbers) + 1
                notes.append(f"[^{numbers[record.record_id]}]: {_note(record)}")
        refs = "".join(f"[^{numbers[r.record_id]}]" for r in chosen)
        if refs:
            marks.append((c.claim.end, refs))
    out, at = list[str](), 0
    for end, refs in marks:
        out += [checked.text[at:end], refs]
        at = end
    body = "".join([*out, checked.text[at:]]).rstrip()
    return f"{body}\n" + ("\n" + "\n".join(notes) + "\n" if notes else "")


def _note(r: EvidenceRecord) -> str:
    where = (
        f" <{r.where[0]}>"
        if r.where and r.where[0].startswith("http")
        else f" {r.where[0]}."
        if r.where
        else ""
    )
    return one_line(f"{r.when}: {r.summary}{where} ({r.record_id})")

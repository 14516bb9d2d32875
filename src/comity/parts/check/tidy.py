"""The function ``comity.check``, which returns a checked text as a table with one row per sentence."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from comity.parts.check import source
from comity.parts.check.checked import check as checked_text
from comity.parts.check.checked import find_pair, write_json
from comity.types import Day, read_day
from comity.watch.inquiry import Inquiry

#: One row a sentence.
ROWS = pa.schema({
    "number": pa.int32(), "sentence": pa.string(), "mark": pa.string(), "reason": pa.string(),
    "differs": pa.list_(pa.string()), "records": pa.list_(pa.string()),
})  # fmt: skip


def check(
    text: str | Path,
    *members: str,
    as_of: Day | None = None,
    published: Day | None = None,
    lake: Path | str | None = None,
) -> pa.Table:
    """Compare each sentence of a text with stored records of what states did.

    Parameters
    ----------
    text : the text, or the path of its file (text, Markdown, HTML, PDF, Word)
    *members : the states that "both" and "they" mean (by default those that the text names most)
    as_of : use only what was known on that day
    published : the date of the text if the text does not give it; "last week" counts from it
    lake : folder of your records, if not the default; the package's records are used, too

    Returns
    -------
    pyarrow.Table
        One row per sentence. ``mark`` is *on record*, *differs*, *in general*, *contradicted*, *no record
        found* or *no claim*, and ``reason`` says why. The row also has the parts that differ and the ids of
        up to three records, the most likely first.

    Raises
    ------
    SourceError
        If the file cannot be read or has no text.
    QuestionError, UnknownNameError
        If the pair is not clear, a member is no state, or the text is too long.

    Examples
    --------
    >>> import comity
    >>> text = "China and Russia have never held an exercise in the South China Sea."
    >>> comity.check(text, "CHN", "RUS")["mark"].to_pylist()
    ['contradicted']
    """
    document = (
        source.read_path(text) if isinstance(text, Path) else source.read(io.BytesIO(text.encode()), "-")
    )
    document = replace(document, published=document.published or read_day(published or as_of))
    inquiry = Inquiry.of(*(members or find_pair(document.text)), lake=lake, as_of=as_of)
    claims = write_json(checked_text(document, inquiry))["claims"]
    rows = [{**c, "records": [r["id"] for r in c["records"]]} for c in claims]
    return pa.Table.from_pylist(rows, schema=ROWS)

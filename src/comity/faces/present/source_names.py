"""Names of sources in sentences, in place of their ids."""

from __future__ import annotations

import re

from comity.records.finding import Finding
from comity.sources import registry


def named(text: str, f: Finding) -> str:
    """Return a text of a finding with the ids of its source and event data replaced by their names."""
    for source_id in filter(None, (f.subject.source, f.subject.stream)):
        text = re.sub(rf"\b{re.escape(source_id)}\b", registry.in_sentence(source_id), text)
    return text


def grade(kind: str) -> str:
    """Return the kind of a source in words, such as ``official record``."""
    return kind if kind.startswith("re-") else kind.replace("-", " ")


def question(f: Finding) -> str:
    """Return the question of a finding, with the names of its source and event data."""
    return named(f.question, f)

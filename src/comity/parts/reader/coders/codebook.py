"""The codebook as it is told to a reader who is no rule: labels of forms, rules, examples, the question.

Labels are what the reader answers; forms are what comity stores.  Renaming the labels or telling them in
another order must not change what is coded (:func:`comity.parts.reader.coders.conformance.check_codebook`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from comity.errors import VocabularyError
from comity.records.coded_acts import Document
from comity.vocabulary.forms import all_forms
from comity.vocabulary.hotspots import all_hotspots
from comity.vocabulary.load import package_yaml

_FILE = "parts/reader/data/codebook.yaml"
POLARITIES = ("cooperation", "friction")
STANCES = ("with", "against", "none")
MODALITIES = ("asserted", "reported", "planned", "called-for", "denied", "hypothetical")
HOTSPOTS_BESIDE = ("bilateral", "other")


@dataclass(frozen=True, slots=True)
class Codebook:
    """Forms in the order in which they are told, each with the label it goes by.

    ``labels`` maps label to form, one to one.
    """

    labels: Mapping[str, str]

    @property
    def hotspots(self) -> tuple[str, ...]:
        """Hotspots a reader may answer."""
        return tuple(dict.fromkeys((*all_hotspots(), *HOTSPOTS_BESIDE)))

    def label_of(self, form: str) -> str:
        """The label that a form goes by."""
        return next(label for label, f in self.labels.items() if f == form)

    def instructions(self) -> str:
        """Everything a reader is told before the text: the same for every text."""
        labels_text = _codebook_data()
        forms = [f"- {label}: {all_forms()[form].definition}" for label, form in self.labels.items()]
        rules = [f"- {r}" for r in labels_text["rules"]]
        spots = [f"- {h}: {all_hotspots()[h].about}" for h in all_hotspots()]
        examples = [
            f"{data_message(Document('example', e['text']))}\n{json.dumps({'claims': self._labelled(e)})}"
            for e in labels_text["examples"]
        ]
        return "\n".join(
            [
                labels_text["task"],
                "States are given by ISO 3166 alpha-3 code, or EUU, NATO, BRICS, SCO, TWN, PSE, XKX.",
                "Forms:",
                *forms,
                "Hotspots:",
                *spots,
                "- other: a matter outside this list",
                "Toward says how the act stands to the United States: with, against or none.",
                "Rules:",
                *rules,
                "Examples:",
                *examples,
            ]
        )

    def schema(self) -> dict[str, Any]:
        """JSON schema of an answer."""
        strings = {"type": "array", "items": {"type": "string"}}

        def one_of(values: tuple[str, ...]) -> dict[str, Any]:
            return {"type": "string", "enum": list(values)}

        fields: dict[str, Any] = {
            "quote": {"type": "string"},
            "trigger": {"type": "string"},
            "actors": strings,
            "partners": strings,
            "targets": strings,
            "hotspots": {"type": "array", "items": one_of(self.hotspots)},
            "forms": {"type": "array", "items": one_of(tuple(self.labels))},
            "polarity": one_of(POLARITIES),
            "toward": one_of(STANCES),
            "modality": one_of(MODALITIES),
        }
        claim = {
            "type": "object",
            "properties": fields,
            "required": list(fields),
            "additionalProperties": False,
        }
        return {
            "type": "object",
            "properties": {"claims": {"type": "array", "items": claim}},
            "required": ["claims"],
            "additionalProperties": False,
        }

    def _labelled(self, example: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{**c, "forms": [self.label_of(f) for f in c["forms"]]} for c in example["claims"]]


@cache
def standard() -> Codebook:
    """The vocabulary's forms under their own ids, in the vocabulary's order."""
    return Codebook({f: f for f in all_forms()})


@cache
def _codebook_data() -> dict[str, Any]:
    data = package_yaml(_FILE)
    for key, kind in (("task", str), ("rules", list), ("examples", list)):
        if not isinstance(data, dict) or not isinstance(data.get(key), kind):
            raise VocabularyError(_FILE, key, f"must be a {kind.__name__}")
    return dict(data)


def data_message(document: Document) -> str:
    """The text to be coded as one JSON object.

    Nothing in the text can end the object: JSON escapes what would.  ``fence`` is the hash of the text,
    which no text can hold of itself, and stands at both ends.
    """
    fence = hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest()[:16]
    day = document.published.isoformat() if document.published else None
    body = {"fence": fence, "published": day, "title": document.title, "text": document.text, "end": fence}
    return json.dumps(body, ensure_ascii=True)

"""Coder that asks a language model at an OpenAI-compatible address given by the user; never the default.

The model gets the codebook as instructions and the text as data. An act that the model reports is dropped if
its quote is not in the text, or if comity does not know its states or labels. Only the given address is
contacted: redirects and proxies are not followed. Neither the key nor the address appears in errors or in the
cache.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from comity.errors import CoderError, MissingExtraError, QuestionError
from comity.language.dates import find_date
from comity.language.gazetteer import known_codes
from comity.language.sentences import sentences
from comity.parts.reader.patterns import domain_of
from comity.records.coded_acts import CodedAct, Document
from comity.vocabulary.forms import all_forms
from comity.vocabulary.hotspots import all_hotspots
from comity.vocabulary.load import package_yaml

VERSION = "2"
LOG = logging.getLogger("comity.llm")

#: Characters of text in one question; a longer document is asked in parts cut between sentences.
LONGEST = 8_000
#: Bytes of the largest answer that is read.
LARGEST = 1_000_000
#: How often one question is asked before the model is given up.
TRIES = 3
#: Confidence of a claim whose model nobody has measured.
UNCHECKED = 0.5

_LISTS = ("actors", "partners", "targets", "hotspots", "forms")
_CHOICES = {
    "polarity": ("cooperation", "friction"),
    "toward": ("with", "against", "none"),
    "modality": ("asserted", "reported", "planned", "called-for", "denied", "hypothetical"),
}


class UnusableAnswerError(Exception):
    """An answer of the model that cannot be used; this module handles the error itself."""


@dataclass
class ModelCoder:
    """Coder that finds the acts of a document by asking a language model.

    Parameters
    ----------
    address : base address, such as ``http://127.0.0.1:11434/v1``
    model : the model's name at this address
    key : bearer token, "" for none
    cache : folder for answers, by hash of model, question and text; ``None`` caches in memory
    most : largest number of requests
    seconds : time limit of one request
    pause : seconds before the second attempt, doubled before the third
    """

    address: str
    model: str
    key: str = field(default="", repr=False)
    cache: Path | None = None
    most: int = 1_000
    seconds: float = 120.0
    pause: float = 1.0
    _questions: int = field(default=0, repr=False)
    _answers: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise QuestionError("The address of the model must be http:// or https:// and a host.")
        self._httpx = _load_httpx()
        bound = self._httpx.Timeout(self.seconds, connect=min(10.0, self.seconds))
        self._client = self._httpx.Client(timeout=bound, follow_redirects=False, trust_env=False)

    @property
    def name(self) -> str:
        """Name of the coder, ``llm:<model>/<version>``."""
        return f"llm:{self.model}/{VERSION}"

    def code(self, document: Document) -> list[CodedAct]:
        """Return the acts of a document, in the order of their evidence in the text.

        Raises
        ------
        CoderError
            When the model gives no usable answer, or no request is left; an empty list would mean "no acts".
        """
        out: list[CodedAct] = []
        for part in _cut(document.text):
            message = data_message(document, document.text[slice(*part)])
            for claim in parse_claims(self._answer(message)):
                fault = find_fault(claim)
                span = None if fault else _find(claim["quote"], document.text, *part)
                if span is None:
                    LOG.info("claim dropped: %s", fault or "quote not in the text")
                else:
                    out.append(_make_act(claim, document, span, self.name))
        return sorted(out, key=lambda a: (a.start, a.end, a.parties, a.polarity, a.forms))

    def _answer(self, message: str) -> str:
        """Return the cached answer to a message, or ask the model and cache its answer."""
        key = hashlib.sha256(json.dumps([self.model, instructions(), message]).encode()).hexdigest()
        text = self._answers.get(key) or self._read_cache(key)
        if text is None:
            text = self._ask(message)
            self._write_cache(key, text)
        self._answers[key] = text
        return text

    def _ask(self, message: str) -> str:
        reason = ""
        for n in range(TRIES):
            if self._questions >= self.most:
                raise CoderError(
                    f"The model was asked {self.most:,} questions, as many as it may be asked; answers "
                    "so far are kept, so raise COMITY_LLM_REQUESTS to go on from here."
                )
            time.sleep(self.pause * n)
            self._questions += 1
            try:
                text = self._post(message)
                parse_claims(text)
            except UnusableAnswerError as e:
                reason = str(e)
            except self._httpx.TimeoutException:
                reason = f"it did not answer within {self.seconds:g} seconds"
            except (self._httpx.HTTPError, self._httpx.InvalidURL) as e:
                reason = f"the connection failed ({type(e).__name__})"
            else:
                return text
        raise CoderError(f"The model gave no usable answer in {TRIES} tries: {reason}.")

    def _post(self, message: str) -> str:
        """Send one request at temperature 0 and return the model's text."""
        shape = {"name": "claims", "strict": True, "schema": schema()}
        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": instructions()},
                {"role": "user", "content": message},
            ],
            "temperature": 0,
            "seed": 0,
            "response_format": {"type": "json_schema", "json_schema": shape},
        }
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        url, started, raw = self.address.rstrip("/") + "/chat/completions", time.monotonic(), bytearray()
        with self._client.stream("POST", url, json=body, headers=headers) as answer:
            if answer.is_redirect:
                raise UnusableAnswerError("it redirects to another address, and redirects are not followed")
            if answer.status_code != 200:
                raise UnusableAnswerError(f"it answered with status {answer.status_code}")
            for piece in answer.iter_bytes():
                raw += piece
                if len(raw) > LARGEST:
                    raise UnusableAnswerError(f"its answer is larger than {LARGEST:,} bytes")
                if time.monotonic() - started > self.seconds:
                    raise UnusableAnswerError(f"it did not finish within {self.seconds:g} seconds")
        try:
            return str(json.loads(raw)["choices"][0]["message"]["content"])
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            raise UnusableAnswerError("its answer is not of the agreed shape") from None

    def _read_cache(self, key: str) -> str | None:
        """Return a cached answer; ``None`` if its file is missing or damaged."""
        if self.cache is None:
            return None
        try:
            text = (self.cache / f"{key}.json").read_text("utf-8")
            parse_claims(text)
        except (OSError, ValueError, UnusableAnswerError):
            return None
        return text

    def _write_cache(self, key: str, text: str) -> None:
        if self.cache is not None:
            self.cache.mkdir(parents=True, exist_ok=True)
            part = self.cache / f"{key}.{os.getpid()}.part"
            part.write_text(text, "utf-8")
            part.replace(self.cache / f"{key}.json")


def coder_from_environment(env: Mapping[str, str] = os.environ) -> ModelCoder:
    """Return the coder that the environment variables ``COMITY_LLM_*`` describe.

    Raises
    ------
    QuestionError
        When the address or the model is missing (there is no default), or no request is allowed.
    """
    missing = [n for n in ("COMITY_LLM_ADDRESS", "COMITY_LLM_MODEL") if not env.get(n)]
    if missing:
        raise QuestionError(
            f"The coder 'llm' asks only where you say: set {' and '.join(missing)} "
            "(for instance http://127.0.0.1:11434/v1 and the name of a model there)."
        )
    most = env.get("COMITY_LLM_REQUESTS") or "1000"
    if not most.isdigit():
        raise QuestionError(f"COMITY_LLM_REQUESTS must be a whole number, not {most!r}.")
    base = env.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return ModelCoder(
        env["COMITY_LLM_ADDRESS"],
        env["COMITY_LLM_MODEL"],
        env.get("COMITY_LLM_KEY", ""),
        cache=Path(env.get("COMITY_LLM_CACHE") or Path(base) / "comity" / "llm"),
        most=int(most),
    )


def _load_httpx() -> ModuleType:
    try:
        import httpx  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(
            "The coder 'llm' needs a part that is not installed: pip install 'comity[http]'"
        ) from None
    return httpx


@cache
def instructions() -> str:
    """Return the instructions for the language model: its task, the labels to use, rules and examples."""
    book = package_yaml("parts/reader/data/codebook.yaml")
    lines = [
        book["task"],
        "States are given by ISO 3166 alpha-3 code, or EUU, NATO, BRICS, SCO, TWN, PSE, XKX.",
        "Forms:",
        *(f"- {form}: {f.definition}" for form, f in all_forms().items()),
        "Hotspots:",
        *(f"- {spot}: {h.about}" for spot, h in all_hotspots().items()),
        "- other: a matter outside this list",
        "Toward says how the act stands to the United States: with, against or none.",
        "Rules:",
        *(f"- {rule}" for rule in book["rules"]),
        "Examples:",
    ]
    for example in book["examples"]:
        message = data_message(Document("example", example["text"]), example["text"])
        lines += [message, json.dumps({"claims": example["claims"]})]
    return "\n".join(lines)


@cache
def schema() -> dict[str, Any]:
    """Return the JSON schema that an answer of the model must fit."""

    def allow(values: Sequence[str]) -> dict[str, Any]:
        return {"type": "string", "enum": list(values)}

    states: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
    fields: dict[str, Any] = {
        "quote": {"type": "string"},
        "trigger": {"type": "string"},
        **dict.fromkeys(("actors", "partners", "targets"), states),
        "hotspots": {"type": "array", "items": allow(_hotspots())},
        "forms": {"type": "array", "items": allow(tuple(all_forms()))},
        **{name: allow(values) for name, values in _CHOICES.items()},
    }
    claim = {"type": "object", "properties": fields}
    claims = {"claims": {"type": "array", "items": _close(claim)}}
    return _close({"type": "object", "properties": claims})


def _close(shape: dict[str, Any]) -> dict[str, Any]:
    return {**shape, "required": list(shape["properties"]), "additionalProperties": False}


def _hotspots() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*all_hotspots(), "bilateral", "other")))


def data_message(document: Document, text: str) -> str:
    """Return a part of a document as one JSON object, so that no text in it can pass for an instruction."""
    day = document.published.isoformat() if document.published else None
    return json.dumps({"published": day, "title": document.title, "text": text})


def parse_claims(answer: str) -> list[dict[str, Any]]:
    """Return the acts in a model's answer; :func:`find_fault` checks the fields of each.

    Raises
    ------
    UnusableAnswerError
        When the answer as a whole does not fit the schema.
    """
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        raise UnusableAnswerError("its answer is not whole JSON") from None
    claims = data.get("claims") if isinstance(data, dict) else None
    if not isinstance(claims, list) or not all(isinstance(c, dict) for c in claims):
        raise UnusableAnswerError("its answer holds no list of claims")
    return claims


def find_fault(claim: Mapping[str, Any]) -> str:
    """Return what is wrong with the fields of an act that the model reports; "" if nothing is."""
    lists = [claim.get(k) for k in _LISTS]
    words = [claim.get(k) for k in ("quote", "trigger", *_CHOICES)]
    if not all(isinstance(v, list) and all(isinstance(x, str) for x in v) for v in lists):
        return "wrong shape"
    if not all(isinstance(w, str) for w in words) or not claim["quote"].strip():
        return "wrong shape"
    actors, partners = set(claim["actors"]), set(claim["partners"])
    if not {*actors, *partners, *claim["targets"]} <= known_codes():
        return "unknown state"
    if len(actors | partners) < 2 or not actors:
        return "fewer than two parties"
    if claim["polarity"] == "friction" and not partners - actors:
        return "friction with nobody"
    labels_exist = (
        set(claim["forms"]) <= set(all_forms())
        and set(claim["hotspots"]) <= set(_hotspots())
        and all(claim[k] in values for k, values in _CHOICES.items())
    )
    return "" if labels_exist else "unknown label"


def _make_act(claim: Mapping[str, Any], document: Document, span: tuple[int, int], coder: str) -> CodedAct:
    """Build an act from the fields that the model gives; a state listed in two roles keeps the first one."""
    start, end = span
    trigger = _find(claim["trigger"], document.text, start, end) or span
    actors = set(claim["actors"])
    partners = set(claim["partners"]) - actors
    forms = tuple(dict.fromkeys(claim["forms"]))
    planned = claim["modality"] == "planned"
    return CodedAct(
        actors=tuple(sorted(actors)),
        partners=tuple(sorted(partners)),
        targets=tuple(sorted(set(claim["targets"]) - actors - partners)),
        hotspots=tuple(sorted(set(claim["hotspots"]))) or ("other",),
        forms=forms,
        domain=next((d for f in forms if (d := domain_of(f))), "diplomatic"),
        polarity=claim["polarity"],
        deed=any(all_forms()[f].deed for f in forms),
        toward_third=claim["toward"],
        third="USA",
        modality=claim["modality"],
        when=find_date(document.text, start, end, document.published, ahead=planned),
        start=start,
        end=end,
        trigger_start=trigger[0],
        trigger_end=trigger[1],
        coder=coder,
        rules=("model",),
        confidence=UNCHECKED,
    )


def _find(quote: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a quote stands in ``text[start:end]``; differences in white space are ignored."""
    words = quote.split()
    m = re.compile(r"\s+".join(map(re.escape, words))).search(text, start, end) if words else None
    return m.span() if m else None


def _cut(text: str) -> list[tuple[int, int]]:
    """Split a text between sentences into parts of at most :data:`LONGEST` characters."""
    out: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if out and end - out[-1][0] <= LONGEST:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out

"""Second opinion: a language model behind an endpoint that the user names.  Never a default.

The model sees the codebook as instructions and the text as data.  What it answers is held to the text: a
claim whose quote does not stand there is dropped and counted, as is one with states or labels nobody knows.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from comity.errors import CoderError, QuestionError
from comity.language.sentences import sentences
from comity.parts.reader.coders.claims import ShapeError, act_of, claims_in
from comity.parts.reader.coders.codebook import Codebook, data_message, standard
from comity.parts.reader.coders.endpoint import Endpoint, UnusableError
from comity.records.coded_acts import CodedAct, Document

VERSION = "1"
LONGEST = 8_000
"""Characters of text in one question; a longer document is asked in parts cut between sentences."""

TRIES = 3
"""How often one question is asked before the endpoint is given up."""

_PER_TOKEN = 4
"""Characters a token, where the endpoint does not tell how many it took."""


@dataclass
class Cap:
    """How much may be asked: questions and tokens, and what was used of them."""

    requests: int = 1_000
    tokens: int = 2_000_000
    questions: int = 0
    used: int = 0

    def reached(self, coming: int) -> str:
        """What stands in the way of another question of ``coming`` tokens, "" for nothing."""
        if self.questions >= self.requests:
            return f"{self.requests:,} questions"
        return f"{self.tokens:,} tokens" if self.used + coming > self.tokens else ""


@dataclass
class ModelCoder:
    """Acts as a language model reads them.

    Parameters
    ----------
    endpoint : where to ask
    cap : cost cap; reaching it stops the reading with one sentence
    cache : folder of answers by the hash of model, question and text; ``None`` keeps them in memory
    book : the codebook as told to the model
    pause : seconds before the second try, twice as many before the third
    dropped : how many claims were dropped, by reason
    """

    endpoint: Endpoint
    cap: Cap = field(default_factory=Cap)
    cache: Path | None = None
    book: Codebook = field(default_factory=standard)
    pause: float = 1.0
    dropped: Counter[str] = field(default_factory=Counter)
    _answers: dict[str, str] = field(default_factory=dict, repr=False)
    _counted: set[str] = field(default_factory=set, repr=False)

    @property
    def name(self) -> str:
        """``llm:<model>/<version>``."""
        return f"llm:{self.endpoint.model}/{VERSION}"

    def code(self, document: Document) -> list[CodedAct]:
        """Acts of the document, in the order of their evidence.

        Raises
        ------
        CoderError
            When the endpoint gives no usable answer or the cost cap is reached: nothing read is told as
            nothing claimed.
        """
        out: list[CodedAct] = []
        for start, end in _parts(document.text):
            out += self._part(replace(document, text=document.text[start:end]), start)
        return sorted(out, key=lambda a: (a.start, a.end, a.parties, a.polarity, a.forms))

    def _part(self, part: Document, offset: int) -> list[CodedAct]:
        instructions, data = self.book.instructions(), data_message(part)
        key = _hash(self.endpoint.model, instructions, data)
        claims = claims_in(
            self._answers.get(key) or self._remembered(key) or self._model_answer(key, instructions, data)
        )
        dropped: Counter[str] = Counter()
        acts = [a for c in claims if (a := act_of(c, part, self.book, self.name, dropped)) is not None]
        if key not in self._counted:
            self._counted.add(key)
            self.dropped.update(dropped)
        return [_moved(a, offset) for a in acts]

    def _model_answer(self, key: str, instructions: str, data: str) -> str:
        """The model's answer, asked again while it is not of the agreed shape."""
        reason, coming = "", (len(instructions) + len(data)) // _PER_TOKEN
        for n in range(TRIES):
            if limit := self.cap.reached(coming):
                raise CoderError(
                    f"The cost cap of {limit} is reached after {self.cap.questions:,} questions and "
                    f"{self.cap.used:,} tokens; answers so far are kept, so raise COMITY_LLM_REQUESTS or "
                    "COMITY_LLM_TOKENS to go on from here."
                )
            time.sleep(self.pause * n)
            self.cap.questions += 1
            try:
                answer = self.endpoint.ask(instructions, data, self.book.schema())
                self.cap.used += answer.tokens or coming + len(answer.text) // _PER_TOKEN
                claims_in(answer.text)
            except (UnusableError, ShapeError) as e:
                reason = str(e)
                continue
            self._keep(key, answer.text)
            return answer.text
        raise CoderError(f"The model gave no usable answer in {TRIES} tries: {reason}.")

    def _remembered(self, key: str) -> str | None:
        """An answer of an earlier run, unless its file is damaged."""
        if self.cache is None or not (file := self.cache / f"{key}.json").is_file():
            return None
        try:
            text = file.read_text("utf-8")
            claims_in(text)
        except (OSError, ValueError):
            return None
        self._answers[key] = text
        return text

    def _keep(self, key: str, text: str) -> None:
        self._answers[key] = text
        if self.cache is None:
            return
        self.cache.mkdir(parents=True, exist_ok=True)
        part = self.cache / f"{key}.{os.getpid()}.part"
        part.write_text(text, "utf-8")
        part.replace(self.cache / f"{key}.json")


def coder_from_environment(env: Mapping[str, str] = os.environ) -> ModelCoder:
    """The coder as the environment describes it: ``COMITY_LLM_ADDRESS``, ``_MODEL``, ``_KEY``, caps, cache.

    Raises
    ------
    QuestionError
        When address or model is missing (there is no default host), or a cap is no number.
    """
    missing = [n for n in ("COMITY_LLM_ADDRESS", "COMITY_LLM_MODEL") if not env.get(n)]
    if missing:
        raise QuestionError(
            f"The coder 'llm' asks only where you say: set {' and '.join(missing)} "
            "(for instance http://127.0.0.1:11434 and the name of a model there)."
        )
    base = env.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return ModelCoder(
        Endpoint(env["COMITY_LLM_ADDRESS"], env["COMITY_LLM_MODEL"], env.get("COMITY_LLM_KEY", "")),
        Cap(_number(env, "COMITY_LLM_REQUESTS", 1_000), _number(env, "COMITY_LLM_TOKENS", 2_000_000)),
        Path(env.get("COMITY_LLM_CACHE") or Path(base) / "comity" / "llm"),
    )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "")
    if value and not value.isdigit():
        raise QuestionError(f"{name} must be a whole number, not {value!r}.")
    return int(value) if value else default


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()


def _parts(text: str) -> list[tuple[int, int]]:
    """Stretches of whole sentences of at most :data:`LONGEST` characters."""
    out: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if out and end - out[-1][0] <= LONGEST:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _moved(act: CodedAct, by: int) -> CodedAct:
    moved: dict[str, Any] = {
        k: getattr(act, k) + by for k in ("start", "end", "trigger_start", "trigger_end")
    }
    return replace(act, **moved)

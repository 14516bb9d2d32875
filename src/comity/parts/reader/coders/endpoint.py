"""One endpoint that answers in JSON: OpenAI-compatible (``.../v1``) or Ollama.  No other host is asked.

Redirects and proxies are not followed, answers are bounded in size and time, and neither key nor address
stands in an error or in the cache.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from comity.errors import MissingExtraError, QuestionError

if TYPE_CHECKING:
    import httpx

LARGEST = 1_000_000
"""Bytes of the largest answer that is read."""


class UnusableError(Exception):
    """Why an answer cannot be used; never leaves this package."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What the model wrote, and how many tokens question and answer took."""

    text: str
    tokens: int


def _library() -> ModuleType:
    try:
        import httpx  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(
            "The coder 'llm' needs a part that is not installed: pip install 'comity[llm]'"
        ) from None
    return httpx


@dataclass
class Endpoint:
    """Where to ask, whom, and how long to wait.

    Parameters
    ----------
    address : base address; a path that ends in ``/v1`` is OpenAI-compatible, any other is Ollama's
    model : the model's name there
    key : bearer token, "" for none
    seconds : how long one question may take in all
    """

    address: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 120.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise QuestionError("The address of the model must be http:// or https:// and a host.")
        self._httpx = _library()
        self._openai = parts.path.rstrip("/").endswith("/v1")
        bound = self._httpx.Timeout(self.seconds, connect=min(10.0, self.seconds))
        self._client: httpx.Client = self._httpx.Client(
            timeout=bound, follow_redirects=False, trust_env=False
        )

    def ask(self, instructions: str, data: str, schema: dict[str, Any]) -> ModelAnswer:
        """One answer at temperature 0.

        Raises
        ------
        UnusableError
            When the answer cannot be used; the reason holds nothing the server said.
        """
        try:
            return self._once(self._body(instructions, data, schema))
        except self._httpx.TimeoutException:
            raise UnusableError(f"it did not answer within {self.seconds:g} seconds") from None
        except (self._httpx.HTTPError, self._httpx.InvalidURL) as e:
            raise UnusableError(f"the connection failed ({type(e).__name__})") from None

    def _body(self, instructions: str, data: str, schema: dict[str, Any]) -> dict[str, Any]:
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": data}]
        if self._openai:
            wanted = {
                "type": "json_schema",
                "json_schema": {"name": "claims", "strict": True, "schema": schema},
            }
            return {
                "model": self.model,
                "messages": messages,
                "temperature": 0,
                "seed": 0,
                "response_format": wanted,
            }
        options = {"temperature": 0, "seed": 0}
        return {
            "model": self.model,
            "messages": messages,
            "stream": False,
            "format": schema,
            "options": options,
        }

    def _once(self, body: dict[str, Any]) -> ModelAnswer:
        way = "/chat/completions" if self._openai else "/api/chat"
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        started, raw = time.monotonic(), bytearray()
        url = self.address.rstrip("/") + way
        with self._client.stream("POST", url, json=body, headers=headers) as answer:
            if answer.is_redirect:
                raise UnusableError("it redirects to another address, and redirects are not followed")
            if answer.status_code != 200:
                raise UnusableError(f"it answered with status {answer.status_code}")
            for piece in answer.iter_bytes():
                raw += piece
                if len(raw) > LARGEST:
                    raise UnusableError(f"its answer is larger than {LARGEST:,} bytes")
                if time.monotonic() - started > self.seconds:
                    raise UnusableError(f"it did not finish within {self.seconds:g} seconds")
        return self._model_answer(bytes(raw))

    def _model_answer(self, raw: bytes) -> ModelAnswer:
        try:
            answer = json.loads(raw)
            if self._openai:
                text = answer["choices"][0]["message"]["content"]
                tokens = int(answer.get("usage", {}).get("total_tokens") or 0)
            else:
                text = answer["message"]["content"]
                tokens = int(answer.get("prompt_eval_count") or 0) + int(answer.get("eval_count") or 0)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
            raise UnusableError("its answer is not of the agreed shape") from None
        if not isinstance(text, str):
            raise UnusableError("its answer holds no text")
        return ModelAnswer(text, tokens)

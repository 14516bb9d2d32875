"""Second opinion: an encoder of the user's own gates and votes on what the rules read.

The rules find who acts toward whom; the encoder says whether the passage claims anything (the gate) and
which forms it names (the vote).  An encoder alone knows no roles, so it never adds an act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from comity.errors import MissingExtraError, QuestionError
from comity.parts.reader.coders.codebook import Codebook, standard
from comity.parts.reader.coders.heads import RELEVANT, Encoder, Heads, Matrix, read_heads
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.patterns import forms_that
from comity.records.coded_acts import CodedAct, Coder, Document

VERSION = "1"
GATE = 0.3
"""Below this chance of relevance an act is dropped (the threshold measured in the study before the code)."""

VOTE = 0.6
"""From this chance on a form is added to an act of its polarity."""

VOTED = "voted"
"""The rule id that marks an act to which the encoder added a form."""


@dataclass(frozen=True, slots=True)
class EmbedCoder:
    """The rules with a gate and a vote.

    Parameters
    ----------
    label : what the encoder goes by, as it stands in every record
    encoder : texts to rows
    heads : trained on that encoder; its labels are those of ``book``
    book : what the labels of the heads mean
    """

    label: str
    encoder: Encoder
    heads: Heads
    book: Codebook = field(default_factory=standard)
    reader: Coder = field(default_factory=RuleCoder)

    @property
    def name(self) -> str:
        """``embed:<label>/<version>``."""
        return f"embed:{self.label}/{VERSION}"

    def code(self, document: Document) -> list[CodedAct]:
        """Acts of the rules that pass the gate, with the forms that the encoder votes for."""
        acts = self.reader.code(document)
        if not acts:
            return []
        rows = np.asarray(self.encoder([document.text[a.start : a.end] for a in acts]), float)
        chances = self.heads.chances(rows)
        gate = chances[RELEVANT]
        return [
            self._voted(a, {label: float(c[k]) for label, c in chances.items() if label != RELEVANT})
            for k, a in enumerate(acts)
            if gate[k] >= GATE
        ]

    def _voted(self, act: CodedAct, chances: dict[str, float]) -> CodedAct:
        """The act with forms of its polarity that get the vote; ties are told by form, not by label."""
        friction = act.polarity == "friction"
        won = sorted(
            form
            for label, p in chances.items()
            if p >= VOTE and ((form := self.book.labels[label]) == "divergence") == friction
        )
        new = tuple(f for f in won if f not in act.forms)
        forms = tuple(f for f in act.forms if not (new and f in forms_that("soft")))
        rules = tuple(sorted({*act.rules, VOTED})) if new else act.rules
        return replace(act, forms=(*forms, *new), rules=rules, coder=self.name)


def coder_in(folder: Path) -> EmbedCoder:
    """The coder of a folder that holds ``model.onnx``, ``tokenizer.json`` and trained ``heads.json``.

    Raises
    ------
    QuestionError
        When a file is missing or is not what its name says.
    MissingExtraError
        When the parts that run the encoder are not installed.
    """
    return EmbedCoder(folder.name, onnx_encoder(folder), read_heads(folder))


def onnx_encoder(folder: Path, *, longest: int = 256, batch: int = 32) -> Encoder:
    """An encoder in the common layout of exported sentence encoders.

    The first output is taken; where it is one row a token, rows are averaged over the tokens of the text,
    and every row is scaled to length one (Reimers and Gurevych 2019, section 3).

    Parameters
    ----------
    longest : tokens read of a text
    batch : texts encoded at once
    """
    for name in ("model.onnx", "tokenizer.json"):
        if not (folder / name).is_file():
            raise QuestionError(f"The folder {folder.name} holds no {name}: an encoder needs both of them.")
    try:
        import onnxruntime  # noqa: PLC0415 - an extra
        import tokenizers  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(
            "The coder 'embed' needs a part that is not installed: pip install 'comity[embed]'"
        ) from None
    session, tokenizer = _opened(onnxruntime, tokenizers, folder)
    tokenizer.enable_truncation(longest)
    tokenizer.enable_padding()
    wanted = {i.name for i in session.get_inputs()}

    def encode(texts: Any) -> Matrix:
        rows = [
            _encode(session, tokenizer, wanted, texts[k : k + batch]) for k in range(0, len(texts), batch)
        ]
        return np.concatenate(rows)

    return encode


def _opened(onnxruntime: Any, tokenizers: Any, folder: Path) -> tuple[Any, Any]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one thread: the same sums in the same order
    state = onnxruntime.capi.onnxruntime_pybind11_state
    faults = (state.InvalidProtobuf, state.InvalidGraph, state.InvalidArgument, state.Fail, state.NoModel)
    try:
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
    except faults as e:
        raise QuestionError(
            f"{folder.name}/model.onnx is no model that can be run ({type(e).__name__})."
        ) from e
    try:
        return session, tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as e:
        if type(e) is not Exception:  # the library raises the root class itself, and nothing narrower
            raise
        raise QuestionError(f"{folder.name}/tokenizer.json is no tokenizer that can be read.") from e


def _encode(session: Any, tokenizer: Any, wanted: set[str], texts: Sequence[str]) -> Matrix:
    coded = tokenizer.encode_batch([t.encode("utf-8", "replace").decode("utf-8") for t in texts])
    mask = np.array([c.attention_mask for c in coded], np.int64)
    given = {
        "input_ids": np.array([c.ids for c in coded], np.int64),
        "attention_mask": mask,
        "token_type_ids": np.array([c.type_ids for c in coded], np.int64),
    }
    out = np.asarray(session.run(None, {k: v for k, v in given.items() if k in wanted})[0], float)
    if out.ndim == 3:
        out = (out * mask[:, :, None]).sum(1) / np.maximum(mask.sum(1), 1)[:, None]
    scaled: Matrix = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
    return scaled

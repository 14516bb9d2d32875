"""The encoder coder on a tiny ONNX encoder built here, and on plain Python functions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from comity.errors import QuestionError
from comity.parts.reader.coders import coder_named
from comity.parts.reader.coders.codebook import Codebook
from comity.parts.reader.coders.conformance import check_codebook, check_coder
from comity.parts.reader.coders.embed import VOTED, EmbedCoder, onnx_encoder
from comity.parts.reader.coders.heads import RELEVANT, Heads, read_heads, train
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.evaluation.scores import labelled_sentences, read_gold
from comity.records.coded_acts import Document

GOLD = Path(__file__).parent / "gold"
LAME = b'{"labels": [%s], "bias": [0], "n": [1], "sentences": 1}'
WORDS = ["[PAD]", "[UNK]", "drill", "talks", "silent", "rain", "gas"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder whose row is the mean of one-hot tokens: word shares, so results are known by hand."""
    out = tmp_path_factory.mktemp("encoder") / "toy"
    out.mkdir()
    table = numpy_helper.from_array(np.eye(len(WORDS), dtype=np.float32), "table")
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["rows"])],
        "toy",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"]),
        ],
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["texts", "tokens", len(WORDS)])],
        [table],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, out / "model.onnx")
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()  # type: ignore[assignment]
    tokenizer.save(str(out / "tokenizer.json"))
    return out


def heads(**weights: dict[str, float]) -> Heads:
    """Heads by hand: label -> weight of a word; every head starts at chance 0.5."""
    rows = [[w.get(word, 0.0) for word in WORDS] for w in weights.values()]
    labels = tuple(k.replace("_", "-") for k in weights)
    return Heads(labels, np.array(rows), np.zeros(len(rows)), (1,) * len(rows), 2)


def coder(folder: Path, found: Heads) -> EmbedCoder:
    return EmbedCoder("toy", onnx_encoder(folder), found)


DRILL = Document("d", "Japan and India sign a memorandum on gas and silent rain.", date(2021, 3, 1))


def test_rows_are_means_over_the_tokens_of_the_text_alone(folder: Path) -> None:
    rows = onnx_encoder(folder)(["drill drill talks", "rain", "rain drill gas silent talks"])
    assert rows[0] == pytest.approx(np.array([0, 0, 2, 1, 0, 0, 0]) / np.sqrt(5))
    assert rows[1] == pytest.approx(np.eye(7)[5])  # padding counts nothing
    assert rows[2, 2:] == pytest.approx([5**-0.5] * 5)


def test_the_gate_drops_and_the_vote_adds(folder: Path) -> None:
    plain = RuleCoder().code(DRILL)
    assert plain
    assert "joint-exercise" not in plain[0].forms
    open_gate = heads(relevant={"rain": 5.0}, joint_exercise={"rain": 9.0})
    (act,) = coder(folder, open_gate).code(DRILL)
    assert "joint-exercise" in act.forms
    assert VOTED in act.rules
    shut = heads(relevant={"[UNK]": -9.0}, joint_exercise={"rain": 9.0})
    assert coder(folder, shut).code(DRILL) == []


def test_a_vote_never_crosses_polarity(folder: Path) -> None:
    apart = heads(relevant={"rain": 5.0}, divergence={"[UNK]": 9.0})
    (act,) = coder(folder, apart).code(DRILL)
    assert "divergence" not in act.forms


def test_training_finds_what_tells_the_labels_apart(folder: Path, tmp_path: Path) -> None:
    def item(n: int, text: str, *forms: str) -> dict[str, object]:
        claims = [
            {
                "actors": ["IND", "JPN"],
                "partners": [],
                "targets": [],
                "hotspots": ["bilateral"],
                "forms": list(forms),
                "polarity": "cooperation",
                "toward_us": "none",
                "start": 0,
                "end": len(text),
            }
        ]
        return {"id": str(n), "text": text, "date": "2021-01-01", "claims": claims if forms else []}

    items = [
        *[item(n, f"drill {n}", "joint-exercise") for n in range(4)],
        *[item(n, f"talks {n}", "consultation") for n in range(4)],
        *[item(n, "gas", "energy-tie") for n in range(2)],
        *[item(n, f"rain {n}") for n in range(6)],
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(i) + "\n" for i in items))
    found = train(onnx_encoder(folder), labelled_sentences(read_gold(gold)))
    assert found.labels == (
        RELEVANT,
        "consultation",
        "joint-exercise",
    )  # two sentences are too few for a head
    assert (found.n, found.sentences) == ((10, 4, 4), 16)
    chances = found.chances(onnx_encoder(folder)(["drill", "talks", "rain"]))
    assert chances[RELEVANT][2] < 0.5 < chances[RELEVANT][0]
    assert chances["joint-exercise"].argmax() == 0
    assert chances["consultation"].argmax() == 1
    found.write(tmp_path)
    again = read_heads(tmp_path)
    assert again.labels == found.labels
    assert again.weights == pytest.approx(found.weights, abs=1e-6)
    with pytest.raises(QuestionError, match="claim nothing"):
        train(onnx_encoder(folder), labelled_sentences(read_gold(gold))[:4])


def test_keeps_the_promises_of_a_coder(folder: Path) -> None:
    found = train(onnx_encoder(folder), labelled_sentences(read_gold(GOLD / "tune_news.jsonl")))
    found.write(folder)
    check_coder(coder_named(f"embed:{folder}"))
    (folder / "heads.json").unlink()


def test_names_of_labels_and_their_order_change_nothing(folder: Path) -> None:
    found = heads(relevant={"rain": 5.0}, joint_exercise={"rain": 9.0}, consultation={"talks": 9.0})
    encoder = onnx_encoder(folder)

    def under(book: Codebook) -> EmbedCoder:
        order = [f for f in book.labels.values() if f in found.labels]
        rows = [0, *(found.labels.index(f) for f in order)]
        labels = (RELEVANT, *(book.label_of(f) for f in order))
        told = replace(found, labels=labels, weights=found.weights[rows], bias=found.bias[rows])
        return EmbedCoder("toy", encoder, told, book)

    check_codebook(under, [DRILL, Document("t", "Japan and India hold talks on gas.")])


def test_any_function_is_an_encoder() -> None:
    def lengths(texts: Sequence[str]) -> np.ndarray:
        return np.array([[float(len(t))] for t in texts])

    found = Heads((RELEVANT,), np.array([[1.0]]), np.array([0.0]), (1,), 1)
    check_coder(EmbedCoder("lengths", lengths, found))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("model.onnx", None, "holds no model.onnx"),
        ("tokenizer.json", None, "holds no tokenizer.json"),
        ("model.onnx", b"no model", "no model that can be run"),
        ("tokenizer.json", b"{}", "no tokenizer that can be read"),
        ("heads.json", None, "run 'comity train broken GOLD' first"),
        ("heads.json", b"{half", "no file of heads"),
        ("heads.json", LAME % b'"relevant"], "weights": [[1],[2]', "no file of heads"),
        ("heads.json", LAME % b'"dance"], "weights": [[1]', "'dance'"),
    ],
)
def test_a_folder_that_is_not_whole_is_told(
    folder: Path, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for f in ("model.onnx", "tokenizer.json"):
        (broken / f).write_bytes((folder / f).read_bytes())
    heads(relevant={}).write(broken)
    (broken / name).unlink()
    if content is not None:
        (broken / name).write_bytes(content)
    with pytest.raises(QuestionError, match=told):
        coder_named(f"embed:{broken}")


def test_heads_of_another_encoder_are_refused(folder: Path) -> None:
    other = Heads((RELEVANT,), np.ones((1, 3)), np.zeros(1), (1,), 1)
    with pytest.raises(QuestionError, match="train them again"):
        coder(folder, other).code(DRILL)

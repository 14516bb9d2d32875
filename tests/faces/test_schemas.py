"""What ``--format json`` prints is what its schema says, command by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner
from test_every_output import build

from comity.faces.cli import cli, schema
from comity.faces.cli._output import SHAPES, slug
from comity.lake.ingest.receipt import Receipt
from comity.parts.follow.acquire.changes import Changes, FileChange, TableChange
from comity.parts.follow.acquire.receipt import DownloadOutcome, DownloadReceipt
from comity.vocabulary.load import package_yaml

PAIR = "CHN-RUS"
COMMANDS = package_yaml(SHAPES)["commands"]
ON_THE_PACKAGE = [
    ["watch"],
    ["watch", PAIR, "iran"],
    ["watch", "CHL-FJI"],
    ["why", PAIR, "venezuela"],
    ["compare", PAIR, "--with", "FRA-DEU,CHL-FJI"],
    ["votes", PAIR],
    ["roles", PAIR],
    ["words", PAIR],
    ["words", PAIR, "iran"],
    ["roles", PAIR, "--ladder"],
    ["base", "FRA-DEU"],
    ["hotspots"],
    ["hotspots", "--forms"],
    ["sources"],
    ["whatif", PAIR, "syria"],
    ["souring", "FRA-DEU"],
    ["forecast", PAIR, "iran"],
    ["method"],
    ["method", "coaction"],
    ["cite", "icews"],
    ["review"],
]
ON_A_LAKE = [
    ["watch", PAIR, "--cells", "week"],
    ["forecast", PAIR, "iran", "--issue"],
    ["forecast", "--ledger"],
    ["forecast", "--ledger", "--check"],
    ["forecast", PAIR, "--ledger", "--replay", "2019:2019"],
    ["alerts"],
    ["alerts", "check"],
    ["alerts", "replay", "--stream", "icews", "--from", "2019-01-01", "--to", "2019-01-10", "--every", "5"],
    ["status"],
    ["verify"],
    ["verify", "--repair"],
]


def run(lake: Path, words: list[str]) -> str:
    ran = CliRunner().invoke(cli, [*words, "--format", "json"], env={"COMITY_LAKE": str(lake)})
    assert ran.exit_code == 0, (words, ran.stderr)
    return ran.stdout


def check(words: list[str], text: str) -> None:
    """The text is valid by the schema of the command that printed it, and no other version."""
    command = max((c for c in COMMANDS if c.split()[0] == words[0] and set(c.split()) <= set(words)), key=len)
    value = json.loads(text)
    assert value or command == "alerts", "an empty list would prove nothing"
    jsonschema.Draft202012Validator(schema.of(command)).validate(value)
    if isinstance(value, dict) and command != "check":
        assert (value["schema"], value["version"]) == (f"comity-{slug(command)}", 1)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of made-up events and votes, with an example file of watches."""
    made = build(tmp_path_factory.mktemp("toy"))
    assert CliRunner().invoke(cli, ["alerts", "init"], env={"COMITY_LAKE": str(made)}).exit_code == 0
    return made


@pytest.fixture(scope="module")
def nothing(empty_lake: Callable[[], Path]) -> Path:
    return empty_lake()


@pytest.mark.parametrize("words", ON_THE_PACKAGE, ids=lambda w: " ".join(w[:3]))
def test_what_the_package_answers_is_what_the_schema_says(words: list[str], nothing: Path) -> None:
    check(words, run(nothing, words))


def test_what_a_lake_answers_is_what_the_schema_says(lake: Path, tmp_path: Path) -> None:
    acts, essay = tmp_path / "acts.csv", tmp_path / "essay.md"
    acts.write_text(CliRunner().invoke(cli, ["add", "--template"]).stdout)
    essay.write_text("China and Russia vetoed a draft on Venezuela on 28 February 2019.\n")
    for words in (*ON_A_LAKE, ["add", str(acts)], ["check", str(essay), PAIR]):
        check(words, run(lake, words))


def test_what_a_publisher_gives_is_what_the_schema_says() -> None:
    got = DownloadReceipt(
        lines=(DownloadOutcome("https://example.org/a", "a", "missing", "not there"),),
        source="icews",
        added=Receipt(()),
    )
    changed = Changes(
        "icews",
        (FileChange("https://example.org/a", "a", "changed", "0a", "0b", "2026-01-01", "2026-02-01"),),
        (TableChange("events", 1, 0, 2, 5, {"code": 2}, {"changed": ["icews:1"]}),),
    )
    for command, value in (("get", got), ("get --changes", changed)):
        plain = json.loads(json.dumps(value.to_json()))
        jsonschema.Draft202012Validator(schema.of(command)).validate(plain)


def missing_key(value: dict[str, Any]) -> None:
    del value["hotspots"][0]["votes_to"]


def wrong_type(value: dict[str, Any]) -> None:
    value["assembly"][0]["n"] = "many"


def wrong_inside_the_account(value: dict[str, Any]) -> None:
    value["account"]["version"] = 0


def test_another_shape_is_not_valid(lake: Path) -> None:
    text = run(lake, ["watch", PAIR])
    validator = jsonschema.Draft202012Validator(schema.of("watch"))
    check(["watch", PAIR], text)
    for damage in (missing_key, wrong_type, wrong_inside_the_account):
        value = json.loads(text)
        damage(value)
        assert not validator.is_valid(value), damage.__name__
    rows = json.loads(text)["hotspots"]
    iran = next(r for r in rows if r["hotspot"] == "iran")
    assert iran["votes_from"] < iran["votes_to"], "rows say the span of votes and streams"
    assert (iran["stream_from"], iran["stream_to"]) == ("2018-09-14", "2019-03-22")
    for r in rows:
        assert (r["votes_n"] is None) == (r["votes_to"] is None)
        assert not r["votes_to"] or date.fromisoformat(r["votes_to"])


def json_commands() -> set[str]:
    """Every command that takes ``--format json``."""
    context, out = click.Context(cli), set()
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        inner = command.commands.items() if isinstance(command, click.Group) else ()
        for full, c in [(name, command), *((f"{name} {n}", c) for n, c in inner)]:
            formats = [p for p in c.params if p.name == "fmt" and isinstance(p.type, click.Choice)]
            if any("json" in p.type.choices for p in formats):
                out.add(full)
    return out


def test_every_command_that_prints_json_has_a_schema_that_is_one() -> None:
    commands = {c.partition(" --")[0] for c in COMMANDS}
    assert json_commands() - {"follow"} == commands, "follow prints one alert a line"
    for command in COMMANDS:
        jsonschema.Draft202012Validator.check_schema(schema.of(command))

"""The answers of today are those in the files: numbers, record ids, sentences, help, schemas, old lakes.

What may differ is written again by ``python tests/golden/make.py NAME`` and shown by ``git diff``.
"""

from __future__ import annotations

import difflib
import json
import shutil
from pathlib import Path

import pytest

from comity.lake.store import Lake
from golden import make

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
#: Pairs that `make test` asks; the others take a minute more.
ALWAYS = ("CHN-RUS", "FRA-DEU")
#: Methods whose numbers come from random draws, found by running all with other seeds.
DRAWN = frozenset({"agreement", "coaction", "evidence-against"})
#: How far a drawn number may be from the one in the file: of its size, or of the width of its interval.
NEAR, OF_WIDTH = 0.02, 0.15
EXACT = 1e-6
SHOWN = 12


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> make.Comity:
    """Return comity over an empty lake, so that the records of the package alone answer."""
    return make.Comity(tmp_path_factory.mktemp("golden") / "lake")


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Return a copy of the lake that commit 75e8ac9f wrote."""
    return make.unpack(tmp_path)


def fail_with(name: str, lines: list[str]) -> None:
    """Fail with the file's name, the first differences and how to write it again."""
    if lines:
        more = [f"... and {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
        renew = f"If this is meant: python tests/golden/make.py {name}, and read git diff."
        cut = (line if len(line) <= 300 else f"{line[:300]}..." for line in lines[:SHOWN])
        pytest.fail("\n".join([f"tests/golden/{name} differs:", *cut, *more, renew]), pytrace=False)


def compare_text(name: str, got: str) -> None:
    """Hold a text against its file, line by line."""
    want = (HERE / name).read_text("utf-8")
    lines = difflib.unified_diff(want.splitlines(), got.splitlines(), "file", "now", n=0, lineterm="")
    fail_with(name, list(lines))


def compare_facts(name: str, got: str) -> None:
    """Hold a table against its file, row by row; numbers may differ as far as their method lets them."""
    fail_with(name, differ((HERE / name).read_text("utf-8"), got))


def differ(want: str, got: str) -> list[str]:
    """Return the rows that are gone, new or different."""
    old, new = number_rows(want), number_rows(got)
    lines = []
    for key in sorted(old.keys() | new.keys()):
        mine, other = old.get(key), new.get(key)
        if mine is None or other is None or not is_alike(mine, other):
            lines += ["- " + "\t".join((*key[:3], *mine))] if mine else []
            lines += ["+ " + "\t".join((*key[:3], *other))] if other else []
    return lines


def number_rows(text: str) -> dict[tuple[str, ...], list[str]]:
    """Return the cells of each row by its place, what, name, and a number where several have the same."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for line in text.splitlines()[1:]:
        place, what, name, *cells = line.split("\t")
        no = 0
        while (place, what, name, str(no)) in rows:
            no += 1
        rows[place, what, name, str(no)] = cells
    return rows


def is_alike(mine: list[str], other: list[str]) -> bool:
    """Whether two rows say the same: ids, ranks and counts exactly, numbers nearly."""
    if mine[3:] != other[3:]:
        return False
    drawn = mine[-1] in DRAWN
    width = abs(float(mine[2]) - float(mine[1])) if drawn and mine[1] and mine[2] else 0.0
    return all(is_near(a, b, width, drawn=drawn) for a, b in zip(mine[:3], other[:3], strict=True))


def is_near(mine: str, other: str, width: float, *, drawn: bool) -> bool:
    """Whether two cells are equal, or numbers close enough."""
    if mine == other:
        return True
    try:
        apart, size = abs(float(mine) - float(other)), abs(float(mine))
    except ValueError:
        return False
    return apart <= max((NEAR if drawn else EXACT) * size, OF_WIDTH * width)


@pytest.mark.parametrize(
    "pair", [p if p in ALWAYS else pytest.param(p, marks=pytest.mark.slow) for p in make.PAIRS]
)
def test_a_pair_has_the_same_answer(pair: str, embedded: make.Comity) -> None:
    compare_facts(f"embedded/{pair}.tsv", make.write_facts(embedded, pair))
    compare_text(f"embedded/{pair}.txt", make.write_text(embedded, pair))


def test_help_is_the_same() -> None:
    compare_text("help.txt", make.write_help())


def test_schemas_are_the_same(tmp_path: Path) -> None:
    files = {n: f for n, f in make.list_files(tmp_path).items() if n.startswith("schemas/")}
    assert {p.name for p in (HERE / "schemas").iterdir()} == {Path(name).name for name in files}
    for name, write_file in files.items():
        compare_text(name, write_file())


@pytest.mark.slow
@pytest.mark.real
def test_answers_on_the_real_records_are_the_same(shared_data: Path, tmp_path: Path) -> None:
    if not (shared_data.parent / "data_2026").is_dir():
        pytest.skip("the real records do not lie beside the repository")
    compare_text("real.sha256", make.write_digests(make.add_real(tmp_path / "lake")))


def test_a_lake_of_75e8ac9f_opens_with_its_reviews_alerts_and_forecasts(lake: Path) -> None:
    compare_text("fixtures/answers.json", make.write_answers(lake))


def test_a_lake_of_75e8ac9f_gives_the_same_account(lake: Path) -> None:
    compare_facts("fixtures/CHN-RUS.tsv", make.write_facts(make.Comity(lake, make.SOURCES), "CHN-RUS"))


def test_a_sheet_of_75e8ac9f_is_taken_and_nothing_in_it_is_new(lake: Path, tmp_path: Path) -> None:
    sheet = shutil.copy(FIXTURES / "sheet.csv", tmp_path)
    words = ["review", "--in", str(sheet), "--reviewer", "Ada", "--lake", str(lake), "--format", "json"]
    told = json.loads(make.invoke(words))
    assert (told["taken"], told["new"], told["rejects"]) == (3, 0, [])


def test_a_lake_of_75e8ac9f_takes_more(lake: Path, tmp_path: Path) -> None:
    news = tmp_path / "more.jsonl"
    news.write_text('{"id": "z", "date": "2021-01-01", "text": "China and Russia sign a treaty."}\n', "utf-8")
    before = Lake.open(lake).view().table("documents").num_rows
    assert Lake.open(lake).add([news]).balances
    assert Lake.open(lake).check(deep=True).damage == ()
    assert Lake.open(lake).view().table("documents").num_rows == before + 1


def test_a_difference_is_found_and_a_drawn_number_may_move() -> None:
    head = "\t".join(make.COLUMNS)
    row = "iran\tfinding joint\tx\t0.5\t0.4\t0.6\t9\t1/7\t{}"
    want = f"{head}\n{row.format('agreement')}\n"
    assert not differ(want, want.replace("0.6", "0.615"))
    assert differ(want, want.replace("0.6", "0.7"))
    assert differ(want, want.replace("1/7", "2/7"))
    assert differ(want, f"{head}\n")
    exact = f"{head}\n{row.format('record')}\n"
    assert not differ(exact, exact.replace("0.6", "0.6000001"))
    assert differ(exact, exact.replace("0.6", "0.601"))

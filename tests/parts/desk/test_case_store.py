"""The desk's database: whole or not at all, refused in one sentence, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from comity.errors import ConflictError, DeskError, MissingExtraError, QuestionError, UnknownNameError
from comity.parts.desk.settings import Settings
from comity.parts.desk.store import cases
from comity.parts.desk.store.database import STEPS, Store
from comity.parts.desk.store.models import Base, Case, Rating

Make = Callable[[], Store]
NO_SERVER = "PostgreSQL is not installed: tools/services.sh installs it"


def _programs() -> Path | None:
    """Folder of initdb and pg_ctl, of the newest PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL server of its own on a loopback port, which root may not run: then as ``postgres``."""
    programs = _programs()
    if programs is None:
        pytest.skip(NO_SERVER)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    root = os.geteuid() == 0
    as_other: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {}
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is closed to others than root
        if root:
            shutil.chown(folder, "postgres", "postgres")
        data = f"{folder}/data"

        def run(program: str, *told: str) -> None:
            done = subprocess.run(
                [str(programs / program), "-D", data, *told],
                cwd=folder,
                capture_output=True,
                check=False,
                **as_other,
            )
            assert done.returncode == 0, done.stderr.decode()

        run("initdb", "-U", "desk", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        run(
            "pg_ctl",
            "-l",
            f"{folder}/log",
            "-w",
            "-o",
            f"-p {port} -h 127.0.0.1 -c unix_socket_directories= -F",
            "start",
        )
        try:
            yield f"postgresql+psycopg://desk@127.0.0.1:{port}/"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Opens the same empty database, as often as asked."""
    database = ""
    if request.param == "postgresql":
        base = request.getfixturevalue("server")
        name = f"t{abs(hash(request.node.name)) % 10**9}"
        engine = sa.create_engine(f"{base}postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as c:
            c.execute(sa.text(f"CREATE DATABASE {name}"))
        engine.dispose()
        database = f"{base}{name}"
    opened: list[Store] = []

    def one() -> Store:
        opened.append(Store(Settings(tmp_path / "lake", "CHN-RUS", database=database)))
        return opened[-1]

    yield one
    for store in opened:
        store.close()


@contextmanager
def closing(settings: Settings) -> Iterator[Store]:
    store = Store(settings)
    try:
        yield store
    finally:
        store.close()


def begun(store: Store) -> int:
    """A case with two hypotheses and two records; its version."""
    with store.writes() as s:
        case = cases.open_case(s, "CHN-RUS", "syria", "China and Russia on Syria")
        cases.suppose(s, case, "Ada", "They agree beforehand.")
        cases.suppose(s, case, "Ada", "It is chance.")
        for record in ("x:1", "x:2"):
            cases.pin(s, case, "Ada", record, f"Sentence of {record}.")
        return case.version


def case_of(store: Store) -> dict[str, Any]:
    with store.reads() as s:
        found = cases.find(s, "CHN-RUS", "syria")
        assert found is not None
        return cases.as_json(found)


def test_a_case_comes_back_as_it_was_written(make: Make) -> None:
    version = begun(make())
    store = make()
    with store.writes() as s:
        case = cases.find(s, "CHN-RUS", "syria")
        assert case is not None
        (a, b), (p, q) = [h.id for h in case.hypotheses], [x.id for x in case.pins]
        cases.rate(s, case, version, "Ada", {(p, a): "consistent", (p, b): "inconsistent"})
        cases.rate(s, case, version, "Ben", {(p, a): "inconsistent", (p, b): "inconsistent"})
        cases.rate(s, case, version, "Ada", {(q, a): "neutral"})
        cases.note(s, case, "Ben", "Ünïcode 中文 🜨\n\n- *kept*")
        cases.pin(s, case, "Ben", "x:1", "Another sentence.")
    told = case_of(make())
    assert [h["against"] for h in told["hypotheses"]] == [0.5, 1.0]
    assert [h["leads"] for h in told["hypotheses"]] == [True, False]
    assert told["records_not_rated_under_every_hypothesis"] == ["x:2"]
    assert told["leading_without"] == {"x:1": []}
    assert [n["text"] for n in told["notes"]] == ["Ünïcode 中文 🜨\n\n- *kept*"]
    assert [r["sentence"] for r in told["records"]] == ["Sentence of x:1.", "Sentence of x:2."], "as pinned"
    assert {(r["reviewer"], r["rating"]) for r in told["ratings"] if r["record_id"] == "x:1"} == {
        ("Ada", "consistent"),
        ("Ada", "inconsistent"),
        ("Ben", "inconsistent"),
    }


def test_nobody_overwrites_what_they_have_not_seen(make: Make) -> None:
    version = begun(make())
    store = make()

    def apply(change: Callable[[Any, Case], None]) -> None:
        with store.writes() as s:
            case = cases.find(s, "CHN-RUS", "syria")
            assert case is not None
            change(s, case)

    apply(lambda s, c: cases.describe(s, c, version, "Ada's title", "open", "Why?"))
    pin, hypothesis = 1, 1
    late: list[Callable[[Any, Case], None]] = [
        lambda s, c: cases.describe(s, c, version, "Ben's title", "answered", ""),
        lambda s, c: cases.reword(s, c, version, c.hypotheses[0].id, "Other words."),
        lambda s, c: cases.reword(s, c, version, c.hypotheses[0].id, ""),
        lambda s, c: cases.unpin(s, c, version, c.pins[0].id),
        lambda s, c: cases.rate(s, c, version, "Ben", {(pin, hypothesis): "neutral"}),
    ]
    before = case_of(store)
    for change in late:
        with pytest.raises(ConflictError, match="open it again"):
            apply(change)
    assert case_of(store) == before
    assert before["title"] == "Ada's title"
    apply(lambda s, c: cases.rate(s, c, c.version, "Ben", {(c.pins[0].id, c.hypotheses[0].id): "neutral"}))
    apply(lambda s, c: cases.reword(s, c, c.version, c.hypotheses[0].id, ""))
    apply(lambda s, c: cases.unpin(s, c, c.version, c.pins[0].id))
    with store.reads() as s:
        assert s.scalar(sa.select(sa.func.count()).select_from(Rating)) == 0, "ratings go with what they rate"
    for wrong in ({(99, 1): "neutral"}, {}):
        with pytest.raises(UnknownNameError):
            apply(
                lambda s, c, w=wrong: cases.rate(s, c, c.version, "Ben", w) or cases.unpin(s, c, c.version, 9)
            )
    with pytest.raises(QuestionError, match="rating"):
        apply(lambda s, c: cases.rate(s, c, c.version, "Ben", {(c.pins[0].id, c.hypotheses[0].id): "maybe"}))


def test_reviewers_at_the_same_time_lose_nothing_and_one_title_stands(make: Make) -> None:
    version = begun(make())
    store, won = make(), list[str]()

    def writes(name: str) -> None:
        for k in range(8):
            with store.writes() as s:
                case = cases.open_case(s, "CHN-RUS", "syria", "t")
                cases.note(s, case, name, f"{name} {k}")
        try:
            with store.writes() as s:
                case = cases.open_case(s, "CHN-RUS", "syria", "t")
                cases.describe(s, case, version, name, "open", "")
            won.append(name)
        except ConflictError:
            pass

    threads = [threading.Thread(target=writes, args=(name,)) for name in ("Ada", "Ben", "Cyd")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    told = case_of(store)
    wanted = [f"{name} {k}" for name in ("Ada", "Ben", "Cyd") for k in range(8)]
    assert sorted(n["text"] for n in told["notes"]) == wanted
    assert won == [told["title"]]


def test_the_steps_make_what_the_models_say_and_can_be_taken_twice(make: Make) -> None:
    begun(make())
    store = make()
    begun(store)
    with store._engine.connect() as c:
        context = MigrationContext.configure(c, opts={"version_table": STEPS, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_newer_database_is_refused_in_one_sentence(make: Make) -> None:
    store = make()
    begun(store)
    with store._engine.execution_options(writes=True).begin() as c:
        c.execute(sa.text(f"UPDATE {STEPS} SET version_num = '9999'"))
    with pytest.raises(DeskError, match=r"written by a newer comity \(step 9999\): update comity"):
        make()


KILLED = """
import os, sys
from pathlib import Path
from comity.parts.desk.settings import Settings
from comity.parts.desk.store import cases
from comity.parts.desk.store.database import Store
store = Store(Settings(Path(sys.argv[1]), "CHN-RUS", database=sys.argv[2]))
if sys.argv[3] == "steps":
    from alembic import op
    made = op.create_table
    def create_table(name, *rest, **more):
        if name == "hypotheses":
            os._exit(9)
        return made(name, *rest, **more)
    op.create_table = create_table
with store.writes() as s:
    case = cases.open_case(s, "CHN-RUS", "syria", "t")
    cases.note(s, case, "Ben", "lost")
    s.flush()
    os._exit(9)
"""


@pytest.mark.parametrize("where", ["steps", "between two writes"])
def test_a_kill_leaves_all_or_nothing(make: Make, tmp_path: Path, where: str) -> None:
    store = make()
    if where != "steps":
        begun(store)
    database = "" if store.url.get_backend_name() == "sqlite" else store.url.render_as_string(False)
    if database and where == "steps":
        with store._engine.begin() as c:
            c.execute(sa.text("DROP SCHEMA public CASCADE"))
            c.execute(sa.text("CREATE SCHEMA public"))
    store.close()
    told = [sys.executable, "-c", KILLED, str(tmp_path / "lake"), database, where]
    done = subprocess.run(told, capture_output=True, check=False)
    assert done.returncode == 9, done.stderr.decode()
    again = make()
    if where == "steps":
        begun(again)
        assert len(case_of(again)["records"]) == 2
    else:
        assert case_of(again)["notes"] == []


@pytest.mark.parametrize("where", ["head", "middle", "cut"])
def test_a_damaged_file_ends_in_a_sentence(tmp_path: Path, where: str) -> None:
    settings = Settings(tmp_path / "lake", "CHN-RUS")
    store = Store(settings)
    begun(store)
    store.close()
    path = tmp_path / "lake-desk.sqlite"
    data = bytearray(path.read_bytes())
    if where == "cut":
        data = data[: len(data) // 2]
    else:
        at = 0 if where == "head" else 4096
        data[at : at + 3000] = b"\xff" * 3000
    path.write_bytes(data)
    with (
        pytest.raises(DeskError, match=r"cannot be used .* restore it from a copy"),
        closing(settings) as again,
    ):
        case_of(again)
    assert path.read_bytes() == bytes(data), "what is damaged is left as it is"


def test_looking_writes_nothing_beside_the_lake(tmp_path: Path) -> None:
    Store(Settings(tmp_path / "lake", "CHN-RUS"))
    assert not list(tmp_path.iterdir())


def test_a_writer_waits_for_another_and_gives_up_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.parts.desk.store.database.WAIT", 0.05)
    store = Store(Settings(tmp_path / "lake", "CHN-RUS"))
    begun(store)
    other = sqlite3.connect(tmp_path / "lake-desk.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConflictError, match="try again"):
        begun(store)
    other.close()
    store.close()


def test_other_addresses_are_refused(tmp_path: Path) -> None:
    for database in ("mysql://x/y", "nonsense", "postgresql"):
        with pytest.raises(QuestionError, match="named like"):
            Store(Settings(tmp_path / "lake", "CHN-RUS", database=database))
    with pytest.raises(MissingExtraError, match="psycopg"):
        Store(Settings(tmp_path / "lake", "CHN-RUS", database="postgresql+psycopg2://x/y"))


def test_a_server_that_is_not_there_ends_in_a_sentence_without_its_password(tmp_path: Path) -> None:
    database = "postgresql+psycopg://desk:secret@127.0.0.1:1/x"
    with pytest.raises(DeskError, match="cannot be used") as e:
        Store(Settings(tmp_path / "lake", "CHN-RUS", database=database))
    assert "secret" not in str(e.value)

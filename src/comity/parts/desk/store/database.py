"""The desk's database: opening, migration, and read and write transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session

from comity.errors import ConflictError, DeskError, MissingExtraError, QuestionError
from comity.parts.desk.settings import Settings

#: Table that records which migrations the database has.
STEPS = "comity_steps"
ENGINES = ("sqlite", "postgresql")
#: Seconds a writer waits for another writer.
WAIT = 10.0
#: Key of the PostgreSQL lock held during migrations, since two desks may start at once.
_LOCK = 0x636F6D697479


class Store:
    """The database of one desk: SQLite beside the lake, or the one in ``settings.database``.

    An existing database is opened and migrated at once. A new one is created on first use, so that merely
    viewing a lake writes nothing beside it.

    Raises
    ------
    QuestionError
        When the address is neither SQLite nor PostgreSQL.
    DeskError
        When the database is damaged, cannot be reached, or was written by a newer comity.
    """

    def __init__(self, settings: Settings) -> None:
        beside = settings.lake.parent / f"{settings.lake.name}-desk.sqlite"
        self.url = _address(settings.database) if settings.database else _file(beside)
        self.name = self.url.render_as_string(hide_password=True)
        self._ready = False
        self._lock = threading.Lock()
        self._engine = _engine(self.url)
        if settings.database or beside.exists():
            try:
                self._open()
            except DeskError:
                self.close()
                raise

    @contextmanager
    def reads(self) -> Iterator[Session]:
        """Open a read-only transaction."""
        with self._begun(writes=False) as session:
            yield session

    @contextmanager
    def writes(self) -> Iterator[Session]:
        """Open a write transaction, which is saved completely or not at all.

        Raises
        ------
        ConflictError
            When somebody else changed the same content at the same time.
        """
        with self._begun(writes=True) as session:
            yield session

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _begun(self, *, writes: bool) -> Iterator[Session]:
        self._open()
        engine = self._engine.execution_options(writes=writes)
        with self._errors_in_words(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def _open(self) -> None:
        with self._lock:
            if not self._ready:
                if self.url.get_backend_name() == "sqlite" and self.url.database:
                    _make_folder(Path(self.url.database).parent)
                with (
                    self._errors_in_words(),
                    self._engine.execution_options(writes=True).begin() as connection,
                ):
                    self._bring_up_to_date(connection)
                self._ready = True

    def _bring_up_to_date(self, connection: sa.Connection) -> None:
        # Alembic takes seconds to import; only an opened database needs it.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415
        from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
        from alembic.script import ScriptDirectory  # noqa: PLC0415

        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "comity.parts.desk.store:migrations")
        known = {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}
        taken = MigrationContext.configure(connection, opts={"version_table": STEPS}).get_current_heads()
        if newer := sorted(set(taken) - known):
            raise DeskError(
                f"The desk's database {self.name} was written by a newer comity (step {newer[0]}): update "
                "comity, or name another database with --database."
            )
        command.upgrade(config, "head")

    @contextmanager
    def _errors_in_words(self) -> Iterator[None]:
        """Turn errors of the database into errors of comity with one-sentence messages."""
        try:
            yield
        except IntegrityError:
            raise ConflictError(
                "Somebody else wrote the same at the same moment: open the page again."
            ) from None
        except DatabaseError as e:
            why = str(e.orig).strip().splitlines()[0] if str(e.orig).strip() else "no reason given"
            if isinstance(e.orig, sqlite3.OperationalError) and "locked" in why:
                raise ConflictError("Somebody else is writing: try again in a moment.") from None
            raise DeskError(
                f"The desk's database {self.name} cannot be used ({why}): restore it from a copy, move it "
                "away to begin a new one, or name another with --database."
            ) from None


def _file(path: Path) -> sa.URL:
    return sa.URL.create("sqlite", database=str(path))


def _address(address: str) -> sa.URL:
    try:
        url = sa.make_url(address)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ENGINES:
        raise QuestionError(
            "A database is named like sqlite:///desk.sqlite or postgresql+psycopg://user@host/name."
        )
    return url


def _engine(url: sa.URL) -> sa.Engine:
    try:
        if url.get_backend_name() == "postgresql":
            return sa.create_engine(url, pool_pre_ping=True)
        engine = sa.create_engine(url, connect_args={"timeout": WAIT})
    except ModuleNotFoundError as e:
        raise MissingExtraError(
            f"This database needs {e.name}: pip install 'psycopg[binary]', and begin the address with "
            "postgresql+psycopg://."
        ) from None
    except InvalidRequestError as e:
        raise QuestionError(f"This database cannot be named so: {e}") from None
    sa.event.listen(engine, "connect", _connected)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _connected(connection: sqlite3.Connection, _: Any) -> None:
    """Disable sqlite3's implicit transactions, so that our transactions include creating tables."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise DeskError(
            f"The folder {folder} for the desk's database cannot be made ({e.strerror}): name another "
            "with --database."
        ) from None

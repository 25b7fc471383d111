"""A real PostgreSQL for one test run: its own data folder, a socket inside it, no TCP, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.needs import skip_or_fail

USER = "cairn"


@dataclass(frozen=True)
class Postgres:
    """A server that runs. `folder` holds everything that it writes; `data` is its data directory."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        """As SQLAlchemy writes it."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def create_database(self) -> str:
        """A new database; returns its name."""
        name = f"t{uuid4().hex[:12]}"
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def drop_database(self, name: str) -> None:
        """Gone, with every connection to it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the administrator, outside of transactions."""
        return psycopg.connect(host=str(self.folder), user=USER, dbname=database, autocommit=True)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server, and stop it whatever happens. Where no PostgreSQL is installed the test is skipped (or fails)."""
    binaries = _binaries()
    if binaries is None:
        skip_or_fail("no PostgreSQL is installed")
    # A socket's path may have 107 characters at most, so the folder is a short one of its own.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o711)
    server = Postgres(folder)
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")  # PostgreSQL does not run as root
        _run(binaries / "initdb", "-D", server.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N",
             "--wal-segsize=1")  # fmt: skip
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        _run(binaries / "pg_ctl", "-D", server.data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield server
        finally:
            _run(binaries / "pg_ctl", "-D", server.data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _version(path: Path) -> int:
    number = path.parts[-3]
    return int(number) if number.isdecimal() else 0


def _run(*command: str | Path) -> None:
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*as_postgres, *map(str, command)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout.decode(errors='replace')[-2000:]}")

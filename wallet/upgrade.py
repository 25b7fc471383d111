"""Bring the database to the tables of this version. Alembic takes a second to import, so only commands import this."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from wallet.database import Database


def upgrade(database: Database) -> None:
    """Run every migration that the database has not seen."""
    with database.engine.begin() as connection:
        command.upgrade(_config(connection), "head")


def is_current(database: Database) -> bool:
    """Whether the database has seen every migration."""
    script = ScriptDirectory.from_config(_config(None))
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == script.get_current_head()


def add_revision(database: Database, message: str) -> None:
    """For developers: write a migration out of the difference between tables and database."""
    with database.engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config

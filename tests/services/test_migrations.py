from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from wallet.database import Database
from wallet.tables import SQLModel
from wallet.upgrade import is_current, upgrade


def test_an_empty_database_is_not_current_and_a_migrated_one_is(empty_database: Database) -> None:
    assert not is_current(empty_database)
    upgrade(empty_database)
    assert is_current(empty_database)


def test_migrating_twice_changes_nothing(empty_database: Database) -> None:
    upgrade(empty_database)
    upgrade(empty_database)
    assert is_current(empty_database)
    assert set(inspect(empty_database.engine).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}


def test_migrations_make_the_tables_that_the_services_use(empty_database: Database) -> None:
    upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_rows_that_belong_to_a_learner_go_with_them(empty_database: Database) -> None:
    """Every table but the cache, the count, organisations and what is public hangs on another: the database follows."""
    upgrade(empty_database)
    inspector = inspect(empty_database.engine)
    roots = {"learner", "cached_answer", "generation", "public_document", "organisation"}
    for name in set(SQLModel.metadata.tables) - roots:
        keys = inspector.get_foreign_keys(name)
        assert keys and all(each["options"].get("ondelete") == "CASCADE" for each in keys), name

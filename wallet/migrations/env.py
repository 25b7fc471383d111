"""Run by Alembic: hands it our tables and the connection that `wallet.upgrade` opened."""

from typing import Literal

from alembic import context
from sqlalchemy import DateTime, String

from wallet.tables import SQLModel


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write plain SQLAlchemy types into migrations, so that they do not change when our own do."""
    if kind == "type" and isinstance(getattr(item, "impl", item), String):
        return "sa.String()"
    if kind == "type" and isinstance(getattr(item, "impl", item), DateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    compare_type=False,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()

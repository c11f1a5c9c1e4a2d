"""Tells Alembic what the tables are; the connection comes from :mod:`portal.persistence.migrate`."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from portal.persistence.base import Code, Instant
from portal.persistence.migrate import TABLES


def render_item(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Migrations stand alone for years, so our own column types are written as the plain ones below them."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Code):
        return f"sa.String({thing.impl_instance.length})"  # type: ignore[attr-defined]
    return False


connection: sa.Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=TABLES,
    render_item=render_item,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()

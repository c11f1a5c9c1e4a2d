"""Seal everything personal, and find it by blind index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from alembic import context, op

from portal.persistence.vault import Place, Vault

revision = "0004"
down_revision = "0003"


class Field(NamedTuple):
    """One column that is sealed: what it was, whether it may be empty, whether and how it is found."""

    name: str
    was: sa.types.TypeEngine[Any]
    nullable: bool = False
    found: bool = False
    unique: bool = False


class Table(NamedTuple):
    """A table with its sealed columns, and what binds their values to the row."""

    name: str
    key: tuple[tuple[str, sa.types.TypeEngine[Any]], ...]
    fields: tuple[Field, ...]


Change = Callable[[Field, Any, str], dict[str, Any]]
"""Makes new columns of a field's old value and what binds it to its row."""


TEXT, JSON = sa.Text(), sa.JSON()
PHONE, NUMBER = sa.String(length=20), sa.String(length=18)
ID, CASE = ("id", sa.Uuid()), ("case_id", sa.Uuid())
TABLES = (
    Table("account", (ID,), (Field("phone", PHONE, found=True, unique=True),)),
    Table(
        "person",
        (ID,),
        (
            Field("name", sa.String(length=100)),
            Field("id_number", NUMBER, found=True, unique=True),
        ),
    ),
    Table("one_time_code", (ID,), (Field("phone", PHONE, found=True),)),
    Table("staff_member", (ID,), (Field("display_name", sa.String(length=100)),)),
    Table(
        "case_person",
        (CASE, ("role", sa.String())),
        (Field("phone", PHONE, nullable=True),),
    ),
    Table(
        "fact",
        (CASE, ("key", sa.String()), ("stream", sa.String())),
        (Field("value", TEXT),),
    ),
    Table(
        "fact_history",
        (CASE, ("key", sa.String()), ("replaced_at", sa.DateTime(timezone=True))),
        (Field("value", TEXT),),
    ),
    Table("remark", (ID,), (Field("text", TEXT),)),
    Table("upload", (ID,), (Field("display_name", sa.String(length=200)),)),
    Table(
        "notice",
        (ID,),
        (Field("phone", PHONE, nullable=True, found=True), Field("params", JSON)),
    ),
    Table(
        "confirmation_request",
        (ID,),
        (
            Field("id_number", NUMBER, found=True),
            Field("phone", PHONE, nullable=True),
            Field("shown", JSON),
        ),
    ),
    Table(
        "result",
        (ID,),
        (Field("number", sa.String(length=60), nullable=True), Field("details", JSON)),
    ),
    Table("correction_mark", (ID,), (Field("why", TEXT),)),
)


def upgrade() -> None:
    """Go to this state."""
    op.create_table(
        "key_proof",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proof", sa.LargeBinary(length=32), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_key_proof")),
    )
    vault: Vault = context.config.attributes["vault"]
    for table in TABLES:
        for field in table.fields:
            op.add_column(table.name, sa.Column(f"{field.name}_sealed", sa.LargeBinary()))
            if field.found:
                op.add_column(
                    table.name, sa.Column(f"{field.name}_index", sa.LargeBinary(length=34))
                )
        _rewrite(table, "{}", partial(_sealed, vault, table))
        _replace(table)


def _sealed(vault: Vault, table: Table, field: Field, value: Any, row: str) -> dict[str, Any]:
    place = Place(table.name, field.name)
    plain = json.dumps(value, ensure_ascii=False) if field.was is JSON else str(value)
    columns = {f"{field.name}_sealed": vault.seal(plain.encode(), place, row)}
    if field.found:
        columns[f"{field.name}_index"] = vault.index(plain, place)
    return columns


def _replace(table: Table) -> None:
    """Drop the open columns and let the sealed ones take their place."""
    with op.batch_alter_table(table.name) as batch:
        for field in table.fields:
            if field.found and not field.unique:
                batch.drop_index(op.f(f"ix_{table.name}_{field.name}"))
            if field.unique:
                batch.drop_constraint(op.f(f"uq_{table.name}_{field.name}"), type_="unique")
            batch.drop_column(field.name)
            if not field.nullable:
                batch.alter_column(
                    f"{field.name}_sealed", existing_type=sa.LargeBinary(), nullable=False
                )
            if field.found and not field.nullable:
                batch.alter_column(
                    f"{field.name}_index", existing_type=sa.LargeBinary(length=34), nullable=False
                )
            if field.unique:
                name = op.f(f"uq_{table.name}_{field.name}_index")
                batch.create_unique_constraint(name, [f"{field.name}_index"])
            elif field.found:
                name = op.f(f"ix_{table.name}_{field.name}_index")
                batch.create_index(name, [f"{field.name}_index"])


def downgrade() -> None:
    """Go back to the state before."""
    vault: Vault = context.config.attributes["vault"]
    for table in reversed(TABLES):
        for field in table.fields:
            op.add_column(table.name, sa.Column(field.name, field.was))
        _rewrite(table, "{}_sealed", partial(_opened, vault, table))
        with op.batch_alter_table(table.name) as batch:
            for field in table.fields:
                if field.unique:
                    name = op.f(f"uq_{table.name}_{field.name}_index")
                    batch.drop_constraint(name, type_="unique")
                elif field.found:
                    batch.drop_index(op.f(f"ix_{table.name}_{field.name}_index"))
                batch.drop_column(f"{field.name}_sealed")
                if field.found:
                    batch.drop_column(f"{field.name}_index")
                if not field.nullable:
                    batch.alter_column(field.name, existing_type=field.was, nullable=False)
                if field.unique:
                    name = op.f(f"uq_{table.name}_{field.name}")
                    batch.create_unique_constraint(name, [field.name])
                elif field.found:
                    batch.create_index(op.f(f"ix_{table.name}_{field.name}"), [field.name])
    op.drop_table("key_proof")


def _opened(vault: Vault, table: Table, field: Field, value: Any, row: str) -> dict[str, Any]:
    plain = vault.open(value, Place(table.name, field.name), row).decode()
    return {field.name: json.loads(plain) if field.was is JSON else plain}


def _rewrite(table: Table, old: str, change: Change) -> None:
    """Give every row its new columns, made of the values in the columns named by ``old``."""
    columns = [column for field in table.fields for column in _columns(field)]
    key = [sa.column(name, kind) for name, kind in table.key]
    rows = sa.table(table.name, *key, *columns)
    connection = op.get_bind()
    for row in list(connection.execute(sa.select(rows)).mappings()):
        bound = "\0".join(_text(row[column.name]) for column in key)
        values: dict[str, Any] = {}
        for field in table.fields:
            value = row[old.format(field.name)]
            if value is not None:
                values |= change(field, value, bound)
        if values:
            here = sa.and_(*(column == row[column.name] for column in key))
            connection.execute(sa.update(rows).where(here).values(values))


def _columns(field: Field) -> Iterator[sa.ColumnClause[Any]]:
    yield sa.column(field.name, field.was)
    yield sa.column(f"{field.name}_sealed", sa.LargeBinary())
    if field.found:
        yield sa.column(f"{field.name}_index", sa.LargeBinary())


def _text(part: object) -> str:
    if isinstance(part, UUID):
        return part.hex
    if isinstance(part, datetime):
        return (part if part.tzinfo else part.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return str(part)

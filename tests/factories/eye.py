"""Sees from outside whether a database was changed, past everything that the house tells about itself."""

from __future__ import annotations

from contextlib import closing
from sqlite3 import connect

import psycopg
from psycopg import sql

from portal.persistence.migrate import TABLES
from portal.settings import Settings


class SqliteEye:
    """SQLite counts the commits of everybody else."""

    def __init__(self, settings: Settings) -> None:
        self._connection = connect(settings.database_url.removeprefix("sqlite:///"))

    def seen(self) -> object:
        """Something that differs whenever anybody has committed a change."""
        return self._connection.execute("PRAGMA data_version").fetchone()

    def close(self) -> None:
        """Look no more."""
        self._connection.close()


class PostgresqlEye:
    """PostgreSQL writes every change of a row to a new place, under the number of its transaction."""

    def __init__(self, settings: Settings) -> None:
        address = settings.database_url.replace("+psycopg", "")
        self._connection = psycopg.connect(address, autocommit=True)
        self._look = sql.SQL(" UNION ALL ").join(
            sql.SQL(
                "SELECT count(*), sum(hashtextextended(ctid::text || ' ' || xmin::text, 0)) FROM {}"
            ).format(sql.Identifier(name))
            for name in sorted(TABLES.tables)
        )

    def seen(self) -> object:
        """Something that differs whenever anybody has committed a change."""
        with closing(self._connection.execute(self._look)) as rows:
            return rows.fetchall()

    def close(self) -> None:
        """Look no more."""
        self._connection.close()


Eye = SqliteEye | PostgresqlEye


def eye_on(settings: Settings) -> Eye:
    """An eye on the database of an installation."""
    if settings.database_url.startswith("sqlite"):
        return SqliteEye(settings)
    return PostgresqlEye(settings)

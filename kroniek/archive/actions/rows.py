"""Inserting plain rows past the model layer, for the four tables that an import fills.

Building a model instance and preparing its fields costs ten times the insert itself; of a story's
eleven rows, nine are of these tables. Measured on 20,000 stories, this is the difference between
half and all of the rate that an import must reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

Row = tuple[Any, ...]


def insert(
    model: type[Model],
    fields: Sequence[str],
    rows: Iterable[Row],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert rows given as tuples in the order of `fields`.

    Values are what the database stores: ids for foreign keys, text for JSON. Every column
    without a database default must be among the fields.
    """
    quote = connection.ops.quote_name
    meta = model._meta
    column_of = {field.name: field.column for field in meta.concrete_fields}
    columns = ", ".join(quote(str(column_of[name])) for name in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})"
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    values = list(rows)
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)

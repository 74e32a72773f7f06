"""The record's type as Parquet's columns: a field that is added to the record is a column."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import inspect

from output.export.extra import pyarrow
from output.record import Article

# The checksum is of a line that a table no longer holds; the text has its own `content_hash`.
LEFT_OUT = frozenset({"checksum"})
_SCALARS: dict[type, str] = {
    inspect.StrType: "string",
    inspect.IntType: "int64",
    inspect.FloatType: "float64",
    inspect.BoolType: "bool_",
    inspect.LiteralType: "string",
}


def schema() -> Any:
    """Return the ``pyarrow.Schema`` of a table of records, in the order of their keys.

    Times are microseconds in UTC, lists are lists, nested records structs, and every column
    may hold nulls. Raises ``MissingExtra`` without pyarrow.
    """
    pa = pyarrow()
    fields = [
        pa.field(field.name, _type_of(inspect.type_info(field.type)))
        for field in msgspec.structs.fields(Article)
        if field.name not in LEFT_OUT
    ]
    return pa.schema(fields)


def _type_of(info: inspect.Type) -> Any:
    pa = pyarrow()
    if isinstance(info, inspect.Metadata):
        return _type_of(info.type)
    if isinstance(info, inspect.UnionType):
        (known,) = (one for one in info.types if not isinstance(one, inspect.NoneType))
        return _type_of(known)
    if isinstance(info, inspect.DateTimeType):
        return pa.timestamp("us", tz="UTC")
    if isinstance(info, inspect.ListType):
        return pa.list_(_type_of(info.item_type))
    if isinstance(info, inspect.DictType):
        return pa.map_(_type_of(info.key_type), _type_of(info.value_type))
    if isinstance(info, inspect.StructType):
        return pa.struct([pa.field(one.name, _type_of(one.type)) for one in info.fields])
    return getattr(pa, _SCALARS[type(info)])()


def row(article: Article) -> dict[str, Any]:
    """Return a record as the dictionary that ``pyarrow`` makes a row of."""
    values = msgspec.to_builtins(article, builtin_types=(datetime,))
    assert isinstance(values, dict)
    return {key: value for key, value in values.items() if key not in LEFT_OUT}

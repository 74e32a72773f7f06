"""``schema.json``: the record's JSON Schema, generated from the type.

``python -m output.schema`` prints it; a test holds the committed file to it.
"""

from __future__ import annotations

import json
import sys
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from output.record import SCHEMA, Article

PATH = Path(__file__).with_name("schema.json")


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one line: every key required, no other allowed."""
    (_,), components = msgspec.json.schema_components([Article], ref_template="#/$defs/{name}")
    for component in components.values():
        component["description"] = cleandoc(component["description"])
        component["required"] = list(component["properties"])
        component["additionalProperties"] = False
        for value in component["properties"].values():
            value.pop("default", None)  # for making records; a reader finds every key
    article = components.pop("Article")
    article["title"] = f"Cleanwire article, schema {SCHEMA}"
    article["properties"]["schema"] = {"const": SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **article,
        "$defs": components,
    }


def as_text() -> str:
    """Return the schema as it stands in ``schema.json``."""
    return json.dumps(record_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_text())

"""CloudFormation's own resource schemas; cfn-lint ships all of them, so no network is needed."""

import functools
import importlib.util
import json
import runpy
from pathlib import Path

# Not imported: cfn-lint brings in sympy, which would double the time that LocalStack takes to start.
SCHEMAS = Path(importlib.util.find_spec("cfnlint").origin).parent / "data" / "schemas"
REGION = "us_east_1"


@functools.cache
def load_schema(type_name: str) -> dict:
    """Empty for a type that AWS doesn't have."""
    reference = _references().get(type_name)
    return json.loads((SCHEMAS / "resources" / f"{reference}.json").read_text()) if reference else {}


@functools.cache
def _references() -> dict[str, str]:
    """Type name -> name of its file."""
    return runpy.run_path(str(SCHEMAS / "providers" / f"{REGION}.py"))["types"]


def requires_replacement(schema: dict, before: dict, after: dict) -> bool:
    """Whether a create-only property's value differs."""
    paths = [path.split("/")[2:] for path in schema.get("createOnlyProperties", [])]
    return any(_value_at(before, path) != _value_at(after, path) for path in paths)


def _value_at(properties, path: list[str]):
    for part in path:
        properties = properties.get(part) if isinstance(properties, dict) else None
    return properties

"""CloudFormation's own resource schemas; cfn-lint ships all of them, so no network is needed."""

import functools
import json
from pathlib import Path

import cfnlint.data.schemas
from cfnlint.data.schemas.providers import us_east_1

RESOURCES = Path(cfnlint.data.schemas.__file__).parent / "resources"


@functools.cache
def load_schema(type_name: str) -> dict:
    """Empty for a type that AWS doesn't have."""
    reference = us_east_1.types.get(type_name)
    return json.loads((RESOURCES / f"{reference}.json").read_text()) if reference else {}


def requires_replacement(schema: dict, before: dict, after: dict) -> bool:
    """Whether a create-only property's value differs."""
    paths = [path.split("/")[2:] for path in schema.get("createOnlyProperties", [])]
    return any(_value_at(before, path) != _value_at(after, path) for path in paths)


def _value_at(properties, path: list[str]):
    for part in path:
        properties = properties.get(part) if isinstance(properties, dict) else None
    return properties

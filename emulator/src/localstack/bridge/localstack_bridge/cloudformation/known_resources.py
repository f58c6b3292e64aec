"""What a stack is known to have, kept up to date while a deployment goes on."""


def keep(stack, name: str, resource: dict, definition: dict):
    """The resource exists, deployed with this definition."""
    known = stack.processed_template or {}
    stack.processed_template = {**known, "Resources": {**known.get("Resources", {}), name: definition}}
    stack.resolved_resources = {**stack.resolved_resources, name: resource}


def forget(stack, name: str):
    known = stack.processed_template or {}
    stack.processed_template = {**known, "Resources": _without(known.get("Resources", {}), name)}
    stack.resolved_resources = _without(stack.resolved_resources, name)


def _without(values: dict, name: str) -> dict:
    return {key: value for key, value in values.items() if key != name}

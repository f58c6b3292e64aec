"""DeletionPolicy and UpdateReplacePolicy, which LocalStack ignores."""

from localstack.aws.api.cloudformation import ResourceStatus

from . import provider


def is_retained(executor, name: str, policy: str) -> bool:
    """Also notes for the resource's provider whether a last snapshot is to be taken."""
    definition = _definition(executor, name)
    default = "Snapshot" if definition.get("Type") == "AWS::RDS::DBInstance" else "Delete"
    value = definition.get(policy, default)
    model = executor._before_resolved_resources.get(name, {}).get("Properties") or {}
    if provider.IDENTIFIER in model:
        model[provider.POLICY] = value
    return value in ("Retain", "RetainExceptOnCreate")


def _definition(executor, name: str) -> dict:
    stack = executor._change_set.stack
    for template in (stack.processed_template, executor._change_set.processed_template):
        if name in (template or {}).get("Resources", {}):
            return template["Resources"][name]
    return {}


def skip_deletion(executor, name: str, resource_type: str):
    executor._change_set.stack.set_resource_status(
        logical_resource_id=name,
        physical_resource_id=executor._get_physical_id(name, False),
        resource_type=resource_type,
        status=ResourceStatus.DELETE_SKIPPED,
    )

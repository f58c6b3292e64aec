"""Undoes a failed deployment, as AWS does and LocalStack does not."""

import copy
from dataclasses import dataclass

from localstack.aws.api.cloudformation import ChangeAction, StackStatus
from localstack.services.cloudformation.engine.v2.change_set_model_preproc import PreprocProperties, PreprocResource
from localstack.services.cloudformation.resource_provider import OperationStatus

from .known_resources import forget, keep
from .policies import is_retained, skip_deletion


@dataclass
class Change:
    """One resource that this deployment has touched."""

    name: str
    before: PreprocResource | None
    after: PreprocResource
    replaced: bool


def roll_back(executor, failure, template, processed_template, template_body):
    """Undoes the changes in reverse order and gives the stack what it had before. Stops at the first that fails."""
    stack, change_set = executor._change_set.stack, executor._change_set
    prefix = "ROLLBACK" if template is None else "UPDATE_ROLLBACK"
    stack.set_stack_status(StackStatus(f"{prefix}_IN_PROGRESS"), failure)
    problem = None
    for change in reversed(journal(executor)):
        event = _undo(executor, change)
        if event is not None and event.status == OperationStatus.FAILED:
            problem = f"The following resource could not be rolled back: [{change.name}]. {event.message}"
            _remember(executor, change.name)
            break
        if change.before is None:
            forget(stack, change.name)
        else:
            _restore(executor, change, (processed_template or {}).get("Resources", {}))
    stack.set_stack_status(StackStatus(f"{prefix}_FAILED" if problem else f"{prefix}_COMPLETE"), problem)
    stack.ended_by_roll_back = True
    executor.resources = stack.resolved_resources
    # LocalStack copies these to the stack when this returns.
    change_set.template = template if template is not None else change_set.template
    change_set.template_body = template_body if template is not None else change_set.template_body
    change_set.processed_template = stack.processed_template or {"Resources": {}}
    change_set.resolved_parameters = stack.resolved_parameters


def _undo(executor, change: Change):
    model = copy.deepcopy(executor.resources.get(change.name, {}).get("Properties") or {})
    if change.before is None or change.replaced:
        if not model:
            return None  # its creation failed before there was anything
        if is_retained(executor, change.name, "DeletionPolicy"):
            skip_deletion(executor, change.name, change.after.resource_type)
            return None
        return _act(executor, ChangeAction.Remove, change.name, change.after.resource_type, model)
    # Of a failed update any part may have been done.
    model |= change.after.properties.properties or {}
    before = change.before
    return _act(executor, ChangeAction.Modify, change.name, before.resource_type, model, before.properties)


def _remember(executor, name: str):
    """What could not be undone stays known, so that the stack can still be deleted."""
    stack = executor._change_set.stack
    definition = (executor._change_set.processed_template or {}).get("Resources", {}).get(name, {})
    keep(stack, name, executor.resources[name], definition)


def _restore(executor, change: Change, definitions: dict):
    """An updated resource has a new model; of a replaced one the old is still there."""
    replaced = change.replaced
    resource = executor._before_resolved_resources[change.name] if replaced else executor.resources[change.name]
    keep(executor._change_set.stack, change.name, resource, definitions.get(change.name, {}))


def _act(executor, action, name, resource_type, model, after=None):
    def report(status, reason=None):
        executor._process_event(
            action=action, logical_resource_id=name, event_status=status, resource_type=resource_type, reason=reason
        )

    report(OperationStatus.IN_PROGRESS)
    event = executor._execute_resource_action(
        action=action,
        logical_resource_id=name,
        resource_type=resource_type,
        before_properties=PreprocProperties(properties=model),
        after_properties=after,
        part_of_replacement=action == ChangeAction.Remove,
    )
    report(event.status, event.message)
    return event


def journal(executor) -> list[Change]:
    """The resources that this deployment has touched, in order."""
    if not hasattr(executor, "_changes"):
        executor._changes = []
    return executor._changes

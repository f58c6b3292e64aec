"""How a deployment ends, as on AWS: a failure rolls back, a deletion that failed is reported, policies are kept.

LocalStack's engine leaves what it had done, runs the deletions of a failed update all the same, forgets the
resources it did not reach, and calls a failed deletion complete.
"""

import copy
from dataclasses import dataclass

from localstack.aws.api.cloudformation import ChangeAction, ResourceStatus, StackStatus
from localstack.services.cloudformation.engine.v2.change_set_model import is_nothing
from localstack.services.cloudformation.engine.v2.change_set_model_executor import (
    ChangeSetModelExecutorResult,
    EventOperationFromAction,
    TriggerRollback,
)
from localstack.services.cloudformation.engine.v2.change_set_model_preproc import PreprocProperties, PreprocResource
from localstack.services.cloudformation.resource_provider import OperationStatus, ResourceProviderExecutor

from ..state import saver
from . import provider
from .schema import load_schema, requires_replacement


@dataclass
class Change:
    """One resource that this deployment has touched."""

    name: str
    before: PreprocResource | None
    after: PreprocResource
    replaced: bool


class DeletionFailed(Exception):
    pass


def patch(executor):
    executor._process_event = _process_event
    executor.execute = _execute
    original = executor._execute_resource_change
    executor._execute_resource_change = lambda self, name, before, after: _change(self, original, name, before, after)


def patch_stack(stack):
    """LocalStack sets its own idea of the final status after a roll-back."""
    original = stack.set_stack_status
    own = {"CREATE_COMPLETE", "CREATE_FAILED", "UPDATE_COMPLETE", "UPDATE_FAILED"}

    def set_stack_status(self, status, reason=None):
        if not (getattr(self, "ended_by_roll_back", False) and status in own):
            original(self, status, reason)
        saver.mark("cloudformation")

    stack.set_stack_status = set_stack_status


def _process_event(self, *, action, logical_resource_id, event_status, resource_type, special_action=None, reason=None):
    """The original also ends the stack's deployment at once when a resource fails."""
    operation = special_action or EventOperationFromAction[action.value]
    outcome = "COMPLETE" if event_status == OperationStatus.SUCCESS else event_status.name
    self._change_set.stack.set_resource_status(
        logical_resource_id=logical_resource_id,
        physical_resource_id=self._get_physical_id(logical_resource_id, False),
        resource_type=resource_type,
        status=ResourceStatus(f"{operation}_{outcome}"),
        resource_status_reason=reason,
    )
    saver.mark("cloudformation")


def _change(self, original, name, before, after):
    if is_nothing(after):
        if name not in self._before_resolved_resources:
            return  # an interrupted deployment never created it
        if _is_retained(self, name, "DeletionPolicy"):
            _skip(self, name, before.resource_type)
            return
        original(self, name, before, after)
        return
    replaced = not is_nothing(before) and _is_replaced(before, after)
    after.requires_replacement = replaced and before.resource_type == after.resource_type
    _journal(self).append(Change(name, None if is_nothing(before) else before, after, replaced))
    deferred = len(self._deferred_actions)
    original(self, name, before, after)
    if replaced and _is_retained(self, name, "UpdateReplacePolicy"):
        del self._deferred_actions[deferred:]
    _keep_progress(self, name)


def _is_replaced(before: PreprocResource, after: PreprocResource) -> bool:
    """By values: LocalStack takes any change of a referred resource for a new physical id."""
    if before.resource_type != after.resource_type:
        return True
    known = ResourceProviderExecutor.try_load_resource_provider(after.resource_type)
    schema = known.SCHEMA if known else load_schema(after.resource_type)
    return requires_replacement(schema, before.properties.properties or {}, after.properties.properties or {})


def _keep_progress(self, name: str):
    """So that a restart in the middle knows what exists, and under which definition."""
    if self.resources[name]["ResourceStatus"] in (ResourceStatus.CREATE_FAILED, ResourceStatus.UPDATE_FAILED):
        return
    template = self._change_set.processed_template
    stack = self._change_set.stack
    if stack.processed_template is None:
        stack.processed_template = {**template, "Resources": {}, "Outputs": {}}
    _keep(stack, name, self.resources[name], template["Resources"][name])


def _execute(self):
    stack = self._change_set.stack
    stack.ended_by_roll_back = False
    before = (stack.template, stack.processed_template, stack.template_body)
    failure = None
    try:
        self.process()
    except TriggerRollback as error:
        failure = f"The following resource failed: [{error.logical_resource_id}]. {error.reason or ''}".strip()
    except Exception as error:
        failure = str(error) or repr(error)
    if stack.status == StackStatus.DELETE_IN_PROGRESS:
        _delete(self, failure)
    elif failure is None:
        _clean_up(self)
    else:
        _roll_back(self, failure, *before)
    return ChangeSetModelExecutorResult(resources=self.resources, outputs=self.outputs, failure_message=failure)


def _delete(self, failure):
    """Stops at the first failure: what is left is then what the failed resource depends on."""
    stack = self._change_set.stack
    if failure is not None:
        raise DeletionFailed(failure)
    for deferred in reversed(self._deferred_actions):
        deferred.action()
        for name, state in stack.resource_states.items():
            if state["ResourceStatus"] == ResourceStatus.DELETE_FAILED:
                raise DeletionFailed(f"The following resource failed to delete: [{name}]")
            if state["ResourceStatus"] == ResourceStatus.DELETE_COMPLETE:
                _forget(stack, name)


def _clean_up(self):
    """Deletes what the new template no longer has and what was replaced, dependents first."""
    if self._deferred_actions:
        self._change_set.stack.set_stack_status(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)
    for deferred in reversed(self._deferred_actions):
        deferred.action()


def _roll_back(self, failure, template, processed_template, template_body):
    stack, change_set = self._change_set.stack, self._change_set
    prefix = "ROLLBACK" if template is None else "UPDATE_ROLLBACK"
    stack.set_stack_status(StackStatus(f"{prefix}_IN_PROGRESS"), failure)
    problem = None
    for change in reversed(_journal(self)):
        event = _undo(self, change)
        if event is not None and event.status == OperationStatus.FAILED:
            problem = f"The following resource could not be rolled back: [{change.name}]. {event.message}"
            _remember(self, change.name)
            break
        if change.before is None:
            _forget(stack, change.name)
        else:
            _restore(self, change, (processed_template or {}).get("Resources", {}))
    stack.set_stack_status(StackStatus(f"{prefix}_FAILED" if problem else f"{prefix}_COMPLETE"), problem)
    stack.ended_by_roll_back = True
    self.resources = stack.resolved_resources
    # LocalStack copies these to the stack when this returns.
    change_set.template = template if template is not None else change_set.template
    change_set.template_body = template_body if template is not None else change_set.template_body
    change_set.processed_template = stack.processed_template or {"Resources": {}}
    change_set.resolved_parameters = stack.resolved_parameters


def _undo(self, change: Change):
    model = copy.deepcopy(self.resources.get(change.name, {}).get("Properties") or {})
    if change.before is None or change.replaced:
        if not model:
            return None  # its creation failed before there was anything
        if _is_retained(self, change.name, "DeletionPolicy"):
            _skip(self, change.name, change.after.resource_type)
            return None
        return _act(self, ChangeAction.Remove, change.name, change.after.resource_type, model)
    # Of a failed update any part may have been done.
    model |= change.after.properties.properties or {}
    before = change.before
    return _act(self, ChangeAction.Modify, change.name, before.resource_type, model, before.properties)


def _remember(self, name: str):
    """What could not be undone stays known, so that the stack can still be deleted."""
    stack = self._change_set.stack
    definition = (self._change_set.processed_template or {}).get("Resources", {}).get(name, {})
    _keep(stack, name, self.resources[name], definition)


def _restore(self, change: Change, definitions: dict):
    """An updated resource has a new model; of a replaced one the old is still there."""
    replaced = change.replaced
    resource = self._before_resolved_resources[change.name] if replaced else self.resources[change.name]
    _keep(self._change_set.stack, change.name, resource, definitions.get(change.name, {}))


def _keep(stack, name: str, resource: dict, definition: dict):
    known = stack.processed_template or {}
    stack.processed_template = {**known, "Resources": {**known.get("Resources", {}), name: definition}}
    stack.resolved_resources = {**stack.resolved_resources, name: resource}


def _forget(stack, name: str):
    known = stack.processed_template or {}
    stack.processed_template = {**known, "Resources": _without(known.get("Resources", {}), name)}
    stack.resolved_resources = _without(stack.resolved_resources, name)


def _without(values: dict, name: str) -> dict:
    return {key: value for key, value in values.items() if key != name}


def _act(self, action, name, resource_type, model, after=None):
    def report(status, reason=None):
        self._process_event(
            action=action, logical_resource_id=name, event_status=status, resource_type=resource_type, reason=reason
        )

    report(OperationStatus.IN_PROGRESS)
    event = self._execute_resource_action(
        action=action,
        logical_resource_id=name,
        resource_type=resource_type,
        before_properties=PreprocProperties(properties=model),
        after_properties=after,
        part_of_replacement=action == ChangeAction.Remove,
    )
    report(event.status, event.message)
    return event


def _journal(self) -> list[Change]:
    if not hasattr(self, "_changes"):
        self._changes = []
    return self._changes


def _is_retained(self, name: str, policy: str) -> bool:
    definition = _definition(self, name)
    default = "Snapshot" if definition.get("Type") == "AWS::RDS::DBInstance" else "Delete"
    value = definition.get(policy, default)
    model = self._before_resolved_resources.get(name, {}).get("Properties") or {}
    if provider.IDENTIFIER in model:
        model[provider.POLICY] = value
    return value in ("Retain", "RetainExceptOnCreate")


def _definition(self, name: str) -> dict:
    stack = self._change_set.stack
    for template in (stack.processed_template, self._change_set.processed_template):
        if name in (template or {}).get("Resources", {}):
            return template["Resources"][name]
    return {}


def _skip(self, name: str, resource_type: str):
    self._change_set.stack.set_resource_status(
        logical_resource_id=name,
        physical_resource_id=self._get_physical_id(name, False),
        resource_type=resource_type,
        status=ResourceStatus.DELETE_SKIPPED,
    )

"""How a deployment ends, as on AWS: a failure rolls back, a deletion that failed is reported, policies are kept.

LocalStack's engine leaves what it had done, runs the deletions of a failed update all the same, forgets the
resources it did not reach, and calls a failed deletion complete.
"""

from localstack.aws.api.cloudformation import ResourceStatus, StackStatus
from localstack.services.cloudformation.engine.v2.change_set_model import is_nothing
from localstack.services.cloudformation.engine.v2.change_set_model_executor import (
    ChangeSetModelExecutorResult,
    EventOperationFromAction,
    TriggerRollback,
)
from localstack.services.cloudformation.engine.v2.change_set_model_preproc import PreprocResource
from localstack.services.cloudformation.resource_provider import OperationStatus, ResourceProviderExecutor

from ..state import saver
from .known_resources import forget, keep
from .policies import is_retained, skip_deletion
from .roll_back import Change, journal, roll_back
from .schema import load_schema, requires_replacement


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
        if is_retained(self, name, "DeletionPolicy"):
            skip_deletion(self, name, before.resource_type)
            return
        original(self, name, before, after)
        return
    replaced = not is_nothing(before) and _is_replaced(before, after)
    after.requires_replacement = replaced and before.resource_type == after.resource_type
    journal(self).append(Change(name, None if is_nothing(before) else before, after, replaced))
    deferred = len(self._deferred_actions)
    original(self, name, before, after)
    if replaced and is_retained(self, name, "UpdateReplacePolicy"):
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
    keep(stack, name, self.resources[name], template["Resources"][name])


def _execute(self):
    stack = self._change_set.stack
    stack.ended_by_roll_back = False
    if stack.status == StackStatus.CREATE_IN_PROGRESS:
        stack.processed_template = None  # CreateStack says at once that all of it exists
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
        roll_back(self, failure, *before)
    return ChangeSetModelExecutorResult(resources=self.resources, outputs=self.outputs, failure_message=failure)


def _delete(self, failure):
    """Stops at the first failure: what is left is then what the failed resource depends on."""
    stack = self._change_set.stack
    if failure is not None:
        raise DeletionFailed(failure)
    for deferred in reversed(self._deferred_actions):
        deferred.action()
        name = deferred.name.removeprefix("remove-")
        if name not in stack.resource_states:
            forget(stack, name)
        elif stack.resource_states[name]["ResourceStatus"] == ResourceStatus.DELETE_FAILED:
            raise DeletionFailed(f"The following resource failed to delete: [{name}]")


def _clean_up(self):
    """Deletes what the new template no longer has and what was replaced, dependents first."""
    if not self._deferred_actions:
        return
    stack = self._change_set.stack
    stack.set_stack_status(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)
    # LocalStack takes the end of what was replaced for the end of what took its place.
    current = {name: state for name, state in stack.resource_states.items() if name in self.resources}
    for deferred in reversed(self._deferred_actions):
        deferred.action()
    stack.resource_states.update(current)
    saver.mark("cloudformation")

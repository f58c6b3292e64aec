"""One resource provider for every type that the emulator serves, and one that refuses the rest by name."""

import functools

from localstack.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
)

from . import emulator, security_group_rules
from .schema import load_schema

IDENTIFIER = "__Identifier"
"""Where a resource's model keeps its physical id, beside its properties and attributes."""

PRIMARY_IDENTIFIER = {"primaryIdentifier": [f"/properties/{IDENTIFIER}"]}

POLICY = "__DeletionPolicy"
"""Set in the model of a resource that is about to be deleted with a final snapshot."""


class EmulatorProvider(ResourceProvider[dict]):
    TYPE: str
    SCHEMA: dict

    def create(self, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        return self._run("create", request)

    def update(self, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        return self._run("update", request)

    def delete(self, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        if IDENTIFIER not in (request.previous_state or {}):
            return ProgressEvent(OperationStatus.SUCCESS, resource_model={})  # it was never created
        return self._run("delete", request)

    def _run(self, operation: str, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        try:
            if token := request.custom_context.get("token"):
                return self._event(operation, request, emulator.progress(token))
            return self._event(operation, request, emulator.begin(operation, self._body(request)))
        except emulator.EmulatorUnavailable as error:
            return ProgressEvent(OperationStatus.FAILED, resource_model=request.previous_state or {}, message=str(error))

    def _body(self, request: ResourceRequest[dict]) -> dict:
        previous = request.previous_state or {}
        return {
            "TypeName": self.TYPE,
            "LogicalResourceId": request.logical_resource_id,
            "StackName": request.stack_name,
            "AccountId": request.account_id,
            "Region": request.region_name,
            "ClientRequestToken": request.request_token,
            "Identifier": previous.get(IDENTIFIER),
            "DeletionPolicy": previous.get(POLICY, "Delete"),
            "Properties": _properties(request.desired_state),
            "PreviousProperties": _properties(previous),
        }

    def _event(self, operation: str, request: ResourceRequest[dict], progress: dict) -> ProgressEvent[dict]:
        desired = request.desired_state or {}
        if progress["Status"] == "IN_PROGRESS":
            context = {"token": progress["RequestToken"]}
            return ProgressEvent(OperationStatus.IN_PROGRESS, resource_model=desired, custom_context=context)
        if progress["Status"] != "SUCCESS":
            model = dict(request.previous_state or desired)
            if "Identifier" in progress:  # exists in part: to be deleted by the roll-back
                model[IDENTIFIER] = progress["Identifier"]
            return ProgressEvent(OperationStatus.FAILED, resource_model=model, message=progress["Message"])
        if operation == "delete":
            return ProgressEvent(OperationStatus.SUCCESS, resource_model={})
        model = {**_properties(desired), **progress["Attributes"], IDENTIFIER: progress["Identifier"]}
        return ProgressEvent(OperationStatus.SUCCESS, resource_model=model)


class UnsupportedProvider(ResourceProvider[dict]):
    """LocalStack would report such a resource as deployed."""

    SCHEMA = PRIMARY_IDENTIFIER

    def __init__(self, type_name: str, reason: str):
        self._message = f"Resource type {type_name} {reason}"

    def create(self, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        return ProgressEvent(OperationStatus.FAILED, resource_model={}, message=self._message)

    update = create

    def delete(self, request: ResourceRequest[dict]) -> ProgressEvent[dict]:
        return ProgressEvent(OperationStatus.SUCCESS, resource_model={})


def lookup(original, type_name: str) -> ResourceProvider:
    """The bridge's or the emulator's provider, else LocalStack's own, else one that refuses."""
    if rule := security_group_rules.provider_of(type_name):
        return rule
    try:
        if type_name in emulator.type_names():
            return _provider_class(type_name)()
    except emulator.EmulatorUnavailable as error:
        return original(type_name) or UnsupportedProvider(type_name, f"could not be looked up: {error}")
    return original(type_name) or UnsupportedProvider(type_name, "is not supported by the local AWS")


@functools.cache
def _provider_class(type_name: str) -> type[EmulatorProvider]:
    attributes = {"TYPE": type_name, "SCHEMA": load_schema(type_name) | PRIMARY_IDENTIFIER}
    return type(type_name.replace("::", ""), (EmulatorProvider,), attributes)


def _properties(state: dict | None) -> dict:
    return {name: value for name, value in (state or {}).items() if not name.startswith("__")}

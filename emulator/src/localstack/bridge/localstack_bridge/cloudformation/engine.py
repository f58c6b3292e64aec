"""Puts the bridge's behaviour into LocalStack's CloudFormation engine."""

from localstack.services.cloudformation import resource_provider
from localstack.services.cloudformation.engine.v2 import change_set_model_preproc
from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.v2.entities import Stack

from . import deployment, emulator, provider


def patch():
    _look_up_providers()
    _physical_id_is_the_identifier()
    _missing_attribute_fails()
    deployment.patch(ChangeSetModelExecutor)
    deployment.patch_stack(Stack)


def _look_up_providers():
    executor = resource_provider.ResourceProviderExecutor
    original = executor.try_load_resource_provider
    executor.try_load_resource_provider = staticmethod(lambda type_name: provider.lookup(original, type_name))


def _physical_id_is_the_identifier():
    executor = resource_provider.ResourceProviderExecutor
    original = executor.extract_physical_resource_id_from_model_with_schema

    def extract(self, resource_model, resource_type, resource_type_schema):
        if provider.IDENTIFIER in resource_model:
            return resource_model[provider.IDENTIFIER]
        return original(self, resource_model, resource_type, resource_type_schema)

    executor.extract_physical_resource_id_from_model_with_schema = extract


def _missing_attribute_fails():
    """Instead of deploying the word `unknown`."""
    change_set_model_preproc.should_ignore_unsupported_resource_type = lambda **_: False
    preproc = change_set_model_preproc.ChangeSetModelPreproc
    original = preproc._deployed_property_value_of

    def value_of(self, resource_logical_id, property_name, resolved_resources):
        value = original(self, resource_logical_id, property_name, resolved_resources)
        if value is None:
            resource = resolved_resources.get(resource_logical_id) or {}
            if resource.get("Type") in emulator.type_names():
                raise ValidationError(
                    f"Resource {resource_logical_id} ({resource['Type']}) has no attribute {property_name}"
                )
        return value

    preproc._deployed_property_value_of = value_of

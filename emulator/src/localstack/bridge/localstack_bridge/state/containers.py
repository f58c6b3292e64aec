"""Where LocalStack's services keep their state, found through its own visitor."""

import sys
import threading

from localstack.services.plugins import SERVICE_PLUGINS, ServiceState
from localstack.state import StateVisitor, pickle

from .certificates import register_certificates


class _Collector(StateVisitor):
    def __init__(self):
        self.containers = []

    def visit(self, state_container):
        self.containers.append(state_container)


def containers_of(service) -> list:
    """AccountRegionBundles and BackendDicts (dicts), and AssetDirectories, always in the same order."""
    collector = _Collector()
    service.accept_state_visitor(collector)
    return collector.containers


def running_services() -> dict:
    """By name."""
    return {
        name: SERVICE_PLUGINS.get_service_container(name).service
        for name, state in list(SERVICE_PLUGINS.get_states().items())
        if state == ServiceState.RUNNING
    }


def register_reducers():
    """Teaches the pickler what it can't do: a lock is saved free, whoever holds it in this moment."""

    @pickle.register(type(threading.RLock()))
    def _rlock(pickler, lock):
        pickler.save_reduce(threading.RLock, (), obj=lock)

    @pickle.register(type(threading.Lock()))
    def _lock(pickler, lock):
        pickler.save_reduce(threading.Lock, (), obj=lock)

    register_certificates()

    # Not imported: without the module there is no parameter, and importing it takes a second.
    parameter_dict = getattr(sys.modules.get("moto.ssm.models"), "ParameterDict", None)
    if parameter_dict is not None:

        @pickle.register(parameter_dict)
        def _parameters(pickler, parameters):
            arguments = (parameters.account_id, parameters.region_name, dict(parameters), dict(parameters.__dict__))
            pickler.save_reduce(_restore_parameters, arguments, obj=parameters)


def _restore_parameters(account_id, region_name, items, attributes):
    from moto.ssm.models import ParameterDict

    parameters = ParameterDict(account_id, region_name)
    parameters.__dict__.update(attributes)
    dict.update(parameters, items)
    return parameters

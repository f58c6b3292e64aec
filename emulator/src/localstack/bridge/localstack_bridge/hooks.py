"""The entry points that LocalStack calls."""

import os

from localstack.runtime import hooks


@hooks.on_runtime_create()
def patch():
    from . import catalog, network
    from .state import s3_store

    catalog.patch()
    network.patch()
    s3_store.patch()


@hooks.on_infra_start(priority=-100)
def load():
    from .cloudformation import engine
    from .state import loader, saver

    engine.patch()
    loader.load()
    saver.start()


@hooks.on_infra_shutdown(priority=100)
def save():
    """With the state on disk nothing is left to do; LocalStack would spend seconds on it."""
    from .state import saver

    os._exit(0 if saver.stop() else 1)

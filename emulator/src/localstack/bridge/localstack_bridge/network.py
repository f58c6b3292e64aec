"""Binds the one address of GATEWAY_LISTEN. LocalStack's server ignores the host and listens on every interface."""

import socket

from localstack import config
from localstack.runtime.runtime import LocalstackRuntime
from localstack.utils.sync import poll_condition
from twisted.internet import endpoints

READY_DEADLINE_SECONDS = 15


def patch():
    # What LocalStack calls itself by, instead of `localhost`.
    config.LOCALHOST = config.GATEWAY_LISTEN[0].host
    _bind_one_interface()
    LocalstackRuntime._wait_for_gateway = _wait_for_gateway
    _name_the_local_registry()


def _bind_one_interface():
    original = endpoints.TCP4ServerEndpoint.__init__

    def bind(self, reactor, port, backlog=50, interface=""):
        original(self, reactor, port, backlog, interface or config.GATEWAY_LISTEN[0].host)

    endpoints.TCP4ServerEndpoint.__init__ = bind


def _wait_for_gateway(self):
    listen = config.GATEWAY_LISTEN[0]

    def is_open():
        with socket.socket() as connection:
            return connection.connect_ex((listen.host, listen.port)) == 0

    if not poll_condition(is_open, timeout=READY_DEADLINE_SECONDS, interval=0.05):
        raise TimeoutError(f"nothing listens on {listen.host}:{listen.port} after {READY_DEADLINE_SECONDS} s")


def _name_the_local_registry():
    """`AWS::URLSuffix` is part of image names: this one leads nowhere else, and the emulated ECR has it too."""
    from localstack.services.cloudformation.engine.v2 import change_set_model_preproc

    change_set_model_preproc._AWS_URL_SUFFIX = "localhost"

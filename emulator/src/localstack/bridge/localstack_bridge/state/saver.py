"""Saves what calls change: soon after a change, telemetry now and then, everything at the end.

A snapshot is taken by a forked child: it has the whole memory at one instant, while the parent goes on serving.
"""

import ctypes
import importlib
import logging
import os
import re
import shutil
import signal
import sys
import threading
import time

from . import s3_store, snapshots
from .containers import containers_of, register_reducers, running_services
from .gate import Gate

LOG = logging.getLogger(__name__)

DELAY_SECONDS = 1.0
TELEMETRY_DELAY_SECONDS = 30.0
RETRY_DELAY_SECONDS = 2.0
CHILD_DEADLINE_SECONDS = 30.0
PDEATHSIG = 1

READS = re.compile(r"^(Describe|List|Get|Head|BatchGet|Search|Filter|Lookup|Query|Scan|Select|Validate|Check|Simulate)")
TELEMETRY = {"PutLogEvents", "PutMetricData"}
WAITING = {"ReceiveMessage"}
"""Long polls change a queue but must not hold up a snapshot."""

_gate = Gate()
_changed: dict[str, float] = {}
"""Service -> when its changes are to be saved (monotonic seconds)."""
_wake = threading.Condition()
_saving = threading.Lock()
_stopped = False


def start():
    from localstack.aws import handlers

    handlers.serve_custom_service_request_handlers.append(_on_request)
    handlers.run_custom_finalizers.append(_on_end)
    threading.Thread(target=_run, name="state-saver", daemon=True).start()


def stop() -> bool:
    """Saves everything once more; called when no more calls are accepted. False when that failed."""
    global _stopped
    with _wake:
        _stopped = True
        _wake.notify_all()
    services = set(running_services())
    return not services or _save(services)


def _on_request(chain, context, response):
    if context.operation is None or READS.match(context.operation.name):
        return
    name = context.operation.name
    context.snapshot_delay = TELEMETRY_DELAY_SECONDS if name in TELEMETRY | WAITING else DELAY_SECONDS
    # An internal call belongs to an outer one, which is inside already, or to a deployment.
    context.inside_gate = not context.is_internal_call and name not in WAITING
    if context.inside_gate:
        _gate.enter()


def _on_end(chain, context, response):
    delay = getattr(context, "snapshot_delay", None)
    if delay is None:
        return
    if context.inside_gate:
        _gate.leave()
    mark(context.service.service_name, delay)


def mark(service: str, delay: float = DELAY_SECONDS):
    with _wake:
        due = time.monotonic() + delay
        _changed[service] = min(due, _changed.get(service, due))
        _wake.notify_all()


def _run():
    while True:
        with _wake:
            while not _stopped and not any(due <= time.monotonic() for due in _changed.values()):
                now = time.monotonic()
                _wake.wait(timeout=min((due - now for due in _changed.values()), default=None))
            if _stopped:
                return
            services = set(_changed)
            _changed.clear()
        started = time.monotonic()
        _save(services)
        # At most a quarter of the time is spent on saving.
        time.sleep(3 * (time.monotonic() - started))


def _save(changed: set[str]) -> bool:
    with _saving:
        started = time.monotonic()
        directory = snapshots.new_directory()
        try:
            paused = _write(directory, changed)
            snapshots.publish(directory)
        except Exception as error:
            LOG.error("State could not be saved, it is tried again: %s", error)
            for service in changed:
                mark(service, RETRY_DELAY_SECONDS)
            shutil.rmtree(directory, ignore_errors=True)
            return False
        problems = snapshots.read_manifest(directory)["problems"]
        for service, problem in problems.items():
            LOG.error("State of %s could not be saved, its last one is kept: %s", service, problem)
            mark(service, TELEMETRY_DELAY_SECONDS)
        s3_store.delete_unreferenced([manifest["s3Objects"] for manifest in snapshots.delete_old()])
        seconds = time.monotonic() - started
        LOG.info("Saved %s in %.2f s, calls waited %.3f s", ",".join(sorted(changed)), seconds, paused)
        return not problems


def _write(directory, changed: set[str]) -> float:
    """Returns for how long calls had to wait, in seconds."""
    store = s3_store.store()
    if store:
        store.flush()
    with _gate.closed():
        paused = time.monotonic()
        if store:
            store.flush()
        # Found here and not in the child: it may have to wait for a module that another thread is loading.
        containers = {name: containers_of(service) for name, service in running_services().items()}
        child = _fork(directory, containers, changed, store.manifest if store else _unloaded_objects())
        paused = time.monotonic() - paused
    _wait_for(child, directory)
    return paused


def _unloaded_objects() -> dict:
    return snapshots.read_manifest(snapshots.CURRENT)["s3Objects"] if snapshots.CURRENT.exists() else {}


def _fork(directory, containers, changed, s3_objects) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        _leave_parent()
        register_reducers()
        snapshots.write(directory, containers, changed, s3_objects)
        os._exit(0)
    except BaseException as error:
        (directory / "error").write_text(repr(error))
        os._exit(1)


def _leave_parent():
    """The child ends with its parent, holds none of its sockets (a closed connection must look closed), and waits for
    no import that another thread was in the middle of: that thread is not here."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    importlib._bootstrap._module_locks.clear()


def _wait_for(child: int, directory):
    deadline = time.monotonic() + CHILD_DEADLINE_SECONDS
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended and status == 0:
            return
        if ended:
            reason = directory / "error"
            raise RuntimeError(reason.read_text() if reason.exists() else f"the saving process ended with {status}")
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise RuntimeError(f"the saving process took longer than {CHILD_DEADLINE_SECONDS:.0f} s")
        time.sleep(0.01)

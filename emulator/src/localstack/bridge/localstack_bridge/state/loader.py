"""Loads the newest snapshot that can be read; one that can't is set aside under a name of its own."""

import json
import logging
import shutil
import time

from localstack.services.plugins import SERVICE_PLUGINS
from localstack.services.stores import AccountRegionBundle
from localstack.state import AssetDirectory

from ..settings import STATE_DIRECTORY
from . import s3_store, snapshots
from .containers import containers_of

LOG = logging.getLogger(__name__)

REPORT = STATE_DIRECTORY / "loaded.json"
"""For the emulator: what was loaded, and what was set aside and why."""


def load():
    started = time.monotonic()
    snapshots.SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    _delete_interrupted()
    set_aside = []
    loaded = None
    for directory in snapshots.complete_directories():
        try:
            manifest, services = snapshots.read(directory)
        except snapshots.SnapshotUnreadable as error:
            set_aside.append(_set_aside(directory, str(error)))
            continue
        _apply(manifest, services)
        snapshots.publish(directory)
        loaded = directory.name
        break
    else:
        snapshots.CURRENT.unlink(missing_ok=True)
    seconds = round(time.monotonic() - started, 3)
    REPORT.write_text(json.dumps({"snapshot": loaded, "setAside": set_aside, "seconds": seconds}))
    LOG.info("Loaded snapshot %s in %.2f s", loaded, seconds)


def _delete_interrupted():
    complete = snapshots.complete_directories()
    for path in snapshots.SNAPSHOTS.iterdir():
        if path.name.isdigit() and path not in complete:
            shutil.rmtree(path, ignore_errors=True)


def _set_aside(directory, reason: str) -> dict:
    target = directory.with_name(f"unreadable-{directory.name}")
    directory.rename(target)
    LOG.error("Snapshot %s can't be loaded (%s); it was moved to %s", directory.name, reason, target)
    return {"path": str(target), "reason": reason}


def _apply(manifest: dict, services: dict[str, list]):
    for name, saved in services.items():
        service = SERVICE_PLUGINS.require(name)
        service.lifecycle_hook.on_before_state_load()
        for container, content in zip(containers_of(service), saved, strict=True):
            _fill(container, content)
        if name == "s3":
            s3_store.store().restore(manifest["s3Objects"])
        if name == "cloudformation":
            _end_interrupted_deployments(containers_of(service))
        service.lifecycle_hook.on_after_state_load()


def _fill(container, content):
    if isinstance(container, AssetDirectory):
        if content.exists():
            shutil.copytree(content, container.path, dirs_exist_ok=True)
        return
    container.clear()
    container.update(content)
    if isinstance(container, AccountRegionBundle):
        container._universal = content._universal
        for region_bundle in container.values():
            region_bundle.lock = container.lock


def _end_interrupted_deployments(containers):
    """A deployment runs in a thread, which ended with the process; what it had created is known to the stack."""
    reason = "The local AWS was restarted during the deployment; what was done until then was kept. Deploy again."
    ends = {"CREATE": "ROLLBACK_FAILED", "ROLLBACK": "ROLLBACK_FAILED", "DELETE": "DELETE_FAILED"}
    for stack in _stacks(containers):
        if str(stack.status).endswith("_IN_PROGRESS") and not str(stack.status).startswith("REVIEW"):
            stack.set_stack_status(ends.get(str(stack.status).split("_")[0], "UPDATE_ROLLBACK_COMPLETE"), reason)


def _stacks(containers):
    for bundle in containers:
        for region_bundle in bundle.values():
            for store in region_bundle.values():
                yield from getattr(store, "stacks_v2", {}).values()

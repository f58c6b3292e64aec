"""S3 objects in a directory of this instance, one immutable file per object and version.

LocalStack keeps them in memory or in unlinked files below /tmp, under keys that differ at every start.
"""

import hashlib
import os
import shutil
import uuid
from pathlib import Path

from localstack.services.s3 import provider
from localstack.services.s3.storage.ephemeral import (
    S3_MAX_FILE_SIZE_BYTES,
    EphemeralS3ObjectStore,
    LockedSpooledTemporaryFile,
)

from ..settings import STATE_DIRECTORY

OBJECTS = STATE_DIRECTORY / "s3-objects"

_stores: list["DurableS3ObjectStore"] = []


def patch():
    scratch = STATE_DIRECTORY / "s3-scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    OBJECTS.mkdir(exist_ok=True)
    provider.DEFAULT_S3_TMP_DIR = str(scratch)
    provider.EphemeralS3ObjectStore = DurableS3ObjectStore


def store() -> "DurableS3ObjectStore | None":
    """None until the S3 service is loaded."""
    return _stores[0] if _stores else None


class DurableS3ObjectStore(EphemeralS3ObjectStore):
    """Objects live in memory as before; `flush` writes those that are new, `restore` reads a manifest's."""

    def __init__(self, root_directory: str):
        super().__init__(root_directory)
        self.manifest: dict[str, dict[str, dict]] = {}
        _stores[:] = [self]

    @staticmethod
    def _key_from_s3_object(s3_object) -> str:
        return hashlib.sha256(f"{s3_object.key}?{s3_object.version_id or 'null'}".encode()).hexdigest()

    def flush(self):
        """Brings `manifest` up to date: bucket -> key -> file name and time of modification."""
        self.manifest = {
            bucket: dict(self._flushed(bucket, list(content["keys"].items())))
            for bucket, content in list(self._filesystem.items())
        }

    def _flushed(self, bucket: str, files):
        for key, file in files:
            known = self.manifest.get(bucket, {}).get(key)
            if known is None or known["modified"] != file.internal_last_modified:
                known = _write(file) or known
            if known is not None:
                yield key, known

    def restore(self, manifest: dict):
        for bucket, objects in manifest.items():
            directory = Path(self.root_directory, bucket)
            directory.mkdir(parents=True, exist_ok=True)
            for key, known in objects.items():
                file = LockedSpooledTemporaryFile(dir=directory, max_size=S3_MAX_FILE_SIZE_BYTES)
                with open(OBJECTS / known["file"], "rb") as source:
                    shutil.copyfileobj(source, file)
                file.internal_last_modified = known["modified"]
                self._filesystem[bucket]["keys"][key] = file
        self.manifest = manifest

    def close(self):
        """Called when LocalStack stops; the objects are on disk."""


def delete_unreferenced(manifests: list[dict]):
    kept = {known["file"] for manifest in manifests for objects in manifest.values() for known in objects.values()}
    for path in OBJECTS.iterdir():
        if path.name not in kept:
            path.unlink()


def _write(file) -> dict | None:
    """None while the object is being written."""
    lock = file.readwrite_lock.gen_rlock()
    if not lock.acquire(blocking=False):
        return None
    try:
        known = {"file": uuid.uuid4().hex, "modified": file.internal_last_modified}
        with open(OBJECTS / known["file"], "wb") as target, file.position_lock:
            file.seek(0)
            shutil.copyfileobj(file, target)
            target.flush()
            os.fsync(target.fileno())
        return known
    finally:
        lock.release()

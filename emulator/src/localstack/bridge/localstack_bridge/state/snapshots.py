"""Snapshots on disk: directories that are complete or absent, and a link to the current one.

    snapshots/<id>/manifest.json    files with their SHA-256, containers by service, S3 objects
    snapshots/<id>/<service>.<n>…   a pickled container, or a directory of assets
    snapshots/current               link; moved when the new snapshot is on disk
"""

import hashlib
import json
import os
import shutil
import sqlite3
import time
from pathlib import Path

from localstack.constants import VERSION
from localstack.state import AssetDirectory, pickle

from ..settings import STATE_DIRECTORY

SNAPSHOTS = STATE_DIRECTORY / "snapshots"
CURRENT = SNAPSHOTS / "current"
KEPT = 2


class SnapshotUnreadable(Exception):
    pass


def new_directory() -> Path:
    return SNAPSHOTS / f"{time.time_ns():020d}"


def complete_directories() -> list[Path]:
    """Newest first. One whose manifest is missing was interrupted."""
    if not SNAPSHOTS.exists():
        return []
    found = [path for path in SNAPSHOTS.iterdir() if path.name.isdigit() and (path / "manifest.json").exists()]
    return sorted(found, reverse=True)


def read_manifest(directory: Path) -> dict:
    try:
        manifest = json.loads((directory / "manifest.json").read_text())
    except ValueError as error:
        raise SnapshotUnreadable(f"manifest.json is damaged: {error}") from error
    if manifest["version"] != VERSION:
        raise SnapshotUnreadable(f"it was written by LocalStack {manifest['version']}, this is {VERSION}")
    return manifest


def write(directory: Path, services: dict[str, list], changed: set[str], s3_objects: dict):
    """Writes the containers of all `services`; those not in `changed` are taken over from the current snapshot if it
    has them, and so are those that can't be written, which the manifest names.
    """
    source = CURRENT.resolve() if CURRENT.exists() else None
    previous = read_manifest(source) if source else {"services": {}, "files": {}}
    directory.mkdir(parents=True)
    manifest = {"version": VERSION, "services": {}, "files": {}, "s3Objects": s3_objects, "problems": {}}
    for name, containers in services.items():
        if name in changed or name not in previous["services"]:
            _write_service(name, containers, directory, manifest)
    for name in previous["services"].keys() - manifest["services"].keys():
        _take_over(name, previous, source, directory, manifest)
    _write_file(directory / "manifest.new", json.dumps(manifest).encode())
    (directory / "manifest.new").rename(directory / "manifest.json")
    _sync(directory)
    _sync(SNAPSHOTS)


def _write_service(name: str, containers: list, directory: Path, manifest: dict):
    """One that does not pickle must not cost the state of all others."""
    written = {**manifest, "files": {}}
    try:
        entries = [_write_container(f"{name}.{index}", one, directory, written) for index, one in enumerate(containers)]
    except Exception as error:
        for path in directory.glob(f"{name}.*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        manifest["problems"][name] = repr(error)[:500]
        return
    manifest["services"][name] = entries
    manifest["files"] |= written["files"]


def publish(directory: Path):
    """From here on the next start loads this one."""
    link = SNAPSHOTS / "current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(directory.name)
    link.rename(CURRENT)
    _sync(SNAPSHOTS)


def delete_old() -> list[dict]:
    """Keeps the newest ones and returns their manifests."""
    for path in complete_directories()[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
    return [json.loads((path / "manifest.json").read_text()) for path in complete_directories()]


def read(directory: Path) -> tuple[dict, dict[str, list]]:
    """The manifest and the containers by service: unpickled objects, or directories of assets."""
    manifest = read_manifest(directory)
    for name, digest in manifest["files"].items():
        path = directory / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise SnapshotUnreadable(f"{name} is missing or damaged")
    try:
        return manifest, {
            name: [
                directory / entry["path"] if entry["kind"] == "directory" else _unpickle(directory / entry["path"])
                for entry in entries
            ]
            for name, entries in manifest["services"].items()
        }
    except Exception as error:
        raise SnapshotUnreadable(f"a service's state does not unpickle: {error!r}") from error


def _unpickle(path: Path):
    with open(path, "rb") as file:
        return pickle.load(file)


def _write_container(name: str, container, directory: Path, manifest: dict) -> dict:
    if isinstance(container, AssetDirectory):
        if not name.startswith("s3."):  # S3's objects are in the manifest
            _write_assets(name, Path(container.path), directory, manifest)
        return {"kind": "directory", "path": name}
    content = pickle.dumps(container)
    manifest["files"][name] = _write_file(directory / name, content)
    return {"kind": "pickle", "path": name}


def _write_assets(name: str, source: Path, directory: Path, manifest: dict):
    for path in sorted(source.rglob("*")) if source.exists() else []:
        relative = Path(name, path.relative_to(source))
        if path.is_file() and not path.name.endswith(("-journal", "-wal", "-shm")):
            (directory / relative).parent.mkdir(parents=True, exist_ok=True)
            _copy_asset(path, directory / relative)
            content = (directory / relative).read_bytes()
            manifest["files"][str(relative)] = hashlib.sha256(content).hexdigest()


def _copy_asset(source: Path, target: Path):
    """A database is copied through SQLite, which knows of unfinished transactions."""
    with open(source, "rb") as file:
        is_database = file.read(15) == b"SQLite format 3"
    if not is_database:
        shutil.copyfile(source, target)
        return
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)


def _take_over(name: str, previous: dict, source: Path, directory: Path, manifest: dict):
    """By hard link: files of a snapshot never change."""
    manifest["services"][name] = previous["services"][name]
    prefixes = tuple(entry["path"] for entry in previous["services"][name])
    for path, digest in previous["files"].items():
        if path in prefixes or path.startswith(tuple(f"{prefix}/" for prefix in prefixes)):
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(source / path, directory / path)
            manifest["files"][path] = digest


def _write_file(path: Path, content: bytes) -> str:
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(content).hexdigest()


def _sync(directory: Path):
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

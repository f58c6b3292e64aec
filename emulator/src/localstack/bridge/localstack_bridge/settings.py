"""Settings from the environment; the emulator sets them all."""

import os
from pathlib import Path

EMULATOR_URL = os.environ["EMULATOR_URL"]
"""The gateway; it serves `/_emulator/cloudformation`."""

STATE_DIRECTORY = Path(os.environ["EMULATOR_STATE_DIRECTORY"])
"""Snapshots and S3 objects of this instance."""

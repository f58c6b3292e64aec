"""The index of all service specifications, built once for the environment instead of at each instance's first call.

`python -m localstack_bridge.catalog` builds it, which takes some seconds; once is enough.
"""

import sys
from pathlib import Path

from localstack import config

DIRECTORY = Path(sys.prefix, "share", "localstack")


def patch():
    config.dirs.static_libs = str(DIRECTORY)


def build():
    from localstack.aws import spec

    file = DIRECTORY / spec._get_catalog_filename()
    if file.exists():
        return
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    spec.build_service_index_cache(str(file.with_suffix(".new")))
    file.with_suffix(".new").rename(file)


if __name__ == "__main__":
    build()

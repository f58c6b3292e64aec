"""The AWS CLI for the local AWS: every call goes to its endpoint with dummy credentials, whatever the shell says.

The CLI of PyPI is version 1. It does not honour AWS_ENDPOINT_URL for every service, so the endpoint is given as the last
option, which wins; and it lacks `logs tail`, which is added.
"""

import os
import re
import sys

DEFAULT_ENDPOINT = "http://127.0.0.1:4566"
LOOPBACK_ENDPOINT = re.compile(r"http://127\.0\.0\.1:\d{1,5}")


def main() -> int:
    endpoint = os.environ.get("AWS_ENDPOINT_URL", DEFAULT_ENDPOINT)
    if not LOOPBACK_ENDPOINT.fullmatch(endpoint):
        print(f"AWS_ENDPOINT_URL is {endpoint}, which is not the local AWS: unset it, or use the real aws.", file=sys.stderr)
        return 1
    forget_real_account()

    from awscli.clidriver import create_clidriver
    from logs_tail import LogsTail

    driver = create_clidriver()
    driver.session.register(
        "building-command-table.logs",
        lambda command_table, session, **_: command_table.setdefault("tail", LogsTail(session)),
    )
    given = sys.argv[1:]
    is_help = not given or given[-1] == "help" or given == ["--version"]
    return driver.main(given if is_help else [*given, "--endpoint-url", endpoint])


def forget_real_account():
    region = os.environ.get("AWS_REGION", "us-east-1")
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION=region,
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
    )


if __name__ == "__main__":
    sys.exit(main())

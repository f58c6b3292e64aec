"""The emulator's side of CloudFormation, over HTTP.

`GET  /_emulator/cloudformation/types`                 -> `{"typeNames": [...]}`
`POST /_emulator/cloudformation/{create|update|delete}` -> a progress
`GET  /_emulator/cloudformation/requests/{token}`       -> a progress; answers when it has ended, at the latest after
                                                          `waitSeconds`

A progress is `{"Status": "IN_PROGRESS", "RequestToken"}`, `{"Status": "SUCCESS", "Identifier", "Attributes"}` or
`{"Status": "FAILED", "Message", "Identifier"?}`.
"""

import functools

import requests

from ..settings import EMULATOR_URL

BASE = f"{EMULATOR_URL}/_emulator/cloudformation"
CALL_DEADLINE_SECONDS = 60
WAIT_SECONDS = 20

_session = requests.Session()
_session.trust_env = False


class EmulatorUnavailable(Exception):
    pass


def begin(operation: str, body: dict) -> dict:
    return _call("POST", operation, json=body)


def progress(token: str) -> dict:
    return _call("GET", f"requests/{token}", params={"waitSeconds": WAIT_SECONDS})


@functools.cache
def type_names() -> frozenset[str]:
    return frozenset(_call("GET", "types")["typeNames"])


def _call(method: str, path: str, **arguments) -> dict:
    try:
        response = _session.request(method, f"{BASE}/{path}", timeout=CALL_DEADLINE_SECONDS, **arguments)
    except requests.RequestException as error:
        raise EmulatorUnavailable(f"the emulator did not answer {method} {BASE}/{path}: {error}") from error
    if response.status_code >= 400:
        raise EmulatorUnavailable(f"the emulator answered {response.status_code}: {response.text[:400]}")
    return response.json()

"""Lets a snapshot be taken between calls: it holds each acknowledged call wholly or not at all."""

import threading
import time
from contextlib import contextmanager

QUIET_DEADLINE_SECONDS = 1.0


class Gate:
    def __init__(self):
        self._condition = threading.Condition()
        self._calls = 0
        self._closed = False

    def enter(self):
        with self._condition:
            self._condition.wait_for(lambda: not self._closed, timeout=QUIET_DEADLINE_SECONDS * 2)
            self._calls += 1

    def leave(self):
        with self._condition:
            self._calls -= 1
            self._condition.notify_all()

    @contextmanager
    def closed(self):
        """Waits for the calls inside, but not for ever: a call may wait for something itself."""
        with self._condition:
            self._closed = True
            deadline = time.monotonic() + QUIET_DEADLINE_SECONDS
            self._condition.wait_for(lambda: self._calls == 0, timeout=deadline - time.monotonic())
        try:
            yield
        finally:
            with self._condition:
                self._closed = False
                self._condition.notify_all()

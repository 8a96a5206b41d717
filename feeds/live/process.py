"""The builder as a process of its own, beside the server that started it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from feeds.edition import read_outcome
from feeds.live.election import is_somebody_elected

_LOOK = 0.05
_FIRST_BUILD = 10.0
_PAUSE = 1.0
_LAST_BUILD = 10.0
"""Seconds: to look for the first edition; to wait for a newer one where there is one already;
before a builder that died is followed by another; for one to end when told to."""


class BuilderProcess:
    """A process that runs ``start``; while the ``with`` block lasts, another one if it dies."""

    def __init__(
        self, state: Path, start: Callable[[], subprocess.Popen[bytes]], tell: Callable[[str], None]
    ) -> None:
        self._state = state
        self._start = start
        self._tell = tell
        self._ending = threading.Event()

    def __enter__(self) -> Self:
        self._patience = 0.0 if is_somebody_elected(self._state) else _FIRST_BUILD
        self._since = datetime.now(UTC)
        self._process = self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._process.terminate()
        try:
            self._process.wait(_LAST_BUILD)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait_for_edition(self) -> int:
        """Wait until there is something to serve, best of all what is built now.

        A builder that waits for posts is enough: until they come every answer is 503.

        Returns 0, or what the builder ended with where it could not build.
        """
        while not self._is_served():
            code = self._process.poll()
            if code is not None:
                return code or 1
            time.sleep(_LOOK)
        threading.Thread(target=self._revive, daemon=True).start()
        return 0

    def _is_served(self) -> bool:
        found = read_outcome(self._state)
        if found is None:
            return False
        if found.built is None:  # no edition yet: the builder waits for posts, or has failed
            return bool(found.held) and found.instant >= self._since
        waited = datetime.now(UTC) - self._since
        return found.instant >= self._since or waited >= timedelta(seconds=self._patience)

    def _revive(self) -> None:
        while True:
            code = self._process.wait()
            if self._ending.wait(_PAUSE):
                return
            self._tell(f"what keeps the feeds current ended with {code}; starting another")
            self._process = self._start()


def python(code: str, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs code in a Python that imports what this one does."""
    return [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}", *arguments]

"""End a process if the process that started it has ended."""

from __future__ import annotations

import os
import signal
import threading
import time

_PAUSE = 0.25  # seconds


def end_with(parent: int) -> None:
    """End this process, as SIGTERM would, once it is no longer a child of ``parent``.

    A pipe would notice at once, but a worker forked from the parent keeps its end open.
    """
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PAUSE)
    os.kill(os.getpid(), signal.SIGTERM)

"""Nothing is left running when the process that started it is gone, however it ended."""

from __future__ import annotations

import os
import signal
import threading
import time

_LOOK = 0.25  # seconds


def end_with(parent: int) -> None:
    """End this process, as SIGTERM would, once it is no longer a child of ``parent``.

    A pipe would tell at once, but a worker forked from the parent keeps its end of it open.
    """
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGTERM)

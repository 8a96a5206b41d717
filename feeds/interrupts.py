"""Ctrl-C and SIGTERM: end the program, even inside code that ignores exceptions.

A module of its own, because it must be in place before anything large is loaded.
"""

from __future__ import annotations

import signal
import sys
from functools import partial
from types import FrameType

_AGAIN = 0.001
"""Seconds until a lost exception is raised again: too few for a build to publish anything."""


def keep_interrupts() -> None:
    """Raise ``KeyboardInterrupt`` and ``SystemExit`` again if they were raised and ignored.

    Python ignores exceptions in ``__del__`` and in callbacks of weak references. nh3 ignores them
    in a filter of attributes: the signal would be lost, and a link in a feed would lose its URL.
    """
    sys.unraisablehook = _raise_later


def _raise_later(lost: sys.UnraisableHookArgs) -> None:
    if issubclass(lost.exc_type, KeyboardInterrupt | SystemExit):
        # Not now: what is raised here would be ignored too.
        signal.signal(signal.SIGALRM, partial(_raise, lost.exc_type))
        signal.setitimer(signal.ITIMER_REAL, _AGAIN)
    else:
        sys.__unraisablehook__(lost)


def _raise(kind: type[BaseException], number: int, frame: FrameType | None) -> None:
    del number, frame
    raise kind

"""SIGTERM and SIGINT, told by a thread of its own to whoever ends a process.

Python calls a signal's handler in the main thread. One that has just begun to wait does not
notice, and one that holds the lock that the handler takes waits for itself: granian's handlers
set an event that its main thread waits for.
"""

from __future__ import annotations

import os
import signal
import time
from threading import Thread
from typing import Any

ENDING = signal.SIGTERM, signal.SIGINT
_AGAIN = 1.0
"""Seconds after which who was not ready to listen is told once more."""


def tell_later_handlers() -> None:
    """Tell handlers that are set after this, once; until then, a signal ends the process at once.

    Called before other threads are begun, which then take no signal either.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    Thread(target=_wait, daemon=True).start()


def tell_present_handlers() -> None:
    """Tell the handlers that are set now, again and again, whichever threads there are."""
    handlers = {number: signal.signal(number, _nothing) for number in ENDING}
    heard, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    Thread(target=_hear, args=(heard, handlers), daemon=True).start()


def end_at_once() -> None:
    """In a process just forked, have signals end it, and not be told to its parent's handlers."""
    signal.set_wakeup_fd(-1)
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def _wait() -> None:
    number = signal.sigwait(ENDING)
    handler: Any = signal.getsignal(number)
    if not callable(handler):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        signal.raise_signal(number)
    # Of granian's workers a third telling would wait for ever, and the whole process with it.
    handler(number, None)


def _hear(heard: int, handlers: dict[int, Any]) -> None:
    number = 0
    while number not in handlers:
        (number,) = os.read(heard, 1)
    while True:
        handlers[number](number, None)
        time.sleep(_AGAIN)


def _nothing(*_: object) -> None:
    """Is called in the main thread; the other one knows."""

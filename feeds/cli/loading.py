"""Loading code, of which nothing is garbage: to look takes a twentieth of a small build."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage while a block loads code, nor ever in what there is at its end.

    For commands, once for each part of them: a process that goes on would keep its garbage.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()

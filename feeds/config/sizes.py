"""Sizes in bytes, as people write and read them: 500 KiB, 2 MB."""

from __future__ import annotations

import re

_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,3})?) ?(?:([kmg])(i?)b|b|bytes)?", re.ASCII | re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3}


def size_of(text: str) -> int:
    """Read a size: ``1 MiB`` has 1,048,576 bytes, ``1 MB`` a million, ``500`` is 500 bytes.

    Raises ``ValueError``.
    """
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a size; write one such as 500 KiB or 2 MiB")
    number, prefix, binary = found.groups(default="")
    step = 1024 if binary else 1000
    return int(float(number) * step ** _POWERS[prefix.lower()])


def size_text(size: int) -> str:
    """Write a size with the largest unit that gives at least 1: ``25.9 MiB``, ``1 MiB``."""
    power = next((power for power in (3, 2, 1) if size >= 1024**power), 0)
    unit = ("bytes", "KiB", "MiB", "GiB")[power]
    return f"{size / 1024**power:.1f}".removesuffix(".0") + f" {unit}"

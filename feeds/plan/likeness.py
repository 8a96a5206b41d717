"""Which paths people and file systems take for the same."""

from __future__ import annotations

import unicodedata


def likeness(path: str) -> str:
    """Return what paths share that differ by case or Unicode form alone."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())

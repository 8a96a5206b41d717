"""Language tags (BCP 47)."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def is_language_tag(text: str) -> bool:
    """Say whether a text has a language tag's shape (RFC 5646 2.1); no registry is asked."""
    return _TAG.fullmatch(text) is not None

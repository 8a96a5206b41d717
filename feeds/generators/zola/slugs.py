"""Names in URLs, as Zola's three strategies write them.

https://www.getzola.org/documentation/getting-started/configuration/#slugification-strategies
"""

from __future__ import annotations

import re

STRATEGIES = ("on", "safe", "off")
_UNSAFE = re.compile(r"[<>:\"/\\|?*]")  # what NTFS forbids in a name
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def slugify(text: str, strategy: str) -> str:
    """Return a name as it stands in a URL: ``on`` in ASCII, ``safe`` for file systems, ``off``."""
    if strategy == "off":
        return text
    if strategy == "safe":
        return _UNSAFE.sub("", text.rstrip(" ."))
    return _NOT_IN_SLUG.sub("-", _in_ascii(text).lower()).strip("-")


def _in_ascii(text: str) -> str:
    if text.isascii():
        return text
    from unidecode import unidecode  # tables that most sites never need

    return unidecode(text, errors="replace", replace_str="-")

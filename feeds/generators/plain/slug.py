"""A term's name as it stands in a URL."""

from __future__ import annotations

import unicodedata

_KEPT = {"L", "M", "N"}
_EMOJI = "So"


def slugify(name: str) -> str:
    """Return the name in lower case, NFC, all but letters, marks, digits and emoji as hyphens.

    Any script is kept. A name of nothing but punctuation has an empty slug.
    """
    lowered = unicodedata.normalize("NFC", name).lower()
    kept = "".join(map(_letter, unicodedata.normalize("NFC", lowered)))
    return "-".join(kept.split())


def _letter(character: str) -> str:
    category = unicodedata.category(character)
    return character if category[0] in _KEPT or category == _EMOJI else " "

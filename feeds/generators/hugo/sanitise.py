"""Paths and URLs as Hugo writes them: which characters stay, and how the rest is encoded."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import quote, unquote, unquote_to_bytes

_KEPT = frozenset("./\\_#+~-@")
_HEX = re.compile(r"%[0-9A-Fa-f]{2}")
_UNESCAPED = "$&+,/:;=@-_.~"
"""What Go's net/url leaves as it is in a path (shouldEscape, encodePath)."""
_VALID = re.compile(r"(?:[A-Za-z0-9\-_.~!$&'()*+,;=:@/\[\]]|%[0-9A-Fa-f]{2})*")
_PARTS = re.compile(r"([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)


def sanitised(text: str) -> str:
    """Keep letters, digits, marks and ``./\\_#+~-@``; white space becomes one hyphen.

    The rest goes, except percent-encoded bytes.
    """
    kept: list[str] = []
    pending = hyphen = False
    for index, character in enumerate(text):
        if _is_kept(text, index, character):
            hyphen = character == "-"
            if pending and not hyphen:
                kept.append("-")
            pending = False
            kept.append(character)
        elif kept and not hyphen and character.isspace():
            pending = True
    return "".join(kept)


def _is_kept(text: str, index: int, character: str) -> bool:
    if character in _KEPT:
        return True
    if character == "%":
        return _HEX.match(text, index) is not None
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def without_accents(text: str) -> str:
    """Take away marks that stand on no line of their own (Mn)."""
    bare = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", "".join(bare))


def escaped_path(path: str) -> str:
    """Percent-encode a path as ``url.Parse(path).EscapedPath()`` does in Go.

    Raises ``ValueError`` where a ``%`` encodes nothing.
    """
    if "%" in _HEX.sub("", path):
        raise ValueError(path)
    if _VALID.fullmatch(path):
        return path
    return quote(unquote_to_bytes(path), safe=_UNESCAPED)


def escaped_url(url: str) -> str:
    """Percent-encode a path that may have a query and a fragment. Raises ``ValueError``."""
    found = _PARTS.fullmatch(url)
    assert found is not None  # every part may be empty
    path, query, fragment = found.groups()
    return escaped_path(path) + (query or "") + quote(fragment or "", safe=_UNESCAPED + "#!?")


def unescaped(text: str) -> str:
    """Decode as ``url.QueryUnescape`` does; nothing where a ``%`` encodes nothing."""
    if "%" in _HEX.sub("", text):
        return ""
    return unquote(text.replace("+", " "))


def cleaned(path: str) -> str:
    """Normalise a path as Go's ``path.Clean`` does."""
    normal = posixpath.normpath(path)
    return normal[1:] if normal.startswith("//") else normal

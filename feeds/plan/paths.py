"""Paths of feeds: filled from patterns, safe for any name of a term, each used once."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

from feeds.http import CODED_ENDINGS
from feeds.model import Format, Term
from feeds.urls import folders_of

_LONGEST = 200
"""Bytes of UTF-8 in a file name: with endings and temporary names, at most 255 bytes."""

_PLACEHOLDER = re.compile(r"\{(name|slug)\}")
"""Filled in one pass, as a term can be called ``{slug}``."""

Paths = Mapping[Format, str]


def fill(patterns: Paths, term: Term | None, mark: str = "") -> Paths:
    """Return the path of each format; ``mark`` distinguishes terms that want one path."""
    values = {"name": _name(term, mark), "slug": _slug(term, mark)} if term else {}
    return {format: _filled(pattern, values) for format, pattern in patterns.items()}


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found[1]], pattern)


def mark_of(term: Term, length: int = 8) -> str:
    """Return a short hash that distinguishes a term from all others."""
    return hashlib.sha256(f"{term.kind}:{term.name}".encode()).hexdigest()[:length]


class TakenPaths:
    """The paths that have feeds: none is equal to another, or below another.

    Paths with the endings of coded files (``.gz``) are never free.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def take(self, paths: Iterable[str]) -> bool:
        """Take all of these paths; if one is not free, take none and return False."""
        wanted = list(paths)
        if not all(map(self._is_free, wanted)):
            return False
        self._files.update(wanted)
        self._folders.update(folder for path in wanted for folder in folders_of(path))
        return True

    def _is_free(self, path: str) -> bool:
        below_another = not self._files.isdisjoint(folders_of(path))
        taken = path in self._files or path in self._folders
        return not (taken or below_another or path.endswith(CODED_ENDINGS))


def _slug(term: Term, mark: str) -> str:
    """Return the slug with the mark; a hash instead if it is not safe as the name of a file."""
    if not _is_safe(term.slug) or "/" in term.slug:
        return mark or mark_of(term)
    if _is_long(term.slug):
        return f"{_cut(term.slug)}-{mark or mark_of(term)}"
    return f"{term.slug}-{mark}" if mark else term.slug


def _name(term: Term, mark: str) -> str:
    """Return the raw name, with folders at slashes, if that is safe; else the slug and a hash."""
    if not _is_safe(term.name) or _is_long(term.name):
        return _slug(term, mark or mark_of(term))
    return f"{term.name}-{mark}" if mark else term.name


def _is_safe(name: str) -> bool:
    """Return whether a name is safe on every file system and behind every server."""
    parts = name.split("/")
    fine = all(part.strip(".") and part == part.strip() for part in parts)
    return fine and "\\" not in name and not any(unicodedata.category(c) == "Cc" for c in name)


def _is_long(name: str) -> bool:
    parts = [len(part.encode()) for part in name.split("/")]
    return max(parts) > _LONGEST or sum(parts) > 3 * _LONGEST


def _cut(slug: str) -> str:
    """Return as many whole characters of a slug as fit."""
    return slug.encode()[:_LONGEST].decode(errors="ignore").rstrip("-. ")


def fold_path(path: str) -> str:
    """Return a path without differences of case and Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())

"""Where a feed lies: paths from patterns, safe whatever a term is called, each taken once."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

from feeds.http import CODED_ENDINGS
from feeds.model import Format, Term

_LONGEST = 200
"""Bytes of UTF-8 in a file name, so that endings and temporary names still fit in 255."""

_PLACEHOLDER = re.compile(r"\{(name|slug)\}")
"""Filled in one pass: a term may itself be called ``{ext}``."""

Paths = Mapping[Format, str]


def fill(patterns: Paths, term: Term | None, mark: str = "") -> Paths:
    """Return each format's path; ``mark`` sets a term apart from another of the same path."""
    values = {"name": _name(term, mark), "slug": _slug(term, mark)} if term else {}
    return {format: _filled(pattern, values) for format, pattern in patterns.items()}


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found[1]], pattern)


def mark_of(term: Term, length: int = 8) -> str:
    """Return the short hash that tells a term from any other."""
    return hashlib.sha256(f"{term.kind}:{term.name}".encode()).hexdigest()[:length]


class Taken:
    """The paths given out, none of which may be another's or lie below another's.

    Those that end as coded files do (``.gz``) are never free: coded feeds lie there.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def take(self, paths: Iterable[str]) -> bool:
        """Give these paths out together; False, and none is given, where one is not free."""
        wanted = list(paths)
        if not all(map(self._is_free, wanted)):
            return False
        self._files.update(wanted)
        self._folders.update(folder for path in wanted for folder in _folders(path))
        return True

    def _is_free(self, path: str) -> bool:
        below_another = not self._files.isdisjoint(_folders(path))
        taken = path in self._files or path in self._folders
        return not (taken or below_another or path.endswith(CODED_ENDINGS))


def _folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(2, len(parts))]


def _slug(term: Term, mark: str) -> str:
    """Return the slug with the mark; a hash in its place where it is no safe name of a file."""
    if not _is_safe(term.slug) or "/" in term.slug:
        return mark or mark_of(term)
    if _is_long(term.slug):
        return f"{_cut(term.slug)}-{mark or mark_of(term)}"
    return f"{term.slug}-{mark}" if mark else term.slug


def _name(term: Term, mark: str) -> str:
    """Return the raw name, slashes as folders, where that is safe; else the slug and a hash."""
    if not _is_safe(term.name) or _is_long(term.name):
        return _slug(term, mark or mark_of(term))
    return f"{term.name}-{mark}" if mark else term.name


def _is_safe(name: str) -> bool:
    """Say whether a name stays where it is put, on any file system and behind any server."""
    parts = name.split("/")
    fine = all(part.strip(".") and part == part.strip() for part in parts)
    return fine and "\\" not in name and not any(unicodedata.category(c) == "Cc" for c in name)


def _is_long(name: str) -> bool:
    parts = [len(part.encode()) for part in name.split("/")]
    return max(parts) > _LONGEST or sum(parts) > 3 * _LONGEST


def _cut(slug: str) -> str:
    """Return as much of a slug as fits, whole characters only."""
    return slug.encode()[:_LONGEST].decode(errors="ignore").rstrip("-. ")

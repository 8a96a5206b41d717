"""The key ``ignore``: patterns of files to leave out, as in ``.gitignore``."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_INSIDE = re.compile(r"(?<=[^*])/\*\*$")
"""Git reads ``a/**`` as ``a/*``. To pathspec it is also the folder, where ``!`` keeps nothing."""


class IgnoreRules:
    """Patterns of files and folders below the posts folder; the last that matches decides."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Take valid patterns: see :func:`pattern_fault`."""
        self._patterns = patterns

    @cached_property
    def _spec(self) -> GitIgnoreSpec:
        return _spec(self._patterns)

    def ignores_file(self, path: str) -> bool:
        """Return whether a file is left out; its folders are not looked at."""
        return bool(self._patterns) and bool(self._spec.match_file(path))

    def ignores_folder(self, path: str) -> bool:
        """Return whether a folder is left out, and so all files in it."""
        return self.ignores_file(f"{path}/")

    def ignores(self, path: str) -> bool:
        """Return whether a file is left out, or a folder above it."""
        return self.ignores_file(path) or any(map(self.ignores_folder, _above(path)))


def patterns_in(value: Any) -> Any:
    """Return the patterns of a text, which may be the lines of a ``.gitignore``, as a list."""
    if not isinstance(value, str) or "\n" not in value:
        return [value] if isinstance(value, str) else value
    return [line for line in value.splitlines() if line.strip() and not line.startswith("#")]


def pattern_fault(pattern: str) -> str | None:
    """Return what is wrong with a pattern; None if it is valid."""
    shown = repr(pattern)
    if pattern.startswith("#"):
        return f"{shown} is a comment; write \\# if the name begins with #"
    try:
        read = _spec([pattern]).patterns
    except (ValueError, re.error, Warning):
        read = []
    if not read or read[0].include is None:
        return f"{shown} is not a gitignore pattern; write one such as drafts/ or *.txt"
    return None


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # takes 20 ms to load; most sites ignore nothing

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # re warns of a class such as [[:alpha:]], which git knows
        return GitIgnoreSpec.from_lines(_INSIDE.sub("/*", pattern) for pattern in patterns)


def _above(path: str) -> Iterator[str]:
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)

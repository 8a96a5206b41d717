"""``defaults`` of _config.yml: front matter by path and type.

https://jekyllrb.com/docs/configuration/front-matter-defaults/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from feeds.generators.jekyll.values import merged, written

_DEPRECATED = {"page": "pages", "post": "posts", "draft": "drafts"}
_GLOB = re.compile(r"\*\*/|\*|\?|\{[^{}]*\}|\[[^]]+\]|[^*?\[{]+|.", re.DOTALL)


class _Set(NamedTuple):
    """One scope and the values it gives."""

    path: str
    glob: re.Pattern[str] | None
    """Fits paths of the source, not of the collections' directory."""
    type: str | None
    values: Mapping[str, Any]

    def covers(self, path: str, above: str) -> bool:
        return bool(self.glob.match(above + path)) if self.glob else path.startswith(self.path)

    def outranks(self, other: _Set | None) -> bool:
        """The longer path wins, then the one that names a type, then the later."""
        if other is None:
            return True
        own, theirs = len(self.path.removeprefix("/")), len(other.path.removeprefix("/"))
        return own > theirs if own != theirs else self.type is not None or other.type is None


class Defaults:
    """Every set that can apply to a document."""

    def __init__(self, sets: object, collections_dir: str) -> None:
        self._above = f"{collections_dir}/" if collections_dir else ""
        made = [_made(one, self._above) for one in sets] if isinstance(sets, list) else []
        self._sets = tuple(filter(None, made))
        self._merged: dict[tuple[int, ...], Mapping[str, Any]] = {(): {}}

    def values(self, path: str, label: str = "posts") -> Mapping[str, Any]:
        """Return the values for the document of a collection, by its path in their directory."""
        if not self._sets:
            return {}
        matching = tuple(
            index
            for index, one in enumerate(self._sets)
            if one.type in (None, label) and one.covers(path, self._above)
        )
        if matching not in self._merged:
            self._merged[matching] = self._merge(matching)
        return self._merged[matching]

    def _merge(self, matching: tuple[int, ...]) -> Mapping[str, Any]:
        values: Mapping[str, Any] = {}
        winner: _Set | None = None
        for one in (self._sets[index] for index in matching):
            if one.outranks(winner):
                values, winner = merged(values, one.values), one
            else:
                values = merged(one.values, values)
        return values


def _made(one: object, above: str) -> _Set | None:
    if not isinstance(one, dict) or not isinstance(one.get("values"), dict):
        return None
    scope = one.get("scope")
    scope = scope if isinstance(scope, dict) else {}
    given = written(scope["type"]) if "type" in scope else None
    type = None if given is None else _DEPRECATED.get(given, given)
    path = scope["path"] if isinstance(scope.get("path"), str) else ""
    values = {written(key): value for key, value in one["values"].items()}
    if "*" in path:
        return _Set(path, _glob(path), type, values)
    return _Set(path.removeprefix(above), None, type, values)


def _glob(path: str) -> re.Pattern[str]:
    """A pattern of files or directories; what begins with a match is covered."""
    try:
        return re.compile("".join(map(_translated, _GLOB.findall(path))) + "(?=/|$)")
    except re.error:
        return re.compile(re.escape(path))


def _translated(part: str) -> str:
    if part == "**/":
        return r"(?:[^/.][^/]*/)*"
    if part == "*":
        return r"(?:(?<=[^/])|(?!\.))[^/]*"
    if part == "?":
        return "[^/]"
    if part[0] == "{" and part[-1] == "}":
        return f"(?:{'|'.join(map(re.escape, part[1:-1].split(',')))})"
    return part if part[0] == "[" and part[-1] == "]" else re.escape(part)

"""Read literals in JavaScript files. JavaScript is never run.

Strings, numbers, lists and objects are read, and strings that are put together from them.
Everything that must be computed in another way is :data:`UNREAD`, which differs from a missing
value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any

_STRING = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_QUOTED = re.compile(_STRING, re.DOTALL)
_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w$])")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_PATH = re.compile(r"[A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$][\w$]*)*")
_HELD = re.compile(rf"\$\{{\s*({_PATH.pattern})\s*\}}")
"""A constant in a template literal."""
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\n|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_DECLARED = re.compile(
    r"(?:^|[;{}\s])(?:export\s+)?(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=(?!=)"
)
_IMPORTED = re.compile(
    r"\bimport\s+([A-Za-z_$][\w$]*)\s+from\s+[\"']([^\"']+)[\"']"
    r"|\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*require\(\s*[\"']([^\"']+)[\"']\s*\)"
)
_EXPORT = re.compile(r"\bexport\s+default\b|\bmodule\s*\.\s*exports\s*=(?!=)")
_ARROW = re.compile(
    r"(?:async\s*)?(?:\([^()]*\)|[A-Za-z_$][\w$]*)\s*=>\s*(?:\(\s*(?=\{)|\{\s*return\b)"
)
_FUNCTION = re.compile(r"(?:async\s+)?function\s*[\w$]*\s*\([^()]*\)\s*\{\s*return\b")
_DEEPEST_NESTING = 60
_LONGEST_SUM = 10_000
"""Characters of a string that is put together."""
_OPENING, _CLOSING = "([{", ")]}"


class Unread(Enum):
    """A value that only running JavaScript would give; see :data:`UNREAD`."""

    JAVASCRIPT = "javascript"


UNREAD = Unread.JAVASCRIPT
Load = Callable[[str], Any]
"""Returns what an imported module exports, by its name."""


class Script:
    """One JavaScript file, without its comments."""

    def __init__(self, text: str, load: Load = lambda _: UNREAD) -> None:
        self.text = _COMMENT.sub(lambda found: found[1] or " ", text)
        self.names: dict[str, Any] = {
            found[1] or found[3]: load(found[2] or found[4])
            for found in _IMPORTED.finditer(self.text)
        }
        for found in _DECLARED.finditer(self.text):
            self.names.setdefault(found[1], self.value(found.end()))

    def value(self, start: int) -> Any:
        """Return the value of the expression that begins at ``start``."""
        return _Literals(self.text, self.names).value(start, 0)[0]

    def body(self, name: str) -> str:
        """Return the text of a function by its name; empty if there is none."""
        begins = rf"(?:\bfunction\s+{re.escape(name)}\s*\(|\b{re.escape(name)}\s*=(?!=)\s*)"
        found = re.search(begins, self.text)
        if found is None:
            return ""
        rest = self.text[found.start() :]
        end = re.search(r"\n(?=(?:export\s+|async\s+)?(?:const|let|var|function|module)\b)", rest)
        return rest[: end.start()] if end else rest

    def exported(self) -> Any:
        """Return what the file exports, or what the exported function returns at once."""
        found = _EXPORT.search(self.text)
        if found is None:
            return UNREAD
        start = _skipped(self.text, found.end())
        function = _ARROW.match(self.text, start) or _FUNCTION.match(self.text, start)
        return self.value(function.end() if function else start)

    def returned(self) -> Iterator[Any]:
        """Yield every object that a function returns."""
        for found in re.finditer(r"\breturn\s*(?=\{)", self.text):
            yield self.value(found.end())

    def calls(self, name: str) -> Iterator[tuple[list[Any], str]]:
        """Yield the arguments of every call of a method, and the text of the arguments."""
        literals = _Literals(self.text, self.names)
        for found in re.finditer(rf"\.\s*{re.escape(name)}\s*\(", self.text):
            values, end = literals.items(found.end(), ")", 0)
            yield values, self.text[found.end() : end]


class _Literals:
    """Reads literals in a text; ``names`` are the constants they may use."""

    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        self._text = text
        self._names = names

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        """Return the value of an expression, and where it ends: at a comma, bracket or the end."""
        at = _skipped(self._text, at)
        value, end = self._literal(at, depth) if depth < _DEEPEST_NESTING else (UNREAD, at)
        after = _skipped(self._text, end)
        while end > at and self._text[after : after + 1] == "+":
            item, end = self._literal(_skipped(self._text, after + 1), depth)
            value, after = _joined(value, item), _skipped(self._text, end)
        if end > at and self._ends(end, after):
            return value, after
        return UNREAD, self._rest(at)

    def _ends(self, end: int, after: int) -> bool:
        following = self._text[after : after + 1]
        if following in (",", ";", "", *_CLOSING):
            return True
        new_line = "\n" in self._text[end:after]
        return new_line and (following.isalnum() or following in "_$}")

    def _literal(self, at: int, depth: int) -> tuple[Any, int]:
        first = self._text[at : at + 1]
        if quoted := _QUOTED.match(self._text, at):
            return self._string(quoted[0]), quoted.end()
        if first == "{":
            return self._object(at + 1, depth + 1)
        if first == "[":
            return self.items(at + 1, "]", depth + 1)
        if number := _NUMBER.match(self._text, at):
            return _number(number[0]), number.end()
        if path := _PATH.match(self._text, at):
            return self._constant(re.split(r"\s*\.\s*", path[0])), path.end()
        return UNREAD, at

    def _string(self, quoted: str) -> str | Unread:
        """Return the text of a string; a template literal may hold constants."""
        found = _unquoted(quoted)
        if quoted[0] != "`" or "${" not in quoted:
            return found
        first, *rest = _HELD.split(quoted[1:-1])
        value: Any = _unquoted(f"`{first}`")
        for name, text in zip(rest[::2], rest[1::2], strict=True):
            value = _joined(value, self._constant(re.split(r"\s*\.\s*", name)))
            value = _joined(value, _unquoted(f"`{text}`"))
        return value if isinstance(value, str) else UNREAD

    def _constant(self, path: list[str]) -> Any:
        if len(path) == 1 and path[0] in _WORDS:
            return _WORDS[path[0]]
        found: Any = self._names
        for name in path:
            found = found.get(name, UNREAD) if isinstance(found, Mapping) else UNREAD
        return found

    def items(self, at: int, closing: str, depth: int) -> tuple[list[Any], int]:
        """Return the values up to a closing bracket, and the end of that bracket."""
        values: list[Any] = []
        while (at := _skipped(self._text, at)) < len(self._text):
            if self._text[at] == closing:
                return values, at + 1
            value, at = self.value(at, depth)
            values.append(value)
            if self._text[at : at + 1] != ",":
                at = _skipped(self._text, at)
                return values, at + (self._text[at : at + 1] == closing)
            at += 1
        return values, at

    def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        while (at := _skipped(self._text, at)) < len(self._text):
            if self._text[at] == "}":
                return values, at + 1
            at = self._member(at, depth, values)
            if self._text[at : at + 1] == ",":
                at += 1
            elif self._text[at : at + 1] != "}":
                return values, len(self._text)
        return values, at

    def _member(self, at: int, depth: int, values: dict[str, Any]) -> int:
        if self._text.startswith("...", at):
            spread, end = self.value(at + 3, depth)
            values.update(spread if isinstance(spread, dict) else {})
            return end
        quoted, name = _QUOTED.match(self._text, at), _NAME.match(self._text, at)
        key = quoted or name
        if key is None:
            return self._rest(at)
        text = str(_unquoted(key[0])) if quoted else key[0]
        after = _skipped(self._text, key.end())
        following = self._text[after : after + 1]
        if following == ":":
            values[text], at = self.value(after + 1, depth)
            return at
        values[text] = self._names.get(text, UNREAD) if following in ",}" else UNREAD
        return after if following in ",}" else self._rest(after)

    def _rest(self, at: int) -> int:
        """Return the end of an expression that is not read."""
        depth = 0
        while at < len(self._text):
            quoted = _QUOTED.match(self._text, at)
            character = self._text[at]
            if quoted:
                at = quoted.end()
                continue
            if depth == 0 and (character in ",;" or character in _CLOSING):
                return at
            depth += (character in _OPENING) - (character in _CLOSING)
            at += 1
        return at


def _skipped(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _unquoted(text: str) -> str | Unread:
    if text[0] == "`" and "${" in text:
        return UNREAD
    return _ESCAPE.sub(_unescaped, text[1:-1])


def _joined(left: Any, right: Any) -> str | Unread:
    """Return what ``+`` makes of a string and a string or number."""
    both = isinstance(left, str | int | float) and isinstance(right, str | int | float)
    if not both or not (isinstance(left, str) or isinstance(right, str)):
        return UNREAD
    text = written(left) + written(right)
    return text if len(text) <= _LONGEST_SUM else UNREAD


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        point = int(code[1:].strip("{}"), 16)
        return chr(point) if point < 0x110000 else "\ufffd"
    return _ESCAPED.get(code, code)


def written(value: Any) -> str:
    """Return a value as JavaScript's ``String`` writes it; empty for lists and objects."""
    if isinstance(value, list | dict):
        return ""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

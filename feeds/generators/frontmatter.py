"""The room of the front matter parsers: python-frontmatter over libyaml.

python-frontmatter's own ``parse`` strips the body, which would turn an indented code
block into a paragraph, and forgets line numbers; so its handlers are called directly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler
from yaml.reader import ReaderError

from feeds.generators.base import PostError
from feeds.generators.loaders import UNREADABLE, AsWritten, Loader, Scalars, typed_by

_DEEPEST = 1000
"""Levels; libyaml's bindings exhaust the C stack at some tens of thousands, sooner in threads."""


_MOST_MERGED = 100_000


class _Handler(YAMLHandler):
    """Front matter as Jekyll delimits it: opened by ``---``, closed by ``---`` or ``...``."""

    OPENING = re.compile(r"---[^\S\n]*\n")
    FM_BOUNDARY = re.compile(r"^(?:---|\.\.\.)[^\S\n]*$\n?", re.MULTILINE)

    def detect(self, text: str) -> bool:
        return self.OPENING.match(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        opening = self.OPENING.match(text)
        start = opening.end() if opening else 0
        closing = self.FM_BOUNDARY.search(text, start)
        if closing is None:
            raise PostError((1, "front matter is not closed; end it with a line ---"))
        return text[start : closing.start()], text[closing.end() :]


_HANDLER = _Handler()


class FrontMatter(NamedTuple):
    """A file's front matter and what follows it."""

    values: Mapping[str, Any]
    body: str
    text: str = ""
    """As written, delimiters taken off."""

    def line(self, key: str) -> int:
        """Return the line of the file on which a top-level key stands, else its first line.

        Of a key written twice, YAML takes the last.
        """
        keys = re.finditer(rf"""^["']?{re.escape(key)}["']?\s*:""", self.text, re.M | re.I)
        start = max((found.start() for found in keys), default=None)
        return 1 if start is None else 2 + self.text.count("\n", 0, start)


def parse(text: str, as_written: bool = False, scalars: Scalars | None = None) -> FrontMatter:
    """Split a file into its front matter (none is no error) and its body.

    Keys are text; dates are left as written, see
    :class:`~feeds.generators.loaders.Timestamp`, and with
    ``as_written`` so are numbers, yes and no; ``scalars`` types all values without quotes
    in YAML's place. Raises
    :class:`~feeds.generators.base.PostError` with the line where the YAML is broken.
    """
    if not _HANDLER.detect(text):
        return FrontMatter({}, text)
    matter, body = _HANDLER.split(text)
    loader = AsWritten if as_written else _loader(scalars)
    return FrontMatter(_load(matter, loader), body, matter)


def load_yaml(text: str, scalars: Scalars | None = None) -> Any:
    """Parse YAML by the same rules as front matter.

    Raises :class:`~feeds.generators.base.PostError`, lines counted from 1.
    """
    return _values(text, _loader(scalars))


def _loader(scalars: Scalars | None) -> type[Loader]:
    return typed_by(scalars) if scalars else Loader


def line_of(text: str, keys: Sequence[str]) -> int:
    """Return the line, from 1, of a key of nested mappings in YAML that can be loaded.

    Where it is not written out, that of the nearest key above it; 0 where there is none.
    """
    node, line = yaml.compose(text, Loader=Loader), 0
    for wanted in keys:
        pairs = reversed(node.value) if isinstance(node, yaml.MappingNode) else ()
        found = next(((key, value) for key, value in pairs if key.value == wanted), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def key_lines(text: str) -> list[tuple[str, int]]:
    """Return the outermost keys of YAML that can be loaded, each with its line, from 1.

    They stand in the file's order, those written twice twice.
    """
    node = yaml.compose(text, Loader=Loader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return [(str(key.value), key.start_mark.line + 1) for key, _ in pairs]


def _values(text: str, loader: type[Loader]) -> Any:
    try:
        _require_shallow(text)
        if "<<" in text:
            _require_few_merged(yaml.compose(text, Loader=loader))
        return _HANDLER.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise PostError(_located(error, text)) from error
    except UNREADABLE as error:
        raise PostError((1, f"YAML holds a value out of range ({error}); quote it")) from error


def _load(matter: str, loader: type[Loader]) -> dict[str, Any]:
    try:
        values = _values(matter, loader)
    except PostError as error:
        raise PostError(*((line + 1, message) for line, message in error.faults)) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise PostError((2, "front matter is no mapping; write lines like title: My post"))
    return {str(key): value for key, value in values.items()}


def _located(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    if isinstance(error, ReaderError):  # its position counts bytes
        line = text.encode().count(b"\n", 0, error.position) + 1
    else:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    return line, f"YAML is broken ({problem}); {_remedy(problem)}"


def _remedy(problem: str) -> str:
    if "cannot start any token" in problem or "tab character" in problem:
        return "indent with spaces, and quote a value that begins with a special character"
    if "mapping values" in problem or "':'" in problem:
        return 'quote a value that holds a colon, as in title: "One: two"'
    if "undefined alias" in problem or "alphabetic or numeric" in problem:
        return "quote a value that begins with *"
    if "could not determine a constructor" in problem:
        return "quote a value that begins with !"
    if "control characters" in problem or "special characters" in problem:
        return "remove the control character"
    return "quote the value, or close what is open"


def _require_few_merged(top: yaml.Node | None) -> None:
    """Refuse mappings that merge (``<<``) more keys than memory can hold."""
    sizes: dict[yaml.Node, int] = {}

    def keys(node: yaml.Node) -> int:
        if isinstance(node, yaml.SequenceNode):  # a list of mappings to merge
            return sum(map(keys, node.value))
        if not isinstance(node, yaml.MappingNode):
            return 0
        if node not in sizes:
            sizes[node] = 0  # for a mapping that merges itself
            sizes[node] = sum(keys(value) if key.value == "<<" else 1 for key, value in node.value)
        if sizes[node] > _MOST_MERGED or sum(sizes.values()) > _MOST_MERGED:
            line = node.start_mark.line + 1
            raise PostError((line, f"YAML merges over {_MOST_MERGED:,} keys; write them out"))
        return sizes[node]

    waiting, seen = [top], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.CollectionNode) and id(node) not in seen:
            seen.add(id(node))
            keys(node)
            for value in node.value:
                waiting += value if isinstance(value, tuple) else (value,)


def _require_shallow(text: str) -> None:
    """Refuse nesting that the loader, which calls itself for each level, would not survive."""
    if len(text) <= _DEEPEST:  # every level costs a character
        return
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise PostError((line, f"YAML nests over {_DEEPEST} levels deep; flatten it"))

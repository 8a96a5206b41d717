"""YAML: the types of its values, and messages for broken YAML.

Values follow YAML 1.1, except that dates stay text, or a generator's own rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

import yaml
from yaml.reader import ReaderError

from feeds.generators.base import PostError

UNREADABLE = (ArithmeticError, LookupError, ValueError)
"""What PyYAML raises, apart from its own errors, for values that cannot be made."""
Scalars = Callable[[str], object]
"""Makes a value from the text of one without quotes, as a generator's own YAML does."""

_DEEPEST = 1000
"""Levels. libyaml's bindings exhaust the C stack at tens of thousands, sooner in threads."""
_MOST_MERGED = 100_000
_YAML = "tag:yaml.org,2002:"
_PLAIN = "!plain"
_NUMBERS = {
    tag: yaml.CSafeLoader.yaml_constructors[tag]
    for tag in (f"{_YAML}{name}" for name in ("bool", "float", "int", "null"))
}
_COLLECTIONS: dict[tuple[type[yaml.Node], str], Callable[[], Any]] = {
    (yaml.MappingNode, f"{_YAML}map"): dict,
    (yaml.SequenceNode, f"{_YAML}seq"): list,
}
_TIMESTAMP = re.compile(  # https://yaml.org/type/timestamp.html, with its seconds
    r"-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?"
    r"(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?$"
)


class Timestamp(str):
    """A full date and time that the file has without quotes.

    In YAML 1.1 one without a zone is in UTC, which some generators follow, so they must be
    able to tell it from a quoted string.
    """

    __slots__ = ()


class BareWord(str):
    """Yes, no, true or false, written without quotes."""

    __slots__ = ()


class Loader(yaml.CSafeLoader):
    """Safe YAML 1.1, except that dates stay text: each generator reads them by its own rules."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
        if first != "="  # YAML 1.1 alone makes "=" special
    }
    texts: ClassVar[dict[str, Scalars]] = {f"{_YAML}str": str}
    """By tag, what makes a single value from its text."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._begun: dict[yaml.Node, Any] = {}
        self._unfilled: list[yaml.Node] = []

    @classmethod
    def take(cls, tag: str, make: Scalars) -> None:
        """Use ``make`` for the single values of a tag."""

        def construct(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> object:
            return make(loader.construct_scalar(node))

        cls.texts = cls.texts | {tag: make}
        cls.add_constructor(tag, construct)

    def construct_document(self, node: yaml.Node) -> Any:
        """Make the same values as PyYAML, which starts a generator for each list and mapping.

        PyYAML makes them itself if there are merges, rare tags or errors.
        """
        self._begun.clear()
        self._unfilled.clear()
        try:
            document = self._value(node)
            for collection in self._unfilled:  # the loop adds to it
                self._fill(collection)
        except (*UNREADABLE, TypeError):
            return super().construct_document(node)
        return document

    def _value(self, node: yaml.Node) -> Any:
        """Return a single value, or a collection that is filled later: once for all aliases."""
        if isinstance(node, yaml.ScalarNode):
            make = self.texts.get(node.tag)
            return make(node.value) if make else _NUMBERS[node.tag](self, node)
        if node not in self._begun:
            self._begun[node] = _COLLECTIONS[type(node), node.tag]()
            self._unfilled.append(node)
        return self._begun[node]

    def _fill(self, node: yaml.Node) -> None:
        begun = self._begun[node]
        if isinstance(begun, list):
            begun += map(self._value, node.value)
        else:
            for key, value in node.value:
                begun[self._value(key)] = self._value(value)


Loader.add_implicit_resolver(f"{_YAML}timestamp", _TIMESTAMP, list("-0123456789"))
Loader.take(f"{_YAML}timestamp", Timestamp)


class AsWritten(Loader):
    """The same, except that numbers, yes and no stay text: a version 3.10, a country NO."""


for _tag, _make in (("bool", BareWord), ("float", str), ("int", str)):
    AsWritten.take(f"{_YAML}{_tag}", _make)


@cache
def typed_by(scalars: Scalars) -> type[Loader]:
    """Return a loader that makes every value without quotes with ``scalars``."""

    class Typed(Loader):
        def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
            if kind is yaml.ScalarNode and implicit[0]:
                return f"{_YAML}merge" if value == "<<" else _PLAIN
            return str(super().resolve(kind, value, implicit))  # type: ignore[no-untyped-call]

    Typed.take(_PLAIN, scalars)
    return Typed


def require_bounded(text: str, loader: type[Loader]) -> None:
    """Refuse YAML that is nested too deep, or merges too many keys, to be loaded safely.

    Raises :class:`~feeds.generators.base.PostError`.
    """
    _require_shallow(text)
    if "<<" in text:
        _require_few_merged(yaml.compose(text, Loader=loader))


def _require_shallow(text: str) -> None:
    if len(text) <= _DEEPEST:  # every level needs a character
        return
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            message = f"the YAML is nested more than {_DEEPEST} levels deep; use fewer levels"
            raise PostError((line, message))


def _require_few_merged(top: yaml.Node | None) -> None:
    sizes: dict[yaml.Node, int] = {}

    def keys(node: yaml.Node) -> int:
        if isinstance(node, yaml.SequenceNode):  # a list of mappings to merge
            return sum(map(keys, node.value))
        if not isinstance(node, yaml.MappingNode):
            return 0
        if node not in sizes:
            sizes[node] = 0  # a mapping may merge itself
            sizes[node] = sum(keys(value) if key.value == "<<" else 1 for key, value in node.value)
        if sizes[node] > _MOST_MERGED or sum(sizes.values()) > _MOST_MERGED:
            line = node.start_mark.line + 1
            message = f"the YAML merges more than {_MOST_MERGED:,} keys with <<; merge fewer"
            raise PostError((line, message))
        return sizes[node]

    waiting, seen = [top], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.CollectionNode) and id(node) not in seen:
            seen.add(id(node))
            keys(node)
            for value in node.value:
                waiting += value if isinstance(value, tuple) else (value,)


def problem_in(text: str, error: yaml.YAMLError) -> tuple[int, str]:
    """Return the line of broken YAML, from 1, and what is wrong there."""
    if isinstance(error, ReaderError):  # its position counts bytes
        line = text.encode().count(b"\n", 0, error.position) + 1
    else:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    found = (remedy for words, remedy in _REMEDIES if any(one in problem for one in words))
    remedy = next(found, "put the value in quotes, or close the open quote or bracket")
    return line, f"the YAML is not valid ({problem}); {remedy}"


_REMEDIES = (
    (
        ("cannot start any token", "tab character"),
        "indent with spaces, and put a value that begins with a special character in quotes",
    ),
    (
        ("mapping values", "':'"),
        'put a value that contains a colon in quotes, as in title: "One: two"',
    ),
    (("undefined alias", "alphabetic or numeric"), "put a value that begins with * in quotes"),
    (("could not determine a constructor",), "put a value that begins with ! in quotes"),
    (("control characters", "special characters"), "remove the control character"),
)


def yaml_quoted(text: str) -> str:
    """Return a YAML scalar in double quotes (YAML 1.1, 5.6 and 9.2.1)."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"

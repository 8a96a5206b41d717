"""How values are made of YAML: safe YAML 1.1 as a rule, or what a generator's own makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

import yaml

UNREADABLE = (ArithmeticError, LookupError, ValueError)
"""What PyYAML raises, beside its own errors, for values that cannot be made."""
Scalars = Callable[[str], object]
"""What a generator's own YAML makes of a value without quotes."""

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
    """A full date and time written without quotes, as it stood in the file.

    YAML 1.1 says that one without a zone is in UTC, and some generators follow it, so a
    generator must be able to tell it from a quoted string.
    """

    __slots__ = ()


class Loader(yaml.CSafeLoader):
    """Safe YAML 1.1, except that dates stay as written: calendars are the generator's affair."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
        if first != "="  # a value, to YAML 1.1 alone
    }
    texts: ClassVar[dict[str, Scalars]] = {f"{_YAML}str": str}
    """What makes the single values of a tag from their text."""

    @classmethod
    def take(cls, tag: str, make: Scalars) -> None:
        """Have ``make`` make the single values of a tag."""

        def construct(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> object:
            return make(loader.construct_scalar(node))

        cls.texts = cls.texts | {tag: make}
        cls.add_constructor(tag, construct)

    def construct_document(self, node: yaml.Node) -> Any:
        """Make what PyYAML does, without the generator it runs for each list and mapping.

        Where there is more than lists, mappings and common values (merges, rare tags, errors),
        it is PyYAML that makes them.
        """
        self._begun: dict[yaml.Node, Any] = {}
        self._unfilled: list[yaml.Node] = []
        try:
            document = self._value(node)
            for collection in self._unfilled:  # grows meanwhile
                self._fill(collection)
        except (*UNREADABLE, TypeError):
            return super().construct_document(node)
        return document

    def _value(self, node: yaml.Node) -> Any:
        """Return a single value; a collection as it is begun, once for all its aliases."""
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
    """The same, except that a version 3.10 stays 3.10, and a country NO stays NO."""


for _tag in ("bool", "float", "int"):
    AsWritten.take(f"{_YAML}{_tag}", str)


@cache
def typed_by(scalars: Scalars) -> type[Loader]:
    """Return a loader that has ``scalars`` type all values without quotes in YAML's place."""

    class Typed(Loader):
        def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
            if kind is yaml.ScalarNode and implicit[0]:
                return f"{_YAML}merge" if value == "<<" else _PLAIN
            return str(super().resolve(kind, value, implicit))  # type: ignore[no-untyped-call]

    Typed.take(_PLAIN, scalars)
    return Typed

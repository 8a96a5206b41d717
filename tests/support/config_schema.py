"""The JSON Schema of the configuration: from its types and from docs/reference/config.md.

``python -m tests.support.config_schema``, run from the top of the checkout, writes it anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta
from msgspec.structs import FieldInfo

from feeds.cli.schema import SCHEMA_FILE
from feeds.config.forms import WrittenForm, any_word
from feeds.config.schema import Config
from feeds.config.sections import Before, ConfigSection
from feeds.generators.registry import BUILT_IN
from tests.support.docs import read_page

Schema = dict[str, Any]

_HEADING = re.compile(r"^#+ (?:`([\w.]+)`)?")
_ROW = re.compile(r"^\| `(\w+)` \| (.*) \| (.*) \|$")
_SEE = re.compile(r"[,:;.]? \[see [^]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
_NUMBER = r"^\s*-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\s*$"
_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string"}


class Documented(NamedTuple):
    """What a table of docs/reference/config.md says of a key."""

    text: str
    default: str


def documented(page: str) -> dict[str, Documented]:
    """Return what the tables say, by the dotted name of each key."""
    found, section = {}, ""
    for line in page.splitlines():
        if heading := _HEADING.match(line):
            section = f"{heading[1]}." if heading[1] else ""
        if row := _ROW.match(line):
            found[section + row[1]] = Documented(_plain(row[2]), _plain(row[3]))
    return found


def _plain(cell: str) -> str:
    return _LINK.sub(r"\1", _SEE.sub("", cell)).rstrip(".")


def schema() -> Schema:
    """Return the schema of a configuration file."""
    docs = documented(read_page("config"))
    made = _section(Config, docs, "")
    made["properties"]["generator"]["examples"] = ["auto", *BUILT_IN]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The configuration of feeds",
    }
    file = "The configuration file. Paths are relative to its folder."
    return head | made | {"type": ["object", "null"], "description": file}


def text() -> str:
    """Return the file that the package has."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _section(section: type[ConfigSection], docs: Mapping[str, Documented], above: str) -> Schema:
    fields = section.fields()
    properties = {key: _property(key, field, docs, above) for key, field in fields.items()}
    required = [key for key, field in fields.items() if field.required]
    description = (section.__doc__ or "").partition("\n\n")[0].replace("``", "`")
    made: Schema = {"type": "object", "description": re.sub(r" \(RFC [^)]*\)", "", description)}
    if required:
        made["required"] = required
    return made | {"properties": properties, "additionalProperties": False}


def _property(key: str, field: FieldInfo, docs: Mapping[str, Documented], above: str) -> Schema:
    made = _value(field.type, docs, f"{above}{key}.")
    said = docs.get(above + key)
    head: Schema = {}
    if said:
        head["description"] = _sentence(said.text) + _default_words(said.default)
    default = _default(field)
    if default not in (None, {}, ()):
        head["default"] = default
    return head | (made if field.required else _or_null(made))


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _default_words(words: str) -> str:
    return "" if words in ("below", "required") else f" Default: {words}."


def _default(field: FieldInfo) -> Any:
    """Return a key's default; None if it has none or if it is that of a whole section."""
    if field.default is NODEFAULT or isinstance(field.default, ConfigSection):
        return None
    return msgspec.to_builtins(field.default)


def _value(kind: Any, docs: Mapping[str, Documented], above: str) -> Schema:
    """Return the schema of a value that is given (null counts as not given)."""
    kind = _certain(kind)
    rules = kind.__metadata__ if get_origin(kind) is Annotated else ()
    bare = _certain(get_args(kind)[0]) if rules else kind
    made = _bare(bare, docs, above)
    also = []
    for rule in rules:
        if isinstance(rule, WrittenForm):
            made |= rule.keywords
        elif isinstance(rule, Meta):
            bounds = {"minimum": rule.ge, "maximum": rule.le}
            made |= {name: bound for name, bound in bounds.items() if bound is not None}
        elif isinstance(rule, Before):
            also.append(_value(rule.also, docs, above))
    if bare in (int, float):
        also.append({"type": "string", "pattern": _NUMBER})
    return _any_of(made, *also)


def _bare(kind: Any, docs: Mapping[str, Documented], above: str) -> Schema:
    if kind is Any:
        return {}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _value(get_args(kind)[0], docs, above)}
    if get_origin(kind) is Mapping:
        key, value = (_value(each, docs, above) for each in get_args(kind))
        named = {"propertyNames": key} if len(key) > 1 else {}
        return {"type": "object", **named, "additionalProperties": _or_null(value)}
    if get_origin(kind) is Literal:
        return _choice(get_args(kind))
    if issubclass(kind, Enum):
        return _choice(each.value for each in kind)
    if issubclass(kind, ConfigSection):
        short = [_value(kind.short, docs, above)] if kind.short else []
        return _any_of(*short, _section(kind, docs, above))
    if kind is bool:
        words = {"type": "string", "pattern": rf"^\s*(?:{any_word('true', 'false')}|[01])\s*$"}
        return _any_of({"type": "boolean"}, {"enum": [0, 1]}, words)
    return {"type": _KINDS[kind]}


def _choice(values: Iterable[Any]) -> Schema:
    known = [*values]
    quoted = {"type": "string", "pattern": rf"^\s*(?:{'|'.join(map(str, known))})\s*$"}
    return {"enum": known} if isinstance(known[0], str) else _any_of({"enum": known}, quoted)


def _any_of(*schemas: Schema) -> Schema:
    """Return the union of schemas, each part once."""
    flat: list[Schema] = []
    for schema in schemas:
        parts = schema["anyOf"] if [*schema] == ["anyOf"] else [schema]
        flat += (part for part in parts if part not in flat)
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def _or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return _any_of(schema, {"type": "null"})


def _certain(kind: Any) -> Any:
    """Return a type without None."""
    if get_origin(kind) not in (Union, UnionType):
        return kind
    return next(one for one in get_args(kind) if one is not NoneType)


if __name__ == "__main__":
    SCHEMA_FILE.write_text(text(), encoding="utf-8")

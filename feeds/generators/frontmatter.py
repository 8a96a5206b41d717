"""Front matter and configuration in YAML, TOML and JSON.

python-frontmatter's handlers find front matter, split it off and read it. Its own ``parse`` is
not used: it strips the body, which would turn an indented code block into a paragraph, and it
forgets line numbers. Whatever is broken raises :class:`~feeds.generators.base.PostError` with
its line, from 1.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import yaml
from frontmatter import detect_format
from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from feeds.generators.base import PostError
from feeds.generators.yaml_values import (
    UNREADABLE,
    AsWritten,
    Loader,
    Scalars,
    problem_in,
    require_bounded,
    typed_by,
)

_DASHES = re.compile(r"^(?:\A---[^\S\n]*\n|(?<=\n)(?:---|\.\.\.)[^\S\n]*$\n?)", re.MULTILINE)
"""How Jekyll delimits front matter. One ``^`` for both branches makes it three times as fast."""
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_TOML_TABLE = re.compile(r"[ \t]*\[+([^\]\n]+)\]")
_TOML_HEADER = re.compile(r"^[ \t]*\[{1,2}[^\[\]\n]+\]{1,2}[ \t]*(?:#.*)?$", re.MULTILINE)
_TOML_KEY = re.compile(r"[ \t]*([A-Za-z0-9_.\"' \t-]+?)[ \t]*=")
_TOML_DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){100}""")
_TOML_QUOTES = re.compile(r"[\"' \t]+")


class FrontMatter(msgspec.Struct, frozen=True):
    """A file's front matter, and the body after it."""

    values: Mapping[str, Any]
    body: str
    text: str = ""
    """The front matter as written, without its delimiters."""
    format: BaseHandler | None = None
    """What read it; None if the file has no front matter."""
    first_line: int = 1
    """The line of the file on which ``text`` begins."""
    body_line: int = 1
    """The line of the file on which the body begins."""
    indented: bool = False
    """Keys may be indented where :meth:`line` looks for them."""

    def line(self, key: str, *below: str | int) -> int:
        """Return the line of the file that has a top-level key; the first line if none has.

        If YAML has a key twice, the last one counts. ``below`` are keys and places in lists below
        the key: if YAML has them, it is the line of the last one.
        """
        is_yaml = isinstance(self.format, Yaml)
        found = nested_key_line(self.text, (key, *below)) if below and is_yaml else 0
        found = found or key_line(self.text, key, self.indented, is_yaml and not self.indented)
        return self.first_line + found - 1 if found else 1

    def error(self, key: str, message: str) -> PostError:
        """Return an error about a key."""
        return PostError((self.line(key), message))


class Yaml(YAMLHandler):
    """YAML front matter, delimited as Jekyll delimits it unless there is a ``boundary``.

    A boundary's first match is the line that opens front matter, at the start of the file; its
    second match is the line that closes it.
    """

    def __init__(
        self,
        scalars: Scalars | None = None,
        as_written: bool = False,
        boundary: re.Pattern[str] = _DASHES,
    ) -> None:
        """Values are typed as :func:`load_yaml` types them.

        With ``as_written`` numbers, yes and no stay text; ``scalars`` makes all values without
        quotes.
        """
        super().__init__(boundary)
        self._loader = AsWritten if as_written else typed_by(scalars) if scalars else Loader

    def load(self, fm: str, **_: object) -> Any:
        """Read YAML, unless it is nested too deep or merges too many keys."""
        try:
            require_bounded(fm, self._loader)
            return super().load(fm, Loader=self._loader)
        except yaml.YAMLError as error:
            raise PostError(problem_in(fm, error)) from error
        except UNREADABLE as error:
            raise PostError((1, f"a value is not valid ({error}); put it in quotes")) from error


class Fenced(BaseHandler):
    """Front matter in a language that python-frontmatter has no handler for.

    It has one for TOML only if the package ``toml`` is installed, which cannot read TOML 1.0.
    """

    def __init__(self, read: Callable[[str], Any], boundary: re.Pattern[str], end: str) -> None:
        """``boundary`` is that of :class:`Yaml`; ``end`` is what messages say closes it."""
        super().__init__(boundary, end, end)
        self._read = read

    def load(self, fm: str) -> Any:
        return self._read(fm)


class Json(JSONHandler):
    """A JSON object at the start of the file, without delimiters; a shortcode is none."""

    FM_BOUNDARY = re.compile(r"\s*(?=\{(?!\{[<%]))")

    def split(self, text: str) -> tuple[str, str]:
        start = _opening_end(self, text)
        try:
            values, end = json.JSONDecoder().raw_decode(text, start)
            json.dumps(values, ensure_ascii=False).encode()  # refuses half a surrogate pair
        except (ValueError, RecursionError) as error:
            raise _json_error(error) from error
        return text[start:end], text[end:].removeprefix("\n")


AS_WRITTEN = Yaml(as_written=True)
_YAML = Yaml()


def parse(
    text: str,
    *formats: BaseHandler,
    mapping: Callable[[Any, int], Mapping[str, Any]] | None = None,
    indented: bool = False,
) -> FrontMatter:
    """Split a file into its front matter, if it has any, and its body.

    ``formats`` are those that the generator knows; YAML if there are none. ``mapping`` turns what
    was loaded, and the line on which it begins, into the values; if None, keys become strings.
    """
    handler = detect_format(text, formats or (_YAML,))
    if handler is None:
        return FrontMatter({}, text)
    try:
        matter, body = handler.split(text)
    except ValueError as error:
        message = f"front matter is not closed; end it with the line {handler.END_DELIMITER}"
        raise PostError((1, message)) from error
    start = _opening_end(handler, text)
    first = 1 + text.count("\n", 0, start)
    body_line = first + text.count("\n", start, len(text) - len(body))
    try:
        loaded = handler.load(matter)
    except PostError as error:
        located = ((line + first - 1, message) for line, message in error.faults)
        raise PostError(*located) from error
    values = (mapping or _mapping)(loaded, first)
    return FrontMatter(values, body, matter, handler, first, body_line, indented)


def _opening_end(handler: BaseHandler, text: str) -> int:
    opening = handler.FM_BOUNDARY and handler.FM_BOUNDARY.match(text)
    return opening.end() if opening else 0


def _mapping(values: Any, line: int) -> dict[str, Any]:
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise PostError((line, "front matter must be a mapping; write lines like title: My post"))
    return {str(key): value for key, value in values.items()}


def load_yaml(text: str) -> Any:
    """Read YAML 1.1, except that dates stay text.

    One with a time is a :class:`~feeds.generators.yaml_values.Timestamp` unless it is in quotes.
    """
    return _YAML.load(text)


def load_toml(text: str) -> dict[str, Any]:
    """Read TOML 1.0; dates and times have the types of ``datetime``."""
    if deep := _TOML_DEEP.search(text):
        line = 1 + text.count("\n", 0, deep.start())
        raise PostError((line, "keys are nested more than 100 levels deep; use fewer levels"))
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise PostError((1, "the TOML is nested too deeply; use fewer levels")) from error
    except ValueError as error:  # also a number of more digits than Python converts
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else 1 + text.rstrip("\n").count("\n")
        problem = _TOML_PLACE.sub("", str(error))
        message = f"the TOML is not valid ({problem}); correct it"
        raise PostError((line if place else 1, message)) from error


def load_json(text: str) -> Any:
    """Read JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _json_error(error) from error


def _json_error(error: ValueError | RecursionError) -> PostError:
    if isinstance(error, RecursionError):
        return PostError((1, "the JSON is nested too deeply; use fewer levels"))
    return PostError((getattr(error, "lineno", 1), f"the JSON is not valid ({error}); correct it"))


def key_line(text: str, key: str, indented: bool = False, last: bool = False) -> int:
    """Return the line of a text, from 1, that sets a key in YAML, TOML or JSON; 0 if none does.

    Letter case does not matter. It is the first such line, or else the ``last``; it may be
    ``indented``.
    """
    indentation = r"[ \t]*" if indented else ""
    pattern = rf"""^{indentation}["']?{re.escape(key)}["']?\s*[:=]"""
    start = -1
    for found in re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE):
        start = found.start()
        if not last:
            break
    return 0 if start < 0 else 1 + text.count("\n", 0, start)


def nested_key_line(text: str, keys: Sequence[str | int], is_toml: bool = False) -> int:
    """Return the line, from 1, of a key below others, in YAML or TOML that can be loaded.

    In YAML, a number is a place in a list, from 0. If the text does not hold the key, it is the
    line of the nearest key above it; 0 if none is there.
    """
    return _toml_line(text, keys) if is_toml else _yaml_line(text, keys)


def _yaml_line(text: str, keys: Sequence[str | int]) -> int:
    node, line = yaml.compose(text, Loader=Loader), 0
    for wanted in keys:
        found = _yaml_child(node, wanted)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def _yaml_child(node: yaml.Node | None, wanted: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Return where a key or an item of a list begins, and its value; None if it is not there."""
    if isinstance(node, yaml.SequenceNode) and isinstance(wanted, int):
        items = node.value[wanted : wanted + 1]
        return (items[0], items[0]) if items else None
    pairs = reversed(node.value) if isinstance(node, yaml.MappingNode) else ()
    return next(((key, value) for key, value in pairs if key.value == wanted), None)


def _toml_line(text: str, keys: Sequence[str | int]) -> int:
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _TOML_TABLE.match(line):
            table = _bare(header[1])
            lines.setdefault(table, number)
        elif key := _TOML_KEY.match(line):
            lines.setdefault(f"{table}.{_bare(key[1])}" if table else _bare(key[1]), number)
    above = (".".join(map(str, keys[:end])) for end in range(len(keys), 0, -1))
    return next((lines[name] for name in above if name in lines), 0)


def yaml_key_lines(text: str) -> list[tuple[str, int]]:
    """Return the top-level keys of YAML that can be loaded, each with its line, from 1.

    They are in the order of the text; a key that is written twice is there twice.
    """
    node = yaml.compose(text, Loader=Loader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return [(str(key.value), key.start_mark.line + 1) for key, _ in pairs]


def toml_keys(text: str) -> set[str]:
    """Return the keys above the first table of TOML, which may be broken."""
    header = _TOML_HEADER.search(text)
    lines = text[: header.start() if header else None].split("\n")
    return {_bare(key[1]) for key in map(_TOML_KEY.match, lines) if key}


def _bare(name: str) -> str:
    return _TOML_QUOTES.sub("", name)

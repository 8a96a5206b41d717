"""The room of the TOML parser: the standard library's, its errors and keys located."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from feeds.generators.base import PostError

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_TABLE = re.compile(r"[ \t]*\[+([^\]\n]+)\]")
_HEADER = re.compile(r"^[ \t]*\[{1,2}[^\[\]\n]+\]{1,2}[ \t]*(?:#.*)?$", re.MULTILINE)
_KEY = re.compile(r"[ \t]*([A-Za-z0-9_.\"' \t-]+?)[ \t]*=")
_DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){100}""")
_QUOTES = re.compile(r"[\"' \t]+")


def load_toml(text: str) -> dict[str, Any]:
    """Parse TOML 1.0; dates and times stay the types of ``datetime``.

    Raises :class:`~feeds.generators.base.PostError` where it is broken, lines counted from 1.
    """
    import tomllib  # most trees have none

    if deep := _DEEP.search(text):
        line = 1 + text.count("\n", 0, deep.start())
        raise PostError((line, "TOML keys nest over 100 levels deep; flatten them"))
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise PostError((1, "TOML is nested too deep; flatten it")) from error
    except ValueError as error:  # also a number of more digits than Python converts
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else 1 + text.rstrip("\n").count("\n")
        problem = _PLACE.sub("", str(error))
        raise PostError((line if place else 1, f"TOML is broken ({problem}); mend it")) from error


def line_of(text: str, keys: Sequence[str]) -> int:
    """Return the line, from 1, of a key of nested tables.

    Where it is not written out, that of the nearest table above it; 0 where there is none.
    """
    places: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _TABLE.match(line):
            table = _bare(header[1])
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            places.setdefault(f"{table}.{_bare(key[1])}" if table else _bare(key[1]), number)
    above = (".".join(keys[:end]) for end in range(len(keys), 0, -1))
    return next((places[name] for name in above if name in places), 0)


def top_keys(text: str) -> set[str]:
    """Return the keys above the first table, also those of a text that is broken."""
    header = _HEADER.search(text)
    lines = text[: header.start() if header else None].split("\n")
    return {_bare(key[1]) for key in map(_KEY.match, lines) if key}


def _bare(name: str) -> str:
    return _QUOTES.sub("", name)

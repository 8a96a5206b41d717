"""_config.toml: its values, and the lines on which its keys stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from feeds.posts.dialect import PostError

_TABLE = re.compile(r"[ \t]*\[+([^\]\n]+)\]")
_KEY = re.compile(r"[ \t]*([A-Za-z0-9_.\"' \t-]+?)[ \t]*=")
_QUOTES = re.compile(r"[\"' \t]+")


def load_toml(text: str) -> dict[str, Any]:
    """Parse TOML; :class:`~feeds.posts.dialect.PostError` where it is broken."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise PostError((0, "TOML is nested too deep; flatten it")) from error
    except ValueError as error:  # also a number of more digits than Python converts
        raise PostError((0, f"TOML is broken ({error}); mend it")) from error


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


def _bare(name: str) -> str:
    return _QUOTES.sub("", name)

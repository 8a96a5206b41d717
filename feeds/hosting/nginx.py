"""nginx, from 1.18 on, as a host (https://nginx.org/en/docs/http/ngx_http_map_module.html)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256

from feeds.config.moves import Destination, Parts, expression, is_open
from feeds.hosting.templates import filled
from feeds.hosting.tree import WrittenTree

_OVERHEAD = 64  # bytes that a table needs beside its longest key


def nginx(
    tree: WrittenTree, listen: Sequence[str] = (), include: Sequence[str] = (), sizes: bool = True
) -> str:
    """Return what goes inside ``http``: the maps, and the server that uses them.

    ``listen`` are the addresses, as nginx has them; ``include`` files with more directives
    for the server, such as its certificate. ``sizes`` says to set the maps' sizes: nginx takes
    them once. All names are this server's own, so that several stand side by side.
    """
    listen = listen or ["80", "[::]:80"]
    paths = {*(feed.path for feed in tree.feeds), *("".join(old.parts) for old in tree.olds)}
    alike = Counter(path.lower() for path in paths)
    return filled(
        "nginx.conf.jinja",
        tree,
        {
            "lines": partial(_lines, alike),
            "expression": _expression,
            "word": _word,
            "value": _value,
        },
        bucket=_power_of_two(max((len(path.encode()) for path in paths), default=0) + _OVERHEAD),
        size=_power_of_two(4 * len(paths)),
        olds={old.parts: f"{old.target.status} {_target(tree, old.target)}" for old in tree.olds},
        mounted=f"^{re.escape(tree.folder)}(/.*)$",
        listen=listen,
        include=include,
        sizes=sizes,
        site=_name(tree.url, tree.root, *listen),
    )


def _name(*parts: str) -> str:
    """Name a server; nginx by itself takes no variable of more than some forty letters."""
    return sha256("\0".join(parts).encode()).hexdigest()[:8]


def _target(tree: WrittenTree, target: Destination) -> str:
    return target.path if target.status == 200 else tree.url_of(target.path)


def _lines(alike: Mapping[str, int], values: Mapping[Parts | str, str]) -> Iterator[str]:
    """Yield a map's lines; of plain keys it ignores the case, of expressions it does not."""
    for key, text in values.items():
        parts = key if isinstance(key, tuple) else (key,)
        plain = "".join(parts)
        is_one_of_many = is_open(parts) or alike[plain.lower()] > 1
        yield f"{_word(_expression(parts) if is_one_of_many else plain)} {_value(text)};"


def _expression(parts: Parts) -> str:
    return f"~^{expression(parts)}$"


def _word(text: str) -> str:
    """Write a text that nginx takes as it is."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _value(text: str) -> str:
    """Write a text in which nginx would look for variables; it has no escape for ``$``."""
    return _word(text).replace("$", "${feeds_dollar}")


def _power_of_two(least: int) -> int:
    return 1 << max(7, (least - 1).bit_length())

"""nginx, from 1.18 on, as a host (https://nginx.org/en/docs/http/ngx_http_map_module.html)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from feeds.hosting.templates import filled
from feeds.hosting.tree import WrittenTree
from feeds.moves import Old, Parts, expression, is_open

_OVERHEAD = 64  # bytes that a table needs beside its longest key


def nginx(tree: WrittenTree, listen: Sequence[str] = (), include: Sequence[str] = ()) -> str:
    """Return what goes inside ``http``: the maps, and the server that uses them.

    ``listen`` are the addresses, as nginx has them; ``include`` files with more directives
    for the server, such as its certificate.
    """
    keys = [*tree.cache_controls, *tree.quoted, *("".join(old.parts) for old in tree.olds)]
    return filled(
        "nginx.conf.jinja",
        tree,
        {"lines": _lines, "key": _key, "word": _word, "value": _value},
        bucket=_power_of_two(max((len(key.encode()) for key in keys), default=0) + _OVERHEAD),
        size=_power_of_two(4 * len(keys)),
        moved={(old.parts): old.target.path for old in tree.redirects(200)},
        redirected={status: _urls(tree, tree.redirects(status)) for status in (301, 308)},
        listen=listen or ["80", "[::]:80"],
        include=include,
    )


def _urls(tree: WrittenTree, olds: Sequence[Old]) -> dict[Parts, str]:
    return {old.parts: tree.url_of(old.target.path) for old in olds}


def _lines(values: Mapping[Parts | str, str]) -> Iterator[str]:
    """Yield a map's lines.

    It ignores the case of plain keys and refuses two that are alike; of expressions it does not.
    """
    every = [
        (parts if isinstance(parts, tuple) else (parts,), text) for parts, text in values.items()
    ]
    alike = Counter("".join(parts).lower() for parts, _ in every)
    for parts, text in every:
        is_one_of_many = is_open(parts) or alike["".join(parts).lower()] > 1
        yield f"{_word(_key(parts) if is_one_of_many else ''.join(parts))} {_value(text)};"


def _key(parts: Parts) -> str:
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

"""nginx and Caddy, configured by the templates in this folder.

nginx 1.18 or later (https://nginx.org/en/docs/http/ngx_http_map_module.html) and Caddy 2
(https://caddyserver.com/docs/caddyfile).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined

from feeds import http
from feeds.config.moves import Destination, Parts, Wild, expression, is_open
from feeds.hosting.tree import WrittenTree
from feeds.model import Coding, FileType, Format
from feeds.pages.html import HEADER_POLICY
from feeds.urls import quote_path

_OVERHEAD = 64  # bytes that an nginx table needs beside its longest key
# The smallest coded form first, as a rule.
_CADDY_CODINGS = (Coding.BROTLI, Coding.ZSTANDARD, Coding.GZIP)
_CADDY_SPECIAL = {'"': r"\x22", "`": r"\x60", "{": r"\x7b", "\\": r"\x5c"}
_NOT_ZERO = r"1(?:\.0{0,3})?|0\.\d{0,2}[1-9]\d{0,2}"  # RFC 9110 12.4.2


def nginx(
    tree: WrittenTree, listen: Sequence[str] = (), include: Sequence[str] = (), sizes: bool = True
) -> str:
    """Return what goes inside ``http``: the maps, and the server that uses them.

    ``listen`` are addresses as nginx writes them. ``include`` are files with more directives
    for the server, such as its certificate. ``sizes`` sets the sizes of maps, which nginx
    allows once. All names are unique to this server, so that one nginx can have several.
    """
    listen = listen or ["80", "[::]:80"]
    paths = {*(file.path for file in tree.files), *tree.quoted}
    paths |= {"".join(old.parts) for old in tree.olds}
    alike = Counter(path.lower() for path in paths)
    return _filled(
        "nginx.conf.jinja",
        tree,
        {
            "lines": partial(_nginx_lines, alike),
            "expression": _nginx_expression,
            "word": _nginx_word,
            "value": _nginx_value,
        },
        bucket=_power_of_two(max((len(path.encode()) for path in paths), default=0) + _OVERHEAD),
        size=_power_of_two(4 * len(paths)),
        olds={old.parts: f"{old.target.status} {_location(tree, old.target)}" for old in tree.olds},
        listen=listen,
        include=include,
        sizes=sizes,
        site=_nginx_name(tree.url, tree.root, *listen),
    )


def caddy(tree: WrittenTree, listen: Sequence[str] = (), include: Sequence[str] = ()) -> str:
    """Return a Caddyfile.

    ``listen`` are the site's addresses as Caddy writes them. ``include`` are files with more
    directives for the site.
    """
    return _filled(
        "Caddyfile.jinja",
        tree,
        {
            "row": _caddy_row,
            "ending": _caddy_ending,
            "word": _caddy_word,
            "accepted": _caddy_accepted,
            "replacement": _caddy_replacement,
            "quote": quote_path,
        },
        codings=[coding for coding in _CADDY_CODINGS if coding in tree.codings],
        listen=listen or [tree.host],
        include=include,
    )


def _filled(
    name: str, tree: WrittenTree, filters: Mapping[str, Callable[..., object]], **more: object
) -> str:
    """Fill a template; its filters write texts in the server's syntax."""
    environment = Environment(
        loader=PackageLoader("feeds.hosting", ""),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters.update(filters)
    return environment.get_template(name).render(
        tree=tree,
        http=http,
        mount=re.escape(tree.folder),
        feed_types=sorted(map(http.content_type, Format)),
        page_type=http.content_type(FileType.HTML),
        policy=HEADER_POLICY,
        unknown=http.unknown(tree.home, tree.url_of(tree.pages) if tree.pages else ""),
        **more,
    )


def _nginx_name(*parts: str) -> str:
    """Return a short name for a server: nginx has variables of about forty letters at most."""
    return sha256("\0".join(parts).encode()).hexdigest()[:8]


def _location(tree: WrittenTree, target: Destination) -> str:
    return target.path if target.status == 200 else tree.url_of(target.path)


def _nginx_lines(alike: Mapping[str, int], values: Mapping[Parts | str, str]) -> Iterator[str]:
    """Yield a map's lines. nginx ignores the case of plain keys, but not of expressions."""
    for key, text in values.items():
        parts = key if isinstance(key, tuple) else (key,)
        plain = "".join(parts)
        is_one_of_many = is_open(parts) or alike[plain.lower()] > 1
        word = _nginx_word(_nginx_expression(parts) if is_one_of_many else plain)
        yield f"{word} {_nginx_value(text)};"


def _nginx_expression(parts: Parts) -> str:
    return f"~^{expression(parts)}$"


def _nginx_word(text: str) -> str:
    """Quote a text that nginx takes literally."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _nginx_value(text: str) -> str:
    """Quote a text in which nginx expands variables; it has no escape for ``$``."""
    return _nginx_word(text).replace("$", "${feeds_dollar}")


def _power_of_two(least: int) -> int:
    return 1 << max(7, (least - 1).bit_length())


def _caddy_row(parts: Parts, *outputs: str) -> str:
    """Return a map's line: a path, or an expression of paths, and its outputs.

    Only an expression can contain what quotes or placeholders give a meaning. In the outputs
    of an expression, ``$`` begins a group.
    """
    plain = "".join(parts)
    if not is_open(parts) and not any(special in plain for special in _CADDY_SPECIAL):
        return " ".join([f'"{plain}"', *map(_caddy_word, outputs)])
    found = (part if isinstance(part, Wild) else _caddy_escaped(part) for part in parts)
    words = map(_caddy_word, map(_caddy_replacement, outputs))
    return " ".join([f'"~^{"".join(found)}$"', *words])


def _caddy_ending(ending: str) -> str:
    return f'"~[.]{_caddy_escaped(ending)}$"'


def _caddy_escaped(text: str) -> str:
    return "".join(_CADDY_SPECIAL.get(one) or re.escape(one) for one in text)


def _caddy_accepted(coding: Coding) -> str:
    """Return an expression for an Accept-Encoding that names this coding (RFC 9110 12.5.3)."""
    weight = rf"(?:\s*;\s*q=(?:{_NOT_ZERO}))?"
    name = f"(?:x-)?{coding}" if coding is Coding.GZIP else coding
    return rf"(?i)(?:^|,)\s*{name}{weight}\s*(?:,|$)"


def _caddy_replacement(text: str) -> str:
    """Write a text for an output in which ``$`` begins a group."""
    return text.replace("$", "$$")


def _caddy_word(text: str) -> str:
    """Quote a text in which Caddy expands placeholders."""
    escaped = text.replace('"', '\\"').replace("{", "\\{")
    return f'"{escaped}"'

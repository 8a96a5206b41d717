"""Caddy 2 as a host (https://caddyserver.com/docs/caddyfile)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feeds.config.moves import Parts, Wild, is_open
from feeds.hosting.templates import filled
from feeds.hosting.tree import WrittenTree
from feeds.model import Coding
from feeds.urls import quote_path

# Of equals the smallest goes first, as a rule.
_CODINGS = (Coding.BROTLI, Coding.ZSTANDARD, Coding.GZIP)
_SPECIAL = {'"': r"\x22", "`": r"\x60", "{": r"\x7b", "\\": r"\x5c"}
_NOT_ZERO = r"1(?:\.0{0,3})?|0\.\d{0,2}[1-9]\d{0,2}"  # RFC 9110 12.4.2


def caddy(tree: WrittenTree, listen: Sequence[str] = (), include: Sequence[str] = ()) -> str:
    """Return a Caddyfile.

    ``listen`` are the site's addresses, as Caddy has them; ``include`` files with more
    directives for the site.
    """
    return filled(
        "Caddyfile.jinja",
        tree,
        {
            "row": _row,
            "ending": _ending,
            "word": _word,
            "accepted": _accepted,
            "replacement": _replacement,
            "quote": quote_path,
        },
        codings=_CODINGS,
        listen=listen or [tree.host],
        include=include,
    )


def _row(parts: Parts, *outputs: str) -> str:
    """Return a map's line: a path, or an expression of paths, and what it gives.

    What means something within quotes or to placeholders can be told in an expression
    alone; with an expression ``$`` in an output begins a group.
    """
    plain = "".join(parts)
    if not is_open(parts) and not any(special in plain for special in _SPECIAL):
        return " ".join([f'"{plain}"', *map(_word, outputs)])
    found = (part if isinstance(part, Wild) else _escaped(part) for part in parts)
    return " ".join([f'"~^{"".join(found)}$"', *map(_word, map(_replacement, outputs))])


def _ending(ending: str) -> str:
    return f'"~[.]{_escaped(ending)}$"'


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(one) or re.escape(one) for one in text)


def _accepted(coding: Coding) -> str:
    """Return the expression of an Accept-Encoding that names this coding (RFC 9110 12.5.3)."""
    weight = rf"(?:\s*;\s*q=(?:{_NOT_ZERO}))?"
    name = f"(?:x-)?{coding}" if coding is Coding.GZIP else coding
    return rf"(?i)(?:^|,)\s*{name}{weight}\s*(?:,|$)"


def _replacement(text: str) -> str:
    """Write a text for a place where ``$`` begins a group."""
    return text.replace("$", "$$")


def _word(text: str) -> str:
    """Write a text in which Caddy would look for placeholders."""
    escaped = text.replace('"', '\\"').replace("{", "\\{")
    return f'"{escaped}"'

"""Caddy 2 as a host (https://caddyserver.com/docs/caddyfile)."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.codings import Coding
from feeds.hosting.templates import filled
from feeds.hosting.tree import WrittenTree
from feeds.moves import Parts, expression, is_open

# Of equals the smallest goes first, as a rule.
_CODINGS = (Coding.BROTLI, Coding.ZSTANDARD, Coding.GZIP)
_NOT_ZERO = r"1(?:\.0{0,3})?|0\.\d{0,2}[1-9]\d{0,2}"  # RFC 9110 12.4.2


def caddy(tree: WrittenTree, listen: Sequence[str] = (), include: Sequence[str] = ()) -> str:
    """Return a Caddyfile.

    ``listen`` are the site's addresses, as Caddy has them; ``include`` files with more
    directives for the site.
    """
    return filled(
        "Caddyfile.jinja",
        tree,
        {"key": _key, "word": _word, "accepted": _accepted},
        codings=_CODINGS,
        listen=listen or [tree.host],
        include=include,
    )


def _key(parts: Parts) -> str:
    """Return what a map looks for, in quotes: a path, or those of an expression.

    A brace would begin a placeholder there, and cannot be escaped.
    """
    plain = "".join(parts)
    if not is_open(parts) and "{" not in plain:
        return _word(plain)
    found = expression(parts).replace("\\{", "[{]").replace('"', '\\"')
    return f'"~^{found}$"'


def _accepted(coding: Coding) -> str:
    """Return the expression of an Accept-Encoding that names this coding (RFC 9110 12.5.3)."""
    weight = rf"(?:\s*;\s*q=(?:{_NOT_ZERO}))?"
    name = f"(?:x-)?{coding}" if coding is Coding.GZIP else coding
    return rf"(?i)(?:^|,)\s*{name}{weight}\s*(?:,|$)"


def _word(text: str) -> str:
    """Write a text in which Caddy would look for placeholders."""
    escaped = text.replace('"', '\\"').replace("{", "\\{")
    return f'"{escaped}"'

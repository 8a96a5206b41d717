"""Whether a template's result depends on other posts, told from its text alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from feeds.generators.jekyll.liquid.parts import parts

_OF_POSTS = re.compile(
    r"\bsite\s*\.\s*(?:posts|tags|categories|collections|documents|related_posts|time)\b"
    r"|\bsite\s*(?:\[|\||%\}|\}\})|\bpage\s*(?:\.\s*(?:next|previous)\b|\[|\||%\}|\}\})"
    r"|[\"'](?:now|today)[\"']|\{%-?\s*(?:post_url|include_relative)\b|=\s*site\b(?!\.)"
)
_LINK = re.compile(r"\{%-?\s*link\s+([^%]*)")
_INCLUDE = re.compile(r"\{%-?\s*include(?:_cached)?\s+(\S+)")


def reads_posts(text: str, labels: Iterable[str], includes: Collection[str]) -> bool:
    """Say whether a template looks at other posts.

    ``labels`` are the site's collections; ``includes`` names the files that look at posts.
    """
    markups = (part for _, part in parts(text) if part.startswith(("{%", "{{")))
    return any(_looks(markup, tuple(labels), includes) for markup in markups)


def _looks(markup: str, labels: tuple[str, ...], includes: Collection[str]) -> bool:
    if _OF_POSTS.search(markup):
        return True
    if any(re.search(rf"\bsite\s*\.\s*{re.escape(label)}\b", markup) for label in labels):
        return True
    link = _LINK.match(markup)
    if link and ("{{" in link[1] or _is_document(link[1].lstrip("/"), labels)):
        return True
    include = _INCLUDE.match(markup)
    return bool(include and includes and ("{{" in include[1] or include[1] in includes))


def _is_document(path: str, labels: tuple[str, ...]) -> bool:
    return "_posts/" in path or path.startswith(tuple(f"_{label}/" for label in labels))


def includes_of_posts(files: Iterable[tuple[str, str]], labels: Iterable[str]) -> frozenset[str]:
    """Name the includes that look at posts, themselves or through one another."""
    texts, labels = dict(files), tuple(labels)
    found: frozenset[str] = frozenset()
    while True:
        more = frozenset(name for name, text in texts.items() if reads_posts(text, labels, found))
        if more <= found:
            return found
        found |= more

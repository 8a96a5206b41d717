"""Excerpts that end within a block: what is open is closed, as ``Jekyll::Excerpt`` does."""

from __future__ import annotations

import re

from feeds.generators.jekyll.liquid.parts import parts

_TAG = re.compile(r"\{%-?\s*(\w+)", re.ASCII)
_BLOCKS = (
    *("capture", "case", "comment", "for", "highlight"),
    *("if", "ifchanged", "raw", "tablerow", "unless"),
)


def closed(excerpt: str) -> str:
    """Return the excerpt with an end for each of its blocks that has none."""
    if "{%" not in excerpt:
        return excerpt
    tags = (_TAG.match(part) for _, part in parts(excerpt) if part.endswith("%}"))
    names = [tag[1] for tag in tags if tag]
    known = set(names)
    ends = (name for name in reversed(names) if name in _BLOCKS and f"end{name}" not in known)
    return "".join([excerpt, *(f"\n{{% end{name} %}}" for name in ends)])

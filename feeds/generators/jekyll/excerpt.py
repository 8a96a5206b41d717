"""The excerpt of a post, as ``Jekyll::Excerpt`` cuts it from the body."""

from __future__ import annotations

import re

_DEFINITION = re.compile(r"^ {0,3}(\[[^\]]+\])(:.+)$", re.MULTILINE)


def excerpt(body: str, separator: str) -> str:
    """Return what stands before the separator; all of the body without one.

    Definitions of Markdown links from the rest follow where the excerpt uses them.
    An empty separator means that there is no excerpt.
    """
    if not separator:
        return ""
    head, _, tail = body.partition(separator)
    if "]:" not in tail:
        return head
    used = [name + target for name, target in _DEFINITION.findall(tail) if name in head]
    return head + "\n\n" + "\n".join(used) if used else head

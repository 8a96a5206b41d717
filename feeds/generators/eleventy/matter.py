"""Front matter in the languages that Eleventy accepts.

https://www.11ty.dev/docs/data-frontmatter/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from feeds.generators.base import PostError
from feeds.generators.eleventy.javascript import UNREAD, Script
from feeds.generators.frontmatter import AS_WRITTEN, Fenced, FrontMatter, parse

_LONGEST_SCRIPT = 8_000
"""Characters of JavaScript in front matter; reading it can take their square."""


def unread_permalink(data: Mapping[str, Any]) -> bool:
    """Say whether ``eleventyComputed`` makes the addresses, in JavaScript."""
    computed = data.get("eleventyComputed")
    return isinstance(computed, dict) and computed.get("permalink") is UNREAD


def front_matter(text: str) -> FrontMatter:
    """Split a file; front matter may be YAML, JSON, or JavaScript that is a literal."""
    return parse(text, _JSON, _JAVASCRIPT, AS_WRITTEN)


def _fenced(languages: str, read: Callable[[str], Any]) -> Fenced:
    """Return the format between ``---json`` and ``---``; a file without the second is all body."""
    closing = r"\n---[ \t]*(?:\n|\Z)"
    opening = rf"\A---[ \t]*(?:{languages})[ \t]*\n(?=(?s:.*?){closing})"

    def load(text: str) -> Any:
        try:
            values = read(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise PostError((line, f"the JSON is not valid ({error}); correct it")) from error
        if not isinstance(values, dict):
            message = "front matter must be an object; write YAML between two lines ---"
            raise PostError((1, message))
        return values

    return Fenced(load, re.compile(rf"{opening}|(?!\A){closing}"), "---")


def _script(text: str) -> Any:
    """Return an object, or the constants that the script declares."""
    if len(text) > _LONGEST_SCRIPT:
        return None
    script = Script(text)
    return script.value(0) if script.text.lstrip().startswith("{") else script.names


_JSON = _fenced("json", json.loads)
_JAVASCRIPT = _fenced("js|javascript", _script)

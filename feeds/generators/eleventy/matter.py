"""Front matter in the languages Eleventy takes, and what of it JavaScript would work out.

https://www.11ty.dev/docs/data-frontmatter/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from feeds.generators.base import PostError
from feeds.generators.eleventy.javascript import UNREAD, Script
from feeds.generators.frontmatter import FrontMatter, parse

_OTHER_LANGUAGE = re.compile(
    r"---[ \t]*(json|js|javascript)[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", re.DOTALL
)
_LONGEST_SCRIPT = 8_000
"""Characters of JavaScript in front matter; reading it can take their square."""


def unread_permalink(data: Mapping[str, Any]) -> bool:
    """Say whether ``eleventyComputed`` makes the addresses, in JavaScript."""
    computed = data.get("eleventyComputed")
    return isinstance(computed, dict) and computed.get("permalink") is UNREAD


def front_matter(text: str) -> FrontMatter:
    """Split a file; front matter may be YAML, JSON, or JavaScript that is a literal."""
    found = _OTHER_LANGUAGE.match(text)
    if found is None:
        return parse(text, as_written=True)
    try:
        values = json.loads(found[2]) if found[1] == "json" else _script(found[2])
    except (ValueError, RecursionError) as error:
        line = 1 + getattr(error, "lineno", 1)
        raise PostError((line, f"JSON is broken ({error}); mend it")) from error
    if not isinstance(values, dict):
        raise PostError((2, "front matter is no object that can be read; write YAML between ---"))
    return FrontMatter(values, text[found.end() :], found[2])


def _script(text: str) -> Any:
    """Return an object, or the constants that the script declares."""
    if len(text) > _LONGEST_SCRIPT:
        return None
    script = Script(text)
    return script.value(0) if script.text.lstrip().startswith("{") else script.names

"""The front matter of a post: YAML, TOML or JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from msgspec.structs import replace

from feeds.generators.base import PostError
from feeds.generators.frontmatter import AS_WRITTEN, Fenced, FrontMatter, Json, load_toml, parse
from feeds.generators.yaml_values import BareWord

_TOML_LINE = re.compile(r"^(?:\A\+\+\+[^\S\n]*\n|(?<=\n)\+\+\+[^\S\n]*$\n?)", re.MULTILINE)
_TOML = Fenced(load_toml, _TOML_LINE, "+++")
_MISPLACED = re.compile(r"\s*(?:---|\+\+\+)(?![-+])")


class _JsonObject(Json):
    """JSON that begins with a key: a text may begin with any other brace."""

    FM_BOUNDARY = re.compile(r'(?=\{\s*+"[^"\n]*+"\s*+:)')


_JSON = _JsonObject()


def front_matter(text: str) -> FrontMatter:
    """Split a file into its front matter and its body.

    Raises :class:`~feeds.generators.base.PostError` if the front matter is broken, or would be
    published as text because it is not at the start: the post could be a draft.
    """
    matter = parse(text, AS_WRITTEN, _TOML, _JSON, indented=text.startswith("{"))
    misplaced = None if matter.text else _MISPLACED.match(matter.body)
    if misplaced:
        line = 1 + misplaced[0].count("\n")
        message = "front matter must begin on the first line; write --- there, and YAML below it"
        raise PostError((line, message))
    if matter.format is AS_WRITTEN or matter.format is None:
        return matter
    return replace(matter, values=_written(matter.values))


def _written(value: Any) -> Any:
    """Return a value of TOML or JSON as YAML would have it, with texts for all but null."""
    if isinstance(value, Mapping):
        return {str(key): _written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_written(inner) for inner in value]
    if isinstance(value, bool):
        return BareWord(str(value).lower())
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    return value if value is None else str(value)

"""The front matter of a post: YAML, TOML or JSON; adding an id to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from msgspec.structs import replace

from feeds.generators.base import PostError
from feeds.generators.files import text_of
from feeds.generators.frontmatter import AS_WRITTEN, Fenced, FrontMatter, Json, load_toml, parse
from feeds.generators.yaml_values import BareWord, yaml_quoted

_TOML_LINE = re.compile(r"^(?:\A\+\+\+[^\S\n]*\n|(?<=\n)\+\+\+[^\S\n]*$\n?)", re.MULTILINE)
_TOML = Fenced(load_toml, _TOML_LINE, "+++")
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?---[^\S\n]*\n")
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


def with_identity(content: bytes, identity: str) -> bytes | None:
    """Return a post's file with this id in its front matter, and nothing else changed.

    Return None if the front matter has an id already, cannot be read, or has a form to which
    no line can be added: TOML, JSON, a mapping in braces, indented keys.
    """
    before = _parsed(content)
    if before is None or not {"id", "guid"}.isdisjoint(key.lower() for key in before.values):
        return None
    written = _with_line(content, identity)
    after = _parsed(written)
    wanted = {**before.values, "id": identity}, before.body
    return written if after and (after.values, after.body) == wanted else None


def _parsed(content: bytes) -> FrontMatter | None:
    try:
        return front_matter(text_of(content))
    except PostError:
        return None


def _with_line(content: bytes, identity: str) -> bytes:
    opening = _OPENING.match(content)
    ending = b"\r\n" if b"\r\n" in (opening[0] if opening else content) else b"\n"
    line = f"id: {yaml_quoted(identity)}".encode() + ending
    if opening:
        return content[: opening.end()] + line + content[opening.end() :]
    return b"---" + ending + line + b"---" + ending + content.removeprefix(b"\xef\xbb\xbf")

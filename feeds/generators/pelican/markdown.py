"""Metadata of a Markdown article: ``Key: value`` lines, as Python-Markdown takes them."""

from __future__ import annotations

import re

from feeds.generators.pelican.metadata import Source, Value, processed
from feeds.generators.pelican.summary import unmarked

_KEY = re.compile(r" {0,3}([A-Za-z0-9_-]+):\s*(.*)")
_MORE = re.compile(r" {4,}(.*)")
_BEGIN = re.compile(r"-{3}(?:\s.*)?")
_END = re.compile(r"(?:-{3}|\.{3})(?:\s.*)?")
_BLANK_LINE = re.compile(r"(?<=\n) +\n")
_ONCE = frozenset(
    {"tags", "date", "modified", "status", "category", "author"}
    | {"save_as", "url", "authors", "slug"}
)


def read_markdown(text: str, formatted: frozenset[str], tab_length: int = 4) -> Source:
    """Split a file into its metadata and its body; the body's engine need know no metadata."""
    lines = unmarked(text).expandtabs(tab_length)
    lines_of_text = _BLANK_LINE.sub("\n", lines).split("\n")
    found, places, end = _metadata(lines_of_text)
    summary = "\n".join(found["summary"]) if {"summary"} <= formatted & found.keys() else None
    values: dict[str, Value] = {
        name: given[0] if name in _ONCE or len(given) == 1 else given
        for name, given in found.items()
        if name != "summary" or summary is None
    }
    body = "\n".join(lines_of_text[end:])
    return Source(processed(values.items()), places, body, summary, "markdown")


def _metadata(lines: list[str]) -> tuple[dict[str, list[str]], dict[str, int], int]:
    """Return the values by key, the line of each, and the index of the body's first line."""
    found: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    index = 1 if _BEGIN.match(lines[0]) else 0
    key = None
    while index < len(lines):
        line = lines[index]
        if not line.strip() or _END.match(line):
            return found, places, index + 1
        pair, more = _KEY.match(line), _MORE.match(line)
        if pair:
            key = pair[1].lower()
            found.setdefault(key, []).append(pair[2].strip())
            places.setdefault(key, index + 1)
        elif more and key:
            found[key].append(more[1].strip())
        else:
            break
        index += 1
    return found, places, index

"""Hugo's shortcodes, ``{{< name >}}`` and ``{{% name %}}``: found, matched and worked off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_OPENING = re.compile(r"\{\{([<%])")
_NAME = re.compile(r"\s*(/?)\s*([A-Za-z0-9_][\w./-]*)", re.ASCII)
_PARAMETER = re.compile(
    r"""\s*(?:([\w.-]+)\s*=\s*)?(?:"((?:\\.|[^"\\\n])*)"|`([^`]*)`|\\"(.*?)\\"|((?<==)\S+?(?=\s|/?[>%]\}\})|[^\s"`=>%]+))"""
)
_ESCAPED = re.compile(r'\\(["\\])')
_DEEPEST = 50
_MOST = 10_000


@dataclass(slots=True)
class Shortcode:
    """One shortcode as written."""

    name: str
    mark: str
    """``<``, or ``%`` where its result is Markdown."""
    position: list[str]
    named: Mapping[str, str]
    start: int
    end: int
    inner: list[str | Shortcode] = field(default_factory=list)
    is_closed: bool = False

    def get(self, name: str, position: int | None = None) -> str:
        """Return a parameter by its name or else by its place; empty where it is not given."""
        if name in self.named:
            return self.named[name]
        given = position is not None and position < len(self.position)
        return self.position[position] if given and position is not None else ""


class Unclosed(ValueError):
    """A shortcode that never ends; carries its offset."""


class _Tag(NamedTuple):
    closes: bool
    name: str
    mark: str
    position: list[str]
    named: Mapping[str, str]
    closes_itself: bool
    start: int
    end: int


class _Text(NamedTuple):
    """An escaped shortcode, shown as it would be written."""

    text: str
    start: int
    end: int


def holds(body: str) -> bool:
    """Say whether a body may hold a shortcode."""
    return "{{<" in body or "{{%" in body


def parsed(body: str) -> list[str | Shortcode]:
    """Take a body apart into text and shortcodes; escaped ones are text without the escape.

    Raises :class:`Unclosed` where one never ends.
    """
    tags = list(_tags(body))
    closing = _pairs(tags)
    items, _ = _nested(body, tags, closing, 0, len(tags), 0)
    tail = tags[-1].end if tags else 0
    return [*items, body[tail:]]


def _pairs(tags: list[_Tag | _Text]) -> dict[int, int]:
    """Match each closing tag with the nearest open one of its name."""
    waiting: dict[str, list[int]] = {}
    pairs: dict[int, int] = {}
    for index, tag in enumerate(tags):
        if isinstance(tag, _Tag) and tag.closes:
            opened = waiting.get(tag.name)
            if opened:
                pairs[opened.pop()] = index
        elif isinstance(tag, _Tag) and not tag.closes_itself:
            waiting.setdefault(tag.name, []).append(index)
    return pairs


def _tags(body: str) -> Iterator[_Tag | _Text]:
    at, count = 0, 0
    while (found := _OPENING.search(body, at)) and count < _MOST:
        count += 1
        tag = _comment(body, found) or _tag(body, found)
        if tag is None:
            raise Unclosed(found.start())
        yield tag
        at = tag.end


def _comment(body: str, found: re.Match[str]) -> _Text | None:
    mark = found[1]
    close = f"*/{'>' if mark == '<' else '%'}}}}}"
    if not body.startswith("/*", found.end()):
        return None
    end = body.find(close, found.end())
    if end < 0:
        return None
    inside = body[found.end() + 2 : end]
    return _Text(f"{{{{{mark}{inside}{close[2:]}", found.start(), end + len(close))


def _tag(body: str, found: re.Match[str]) -> _Tag | None:
    mark = found[1]
    close = ">}}" if mark == "<" else "%}}"
    name = _NAME.match(body, found.end())
    if name is None:
        return None
    position: list[str] = []
    named: dict[str, str] = {}
    at = name.end()
    while True:
        blank = re.compile(r"\s*(/?)\s*").match(body, at)
        assert blank is not None  # it matches nothing too
        if body.startswith(close, blank.end()):
            end = blank.end() + len(close)
            closes_itself = bool(blank[1])
            return _Tag(
                bool(name[1]), name[2], mark, position, named, closes_itself, found.start(), end
            )
        given = _PARAMETER.match(body, at)
        if given is None or given.end() == at:
            return None
        key, quoted, raw, escaped, bare = given.groups()
        value = next((one for one in (raw, escaped, bare) if one is not None), None)
        value = _ESCAPED.sub(r"\1", quoted) if quoted is not None else value or ""
        if key:
            named[key] = value
        else:
            position.append(value)
        at = given.end()


def _nested(
    body: str,
    tags: list[_Tag | _Text],
    pairs: Mapping[int, int],
    first: int,
    last: int,
    depth: int,
) -> tuple[list[str | Shortcode], int]:
    items: list[str | Shortcode] = []
    at = tags[first - 1].end if first else 0
    index = first
    while index < last:
        tag = tags[index]
        items.append(body[at : tag.start])
        at = tag.end
        if isinstance(tag, _Text):
            items.append(tag.text)
        elif not tag.closes:
            code = Shortcode(tag.name, tag.mark, tag.position, tag.named, tag.start, tag.end)
            closing = pairs.get(index)
            if closing is not None and closing < last and depth < _DEEPEST:
                code.inner, _ = _nested(body, tags, pairs, index + 1, closing, depth + 1)
                code.inner.append(body[tags[closing - 1].end : tags[closing].start])
                code.is_closed = True
                code.end = at = tags[closing].end
                index = closing
            items.append(code)
        index += 1
    return items, at


Work = Callable[[Shortcode, str], str]
"""Given a shortcode and its inner text, worked off already, returns what stands for it."""


def worked_off(items: list[str | Shortcode], work: Work) -> str:
    """Return the text with every shortcode replaced, the inner ones first."""
    parts = (
        item if isinstance(item, str) else work(item, worked_off(item.inner, work))
        for item in items
    )
    return "".join(parts)


def each(items: list[str | Shortcode]) -> Iterator[Shortcode]:
    """Yield every shortcode, outer ones first."""
    for item in items:
        if isinstance(item, Shortcode):
            yield item
            yield from each(item.inner)

"""Parse Hugo's shortcodes: ``{{< name >}}`` and ``{{% name %}}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

_OPENING = re.compile(r"\{\{([<%])")
_NAME = re.compile(r"\s*(/?)\s*([A-Za-z0-9_][\w./-]*)", re.ASCII)
_PARAMETER = re.compile(
    r"""\s*(?:([\w.-]+)\s*=\s*)?(?:"((?:\\.|[^"\\\n])*)"|`([^`]*)`|\\"(.*?)\\"|((?<==)\S+?(?=\s|/?[>%]\}\})|[^\s"`=>%]+))"""
)
_BEFORE_END = re.compile(r"\s*(/?)\s*")
_ESCAPED = re.compile(r'\\(["\\])')
_DEEPEST = 50
_MOST = 10_000
_WIDEST = 100
"""Characters of white space before a shortcode that count as its indentation."""


@dataclass(slots=True)
class Shortcode:
    """One shortcode as written, or the tag that closes one."""

    name: str
    mark: str
    """``<``, or ``%`` if its result is Markdown."""
    positional: list[str]
    named: Mapping[str, str]
    start: int
    end: int
    """The offset in the body at which its opening tag ends."""
    closes: bool
    """It is a closing tag: ``{{< /name >}}``."""
    closes_itself: bool
    """``{{< name />}}``."""
    indentation: str = ""
    """The white space before it, if there is nothing else on its line."""
    inner: list[str | Shortcode] = field(default_factory=list)

    def get(self, name: str, position: int | None = None) -> str:
        """Return a parameter by its name or else by its position; empty if it is not given."""
        if name in self.named or position is None or position >= len(self.positional):
            return self.named.get(name, "")
        return self.positional[position]


class _Text(msgspec.Struct, frozen=True):
    """An escaped shortcode, ``{{</* name */>}}``, and the text that it shows."""

    text: str
    start: int
    end: int


class Unclosed(ValueError):
    """A shortcode has no end; carries its offset."""


def holds(body: str) -> bool:
    """Say whether a body may hold a shortcode."""
    return "{{<" in body or "{{%" in body


def parsed(body: str) -> list[str | Shortcode]:
    """Split a body into text and shortcodes. Raises :class:`Unclosed`."""
    tags = list(_tags(body))
    closings = _closings(tags)
    items: list[str | Shortcode] = []
    at, target, end = 0, items, len(tags)
    outer: list[tuple[list[str | Shortcode], int]] = []
    """The lists that contain the current one, and the index of the tag that ends each."""
    for index, tag in enumerate(tags):
        target.append(body[at : tag.start])
        at = tag.end
        if index == end:
            target, end = outer.pop()
        elif isinstance(tag, _Text):
            target.append(tag.text)
        elif not tag.closes:
            target.append(tag)
            closing = closings.get(index, end)
            if closing < end and len(outer) < _DEEPEST:
                outer.append((target, end))
                target, end = tag.inner, closing
    items.append(body[at:])
    return items


def _closings(tags: list[Shortcode | _Text]) -> dict[int, int]:
    """Match each closing tag with the nearest open one of its name; return them by opening tag."""
    waiting: dict[str, list[int]] = {}
    closings: dict[int, int] = {}
    for index, tag in enumerate(tags):
        if isinstance(tag, _Text):
            continue
        if tag.closes:
            if opened := waiting.get(tag.name):
                closings[opened.pop()] = index
        elif not tag.closes_itself:
            waiting.setdefault(tag.name, []).append(index)
    return closings


def _tags(body: str) -> Iterator[Shortcode | _Text]:
    at, count = 0, 0
    while (found := _OPENING.search(body, at)) and count < _MOST:
        count += 1
        tag = _escaped(body, found) or _tag(body, found)
        if tag is None:
            raise Unclosed(found.start())
        yield tag
        at = tag.end


def _escaped(body: str, found: re.Match[str]) -> _Text | None:
    close = f"*/{'>' if found[1] == '<' else '%'}}}}}"
    if not body.startswith("/*", found.end()):
        return None
    end = body.find(close, found.end())
    if end < 0:
        return None
    inside = body[found.end() + 2 : end]
    return _Text(f"{found[0]}{inside}{close[2:]}", found.start(), end + len(close))


def _tag(body: str, found: re.Match[str]) -> Shortcode | None:
    mark = found[1]
    close = ">}}" if mark == "<" else "%}}"
    name = _NAME.match(body, found.end())
    if name is None:
        return None
    positional: list[str] = []
    named: dict[str, str] = {}
    at = name.end()
    while True:
        blank = _BEFORE_END.match(body, at)
        assert blank is not None  # it matches an empty string
        if body.startswith(close, blank.end()):
            end = blank.end() + len(close)
            return Shortcode(
                name=name[2],
                mark=mark,
                positional=positional,
                named=named,
                start=found.start(),
                end=end,
                closes=bool(name[1]),
                closes_itself=bool(blank[1]),
                indentation=_indentation(body, found.start()),
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
            positional.append(value)
        at = given.end()


def _indentation(body: str, start: int) -> str:
    before = body[max(body.rfind("\n", 0, start) + 1, start - _WIDEST) : start]
    return before if before.isspace() else ""


def each(items: list[str | Shortcode]) -> Iterator[Shortcode]:
    """Yield every shortcode, outer ones before those inside."""
    for item in items:
        if isinstance(item, Shortcode):
            yield item
            yield from each(item.inner)

"""Link targets and link definitions in kramdown's Markdown."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

import msgspec

DEFINITION = re.compile(
    r" {0,3}\[(?!\^)([^\n\]]+)\]:[ \t]*(?:<(.*?)>|([^\n]*?\S[^\n]*?))"
    r"(?:(?:[ \t]*?\n|[ \t]+?)[ \t]*?([\"'])(.+?)\4)?[ \t]*?(?:\n|\Z)"
)
"""A definition of a link: its name, its address, its title."""
ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=\-])")
"""A character after a backslash, which makes it text."""
_LONG_DEFINITION = re.compile(r" {0,3}\[(?!\^)([^\n\]]+)\]:[ \t]*()(\S+)()()[ \t]*(?:\n|\Z)")
_BEGINNING = re.compile(r"^ {0,3}\[(?!\^)[^\n\]]+\]:", re.MULTILINE)
_UNTITLED = re.compile("[ \\t]+[\"']")
_BLANK = re.compile(r"\s+")
_ID = re.compile(r"\s*?\[([^\]]+)?\]")
# Most links: an address that needs no change.
_PLAIN = re.compile(r"\(([^\s()<>\\]*)\)")
_PAREN = re.compile(r"[()]")
_ANGLE = re.compile(">")
_BEFORE_TITLE = re.compile(r"\s(?=['\"])")
_TITLE = re.compile(r"\s*([\"'])(.+?)\1\s*\)", re.DOTALL)
_FORBIDDEN = re.compile(r"[<>\s]")
_PAIR = re.compile(r"(?:^|\s)(\w[\w-]*)=([\"'])((?:\\[}\"']|(?!\2)[^}])*?)\2(?=\s|$)")
_LIST_ID = re.compile(r"(?:^|\s)(?:\.[^\s.#]+)*#([A-Za-z][\w:-]*)")
_LOOSE = re.compile(r"&(?!#?\w+;)")
_LONGEST = 2_000
_REPEATED, _LEAST_REPEATED = 2, 100_000
"""What definitions may add: twice the body's characters, or twice this number if it is more."""


class LinkDefinition(msgspec.Struct, frozen=True):
    """Where links of a name go."""

    url: str
    title: str | None
    """The title that the link shows."""


class LinkNames:
    """Definitions by name; they can be used until they have added too much text."""

    def __init__(self, definitions: dict[str, LinkDefinition], size: int) -> None:
        """``size`` is the number of characters in their body."""
        self._definitions = definitions
        self._spare = _REPEATED * max(size, _LEAST_REPEATED)

    def define(self, found: re.Match[str]) -> None:
        """Take a definition of :func:`definition`; of two with one name, the last counts."""
        self._definitions[_name(found[1])] = _definition(found)

    def get(self, name: str) -> LinkDefinition | None:
        """Return a definition; None if there is none, or too much text was added."""
        found = self._definitions.get(name)
        if found is None or self._spare < 0:
            return None
        self._spare -= len(found.url) + len(found.title or "")
        return found


class LinkTarget(msgspec.Struct, frozen=True):
    """Where one link goes."""

    url: str
    """As it is written."""
    title: str | None
    end: int
    """Where the link ends in the source."""

    @property
    def markdown(self) -> str:
        """The link in CommonMark, from its closing bracket on."""
        if self.title is None:
            return f"](<{_url(self.url)}>)"
        words = self.title.replace("\\", "\\\\").replace('"', "&quot;").replace("\n", " ")
        return f'](<{_url(self.url)}> "{words}")'

    def image(self, text: str, attributes: Mapping[str, str]) -> str:
        """Return the HTML of an image; ``attributes`` are those of an attribute list."""
        own = {"src": _spaced(self.url), "alt": ESCAPED.sub(r"\1", text)}
        if self.title is not None:
            own["title"] = self.title
        shown = (f'{key}="{_value(value)}"' for key, value in {**own, **attributes}.items())
        return f"<img {' '.join(shown)} />"


def defined(body: str) -> LinkNames:
    """Return all link definitions of a body; of two with one name, the last counts."""
    if "]:" not in body:
        return LinkNames({}, 0)
    found: dict[str, LinkDefinition] = {}
    for start in _BEGINNING.finditer(body):
        if one := definition(body, start.start()):
            found[_name(one[1])] = _definition(one)
    return LinkNames(found, len(body))


def _definition(found: re.Match[str]) -> LinkDefinition:
    return LinkDefinition(found[2] or found[3] or "", found[5] or None)


def definition(body: str, at: int) -> re.Match[str] | None:
    """Return the link definition at ``at``, the start of a line; None if there is none."""
    is_long = body.find("\n", at, at + _LONGEST) < 0 and len(body) > at + _LONGEST
    found = (_LONG_DEFINITION if is_long else DEFINITION).match(body, at)
    return None if found and found[3] and _UNTITLED.search(found[3]) else found


def _name(text: str) -> str:
    return _BLANK.sub(" ", text).lower()


class LinkTargets:
    """The targets of links in one text."""

    def __init__(self, source: str, names: LinkNames) -> None:
        self._source = source
        self._names = names

    def at(self, bracket: int, start: int) -> LinkTarget | None:
        """Return the target after a link's text, which is from ``start`` to ``bracket``."""
        source, after = self._source, bracket + 1
        reference = _ID.match(source, after)
        if reference or not source.startswith("(", after):
            end = reference.end() if reference else after
            name = (reference and reference[1]) or ESCAPED.sub(r"\1", source[start:bracket])
            known = self._names.get(_name(name))
            return LinkTarget(known.url, known.title, end) if known else None
        if plain := _PLAIN.match(source, after, after + _LONGEST):
            return LinkTarget(plain[1], None, plain.end())
        if source.startswith("(<", after):
            place = bisect_left(self._angles, after)
            if place < len(self._angles):
                return self._titled_or_whole(after + 2, self._angles[place])
        return self._inline(after)

    def _titled_or_whole(self, start: int, end: int) -> LinkTarget | None:
        if self._source.startswith(")", end + 1):
            return LinkTarget(self._source[start:end], None, end + 2)
        return self._titled(end + 1, start, end)

    def _inline(self, at: int) -> LinkTarget | None:
        """Read an address up to its closing parenthesis, or to its title if that comes first."""
        data = self._source.startswith("data:", at + 1)
        limit = len(self._source) if data else min(at + _LONGEST, len(self._source))
        end = self._partners.get(at, limit)
        place = bisect_left(self._titles, at)
        titled = self._titles[place] if place < len(self._titles) else limit
        if titled < end and titled < limit - 1:
            return self._titled(titled, at + 1, titled)
        if end < limit:
            return LinkTarget(self._source[at + 1 : end], None, end + 1)
        return None

    def _titled(self, at: int, start: int, end: int) -> LinkTarget | None:
        title = _TITLE.match(self._source, at, at + _LONGEST)
        if not title:
            return None
        return LinkTarget(self._source[start:end], title[2], title.end())

    @cached_property
    def _partners(self) -> dict[int, int]:
        """Opening parentheses, each with its closing one."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for one in _PAREN.finditer(self._source):
            if one[0] == "(":
                opened.append(one.start())
            elif opened:
                found[opened.pop()] = one.start()
        return found

    @cached_property
    def _angles(self) -> list[int]:
        """The places of ``>``."""
        return [one.start() for one in _ANGLE.finditer(self._source)]

    @cached_property
    def _titles(self) -> list[int]:
        """Places where a title can begin: white space before a quotation mark."""
        return [one.start() for one in _BEFORE_TITLE.finditer(self._source)]


def attribute_list(text: str) -> dict[str, str]:
    """Return the attributes of an attribute list, apart from classes and references."""
    found = {key: value.replace("\\", "") for key, _, value in _PAIR.findall(text)}
    names = _LIST_ID.findall(text)
    return found | {"id": names[-1]} if names else found


def _value(text: str) -> str:
    """Return the value of an attribute; character references in it count."""
    return _LOOSE.sub("&amp;", text).replace('"', "&quot;").replace("<", "&lt;")


def _spaced(text: str) -> str:
    return _FORBIDDEN.sub(lambda found: f"%{ord(found[0]):02X}", text.strip())


def _url(text: str) -> str:
    return _spaced(text).replace("\\", "\\\\")

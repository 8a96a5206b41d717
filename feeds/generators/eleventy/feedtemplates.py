"""Templates that write a feed: what they say about the site and its posts.

A template is rendered as far as data decide it; then its elements are looked up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import msgspec
from msgspec.structs import replace

from feeds.generators.eleventy.scope import Scope
from feeds.generators.eleventy.templates import MARK, NotRendered, render
from feeds.generators.eleventy.urls import is_absolute
from feeds.markup.html import heading_text
from feeds.model import Format, Person
from feeds.urls import is_language_tag

_PROBE = "/feeds-probe/"
"""The path of a post that shows what comes before the path of every post."""
_ENTRY = {Format.ATOM: "<entry", Format.RSS: "<item", Format.JSON: '"id"'}
"""What begins an entry."""
_LINK = re.compile(r"<link\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*?)\]\]>\s*", re.DOTALL)
_MEMBER = re.compile(r"\"(\w+)\"\s*:\s*(\"(?:[^\"\\]|\\.)*+\")", re.DOTALL)
_OPENED = re.compile(r"\"(authors?|items)\"\s*:")
_FILTER = re.compile(r"\|\s*([A-Za-z_]\w*)")
_MAKES_URL = re.compile(
    r"<(?:id|guid|link|title)\b|\{%-?\s*(?:set|assign|capture)\b|\"(?:id|url)\""
)
"""A line of a template that makes an id, a link or a title, or a variable for them."""
_MAILBOX = re.compile(r"(\S+@\S+)\s*\(([^()]*)\)")
_HTML_TITLE = re.compile(r"<title\b[^<>]*\btype\s*=\s*[\"']html[\"']")
"""An element of text in HTML (RFC 4287 3.1.1.2)."""
_CONDITIONS = frozenset({"if", "unless", "for", "case"})
_ROOT = re.compile(r"<(?:feed|rss)\b[^<>]*")


class ChannelFacts(msgspec.Struct, frozen=True):
    """What a feed says of itself and of its site; None for what is not known."""

    title: str | None = None
    home: str | None = None
    """An absolute URL."""
    language: str | None = None
    """BCP 47."""
    description: str | None = None
    icon: str | None = None
    logo: str | None = None
    authors: tuple[Person, ...] = ()


class EntryFacts(msgspec.Struct, frozen=True):
    """What a feed says of one post; None for what is not known."""

    id: str | None = None
    """Absolute."""
    link: str | None = None
    """Absolute."""
    title: str | None = None
    authors: tuple[Person, ...] = ()
    is_shown: bool = True
    """The feed has an entry for the post."""
    needs_more: bool = False
    """The id depends on values that are not known."""


class UnknownCode(msgspec.Struct, frozen=True):
    """A filter or tag that a feed uses and that is not known, because it is JavaScript."""

    line: int
    """From 1, in the template."""
    name: str
    """``filter clean`` or ``tag absolute``."""
    element: str
    """The element of an entry that depends on it: ``id``, ``link`` or ``title``.

    It is ``replaced`` for a filter of Eleventy's that the configuration defines anew.
    """


class FeedTemplate(msgspec.Struct, frozen=True):
    """A template that writes a feed."""

    format: Format
    head: str
    """All that is not in the loop over posts."""
    entry: str
    """All that is in the loop."""
    variable: str
    """The loop's variable."""
    engine: str
    data: Mapping[str, Any]
    prefix: str = ""
    """The site's ``pathPrefix``, without a trailing slash."""
    first_line: int = 1
    """The line at which the loop begins."""
    variables: Mapping[str, Any] = {}
    """What the template sets before the loop."""

    def with_variables(self) -> FeedTemplate:
        """Return the template with what it sets before the loop."""
        scope = self._scope()
        render(self.head, scope)
        return replace(self, variables=scope.variables)

    def channel(self) -> ChannelFacts:
        """Return what the feed says of itself."""
        text = render(self.head, self._scope(), marks=True).text
        found = _Elements(text, self.format)
        language = found.language()
        return ChannelFacts(
            title=found.text("title"),
            home=_absolute(found.home()),
            language=language if language and is_language_tag(language) else None,
            description=found.text("subtitle", "description"),
            icon=found.text("icon"),
            logo=found.text("logo"),
            authors=found.authors() or self._probed().authors(),
        )

    def of_post(self, post: Mapping[str, Any]) -> EntryFacts:
        """Return what the feed says of a post; ``post`` is an item of Eleventy's collections."""
        found = self._elements(post)
        begins = _ENTRY[self.format]
        return EntryFacts(
            id=_absolute(found.id()),
            link=_absolute(found.home()),
            title=found.title(),
            authors=found.authors(),
            is_shown=begins not in self.entry or begins in found.source,
            needs_more=bool(MARK.search(found.raw("id", "guid") or "")),
        )

    @property
    def start(self) -> str | None:
        """What the feed writes before the path of each post; None if not known.

        Filters that are not known are taken for filters that change nothing there.
        """
        unknown_names = (one.name.split(" ") for one in self.unknown_code(frozenset()))
        names = {name for kind, name in unknown_names if kind == "filter"}
        unknown = rf"\|\s*(?:{'|'.join(names)})\b(?:\s*\([^()]*\)|\s*:[^|%}}]*)?"
        known = replace(self, entry=re.sub(unknown, "", self.entry)) if names else self
        found = known._probed()
        for url in (found.home(), found.id()):
            if url and is_absolute(url) and url.endswith(_PROBE):
                return url.removesuffix(_PROBE)
        return None

    def unknown_code(self, replaced: frozenset[str]) -> Iterator[UnknownCode]:
        """Yield the filters and tags without which ids, links or titles are not known.

        ``replaced`` are filters that the configuration defines anew.
        """
        rendered = render(self.entry, self._scope(_probe()), marks=True)
        found = _Elements(rendered.text, self.format)
        shown = {
            "id": found.raw("id", "guid"),
            "link": found.raw_home(),
            "title": found.raw("title"),
        }
        seen: set[str] = set()
        for element, text in shown.items():
            for mark in MARK.finditer(text or ""):
                unknown: NotRendered = rendered.not_rendered[int(mark[1])]
                is_code = unknown.is_filter or (unknown.is_tag and unknown.name not in _CONDITIONS)
                if is_code and unknown.name not in seen:
                    seen.add(unknown.name)
                    line = self.first_line + self.entry.count("\n", 0, unknown.offset)
                    kind = "filter" if unknown.is_filter else "tag"
                    yield UnknownCode(line, f"{kind} {unknown.name}", element)
        for line, text in enumerate(self.entry.split("\n"), self.first_line):
            names = set(_FILTER.findall(text)) & replaced if _MAKES_URL.search(text) else ()
            yield from (UnknownCode(line, f"filter {name}", "replaced") for name in sorted(names))

    def _probed(self) -> _Elements:
        return self._elements(_probe())

    def _elements(self, post: Mapping[str, Any]) -> _Elements:
        return _Elements(render(self.entry, self._scope(post), marks=True).text, self.format)

    def _scope(self, post: Mapping[str, Any] | None = None) -> Scope:
        variables = {} if post is None else {**self.variables, self.variable: post}
        return Scope(self.data, self.engine, self.prefix, variables)


def _probe() -> dict[str, Any]:
    return {"url": _PROBE, "data": {"page": {"url": _PROBE}}}


class _Elements:
    """Looks up elements in a feed, or in an entry, that is rendered as far as it is known."""

    def __init__(self, source: str, format: Format) -> None:
        self.source = source
        self._format = format
        self._members: dict[str, str] = {}
        if format is Format.JSON:
            self._read_members()

    def _read_members(self) -> None:
        """Read the strings of a JSON object; those of authors are prefixed with ``author.``."""
        opened = _OPENED.search(self.source)
        for found in _MEMBER.finditer(self.source):
            is_author = opened and opened[1] != "items" and found.start() > opened.start()
            key = f"author.{found[1]}" if is_author and found[1] in ("name", "url") else found[1]
            self._members.setdefault(key, found[2])

    def raw(self, *names: str) -> str | None:
        """Return the content of the first element with one of these names, as it is written."""
        if self._format is Format.JSON:
            return next((self._members[name] for name in names if name in self._members), None)
        found = (_content(self.source, name) for name in names)
        return next((one for one in found if one is not None), None)

    def text(self, *names: str) -> str | None:
        """Return an element's text; None if there is none, or if it is not known."""
        found = self._decoded(self.raw(*names)) or None
        # In JSON, templates escape what needs no escaping.
        return unescape(found) if found and self._format is Format.JSON else found

    def id(self) -> str | None:
        """Return the id of an entry as readers know it; None if it is not known."""
        return self._decoded(self.raw("id", "guid"))

    def title(self) -> str | None:
        """Return the title of an entry, which may be empty; None if it is not known."""
        found = self._decoded(self.raw("title"))
        if found is None:
            return None
        is_html = self._format is Format.ATOM and _HTML_TITLE.search(self.source)
        # In JSON and in CDATA, templates escape what needs no escaping.
        return heading_text(found) if is_html else unescape(found)

    def raw_home(self) -> str | None:
        """Return the URL of the page that a feed or an entry links to, as it is written."""
        if self._format is Format.JSON:
            return self.raw("home_page_url", "url")
        links = (_attributes(found[1]) for found in _LINK.finditer(self.source))
        pages = (one["href"] for one in links if "href" in one and _is_page(one))
        return next(pages, None) if self._format is Format.ATOM else self.raw("link")

    def home(self) -> str | None:
        """Return the URL of the page that a feed or an entry links to; None if not known."""
        found = self._decoded(self.raw_home())
        # Some templates escape it twice: then links would lead nowhere.
        return unescape(found) if found else None

    def language(self) -> str | None:
        """Return the language that a feed names; None if it names none."""
        if self._format is Format.ATOM:
            root = _ROOT.search(self.source)
            return self._decoded(_attributes(root[0]).get("xml:lang") if root else None)
        return self.text("language")

    def authors(self) -> tuple[Person, ...]:
        """Return the person that a feed or an entry names."""
        if self._format is Format.ATOM:
            inner = _Elements(_content(self.source, "author") or "", self._format)
            name, uri, email = inner.text("name"), inner.text("uri"), inner.text("email")
        elif self._format is Format.JSON:
            name, uri, email = self.text("author.name"), self.text("author.url"), None
            if uri and uri.startswith("mailto:"):
                uri = None
        else:
            uri, (name, email) = None, self._author_of_item()
        return (Person(name, uri, email),) if name else ()

    def _author_of_item(self) -> tuple[str | None, str | None]:
        """Return name and address; RSS writes ``ann@example.com (Ann)`` in its own elements."""
        if name := self.text("dc:creator"):
            return name, None
        given = self.text("author", "managingEditor", "itunes:author")
        found = _MAILBOX.fullmatch(given or "")
        return (found[2].strip(), found[1]) if found else (given, None)

    def _decoded(self, raw: str | None) -> str | None:
        if raw is None or MARK.search(raw):
            return None
        if self._format is Format.JSON:
            try:
                text = str(json.loads(raw, strict=False))
            except ValueError:
                return None
        else:
            data = _CDATA.fullmatch(raw)
            text = data[1] if data else unescape(raw)
        return text.strip()


def _content(text: str, name: str) -> str | None:
    """Return what is in the first element of that name."""
    begins = f"<{name}"
    at = text.find(begins)
    while at >= 0 and text[at + len(begins) : at + len(begins) + 1] not in (">", " ", "\n", "\t"):
        at = text.find(begins, at + 1)
    start = text.find(">", at) + 1 if at >= 0 else 0
    end = text.find(f"</{name}>", start) if start else -1
    return text[start:end] if end >= 0 else None


def _attributes(text: str) -> dict[str, str]:
    return {found[1]: found[2] or found[3] or "" for found in _ATTRIBUTE.finditer(text)}


def _is_page(link: Mapping[str, str]) -> bool:
    return link.get("rel", "alternate") == "alternate"


def _absolute(url: str | None) -> str | None:
    return url if url and is_absolute(url) else None

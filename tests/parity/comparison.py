"""Two feeds of one tree, a generator's and ours, compared entry by entry."""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from feeds.assemble.hidden import prune
from feeds.config import Config
from feeds.edition import read_edition
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project

FALLBACK_URL = "https://parity.example"
EVERY = 100_000
"""Entries; more than any tree has."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONE_AMPERSAND = re.compile(
    rb"(<!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)", re.DOTALL
)
"""Some generators write a link's as it is; in CDATA it is one by right."""

Author = tuple[str | None, str | None, str | None]
_BLOCKS = (
    "p, div, br, hr, pre, blockquote, ul, ol, li, dl, dt, dd, table, tr, td, th, img, figure, "
    "figcaption, section, details, summary, h1, h2, h3, h4, h5, h6"
)
"""What stands on its own: no words run together at its ends."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a feed shows of one post, as a reader would take it."""

    id: str
    link: str
    title: str
    published: str
    updated: str
    authors: tuple[Author, ...]
    terms: tuple[str, ...]
    image: str | None
    language: str | None
    text: str
    """Visible text of the content, or of the summary where there is none; white space folded."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one entry, as the generator and as we have it."""

    entry: str
    field: str
    native: object
    ours: object

    def __str__(self) -> str:
        return f"{self.entry}: {self.field}\n  native {self.native!r}\n  ours   {self.ours!r}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing one feed of one tree."""

    native: int
    """Entries in the generator's feed."""
    ours: int
    differences: tuple[Difference, ...]
    faults: tuple[str, ...]
    """What we refused."""
    bare: tuple[str, ...] = ()
    """Entries compared without their text: the generator itself cannot make it here."""

    def equal(self, field: str) -> int:
        """Return in how many entries a field is the same."""
        differing = {one.entry for one in self.differences if one.field in (field, "entry")}
        return max(self.native, self.ours) - len(differing)

    def summary(self) -> str:
        """Count, field by field, how many entries agree."""
        entries = max(self.native, self.ours)
        lines = [f"entries: native {self.native}, ours {self.ours}"]
        lines += [f"{name:>10}: {self.equal(name)} of {entries}" for name in NAMES]
        lines += [f"without text: {one}" for one in self.bare]
        return "\n".join([*lines, *(f"left out: {fault}" for fault in self.faults)])


NAMES = tuple(one.name for one in fields(Shown))


def compared(native: list[Shown], ours: list[Shown], faults: Iterable[str] = ()) -> Comparison:
    """Compare two feeds: entries that only one has, then every field in order."""
    return Comparison(len(native), len(ours), tuple(differences(native, ours)), tuple(faults))


def differences(native: list[Shown], ours: list[Shown]) -> Iterator[Difference]:
    """Yield what differs."""
    ids = {one.id for one in native}, {one.id for one in ours}
    for missing in sorted(ids[0] - ids[1]):
        yield Difference(missing, "entry", "there", "missing")
    for surplus in sorted(ids[1] - ids[0]):
        yield Difference(surplus, "entry", "missing", "there")
    for theirs, mine in zip(native, ours, strict=False):
        for name in NAMES:
            if getattr(theirs, name) != getattr(mine, name):
                yield Difference(theirs.id, name, getattr(theirs, name), getattr(mine, name))


def read_feed(file: Path) -> list[Shown]:
    """Read an Atom or RSS document, a little damaged or not, in its order."""
    text = _LONE_AMPERSAND.sub(_kept, _ILLEGAL.sub(b"", file.read_bytes()))
    document = etree.fromstring(text, etree.XMLParser(strip_cdata=False, huge_tree=True))
    entries = [_atom(entry) for entry in document.iter(f"{_ATOM}entry")]
    return entries or [_rss(item) for item in document.iter("item")]


def _kept(match: re.Match[bytes]) -> bytes:
    return match[1] or b"&amp;"


def our_feeds(
    tree: Path,
    generator: str,
    url: str | None = None,
    formats: Iterable[str] = ("atom", "rss"),
    entries: int | None = EVERY,
) -> tuple[dict[str, list[Shown]], list[str]]:
    """Build the tree with ours and read every feed by its path; and the faults that cost a post.

    ``url`` is given for trees that do not say what theirs is; ``entries`` is None for the
    tree's own limit.
    """
    feeds = {"entries": entries, "formats": list(formats)}
    config = Config.of({"posts": str(tree), "generator": generator, "feeds": feeds})
    with tempfile.TemporaryDirectory() as folder:
        project = open_project(config.with_site(url=url), Path(folder))
        report = build(project, datetime.now(UTC), lambda *_: None)
        paths = read_edition(project.state).feeds
        shown = {path: read_feed(project.output / path.lstrip("/")) for path in paths}
    return shown, [str(fault) for fault in report.faults if fault.fatal]


def visible(markup: str, base: str = "") -> str:
    """Return the text somebody sees of an HTML fragment, white space folded.

    What is hidden is not seen, and of the box of a task whether it is ticked. With ``base``,
    the page's address, an iframe counts as the link that stands for it in a feed.
    """
    body = LexborHTMLParser(f"<body>{prune(markup, base) if base else markup}").body
    if body is None:
        return ""
    for hidden in body.css("script, style, template, iframe"):
        hidden.decompose()
    for box in body.css("input[type=checkbox]"):
        box.replace_with("☑ " if "checked" in box.attributes else "☐ ")
    for block in body.css(_BLOCKS):
        block.insert_before(" ")
        block.insert_after(" ")
    return " ".join(body.text().replace("\ufeff", "").split())


def _atom(entry: etree._Element) -> Shown:
    link = entry.find(f"{_ATOM}link[@rel='alternate']")
    link = entry.find(f"{_ATOM}link") if link is None else link
    image = entry.find(f"{_MEDIA}thumbnail")
    authors = (
        (one.findtext(f"{_ATOM}name"), one.findtext(f"{_ATOM}uri"), one.findtext(f"{_ATOM}email"))
        for one in entry.iter(f"{_ATOM}author")
    )
    content, summary = entry.find(f"{_ATOM}content"), entry.find(f"{_ATOM}summary")
    page = "" if link is None or content is None else link.get("href", "")
    return Shown(
        id=entry.findtext(f"{_ATOM}id") or "",
        link="" if link is None else link.get("href", ""),
        title=_atom_text(entry.find(f"{_ATOM}title")),
        published=entry.findtext(f"{_ATOM}published") or "",
        updated=entry.findtext(f"{_ATOM}updated") or "",
        authors=tuple(author for author in authors if author[0]),
        terms=_each_once(one.get("term", "") for one in entry.iter(f"{_ATOM}category")),
        image=None if image is None else image.get("url"),
        language=entry.get(_LANGUAGE),
        text=visible(_atom_text(summary if content is None else content, markup=True), page),
    )


def _atom_text(element: etree._Element | None, markup: bool = False) -> str:
    """Return a text construct as shown, or as HTML (RFC 4287 3.1.1)."""
    if element is None:
        return ""
    if element.get("type") == "xhtml":
        return etree.tostring(element, encoding="unicode")
    text = element.text or ""
    if element.get("type") == "html":
        return text if markup else html.unescape(text)
    return html.escape(text, quote=False) if markup else text


def _rss(item: etree._Element) -> Shown:
    published = item.findtext("pubDate") or ""
    content = item.findtext(_CONTENT)
    return Shown(
        id=item.findtext("guid") or "",
        link=item.findtext("link") or "",
        title=item.findtext("title") or "",
        published=parsedate_to_datetime(published).isoformat() if published else "",
        updated=item.findtext(f"{_ATOM}updated") or "",
        authors=tuple((one.text, None, None) for one in item.iter(_CREATOR, "author")),
        terms=_each_once(one.text or "" for one in item.iter("category")),
        image=None,
        language=None,
        text=visible(item.findtext("description") or "")
        if content is None
        else visible(content, item.findtext("link") or ""),
    )


def _each_once(terms: Iterable[str]) -> tuple[str, ...]:
    """A generator may repeat a tag that a post repeats."""
    return tuple(dict.fromkeys(terms))

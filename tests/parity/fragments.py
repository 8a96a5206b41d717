"""HTML as a reader sees it: words, elements, targets of links, and the white space of code.

Two generators never write the same bytes, and a sanitiser rightly removes some of what a
generator writes. What counts as the same is decided here alone, and each rule has its reason.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.assemble.hidden import prune
from feeds.assemble.urls import SCHEMES

_BLOCKS = (
    "p, div, br, hr, pre, blockquote, ul, ol, li, dl, dt, dd, table, tr, td, th, img, figure, "
    "figcaption, section, details, summary, h1, h2, h3, h4, h5, h6"
)
"""What stands on its own: no words run together at its ends."""
_BLOCK_TAGS = """
address article aside audio blockquote br caption col colgroup dd details div dl dt figcaption
figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td
tfoot th thead tr ul video
"""
_BLOCK_NAMES = frozenset(_BLOCK_TAGS.split())
_AROUND_BLOCKS = re.compile(rf" ?(</?(?:{'|'.join(_BLOCK_NAMES)})(?: [^<>]*)?>) ?")
"""White space at the ends of a block is not shown."""
_SPACE = re.compile(r"[ \t\n\f\r]+")
"""HTML's white space; a no-break space is a character like any other."""

_REMOVED = frozenset({"iframe", "script", "select", "style", "template", "textarea"})
"""Nothing in a feed reader: scripts, styles, fields of forms. Iframes are links by then."""
_FORMS = frozenset({"button", "fieldset", "form", "label"})
"""Only their content is left: nothing happens when readers use them."""
_NEUTRAL = frozenset({"font", "span"})
"""Only their content is seen, where they have none of the attributes below."""
_VOID = frozenset({"br", "col", "embed", "hr", "img", "link", "meta", "source", "track", "wbr"})
_URLS = {
    "a": ("href",),
    "audio": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
"""The attributes that a reader follows or loads."""
_ATTRIBUTE_NAMES = """
alt colspan datetime dir height id lang open reversed rowspan start title value width
"""
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
"""What changes how an element is shown. Others carry the site's classes, styles and scripts."""
_CANDIDATE = re.compile(r"([^\s,](?:\S*[^\s,])?)\s*([^,]*)(?:,|$)")
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20\x7f#%/<>?\\^|]")
"""URL Standard 3.5; browsers do not follow such a link."""
_ALLOWED = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of HTML, such as an entry's summary."""

    text: str = ""
    """Visible text, white space folded."""
    tree: str = ""
    """The elements with the attributes that readers know, URLs absolute, white space folded."""
    links: tuple[str, ...] = ()
    """Absolute targets of links, images, audio and video, in order."""
    pre: tuple[str, ...] = ()
    """The text of each ``pre``, and of each ``code`` outside one, exactly."""


@lru_cache(maxsize=4096)
def read_fragment(markup: str, base: str) -> Fragment:
    """Read HTML that is relative to ``base``, its page's address."""
    body = LexborHTMLParser(f"<body>{prune(markup, base)}").body
    if body is None:
        return Fragment()
    reading = _Reading(base)
    tree = _AROUND_BLOCKS.sub(r"\1", _SPACE.sub(" ", "".join(reading.inside(body)))).strip(" ")
    return Fragment(visible(markup, base), tree, tuple(reading.links), tuple(reading.code))


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
        box.replace_with(_box(box))
    for block in body.css(_BLOCKS):
        block.insert_before(" ")
        block.insert_after(" ")
    return " ".join(body.text().replace("\ufeff", "").split())


def target(url: str, base: str) -> str | None:
    """Return the absolute URL that ``url`` leads to; None if readers cannot follow it."""
    try:
        parts = urlsplit(urljoin(base, _SPACE.sub(" ", url).strip()))
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:
        return None
    is_followed = parts.scheme in SCHEMES or parts.path.startswith("image/")
    if not is_followed or _FORBIDDEN_IN_HOST.search(unquote(host)):
        return None
    return quote(parts._replace(netloc=host).geturl(), safe=_ALLOWED)


def _box(box: LexborNode) -> str:
    return "☑ " if "checked" in box.attributes else "☐ "


@dataclass(slots=True)
class _Reading:
    """Walks a tree once, and collects what is compared."""

    base: str
    links: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)

    def inside(self, node: LexborNode) -> Iterator[str]:
        """Yield the normalised HTML within an element."""
        for child in node.iter(include_text=True):
            if child.is_text_node:
                text = (child.text_content or "").replace("\ufeff", "")
                yield html.escape(text, quote=False)
            elif child.tag == "input":
                yield _box(child) if child.attributes.get("type") == "checkbox" else ""
            elif child.tag not in _REMOVED and child.is_element_node:
                yield self._element(child)

    def _element(self, node: LexborNode) -> str:
        tag = node.tag or ""
        if tag == "pre" or (tag == "code" and not _is_within_pre(node)):
            self.code.append(_exact(node))
        attributes = "".join(self._attributes(tag, node))
        within = "" if tag in _VOID else "".join(self.inside(node))
        is_neutral = tag in _NEUTRAL or (tag == "div" and _holds_only_blocks(node))
        if tag in _FORMS or (is_neutral and not attributes):
            return within
        return f"<{tag}{attributes}>" + ("" if tag in _VOID else f"{within}</{tag}>")

    def _attributes(self, tag: str, node: LexborNode) -> Iterator[str]:
        for name, value in sorted(node.attributes.items()):
            if name in _URLS.get(tag, ()):
                found = self._targets(name, value or "")
                self.links += (url for url, _ in found)
                value = ", ".join(f"{url} {tail}".strip() for url, tail in found)
            elif name not in _ATTRIBUTES:
                continue
            if value or name in ("open", "reversed"):
                yield f' {name}="{html.escape(value or "")}"'

    def _targets(self, name: str, value: str) -> list[tuple[str, str]]:
        given = _CANDIDATE.findall(value) if name == "srcset" else [(value, "")]
        found = ((target(url, self.base), " ".join(tail.split())) for url, tail in given if url)
        return [(url, tail) for url, tail in found if url]


def _is_within_pre(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.tag != "pre":
        parent = parent.parent
    return parent is not None


def _exact(node: LexborNode) -> str:
    """Return the text of code; a ``br`` is a line's end."""
    found = []
    for child in node.iter(include_text=True):
        if child.is_text_node:
            found.append(child.text_content or "")
        else:
            found.append("\n" if child.tag == "br" else _exact(child))
    return "".join(found)


def _holds_only_blocks(node: LexborNode) -> bool:
    """Say whether a ``div`` begins and ends no line that its content does not."""
    return all(
        not (child.text_content or "").strip() if child.is_text_node else child.tag in _BLOCK_NAMES
        for child in node.iter(include_text=True)
    )

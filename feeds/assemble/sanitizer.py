"""Make HTML safe to show anywhere, and extract its text."""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import cache
from html import unescape

import nh3

from feeds.assemble.hidden import prune, with_first_newlines
from feeds.assemble.nesting import is_too_costly, text_of_tags
from feeds.assemble.urls import SCHEMES, absolute

_TEXT_TAGS = """
a abbr address article aside b bdi bdo big blockquote br center cite code data dd del dfn
div dl dt em footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd li main mark nav ol p pre
q rp rt rtc ruby s samp section small span strike strong sub sup time tt u ul var wbr
"""
_TABLE_TAGS = "caption col colgroup table tbody td tfoot th thead tr"
_MEDIA_TAGS = "audio details figcaption figure img picture source summary track video"
_MATH_TAGS = """
math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
semantics
"""
_TAGS = frozenset(f"{_TEXT_TAGS} {_TABLE_TAGS} {_MEDIA_TAGS} {_MATH_TAGS}".split())
# These elements are removed with their content; of all others the content stays.
_HIDING_TAGS = """
annotation annotation-xml applet canvas datalist iframe noembed noframes noscript optgroup option
script select style svg template textarea title
"""
GONE_WITH_CONTENT = frozenset(_HIDING_TAGS.split())
_CELL = {"colspan", "rowspan", "headers", "scope", "abbr", "align", "valign"}
_CHANGE = {"cite", "datetime"}
_SOURCE = {"src", "srcset", "sizes", "type", "media", "width", "height"}
_ATTRIBUTES = {
    "*": {"id", "title", "lang", "dir"},
    "a": {"href", "hreflang", "name", "rel", "type"},
    "audio": {"src", "controls", "loop", "preload"},
    "blockquote": {"cite"},
    "code": {"class"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "data": {"value"},
    "del": _CHANGE,
    "details": {"open"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "align"},
    "ins": _CHANGE,
    "li": {"value"},
    "math": {"display", "alttext"},
    "mo": {"stretchy", "fence", "separator"},
    "ol": {"start", "type", "reversed"},
    "pre": {"class"},
    "q": {"cite"},
    "source": _SOURCE,
    "td": _CELL,
    "th": _CELL,
    "time": {"datetime"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "tr": {"align", "valign"},
    "video": {"src", "poster", "controls", "loop", "muted", "preload", "width", "height"},
}
URLS = frozenset({"href", "src", "poster", "cite"})

# HTML 4.8.4.2.1: a URL may contain commas, but not begin or end with one.
_CANDIDATE = re.compile(r"([^\s,](?:\S*[^\s,])?)\s*([^,]*)(?:,|$)")
# By attribute, because a value may contain ``>``.
_NO_SOURCE = re.compile(r'<img(?: (?!src=|srcset=)[a-z]+="[^"]*")*>')

_INLINE_TAGS = """
a abbr b bdi bdo big cite code data del dfn em i ins kbd mark q s samp small span strike
strong sub sup time tt u var wbr
math mfrac mi mn mo mroot mrow ms msqrt mstyle msub msubsup msup mtext semantics
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_TAG = re.compile(r'</?([a-z0-9]+)(?: [a-z]+="[^"]*")*>')

_BASE: ContextVar[str] = ContextVar("base")
"""The URL that the URLs of the current HTML are relative to."""


def clean(html: str, base: str, only_prose: bool = False) -> str:
    """Return ``html`` with only the elements of articles, every URL absolute.

    ``base`` is the absolute URL of the HTML's page. Scripts, styles, form controls, event
    handlers, comments, hidden elements and tracking images are removed. An iframe becomes a
    link. A URL that cannot be resolved, or whose scheme is not safe, is removed without its
    element. HTML that parsers need too long for, such as elements nested more than 500 deep,
    is returned as its text. With ``only_prose``, footnotes and code blocks are removed too.
    """
    if not html:
        return ""
    if is_too_costly(html):
        return text_of_tags(html)
    _BASE.set(base)
    cleaned = _cleaner().clean(prune(html, base, only_prose))
    return with_first_newlines(_NO_SOURCE.sub("", cleaned))


def plain_text(html: str) -> str:
    """Return the text of ``html`` that a reader sees, on one line.

    Entities are decoded and white space is folded. A space separates paragraphs, cells, lines
    and pictures from the text around them.
    """
    return text_of_clean(clean(html, "")) if html else ""


def text_of_clean(html: str) -> str:
    """Return the text of HTML that :func:`clean` returned."""
    # In clean HTML every ``<`` begins a tag, so that a pattern finds the tags.
    return " ".join(unescape(_TAG.sub(_gap, html)).split())


@cache
def _cleaner() -> nh3.Cleaner:
    """Return the cleaner, made once: making it takes longer than cleaning a short text."""
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes=SCHEMES | {"data"},
        # autoplay is removed: without controls a video could not be started.
        set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in URLS:
        return value if _holds_an_image(tag, name, value) else absolute(value, _BASE.get())
    if name == "srcset":
        return _srcset(value, _BASE.get())
    if name == "class":
        return _languages(value)
    return value


def _holds_an_image(tag: str, name: str, value: str) -> bool:
    return tag == "img" and name == "src" and value[:11].lower() == "data:image/"


def _srcset(value: str, base: str) -> str | None:
    """Make the URL of each candidate absolute, and keep its descriptor."""
    found = ((absolute(url, base), tail.split()) for url, tail in _CANDIDATE.findall(value))
    return ", ".join(" ".join([url, *tail]) for url, tail in found if url) or None


def _languages(value: str) -> str | None:
    """Keep only the classes that name the language of code (HTML 4.5.15)."""
    return " ".join(name for name in value.split() if name.startswith("language-")) or None


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1] in _INLINE else " "

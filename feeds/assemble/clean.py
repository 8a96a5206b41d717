"""Make a post's HTML safe to show anywhere, its URLs absolute."""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import cache
from html import escape

import nh3

from feeds.assemble.nesting import is_too_costly
from feeds.assemble.prune import prune, with_first_newlines
from feeds.assemble.urls import SCHEMES, absolute
from feeds.markup.html import decoded

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
# Unlike other elements that are not kept, these go with all they hold.
_HIDING_TAGS = """
annotation applet canvas datalist iframe noembed noframes noscript optgroup option
script select style svg template textarea title
"""
_GONE_WITH_CONTENT = frozenset(_HIDING_TAGS.split())
_CELL = {"colspan", "rowspan", "headers", "scope", "abbr", "align", "valign"}
_CHANGE = {"cite", "datetime"}
_SOURCE = {"src", "srcset", "sizes", "type", "media", "width", "height"}
_ATTRIBUTES = {
    "*": {"id", "title", "lang", "dir"},
    "a": {"href", "hreflang", "name", "rel", "type"},
    "audio": {"src", "controls", "loop", "preload"},
    "blockquote": {"cite"},
    "code": {"class"},
    "col": {"span"},
    "colgroup": {"span"},
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
_URLS = frozenset({"href", "src", "poster", "cite"})

# HTML 4.8.4.2.1: a URL may hold commas, but neither begin nor end with one.
_CANDIDATE = re.compile(r"([^\s,](?:\S*[^\s,])?)\s*([^,]*)(?:,|$)")
# By attribute, because a value may hold ``>``.
_NO_SOURCE = re.compile(r'<img(?: (?!src=|srcset=)[a-z]+="[^"]*")*>')

_MARKUP = re.compile(r"<[^<>]*>")

_BASE: ContextVar[str] = ContextVar("base")
"""What the URLs of the text that is being cleaned are relative to."""


def clean(html: str, base: str) -> str:
    """Return ``html`` with only what articles are made of, every URL absolute.

    ``base`` is the absolute URL of the page the HTML is from. Scripts, styles, form
    controls, event handlers, comments, hidden elements and tracking images are taken
    out; an iframe becomes a link. A URL that cannot be resolved, or whose scheme is not
    safe, is left out, its element kept. HTML that would take parsers too long, such as
    that nested more than 500 deep, which no article is, comes back as its text.
    """
    if not html:
        return ""
    if is_too_costly(html):
        return _text(html)
    _BASE.set(base)
    cleaned = _cleaner().clean(prune(html, base))
    return with_first_newlines(_NO_SOURCE.sub("", cleaned))


def _text(html: str) -> str:
    text = escape(decoded(_MARKUP.sub(" ", html)), quote=False)
    return text.replace("\xa0", "&nbsp;")


@cache
def _cleaner() -> nh3.Cleaner:
    """Return the one cleaner: to make one takes longer than to clean a short text."""
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes=SCHEMES | {"data"},
        # Without autoplay, which is never kept, a film without controls could not start.
        set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in _URLS:
        return value if _holds_an_image(tag, name, value) else absolute(value, _BASE.get())
    if name == "srcset":
        return _srcset(value, _BASE.get())
    if name == "class":
        return _languages(value)
    return value


def _holds_an_image(tag: str, name: str, value: str) -> bool:
    return tag == "img" and name == "src" and value[:11].lower() == "data:image/"


def _srcset(value: str, base: str) -> str | None:
    """Each candidate's URL made absolute, its descriptor kept."""
    found = ((absolute(url, base), tail.split()) for url, tail in _CANDIDATE.findall(value))
    return ", ".join(" ".join([url, *tail]) for url, tail in found if url) or None


def _languages(value: str) -> str | None:
    """Only the classes that name a language of code (HTML 4.5.15)."""
    return " ".join(name for name in value.split() if name.startswith("language-")) or None

"""The shortcodes that Hugo brings along, as Markdown that holds their HTML.

Every result is on one line and begins with an element of text, so that Markdown takes it
for a part of a paragraph, wherever it stands, and still reads the captions inside.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from feeds.generators.hugo.shortcodes import Shortcode

_START = "<span></span>"
_ACTIVE = re.compile(r"[\\*_`~\[\]|$:!^{}=+#\n-]")
_HOST = re.compile(r"https?://[^/]*")
_SPACES = re.compile(r"\s+")
_BOX = 'style="position: relative; padding-bottom: 56.25%; height: 0; overflow: hidden;"'
_FRAME = 'style="position: absolute; top: 0; left: 0; width: 100%; height: 100%; border:0;"'

Refer = Callable[[str], str]
"""From a path as ``ref`` takes it to a page's URL; empty where there is none."""


class Context(NamedTuple):
    """What shortcodes may ask of their site and page."""

    refer: Refer
    param: Callable[[str], str]
    privacy: Mapping[str, Mapping[str, object]]

    def is_disabled(self, service: str) -> bool:
        return self.privacy.get(service, {}).get("disable") is True


def render(code: Shortcode, inner: str, context: Context) -> str | None:
    """Return what a shortcode of Hugo's own stands for; None for one of the site's."""
    found = _RENDERERS.get(code.name.lower())
    return found(code, inner, context) if found else None


def _attribute(name: str, value: str) -> str:
    return f' {name}="{_quoted(value)}"' if value else ""


def _quoted(value: str) -> str:
    return escape(_SPACES.sub(" ", value))


def _inert(text: str) -> str:
    """Return text that no Markdown is seen in."""
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};", escape(text, quote=False))


def _figure(code: Shortcode, inner: str, context: Context) -> str:
    del inner, context
    alt, caption = code.get("alt"), _SPACES.sub(" ", code.get("caption"))
    image = f'<img src="{_quoted(code.get("src"))}"' + _attribute("alt", alt or caption)
    image += "".join(_attribute(name, code.get(name)) for name in ("width", "height"))
    image += ">"
    if code.get("link"):
        image = f'<a href="{_quoted(code.get("link"))}">{image}</a>'
    return f"{_START}<figure>{image}{_legend(code, caption)}</figure>"


def _legend(code: Shortcode, caption: str) -> str:
    title, attribution = code.get("title"), _SPACES.sub(" ", code.get("attr"))
    if not (title or caption or attribution):
        return ""
    heading = f"<h4>{_inert(title)}</h4>" if title else ""
    if code.get("attrlink"):
        attribution = f'<a href="{_quoted(code.get("attrlink"))}">{attribution}</a>'
    words = f"<p>{caption}{attribution}</p>" if caption or attribution else ""
    return f"<figcaption>{heading} {words}</figcaption>"


def _highlight(code: Shortcode, inner: str, context: Context) -> str:
    del context
    text = textwrap.dedent(inner.strip("\n\r"))
    language = code.get("", 0)
    named = f' class="language-{_quoted(language)}"' if language else ""
    return f"{_START}<pre><code{named}>{_inert(text)}</code></pre>"


def _details(code: Shortcode, inner: str, context: Context) -> str:
    del context
    summary = _SPACES.sub(" ", code.get("summary") or "Details")
    open_ = " open" if code.get("open").lower() in ("true", "1") else ""
    return f"\n\n{_START}<details{open_}><summary>{summary}</summary>\n\n{inner}\n\n</details>\n\n"


def _youtube(code: Shortcode, inner: str, context: Context) -> str:
    del inner
    id = code.get("id", 0)
    if not id or context.is_disabled("youtube"):
        return ""
    private = context.privacy.get("youtube", {}).get("privacyenhanced") is True
    host = "www.youtube-nocookie.com" if private else "www.youtube.com"
    start = f"?start={code.get('start')}" if code.get("start") else ""
    allowed = (
        "accelerometer; autoplay; clipboard-write; encrypted-media; gyroscope; "
        "picture-in-picture; web-share; fullscreen"
    )
    return _framed(
        f"https://{host}/embed/{id}{start}", code.get("title") or "YouTube video", allowed
    )


def _vimeo(code: Shortcode, inner: str, context: Context) -> str:
    del inner
    id = code.get("id", 0)
    if not id or context.is_disabled("vimeo"):
        return ""
    return _framed(f"https://player.vimeo.com/video/{id}", code.get("title"), "fullscreen")


def _framed(url: str, title: str, allowed: str) -> str:
    frame = f'<iframe allow="{allowed}" src="{_quoted(url)}" {_FRAME}'
    return f"{_START}<div {_BOX}>{frame}{_attribute('title', title)}></iframe></div>"


def _x(code: Shortcode, inner: str, context: Context) -> str:
    del inner
    user, id = code.get("user"), code.get("id", 0)
    if not id or context.is_disabled("x") or context.is_disabled("twitter"):
        return ""
    return _linked(f"https://x.com/{user or 'i'}/status/{id}")


def _instagram(code: Shortcode, inner: str, context: Context) -> str:
    del inner
    id = code.get("", 0)
    if not id or context.is_disabled("instagram"):
        return ""
    return _linked(f"https://www.instagram.com/p/{id}", "View this post on Instagram")


def _gist(code: Shortcode, inner: str, context: Context) -> str:
    del inner, context
    return _linked(f"https://gist.github.com/{code.get('', 0)}/{code.get('', 1)}")


def _linked(url: str, text: str = "") -> str:
    return f'{_START}<a href="{_quoted(url)}">{_inert(text or url)}</a>'


def _ref(code: Shortcode, inner: str, context: Context) -> str:
    del inner
    return context.refer(code.get("path", 0))


def _relref(code: Shortcode, inner: str, context: Context) -> str:
    return _HOST.sub("", _ref(code, inner, context))


def _param(code: Shortcode, inner: str, context: Context) -> str:
    del inner
    return _inert(context.param(code.get("", 0)))


def _nothing(code: Shortcode, inner: str, context: Context) -> str:
    del code, inner, context
    return ""


_RENDERERS: Mapping[str, Callable[[Shortcode, str, Context], str]] = {
    "comment": _nothing,
    "details": _details,
    "figure": _figure,
    "gist": _gist,
    "highlight": _highlight,
    "instagram": _instagram,
    "param": _param,
    "qr": _nothing,
    "ref": _ref,
    "relref": _relref,
    "tweet": _x,
    "twitter": _x,
    "vimeo": _vimeo,
    "x": _x,
    "youtube": _youtube,
}
NAMES = frozenset(_RENDERERS)

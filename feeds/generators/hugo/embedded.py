"""The HTML of Hugo's built-in shortcodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Protocol
from urllib.parse import urlencode

import msgspec

from feeds.generators.hugo.shortcodes import Shortcode, parsed
from feeds.markup.html import heading_text

_PREFIX = "HAHAHUGOSHORTCODE"
_LARGEST = 16 << 20
"""Bytes of HTML that the shortcodes of one page can give."""
_RAW = re.compile("<[a-zA-Z]")
_HOST = re.compile(r"https?://[^/]*")
_BOX = 'style="position: relative; padding-bottom: 56.25%; height: 0; overflow: hidden;"'
_FRAME = 'style="position: absolute; top: 0; left: 0; width: 100%; height: 100%; border:0;"'


class RendersMarkdown(Protocol):
    def __call__(self, text: str, *, keeps_html: bool = False) -> str:
        """Return the HTML of a text inside a page; ``keeps_html`` keeps raw HTML in any case."""


class ShortcodeContext(msgspec.Struct, frozen=True):
    """What built-in shortcodes may use of their site and page."""

    refer: Callable[[Shortcode], str]
    """From ``ref`` to the page's URL; empty if there is no such page."""
    param: Callable[[str], str]
    """From a key to the page's or the site's parameter."""
    file: Callable[[str], str]
    """From the name of a file of the page to its URL; empty if there is no such file."""
    markdown: RendersMarkdown
    privacy: Mapping[str, Mapping[str, object]]
    """``[privacy]`` of the configuration: options by service."""

    def is_disabled(self, service: str) -> bool:
        """Say whether a service may not be embedded."""
        return self.privacy.get(service, {}).get("disable") is True


class ExpandedBody:
    """A body without shortcodes: their Markdown is in it, and words replace their HTML."""

    def __init__(self, body: str, context: ShortcodeContext) -> None:
        """Render every shortcode of a body.

        Of the site's own shortcodes the inner text is left. Raises
        :class:`~feeds.generators.hugo.shortcodes.Unclosed`.
        """
        self._context = context
        self._prefix = _PREFIX
        while self._prefix in body:
            self._prefix += "X"
        self._html: list[str] = []
        self._room = _LARGEST
        self.text = self._page(parsed(body))

    def holds_word(self, text: str) -> bool:
        """Say whether a text has a word that replaces a shortcode."""
        return self._prefix in text

    def filled(self, html: str) -> str:
        """Replace each word, and each paragraph that is only a word, by the HTML for it."""
        if not self._html:
            return html
        word = rf"{self._prefix}(\d+)HBHB"
        return re.sub(rf"<p>{word}</p>|{word}", self._fill, html)

    def _fill(self, found: re.Match[str]) -> str:
        html = self._html[int(found[1] or found[2])]
        self._room -= len(html)
        return html if self._room >= 0 else ""

    def _page(self, items: list[str | Shortcode]) -> str:
        return "".join(item if isinstance(item, str) else self._placed(item) for item in items)

    def _placed(self, code: Shortcode) -> str:
        """Return what replaces a shortcode in the page's Markdown."""
        render = _RENDERERS.get(code.name.lower())
        if render is None and code.inner:
            inner = self._page(code.inner)
            if code.mark == "%" or not _RAW.search(inner):
                return inner
            html = self._context.markdown(inner, keeps_html=True)
            return self._word(html if "\n" in inner.strip() else inline(html))
        html = self._value(code)
        return self._word(html) if code.mark == "<" else html

    def _word(self, html: str) -> str:
        self._html.append(html)
        return f"{self._prefix}{len(self._html) - 1}HBHB"

    def _value(self, code: Shortcode, level: int = 0) -> str:
        """Return the HTML of a shortcode; those inside it become part of its inner text."""
        inner = "".join(
            item if isinstance(item, str) else self._value(item, level + 1) for item in code.inner
        )
        if inner and code.mark == "%" and level:
            html = self._context.markdown(inner)
            inner = html if "\n" in inner else inline(html)
        render = _RENDERERS.get(code.name.lower())
        return render(code, inner, self._context) if render else inner


def inline(html: str) -> str:
    """Return HTML without its paragraph, if it is a single one."""
    bare = html.strip()
    is_single = html.count("<p>") == 1 and bare.startswith("<p>") and bare.endswith("</p>")
    return bare[3:-4] if is_single else html


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""


def _is_set(code: Shortcode, name: str, default: bool = False) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}.get(code.get(name), default)


def _figure(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    source = code.get("src")
    caption = inline(context.markdown(code.get("caption"))) if code.get("caption") else ""
    alt = code.get("alt") or heading_text(caption)
    image = f'<img src="{escape(context.file(source) or source)}"' + _attribute("alt", alt)
    image += "".join(_attribute(name, code.get(name)) for name in ("width", "height"))
    image += ">"
    if code.get("link"):
        image = f'<a href="{escape(code.get("link"))}">{image}</a>'
    legend = _legend(code, caption, context)
    return f"<figure{_attribute('class', code.get('class'))}>{image}{legend}\n</figure>\n"


def _legend(code: Shortcode, caption: str, context: ShortcodeContext) -> str:
    title, attribution = code.get("title"), code.get("attr")
    if not (title or caption or attribution):
        return ""
    heading = f"<h4>{escape(title)}</h4>" if title else ""
    attribution = inline(context.markdown(attribution)) if attribution else ""
    if code.get("attrlink"):
        attribution = f'\n<a href="{escape(code.get("attrlink"))}">{attribution}</a>'
    words = f"<p>{caption}{attribution}</p>" if caption or code.get("attr") else ""
    return f"<figcaption>\n{heading}{words}\n</figcaption>"


def _highlight(code: Shortcode, inner: str, _context: ShortcodeContext) -> str:
    if code.indentation:
        lines = inner.split("\n")
        inner = "\n".join(line.removeprefix(code.indentation) for line in lines)
    text = escape(inner.strip("\n\r"))
    language, options = code.get("", 0), code.get("", 1)
    if re.search(r"hl_inline\s*=\s*[\"']?true", options, re.IGNORECASE):
        return f'<code class="code-inline language-{escape(language)}">{text}</code>'
    named = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{named}>{text}</code></pre>"


def _details(code: Shortcode, inner: str, context: ShortcodeContext) -> str:
    summary = inline(context.markdown(code.get("summary") or "Details"))
    opened = " open" if _is_set(code, "open") else ""
    title = _attribute("title", code.get("title"))
    content = f"<summary>{summary}</summary>\n{context.markdown(inner)}"
    return f"<details{opened}{title}>\n{content}</details>\n"


def _youtube(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    id = code.get("id", 0)
    if not id or context.is_disabled("youtube"):
        return ""
    private = context.privacy.get("youtube", {}).get("privacyenhanced") is True
    host = "www.youtube-nocookie.com" if private else "www.youtube.com"
    autoplay, loop = _is_set(code, "autoplay"), _is_set(code, "loop")
    options: dict[str, object] = {
        "autoplay": int(autoplay),
        "controls": int(_is_set(code, "controls", True)),
        "end": code.get("end") or 0,
        "loop": int(loop),
        "mute": int(_is_set(code, "mute") or autoplay),
        **({"playlist": id} if loop else {}),
        "start": code.get("start") or 0,
    }
    allowed = (
        "accelerometer; autoplay; clipboard-write; encrypted-media; gyroscope; "
        "picture-in-picture; web-share; fullscreen"
    )
    title = code.get("title") or "YouTube video"
    return _framed(f"https://{host}/embed/{id}?{urlencode(options)}", title, allowed)


def _vimeo(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    id = code.get("id", 0)
    if not id or context.is_disabled("vimeo"):
        return ""
    private = int(context.privacy.get("vimeo", {}).get("enablednt") is True)
    url = f"https://player.vimeo.com/video/{id}?dnt={private}"
    return _framed(url, code.get("title"), "fullscreen")


def _framed(url: str, title: str, allowed: str) -> str:
    frame = f'<iframe allow="{allowed}" src="{escape(url)}" {_FRAME}{_attribute("title", title)}>'
    return f"<div {_BOX}>\n{frame}</iframe>\n</div>\n"


def _x(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    user, id = code.get("user"), code.get("id", 0)
    if not id or context.is_disabled("x") or context.is_disabled("twitter"):
        return ""
    return _linked(f"https://x.com/{user or 'i'}/status/{id}")


def _instagram(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    id = code.get("", 0)
    if not id or context.is_disabled("instagram"):
        return ""
    return _linked(f"https://www.instagram.com/p/{id}", "View this post on Instagram")


def _gist(code: Shortcode, _inner: str, _context: ShortcodeContext) -> str:
    return _linked(f"https://gist.github.com/{code.get('', 0)}/{code.get('', 1)}")


def _linked(url: str, text: str = "") -> str:
    return f'<blockquote><p><a href="{escape(url)}">{escape(text or url)}</a></p></blockquote>\n'


def _ref(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    return context.refer(code)


def _relref(code: Shortcode, inner: str, context: ShortcodeContext) -> str:
    return _HOST.sub("", _ref(code, inner, context))


def _param(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    return escape(context.param(code.get("", 0)))


def _nothing(_code: Shortcode, _inner: str, _context: ShortcodeContext) -> str:
    return ""


_RENDERERS: Mapping[str, Callable[[Shortcode, str, ShortcodeContext], str]] = {
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
RENDERED = frozenset(_RENDERERS) - {"qr"}
"""The shortcodes that give what Hugo's give, in lower case."""

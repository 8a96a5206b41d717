"""Hugo's shortcodes, ``{{< name >}}`` and ``{{% name %}}``, and what its built-in ones give.

Built-in ones become HTML inside Markdown. Each result is on one line and begins with an inline
element, so that Markdown takes it for part of a paragraph anywhere, and still reads the captions
inside.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

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
_NOTHING = "\x02"
"""Replaces a shortcode that gives nothing, so that what is around it is still one HTML block."""


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
            closes, closes_itself = bool(name[1]), bool(blank[1])
            return Shortcode(
                name[2], mark, positional, named, found.start(), end, closes, closes_itself
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


def each(items: list[str | Shortcode]) -> Iterator[Shortcode]:
    """Yield every shortcode, outer ones before those inside."""
    for item in items:
        if isinstance(item, Shortcode):
            yield item
            yield from each(item.inner)


class ShortcodeContext(msgspec.Struct, frozen=True):
    """What built-in shortcodes may use of their site and page."""

    refer: Callable[[str], str]
    """From a path as ``ref`` takes it to a page's URL; empty if there is no such page."""
    param: Callable[[str], str]
    """From a key to the page's or the site's parameter."""
    privacy: Mapping[str, Mapping[str, object]]
    """``[privacy]`` of the configuration: options by service."""

    def is_disabled(self, service: str) -> bool:
        """Say whether a service may not be embedded."""
        return self.privacy.get(service, {}).get("disable") is True


def rendered(body: str, is_html: bool, context: ShortcodeContext) -> str:
    """Return a body with its shortcodes rendered; of the site's own ones the inner text is left.

    ``is_html`` says that the body is not Markdown. Raises :class:`Unclosed`.
    """
    return _rendered(parsed(body), is_html, context)


def _rendered(items: list[str | Shortcode], is_html: bool, context: ShortcodeContext) -> str:
    parts: list[str] = []
    for item in items:
        if isinstance(item, str):
            parts.append(item)
            continue
        inner = _rendered(item.inner, is_html, context)
        render = _RENDERERS.get(item.name.lower())
        shown = render(item, inner, context) if render else inner
        parts.append(shown or (_NOTHING if item.mark == "<" and not is_html else ""))
    return "".join(parts)


_START = "<span></span>"
_ACTIVE = re.compile(r"[\\*_`~\[\]|$:!^{}=+#\n-]")
_HOST = re.compile(r"https?://[^/]*")
_SPACES = re.compile(r"\s+")
_BOX = 'style="position: relative; padding-bottom: 56.25%; height: 0; overflow: hidden;"'
_FRAME = 'style="position: absolute; top: 0; left: 0; width: 100%; height: 100%; border:0;"'


def _attribute(name: str, value: str) -> str:
    return f' {name}="{_quoted(value)}"' if value else ""


def _quoted(value: str) -> str:
    return escape(_SPACES.sub(" ", value))


def _inert(text: str) -> str:
    """Return HTML of a text in which Markdown finds no markup."""
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};", escape(text, quote=False))


def _figure(code: Shortcode, _inner: str, _context: ShortcodeContext) -> str:
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


def _highlight(code: Shortcode, inner: str, _context: ShortcodeContext) -> str:
    text = textwrap.dedent(inner.strip("\n\r"))
    language = code.get("", 0)
    named = f' class="language-{_quoted(language)}"' if language else ""
    return f"{_START}<pre><code{named}>{_inert(text)}</code></pre>"


def _details(code: Shortcode, inner: str, _context: ShortcodeContext) -> str:
    summary = _SPACES.sub(" ", code.get("summary") or "Details")
    opened = " open" if code.get("open").lower() in ("true", "1") else ""
    return f"\n\n{_START}<details{opened}><summary>{summary}</summary>\n\n{inner}\n\n</details>\n\n"


def _youtube(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
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
    title = code.get("title") or "YouTube video"
    return _framed(f"https://{host}/embed/{id}{start}", title, allowed)


def _vimeo(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    id = code.get("id", 0)
    if not id or context.is_disabled("vimeo"):
        return ""
    return _framed(f"https://player.vimeo.com/video/{id}", code.get("title"), "fullscreen")


def _framed(url: str, title: str, allowed: str) -> str:
    frame = f'<iframe allow="{allowed}" src="{_quoted(url)}" {_FRAME}'
    return f"{_START}<div {_BOX}>{frame}{_attribute('title', title)}></iframe></div>"


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
    return f'{_START}<a href="{_quoted(url)}">{_inert(text or url)}</a>'


def _ref(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    return context.refer(code.get("path", 0))


def _relref(code: Shortcode, inner: str, context: ShortcodeContext) -> str:
    return _HOST.sub("", _ref(code, inner, context))


def _param(code: Shortcode, _inner: str, context: ShortcodeContext) -> str:
    return _inert(context.param(code.get("", 0)))


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
BUILT_IN = frozenset(_RENDERERS)
"""The names of Hugo's own shortcodes, in lower case."""

"""The body of a page: render it to HTML, and record what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from feeds.generators.base import Html, PostError, Problem, Reading
from feeds.generators.frontmatter import FrontMatter
from feeds.generators.hugo import shortcodes, values
from feeds.generators.hugo.embedded import RENDERED, ExpandedBody, ShortcodeContext, inline
from feeds.generators.hugo.goldmark.engine import Goldmark, Rewrite, shown
from feeds.generators.hugo.goldmark.summaries import DIVIDER, MORE, divided, start
from feeds.generators.hugo.links import LinkHooks, PageLinks, below_base
from feeds.generators.hugo.shortcodes import Shortcode
from feeds.generators.values import NOT_RENDERED
from feeds.model import Template

_REFERRING = frozenset(("ref", "relref"))


class PageReading(Reading, frozen=True, kw_only=True):
    """A page of Hugo as read."""

    values: Mapping[str, Any]
    """Its front matter, with the values that are passed down to it."""
    body_line: int
    """The line of its file at which the body begins, from 1."""
    is_html: bool
    """The body is HTML, not Markdown."""
    markdown: Goldmark
    hooks: LinkHooks
    summary: str
    """The author's, in Markdown; empty if there is none."""
    words: int
    """The least number of words in a summary that is cut from the body."""
    counts_letters: bool
    """Each letter of Chinese, Japanese or Korean counts as a word."""


class ShortcodeConfig(msgspec.Struct, frozen=True):
    """The part of the configuration that shortcodes read."""

    params: object
    """``[params]`` of the site."""
    privacy: Mapping[str, Mapping[str, object]]
    not_found: str
    """``refLinksNotFoundURL``."""


class PageRenderer:
    """Renders one page."""

    def __init__(self, reading: PageReading, site_url: str, links: PageLinks | None = None) -> None:
        """``links`` is given if the page has a template: other posts and files count."""
        self.reading, self._site_url = reading, site_url
        hooks = reading.hooks
        self._link = links.link if links and hooks.links else None
        self._image = links.image if links and hooks.images else None
        self._expanded: ExpandedBody | None = None

    def expand(self, expanded: ExpandedBody) -> None:
        """Take the body with its shortcodes rendered."""
        self._expanded = expanded

    def markdown(self, text: str, *, keeps_html: bool = False) -> str:
        """Render a text inside the page, as ``RenderString`` does: it is Markdown in HTML too."""
        options = self.reading.markdown
        options = replace(options, unsafe=True) if keeps_html else options
        return options.with_remarks(text, self._link, self._image)

    def html(self, problems: tuple[Problem, ...]) -> Html:
        """Return the page's HTML."""
        return Html(lambda: self._finished(self._parts[0]), self._excerpt, problems)

    @cached_property
    def _parts(self) -> tuple[str, str | None]:
        """The content's HTML, and the part of it before ``<!--more-->``; None without that."""
        expanded = self._expanded
        body = self.reading.body if expanded is None else expanded.text
        head, mark, rest = body.partition(MORE)
        if mark:
            body = f"{head}\n\n{DIVIDER}\n\n{rest}"
        html = body if self.reading.is_html else self._rendered(body)
        html = expanded.filled(html) if expanded else html
        return divided(html, self.reading.is_html) if mark else (html, None)

    def _rendered(self, body: str) -> str:
        link, image = self._kept(self._link), self._kept(self._image)
        return self.reading.markdown.with_remarks(body, link, image) if body else ""

    def _kept(self, rewrite: Rewrite | None) -> Rewrite | None:
        """Leave targets that a shortcode gives as they are."""
        expanded = self._expanded
        if rewrite is None or expanded is None:
            return rewrite
        return lambda target: target if expanded.holds_word(target) else rewrite(target)

    def _excerpt(self) -> str:
        reading, (content, before) = self.reading, self._parts
        if before is None and not reading.summary:
            before = start(content, reading.words, reading.counts_letters).strip()
        return self._finished(before or inline(self.markdown(reading.summary)))

    def _finished(self, html: str) -> str:
        return below_base(shown(html), self._site_url)


def shortcode_context(
    renderer: PageRenderer, links: PageLinks, config: ShortcodeConfig, problems: list[Problem]
) -> ShortcodeContext:
    """Return what a page's shortcodes may use; links to no page are added to the problems."""
    reading = renderer.reading

    def refer(code: Shortcode) -> str:
        found = _referred(code, links)
        if found is not None:
            return found
        line = reading.body_line + reading.body.count("\n", 0, code.start)
        target = code.get("path", 0)[:100]
        problems.append((line, f"{code.name} {target!r} does not lead to a page; correct the path"))
        return config.not_found

    def param(key: str) -> str:
        keys = key.lower().split(".")
        given = values.at(reading.values, "params", *keys) or values.at(reading.values, *keys)
        return values.text(given or values.at(config.params, *keys))

    return ShortcodeContext(refer, param, links.file, renderer.markdown, config.privacy)


def _referred(code: Shortcode, links: PageLinks) -> str | None:
    """Return the URL that ``ref`` gives; None if there is no such page."""
    try:
        parts = urlsplit(code.get("path", 0))
    except ValueError:
        return None
    mark = "#" if parts.fragment else ""
    if not parts.path:
        return f"{mark}{parts.fragment}"
    pages = links.references(code.get("lang") or links.languages[0])
    found = pages.find(unquote(parts.path), links.page, by_name=True)
    output = code.get("outputFormat", 1).lower()
    if not found or output not in ("", "html", "rss"):
        return None
    if output == "rss":
        return pages.feeds.get(found)
    return f"{found}{mark}{parts.fragment}"


class BodyUse(msgspec.Struct, frozen=True):
    """What is known of a body before it is rendered."""

    template: Template = Template.NONE
    problems: tuple[Problem, ...] = ()


def body_use(matter: FrontMatter, hooks: LinkHooks) -> BodyUse:
    """Look for shortcodes in a body, and for links that depend on the site.

    Raises :class:`~feeds.generators.base.PostError` for a shortcode that has no end.
    """
    files, posts = hooks.uses(matter.body)
    if not shortcodes.holds(matter.body):
        return BodyUse(Template.POSTS if posts else Template(int(files)))
    try:
        found = list(shortcodes.each(shortcodes.parsed(matter.body)))
    except shortcodes.Unclosed as error:
        line = matter.body_line + matter.body.count("\n", 0, error.args[0])
        raise PostError((line, "a shortcode is not closed; end it with >}} or %}}")) from error
    names = {code.name.lower() for code in found}
    posts = posts or bool(names & _REFERRING) or (hooks.share_files and "figure" in names)
    return BodyUse(
        Template.POSTS if posts else Template.ALONE,
        tuple(_unknown(found, lambda at: matter.body_line + matter.body.count("\n", 0, at))),
    )


def _unknown(found: list[shortcodes.Shortcode], line: Callable[[int], int]) -> list[Problem]:
    """Return a problem for each shortcode that is not rendered, at its first place."""
    first: dict[str, int] = {}
    for code in found:
        if code.name.lower() not in RENDERED:
            first.setdefault(code.name, code.start)
    return [(line(at), f"the shortcode {name} {NOT_RENDERED}") for name, at in first.items()]

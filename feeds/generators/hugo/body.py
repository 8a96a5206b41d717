"""A page's body: its shortcodes, and how it becomes HTML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec

from feeds.generators.base import Html, PostError, Problem, Reading
from feeds.generators.frontmatter import FrontMatter
from feeds.generators.hugo import embedded, shortcodes
from feeds.generators.hugo.embedded import Context
from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.goldmark.summaries import MORE, summary
from feeds.generators.hugo.shortcodes import Shortcode

_NOTHING = "\x02"
"""Stands where a shortcode shows nothing: what is around it stays one block of HTML."""
_REFERRING = frozenset(("ref", "relref"))


class Markup(msgspec.Struct, frozen=True):
    """How a page's body and its summary become HTML."""

    markdown: Goldmark | None
    """None for a page in HTML."""
    summary: str
    """The author's, in Markdown; empty if there is none."""
    summary_markdown: Goldmark
    words: int
    """The least that a summary is cut to."""
    counts_letters: bool
    """Each letter of Chinese, Japanese or Korean is a word."""

    def html(self, body: str, problems: tuple[Problem, ...] = ()) -> Html:
        """Return the HTML of a body whose shortcodes have been rendered."""
        return Html(partial(self._content, body), partial(self._excerpt, body), problems)

    def _content(self, body: str) -> str:
        return self.markdown.html(body) if self.markdown else body

    def _excerpt(self, body: str) -> str:
        if self.summary and MORE not in body:
            return self.summary_markdown.html(self.summary)
        if not body:
            return ""
        if self.markdown is None:
            return summary(str, self.words, self.counts_letters, body)
        return self.markdown.summary(self.words, self.counts_letters, body)


class PageReading(Reading, frozen=True, kw_only=True):
    """A page of Hugo as read."""

    markup: Markup
    values: Mapping[str, Any]
    """Its front matter, with the values that cascade to it."""


class Shortcodes(msgspec.Struct, frozen=True):
    """What is known of a body's shortcodes before they are rendered."""

    are_there: bool = False
    refer: bool = False
    """They link to other pages."""
    problems: tuple[Problem, ...] = ()


def inspected(matter: FrontMatter) -> Shortcodes:
    """Look for shortcodes in a body.

    Raises :class:`~feeds.generators.base.PostError` for one that never ends.
    """
    if not shortcodes.holds(matter.body):
        return Shortcodes()
    found = list(shortcodes.each(_parsed(matter)))
    refer = any(code.name in _REFERRING for code in found)
    return Shortcodes(True, refer, _unknown(matter, found))


def rendered(body: str, is_html: bool, context: Context) -> str:
    """Return a body with its shortcodes rendered."""

    def work(code: Shortcode, inner: str) -> str:
        known = embedded.render(code, inner, context)
        shown = inner if known is None else known
        return shown or (_NOTHING if code.mark == "<" and not is_html else "")

    return shortcodes.worked_off(shortcodes.parsed(body), work)


def _parsed(matter: FrontMatter) -> list[str | Shortcode]:
    try:
        return shortcodes.parsed(matter.body)
    except shortcodes.Unclosed as error:
        line = matter.body_line + matter.body.count("\n", 0, error.args[0])
        raise PostError((line, "a shortcode is not closed; end it with >}} or %}}")) from error


def _unknown(matter: FrontMatter, found: list[Shortcode]) -> tuple[Problem, ...]:
    unknown = [code for code in found if code.name.lower() not in embedded.NAMES]
    if not unknown:
        return ()
    names = ", ".join(dict.fromkeys(code.name for code in unknown))
    line = matter.body_line + matter.body.count("\n", 0, unknown[0].start)
    message = f"shortcodes of the site's own are not run, their inner text is kept: {names}"
    return ((line, message),)

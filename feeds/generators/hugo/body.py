"""A page's body: how it becomes HTML, and the pages that its shortcodes link to."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from feeds.generators.base import Html, PostError, Problem, Reading
from feeds.generators.frontmatter import FrontMatter
from feeds.generators.hugo import shortcodes
from feeds.generators.hugo.content import ContentName, normal
from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.goldmark.summaries import MORE, summary
from feeds.model import Post

_REFERRING = frozenset(("ref", "relref"))


class PageReading(Reading, frozen=True, kw_only=True):
    """A page of Hugo as read."""

    values: Mapping[str, Any]
    """Its front matter, with the values that are passed down to it."""
    is_html: bool
    """The body is HTML, not Markdown."""
    markdown: Goldmark
    summary: str
    """The author's, in Markdown; empty if there is none."""
    words: int
    """The least number of words in a summary that is cut from the body."""
    counts_letters: bool
    """Each letter of Chinese, Japanese or Korean counts as a word."""

    def html(self, body: str, problems: tuple[Problem, ...]) -> Html:
        """Return the HTML of the page; ``body`` is its own with shortcodes rendered."""
        return Html(partial(self._content, body), partial(self._summary, body), problems)

    def _content(self, body: str) -> str:
        return body if self.is_html else self.markdown.html(body)

    def _summary(self, body: str) -> str:
        if self.summary and MORE not in body:
            return self.markdown.html(self.summary)
        if not body:
            return ""
        if self.is_html:
            return summary(str, self.words, self.counts_letters, body)
        return self.markdown.summary(self.words, self.counts_letters, body)


class ShortcodeUse(msgspec.Struct, frozen=True):
    """What is known of a body's shortcodes before they are rendered."""

    needs_rendering: bool = False
    """There are shortcodes, if only escaped ones."""
    refers: bool = False
    """They link to other pages."""
    problems: tuple[Problem, ...] = ()


def shortcode_use(matter: FrontMatter) -> ShortcodeUse:
    """Look for shortcodes in a body.

    Raises :class:`~feeds.generators.base.PostError` for one that has no end.
    """
    if not shortcodes.holds(matter.body):
        return ShortcodeUse()
    try:
        found = list(shortcodes.each(shortcodes.parsed(matter.body)))
    except shortcodes.Unclosed as error:
        line = matter.body_line + matter.body.count("\n", 0, error.args[0])
        raise PostError((line, "a shortcode is not closed; end it with >}} or %}}")) from error
    refers = any(code.name in _REFERRING for code in found)
    unknown = [code for code in found if code.name.lower() not in shortcodes.BUILT_IN]
    if not unknown:
        return ShortcodeUse(True, refers)
    names = ", ".join(dict.fromkeys(code.name for code in unknown))
    line = matter.body_line + matter.body.count("\n", 0, unknown[0].start)
    message = f"shortcodes of the site's own are not run, their inner text is kept: {names}"
    return ShortcodeUse(True, refers, ((line, message),))


_SUFFIXES = (".md", ".markdown", ".html", ".htm")
_INDEXES = ("/index", "/_index")


class References(msgspec.Struct, frozen=True):
    """The pages of one language, for the paths that ``ref`` and ``relref`` take."""

    links: dict[str, str]
    """URLs by logical path."""
    named: dict[str, list[str]]
    """URLs by the last part of the logical path."""

    @classmethod
    def of(
        cls,
        posts: Sequence[Post],
        placed: Callable[[str], tuple[str, ContentName] | None],
        language: str,
    ) -> References:
        """Collect the pages of a language; ``placed`` returns a file's language and name."""
        links: dict[str, str] = {}
        named: dict[str, list[str]] = defaultdict(list)
        for post in posts:
            found = placed(post.path)
            if found and found[0] == language:
                path = found[1].path
                links[path] = post.link
                named[path.rpartition("/")[2]].append(post.link)
        return cls(links, named)

    def link(self, reference: str, folder: str) -> str:
        """Return the URL of the page that a page in ``folder`` refers to; empty for none."""
        path, mark, fragment = reference.partition("#")
        found = self._found(path, folder) if path else ""
        return f"{found}{mark}{fragment}" if found or not path else ""

    def _found(self, path: str, folder: str) -> str:
        wanted = normal(path)
        for ending in (*_SUFFIXES, *_INDEXES):
            wanted = wanted.removesuffix(ending)
        if not path.startswith("/"):
            near = posixpath.normpath(f"/{normal(folder)}/{wanted}")
            if near in self.links:
                return self.links[near]
        rooted = posixpath.normpath("/" + wanted.strip("/"))
        if rooted in self.links:
            return self.links[rooted]
        alone = self.named.get(wanted, [])
        return alone[0] if len(alone) == 1 else ""

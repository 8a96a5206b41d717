"""Read and render an article by its suffix, within a time limit.

Python-Markdown and docutils are written in Python, and their time is quadratic in the size of
a paragraph: an article of some kilobytes can take minutes. Such an article is refused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

import msgspec
from msgspec.structs import replace

from feeds.generators.base import PostError
from feeds.generators.limits import longest_definition, outside_code, require_few_marks
from feeds.generators.pelican.content import SUFFIXES
from feeds.generators.pelican.html import read_html
from feeds.generators.pelican.markdown import (
    markdown_html,
    markdown_options,
    read_markdown,
    without_markers,
)
from feeds.generators.pelican.metadata import Source, processed
from feeds.generators.pelican.pelicanconf import PelicanConf
from feeds.generators.pelican.tags import TemplateTags, problems, shown
from feeds.generators.pelican.typography import TOO_MUCH, Typography

_RST_FIELD = re.compile(r"^:([\w -]+):[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_RST_OPTIONS: Mapping[str, type | tuple[type, ...]] = {
    "language_code": str,
    "raw_enabled": bool,
    "smart_quotes": (bool, str),
    "smartquotes_locales": list,
    "footnote_references": str,
    "trim_footnote_reference_space": bool,
    "tab_width": int,
    "doctitle_xform": bool,
    "docinfo_xform": bool,
    "sectsubtitle_xform": bool,
    "section_numbering": bool,
    "sectnum_xform": bool,
}
"""The DOCUTILS_SETTINGS that are applied: they change what is shown, and read no file."""
_LARGEST = 500_000
_MOST_EFFORT = 40_000_000
"""Steps of about 50 ns, in all paragraphs of an article."""
_MOST_MARKS = 40_000
_MOST_ABBREVIATIONS = 100_000_000
_BRACKET = re.compile(r"[\[\]()]")
_CLOSES = {"]": "[", ")": "("}


class Readers(msgspec.Struct, frozen=True):
    """How a site's files are read and rendered."""

    formatted: frozenset[str]
    """FORMATTED_FIELDS: the keys whose values are in the article's markup."""
    markdown: Mapping[str, Any]
    """The site's settings of Python-Markdown; empty for Pelican's own."""
    docutils: Mapping[str, Any]
    """The site's settings of docutils."""
    typography: Typography | None = None
    """TYPOGRIFY; None if it is off."""
    tags: TemplateTags | None = None
    """The tags of plugins; None if no plugin reads any."""

    @classmethod
    def of(cls, conf: PelicanConf) -> Readers:
        """Return how the settings say to read files."""
        return cls(
            frozenset(conf.texts("FORMATTED_FIELDS")),
            markdown_options(conf),
            _rst_options(conf),
            Typography.of(conf),
            TemplateTags.of(conf),
        )

    def read(self, path: str, text: str) -> Source:
        """Read a file. Raises :class:`~feeds.generators.base.PostError`."""
        source = self._source(_kind(path), text)
        found = list(source.problems)
        if self.tags:
            hidden, marks = self.tags.hidden(source.kind, source.body)
            if marks:
                found += problems(self._html(source.kind, hidden), marks, text)
        if self.typography and not self.typography.is_fast(source.body):
            found.append((0, TOO_MUCH))
        return replace(source, problems=tuple(found))

    def _source(self, kind: str, text: str) -> Source:
        if kind == "html":
            return read_html(text)
        if kind == "markdown":
            require_fast_markdown(text)
            return read_markdown(text, self.formatted, self.markdown.get("tab_length", 4))
        from feeds.generators.pelican.restructuredtext import read_rst  # docutils: 50 ms

        text = without_markers(text)
        require_fast_rst(text)
        return read_rst(text, self.formatted, self.docutils)

    def typeset(self, html: str) -> str:
        """Return a text in HTML with the site's typography."""
        return self.typography.applied(html) if self.typography and html else html

    def html(self, kind: str, text: str) -> str:
        """Render a body: ``kind`` is its source's. A body that is refused is shown as text."""
        text, marks = self.tags.hidden(kind, text) if self.tags else (text, {})
        return self.typeset(shown(self._html(kind, text), marks))

    def _html(self, kind: str, text: str) -> str:
        if kind == "html":
            return text
        try:
            if kind == "markdown":
                require_fast_markdown(text)
                return markdown_html(text, self.markdown)
            require_fast_rst(text)
        except PostError:
            return f"<pre>{escape(text)}</pre>"
        from feeds.generators.pelican.restructuredtext import rst_html  # docutils: 50 ms

        return rst_html(text, self.docutils)


def sketch(path: str, text: str) -> Source:
    """Read a file's metadata quickly: reStructuredText only roughly, without docutils."""
    kind = _kind(path)
    if kind == "html":
        try:
            return read_html(text)
        except PostError:
            return Source({}, {}, "")
    if kind == "markdown":
        return read_markdown(text, frozenset())
    fields = {name.lower(): " ".join(value.split()) for name, value in _RST_FIELD.findall(text)}
    return Source(processed(fields.items()), {}, "")


def _kind(path: str) -> str:
    return SUFFIXES[posixpath.splitext(path)[1][1:]]


def _rst_options(conf: PelicanConf) -> Mapping[str, Any]:
    own = conf.mapping("DOCUTILS_SETTINGS")
    language = conf.text("DEFAULT_LANG").lower()
    options: dict[str, Any] = {"language_code": language} if language != "en" else {}
    options |= {
        name: value
        for name, value in own.items()
        if name in _RST_OPTIONS and isinstance(value, _RST_OPTIONS[name])
    }
    left_out = sorted(own.keys() - options.keys())
    if left_out:
        message = (
            f"feeds does not apply {', '.join(left_out)} of DOCUTILS_SETTINGS; check how posts look"
        )
        conf.fault("DOCUTILS_SETTINGS", message)
    return options


def require_fast_markdown(text: str) -> None:
    """Refuse an article that would take Python-Markdown more than some seconds.

    Raises :class:`~feeds.generators.base.PostError`, with the line if it is known.
    """
    text = outside_code(text)
    _require_fast(text, _markdown_effort)
    if text.count("*[") * len(text) > _MOST_ABBREVIATIONS:
        raise PostError((0, "the post has too many abbreviations for its length; split it"))
    if text.count("[^") ** 2 > _MOST_EFFORT:
        raise PostError((0, "the post has too many footnotes; split it"))
    if longest_definition(text) * text.count("[") > _MOST_EFFORT:
        raise PostError((0, "a long link definition is used too often; shorten it"))


def require_fast_rst(text: str) -> None:
    """Refuse an article that would take docutils more than some seconds.

    Raises :class:`~feeds.generators.base.PostError`, with the line if it is known.
    """
    _require_fast(text, lambda paragraph: paragraph.count("\n") ** 2)


def _require_fast(text: str, effort: Callable[[str], int]) -> None:
    if len(text) > _LARGEST:
        message = f"the post has {len(text):,} characters, more than {_LARGEST:,}; split it"
        raise PostError((0, message))
    require_few_marks(text, _MOST_MARKS)
    done = 0
    for line, paragraph in _paragraphs(text):
        done += effort(paragraph)
        if done > _MOST_EFFORT:
            message = "the paragraph has too much markup, or brackets that are not closed"
            raise PostError((line, f"{message}; split it"))


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    line = 1
    for paragraph in text.split("\n\n"):
        yield line, paragraph
        line += paragraph.count("\n") + 2


def _markdown_effort(paragraph: str) -> int:
    """Return the steps that Python-Markdown's ``inlinepatterns`` take for a paragraph."""
    tags = max(paragraph.count("<") - paragraph.count(">"), 0)
    searched = sum(map(paragraph.count, "`*_{")) * len(paragraph)
    return (tags + paragraph.count("\n")) ** 2 + 5 * _within_brackets(paragraph) + searched // 20


def _within_brackets(paragraph: str) -> int:
    """Count the characters within each pair of brackets; an open bracket reaches to the end."""
    opened: dict[str, list[int]] = {"[": [], "(": []}
    within = 0
    for found in _BRACKET.finditer(paragraph):
        mark, at = found[0], found.start()
        if mark in opened:
            opened[mark].append(at)
        elif starts := opened[_CLOSES[mark]]:
            within += at - starts.pop()
    rest = (len(paragraph) - at for starts in opened.values() for at in starts)
    return within + sum(rest)

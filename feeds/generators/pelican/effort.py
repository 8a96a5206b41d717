"""How much work an article gives Pelican's engines, so that none takes minutes.

Python-Markdown and docutils are written in Python and take time quadratic in what a paragraph
holds; an article of some kilobytes can take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from feeds.generators.base import PostError
from feeds.generators.limits import longest_definition, outside_code, require_few_marks

_LARGEST = 500_000
_MOST_EFFORT = 40_000_000
"""Steps of some 50 ns, in all paragraphs of an article."""
_MOST_MARKS = 40_000
_MOST_ABBREVIATIONS = 100_000_000
_BRACKET = re.compile(r"[\[\]()]")
_CLOSES = {"]": "[", ")": "("}


def require_bearable_markdown(text: str) -> None:
    """Refuse an article that Python-Markdown could not take in some seconds.

    Raises :class:`~feeds.generators.base.PostError`, with the line where that is known.
    """
    text = outside_code(text)
    _require_bearable(text, _markdown_effort)
    if text.count("*[") * len(text) > _MOST_ABBREVIATIONS:
        raise PostError((0, "too many abbreviations for so long an article; split it"))
    if text.count("[^") ** 2 > _MOST_EFFORT:
        raise PostError((0, "too many footnotes; split the article"))
    if longest_definition(text) * text.count("[") > _MOST_EFFORT:
        raise PostError((0, "a link definition is too long to be used so often; shorten it"))


def require_bearable_rst(text: str) -> None:
    """Refuse an article that docutils could not take in some seconds.

    Raises :class:`~feeds.generators.base.PostError`, with the line where that is known.
    """
    _require_bearable(text, _rst_effort)


def _require_bearable(text: str, effort: Callable[[str], int]) -> None:
    if len(text) > _LARGEST:
        message = f"{len(text):,} characters, more than {_LARGEST:,}; split the article"
        raise PostError((0, message))
    require_few_marks(text, _MOST_MARKS)
    done = 0
    for line, paragraph in _paragraphs(text):
        done += effort(paragraph)
        if done > _MOST_EFFORT:
            message = "too much markup without a blank line, or brackets that are not closed"
            raise PostError((line, f"{message}; divide the paragraph"))


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    line = 1
    for paragraph in text.split("\n\n"):
        yield line, paragraph
        line += paragraph.count("\n") + 2


def _markdown_effort(paragraph: str) -> int:
    """Return what a paragraph costs Python-Markdown: see its ``inlinepatterns``."""
    tags = max(paragraph.count("<") - paragraph.count(">"), 0)
    searched = sum(map(paragraph.count, "`*_{")) * len(paragraph)
    return (tags + paragraph.count("\n")) ** 2 + 5 * _within_brackets(paragraph) + searched // 20


def _rst_effort(paragraph: str) -> int:
    """Return what a paragraph costs docutils."""
    return paragraph.count("\n") ** 2


def _within_brackets(paragraph: str) -> int:
    """Count the characters within each pair of brackets, to the end where one is not closed."""
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

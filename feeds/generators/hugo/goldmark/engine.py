"""Hugo's Markdown, Goldmark with Hugo's extensions, by comrak."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from feeds.generators.hugo.goldmark.summaries import summarised
from feeds.generators.hugo.goldmark.typographer import curled, decoded, shielded
from feeds.markup.commonmark import rendered
from feeds.markup.headings import with_heading_ids

_BACK = re.compile(r'(<a [^<>]*class="footnote-backref"[^<>]*>)↩(?:<sup[^<>]*>[0-9]+</sup>)?')
_ARROW = "↩\N{VARIATION SELECTOR-15}"
_ATTRIBUTES = re.compile(
    r"(?<!\s)\s*+\{\s*(?=[#.])(?:[^{}<>#]*(#[\w:.-]+))?[^{}<>]*\}\s*(?=</h[1-6]>)"
)
_NOTHING = re.compile("<p>\x02</p>\n?|\x02")
"""A dialect's mark for what stood in the source and shows nothing."""
_OMITTED = "<!-- raw HTML omitted -->"
_RENDERING = frozenset({"breaks", "emoji", "straight", "unsafe"})


def engine(options: str) -> Callable[[str], str]:
    """Return Hugo's engine. Options have commas between them.

    ``unsafe`` lets raw HTML through, which else is left out; ``emoji`` knows ``:smile:``,
    ``breaks`` makes every end of a line a line break, ``straight`` leaves quotes alone, and
    ``words`` is that of :func:`~feeds.generators.hugo.goldmark.summaries.summarised`.
    """
    given = _RENDERING.intersection(options.split(","))
    return partial(_shown, summarised(options, partial(_html, given)))


def _shown(render: Callable[[str], str], body: str) -> str:
    """Hugo counts the words that say what was left out, and they are not seen."""
    return decoded(render(body).replace(_OMITTED, ""))


@lru_cache(maxsize=1)  # what stands for the whole is cut from the same HTML just before
def _html(given: frozenset[str], body: str) -> str:
    smart, raw = "straight" not in given, "unsafe" in given
    shield = shielded(body) if smart else body
    breaks, emoji = "breaks" in given, "emoji" in given
    render = partial(rendered, shield, smart=smart, descriptions=True, breaks=breaks, emoji=emoji)
    html = render(raw=raw)
    if not raw and _OMITTED in html and "<!--" in body:
        html = _without_comments(html, render(raw=True))
    html = _ATTRIBUTES.sub(_named, _NOTHING.sub("", html))
    html = curled(html, shield is not body) if smart else html
    return with_heading_ids(_BACK.sub(rf"\1{_ARROW}", html))[0]


def _named(attributes: re.Match[str]) -> str:
    """Of a heading's attributes only the id is kept, as every engine here reads it."""
    return f" {{{attributes[1]}}}" if attributes[1] else ""


def _without_comments(html: str, raw: str) -> str:
    """Goldmark says nothing of comments that it leaves out; ``raw`` shows which those are."""
    first, *rest = html.split(_OMITTED)
    parts, at = [first], len(first)
    for following in rest:
        is_comment = raw.startswith("<!--", at)
        end = raw.find("-->", at) if is_comment else at
        parts += ["" if is_comment else _OMITTED, following]
        at = raw.find(following, end) + len(following)
    return "".join(parts)

"""Hugo's Markdown, which is Goldmark with extensions, rendered by comrak."""

from __future__ import annotations

import re
from functools import lru_cache, partial

import msgspec

from feeds.generators.hugo.goldmark.summaries import summary
from feeds.generators.hugo.goldmark.typographer import curled, decoded, shielded
from feeds.markup.commonmark import rendered
from feeds.markup.html import with_heading_ids

_BACK = re.compile(r'(<a [^<>]*class="footnote-backref"[^<>]*>)↩(?:<sup[^<>]*>[0-9]+</sup>)?')
_ARROW = "↩\N{VARIATION SELECTOR-15}"
_ATTRIBUTES = re.compile(
    r"(?<!\s)\s*+\{\s*(?=[#.])(?:[^{}<>#]*(#[\w:.-]+))?[^{}<>]*\}\s*(?=</h[1-6]>)"
)
_NOTHING = re.compile("<p>\x02</p>\n?|\x02")
"""The mark that :mod:`~feeds.generators.hugo.shortcodes` puts where a shortcode gives nothing."""
_OMITTED = "<!-- raw HTML omitted -->"


class Goldmark(msgspec.Struct, frozen=True):
    """Hugo's Markdown with the options of one site."""

    unsafe: bool = False
    """Raw HTML is kept; otherwise it is dropped."""
    breaks: bool = False
    """Every line end is a line break."""
    emoji: bool = False
    """``:smile:`` is an emoji."""
    straight: bool = False
    """Quotes are not curled."""

    def html(self, body: str) -> str:
        """Render a body."""
        return _shown(_html(self, body))

    def summary(self, words: int, letters: bool, body: str) -> str:
        """Render a body's summary; ``words`` and ``letters`` are those of :func:`summary`."""
        # Hugo counts the words of the comments for omitted HTML, so they are removed after it.
        return _shown(summary(partial(_html, self), words, letters, body))


def _shown(html: str) -> str:
    return decoded(html.replace(_OMITTED, ""))


@lru_cache(maxsize=1)  # the summary is cut from the HTML that was just rendered
def _html(options: Goldmark, body: str) -> str:
    smart = not options.straight
    shield = shielded(body) if smart else body
    render = partial(
        rendered,
        shield,
        smart=smart,
        descriptions=True,
        breaks=options.breaks,
        emoji=options.emoji,
    )
    html = render(raw=options.unsafe)
    if not options.unsafe and _OMITTED in html and "<!--" in body:
        html = _without_comments(html, render(raw=True))
    html = _ATTRIBUTES.sub(_named, _NOTHING.sub("", html))
    html = curled(html, shield is not body) if smart else html
    return with_heading_ids(_BACK.sub(rf"\1{_ARROW}", html))


def _named(attributes: re.Match[str]) -> str:
    """Return a heading's attributes with the id alone, as every engine here writes it."""
    return f" {{{attributes[1]}}}" if attributes[1] else ""


def _without_comments(html: str, raw: str) -> str:
    """Remove Goldmark's remark for each omitted comment; ``raw`` is the HTML with comments."""
    first, *rest = html.split(_OMITTED)
    parts, at = [first], len(first)
    for following in rest:
        is_comment = raw.startswith("<!--", at)
        end = raw.find("-->", at) if is_comment else at
        parts += ["" if is_comment else _OMITTED, following]
        at = raw.find(following, end) + len(following)
    return "".join(parts)

"""Render Markdown as Goldmark does, with comrak."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from feeds.generators.hugo.goldmark.autolinks import BareAddresses
from feeds.generators.hugo.goldmark.footnotes import with_footnotes, with_heading_ids
from feeds.generators.hugo.goldmark.typographer import curled, decoded, shielded
from feeds.markup.commonmark import CommonMarkOptions, rendered

Rewrite = Callable[[str], str]
"""Returns the new target of a link or image."""

_ATTRIBUTES = re.compile(
    r"(?<!\s)\s*+\{\s*(?=[#.])(?:[^{}<>#]*(#[\w:.-]+))?[^{}<>]*\}\s*(?=</h[1-6]>)"
)
_OPTIONS = re.compile(r'(<code class="language-[^"{]+)\{[^"]*"')
_LINE_ENDS = re.compile(r"(?<!\n)\n\n++(?=</code></pre>)")
_EMPTY = re.compile(r"(?<=>)\n(?=</code></pre>)")
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
    bare: str = "https"
    """The protocol of bare addresses that begin with ``www.``; empty if none become links."""

    def html(self, body: str) -> str:
        """Render a body."""
        return shown(self.with_remarks(body))

    def with_remarks(
        self, body: str, link: Rewrite | None = None, image: Rewrite | None = None
    ) -> str:
        """Render a body; comments tell where raw HTML was dropped, as Goldmark writes them."""
        smart = not self.straight
        shield = shielded(body) if smart else body
        found = BareAddresses(shield if self.bare else "", smart)
        text = found.text if self.bare else shield
        options = CommonMarkOptions(
            smart=smart,
            raw=self.unsafe,
            descriptions=True,
            breaks=self.breaks,
            emoji=self.emoji,
            link=link and (lambda target: link(found.original(target))),
            image=image and (lambda target: image(found.original(target))),
        )
        html = rendered(text, options)
        if not self.unsafe and _OMITTED in html and "<!--" in body:
            html = _without_comments(html, rendered(text, replace(options, raw=True)))
        html = _with_code(_ATTRIBUTES.sub(_named, html))
        html = curled(html, shield is not body) if smart else html
        html = with_footnotes(with_heading_ids(html, found.without))
        safe = replace(options, raw=False)
        return found.linked(
            html, self.bare, (lambda: rendered(text, safe)) if self.unsafe else None
        )


def shown(html: str) -> str:
    """Return what a page shows of the HTML that :meth:`Goldmark.with_remarks` gives."""
    return decoded(html.replace(_OMITTED, ""))


def _named(attributes: re.Match[str]) -> str:
    """Return a heading's attributes with the id alone, as every engine here writes it."""
    return f" {{{attributes[1]}}}" if attributes[1] else ""


def _with_code(html: str) -> str:
    """Drop the options of code blocks, and all line ends but one at the end of their code."""
    if "</code></pre>" not in html:
        return html
    return _EMPTY.sub("", _LINE_ENDS.sub("\n", _OPTIONS.sub(r'\1"', html)))


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

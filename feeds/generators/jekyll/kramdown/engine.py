"""Jekyll's Markdown: kramdown's words by a CommonMark engine.

The body is first written so that CommonMark reads it as kramdown does: its blocks, then its
sentences. What the engine cannot make (tables of contents, abbreviations) is put in last.
"""

from __future__ import annotations

import re

from feeds.generators.jekyll.kramdown import blocks, differences, links
from feeds.generators.jekyll.kramdown.abbreviations import with_abbreviations
from feeds.generators.jekyll.kramdown.footnotes import as_kramdown
from feeds.generators.jekyll.kramdown.htmlblocks import HtmlBlocks
from feeds.generators.jekyll.kramdown.layout import Layout
from feeds.generators.jekyll.kramdown.options import Options
from feeds.generators.jekyll.kramdown.spans import Spans
from feeds.generators.jekyll.kramdown.toc import with_contents
from feeds.markup.commonmark import positions, rendered, with_line_feeds
from feeds.markup.cuttings import Cuttings, without_marks
from feeds.markup.headings import with_heading_ids

_EMPTY_HEAD = re.compile(r"<thead>\n<tr>\n(?:<th></th>\n)+</tr>\n</thead>\n")
_DESCRIPTION = re.compile(r"^ {0,3}:[ \t]", re.MULTILINE)
_PARAGRAPH = re.compile(r"\A<p>(.*)</p>\n\Z", re.DOTALL)


_JEKYLLS = Options()


class Kramdown:
    """The engine with one site's options."""

    def __init__(self, chosen: Options = _JEKYLLS) -> None:
        self.options = chosen
        self._gfm, self._quotes, self._levels = chosen.gfm, chosen.quotes, chosen.levels

    def __call__(self, body: str) -> str:
        """Return the HTML of a body."""
        body = without_marks(with_line_feeds(body))
        cuttings = Cuttings()
        spans = self._spans(body, cuttings)
        body, abbreviations = self._blocks(body, cuttings, spans)
        html = cuttings.restored(self._rendered(body, spans)).replace("\x04", "|")
        return self._finished(html, abbreviations)

    def _spans(self, body: str, cuttings: Cuttings) -> Spans:
        return Spans(cuttings, links.defined(body), gfm=self._gfm, quotes=self._quotes)

    def _blocks(self, body: str, cuttings: Cuttings, spans: Spans) -> tuple[str, dict[str, str]]:
        if not differences.may_differ(body, gfm=self._gfm):
            return body, {}
        html = HtmlBlocks(cuttings, lambda text: _inline(spans.translated(text)))
        html.parses_all = self.options.parse_block_html
        pass_ = blocks.Blocks(body, cuttings, html, gfm=self._gfm)
        return pass_.rewritten(), pass_.abbreviations

    def _rendered(self, body: str, spans: Spans) -> str:
        if spans.needed(body) or _DESCRIPTION.search(body):
            lines = body.split("\n")
            layout = Layout(positions(body), len(lines))
            body = "\n".join(layout.translated(lines, spans.translated))
        chosen = self.options
        return rendered(body, descriptions=True, struck=False, breaks=chosen.hard_wrap)

    def _finished(self, html: str, abbreviations: dict[str, str]) -> str:
        chosen = self.options
        html, headings = with_heading_ids(
            html, gfm=self._gfm, auto=chosen.auto_ids, prefix=chosen.auto_id_prefix
        )
        html = with_contents(html, headings, self._levels)
        html = as_kramdown(html, chosen.footnote_nr, chosen.footnote_backlink)
        return with_abbreviations(_EMPTY_HEAD.sub("", html), abbreviations)


def _inline(text: str) -> str:
    html = rendered(text, struck=False)
    whole = _PARAGRAPH.match(html)
    return whole[1] if whole else html

"""Render Markdown as kramdown does, with comrak.

1. A body is rewritten so that CommonMark reads it as kramdown does: first its blocks
   (``blocks``), then the sentences in them (``layout``, ``spans``).
2. comrak renders it.
3. What comrak cannot make is added to the HTML: ids of headings, the table of contents,
   kramdown's footnotes, and abbreviations.
"""

from __future__ import annotations

import re
from html import escape

from feeds.generators.jekyll.kramdown import links
from feeds.generators.jekyll.kramdown.blocks import Blocks
from feeds.generators.jekyll.kramdown.common_spans import hard_lines
from feeds.generators.jekyll.kramdown.headings import with_contents, with_heading_ids
from feeds.generators.jekyll.kramdown.html import Document
from feeds.generators.jekyll.kramdown.layout import Layout
from feeds.generators.jekyll.kramdown.marks import PIPE, TIGHT, Tokens, without_marks
from feeds.generators.jekyll.kramdown.options import KramdownOptions
from feeds.generators.jekyll.kramdown.spans import Spans
from feeds.markup.commonmark import CommonMarkOptions, positions, rendered, with_line_feeds

# A line that may begin a block other than a paragraph.
_BLOCK = re.compile(r"^(?: {4}|[ \t]*(?:\t|[-+*>:#<`~{$^|=\[_\x02]|[0-9]+[.)]))", re.MULTILINE)
_PARAGRAPH = re.compile(r"\A<p>(.*)</p>\n\Z", re.DOTALL)
_EMPTY_HEAD = re.compile(r"<thead>\n<tr>\n(?:<th></th>\n)+</tr>\n</thead>\n")
_FOOTNOTE_MARK = re.compile(
    r'(<sup class="footnote-ref"><a href="#fn:[^"]*" id="fnref:[^"]*"[^>]*>)([0-9]+)</a>'
)
_FOOTNOTE_BACK = re.compile(r" ?(<a href=\"#fnref:[^\"]*\" class=\"footnote-backref\"[^>]*>)↩")
# A mark after the first of one footnote; kramdown counts them in another way.
_FOOTNOTE_AGAIN = re.compile(r'(<a href="#fn:([^"]*)" id=")fnref:\2-([0-9]+)"')
_FOOTNOTE_LINK = re.compile(r'"#fnref:[^"]*"')
_FOOTNOTES = re.compile(r'(<section class="footnotes" data-footnotes>\n<ol)>')
_TAG_OR_CODE = re.compile(
    r"(<(?:pre|code|script|style)\b.*?</(?:pre|code|script|style)>|<[^<>]*>)", re.DOTALL
)


class KramdownEngine:
    """kramdown with the options of one site."""

    def __init__(self, options: KramdownOptions) -> None:
        self.options = options
        self._gfm, self._quotes, self._levels = options.gfm, options.quotes, options.levels

    def __call__(self, body: str) -> str:
        """Return the HTML of a body."""
        body = without_marks(with_line_feeds(body))
        tokens = Tokens()
        spans = Spans(tokens, links.defined(body), gfm=self._gfm, quotes=self._quotes)
        body, abbreviations = self._with_blocks(body, tokens, spans)
        html = _with_bare_paragraphs(self._rendered(body, spans))
        html = tokens.restored(html).replace(PIPE, "|").replace(TIGHT, "")
        return self._finished(html, abbreviations)

    def _with_blocks(self, body: str, tokens: Tokens, spans: Spans) -> tuple[str, dict[str, str]]:
        """Return the body with its blocks as CommonMark's, and its abbreviations."""
        if not self._may_differ(body):
            return body, {}
        document = Document(
            tokens,
            spans.names,
            lambda text: _inline(spans.translated(text)),
            gfm=self._gfm,
            parses_html=self.options.parse_block_html,
        )
        lines = Blocks(document).rewritten(f"{body}\n")
        return "\n".join(lines), document.abbreviations

    def _may_differ(self, body: str) -> bool:
        """Say, cheaply, whether a body may hold a block that CommonMark reads differently."""
        return "|" in body or _BLOCK.search(body) is not None

    def _rendered(self, body: str, spans: Spans) -> str:
        hard = hard_lines(body)
        # Only a layout shows where an apostrophe is code, and stays as it is.
        if hard or ("'" in body and ("    " in body or "\t" in body)):
            lines = body.split("\n")
            layout = Layout(positions(body), len(lines))
            body = "\n".join(layout.translated(lines, hard, spans))
        else:
            body = spans.curled(body)
        return rendered(body, CommonMarkOptions(struck=False, breaks=self.options.hard_wrap))

    def _finished(self, html: str, abbreviations: dict[str, str]) -> str:
        options = self.options
        html, headings = with_heading_ids(
            html, gfm=self._gfm, auto=options.auto_ids, prefix=options.auto_id_prefix
        )
        html = with_contents(html, headings, self._levels)
        html = _with_footnotes(html, options.footnote_nr, options.footnote_backlink)
        return _with_abbreviations(_EMPTY_HEAD.sub("", html), abbreviations)


def _with_bare_paragraphs(html: str) -> str:
    """Take paragraphs that are marked out of their elements: those of tight items."""
    if TIGHT not in html:
        return html
    pieces = html.split(f"{TIGHT}</p>")
    for number, piece in enumerate(pieces[:-1]):
        before, _, text = piece.rpartition("<p>")
        pieces[number] = before.removesuffix("\n") + text
        if pieces[number + 1].startswith("\n</li>"):
            pieces[number + 1] = pieces[number + 1][1:]
    return "".join(pieces)


def _inline(text: str) -> str:
    html = rendered(text, CommonMarkOptions(struck=False))
    whole = _PARAGRAPH.match(html)
    return whole[1] if whole else html


def _with_footnotes(html: str, first: int, backlink: str) -> str:
    """Number footnotes from ``first``, and link back from them with the text ``backlink``."""
    if 'class="footnote' not in html:
        return html
    again: dict[str, str] = {}

    def counted(found: re.Match[str]) -> str:
        name = f"fnref:{found[2]}:{int(found[3]) - 1}"
        again[f'"#fnref:{found[2]}-{found[3]}"'] = f'"#{name}"'
        return f'{found[1]}{name}"'

    html = _FOOTNOTE_AGAIN.sub(counted, html)
    if again:
        html = _FOOTNOTE_LINK.sub(lambda link: again.get(link[0], link[0]), html)
    if first != 1:
        html = _FOOTNOTE_MARK.sub(lambda found: f"{found[1]}{int(found[2]) + first - 1}</a>", html)
        html = _FOOTNOTES.sub(rf'\1 start="{first}">', html)
    return _FOOTNOTE_BACK.sub(lambda found: f"\xa0{found[1]}{escape(backlink)}", html)


def _with_abbreviations(html: str, meanings: dict[str, str]) -> str:
    """Wrap each abbreviation in the text, as a whole word, in an element with its meaning."""
    if not meanings:
        return html
    escaped = {escape(short, quote=False): meaning for short, meaning in meanings.items()}
    longest_first = sorted(escaped, key=len, reverse=True)
    words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def explained(found: re.Match[str]) -> str:
        meaning = escaped[found[0]]
        title = f' title="{escape(meaning)}"' if meaning else ""
        return f"<abbr{title}>{found[0]}</abbr>"

    pieces = _TAG_OR_CODE.split(html)
    pieces[::2] = [words.sub(explained, text) for text in pieces[::2]]
    return "".join(pieces)

"""A summary that is cut from the content shows prose, as each Markdown processor marks the rest."""

from __future__ import annotations

import pytest

from feeds.assemble.sanitizer import clean, text_of_clean
from feeds.markup.commonmark import commonmark

COMRAK = commonmark("So[^1] it is.\n\n[^1]: A note.\n")
KRAMDOWN = (
    '<p>So<sup id="fnref:1" role="doc-noteref"><a href="#fn:1" class="footnote">1</a></sup> it '
    'is.</p><div class="footnotes" role="doc-endnotes"><ol><li id="fn:1" '
    'role="doc-endnote"><p>A note. <a href="#fnref:1" class="reversefootnote" '
    'role="doc-backlink">↩</a></p></li></ol></div>'
)
GOLDMARK = (
    '<p>So<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup> it '
    'is.</p><div class="footnotes" role="doc-endnotes"><hr><ol><li id="fn:1">A note.&#160;'
    '<a href="#fnref:1" class="footnote-backref">↩︎</a></li></ol></div>'
)
PYTHON_MARKDOWN = (
    '<p>So<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> it is.</p>'
    '<div class="footnote"><hr><ol><li id="fn:1"><p>A note.</p></li></ol></div>'
)
MARKDOWN_IT = (
    '<p>So<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup> it is.</p>'
    '<hr class="footnotes-sep"><section class="footnotes"><ol><li id="fn1">A note.</li></ol>'
    "</section>"
)
DOCUTILS = (
    '<p>So<a class="footnote-reference brackets" href="#f-1" id="r-1" role="doc-noteref">1</a> it '
    'is.</p><aside class="footnote-list brackets"><aside class="footnote brackets" id="f-1">'
    "<p>A note.</p></aside></aside>"
)
OLD_DOCUTILS = (
    '<p>So<a class="footnote-reference" href="#id2" id="id1">[1]</a> it is.</p>'
    '<table class="docutils footnote" id="id2"><tr><td>[1]</td><td>A note.</td></tr></table>'
)
PULLDOWN = (
    '<p>So<sup class="footnote-reference"><a href="#1">1</a></sup> it is.</p>'
    '<div class="footnote-definition" id="1"><sup class="footnote-definition-label">1</sup>'
    "<p>A note.</p></div>"
)


def prose(html: str) -> str:
    return text_of_clean(clean(html, "https://site.example/a", only_prose=True))


@pytest.mark.parametrize(
    "html",
    [COMRAK, KRAMDOWN, GOLDMARK, PYTHON_MARKDOWN, MARKDOWN_IT, DOCUTILS, OLD_DOCUTILS, PULLDOWN],
    ids=[
        "comrak",
        "kramdown",
        "goldmark",
        "python-markdown",
        "markdown-it",
        "docutils",
        "old",
        "zola",
    ],
)
def test_footnotes_and_their_marks_are_not_prose(html: str) -> None:
    assert prose(html) == "So it is."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><pre><code>b</code></pre><p>c</p>", "a c"),
        (
            '<p>a</p><figure class="highlight"><figcaption>f.py</figcaption><pre>b</pre></figure>',
            "a",
        ),
        ('<h2 id="a">a<a class="headerlink" href="#a" title="Link">¶</a></h2>b', "a b"),
        ('<h2 id="a"><a class="zola-anchor" href="#a">🔗</a>a</h2>b', "a b"),
        ('<h2 id="a"><a class="anchor" href="#a"></a>a <a href="#a">#</a></h2>', "a"),
        ('<h2><a href="#a">The title</a></h2>', "The title"),
        ('<p><code>a</code> <a href="#b">see b</a> H<sup>2</sup></p>', "a see b H2"),
    ],
)
def test_code_blocks_and_heading_links_are_not_prose(html: str, text: str) -> None:
    assert prose(html) == text


def test_content_keeps_all_of_it() -> None:
    for html in (COMRAK, KRAMDOWN, "<p>a</p><pre>b</pre>"):
        assert len(text_of_clean(clean(html, "https://site.example/a"))) > len(prose(html))

"""HTML in a feed is safe to show anywhere, and its URLs lead to where the page's lead."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feeds.assemble.sanitizer import clean, plain_text
from feeds.assemble.urls import SCHEMES

BASE = "https://site.example/a/b.html"


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>p {}</style>b", "ab"),
        ("a<!-- b -->c", "ac"),
        ('<p onclick="x()" style="color: red" class="y">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href=" java&#10;script:x()">a</a>', "<a>a</a>"),
        ('<a href="vbscript:x">a</a>', "<a>a</a>"),
        ('<a href="data:image/png;base64,AA==">a</a>', "<a>a</a>"),
        ('<form action="/x">a<input name="q"><button>go</button></form>', "ago"),
        ("<select><option>a</option></select><textarea>b</textarea>c", "c"),
        ('<object data="/x"><embed src="/y">a</object>', "a"),
        ("<svg><text>a</text><script>b</script></svg>c", "c"),
        ('<base href="https://evil.example/"><meta charset="x"><link href="x">a', "a"),
        ("<title>a</title><template>b</template>c", "c"),
        ('<blink>a</blink><custom-tag x="y">b</custom-tag>', "ab"),
    ],
)
def test_what_no_article_is_made_of_goes(html: str, cleaned: str) -> None:
    assert clean(html, BASE) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<p>a <em>b</em> <strong>c</strong> <mark>d</mark> H<sub>2</sub>O x<sup>2</sup></p>",
        '<h2 id="part">a</h2>',
        '<p lang="zh" dir="ltr" title="t">a</p>',
        '<pre><code class="language-c">a &lt; b\n</code></pre>',
        '<details open=""><summary>a</summary>b</details>',
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
        "<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>",
        '<table><caption>a</caption><thead><tr><th scope="col">b</th></tr></thead>'
        '<tbody><tr><td colspan="2">c</td></tr></tbody><tfoot></tfoot></table>',
        '<ol start="3" reversed=""><li value="2">a</li></ol>',
        "<dl><dt>a</dt><dd>b</dd></dl>",
        '<time datetime="2026-01-01">a</time><del datetime="2026-01-01">b</del>',
        '<a href="https://h.example/" rel="nofollow">a</a>',
        '<img src="data:image/png;base64,AA==" alt="a">',
        '<img src="https://h.example/x.png" width="1" height="400">',
    ],
)
def test_what_articles_are_made_of_stays_as_it_is(html: str) -> None:
    assert clean(html, BASE) == html


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ('<a href="/x">a</a>', '<a href="https://site.example/x">a</a>'),
        ('<a href="#n">a</a>', '<a href="https://site.example/a/b.html#n">a</a>'),
        ('<a href="http://[">a</a>', "<a>a</a>"),
        ('<a href="mailto:ada@h.example">a</a>', '<a href="mailto:ada@h.example">a</a>'),
        ('<img src="x.png">', '<img src="https://site.example/a/x.png">'),
        ('<img src="//h.example/x">', '<img src="https://h.example/x">'),
        ('<q cite="/x">a</q>', '<q cite="https://site.example/x">a</q>'),
        ('<q cite="javascript:x">a</q>', "<q>a</q>"),
        (
            '<video src="v" poster="/p" autoplay></video>',
            '<video src="https://site.example/a/v" poster="https://site.example/p" controls="">'
            "</video>",
        ),
        (
            '<picture><source srcset="/x"><img src="/y"></picture>',
            '<picture><source srcset="https://site.example/x">'
            '<img src="https://site.example/y"></picture>',
        ),
    ],
)
def test_a_url_leads_to_where_it_leads_on_the_page(html: str, cleaned: str) -> None:
    assert clean(html, BASE) == cleaned


@pytest.mark.parametrize(
    ("srcset", "cleaned"),
    [
        ("/a 1x, /b 2x", "https://site.example/a 1x, https://site.example/b 2x"),
        ("/a,/b 480w", "https://site.example/a,/b 480w"),
        (" /a ,\n/b  2x ,", "https://site.example/a, https://site.example/b 2x"),
        ("/a 1x, javascript:x 2x, http://[ 3x", "https://site.example/a 1x"),
    ],
)
def test_every_candidate_of_a_srcset_becomes_absolute(srcset: str, cleaned: str) -> None:
    assert clean(f'<img srcset="{srcset}">', BASE) == f'<img srcset="{cleaned}">'


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden>x <b hidden>y</b></p>",
        '<div style="color:red; DISPLAY : none">x<p style="display:none">y</p></div>',
        '<span style="visibility:hidden">x</span>',
        '<img src="/t.gif" width="1" height="1">',
        '<img src="/t.gif" width="0">',
        '<img src="/t.gif" style="width:1px;height:1px">',
        '<iframe src="https://t.example/" height="0" width="0"></iframe>',
        '<noscript><img height="1" width="1" src="https://t.example/"></noscript>',
        "<img alt='x'>",
        "<img alt='x><img src=y onerror=z>'>",
        '<img src="http://[">',
        "<iframe>x</iframe>",
        '<iframe src="javascript:x()"></iframe>',
        '<iframe src="data:text/html,x"></iframe>',
        '<iframe srcdoc="x"></iframe>',
    ],
)
def test_what_the_page_does_not_show_is_not_shown(html: str) -> None:
    assert clean(f"a{html}b", BASE) == "ab"


@pytest.mark.parametrize(
    ("iframe", "link"),
    [
        (
            '<iframe src="//film.example/1?a&amp;b" width="560">x</iframe>',
            '<a href="https://film.example/1?a&amp;b">https://film.example/1?a&amp;b</a>',
        ),
        (
            '<iframe src="https://film.example/1" title="A &lt;film&gt;"></iframe>',
            '<a href="https://film.example/1">A &lt;film&gt;</a>',
        ),
    ],
)
def test_an_embedded_page_becomes_a_link_to_it(iframe: str, link: str) -> None:
    assert clean(f"<p>{iframe}</p>", BASE) == f"<p>{link}</p>"


def test_a_picture_for_readers_without_scripts_is_shown() -> None:
    html = '<img data-src="/x.png"><noscript><img src="/x.png"></noscript>'
    assert clean(html, BASE) == '<img src="https://site.example/x.png">'


KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi>'
    '<annotation encoding="application/x-tex">\\bar x</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span><b>x</b></span></span></span>'
)
MATHJAX = (
    '<span class="MathJax"><nobr aria-hidden="true"><b>x</b></nobr>'
    '<span class="MJX_Assistive_MathML"><math><mi>x</mi></math></span></span>'
)
MATHJAX_3 = (
    '<mjx-container class="MathJax"><mjx-math aria-hidden="true"><mjx-mi>x</mjx-mi></mjx-math>'
    "<mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml></mjx-container>"
)


@pytest.mark.parametrize("formula", [KATEX, MATHJAX, MATHJAX_3])
def test_a_formula_that_is_written_twice_is_shown_once_in_mathml(formula: str) -> None:
    html = f"<p>So {formula} and {formula}.</p>"
    assert plain_text(html) == "So x and x."
    assert clean(html, BASE).count("<mi>x</mi>") == 2


def test_a_formula_without_mathml_is_shown_as_it_is_drawn() -> None:
    drawn = '<span class="katex"><span class="katex-html" aria-hidden="true">x</span></span>'
    assert plain_text(f"a {drawn}") == "a x"
    assert plain_text('a <i aria-hidden="true">b</i>') == "a b"


def test_words_that_look_like_hidden_elements_change_nothing() -> None:
    html = "<p>Write <code>display: none</code> or <code>width=1</code>, or it is hidden.</p>"
    assert clean(html, BASE) == html


def test_a_picture_is_kept_whatever_its_description_holds() -> None:
    html = '<img alt="a > src=b" src="https://h.example/x">'
    pictures = LexborHTMLParser(clean(html, BASE), is_fragment=True).css("img")
    source = "https://h.example/x"
    assert [node.attributes for node in pictures] == [{"alt": "a > src=b", "src": source}]


def test_only_classes_that_name_a_language_are_kept() -> None:
    html = '<pre class="highlight"><code class="x language-c y">a</code></pre>'
    assert clean(html, BASE) == '<pre><code class="language-c">a</code></pre>'


def test_an_empty_line_that_begins_a_block_of_code_is_kept() -> None:
    for extra in ("", "<i hidden></i>"):
        shown = LexborHTMLParser(clean(f"<pre>\n\na</pre>{extra}", BASE)).text()
        assert shown == "\na"


@pytest.mark.parametrize("around", ["{}", "{}<i hidden>x</i>", "<path>{}", "<td>{}", "{}<svg>"])
@pytest.mark.parametrize(
    "text", ["\n\n  a\t b  \n\n\n c \n", "  a", "\n<code>\n a\n\n</code>\n", "a&nbsp; b", "]]>  "]
)
def test_the_white_space_of_a_preformatted_text_is_kept(text: str, around: str) -> None:
    html = around.format(f'<pre class="x">{text}</pre>')
    (given,) = LexborHTMLParser(html, is_fragment=True).css("pre")
    (kept,) = LexborHTMLParser(clean(html, BASE), is_fragment=True).css("pre")
    assert kept.text() == given.text()


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "x-y"])
def test_html_nested_without_end_is_text_and_takes_no_time(tag: str) -> None:
    start = time.process_time()
    assert clean(f"<{tag}>" * 100_000 + "a &amp; <i>b</i>", BASE).split() == ["a", "&amp;", "b"]
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "html",
    [
        "<div></b>" * 100_000,
        "<ul></ol>" * 100_000,
        "<table>" + "a<br>" * 200_000,
        "a<br>" * 200_000 + "<table>" + "a<br>" * 50_000,
        "<a " + " ".join(f"a{i}=1" for i in range(250_000)) + ">a</a>",
        "".join(f"<p><b id={i}>" for i in range(400)) + "</p><p>a" * 50_000,
        "&" * 2_000_000,
        "\xa0" * 2_000_000,
        "<p>" + "&" * 2_000_000 + "</p>",
        '<p title="' + "&" * 2_000_000 + '">a</p>',
        "&</zz>" * 1_000_000,
        "width=" + " " * 2_000_000,
    ],
    ids=lambda html: html[:12],
)
def test_no_html_takes_long(html: str) -> None:
    start = time.process_time()
    clean(html, BASE)
    assert time.process_time() - start < 5


def test_a_long_text_of_references_is_kept() -> None:
    assert clean("&" * 1_000_000, BASE) == "&amp;" * 1_000_000
    assert clean("\xa0&lt;b&gt;" * 300_000, BASE) == "&nbsp;&lt;b&gt;" * 300_000


def test_what_stands_in_a_table_but_not_in_a_cell_comes_before_it() -> None:
    cleaned = clean("<table>" + "a<br>" * 5_001 + "<tr><td>b</table>", BASE)
    assert cleaned == "a<br>" * 5_001 + "<table><tbody><tr><td>b</td></tr></tbody></table>"


def test_html_too_costly_to_parse_may_hold_a_number_of_any_length() -> None:
    assert clean("<div>" * 600 + "&#" + "1" * 5_000 + ";", BASE).strip() == "\ufffd"


def test_a_long_list_is_no_deep_nesting() -> None:
    html = "<ul>" + "<li>a<br>b</li>" * 2_000 + "</ul>"
    assert clean(html, BASE) == html


PIECES = [
    *("<p>", "</p>", "<b>", "</b>", '<a href="', '">', "</a>", "<script>", "</script>"),
    *("<style>", "</style>", "<svg>", "</svg>", "<math>", "<mtext>", "<mi>", "</math>"),
    *("<table>", "<tr>", "<td>", "</table>", '<iframe src="/v">', "</iframe>", "<noscript>"),
    *("</noscript>", "<!--", "-->", "<template>", "<select>", "<option>", "<form>", "<input>"),
    *("<img src=x onerror=alert(1)>", "<img width=1 height=1>", "<div hidden>", "</div>"),
    *("<pre>", "\n", "</pre>", "javascript:alert(1)", "data:image/png,x", "http://[", "//h/x"),
    *("&lt;", "&#x8;", "&#106;avascript:", '"', "'", "<", ">", "=", " onload=x ", "<title>"),
    *("<textarea>", "<xmp>", "<plaintext>", "<source srcset='a 1x, b 2x'>", "<foreignObject>"),
    *(
        "<path>",
        "<use>",
        "<title>",
        "</title>",
        "<desc>",
        "<mglyph>",
        "</xmp>",
        "<noembed>",
        "</p>",
    ),
    *("<img data-src='javascript:alert(1)'>", "<img data-src='/x' src=y>", "<a id='--><script>'>"),
    *("<iframe data-src='javascript:x'></iframe>", "<video data-poster='javascript:x'>", "</xmp>"),
    *("<span class=katex>", "<i aria-hidden=true>", "<img data-srcset='javascript:x 1x'>", "</i>"),
    *("<a title='</style><img src=x onerror=alert(1)>'>", "<malignmark>", "</style>", "</svg>"),
    *("<annotation-xml encoding='text/html'>", "<video poster='javascript:x'>", "<body onload=x>"),
]
ANY_HTML = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)
URL_ATTRIBUTES = {"href", "src", "poster", "cite", "action", "formaction", "data", "background"}


def _elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """What two parsers that differ make of it."""
    new = LexborHTMLParser(html, is_fragment=True).css("*")
    old = lxml.html.fragment_fromstring(f"<div>{html}</div>", create_parent="div").iter()
    seen = [(str(node.tag), {k: v or "" for k, v in node.attributes.items()}) for node in new]
    return seen + [(str(node.tag), {str(k): str(v) for k, v in node.items()}) for node in old]


@given(ANY_HTML)
@settings(max_examples=100, deadline=None)
def test_nothing_unsafe_is_left_of_any_text(html: str) -> None:
    # lxml takes no control characters, which are the formats' to take out.
    cleaned = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", clean(html, BASE))
    for tag, attributes in _elements(cleaned):
        assert tag not in {"script", "style", "iframe", "form", "input", "svg", "object", "embed"}
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        for name, value in attributes.items():
            if name in URL_ATTRIBUTES and not (tag == "img" and value.startswith("data:image/")):
                assert urlsplit(value).scheme in SCHEMES


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.sampled_from(
        ["div", "blockquote", "figure", "details", 'div hidden=""', "section", 'div class="x"']
    )
    return st.tuples(block, inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>")


LEAF = st.sampled_from(
    [
        '<p>a <a href="../x?y=1&amp;z#é">b</a></p>',
        "<pre>\n\n a &amp; b</pre>",
        '<img srcset="/a,b 1x, c 2x" src="d e.png" onerror="x">',
        '<iframe src="/v?a&amp;b"></iframe>',
        "<table><tr><td>a</table>",
        "<script>x</script>",
        "&nbsp;&lt;b&gt;",
    ]
) | st.text(max_size=8)
WELL_NESTED = st.recursive(LEAF, lambda inner: st.lists(_element(inner), max_size=3).map("".join))


@given(WELL_NESTED)
@settings(max_examples=100, deadline=None)
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    cleaned = clean(html, BASE)
    assert clean(cleaned, "https://other.example/") == cleaned


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("a  b\n\tc\xa0d", "a b c d"),
        ("un<b>believ</b>able", "unbelievable"),
        ("<p>a</p><p>b</p>", "a b"),
        ("<ul><li>a<li>b</ul>c", "a b c"),
        ("a<br>b<hr>c", "a b c"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<h1>a</h1>b<main>c</main>d", "a b c d"),
        ("a<script>b</script><style>c</style>d", "ad"),
        ("<p hidden>a</p>b<!-- c -->", "b"),
        ("&lt;b&gt; &amp;amp; &eacute; &#x4e2d;", "<b> &amp; é 中"),
        ('<a title="x > y" href="/x">a</a>', "a"),
        ("a < b && c > d", "a < b && c > d"),
        ("H<sub>2</sub>O", "H2O"),
        ("<math><mi>a</mi><mo>+</mo><mi>b</mi></math>", "a+b"),
    ],
)
def test_text_is_what_is_seen_on_one_line(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_a_text_too_costly_to_parse_is_all_the_same_its_text() -> None:
    assert plain_text("<div>" * 600 + "a&nbsp;&lt;b&gt; &#x4e2d;") == "a <b> 中"


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_gives_one_line_without_blanks_around(html: str) -> None:
    text = plain_text(html)
    assert text == " ".join(text.split())

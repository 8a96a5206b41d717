"""A preview says what the sanitiser removed: each element and attribute, how often, and why."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feeds.assemble.removals import Removal, _marked, removals
from feeds.assemble.sanitizer import GONE_WITH_CONTENT, clean
from feeds.assemble.tags import closed, tag_names

BASE = "https://site.example/a/"
_MARK = re.compile(' id="[^"]*"')


def named(html: str) -> dict[str, int]:
    """Return how often each thing was removed."""
    return {one.name or one.kind: one.count for one in removals(html, BASE)}


def only(html: str) -> Removal:
    (removal,) = removals(html, BASE)
    return removal


@pytest.mark.parametrize(
    ("html", "removed"),
    [
        ("<p>a <b>b</b> <a href='/c'>c</a></p>", {}),
        ("a<script>b</script><p>c</p><SCRIPT src=d></SCRIPT>", {"script": 2}),
        ('<p class="a" style="b">c</p><p class="d">e</p>', {"class": 2, "style": 1}),
        ('<pre><code class="language-c highlight">a</code></pre>', {}),
        ("a<!-- b -->c<!-- d -->", {"comment": 2}),
        ("<font color=red>a <b>b</b></font>", {"font": 1}),
        ("<div hidden><p>a <a href=/>b</a></p></div>", {"div": 1}),
        ("<font><script>a</script>b</font>", {"font": 1, "script": 1}),
        ('<p id="own">a</p>', {}),
        ('<img src="/a.png" data-src="/b.png" loading="lazy">', {"data-src": 1, "loading": 1}),
        ("<script>'<p><b>'</script>", {"script": 1}),
        ("git checkout <path> and &lt;path&gt;", {"path": 1}),
    ],
)
def test_what_is_gone_is_counted_once(html: str, removed: dict[str, int]) -> None:
    """What goes with the element around it is not listed, and neither are its attributes."""
    assert named(html) == removed


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<script>a</script>", "feed readers do not run scripts"),
        ("<p onclick='a()'>a</p>", "feed readers do not run scripts"),
        ("<p style='color: red'>a</p>", "feed readers use their own styles"),
        ("<p data-id='1'>a</p>", "only scripts and styles use it"),
        (
            '<img src="/a.gif" width="1" height="1">',
            "it is as small as a tracking image",
        ),
        ("<p hidden>a</p>", "it is also hidden on the page"),
        ("<form>a</form>", "feed readers do not show forms"),
        ("<t>a</t>", "HTML does not have this element; if it is text, write &lt; instead of <"),
        ("<font>a</font>", "entries do not need it; its content is kept"),
        ("<iframe src='about:blank'></iframe>", "feed readers do not show embedded pages"),
        (
            "<iframe src='//video.example/1'></iframe>",
            "feed readers do not show embedded pages; a link replaces it",
        ),
        (
            '<span class="katex"><span class="katex-mathml"><math><mi>x</mi></math></span>'
            '<span class="katex-html">x</span></span>',
            "it repeats a formula",
        ),
    ],
)
def test_each_has_a_reason(html: str, reason: str) -> None:
    assert reason in [one.reason for one in removals(html, BASE)]


def test_addresses_that_readers_cannot_open_are_named() -> None:
    found = only("<a href='javascript:x()'>a</a><a href='rdar://1'>b</a><a href='/c'>c</a>")
    assert (found.name, found.count) == ("href", 2)
    assert found.examples == ("javascript:x()", "rdar://1")


def test_markup_that_parsers_cannot_read_is_one_removal() -> None:
    assert only("<div>" * 600 + "a").reason.endswith("only its text is kept")


_TAGS = (
    *(
        "p",
        "b",
        "a",
        "script",
        "style",
        "iframe",
        "noscript",
        "font",
        "svg",
        "path",
        "title",
        "x-y",
    ),
    *("table", "td", "img", "form", "input", "template", "math", "mi", "pre", "li", "textarea"),
)
_ATTRIBUTES = (
    *(
        'class="a"',
        'style="display:none"',
        "hidden",
        'href="/a"',
        'href="javascript:x"',
        "onclick=x",
    ),
    *('src="/a.png"', 'src=""', 'width="0"', 'data-src="/b.png"', 'title="<b>"', "id='own'", "a<b"),
)
_ANY_TAG = st.builds(
    lambda tag, end, given: f"<{end}{tag}{''.join(f' {one}' for one in given)}>",
    st.sampled_from(_TAGS),
    st.sampled_from(["", "", "/"]),
    st.lists(st.sampled_from(_ATTRIBUTES), max_size=3),
)
_PIECES = st.one_of(
    _ANY_TAG, st.sampled_from(["a", " ", "<!--", "-->", "<", "&lt;", "<?", "<![CDATA["])
)
_HTML = st.lists(_PIECES, max_size=12).map("".join)


def elements(html: str) -> Counter[str]:
    tree = LexborHTMLParser(html, is_fragment=True)
    nodes = tree.root.traverse() if tree.root else ()
    return Counter(node.tag or "" for node in nodes if is_named(node.tag or "-"))


@settings(max_examples=300, deadline=None)
@given(_HTML)
def test_elements_that_are_gone_are_listed_or_inside_one_that_is(html: str) -> None:
    listed = removals(html, BASE)
    lowered = html.lower()
    before = closed(html, lowered, tag_names(lowered))  # placeholders such as <title> hide nothing
    gone = elements(before) - elements(clean(html, BASE))
    del gone["tbody"], gone["a"]  # parsers add them where nobody wrote them
    if gone and not any(map(takes_content, listed)):
        assert gone.keys() <= {one.name for one in listed}
    assert listed or not gone


def is_named(tag: str) -> bool:
    """Say whether it is an element with a name that anybody would write."""
    return not tag.startswith("-") and not tag.endswith("<")


def takes_content(removal: Removal) -> bool:
    """Say whether what is inside an element went with it."""
    is_unseen = "hidden" in removal.reason or "small" in removal.reason
    return removal.name in GONE_WITH_CONTENT or is_unseen


@settings(max_examples=300, deadline=None)
@given(_HTML)
def test_the_marks_of_elements_do_not_change_what_is_removed(html: str) -> None:
    """So the list shows what the sanitiser removes from the post, not from another text."""
    assert _MARK.sub("", clean(_marked(html), BASE)) == _MARK.sub("", clean(html, BASE))


@pytest.mark.parametrize(
    "html",
    [
        "<p a1 a2=b>" * 40_000,
        "<b>a</b>" * 60_000,
        "<script>" * 60_000,
        "<!-- a -->" * 50_000,
        "<div hidden>" * 400 + "<i class=a></i>" * 30_000,
        "".join(f"<i a{number}></i>" for number in range(30_000)),
    ],
    ids=["attributes", "elements", "scripts", "comments", "deep", "names"],
)
def test_half_a_megabyte_takes_a_few_seconds_at_most(html: str) -> None:
    started = time.process_time()
    found = removals(html, BASE)
    assert time.process_time() - started < 5
    assert len(found) <= 102

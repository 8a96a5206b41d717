"""The comparison itself can fail: it finds each kind of difference, and no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from .comparison import Difference, compared, differences, summary
from .documents import Document, Head, Shown, read_feed
from .fragments import Fragment, read_fragment, target

_PAGE = "https://example.com/posts/a/"
_FRAGMENT = Fragment("text", "<p>text</p>", (_PAGE,), ("code",))
_SHOWN = Shown("id", "link", "title", "then", "then", (), (), None, None, _FRAGMENT, _FRAGMENT)


def test_a_difference_is_named_by_entry_and_field() -> None:
    other = replace(_SHOWN, title="Title")
    assert list(differences([_SHOWN], [other])) == [Difference("id", "title", "title", "Title")]
    assert list(differences([_SHOWN], [])) == [Difference("id", "entry", "there", "missing")]
    assert list(differences([], [_SHOWN])) == [Difference("id", "entry", "missing", "there")]
    assert list(differences([_SHOWN], [_SHOWN])) == []


@pytest.mark.parametrize(
    ("part", "changed", "fields"),
    [
        ("content", {"text": "other"}, ["text"]),
        ("content", {"tree": "<b>text</b>"}, ["content"]),
        ("content", {"links": ()}, ["links"]),
        ("content", {"pre": ("code ",)}, ["pre"]),
        ("summary", {"text": "other"}, []),
        ("summary", {"tree": "text"}, ["summary"]),
        ("summary", {"links": ()}, ["links"]),
        ("summary", {"pre": ()}, ["pre"]),
    ],
)
def test_html_differs_in_words_elements_targets_and_code(
    part: str, changed: dict[str, object], fields: list[str]
) -> None:
    fragment = replace(_FRAGMENT, **changed)  # type: ignore[arg-type]
    ours = replace(_SHOWN, **{part: fragment})  # type: ignore[arg-type]
    assert [one.field for one in differences([_SHOWN], [ours])] == fields


def test_without_content_the_text_is_that_of_the_summary() -> None:
    native = replace(_SHOWN, content=None)
    ours = replace(_SHOWN, content=Fragment("the whole post", "<p>the whole post</p>"))
    assert list(differences([native], [ours])) == []
    ours = replace(ours, summary=replace(_FRAGMENT, text="other"))
    assert [one.field for one in differences([native], [ours])] == ["text"]


def test_a_part_that_only_the_generator_has_differs() -> None:
    ours = replace(_SHOWN, content=None, summary=None)
    fields = [one.field for one in differences([_SHOWN], [ours])]
    assert fields == ["text", "links", "pre", "content", "links", "pre", "summary"]


def test_titles_and_links_of_feeds_are_compared_if_the_generator_writes_them() -> None:
    native = Document(Head("Title", "https://example.com/", None, "https://example.com/feed"))
    assert compared(native, replace(native, head=replace(native.head, language="en"))) == compared(
        native, native
    )
    found = compared(native, Document(Head("Other", "https://example.com/")))
    assert [one.field for one in found.differences] == ["feed's title", "feed's self"]
    assert (found.equal("feed's title"), found.equal("feed's link")) == (0, 1)
    assert "feed's title: 0 of 1" in summary([found])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", "a"),
        ("<p>a <b>b</b></p>", "<p>a b</p>"),
        ("<p>a</p><p>b</p>", "<p>a<br>b</p>"),
        ("<div>a</div>b", "a b"),
        ('<a href="/x">x</a>', '<a href="x">x</a>'),
        ('<img src="a.png" alt="A">', '<img src="a.png" alt="B">'),
        ('<ol start="2"><li>a</ol>', "<ol><li>a</ol>"),
        ("<p>a&nbsp;b</p>", "<p>a b</p>"),
        ('<span lang="fr">a</span>', "a"),
    ],
)
def test_trees_differ_where_a_reader_sees_it(one: str, other: str) -> None:
    assert read_fragment(one, _PAGE).tree != read_fragment(other, _PAGE).tree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>\n a\n b </p>\n\n<p>c</p>", "<p>a b</p><p>c</p>"),
        ('<p class="lead" style="color: red">a</p>', "<p>a</p>"),
        ('<div class="highlight"><pre><span>a</span></pre></div>', "<pre>a</pre>"),
        ('<a href="b.md" target="_blank">b</a>', f'<a href="{_PAGE}b.md">b</a>'),
        ("<p>a</p><script>b()</script><style>c</style>", "<p>a</p>"),
        ('<iframe src="https://v.example/1"></iframe>', '<a href="https://v.example/1">https://v.example/1</a>'),
        ('<input type="checkbox" checked> done', "☑ done"),
        ("<form>a <button title='c'>b</button></form>", "a b"),
    ],
)  # fmt: skip
def test_differences_that_feed_readers_cannot_see_do_not_count(one: str, other: str) -> None:
    assert read_fragment(one, _PAGE).tree == read_fragment(other, _PAGE).tree


def test_the_targets_of_links_and_media_are_absolute_and_in_order() -> None:
    markup = """
    <a href="#one">1</a><a href="../b/">b</a><img src="/a b.png" srcset="c.png 1x, d.png 2x">
    <video poster="p.png"><source src="v.mp4"></video><audio src="//cdn.example/é.mp3"></audio>
    <a href="javascript:x()">no</a><a name="anchor">none</a><iframe src="/f?a=1"></iframe>
    """
    assert read_fragment(markup, _PAGE).links == (
        f"{_PAGE}#one",
        "https://example.com/posts/b/",
        "https://example.com/a%20b.png",
        f"{_PAGE}c.png",
        f"{_PAGE}d.png",
        f"{_PAGE}p.png",
        f"{_PAGE}v.mp4",
        "https://cdn.example/%C3%A9.mp3",
        "https://example.com/f?a=1",
    )


def test_a_target_that_readers_cannot_follow_is_none() -> None:
    assert target("https://[broken", _PAGE) is None
    assert target("data:text/html,x", _PAGE) is None
    assert target("http://%20http://example.com/", _PAGE) is None
    assert target("data:image/png;base64,AA==", _PAGE) == "data:image/png;base64,AA=="
    assert target("https://bücher.example/", _PAGE) == "https://xn--bcher-kva.example/"


def test_white_space_of_code_is_exact() -> None:
    markup = "<p>a <code> b  c </code></p><pre><code> d\n\te<br>f\n</code></pre><pre>\n\ng</pre>"
    assert read_fragment(markup, _PAGE).pre == (" b  c ", " d\n\te\nf\n", "\ng")


def test_a_feed_is_read_with_what_it_says_of_itself(tmp_path: Path) -> None:
    atom, rss = tmp_path / "feed.atom", tmp_path / "feed.rss"
    atom.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-CH">'
        '<title type="html">A &amp;amp; B</title><link href="https://a.example/"/><link rel="self" href="https://a.example/f"/>'
        "<entry><id>1</id><title>T</title><summary>1 &lt; 2</summary></entry></feed>"
    )
    rss.write_text(
        '<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>A</title>'
        "<link>https://a.example/</link><language>en-us</language>"
        '<atom:link rel="self" type="application/rss+xml" href="https://a.example/r"/>'
        "<item><guid>1</guid><description>&lt;p&gt;a&lt;/p&gt;</description></item></channel></rss>"
    )
    ours, others = read_feed(atom), read_feed(rss)
    assert ours.head == Head("A & B", "https://a.example/", "de-ch", "https://a.example/f")
    assert [one.summary for one in ours.entries] == [Fragment("1 < 2", "1 &lt; 2")]
    assert others.head == Head(
        "A", "https://a.example/", "en-us", "https://a.example/r", "application/rss+xml"
    )
    assert [one.summary for one in others.entries] == [Fragment("a", "<p>a</p>")]
    assert [one.content for one in others.entries] == [None]

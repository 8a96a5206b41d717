"""The head of a page: links are put where every HTML parser sees them in the head."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.discovery.heads import BEGIN, END, UnfinishedHead, find_head
from feeds.discovery.links import FeedLink, edit_head
from tests.support.html5 import Piece, head_links, pieces

FEED = "https://example.com/feed.atom"
LINKS = [FeedLink("application/atom+xml", "Example (Atom)", FEED)]
PAGE = "https://example.com/tags/bread/"

SNIPPETS = (
    """
<!doctype html>|<!DOCTYPE html PUBLIC "-//W3C//DTD" 'x>'>|<html lang=de>|<HTML>|<html/>|<head>
</head>|<HEAD class='a>b'>|</HEAD >|<head/>|<headx>|<header>|<title>|</title>
<TITLE><head></head></TITLE>|<title/>|</title x='>'>|<meta charset=utf-8>
<meta name=d content='</head>'>|<link rel=stylesheet href=a.css>|<link/>|<links>
<style>a{}</head></style>|<style>|</style>|<script>|</script>|<script>"</head>"</script>
<script/>|<script><!--<script></script>--></script>|<script><!--|-->|--!>|<!--|<!-->|<!--->
<!-- </head> -->|--|<script|</script|</script/>|<!--[if IE]><link><![endif]-->|<![if IE]>
<?xml version='1.0'?>|</>|</ x>|</p>|</br>|<br>|</body>|</html>|<body>|<body onload="a>b">|<p>
text|<|<a|<noscript>|</noscript>|<!-|<!d|<!doctype|<base href=/x/>
<noscript><link href=a></noscript>|<noscript><img></noscript>
<noscript><!-- </noscript> --></noscript>|<noscript><style>a</style></noscript>|<template>
</template>|<template><title>a</template>|<noframes>|</noframes>|<frameset>|<svg>
<svg/onload=1>|<a ="x>">|<a b="|<a b='|"|'|>|<bgsound>|<basefont>|<textarea>|</textarea>|<xmp>
<select>|<!-- links by feeds -->|<!-- end of links by feeds -->|<link rel=alternate href=x>|é
""".strip()
    .replace("\n", "|")
    .split("|")
)
SNIPPETS += ["\n", " ", "\t\n", "\r\n", "\x0b", "\x0c", "\0", "\ufeff"]
STARTS = ["", "<!doctype html>", "<html>", "<head>", "<!doctype html><html><head>"]
DOCUMENTS = st.tuples(
    st.sampled_from(STARTS), st.lists(st.sampled_from(SNIPPETS), max_size=12)
).map(lambda parts: (parts[0] + "".join(parts[1])).encode())


def linked(document: bytes, links: list[FeedLink] = LINKS) -> bytes:
    edit = edit_head(document, find_head(document), links, PAGE)
    return edit.content + document[edit.end :]


def without_links(document: bytes) -> list[Piece]:
    """Return all that a document contains, except what this program adds."""
    marks = {BEGIN.decode(), END.decode()}
    return [one for one in pieces(document) if one[2] not in marks and FEED not in one[2]]


@given(DOCUMENTS)
def test_documents_before_and_after_differ_only_by_links_in_the_head(document: bytes) -> None:
    try:
        head = find_head(document)
    except UnfinishedHead:
        return
    if head.is_document:
        after = linked(document)
        assert head_links(after).count(FEED) == 1
        assert without_links(after) == without_links(document)


@given(DOCUMENTS)
def test_links_are_added_once_and_removed_without_a_trace(document: bytes) -> None:
    try:
        before = linked(document, [])  # without blocks that the document may have
    except UnfinishedHead:
        return
    after = linked(before)
    assert linked(after) == after
    assert linked(after, []) == before


@given(DOCUMENTS, st.integers(1, 60))
def test_a_head_is_the_same_whether_the_rest_is_known_or_not(document: bytes, size: int) -> None:
    try:
        head = find_head(document[:size], is_whole=False)
    except UnfinishedHead:
        return
    assert head == find_head(document) or document[:3] == b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html><title>a</title>", ""),
        ("<!doctype html><html><head><title>a</title>", "</head><body>"),
        ("<!DOCTYPE html><HTML><HEAD>", "</HEAD ><BODY>"),
        ("<html><head><script>'</head>'</script>", "</head>"),
        ("<html><head><!-- </head> -->", "</head>"),
        ("<html><head><meta name=a content='</head>'>", "</head>"),
        ("<head><title></head></title><style></head></style>", "</head>"),
        ("<head><script><!--<script></script></head>--></script>", "</head>"),
        ("<!doctype html><meta charset=utf-8><title>a</title>", "<header>a</header>"),
        ("<!doctype html><title>a</title>", "text"),
        ("<!doctype html>", "<body>"),
        ("<head>", "<div></div></head>"),
        ("<head>", "<noscript><img src=a></noscript><title>a</title></head>"),
        ("<head><noscript><link rel=stylesheet href=a></noscript>", "</head>"),
        ("<head>", "<template></head></template></head>"),
    ],
)
def test_links_are_put_before_the_first_thing_that_ends_the_head(before: str, after: str) -> None:
    """Authors may leave out the tags of a head (WHATWG HTML 13.1.2.4)."""
    head = find_head((before + after).encode())
    assert (head.place, head.is_document) == (len(before), True)


@pytest.mark.parametrize(
    "part", ["<p>a</p>", "<div><title>a</title></div>", "", "text", "<title>a"]
)
def test_a_part_of_a_page_is_not_a_document(part: str) -> None:
    try:
        assert not find_head(part.encode()).is_document
    except UnfinishedHead:
        assert part == "<title>a"


@pytest.mark.parametrize(
    "document",
    ["<head><!-- a", "<head><title>a", "<head><script>a", "<head><meta content='a"],
)
def test_a_head_that_never_ends_is_an_error(document: str) -> None:
    with pytest.raises(UnfinishedHead):
        find_head(document.encode())


def test_lines_of_links_are_indented_as_the_end_of_the_head_is() -> None:
    page = b"<html>\r\n <head>\r\n  <title>a</title>\r\n </head>\r\n</html>\r\n"
    link = LINKS[0].element.encode()
    added = b"\r\n ".join([BEGIN, link, END, b"</head>"])
    assert linked(page) == page.replace(b"</head>", added)


def test_a_minified_page_stays_on_one_line() -> None:
    assert b"\n" not in linked(b"<!doctype html><title>a</title><p>b")


@pytest.mark.parametrize(
    ("charset", "title"), [("utf-8", "Brot 面包 é"), ("iso-8859-1", "Brot &#38754;&#21253; &#233;")]
)
def test_titles_are_written_in_the_encoding_of_the_page(charset: str, title: str) -> None:
    page = f"<!doctype html><meta charset={charset}><p>".encode()
    links = [FeedLink("application/atom+xml", "Brot 面包 é", FEED)]
    assert f'title="{title}"'.encode() in linked(page, links)


def test_what_an_earlier_run_added_is_replaced() -> None:
    old = [FeedLink("application/rss+xml", "Old (RSS)", "https://example.com/old.rss")]
    page = b"<html>\n<head>\n<title>a</title>\n</head>"
    assert linked(linked(page, old)) == linked(page)


def test_marks_around_other_elements_are_not_an_earlier_run() -> None:
    page = b"<head>" + BEGIN + b"<title>a</title>" + END + b"</head>"
    assert linked(page).startswith(page.removesuffix(b"</head>"))


@pytest.mark.parametrize(
    "href",
    [
        "https://example.com/feed.atom",
        "http://EXAMPLE.com/feed.atom",
        "//example.com/%66eed.atom",
        "/feed.atom",
        "../../feed.atom",
        "/x/../feed&#46;atom",
    ],
)
def test_a_feed_that_the_page_links_already_is_not_linked_again(href: str) -> None:
    page = f'<head><LINK REL="Alternate Feed" href="{href}"></head>'.encode()
    assert linked(page) == page


def test_a_relative_link_is_relative_to_the_base_of_the_page() -> None:
    page = b"<head><base href=/x/><link rel=alternate href=feed.atom></head>"
    assert linked(page) != page
    assert linked(page.replace(b"/x/", b"/")) == page.replace(b"/x/", b"/")


@pytest.mark.parametrize("href", ["http://[", "http://a:b/", "javascript:alert(1)", "\0"])
def test_a_link_that_is_not_a_url_changes_nothing(href: str) -> None:
    page = f'<head><link rel=alternate href="{href}"></head>'.encode()
    assert FEED.encode() in linked(page)


@pytest.mark.parametrize(
    "repeated",
    ["<", "<a", "<!--", "<!", "<script><!--", "<noscript>", "<template>", "<link ", "<link a='",
     "<meta ==", "</x ", "<title>", "\n ", BEGIN.decode(), BEGIN.decode() + "<link a>",
     f"{BEGIN.decode()}<link rel=alternate href=a>{END.decode()}<link rel=alternate href=a>"],
)  # fmt: skip
def test_a_megabyte_of_anything_takes_less_than_a_second(repeated: str) -> None:
    page = b"<!doctype html>" + repeated.encode() * ((1 << 20) // len(repeated))
    start = time.process_time()
    with suppress(UnfinishedHead):
        linked(page)
    assert time.process_time() - start < 1

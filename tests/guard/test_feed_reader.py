"""Any feed becomes the same plain entries, whatever it is written in."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.guard import KnownEntry
from feeds.guard.feed_reader import read_feed

PUBLISHED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
UPDATED = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)

ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/">
<id>x</id><title>T</title><link rel="self" href="https://example.com/feed.xml"/>
<entry><media:title>no</media:title>
<title type="html">Salt &amp;amp; &lt;b&gt;bread&lt;/b&gt;</title>
<link rel="replies" href="/no"/><link href="/bread"/><id> tag:bread </id>
<published>2026-01-02T11:04:05+08:00</published><updated>2026-02-03T04:05:06Z</updated>
<source><id>no</id></source></entry></feed>"""
ATOM_03 = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#">
<entry><title>Salt &amp; bread</title><link rel="alternate" href="https://example.com/bread"/>
<id>tag:bread</id><issued>2026-01-02T03:04:05Z</issued><modified>2026-02-03T04:05:06Z</modified>
</entry></feed>"""
RSS = b"""<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom" xmlns:m="urn:m">
<channel><link>https://example.com/</link>
<a:link rel="self" href="https://example.com/feed.xml"/><item><m:title>no</m:title>
<title>Salt &amp; bread</title><a:link href="/no"/><link>/bread</link>
<guid isPermaLink="false">tag:bread</guid><pubDate>Fri, 02 Jan 2026 03:04:05 GMT</pubDate>
<a:updated>2026-02-03T04:05:06Z</a:updated></item></channel></rss>"""
RSS_1 = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:t="http://purl.org/dc/terms/"><channel/>
<item rdf:about="tag:bread"><title>Salt &amp; bread</title><link>https://example.com/bread</link>
<dc:date>2026-01-02T03:04:05Z</dc:date><t:modified>2026-02-03T04:05:06Z</t:modified>
</item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "feed_url": "https://example.com/feed.json",
        "items": [
            {
                "id": "tag:bread",
                "url": "/bread",
                "title": "Salt & bread",
                "date_published": "2026-01-02T03:04:05.678Z",
                "date_modified": "2026-02-03T04:05:06Z",
            }
        ],
    }
).encode()


def entries(body: bytes) -> tuple[KnownEntry, ...]:
    feed = read_feed(body)
    assert feed
    return feed.entries


def rss(items: str) -> bytes:
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


@pytest.mark.parametrize("body", [ATOM, ATOM_03, RSS, RSS_1, JSON])
def test_every_format_gives_the_same_entry(body: bytes) -> None:
    wanted = KnownEntry(
        "tag:bread", "https://example.com/bread", "Salt & bread", PUBLISHED, UPDATED
    )
    assert entries(body) == (wanted,)


@pytest.mark.parametrize("body", [ATOM, RSS, JSON])
def test_the_address_of_a_feed_is_read(body: bytes) -> None:
    feed = read_feed(b"\xef\xbb\xbf \n" + body)
    assert feed
    assert feed.url.startswith("https://example.com/feed.")


@pytest.mark.parametrize(
    ("item", "id", "link"),
    [
        ("<guid>https://a/1</guid>", "https://a/1", "https://a/1"),
        ("<link>https://a/1</link>", "https://a/1", "https://a/1"),
        ("<guid isPermaLink='false'>1</guid>", "1", ""),
        ("<guid>a&amp;b</guid><link>https://a/?x&amp;y</link>", "a&b", "https://a/?x&y"),
    ],
)
def test_an_entry_without_an_id_has_its_link_as_id(item: str, id: str, link: str) -> None:
    (entry,) = entries(rss(f"<item>{item}</item>"))
    assert (entry.id, entry.link) == (id, link)


def test_entries_with_the_same_id_or_without_id_are_left_out() -> None:
    body = rss("".join(f"<item><guid>{id}</guid></item>" for id in ("a", "b", "", "a")))
    assert [entry.id for entry in entries(body)] == ["a", "b"]


@pytest.mark.parametrize(
    "date", ["", "yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+10:00", "Fri, 99 Jan"]
)
def test_an_invalid_date_is_unknown(date: str) -> None:
    (entry,) = entries(rss(f"<item><guid>a</guid><pubDate>{date}</pubDate></item>"))
    assert entry.published is None


def test_a_damaged_feed_is_read_as_far_as_possible() -> None:
    body = rss("<item><guid>a</guid><title>x\x08 &nbsp; & y</title></item>")
    assert [entry.id for entry in entries(body[:-10])] == ["a"]


@pytest.mark.parametrize(
    "bad",
    [
        b"<entry xml:base='http://['><id>bad</id><link href='/x'/></entry>",
        b"<entry><id>bad</id><link href='http://['/></entry>",
        b"<entry><id>bad</id><title>&#xd800;</title></entry>",
    ],
)
def test_a_broken_entry_does_not_affect_others(bad: bytes) -> None:
    body = ATOM.replace(b"<entry>", bad + b"<entry>")
    assert [entry.id for entry in entries(body) if entry.id != "bad"] == ["tag:bread"]


def test_an_undeclared_prefix_is_accepted() -> None:
    items = "<item xmlns='//{['><guid>a</guid></item><item><guid>b</guid></item>"
    assert [entry.id for entry in entries(rss(items))][-1] == "b"
    assert entries(b"<rdf:RDF><channel/><item><link>/a</link></item></rdf:RDF>")[0].id == "/a"


@pytest.mark.parametrize("title", ["&lt;a" * 100_000, "&lt;/b" * 100_000])
def test_a_hostile_title_takes_little_time(title: str) -> None:
    started = time.monotonic()
    entries(rss(f"<item><guid>a</guid><title>{title}</title></item>"))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0\1",
        b"<html/>",
        b"<rss/>",
        b"{}",
        b"{",
        b'{"version":"https://jsonfeed.org/version/1.1"}',
        b'{"items":[]}',
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>",
        b"{" * 100_000,
    ],
)
def test_a_document_that_is_not_a_feed_gives_none(body: bytes) -> None:
    assert read_feed(body) is None


def test_entities_are_not_resolved() -> None:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    head = f"<!DOCTYPE rss [<!ENTITY e0 'x'><!ENTITY f SYSTEM '/etc/passwd'>{levels}]>"
    body = rss("<item><guid>a</guid><title>&e11;</title><link>&f;</link></item>")
    started = time.monotonic()
    (entry,) = entries(head.encode() + body)
    assert len(entry.title + entry.link) < 20
    assert time.monotonic() - started < 5


@settings(max_examples=60)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_raise_an_error(body: bytes) -> None:
    read_feed(body)
    read_feed(b"<rss><channel><item>" + body)
    read_feed(b'{"version":"https://jsonfeed.org/version/1","items":[' + body)

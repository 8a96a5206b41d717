"""Three formats that say the same, and the same bytes everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import feedparser  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from feeds.model import Category, Entry, Feed, Format, Person
from feeds.render import render_entry, render_feed
from feeds.render.formats import portable
from tests.support import TESTS
from tests.support.render import BARE, FEED, FULL

XML_FORMATS = (Format.ATOM, Format.RSS)
RENDER_ALL = """
import sys
from feeds.model import Format
from feeds.render import render_entry, render_feed, represent
from tests.support.render import BARE, FEED, FULL
for format in Format:
    body = render_feed(FEED, [render_entry(e, format) for e in (FULL, BARE)], format)
    coded = represent(body, "/x", format, 1).encoded.values()
    sys.stdout.buffer.write(b"".join([body, *(one.body for one in coded)]))
"""


def _document(format: Format, *entries: Entry, feed: Feed = FEED) -> bytes:
    return render_feed(feed, [render_entry(entry, format) for entry in entries], format)


def _read_xml(document: bytes) -> list[dict[str, Any]]:
    parsed = feedparser.parse(document)
    assert not parsed.bozo
    return [
        {
            "id": entry.id,
            "title": entry.title,
            "link": entry.link,
            "published": tuple(entry.published_parsed),
            "content": entry.content[0].value,
            "tags": [tag.label or tag.term for tag in entry.tags],
            "enclosures": [(e.href, e.type, e.length) for e in entry.enclosures],
            "authors": [author.name for author in entry.authors],
        }
        for entry in parsed.entries
    ]


def _read_json(document: bytes) -> list[dict[str, Any]]:
    return [
        {
            "id": item["id"],
            "title": item["title"],
            "link": item["url"],
            "published": tuple(datetime.fromisoformat(item["date_published"]).utctimetuple()),
            "content": item["content_html"],
            "tags": item["tags"],
            "enclosures": [
                (a["url"], a["mime_type"], str(a["size_in_bytes"])) for a in item["attachments"]
            ],
            "authors": [author["name"] for author in item["authors"]],
        }
        for item in json.loads(document)["items"]
    ]


def test_a_reader_finds_the_same_in_every_format() -> None:
    atom, rss = (_read_xml(_document(format, FULL)) for format in XML_FORMATS)
    assert atom == rss == _read_json(_document(Format.JSON, FULL))


def test_a_reader_accepts_the_barest_entry() -> None:
    for format in XML_FORMATS:
        parsed = feedparser.parse(_document(format, BARE))
        assert not parsed.bozo
        assert parsed.entries[0].id == BARE.id


@pytest.mark.parametrize("format", Format)
def test_entries_stand_in_the_order_given(format: Format) -> None:
    document = _document(format, BARE, FULL)
    assert document.index(BARE.id.encode()) < document.index(FULL.id.encode())


def test_a_feed_without_entries_is_whole() -> None:
    assert json.loads(_document(Format.JSON))["items"] == []
    for format in XML_FORMATS:
        parsed = feedparser.parse(_document(format))
        assert not parsed.bozo
        assert parsed.feed.link == FEED.home
        assert parsed.entries == []


@pytest.mark.parametrize("format", Format)
def test_a_fragment_is_the_same_in_every_feed(format: Format) -> None:
    fragment = render_entry(FULL, format)
    other = replace(FEED, title="Another", language=None, max_age=60)
    assert fragment in _document(format, FULL)
    assert fragment in _document(format, BARE, FULL, feed=other)


def test_the_bytes_are_the_same_in_any_locale_zone_and_process() -> None:
    def run(**environment: str) -> bytes:
        path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
        command = [sys.executable, "-c", RENDER_ALL]
        return subprocess.run(
            command,
            env=os.environ | environment | {"PYTHONPATH": path},
            check=True,
            capture_output=True,
        ).stdout

    first = run(TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="1")
    assert first == run(TZ="America/New_York", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")


TEXTS = st.text(st.characters(codec=None, exclude_categories=[]), max_size=30)
URLS = TEXTS.map(lambda text: "https://x.example/" + text)
ENTRIES = st.builds(
    Entry,
    id=URLS,
    link=URLS,
    title=TEXTS,
    published=st.datetimes(timezones=st.timezones()),
    updated=st.datetimes(timezones=st.timezones()),
    authors=st.lists(st.builds(Person, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    categories=st.lists(st.builds(Category, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    summary=TEXTS,
    content=TEXTS | TEXTS.map(lambda text: f"]]>{text}\r]]>"),
    image=st.none() | URLS,
    enclosures=st.just(()),
    language=st.none() | TEXTS,
)
FEEDS = st.builds(
    Feed,
    id=URLS,
    title=TEXTS,
    home=URLS,
    urls=st.fixed_dictionaries(dict.fromkeys(Format, URLS)),
    updated=st.datetimes(timezones=st.timezones()),
    subtitle=TEXTS,
    authors=st.lists(st.builds(Person, TEXTS), max_size=2).map(tuple),
    language=st.none() | TEXTS,
    icon=st.none() | TEXTS,
    logo=st.none() | TEXTS,
    rights=st.none() | TEXTS,
    max_age=st.integers(0, 10**7),
)
rule = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _atom_texts(document: bytes) -> tuple[str, ...]:
    root = etree.fromstring(document)
    entry = root.find("{*}entry")
    assert entry is not None
    return tuple(entry.findtext("{*}" + tag) or "" for tag in ("id", "title", "summary", "content"))


@rule
@given(FEEDS, ENTRIES)
def test_any_text_comes_back_from_atom(feed: Feed, entry: Entry) -> None:
    kept = portable(entry)
    given_back = _atom_texts(_document(Format.ATOM, entry, feed=feed))
    assert given_back == (kept.id, kept.title, kept.summary, kept.content)


@rule
@given(FEEDS, ENTRIES)
def test_any_text_comes_back_from_rss(feed: Feed, entry: Entry) -> None:
    kept = portable(entry)
    channel = etree.fromstring(_document(Format.RSS, entry, feed=feed))[0]
    item = channel.find("item")
    assert item is not None
    assert (channel.findtext("title") or "") == (portable(feed).title or portable(feed).home)
    assert (item.findtext("guid") or "") == kept.id
    assert (item.findtext("title") or "") == kept.title
    if kept.summary:
        assert (item.findtext("{*}encoded") or "") == kept.content


@rule
@given(FEEDS, ENTRIES)
def test_any_text_comes_back_from_json(feed: Feed, entry: Entry) -> None:
    kept = portable(entry)
    [item] = json.loads(_document(Format.JSON, entry, feed=feed))["items"]
    assert (item["id"], item.get("title", "")) == (kept.id, kept.title)
    assert item.get("summary", "") == kept.summary
    assert item.get("content_html", "") == kept.content


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x00\x08\x0b\x0c\x0e\x1fb", "ab"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffe\uffffb", "ab"),
        ("a\t\n\rb", "a\t\n\rb"),
        ("\x7f\x85\u2028\ufdd0\U0001f600\U0010ffff", "\x7f\x85\u2028\ufdd0\U0001f600\U0010ffff"),
    ],
)
def test_only_characters_that_xml_forbids_are_lost(text: str, left: str) -> None:
    """XML 1.0 section 2.2, Char."""
    assert portable(text) == left


def test_texts_are_cleaned_at_any_depth() -> None:
    entry = replace(FULL, authors=(Person("A\x0b"),), categories=(Category("t\x0c", "s", "l"),))
    assert portable(entry).authors == (Person("A"),)
    assert portable(entry).categories == (Category("t", "s", "l"),)
    assert portable(replace(FEED, urls={Format.ATOM: "u\x00"})).urls == {Format.ATOM: "u"}


def test_what_needs_no_change_is_not_copied() -> None:
    assert portable(FULL) is FULL
    assert portable(FEED) is FEED


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2022, 6, 8, tzinfo=UTC), "2022-06-08T00:00:00+00:00"),
        (datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")), "0001-01-01T00:00:17+08:06"),
        (datetime(1880, 1, 1, tzinfo=ZoneInfo("America/New_York")), "1880-01-01T00:00:02-04:56"),
        (
            datetime(2022, 1, 1, tzinfo=timezone(timedelta(seconds=-1))),
            "2022-01-01T00:00:01+00:00",
        ),
    ],
)
def test_an_offset_has_whole_minutes_at_the_same_instant(moment: datetime, written: str) -> None:
    """RFC 3339 5.6: an offset is written in hours and minutes."""
    assert portable(moment).isoformat() == written
    assert portable((moment,))[0].isoformat() == written
    assert portable(moment) - moment == timedelta(0)


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        portable(datetime(2022, 1, 1))  # noqa: DTZ001

"""A feed and entries that use every field, for the tests of the render layer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from feeds.model import Category, Enclosure, Entry, Feed, Format, Person

CHINA = timezone(timedelta(hours=8))

FULL = Entry(
    id="https://news.example/paper/2022/06/08/NW1",
    link="https://news.example/paper/2022/06/08/NW1.html",
    title="绵阳日报: a < b & c",
    published=datetime(2022, 6, 8, 7, 26, 17, tzinfo=CHINA),
    updated=datetime(2022, 6, 9, 0, 0, 0, tzinfo=UTC),
    authors=(
        Person("Ada Example", "https://ada.example/", "ada@example.org"),
        Person("Bo Example"),
    ),
    categories=(
        Category("paper", "https://news.example/categories/", "Paper & Ink"),
        Category("绵阳日报新闻", "https://news.example/tags/", "绵阳日报新闻"),
    ),
    summary="Whether a < b & what follows.",
    content='<p>Whether <em>a</em> &lt; b &amp; <a href="https://x.example/?a=1&amp;b">x</a>.</p>',
    image="https://news.example/img/1.png?w=1&h=2",
    enclosures=(Enclosure("https://news.example/audio/1.mp3", "audio/mpeg", 12345),),
    language="zh-CN",
)

BARE = Entry(
    id="https://news.example/bare",
    link="https://news.example/bare",
    title="",
    published=datetime(2021, 1, 1, tzinfo=UTC),
    updated=datetime(2021, 1, 1, tzinfo=UTC),
)

FEED = Feed(
    id="https://news.example/",
    title="News & more",
    home="https://news.example/",
    urls={
        Format.ATOM: "https://news.example/feed.xml",
        Format.RSS: "https://news.example/feed.rss",
        Format.JSON: "https://news.example/feed.json",
    },
    updated=datetime(2022, 6, 9, tzinfo=UTC),
    subtitle="All that is new",
    authors=(Person("The Desk", "https://news.example/desk", "desk@news.example"),),
    language="en",
    icon="https://news.example/icon.png",
    logo="https://news.example/logo.png",
    rights="© The Desk",
    max_age=5400,
    hubs=("https://hub.example/", "https://other.example/?a=1&b=2"),
)

PLAIN_FEED = Feed(
    id="https://news.example/",
    title="News",
    home="https://news.example/",
    urls=FEED.urls,
    updated=datetime(2021, 1, 1, tzinfo=UTC),
)

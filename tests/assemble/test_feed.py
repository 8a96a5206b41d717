"""Entries and feeds say what their posts say, with every URL absolute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from feeds.assemble import assemble_entry, assemble_feed
from feeds.generators import Settings
from feeds.generators.base import Html, Reading
from feeds.markup.commonmark import commonmark
from feeds.model import (
    Category,
    Enclosure,
    Entry,
    FeedKind,
    FeedSpec,
    Format,
    Person,
    Post,
    Site,
    Term,
)

DAY = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Person("Ada Example")
SITE = Site(
    title="Site",
    url="https://site.example/blog",
    timezone="UTC",
    description="About things",
    language="en",
    authors=(ADA,),
    icon="https://site.example/icon.png",
)
POST = Post(
    path="_posts/2026-01-01-a.md",
    id="https://site.example/blog/2026/a",
    link="https://site.example/blog/2026/a.html",
    title="A",
    published=DAY,
    updated=DAY + timedelta(hours=1),
)
ATOM, JSON = "https://site.example/blog/feed.xml", "https://site.example/blog/feed.json"
SPEC = FeedSpec(
    kind=FeedKind.SITE,
    term=None,
    title="Site",
    home="https://site.example/blog/",
    language="en",
    paths={Format.JSON: "/feed.json", Format.ATOM: "/feed.xml"},
    urls={Format.JSON: JSON, Format.ATOM: ATOM},
    limit=10,
)


def assembled(reading: Reading, full_content: bool, settings: Settings | None = None) -> Entry:
    """Assemble the entry of a post in CommonMark."""
    html = Html.of(commonmark, reading)
    return assemble_entry(reading.post, html, SITE, settings or Settings(), full_content)


def test_an_entry_is_what_its_post_is() -> None:
    entry = assembled(Reading(POST, "x"), full_content=True)
    given = (POST.id, POST.link, POST.title, POST.published, POST.updated, None)
    assert given == (
        entry.id,
        entry.link,
        entry.title,
        entry.published,
        entry.updated,
        entry.language,
    )


def test_a_summary_that_is_cut_from_the_content_is_prose() -> None:
    body = "A[^1] b.\n\n```\ncode\n```\n\nC.\n\n[^1]: Note.\n"
    reading = Reading(POST, body, excerpt="")
    assert assembled(reading, full_content=True).summary == "A b. C."
    assert assembled(reading, full_content=False).summary == "A b. C."


def test_a_post_that_is_only_code_has_it_as_its_summary() -> None:
    assert assembled(Reading(POST, "    code\n"), full_content=True).summary == "code"


def test_content_is_rendered_cleaned_and_absolute() -> None:
    body = "*a* [b](c.html)<script>d</script>"
    entry = assembled(Reading(POST, body), full_content=True)
    link = "https://site.example/blog/2026/c.html"
    assert entry.content == f'<p><em>a</em> <a href="{link}">b</a></p>\n'


def test_content_is_what_its_generator_renders() -> None:
    entry = assemble_entry(
        POST, Html.of(str, Reading(POST, "*a*")), SITE, Settings(), full_content=True
    )
    assert entry.content == "*a*"


@pytest.mark.parametrize(("full_content", "summary_only"), [(False, False), (True, True)])
def test_where_only_the_summary_is_wanted_there_is_no_content(
    full_content: bool, summary_only: bool
) -> None:
    reading = Reading(replace(POST, summary_only=summary_only), "a *b*")
    entry = assembled(reading, full_content)
    assert (entry.content, entry.summary) == ("", "a b")


@pytest.mark.parametrize(
    ("summary", "excerpt", "expected"),
    [
        ("By <b>hand</b> &amp; heart", "*excerpt*", "By hand & heart"),
        (None, "*excerpt*", "excerpt"),
        ("<!-- -->", "*excerpt*", "excerpt"),
        (None, "", "body text"),
    ],
)
def test_a_summary_is_the_authors_else_the_excerpt_else_the_start(
    summary: str | None, excerpt: str, expected: str
) -> None:
    reading = Reading(replace(POST, summary=summary), "body\n\n*text*", excerpt)
    assert assembled(reading, full_content=True).summary == expected


def test_an_excerpt_without_text_leaves_the_summary_to_the_content() -> None:
    """Jekyll's excerpt of a post that begins with a picture has no words either."""
    reading = Reading(POST, "![](a.png)\n\ntext", "![](a.png)")
    assert assembled(reading, full_content=True).summary == ""
    assert assembled(reading, full_content=False).summary == "text"
    untitled = Reading(replace(POST, title=""), reading.body, reading.excerpt)
    assert assembled(untitled, full_content=True).summary == "text"


def test_only_a_summary_made_from_the_content_is_cut() -> None:
    long = "word " * 200
    post = replace(POST, summary=long)
    assert assembled(Reading(post, "x"), True).summary == long.strip()
    assert assembled(Reading(POST, "x", long), True).summary == long.strip()
    assert assembled(Reading(POST, long), True).summary == ("word " * 60).strip() + "…"


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("中" * 400, "中" * 300 + "…"),
        ("中" * 300, "中" * 300),
        ("a " + "中" * 400, "a " + "中" * 298 + "…"),
        ("a" * 150 + " " + "b" * 149 + " c", "a" * 150 + " " + "b" * 149 + "…"),
    ],
)
def test_text_is_cut_between_words_or_characters(text: str, summary: str) -> None:
    assert assembled(Reading(POST, text), full_content=True).summary == summary


def test_a_post_without_a_title_or_body_is_still_an_entry() -> None:
    entry = assembled(Reading(replace(POST, title=""), ""), full_content=True)
    assert (entry.title, entry.summary, entry.content) == ("", "", "")


def test_a_post_without_authors_is_the_sites() -> None:
    bob = Person("Bob Example")
    assert assembled(Reading(POST, ""), True).authors == (ADA,)
    assert assembled(Reading(replace(POST, authors=(bob,)), ""), True).authors == (bob,)


def test_an_entry_shows_its_labels_in_order() -> None:
    labels = (Term(FeedKind.TAG, "绵阳", ""), Term(FeedKind.CATEGORY, "C++", "c"))
    entry = assembled(Reading(replace(POST, labels=labels), ""), full_content=True)
    assert entry.categories == (
        Category("绵阳", "https://site.example/blog/tags/", "绵阳"),
        Category("C++", "https://site.example/blog/categories/", "C++"),
    )


def test_image_and_enclosure_become_absolute() -> None:
    post = replace(POST, image="/i.png", enclosures=(Enclosure("a b.mp3", "audio/mpeg", 7),))
    entry = assembled(Reading(post, ""), full_content=True)
    assert entry.image == "https://site.example/i.png"
    sound = "https://site.example/blog/2026/a%20b.mp3"
    assert entry.enclosures == (Enclosure(sound, "audio/mpeg", 7),)


def test_an_image_or_enclosure_that_cannot_be_reached_is_left_out() -> None:
    post = replace(POST, image="http://[", enclosures=(Enclosure("javascript:x", "audio/mpeg"),))
    entry = assembled(Reading(post, ""), full_content=True)
    assert (entry.image, entry.enclosures) == (None, ())


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("audio/mpeg", "audio/mpeg"),
        (" application/vnd.x+xml\n", "application/vnd.x+xml"),
        ("", "application/octet-stream"),
        ("audio", "application/octet-stream"),
        ("audio/mpeg; q=1", "application/octet-stream"),
        ("audio/mp3 & more", "application/octet-stream"),
        ("/mpeg", "application/octet-stream"),
        ("音/mpeg", "application/octet-stream"),
        ("a/" + "b" * 128, "application/octet-stream"),
    ],
)
def test_an_enclosures_type_is_a_media_type(given: str, shown: str) -> None:
    post = replace(POST, enclosures=(Enclosure("/a.mp3", given, 7),))
    entry = assembled(Reading(post, ""), full_content=True)
    assert entry.enclosures == (Enclosure("https://site.example/a.mp3", shown, 7),)


def test_several_enclosures_keep_their_order_without_those_that_cannot_be_reached() -> None:
    given = [Enclosure(url, "audio/mpeg") for url in ("/b.mp3", "javascript:x", "/a.mp3")]
    entry = assembled(Reading(replace(POST, enclosures=tuple(given)), ""), full_content=True)
    names = [enclosure.url.rpartition("/")[2] for enclosure in entry.enclosures]
    assert names == ["b.mp3", "a.mp3"]


HTML_SUMMARIES = Settings(html_summaries=True)


@pytest.mark.parametrize("full_content", [True, False])
def test_a_summary_keeps_its_html_if_the_generators_feeds_do(full_content: bool) -> None:
    reading = Reading(POST, "![One](1.jpg) *two*\n\nthree", excerpt="![One](1.jpg) *two*")
    entry = assembled(reading, full_content, HTML_SUMMARIES)
    image = '<img src="https://site.example/blog/2026/1.jpg" alt="One">'
    assert entry.summary_html == f"<p>{image} <em>two</em></p>\n"
    assert entry.summary == "two"
    assert bool(entry.content) == full_content
    assert assembled(reading, full_content).summary_html == ""


def test_a_post_that_is_its_own_summary_has_only_its_start_as_text() -> None:
    html = "<p>" + "word " * 100 + "</p>"
    own = Html(lambda: html)
    entry = assemble_entry(POST, own, SITE, HTML_SUMMARIES, full_content=True)
    assert entry.summary_html == entry.content
    assert entry.summary.endswith("word…")
    assert len(entry.summary) <= 301
    short = assemble_entry(POST, own, SITE, HTML_SUMMARIES, full_content=False)
    assert short.summary == " ".join(["word"] * 100)


def test_a_summary_by_the_author_comes_before_the_excerpt() -> None:
    post = replace(POST, summary="<p onclick=x>By <b>Ada</b></p>")
    reading = Reading(post, "one\n\ntwo", excerpt="one")
    assert assembled(reading, True, HTML_SUMMARIES).summary_html == "<p>By <b>Ada</b></p>"
    assert assembled(reading, True, HTML_SUMMARIES).summary == "By Ada"
    assert assembled(reading, True).summary == "By Ada"


def test_a_summary_that_is_only_a_script_is_none() -> None:
    post = replace(POST, summary="<script>a()</script>\n")
    assert assembled(Reading(post, "one"), False, HTML_SUMMARIES).summary_html == ""


def test_a_scheme_is_the_generators_path_of_the_kind() -> None:
    post = replace(POST, labels=(Term("tag.fr", "été", "ete"), Term("topic", "x", "x")))
    settings = Settings(schemes={"tag.fr": "/fr/tags/"})
    entry = assembled(Reading(post, ""), True, settings)
    schemes = [category.scheme for category in entry.categories]
    assert schemes == ["https://site.example/blog/fr/tags/", "https://site.example/blog/topic/"]


ADDRESSES = [
    ("https://ada.example/", "https://ada.example/"),
    ("mailto:ada@site.example", "mailto:ada@site.example"),
    ("/ada", "https://site.example/ada"),
    ("ada/é", "https://site.example/blog/ada/%C3%A9"),
    ("javascript:alert(1)", None),
    ("http://[", None),
    (None, None),
]


@pytest.mark.parametrize(("uri", "shown"), ADDRESSES)
def test_a_persons_address_is_absolute_and_safe_or_left_out(
    uri: str | None, shown: str | None
) -> None:
    ada, kept = (Person("Ada Example", u, "ada@site.example") for u in (uri, shown))
    assert assembled(Reading(replace(POST, authors=(ada,)), ""), True).authors == (kept,)
    site = replace(SITE, authors=(ada,))
    assert assemble_entry(POST, Html(str), site, Settings(), True).authors == (kept,)
    assert assemble_feed(SPEC, site, []).authors == (kept,)


@pytest.mark.parametrize(("url", "shown"), ADDRESSES)
def test_a_sites_pictures_are_absolute_and_safe_or_left_out(
    url: str | None, shown: str | None
) -> None:
    feed = assemble_feed(SPEC, replace(SITE, icon=url, logo=url), [])
    assert (feed.icon, feed.logo) == (shown, shown)


def test_a_posts_language_is_its_entrys() -> None:
    reading = Reading(replace(POST, language="zh-CN"), "")
    assert assembled(reading, full_content=True).language == "zh-CN"


def test_a_feed_says_what_its_site_says() -> None:
    feed = assemble_feed(SPEC, SITE, [POST])
    assert (feed.title, feed.home, feed.urls) == (SPEC.title, SPEC.home, SPEC.urls)
    assert (feed.subtitle, feed.language, feed.authors) == ("About things", "en", (ADA,))
    assert (feed.icon, feed.logo, feed.rights) == (SITE.icon, None, None)


def test_a_feed_has_the_hubs_of_its_plan() -> None:
    hubs = ("https://hub.example/",)
    assert assemble_feed(replace(SPEC, hubs=hubs), SITE, []).hubs == hubs


def test_a_feeds_id_is_its_atom_url_else_its_first() -> None:
    assert assemble_feed(SPEC, SITE, []).id == ATOM
    assert assemble_feed(replace(SPEC, urls={Format.JSON: JSON}), SITE, []).id == JSON


def test_a_feed_was_updated_when_one_of_its_posts_last_was() -> None:
    edited = replace(POST, published=DAY - timedelta(days=9), updated=DAY + timedelta(days=9))
    assert assemble_feed(SPEC, SITE, [POST, edited]).updated == edited.updated


def test_a_feed_without_posts_was_updated_at_the_epoch() -> None:
    assert assemble_feed(SPEC, SITE, []).updated.isoformat() == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("hours", "max_age"),
    [
        ([], 14400),
        ([0], 14400),
        ([0, 0, 0], 1800),
        ([0, 1, 2], 1800),
        ([0, 8], 3600),
        ([0, 8, 16, 1000], 3600),
        ([0, 8, 24], 5400),
        ([0, 240], 14400),
    ],
)
def test_a_feed_need_not_be_asked_more_often_than_its_rhythm(
    hours: Sequence[int], max_age: int
) -> None:
    posts = [replace(POST, published=DAY - timedelta(hours=h)) for h in hours]
    assert assemble_feed(SPEC, SITE, posts).max_age == max_age


@pytest.mark.parametrize(
    ("days_between", "bounds", "expected"),
    [
        (1, (1800, 14_400), 10_800),
        (1, (60, 3600), 3600),
        (30, (0, 10**7), 324_000),
        (0, (60, 90), 60),
    ],
)
def test_how_long_to_wait_is_within_the_configured_bounds(
    days_between: int, bounds: tuple[int, int], expected: int
) -> None:
    posts = [
        replace(POST, published=POST.published - timedelta(days=n * days_between)) for n in range(3)
    ]
    assert assemble_feed(replace(SPEC, max_age=bounds), SITE, posts).max_age == expected

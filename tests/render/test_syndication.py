"""Atom and RSS: the rules of the formats, and what the generator beneath would get wrong."""

from __future__ import annotations

import locale
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from lxml import etree
from msgspec.structs import replace

from feeds.model import Category, Enclosure, Entry, Feed, Format, Person
from feeds.render import render_entry, render_feed
from feeds.render.syndication import ATOM_FEED, CONTENT, MEDIA, RSS_CHANNEL, Frame
from tests.support.render import BARE, FEED, FULL, PLAIN_FEED

PREFIXES = {
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _document(feed: Feed, format: Format, *entries: Entry) -> bytes:
    return render_feed(feed, [render_entry(entry, format) for entry in entries], format)


def _atom(feed: Feed, *entries: Entry) -> etree._Element:
    return etree.fromstring(_document(feed, Format.ATOM, *entries))


def _channel(feed: Feed, *entries: Entry) -> etree._Element:
    return etree.fromstring(_document(feed, Format.RSS, *entries))[0]


def _entry(entry: Entry) -> etree._Element:
    return _all(_atom(PLAIN_FEED, entry), "a:entry")[0]


def _item(entry: Entry) -> etree._Element:
    return _all(_channel(PLAIN_FEED, entry), "item")[0]


def _all(element: etree._Element, path: str) -> list[etree._Element]:
    return element.findall(path, PREFIXES)


def _texts(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in _all(element, path)]


def _attributes(element: etree._Element, path: str) -> list[dict[str, str]]:
    return [{str(k): str(v) for k, v in found.attrib.items()} for found in _all(element, path)]


def _names(element: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


ALTERNATE = {"href": FULL.link, "rel": "alternate", "type": "text/html"}
ENCLOSURE = {
    "href": "https://news.example/audio/1.mp3",
    "rel": "enclosure",
    "type": "audio/mpeg",
    "length": "12345",
}


# What feedgen gets wrong.


def test_an_entry_s_links_keep_rel_type_and_length() -> None:
    assert _attributes(_entry(FULL), "a:link") == [ALTERNATE, ENCLOSURE]


def test_no_clock_is_in_the_bytes() -> None:
    assert _texts(_atom(PLAIN_FEED), "a:updated") == ["2021-01-01T00:00:00+00:00"]
    assert _texts(_entry(BARE), "a:updated") == ["2021-01-01T00:00:00+00:00"]
    assert _texts(_channel(PLAIN_FEED), "lastBuildDate") == ["Fri, 01 Jan 2021 00:00:00 +0000"]


@pytest.mark.parametrize("format", Format)
def test_the_locale_of_the_process_is_left_alone(
    format: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("setlocale was called")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert _document(FEED, format, FULL)


def test_a_channel_links_to_the_home_page_not_to_itself() -> None:
    feed = replace(FEED, home="https://news.example/tag/x")
    assert _texts(_channel(feed), "link") == ["https://news.example/tag/x"]


@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
def test_the_generator_names_no_version(format: Format) -> None:
    document = _document(FEED, format)
    assert re.findall(rb"<generator.*", document) == [b"<generator>feeds</generator>"]
    assert b"python-feedgen" not in document


@pytest.mark.parametrize("text", ["a]]>b", "]]>", "a\rb", "a\r\nb", "<b>]]&gt;</b>", "a\x0bb]]>"])
@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
def test_content_that_ends_cdata_survives(format: Format, text: str) -> None:
    document = etree.fromstring(_document(FEED, format, replace(FULL, content=text)))
    path = ".//a:content" if format is Format.ATOM else ".//content:encoded"
    assert _texts(document, path) == [text.replace("\x0b", "")]


@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
def test_no_cdata_is_split(format: Format) -> None:
    """Whether a section that holds its own end is split or refused depends on lxml's version."""
    assert b"CDATA" not in render_entry(replace(FULL, content="a]]>b"), format)


def test_content_reads_as_html_in_the_source() -> None:
    assert b"<![CDATA[<p>Whether <em>" in render_entry(FULL, Format.ATOM)
    assert b"<![CDATA[<p>Whether <em>" in render_entry(FULL, Format.RSS)


@pytest.mark.parametrize(
    ("max_age", "period", "frequency", "ttl"),
    [
        (0, "hourly", "60", []),
        (1, "hourly", "60", ["1"]),
        (1800, "hourly", "2", ["30"]),
        (3600, "hourly", "1", ["60"]),
        (3601, "daily", "23", ["61"]),
        (14400, "daily", "6", ["240"]),
        (604800, "weekly", "1", ["10080"]),
        (5_000_000, "weekly", "1", ["83334"]),
    ],
)
def test_the_rhythm_is_told_in_the_syndication_module_s_own_spelling(
    max_age: int, period: str, frequency: str, ttl: list[str]
) -> None:
    """http://web.resource.org/rss/1.0/modules/syndication/ ; ``ttl`` is in minutes."""
    feed = replace(FEED, max_age=max_age)
    for element in (_atom(feed), _channel(feed)):
        assert _texts(element, "sy:updatePeriod") == [period]
        assert _texts(element, "sy:updateFrequency") == [frequency]
    assert _texts(_channel(feed), "ttl") == ttl


@pytest.mark.parametrize("format", Format)
def test_a_feed_without_hubs_has_no_trace_of_them(format: Format) -> None:
    assert b"hub" not in _document(PLAIN_FEED, format, FULL)


def test_hubs_come_before_the_items_of_a_channel() -> None:
    """Where a reader of no more than the head, and a delta, find them."""
    document = _document(FEED, Format.RSS, FULL)
    assert document.index(b'rel="hub"') < document.index(b"<item>")


def test_an_image_is_media_of_the_entry_itself() -> None:
    for element in (_entry(FULL), _item(FULL)):
        assert _attributes(element, "media:thumbnail") == [{"url": FULL.image}]
        assert _attributes(element, "media:content") == [{"url": FULL.image, "medium": "image"}]


@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
def test_namespaces_are_declared_once(format: Format) -> None:
    document = _document(FEED, format, FULL, FULL)
    declared = re.findall(rb"xmlns(?::\w+)?=", document)
    assert len(declared) == len(set(declared))
    assert b"xmlns" not in document.split(b">", 2)[2]


# RFC 4287.


@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
@pytest.mark.parametrize("address", ["/blog/feeds.css", "/a&b/it's?>/feeds.css"])
def test_a_style_sheet_is_named_before_the_root(format: Format, address: str) -> None:
    """https://www.w3.org/TR/xml-stylesheet/: in the prolog, with references like an attribute."""
    bare = _document(FEED, format, FULL)
    styled = _document(replace(FEED, stylesheet=address), format, FULL)
    instruction = etree.fromstring(styled).getprevious()
    assert isinstance(instruction, etree._ProcessingInstruction)
    assert instruction.target == "xml-stylesheet"
    assert unescape(instruction.text or "") == f'type="text/css" href="{address}"'
    assert re.sub(rb"<\?xml-stylesheet .*\n", b"", styled) == bare


def test_json_names_no_style_sheet() -> None:
    styled = replace(FEED, stylesheet="/feeds.css")
    assert _document(styled, Format.JSON, FULL) == _document(FEED, Format.JSON, FULL)


def test_an_atom_feed_has_every_element() -> None:
    feed = _atom(FEED)
    assert feed.get(LANGUAGE) == "en"
    assert _texts(feed, "a:id") == [FEED.id]
    assert _texts(feed, "a:title") == [FEED.title]
    assert _texts(feed, "a:subtitle") == [FEED.subtitle]
    assert _texts(feed, "a:author/*") == ["The Desk", "desk@news.example", FEED.home + "desk"]
    assert _texts(feed, "a:icon") == [FEED.icon]
    assert _texts(feed, "a:logo") == [FEED.logo]
    assert _texts(feed, "a:rights") == [FEED.rights]
    assert _attributes(feed, "a:link") == [
        {"href": FEED.urls[Format.ATOM], "rel": "self", "type": "application/atom+xml"},
        *({"href": hub, "rel": "hub"} for hub in FEED.hubs),
        {"href": FEED.home, "rel": "alternate", "type": "text/html"},
    ]


def test_an_atom_entry_has_every_element() -> None:
    entry = _entry(FULL)
    assert entry.get(LANGUAGE) == "zh-CN"
    assert _texts(entry, "a:id") == [FULL.id]
    assert _texts(entry, "a:title") == [FULL.title]
    assert _texts(entry, "a:published") == ["2022-06-08T07:26:17+08:00"]
    assert _texts(entry, "a:updated") == ["2022-06-09T00:00:00+00:00"]
    assert _texts(entry, "a:author/a:name") == ["Ada Example", "Bo Example"]
    assert _texts(entry, "a:author/a:uri") == ["https://ada.example/"]
    assert _texts(entry, "a:author/a:email") == ["ada@example.org"]
    assert _texts(entry, "a:summary") == [FULL.summary]
    assert _texts(entry, "a:content") == [FULL.content]
    assert _attributes(entry, "a:content") == [{"type": "html"}]
    assert _attributes(entry, "a:category") == [
        {"term": c.term, "scheme": c.scheme, "label": c.label} for c in FULL.categories
    ]


@pytest.mark.parametrize("authors", [(), (Person(""),)])
def test_a_feed_always_has_an_author(authors: tuple[Person, ...]) -> None:
    """RFC 4287 4.1.1: unless all of its entries have one."""
    feed = _atom(replace(FEED, authors=authors))
    assert _texts(feed, "a:author/a:name") == [FEED.title]


def test_an_entry_without_a_title_has_an_empty_one() -> None:
    """RFC 4287 4.2.14 and 4.1.2: exactly one title element."""
    assert _texts(_entry(BARE), "a:title") == [""]


def test_an_unknown_length_is_left_out_of_a_link() -> None:
    enclosed = replace(BARE, enclosures=(Enclosure("https://news.example/a.mp3", "audio/mpeg"),))
    [_, link] = _attributes(_entry(enclosed), "a:link")
    assert link == {"href": "https://news.example/a.mp3", "rel": "enclosure", "type": "audio/mpeg"}


def test_a_bare_entry_has_only_what_is_required() -> None:
    assert _names(_entry(BARE)) == ["id", "title", "updated", "link", "published"]


def test_a_category_needs_only_a_term() -> None:
    entry = _entry(replace(BARE, categories=(Category("x", "", ""),)))
    assert _attributes(entry, "a:category") == [{"term": "x"}]


# RSS 2.0 and the RSS Advisory Board's profile.


def test_a_channel_has_every_element() -> None:
    channel = _channel(FEED)
    assert _texts(channel, "title") == [FEED.title]
    assert _texts(channel, "description") == [FEED.subtitle]
    assert _texts(channel, "language") == ["en"]
    assert _texts(channel, "copyright") == [FEED.rights]
    assert _texts(channel, "lastBuildDate") == ["Thu, 09 Jun 2022 00:00:00 +0000"]
    assert _texts(channel, "image/*") == [FEED.logo, FEED.title, FEED.home]
    assert _attributes(channel, "a:link") == [
        {"href": FEED.urls[Format.RSS], "rel": "self", "type": "application/rss+xml"},
        *({"href": hub, "rel": "hub"} for hub in FEED.hubs),
    ]


@pytest.mark.parametrize(
    ("icon", "logo", "urls"),
    [("i", "l", ["l"]), ("i", None, ["i"]), (None, None, []), ("", "", [])],
)
def test_a_channel_s_image_is_the_logo_or_else_the_icon(
    icon: str | None, logo: str | None, urls: list[str]
) -> None:
    assert _texts(_channel(replace(FEED, icon=icon, logo=logo)), "image/url") == urls


def test_a_channel_s_description_falls_back_to_its_title() -> None:
    assert _texts(_channel(PLAIN_FEED), "description") == ["News"]


@pytest.mark.parametrize("title", ["", "\x0b"])
def test_a_feed_without_a_title_is_named_by_its_home(title: str) -> None:
    feed = replace(PLAIN_FEED, title=title)
    assert _texts(_channel(feed), "title") == [FEED.home]
    assert _texts(_atom(feed), "a:title") == [FEED.home]


def test_an_item_has_every_element() -> None:
    item = _item(FULL)
    assert _texts(item, "title") == [FULL.title]
    assert _texts(item, "link") == [FULL.link]
    assert _texts(item, "guid") == [FULL.id]
    assert _texts(item, "pubDate") == ["Wed, 08 Jun 2022 07:26:17 +0800"]
    assert _texts(item, "a:updated") == ["2022-06-09T00:00:00+00:00"]
    assert _texts(item, "dc:creator") == ["Ada Example", "Bo Example"]
    assert _texts(item, "category") == ["Paper & Ink", "绵阳日报新闻"]
    assert _attributes(item, "category") == [{"domain": c.scheme} for c in FULL.categories]
    assert _texts(item, "content:encoded") == [FULL.content]
    assert _attributes(item, "enclosure") == [
        {"url": "https://news.example/audio/1.mp3", "length": "12345", "type": "audio/mpeg"}
    ]


@pytest.mark.parametrize(("link", "permanent"), [(BARE.id, "true"), ("https://x/", "false")])
def test_a_guid_is_a_permalink_only_where_it_is_the_link(link: str, permanent: str) -> None:
    assert _attributes(_item(replace(BARE, link=link)), "guid") == [{"isPermaLink": permanent}]


@pytest.mark.parametrize(
    ("authors", "author", "creators"),
    [
        ((Person("Ada Example"),), [], ["Ada Example"]),
        ((Person("Ada Example", email="ada@x.example"),), ["ada@x.example (Ada Example)"], []),
        ((Person("A", email="a@x.example"), Person("B")), [], ["A", "B"]),
        ((Person("", email="a@x.example"),), [], []),
    ],
)
def test_an_author_is_named_once_and_by_address_only_where_rss_can(
    authors: tuple[Person, ...], author: list[str], creators: list[str]
) -> None:
    """RSS 2.0: ``author`` is an e-mail address, and there is one at most."""
    item = _item(replace(BARE, authors=authors))
    assert _texts(item, "author") == author
    assert _texts(item, "dc:creator") == creators


@pytest.mark.parametrize(
    ("title", "summary", "content", "names"),
    [
        ("t", "", "", ["title"]),
        ("t", "s", "", ["title", "description"]),
        ("", "s", "<p>", ["description", "encoded"]),
        ("", "", "<p>", ["description"]),
        ("t", "", "<p>", ["title", "description"]),
        ("", "", "", ["description"]),
    ],
)
def test_an_item_has_a_title_or_a_description(
    title: str, summary: str, content: str, names: list[str]
) -> None:
    """RSS 2.0, "Elements of <item>"; content without a summary is itself the description."""
    item = _item(replace(BARE, title=title, summary=summary, content=content))
    told = {"title", "description", "encoded"}
    assert [name for name in _names(item) if name in told] == names


def test_a_description_is_html_that_reads_as_the_summary() -> None:
    [description] = _texts(_item(FULL), "description")
    assert description == "Whether a &lt; b &amp; what follows."
    assert unescape(description) == FULL.summary


IN_HTML = '<p><img src="https://a.example/1.jpg"> &amp; <em>two</em></p>'


@pytest.mark.parametrize("html", [IN_HTML, f"{IN_HTML}]]>"], ids=["CDATA", "escaped"])
def test_a_summary_in_html_is_html_in_atom_and_rss(html: str) -> None:
    shown = replace(BARE, summary="& two", summary_html=html)
    assert _texts(_entry(shown), "a:summary") == [html]
    assert _attributes(_entry(shown), "a:summary") == [{"type": "html"}]
    assert _texts(_item(shown), "description") == [html]


def test_a_summary_in_html_stands_beside_the_content() -> None:
    item = _item(replace(BARE, summary_html=IN_HTML, content="<p>All</p>"))
    assert _texts(item, "description") == [IN_HTML]
    assert _texts(item, f"{{{CONTENT}}}encoded") == ["<p>All</p>"]


def test_atom_has_no_summary_that_is_the_content_again() -> None:
    shown = replace(BARE, summary="two", summary_html=IN_HTML, content=IN_HTML)
    assert _texts(_entry(shown), "a:summary") == []
    assert _texts(_entry(shown), "a:content") == [IN_HTML]
    assert _texts(_item(shown), "description") == [IN_HTML]


def test_rss_has_the_first_enclosure_and_atom_has_all() -> None:
    both = tuple(Enclosure(f"https://a.example/{name}", "audio/mpeg", 1) for name in "ab")
    shown = replace(BARE, enclosures=both)
    [enclosure] = _attributes(_item(shown), "enclosure")
    assert enclosure["url"] == both[0].url
    links = [link for link in _attributes(_entry(shown), "a:link") if link["rel"] == "enclosure"]
    assert [link["href"] for link in links] == [one.url for one in both]


def test_an_unknown_length_is_0_in_rss() -> None:
    """RSS Advisory Board's profile: ``length`` is required, 0 where it cannot be told."""
    [enclosure] = _attributes(
        _item(replace(BARE, enclosures=(Enclosure("u", "a/b"),))), "enclosure"
    )
    assert enclosure["length"] == "0"


def test_an_item_that_was_not_updated_does_not_say_so() -> None:
    assert _all(_item(BARE), "a:updated") == []


@pytest.mark.parametrize(
    ("moment", "rss", "atom"),
    [
        (
            datetime(33, 4, 3, 9, 8, 7, tzinfo=UTC),
            "Sun, 03 Apr 0033 09:08:07 +0000",
            "0033-04-03T09:08:07+00:00",
        ),
        (
            datetime(2022, 6, 8, 7, 26, 17, 500, tzinfo=UTC),
            "Wed, 08 Jun 2022 07:26:17 +0000",
            "2022-06-08T07:26:17.000500+00:00",
        ),
    ],
)
def test_dates_have_four_digit_years_and_fractions_only_where_given(
    moment: datetime, rss: str, atom: str
) -> None:
    entry = replace(BARE, published=moment)
    assert _texts(_item(entry), "pubDate") == [rss]
    assert _texts(_entry(entry), "a:published") == [atom]


def _entry_element(tag: str) -> etree._Element:
    entry = etree.Element(tag)
    etree.SubElement(entry, "title").text = f"</{tag}> <{tag}>"
    etree.SubElement(entry, f"{{{MEDIA}}}content", url="u")
    return entry


@pytest.mark.parametrize(("frame", "tag"), [(ATOM_FEED, "entry"), (RSS_CHANNEL, "item")])
def test_a_fragment_is_one_element_without_namespace_declarations(frame: Frame, tag: str) -> None:
    fragment = frame.cut(_entry_element(tag))
    assert fragment.startswith(f"<{tag}>".encode())
    assert fragment.endswith(f"</{tag}>".encode())
    assert b"<media:content" in fragment
    assert b"xmlns" not in fragment


def test_fragments_become_the_last_children_in_their_order() -> None:
    frame = Frame(("rss", "channel"), {})
    feed = b"<rss>\n  <channel>\n    <title>x</title>\n  </channel>\n</rss>\n"
    assert frame.splice(feed, [b"<item>1</item>", b"<item>2</item>"]) == (
        b"<rss>\n  <channel>\n    <title>x</title>\n"
        b"    <item>1</item>\n    <item>2</item>\n  </channel>\n</rss>\n"
    )


def test_a_feed_without_fragments_stays_as_it_is() -> None:
    feed = b"<feed>\n  <title>x</title>\n</feed>\n"
    assert ATOM_FEED.splice(feed, []) == feed

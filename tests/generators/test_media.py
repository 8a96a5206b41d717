"""Images, enclosures and ``feed: false`` are read alike in the posts of every generator."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feeds.generators import Generator, LeftOut, PostResult, read_post
from feeds.generators.eleventy import Eleventy
from feeds.generators.hugo import Hugo
from feeds.generators.jekyll import Jekyll
from feeds.generators.media import media_of
from feeds.generators.pelican import Pelican
from feeds.generators.plain import Plain
from feeds.generators.zola import Zola
from feeds.model import Enclosure, Post, Site

SITE = Site("Example", "https://example.com/b", "UTC")
CONFIGS = {
    Plain: ("x.txt", "x"),
    Jekyll: ("_config.yml", "url: https://example.com\nbaseurl: /b\n"),
    Hugo: ("hugo.toml", "baseURL = 'https://example.com/b/'\n"),
    Zola: ("config.toml", "base_url = 'https://example.com/b'\n"),
    Eleventy: ("eleventy.config.js", "module.exports = {};\n"),
    Pelican: (
        "pelicanconf.py",
        "SITEURL = 'https://example.com/b'\nTIMEZONE = 'UTC'\nPATH = 'content'\n",
    ),
}
PATHS = {
    Plain: "p/2026-01-02-a.md",
    Jekyll: "_posts/2026-01-02-a.md",
    Hugo: "content/p/a.md",
    Zola: "content/p/2026-01-02-a.md",
    Eleventy: "p/2026-01-02-a.md",
    Pelican: "content/a.md",
}
ALL = pytest.mark.parametrize("kind", list(CONFIGS), ids=lambda kind: kind.name)
YAML = pytest.mark.parametrize(
    "kind", [Plain, Jekyll, Hugo, Zola, Eleventy], ids=lambda kind: kind.name
)

Outcome = Callable[..., PostResult]


@pytest.fixture
def outcome(tmp_path: Path) -> Outcome:
    """Read one post of a generator, with this front matter."""

    def outcome(kind: type[Generator], matter: str, path: str = "", more: str = "") -> PostResult:
        name, config = CONFIGS[kind]
        (tmp_path / name).write_text(more + config, encoding="utf-8")
        (tmp_path / "content").mkdir(exist_ok=True)
        if kind is Pelican:
            text = f"Title: T\nDate: 2026-01-02\n{matter}\n\nText.\n"
        else:
            text = f"---\ntitle: T\ndate: 2026-01-02\n{matter}\n---\nText.\n"
        return read_post(kind(tmp_path), path or PATHS[kind], text.encode(), SITE)

    return outcome


def post_of(found: PostResult) -> Post:
    assert found.reading, found
    return found.reading.post


@ALL
def test_feed_false_keeps_a_post_out_of_all_feeds(kind: type[Generator], outcome: Outcome) -> None:
    assert outcome(kind, "feed: false") == PostResult(left_out=LeftOut.NO_FEED)
    assert outcome(kind, "Feed: true" if kind is Pelican else "feed: true").reading


@YAML
@pytest.mark.parametrize(
    "value", ["'false'", '"false"', "0", "", "{excerpt_only: true}", "[false]"]
)
def test_only_the_boolean_keeps_a_post_out(
    kind: type[Generator], value: str, outcome: Outcome
) -> None:
    assert outcome(kind, f"feed: {value}").reading


def test_defaults_cascades_and_data_may_keep_posts_out(outcome: Outcome, tmp_path: Path) -> None:
    defaults = "defaults: [{scope: {path: ''}, values: {feed: false}}]\n"
    assert outcome(Jekyll, "x: 1", more=defaults).left_out is LeftOut.NO_FEED
    assert outcome(Jekyll, "feed: true", more=defaults).reading
    (tmp_path / "content/p").mkdir(parents=True)
    for matter in ("cascade: {feed: false}", "cascade: {params: {feed: false}}"):
        (tmp_path / "content/p/_index.md").write_text(f"---\n{matter}\n---\n")
        assert outcome(Hugo, "x: 1").left_out is LeftOut.NO_FEED
    assert outcome(Hugo, "params: {feed: false}").left_out is LeftOut.NO_FEED
    assert outcome(Zola, "extra: {feed: false}").left_out is LeftOut.NO_FEED
    (tmp_path / "p").mkdir()
    (tmp_path / "p/p.json").write_text('{"feed": false}')
    assert outcome(Eleventy, "x: 1").left_out is LeftOut.NO_FEED


def test_links_may_lead_to_a_page_of_hugo_that_no_feed_shows(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text(CONFIGS[Hugo][1])
    (tmp_path / "content/p").mkdir(parents=True)
    (tmp_path / "content/p/b.md").write_text("---\ndate: 2026-01-02\nfeed: false\n---\nText.\n")
    generator = Hugo(tmp_path)
    text = '---\ndate: 2026-01-02\n---\n[b]({{< ref "b" >}})\n'
    found = generator.html(generator.read("content/p/a.md", text, SITE), SITE, list)
    assert 'href="https://example.com/b/p/b/"' in found.content
    assert not found.problems


def test_in_toml_and_json_the_boolean_keeps_a_post_out(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text(CONFIGS[Hugo][1])
    (tmp_path / "content").mkdir()
    for text in (
        "+++\ndate = 2026-01-02\nfeed = {}\n+++\n",
        '{{"date": "2026-01-02", "feed": {}}}\n',
    ):
        for value, is_out in (("false", True), ('"false"', False)):
            content = text.format(value).encode()
            for kind in (Hugo, Plain):
                found = read_post(kind(tmp_path), "content/p/a.md", content, SITE)
                assert (found.left_out is LeftOut.NO_FEED) == is_out


IMAGES = [
    ("image: /i.png", "i.png"),
    ("image: {path: /i.png, alt: x}", "i.png"),
    ("image: {feature: /i.png}", "i.png"),
    ("images: [/i.png, /j.png]", "i.png"),
    ("images: [{src: /i.png}]", "i.png"),
    ("cover: /i.png", "i.png"),
    ("cover: {image: /i.png, alt: x}", "i.png"),
    ("header: {teaser: /t.png, image: /i.png}", "i.png"),
    ("header: {og_image: /i.png}", "i.png"),
    ("feature: /i.png", "i.png"),
    ("feature_image: /i.png", "i.png"),
    ("featured_image: /i.png", "i.png"),
    ("thumbnail: /t.png\ncover: /c.png\nimage: /i.png", "i.png"),
    ("thumbnail: /t.png\nimage: false", "t.png"),
    ("thumbnail: /t.png\nimage: ''", "t.png"),
    ("thumbnail: /t.png\nimage: {alt: x}", "t.png"),
]


@YAML
@pytest.mark.parametrize(("matter", "image"), IMAGES)
def test_the_image_is_the_first_of_the_usual_keys(
    kind: type[Generator], matter: str, image: str, outcome: Outcome
) -> None:
    found = outcome(kind, matter)
    assert (post_of(found).image or "").rpartition("/")[2] == image
    assert not found.faults


@ALL
@pytest.mark.parametrize("key", ["image", "cover", "thumbnail"])
def test_an_image_is_where_the_generators_sites_place_it(
    kind: type[Generator], key: str, outcome: Outcome
) -> None:
    relative = post_of(outcome(kind, f"{key}: img/i.png")).image
    rooted = post_of(outcome(kind, f"{key}: /img/i.png")).image
    absolute = post_of(outcome(kind, f"{key}: https://cdn.example/i.png")).image
    below = "https://example.com/b/img/i.png"
    assert absolute == "https://cdn.example/i.png"
    assert relative == ("img/i.png" if kind in (Plain, Eleventy) else below)
    assert rooted == ("/img/i.png" if kind in (Plain, Eleventy, Hugo) else below)


def test_an_image_in_a_bundle_is_beside_its_page(outcome: Outcome) -> None:
    for kind in (Hugo, Zola):
        found = post_of(outcome(kind, "image: i.png", "content/p/a/index.md"))
        assert (found.image, found.link) == ("i.png", "https://example.com/b/p/a/")
    rooted = post_of(outcome(Zola, "image: /i.png", "content/p/a/index.md")).image
    assert rooted == "https://example.com/b/i.png"


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("{static}/i.png", "https://example.com/b/i.png"),
        ("{static}img/i.png", "https://example.com/b/img/i.png"),
        ("//cdn.example/i.png", "//cdn.example/i.png"),
    ],
)
def test_pelicans_marks_of_files_are_followed(value: str, url: str, outcome: Outcome) -> None:
    found = post_of(outcome(Pelican, f"Cover: {value}\nEnclosure: {value}"))
    assert found.image == url
    assert [one.url for one in found.enclosures] == [url]


@YAML
@pytest.mark.parametrize("value", ["5", "[[[[/i.png]]]]", "{url: {a: b}}", "[5]"])
def test_an_image_without_a_url_is_reported_and_the_post_published(
    kind: type[Generator], value: str, outcome: Outcome
) -> None:
    found = outcome(kind, f"image: {value}")
    as_text = kind in (Plain, Eleventy) and value in ("5", "[5]")
    assert as_text or post_of(found).image is None
    wrong = [] if as_text else ["image has no URL; write image: /picture.png"]
    assert [fault.message for fault in found.faults] == wrong
    assert not any(fault.fatal for fault in found.faults)


@ALL
def test_an_enclosure_may_be_a_bare_url(kind: type[Generator], outcome: Outcome) -> None:
    (found,) = post_of(outcome(kind, "enclosure: https://cdn.example/a.mp3")).enclosures
    assert found == Enclosure("https://cdn.example/a.mp3", "audio/mpeg")


@YAML
def test_a_post_may_have_several_enclosures(kind: type[Generator], outcome: Outcome) -> None:
    matter = "enclosure:\n- {url: https://c.example/a.mp3, length: 10}\n- https://c.example/b.pdf"
    found = outcome(kind, f"{matter}\nenclosures: [https://c.example/b.pdf, https://c.example/c]")
    assert post_of(found).enclosures == (
        Enclosure("https://c.example/a.mp3", "audio/mpeg", 10),
        Enclosure("https://c.example/b.pdf", "application/pdf"),
        Enclosure("https://c.example/c", "application/octet-stream"),
    )
    assert not found.faults


@YAML
@pytest.mark.parametrize("length", ["'12,345'", "5 MB", "-1", "1.5", "\u0665", "[1]", "9" * 30])
def test_an_odd_length_is_reported_and_not_known(
    kind: type[Generator], length: str, outcome: Outcome
) -> None:
    found = outcome(kind, f"enclosure: {{url: https://c.example/a.mp3, length: {length}}}")
    assert post_of(found).enclosures == (Enclosure("https://c.example/a.mp3", "audio/mpeg", 0),)
    (fault,) = found.faults
    assert fault.line == 4
    assert "not a number of bytes" in fault.message
    assert not fault.fatal


@YAML
def test_an_odd_length_is_reported_at_its_line(kind: type[Generator], outcome: Outcome) -> None:
    one = "  url: https://c.example/a.mp3\n  type: audio/mpeg\n  length: 5 MB"
    (fault,) = outcome(kind, f"enclosure:\n{one}").faults
    assert fault.line == 7
    many = "- url: https://c.example/a.mp3\n  length: 7\n- url: https://c.example/b.mp3"
    (fault,) = outcome(kind, f"enclosures:\n{many}\n  length: 5 MB").faults
    assert fault.line == 8


@YAML
def test_an_enclosure_without_a_url_is_reported(kind: type[Generator], outcome: Outcome) -> None:
    found = outcome(kind, "enclosure: [{length: 5}, https://c.example/a.mp3]")
    assert len(post_of(found).enclosures) == 1
    assert [fault.message for fault in found.faults] == [
        "enclosure has no url; write url: /episode.mp3"
    ]


@pytest.mark.parametrize(
    ("given", "enclosures"),
    [
        (None, ()),
        ("", ()),
        (False, ()),
        ([], ()),
        ({"url": "a.mp3", "length": 7}, (Enclosure("a.mp3", "audio/mpeg", 7),)),
        ({"url": "a.mp3", "length": None}, (Enclosure("a.mp3", "audio/mpeg"),)),
        ({"src": " a.m4a "}, (Enclosure("a.m4a", "audio/mp4"),)),
        ("a.OGG?x=1.zip#b", (Enclosure("a.OGG?x=1.zip#b", "audio/ogg"),)),
        ({"url": "a.mp3", "type": "x/y"}, (Enclosure("a.mp3", "x/y"),)),
        ({"url": "a.mp3", "type": 5}, (Enclosure("a.mp3", "audio/mpeg"),)),
    ],
)
def test_an_enclosure_of_any_form_is_read(given: Any, enclosures: tuple[Enclosure, ...]) -> None:
    found = media_of({"enclosure": given})
    assert found.enclosures == enclosures
    assert not found.problems


def test_the_machines_own_table_of_types_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(mimetypes.types_map, ".zzz", "x/of-this-machine")
    (found,) = media_of({"enclosure": "a.zzz"}).enclosures
    assert found.type == "application/octet-stream"


def test_front_matter_that_holds_itself_has_no_media() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert media_of({"image": endless, "enclosure": endless}).image is None


@pytest.mark.parametrize(
    ("kind", "more", "files"),
    [
        (Plain, "", ["a/b.mp3"]),
        (Jekyll, "", ["a/b.mp3"]),
        (Jekyll, "source: src\n", ["src/a/b.mp3"]),
        (Hugo, "", ["static/a/b.mp3", "content/a/b.mp3"]),
        (Hugo, "staticDir = ['one', 'two']\n", ["one/a/b.mp3", "two/a/b.mp3", "content/a/b.mp3"]),
        (Zola, "", ["static/a/b.mp3", "content/a/b.mp3"]),
        (Eleventy, "", ["a/b.mp3", "public/a/b.mp3"]),
        (Pelican, "", ["content/a/b.mp3"]),
    ],
)
def test_each_generator_knows_where_its_files_come_from(
    kind: type[Generator], more: str, files: list[str], tmp_path: Path
) -> None:
    name, config = CONFIGS[kind]
    (tmp_path / name).write_text(more + config, encoding="utf-8")
    for folder in ("content", "src"):
        (tmp_path / folder).mkdir()
    assert list(dict.fromkeys(kind(tmp_path).files_at("a/b.mp3"))) == files

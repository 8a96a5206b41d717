"""The feeds that a site already has decide its settings and which posts are in feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.model import FeedKind, Format, Person, Site, Term
from tests.support.eleventy import config, reading, tree_of


def test_settings_come_from_the_options_of_the_feed_plugin(tmp_path: Path) -> None:
    found = tree_of(tmp_path, {}).settings
    assert (found.title, found.description, found.language) == ("T", "S", "en")
    assert found.authors == (Person("Ada Example", None, "ada@example.com"),)
    assert found.entries == 7
    assert found.document_paths == {(FeedKind.SITE, Format.ATOM): "/feed.xml"}


def test_the_site_url_is_the_origin_and_the_path_prefix_not_the_base(tmp_path: Path) -> None:
    assert tree_of(tmp_path, {}).settings.url == "https://example.com"
    prefixed = config("  return { pathPrefix: '/blog/' };\n")
    found = tree_of(tmp_path, {"eleventy.config.js": prefixed}).settings
    assert found.url == "https://example.com/blog"


def test_an_rss_feed_at_feed_xml_keeps_that_path(tmp_path: Path) -> None:
    found = tree_of(tmp_path, {"eleventy.config.js": config(type="rss")}).settings
    assert found.document_paths == {(FeedKind.SITE, Format.RSS): "/feed.xml"}


def test_another_collection_with_a_feed_is_a_kind_of_feeds(tmp_path: Path) -> None:
    two = config() + config(path="/notes.xml", name="notes")
    generator = tree_of(tmp_path, {"eleventy.config.js": two})
    assert generator.settings.document_paths["notes", Format.ATOM] == "/notes.xml"
    found = reading(generator, "2020-01-01-a.md", "---\ntags: [notes, x]\n---\n").post
    assert not found.on_site
    assert found.others == (Term("notes", "notes", "notes"),)
    assert found.tags == (Term(FeedKind.TAG, "x", "x"),)


def test_a_template_that_writes_a_feed_shows_its_path_and_limit(tmp_path: Path) -> None:
    template = (
        "---\npermalink: /atom.xml\n---\n<feed xmlns='http://www.w3.org/2005/Atom'>"
        "{% for post in collections.blog | reverse | limit(3) %}{{ metadata.url }}{{ post.url }}"
        "{% endfor %}</feed>"
    )
    files = {
        "eleventy.config.js": "",
        "feed.njk": template.replace("xmlns='", 'xmlns="').replace("Atom'", 'Atom"'),
        "_data/metadata.js": "export default { title: 'T', url: 'https://example.com/sub/' }",
    }
    generator = tree_of(tmp_path, files)
    assert generator.settings.document_paths == {(FeedKind.SITE, Format.ATOM): "/atom.xml"}
    assert (generator.settings.url, generator.settings.entries) == ("https://example.com/sub", 3)
    assert reading(generator, "2020-01-01-a.md", "---\ntags: blog\n---\n").post.on_site


def test_feeds_that_another_of_the_same_posts_replaces_are_named(tmp_path: Path) -> None:
    template = (
        "---\npermalink: /second.xml\n---\n<feed xmlns='http://www.w3.org/2005/Atom'>"
        "{% for post in collections.posts | reverse %}{% endfor %}</feed>"
    )
    notes = tree_of(tmp_path, {"second.njk": template}).settings.notes
    assert [note for note in notes if note.startswith("/second.xml is not built, ")]


@pytest.mark.parametrize("type", ["atom", "rss", "json"])
def test_a_feed_of_the_plugin_says_what_its_options_say(type: str, tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {"eleventy.config.js": config(type=type)})
    site = Site("T", "https://example.com", "UTC", language="en")
    channel = generator.channel(None, site)
    assert (channel.title, channel.home) == ("T", "https://example.com/x/")
    assert channel.language == "en"
    tag = generator.channel(Term(FeedKind.TAG, "x", "x"), site)
    assert (tag.title, tag.home) == ("T | x", "https://example.com/")


def test_another_collections_feed_says_what_its_own_options_say(tmp_path: Path) -> None:
    other = config(path="/notes.xml", name="notes").replace("x/", "y/").replace('"T"', '"Notes"')
    files = {"eleventy.config.js": config() + other.replace('"en"', '"de"')}
    generator = tree_of(tmp_path, files)
    site = Site("Ours", "https://ours.example", "UTC", language="en")
    channel = generator.channel(Term("notes", "notes", "notes"), site)
    assert (channel.title, channel.language) == ("Notes", "de")
    # Our configuration has another URL for the site.
    assert channel.home == "https://ours.example/y/"
    assert generator.channel(None, site).title == "Ours"


@pytest.mark.parametrize(
    ("tags", "shown"),
    [
        ("[posts, Rust Lang, x]", ["Rust Lang", "x"]),
        ("[all, nav, post, posts]", []),
        ("posts,one,two", ["one", "two"]),
        ("posts", []),
    ],
)
def test_entries_show_tags_that_do_not_only_gather_pages(
    tags: str, shown: list[str], tmp_path: Path
) -> None:
    found = reading(tree_of(tmp_path, {}), "2020-01-01-a.md", f"---\ntags: {tags}\n---\n").post
    if found.on_site:
        assert [label.name for label in found.labels] == shown
        assert {label.kind for label in found.labels} <= {FeedKind.TAG}


def test_a_template_that_shows_tags_decides_which(tmp_path: Path) -> None:
    template = (
        '---\npermalink: /atom.xml\n---\n<feed xmlns="http://www.w3.org/2005/Atom">'
        "{% for post in collections.posts | reverse %}<entry>{% for tag in post.data.tags %}"
        '<category term="{{ tag | slugify }}"/>{% endfor %}</entry>{% endfor %}</feed>'
    )
    generator = tree_of(tmp_path, {"eleventy.config.js": "", "feed.njk": template})
    found = reading(generator, "2020-01-01-a.md", "---\ntags: [posts, One Two]\n---\n").post
    assert [label.name for label in found.labels] == ["posts", "one-two"]


@pytest.mark.parametrize(
    ("permalink", "schemes"),
    [
        ("/topics/{{ tag | slugify }}/", {FeedKind.TAG: "/topics/"}),
        ("topics/{{ tag }}.html", {FeedKind.TAG: "/topics/"}),
        ("/topic-{{ tag }}/", {}),
        ("/topics/", {}),
    ],
)
def test_the_scheme_of_tags_is_where_their_pages_are(
    permalink: str, schemes: dict[str, str], tmp_path: Path
) -> None:
    page = f"---\npagination: {{data: collections, size: 1}}\npermalink: {permalink!r}\n---\n"
    assert tree_of(tmp_path, {"tags.njk": page}).settings.schemes == schemes


def test_posts_in_templates_that_only_eleventy_can_render_are_counted(tmp_path: Path) -> None:
    files = {
        "p/p.json": '{"tags": "posts"}',
        **{f"p/{name}": "" for name in ("a.webc", "b.webc", "c.11ty.js", "d.txt", "e.md")},
        "about.mdx": "---\ntags: posts\n---\n",
        "other.mdx": "---\ntags: x\n---\n",
        "_includes/card.webc": "---\ntags: posts\n---\n",
    }
    (note,) = tree_of(tmp_path, files).settings.notes
    assert note == (
        "4 posts are left out, because only Eleventy can render such templates: "
        "1 in .11ty.js, 1 in .mdx, 2 in .webc"
    )


@pytest.mark.parametrize(
    ("matter", "shown"),
    [
        ("tags: posts\ntopics: [One, Two]\n", ["One", "Two"]),
        ("tags: posts\ntopics: One\n", ["One"]),
        ("tags: [posts, x]\n", []),
        ("tags: posts\ntopics: {a: b}\n", []),
    ],
)
def test_a_template_may_show_another_list_than_tags(
    matter: str, shown: list[str], tmp_path: Path
) -> None:
    template = (
        '---\npermalink: /atom.xml\n---\n<feed xmlns="http://www.w3.org/2005/Atom">'
        "{% for post in collections.posts %}<entry>{% for topic in post.data.topics %}"
        '<category term="{{ topic }}"/>{% endfor %}</entry>{% endfor %}</feed>'
    )
    generator = tree_of(tmp_path, {"eleventy.config.js": "", "feed.njk": template})
    found = reading(generator, "2020-01-01-a.md", f"---\n{matter}---\n").post
    assert [label.name for label in found.labels] == shown

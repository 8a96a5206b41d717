"""The feeds that a site already has decide its settings and which posts are in feeds."""

from __future__ import annotations

from pathlib import Path

from feeds.model import FeedKind, Format, Person, Term
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
    assert [note for note in notes if note.startswith("/second.xml is another feed of 'posts'")]

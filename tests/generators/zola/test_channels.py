"""Feeds say of themselves what Zola's built-in atom.xml and rss.xml say."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.model import Term
from tests.support.zola import CONFIG, SITE, reading, tree_of

LANGUAGES = """
[languages.fr]
title = "Le Site"
taxonomies = [{name = "tags"}]
[languages.zh-CN]
"""
SECTIONS = {
    "content/blog/_index.md": '+++\ntitle = "The Blog"\ngenerate_feeds = true\n+++\n',
    "content/blog/_index.fr.md": '+++\ntitle = "Le Blog"\ngenerate_feeds = true\n+++\n',
    "content/a b/deep/_index.md": "+++\ngenerate_feeds = true\n+++\n",
}
START = "https://example.com/z/"


@pytest.mark.parametrize(
    ("term", "title", "home", "language"),
    [
        (None, "Example", START, "en"),
        (Term("section", "blog", "blog"), "Example - The Blog", f"{START}blog/", "en"),
        (Term("section", "a b/deep", "a-b-deep"), "Example", f"{START}a%20b/deep/", "en"),
        (Term("tag", "Rust Lang", "rust-lang"), "Example - Rust Lang", START, "en"),
        (Term("Some Kind", "x", "x"), "Example - x", START, "en"),
        (Term("fr", "fr", "fr"), "Le Site", START, "fr"),
        (Term("section", "fr/blog", "fr-blog"), "Le Site - Le Blog", f"{START}fr/blog/", "fr"),
        (Term("tag.fr", "été", "ete"), "Le Site - été", START, "fr"),
        (Term("zh-CN", "zh-CN", "zh-cn"), "Example", START, "zh-CN"),
    ],
)
def test_titles_pages_and_languages_are_those_of_the_templates(
    term: Term | None, title: str, home: str, language: str, tmp_path: Path
) -> None:
    channel = tree_of(tmp_path, SECTIONS, CONFIG + LANGUAGES).channel(term, SITE)
    assert (channel.title, channel.home, channel.language) == (title, home, language)


def test_the_front_page_is_written_as_in_the_configuration(tmp_path: Path) -> None:
    config = CONFIG.replace("example.com/z/", "example.com/z")
    assert tree_of(tmp_path, {}, config).channel(None, SITE).home == "https://example.com/z"
    moved = replace(SITE, url="https://example.org")
    assert tree_of(tmp_path, {}, config).channel(None, moved).home == "https://example.org"


def test_the_parts_of_a_title_are_known(tmp_path: Path) -> None:
    site = tree_of(tmp_path, SECTIONS, CONFIG + LANGUAGES)
    channel = site.channel(Term("section", "fr/blog", "fr-blog"), SITE)
    assert (channel.site_title, channel.term_title) == ("Le Site", "Le Blog")


def test_entries_show_all_their_terms_in_order(tmp_path: Path) -> None:
    matter = 'date = 2020-01-02\n[taxonomies]\n"Some Kind" = ["B b"]\ntags = ["Rust Lang", "a"]\n'
    post = reading(tree_of(tmp_path, {}), matter).post
    assert [term.name for term in post.labels] == ["B b", "Rust Lang", "a"]
    assert set(post.labels) <= set(post.terms)


def test_schemes_are_the_lists_of_terms_within_the_language(tmp_path: Path) -> None:
    config = 'taxonomy_root = "/topics/"\n' + CONFIG + LANGUAGES
    assert tree_of(tmp_path, {}, config).settings.schemes == {
        "tag": "/topics/tags/",
        "Some Kind": "/topics/some-kind/",
        "tag.fr": "/fr/topics/tags/",
    }

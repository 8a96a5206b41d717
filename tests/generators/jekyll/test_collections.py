"""Documents of collections: their addresses, dates and feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.base import PostError, Unpublished
from feeds.generators.jekyll import Jekyll
from feeds.model import Post, Site, Term

SITE = Site("Example", "https://example.com", "UTC")
DEFINED = "collections: [docs]\nfeed: {collections: [docs]}\n"


def _read(tmp_path: Path, config: str, path: str, matter: str = "date: 2020-01-01") -> Post:
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    return Jekyll(tmp_path).read(path, f"---\n{matter}\n---\nText.\n", SITE).post


def test_a_document_is_only_in_the_feeds_of_its_collection(tmp_path: Path) -> None:
    matter = "date: 2999-01-01\ncategories: [How To]\ntags: t"
    post = _read(tmp_path, DEFINED, "_docs/in/a.md", matter)
    assert (post.categories, post.tags, post.on_site, post.due) == ((), (), False, None)
    assert post.others == (
        Term("docs collection", "docs", "docs"),
        Term("docs category", "How To", "how-to"),
    )
    assert [term.name for term in post.labels] == ["How To", "t"]


@pytest.mark.parametrize(
    ("style", "address"),
    [
        ("date", "/docs/in/2019-05-06-A-b.html"),
        ("none", "/docs/in/2019-05-06-A-b.html"),
        ("pretty", "/docs/in/2019-05-06-A-b/"),
        ("weekdate", "/docs/in/2019-05-06-A-b"),
        ("/:title/", "/docs/in/2019-05-06-A-b/"),
        ("/:title", "/docs/in/2019-05-06-A-b"),
        ("/:title:output_ext", "/docs/in/2019-05-06-A-b.html"),
    ],
)
def test_addresses_end_as_the_permalink_style_of_the_site_says(
    tmp_path: Path, style: str, address: str
) -> None:
    post = _read(tmp_path, f"permalink: {style}\n{DEFINED}", "_docs/in/2019-05-06-A-b.md", "x: y")
    assert post.link == f"https://example.com{address}"
    assert post.id == "https://example.com/docs/in/A-b"
    assert post.published.isoformat() == "2019-05-06T00:00:00+00:00"


def test_a_collection_can_have_its_own_permalink(tmp_path: Path) -> None:
    config = "collections: {docs: {permalink: '/d/:year/:name'}}\nfeed: {collections: {docs: }}\n"
    assert _read(tmp_path, config, "_docs/A b.md").link == "https://example.com/d/2020/a-b"


def test_a_document_without_a_date_is_a_fault(
    tmp_path: Path,
) -> None:
    with pytest.raises(
        PostError,
        match="the post has no date, so Jekyll uses the time of the build; write date: 2026-11-23",
    ):
        _read(tmp_path, DEFINED, "_docs/a.md", "title: x")
    with pytest.raises(PostError, match="the post has no date"):
        _read(tmp_path, "show_drafts: true\n", "_drafts/a.md", "title: x")


def test_a_file_without_front_matter_is_not_a_document(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(DEFINED)
    with pytest.raises(Unpublished):
        Jekyll(tmp_path).read("_docs/2020-01-01-a.md", "Text.\n", SITE)


@pytest.mark.parametrize(("matter", "shown"), [("published:", True), ("published: false", False)])
def test_only_published_false_hides_a_document(tmp_path: Path, matter: str, shown: bool) -> None:
    matter = f"date: 2020-01-01\n{matter}"
    if shown:
        assert _read(tmp_path, DEFINED, "_docs/a.md", matter)
    else:
        with pytest.raises(Unpublished):
            _read(tmp_path, DEFINED, "_docs/a.md", matter)


def test_documents_with_one_date_are_sorted_by_path_in_descending_order(tmp_path: Path) -> None:
    names = ["a", "ab", "b", "é", "中", "a/b"]
    ties = {name: _read(tmp_path, DEFINED, f"_docs/{name}.md").tie for name in names}
    files = sorted(names, key=lambda name: f"_docs/{name}.md".encode(), reverse=True)
    assert sorted(names, key=ties.__getitem__) == files


def test_directories_above_drafts_are_categories(tmp_path: Path) -> None:
    post = _read(tmp_path, "show_drafts: true\n", "news/_drafts/deep/a.md")
    assert post.id == "https://example.com/news/2020/01/01/a"
    assert [term.name for term in post.categories] == ["news"]

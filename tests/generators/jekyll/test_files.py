"""Which files Jekyll reads as posts, decided from their paths alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.jekyll import Jekyll


def _generator(tmp_path: Path, config: str) -> Jekyll:
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    return Jekyll(tmp_path)


@pytest.mark.parametrize(
    ("path", "is_post"),
    [
        ("_posts/2020-01-02-a.md", True),
        ("_posts/20-1-2-a.markdown", True),
        ("_posts/2020-01-02-a.MKD", True),
        ("_posts/2020-01-02-a.html", True),
        ("_posts/below/deep/2020-01-02-a.md", True),
        ("news/world/_posts/2020-01-02-a.md", True),
        ("_posts/2020-01-02-a.png", False),
        ("_posts/2020-01-02-a", False),
        ("_posts/a.md", False),
        ("2020-01-02-a.md", False),
        ("_drafts/2020-01-02-a.md", False),
        ("_posts/_2020-01-02-a.md", False),
        ("_posts/.hidden/2020-01-02-a.md", False),
        ("_posts/_special/2020-01-02-a.md", False),
        ("_posts/below/_special/2020-01-02-a.md", True),
        ("_posts/2020-01-02-a.md~", False),
        ("_site/_posts/2020-01-02-a.md", False),
        (".git/_posts/2020-01-02-a.md", False),
        ("node_modules/_posts/2020-01-02-a.md", False),
        ("vendor/bundle/_posts/2020-01-02-a.md", False),
        ("vendor/own/_posts/2020-01-02-a.md", True),
        ("old/_posts/2020-01-02-a.md", False),
        ("kept/old/_posts/2020-01-02-a.md", True),
        ("a/draft-x/_posts/2020-01-02-a.md", False),
        ("_shown/_posts/2020-01-02-a.md", True),
        ("built/_posts/2020-01-02-a.md", False),
        ("_posts/2020-01-03-left-out.md", False),
    ],
)
def test_posts_are_recognised_by_their_paths(tmp_path: Path, path: str, is_post: bool) -> None:
    config = (
        "exclude: [old, 'a/draft-*', _posts/2020-01-03-left-out.md, 7]\n"
        "include: [_shown]\ndestination: ./built\n"
    )
    generator = _generator(tmp_path, config)
    assert generator.is_post(path) is is_post
    directories = [part.as_posix() for part in Path(path).parents][:-1]
    assert not is_post or all(map(generator.descends, directories))


@pytest.mark.parametrize(
    ("directory", "descends"),
    [
        ("news", True),
        ("_posts", True),
        ("_posts/below", True),
        ("_posts/_special", False),
        ("_drafts", False),
        ("_layouts", False),
        (".git", False),
        ("_site", False),
        ("node_modules", False),
        ("backup~", False),
        ("old/deep", False),
    ],
)
def test_directories_without_posts_are_skipped(
    tmp_path: Path, directory: str, descends: bool
) -> None:
    assert _generator(tmp_path, "exclude: [old]\n").descends(directory) is descends


@pytest.mark.parametrize(
    ("path", "is_post"),
    [
        ("src/blog/_posts/2020-01-02-a.md", True),
        ("src/blog/news/_posts/2020-01-02-a.md", True),
        ("src/_posts/2020-01-02-a.md", False),
        ("_posts/2020-01-02-a.md", False),
    ],
)
def test_source_and_collections_can_be_other_directories(
    tmp_path: Path, path: str, is_post: bool
) -> None:
    (tmp_path / "src/blog").mkdir(parents=True)
    generator = _generator(tmp_path, "source: ./src\ncollections_dir: blog\n")
    assert generator.is_post(path) is is_post
    assert generator.descends("src")
    assert generator.descends("src/blog")
    assert not generator.descends("other")


@pytest.mark.parametrize(
    ("suffix", "is_post"),
    [("txt", True), ("xml", True), ("css", True), ("svg", True), ("yml", False), ("JPG", False)],
)
def test_every_text_with_a_posts_name_is_a_post(tmp_path: Path, suffix: str, is_post: bool) -> None:
    assert _generator(tmp_path, "").is_post(f"_posts/2020-01-02-a.{suffix}") is is_post


@pytest.mark.parametrize(
    ("path", "is_post"),
    [
        ("_drafts/a.md", True),
        ("_drafts/deep/2020-01-02-a.md", True),
        ("news/_drafts/a.txt", True),
        ("_drafts/_a.md", False),
        ("_drafts/a", False),
        ("_drafts/a.png", False),
        ("_posts/a.md", False),
    ],
)
def test_drafts_are_read_if_the_configuration_shows_them(
    tmp_path: Path, path: str, is_post: bool
) -> None:
    generator = _generator(tmp_path, "show_drafts: true\n")
    assert generator.is_post(path) is is_post
    assert all(map(generator.descends, [part.as_posix() for part in Path(path).parents][:-1]))
    assert not _generator(tmp_path, "").is_post(path)


@pytest.mark.parametrize(
    ("path", "is_post"),
    [
        ("all/_docs/a.md", True),
        ("all/_docs/in/.hidden/a", True),
        ("all/_docs/in/_special/a.html", True),
        ("all/_docs/_special.md", False),
        ("all/_docs/.hidden/a.md", False),
        ("all/_docs/in/a.md~", False),
        ("all/_docs/old/a.md", False),
        ("all/_docs/picture.png", False),
        ("all/_docs_too/a.md", False),
        ("all/_other/a.md", False),
        ("_docs/a.md", False),
    ],
)
def test_documents_of_collections_with_feeds_are_read(
    tmp_path: Path, path: str, is_post: bool
) -> None:
    (tmp_path / "all").mkdir()
    config = (
        "collections_dir: all\nexclude: [_docs/old]\n"
        "collections: [docs, other]\nfeed: {collections: [docs]}\n"
    )
    generator = _generator(tmp_path, config)
    assert generator.is_post(path) is is_post
    directories = [part.as_posix() for part in Path(path).parents][:-1]
    assert not is_post or all(map(generator.descends, directories))
    assert not generator.descends("all/_other")

"""Which files Jekyll reads as posts, said from their paths alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.posts.jekyll import Jekyll


def _dialect(tmp_path: Path, config: str) -> Jekyll:
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
def test_posts_are_told_by_their_paths(tmp_path: Path, path: str, is_post: bool) -> None:
    config = (
        "exclude: [old, 'a/draft-*', _posts/2020-01-03-left-out.md, 7]\n"
        "include: [_shown]\ndestination: ./built\n"
    )
    dialect = _dialect(tmp_path, config)
    assert dialect.is_post(path) is is_post
    directories = [part.as_posix() for part in Path(path).parents][:-1]
    assert not is_post or all(map(dialect.descends, directories))


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
def test_directories_without_posts_are_not_entered(
    tmp_path: Path, directory: str, descends: bool
) -> None:
    assert _dialect(tmp_path, "exclude: [old]\n").descends(directory) is descends


@pytest.mark.parametrize(
    ("path", "is_post"),
    [
        ("src/blog/_posts/2020-01-02-a.md", True),
        ("src/blog/news/_posts/2020-01-02-a.md", True),
        ("src/_posts/2020-01-02-a.md", False),
        ("_posts/2020-01-02-a.md", False),
    ],
)
def test_the_source_and_the_collections_may_be_elsewhere(
    tmp_path: Path, path: str, is_post: bool
) -> None:
    dialect = _dialect(tmp_path, "source: ./src\ncollections_dir: blog\n")
    assert dialect.is_post(path) is is_post
    assert dialect.descends("src")
    assert dialect.descends("src/blog")
    assert not dialect.descends("other")


def test_other_suffixes_of_markdown_may_be_named(tmp_path: Path) -> None:
    dialect = _dialect(tmp_path, "markdown_ext: md, txt\n")
    assert dialect.is_post("_posts/2020-01-02-a.txt")
    assert not dialect.is_post("_posts/2020-01-02-a.markdown")


@pytest.mark.parametrize("name", ["_config.yml", "_config.yaml", "_config.toml", "_posts/"])
def test_a_tree_is_recognised_by_its_configuration_or_its_posts(tmp_path: Path, name: str) -> None:
    assert not Jekyll.recognises(tmp_path)
    if name.endswith("/"):
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_text("")
    assert Jekyll.recognises(tmp_path)

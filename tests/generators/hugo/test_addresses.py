"""Addresses of pages, rule by rule."""

from __future__ import annotations

import pytest

from feeds.generators.hugo.addresses import PathParts, UrlStyle, escaped_path, page_path, sanitised


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Social Media", "Social-Media"),
        ("a  b", "a-b"),
        ("a - b", "a-b"),
        ("C++ & C#", "C++-C#"),
        (" a ", "a"),
        ("日本 語!", "日本-語"),
        ("50%25", "50%25"),
        ("50%", "50"),
        ("x@y~z_w.v", "x@y~z_w.v"),
    ],
)
def test_paths_keep_letters_and_few_marks(text: str, path: str) -> None:
    assert sanitised(text) == path


@pytest.mark.parametrize(
    ("path", "escaped"),
    [("/a b/", "/a%20b/"), ("/é!/", "/%C3%A9%21/"), ("/a!/", "/a!/"), ("/%41/", "/%41/")],
)
def test_paths_are_escaped_as_go_does(path: str, escaped: str) -> None:
    assert escaped_path(path) == escaped


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (PathParts("posts", "a"), "/posts/a/"),
        (PathParts("", "a"), "/a/"),
        (PathParts("posts", "a", is_ugly=True), "/posts/a.html"),
        (PathParts("posts", "index"), "/posts/"),
        (PathParts("posts", "a", prefix="fr"), "/fr/posts/a/"),
        (PathParts("posts", "a", pattern="2020/x"), "/2020/x/"),
        (PathParts("posts", "a", url="/x", prefix="fr"), "/x/"),
        (PathParts("posts", "a", url="x/", prefix="fr"), "/fr/x/"),
        (PathParts("posts", "a", url="/x.html"), "/x.html"),
        (PathParts("posts", "a#b"), "/posts/a%23b/"),
    ],
)
def test_a_page_has_the_address_of_its_file_or_its_own_url(parts: PathParts, expected: str) -> None:
    assert page_path(parts, UrlStyle()) == expected

"""The names of content files."""

from __future__ import annotations

import pytest

from feeds.generators.hugo.content import content_name


@pytest.mark.parametrize(
    ("path", "base", "language", "logical", "section"),
    [
        ("posts/My Post.v1.md", "My Post.v1", "", "/posts/my-post.v1", "posts"),
        ("posts/a.fr.md", "a", "fr", "/posts/a", "posts"),
        ("posts/a/index.md", "index", "", "/posts/a", "posts"),
        ("about/index.md", "index", "", "/about", ""),
        ("about.md", "about", "", "/about", ""),
        ("fr.md", "fr", "", "/fr", ""),
        ("posts/_index.md", "_index", "", "/posts", "posts"),
    ],
)
def test_the_path_of_a_file_says_what_page_it_is(
    path: str, base: str, language: str, logical: str, section: str
) -> None:
    name = content_name(path, {"en", "fr"})
    assert (name.base, name.language, name.path, name.section) == (base, language, logical, section)

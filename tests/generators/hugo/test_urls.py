"""Paths, patterns and orders as Hugo has them, rule by rule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.generators.hugo import collation, globs, permalinks, sanitise
from feeds.generators.hugo.links import Place, Style, link
from feeds.generators.hugo.names import name_of
from feeds.generators.hugo.permalinks import Page


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
    assert sanitise.sanitised(text) == path


@pytest.mark.parametrize(
    ("path", "escaped"),
    [("/a b/", "/a%20b/"), ("/é!/", "/%C3%A9%21/"), ("/a!/", "/a!/"), ("/%41/", "/%41/")],
)
def test_paths_are_escaped_as_go_does(path: str, escaped: str) -> None:
    assert sanitise.escaped_path(path) == escaped


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("posts", "a"), "/posts/a/"),
        (Place("", "a"), "/a/"),
        (Place("posts", "a", is_ugly=True), "/posts/a.html"),
        (Place("posts", "index"), "/posts/"),
        (Place("posts", "a", prefix="fr"), "/fr/posts/a/"),
        (Place("posts", "a", pattern="2020/x"), "/2020/x/"),
        (Place("posts", "a", url="/x", prefix="fr"), "/x/"),
        (Place("posts", "a", url="x/", prefix="fr"), "/fr/x/"),
        (Place("posts", "a", url="/x.html"), "/x.html"),
        (Place("posts", "a#b"), "/posts/a%23b/"),
    ],
)
def test_addresses_follow_the_page_or_its_own_url(place: Place, expected: str) -> None:
    assert link(place, Style()) == expected


def page(sections: tuple[str, ...] = ("docs", "guide")) -> Page:
    style = Style()
    return Page(
        "page", "/docs/guide/a", datetime(2026, 11, 3, 7, 8, 9, tzinfo=UTC), "The Title", "",
        "file", "base", "docs", sections, ("D", "G"), style.urlized,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/:year/:month/:day/:slug/", "/2026/11/03/the-title/"),
        ("/:monthname-:weekday-:weekdayname-:yearday", "/November-2-Tuesday-307"),
        ("/:section/:sections/:filename", "/docs/docs/guide/file"),
        ("/:sections[1:]/:sections[last]/:sections[0]/:sections[9]", "/guide/guide/docs/"),
        ("/:06-:1-:2:Jan", "/26-11-3Nov"),
        ("/a\\:b/:slugorcontentbasename", "/a:b/base"),
        ("/plain", "/plain"),
    ],
)
def test_patterns_are_filled_in(pattern: str, expected: str) -> None:
    assert permalinks.expanded(pattern, page()) == expected


def test_an_unknown_placeholder_is_named() -> None:
    with pytest.raises(permalinks.UnknownToken, match="nothing"):
        permalinks.expanded("/:nothing/", page())


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("/posts/*", "/posts/a", True),
        ("/posts/*", "/posts/a/b", False),
        ("/posts/**", "/posts/a/b", True),
        ("/{a,b}/x?", "/B/xy", True),
        ("/[ab]", "/c", False),
        ("/[!ab]", "/c", True),
        ("/a(b)", "/a(b)", True),
        ("/{a", "/a", True),
        ("/[z-a]", "/a", False),
    ],
)
def test_stars_stay_within_a_folder(pattern: str, text: str, matches: bool) -> None:
    assert globs.matches(pattern, text) is matches


def test_titles_are_ordered_as_readers_of_latin_script_expect() -> None:
    titles = ["", "_u", "!x", "#h", "$d", "1", "10", "2", "a", "A", "a b", "a-b", "ab", "aB", "é"]
    titles += ["É", "f", "α", "я", "日本"]
    backwards = titles[::-1]
    assert sorted(backwards, key=collation.key) == titles


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
def test_files_are_named_by_their_paths(
    path: str, base: str, language: str, logical: str, section: str
) -> None:
    name = name_of(path, {"en", "fr"})
    assert (name.base, name.language, name.path, name.section) == (base, language, logical, section)

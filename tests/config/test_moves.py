"""Old paths lead where their patterns say, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.config import Config, load
from feeds.config.moves import Destination, Moves, Redirect, expression
from feeds.errors import ConfigError


def target(old: str, new: str, path: str) -> list[str]:
    return [found.path for found in Moves((Redirect(old, new, 200),)).targets(path)]


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        ("/rss", "/feed.rss", "/rss", ["/feed.rss"]),
        ("/rss", "/feed.rss", "/rss/", ["/feed.rss"]),
        ("/feed/", "/feed.rss", "/feed", ["/feed.rss"]),
        ("/rss", "/feed.rss", "/rss.xml", []),
        (
            "/t/{slug}/index.xml",
            "/tags/{slug}/feed.atom",
            "/t/科技/index.xml",
            ["/tags/科技/feed.atom"],
        ),
        ("/t/{slug}/index.xml", "/tags/{slug}/feed.atom", "/t/a/b/index.xml", []),
        ("/{year}/{slug}.xml", "/{slug}/{year}.atom", "/2020/a.b.xml", ["/a.b/2020.atom"]),
        ("/{slug}/{slug}.xml", "/{slug}.atom", "/a/a.xml", ["/a.atom"]),
        ("/{slug}/{slug}.xml", "/{slug}.atom", "/a/b.xml", []),
        ("/c[1]/{slug}", "/{slug}.atom", "/c1/x", []),
    ],
)
def test_an_old_path_leads_to_its_feed(old: str, new: str, path: str, expected: list[str]) -> None:
    assert target(old, new, path) == expected


def test_each_redirect_has_its_own_status_and_the_first_comes_first() -> None:
    moves = Moves((Redirect("/a", "/x", 301), Redirect("/{slug}", "/{slug}.atom", 200)))
    assert list(moves.targets("/a")) == [Destination("/x", 301), Destination("/a.atom", 200)]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/old/*", "/old/a/b.xml", True),
        ("/old/*", "/old", False),
        ("/old/{slug}.xml", "/old/a.xml", True),
        ("/old/{slug}.xml", "/old/a/b.xml", False),
        ("*.json", "/feed.json", True),
    ],
)
def test_a_retired_pattern_means_just_its_paths(pattern: str, path: str, expected: bool) -> None:
    assert Moves(retired=(pattern,)).is_retired(path) is expected


@given(st.text(st.characters(exclude_characters="/{}*"), min_size=1))
def test_any_name_leads_to_the_feed_of_that_name(name: str) -> None:
    assert target("/old/{slug}.xml", "/new/{slug}.atom", f"/old/{name}.xml") == [
        f"/new/{name}.atom"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("/rss", "/a/x.atom", ["/rss"]),
        ("/rss/", "/a/x.atom", ["/rss"]),
        ("/t/{slug}", "/a/{slug}.atom", ["/t/x", "/t/y.z"]),
        ("/t/{slug}", "/b/{slug}.atom", []),
        ("/{year}/{slug}.xml", "/a/{slug}.atom", ["/[^/]+/x\\.xml", "/[^/]+/y\\.z\\.xml"]),
    ],
)
def test_every_old_path_of_what_is_published_is_told(
    old: str, new: str, expected: list[str]
) -> None:
    moves = Moves((Redirect(old, new, 200),))
    found = [expression(one.parts) for one in moves.olds(["/a/x.atom", "/a/y.z.atom"])]
    assert found == [one if "[" in one else one.replace(".", "\\.") for one in expected]


def test_an_old_path_is_told_only_where_it_leads_first() -> None:
    moves = Moves(
        (
            Redirect("/a", "/x.atom", 301),
            Redirect("/a", "/y.atom", 200),
            Redirect("/{any}.xml", "/x.atom", 200),
            Redirect("/y.xml", "/y.atom", 200),
        )
    )
    found = [(expression(one.parts), one.target) for one in moves.olds(["/x.atom", "/y.atom"])]
    assert found == [
        ("/a", Destination("/x.atom", 301)),
        ("/[^/]+\\.xml", Destination("/x.atom", 200)),
    ]


@given(st.text(st.characters(exclude_characters="/{}*", exclude_categories=["Cs"]), min_size=1))
def test_what_is_told_leads_where_it_says(name: str) -> None:
    moves = Moves((Redirect("/old/{slug}.xml", "/new/{slug}.atom", 200),))
    for old in moves.olds([f"/new/{name}.atom"]):
        assert list(moves.targets("".join(old.parts))) == [old.target]


def read(directory: Path, content: str) -> Config:
    file = directory / "config.yaml"
    file.write_text(content, encoding="utf-8")
    return load(file)


def test_redirects_are_read_in_both_forms(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        "feeds:\n  redirects:\n"
        "    /rss: /feed.rss\n"
        "    /t/{slug}: {to: '/tags/{slug}.atom', status: 308}\n",
    )
    assert config.feeds.moves.redirects == (
        Redirect("/rss", "/feed.rss", 200),
        Redirect("/t/{slug}", "/tags/{slug}.atom", 308),
    )


@pytest.mark.parametrize(
    ("redirects", "message"),
    [
        ("rss: /feed.rss", "'rss' must begin with /"),
        ("/rss: feed.rss", "'feed.rss' must begin with /"),
        ("/a/../b: /feed.rss", "contains a . or .. part"),
        ("'/?feed=rss2': /feed.rss", "contains ? or #"),
        ("/a/*: /feed.rss", "must not contain *; use {slug} instead"),
        ("/a: '/{slug}.atom'", "contains {slug}, but '/a' does not"),
        ("'/a/{Slug}': /feed.rss", "{Slug} is not a valid placeholder"),
        ("/a/: /a", "redirects to itself"),
        ("/{y}/{y}.xml: /feed.atom", "contains {y} twice"),
        ("/a: {to: /b, status: 302}", "200, 301 or 308"),
        ("/a: {too: /b}", "did you mean to?"),
    ],
)
def test_a_redirect_that_cannot_be_meant_is_named(
    tmp_path: Path, redirects: str, message: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, f"feeds:\n  redirects:\n    {redirects}\n")
    assert message in str(raised.value)
    assert str(raised.value).startswith("config.yaml:")


def test_a_retired_path_begins_at_the_site(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'old/\\*' must begin with /"):
        read(tmp_path, "feeds: {retired: ['old/*']}\n")

"""Redirects and retired paths as config.yaml may say them."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.config import Config, load
from feeds.config.moves import Redirect
from feeds.errors import ConfigError


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
        ("/a/../b: /feed.rss", "has a . or .. part"),
        ("'/?feed=rss2': /feed.rss", "has a query or fragment"),
        ("/a/*: /feed.rss", "* cannot say which feed is meant"),
        ("/a: '/{slug}.atom'", "{slug} is not in '/a'"),
        ("'/a/{Slug}': /feed.rss", "{Slug} is no name"),
        ("/a/: /a", "leads to itself"),
        ("/{y}/{y}.xml: /feed.atom", "{y} stands there twice"),
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

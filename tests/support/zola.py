"""Small Zola sites for tests."""

from __future__ import annotations

from pathlib import Path

from feeds.generators import PostResult, read_post
from feeds.generators.base import Html, Reading
from feeds.generators.zola import Zola
from feeds.model import Site

SITE = Site("Example", "https://example.com/z", "UTC", language="en")
CONFIG = """base_url = "https://example.com/z/"
title = "T"
description = "D"
author = "Ada Example"
generate_feeds = true
taxonomies = [{name = "tags", feed = true}, {name = "Some Kind"}]
"""


def tree_of(folder: Path, files: dict[str, str], config: str = CONFIG) -> Zola:
    """Write a tree, its files by their path, and open it."""
    for name, text in {"config.toml": config, "content/keep.txt": "", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Zola(folder)


def outcome(generator: Zola, path: str, text: str) -> PostResult:
    """Read one page from its text."""
    return read_post(generator, path, text.encode(), SITE)


def reading(
    generator: Zola, matter: str, path: str = "content/blog/a.md", body: str = ""
) -> Reading:
    """Read one page from its front matter and its body."""
    dated = matter if "date" in matter else f"date = 2020-01-02\n{matter}"
    found = outcome(generator, path, f"+++\n{dated}\n+++\n{body}")
    assert found.reading, found
    return found.reading


def html(folder: Path, body: str, config: str = "", files: dict[str, str] | None = None) -> Html:
    """Render the body of a page of a site with these additional lines of configuration."""
    generator = tree_of(folder, files or {}, f"{CONFIG}\n{config}")
    return generator.html(reading(generator, "", body=body), SITE, list)

"""Small Eleventy sites for tests."""

from __future__ import annotations

from pathlib import Path

from feeds.generators import PostResult, read_post
from feeds.generators.base import Reading
from feeds.generators.eleventy import Eleventy
from feeds.model import Post, Site

SITE = Site("Example", "https://example.com", "UTC")
PLUGIN = """export default function (c) {
  c.addPlugin(feedPlugin, { type: "%s", outputPath: "%s", collection: { name: "%s", limit: 7 },
    metadata: { title: "T", subtitle: "S", language: "en", base: "https://example.com/x/",
      author: { name: "Ada Example", email: "ada@example.com" } } });
%s}
"""


def config(more: str = "", type: str = "atom", path: str = "/feed.xml", name: str = "posts") -> str:
    """Return a configuration with the feed plugin; ``more`` is put at its end."""
    return PLUGIN % (type, path, name, more)


def tree_of(folder: Path, files: dict[str, str]) -> Eleventy:
    """Write a tree, its files by their path, and open it."""
    for name, text in {"eleventy.config.js": config(), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Eleventy(folder)


def outcome(generator: Eleventy, path: str, text: str) -> PostResult:
    """Read one post."""
    return read_post(generator, path, text.encode(), SITE)


def reading(generator: Eleventy, path: str, text: str) -> Reading:
    """Read one post that is published."""
    found = outcome(generator, path, text)
    assert found.reading, found
    return found.reading


def post(folder: Path, matter: str, path: str = "p/a.md", body: str = "") -> Post:
    """Read one post with front matter, in a folder of posts."""
    generator = tree_of(folder, {"p/p.json": '{"tags": "posts", "date": "2020-01-02"}'})
    return reading(generator, path, f"---\n{matter}\n---\n{body}").post

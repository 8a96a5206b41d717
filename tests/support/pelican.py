"""Small Pelican sites for tests."""

from __future__ import annotations

from pathlib import Path

from feeds.generators.base import Reading
from feeds.generators.pelican import Pelican
from feeds.model import Post, Site

SITE = Site("Example", "https://example.com", "Europe/Rome")
CONF = 'SITEURL = "https://example.com"\nPATH = "content"\nTIMEZONE = "Europe/Rome"\n'


def site(tree: Path, files: dict[str, str], conf: str = "") -> Pelican:
    """Write a tree, its content's files by their path, and open it."""
    (tree / "content").mkdir(exist_ok=True)
    (tree / "pelicanconf.py").write_text(CONF + conf, encoding="utf-8")
    for name, text in files.items():
        (tree / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / "content" / name).write_text(text, encoding="utf-8")
    return Pelican(tree)


def read(generator: Pelican, name: str) -> Reading:
    """Read one file of the content."""
    text = (generator.tree / "content" / name).read_text(encoding="utf-8")
    return generator.read(f"content/{name}", text, SITE)


def only(tree: Path, text: str, conf: str = "", name: str = "one.md") -> Post:
    """Return the only article of a site."""
    return read(site(tree, {name: text}, conf), name).post

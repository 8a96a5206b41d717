"""Small sites of Hugo."""

from __future__ import annotations

from pathlib import Path

from feeds.generators.base import Reading
from feeds.generators.hugo import Hugo
from feeds.model import Post, Site

URL = "https://example.com"
CONFIG = f'baseURL = "{URL}/"\ntitle = "Example"\n'
SITE = Site(title="Example", url=URL, timezone="UTC", language="en")


def site(folder: Path, files: dict[str, str] | None = None, config: str = CONFIG) -> Hugo:
    """Write a site and read its configuration."""
    for name, text in {"hugo.toml": config, "content/_index.md": "", **(files or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Hugo(folder)


def read(hugo: Hugo, text: str, path: str = "content/posts/a.md") -> Reading:
    """Read the text of one page."""
    return hugo.read(path, text, SITE)


def post(hugo: Hugo, matter: str, path: str = "content/posts/a.md") -> Post:
    """Read a page with this front matter, in YAML; it gets a date if it has none."""
    return read(hugo, page(matter), path).post


def page(matter: str, body: str = "Text.\n") -> str:
    """Return a page with this front matter, in YAML, and a date."""
    date = "" if "date" in matter.lower() else "date: 2020-01-01\n"
    return f"---\n{date}{matter}\n---\n{body}"

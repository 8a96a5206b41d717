"""Posts of a plain tree, read from their text."""

from __future__ import annotations

from pathlib import Path

from feeds.generators import PostResult, read_post
from feeds.generators.plain import Plain
from feeds.model import Person, Post, Site

SITE = Site("Blog", "https://blog.example/b", "Europe/Paris", authors=(Person("Site Author"),))
PATH = "2026-01-02-a-post.md"


def outcome(
    text: str, path: str = PATH, permalink: str | None = None, site: Site = SITE
) -> PostResult:
    return read_post(Plain(Path(), permalink), path, text.encode(), site)


def post_of(
    matter: str = "", path: str = PATH, permalink: str | None = None, body: str = ""
) -> Post:
    found = outcome(f"---\n{matter}\n---\n{body}", path, permalink)
    assert found.reading, found.faults
    return found.reading.post


def messages(matter: str) -> list[str]:
    return [fault.message for fault in outcome(f"---\n{matter}\n---\n").faults]

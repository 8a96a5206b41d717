"""The site that is served: a small tree of posts, and three builds of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

URL = "https://feeds.example.org"
HUB = "https://hub.example.org/?of=bread,bytes"
CONFIG: dict[str, Any] = {
    "site": {"title": "Bread 与 bytes", "url": URL, "language": "en", "timezone": "UTC"},
    "posts": "posts",
    "generator": "plain",
    "feeds": {
        "codings": ["gzip", "br", "zstd"],
        "entries": 5,
        "paths": {"category": "/categories/{name}/feed.{ext}"},
        "hubs": [HUB],
    },
}
MOVED = {
    "feeds": {
        **CONFIG["feeds"],
        "redirects": {
            "/old/{slug}.xml": "/tags/{slug}/feed.atom",
            "/rss": {"to": "/feed.rss", "status": 301},
            "/rss2": {"to": "/feed.rss", "status": 308},
        },
        "retired": ["/gone/*"],
    }
}
LIMITED = {
    "serve": {
        "limits": {"storage": "memory", "unconditional": "3/hour", "conditional": "6/hour"},
        "trusted_proxies": ["127.0.0.1"],
    }
}
BAKING, SCIENCE, CAFE = "Home Baking", "科技", "Café notes"
SECRET = "what only the author should read"

_BODY = """The dough rests; {what} ferments slowly overnight at 18 °C.

> 面团在十八度的温度下慢慢发酵，味道会更好。

Weigh the flour twice, the water once, and note both: `bake(dough, minutes=40)`.
"""


@dataclass(frozen=True, slots=True)
class Post:
    """What one file of the tree says."""

    day: int
    category: str = ""
    tags: tuple[str, ...] = ()
    what: str = "rye"

    @property
    def text(self) -> str:
        front = {
            "title": f"Day {self.day}: {self.what}",
            "date": f"2026-01-{self.day:02} 08:00:00",
            "author": "Example Author",
            "category": self.category,
            "tags": list(self.tags),
        }
        matter = yaml.safe_dump({k: v for k, v in front.items() if v}, allow_unicode=True)
        return f"---\n{matter}---\n{_BODY.format(what=self.what) * 6}"


FIRST: dict[str, Post] = {
    "a": Post(1, BAKING, (CAFE,)),
    "b": Post(2, "", (SCIENCE,)),
    "c": Post(3, BAKING, (CAFE,)),
    "d": Post(4, "", (CAFE,)),
    "e": Post(5, "", (SCIENCE, CAFE), "wheat"),
    "f": Post(6, "", (CAFE,), "酸面团"),
}
SECOND = FIRST | {"e": Post(5, "", (SCIENCE, CAFE), "spelt"), "g": Post(7, BAKING, (SCIENCE,))}
THIRD = {name: post for name, post in SECOND.items() if name != "a"}
"""Without a post that the site's feed no longer showed; its category's did."""


@dataclass(frozen=True, slots=True)
class Published:
    """A file as one build left it."""

    body: bytes
    modified: int
    """Seconds since 1970-01-01T00:00:00Z."""


@dataclass
class Site:
    """A directory with ``config.yaml`` and ``posts/``; builds write ``public/`` and ``.feeds/``."""

    root: Path
    extra: Mapping[str, object] = field(default_factory=dict)
    """Sections in place of those that every site has."""
    builds: list[dict[str, Published]] = field(default_factory=list)
    """What each build left, by path."""

    @property
    def output(self) -> Path:
        return self.root / "public"

    def configure(self) -> None:
        """Write ``config.yaml``, and beside it what nobody may be served."""
        (self.root / "posts").mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump({**CONFIG, **self.extra}, allow_unicode=True, sort_keys=False)
        (self.root / "config.yaml").write_text(text, encoding="utf-8")
        (self.root / "secret.txt").write_text(SECRET, encoding="utf-8")

    def write(self, posts: Mapping[str, Post]) -> None:
        """Write these posts, and remove all others."""
        for file in (self.root / "posts").iterdir():
            file.unlink()
        for name, post in posts.items():
            (self.root / "posts" / f"{name}.md").write_text(post.text, encoding="utf-8")

    def build(self, *options: str) -> None:
        """Run ``feeds build`` as a user would."""
        run(self.root, "build", "--strict", *options)
        self.builds.append(self.published())

    def published(self) -> dict[str, Published]:
        """Return what is published now, by path, compressed files left out."""
        return {
            "/" + file.relative_to(self.output).as_posix(): Published(
                file.read_bytes(), int(file.stat().st_mtime)
            )
            for file in sorted(self.output.rglob("*"))
            if file.is_file() and file.suffix in (".atom", ".rss", ".json")
        }


def run(directory: Path, *words: str) -> str:
    """Run ``feeds`` in a directory; return what it printed."""
    command = [sys.executable, "-m", "feeds", *words]
    ran = subprocess.run(
        command, cwd=directory, env=environment(directory), capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def environment(home: Path) -> dict[str, str]:
    """The environment of a user who has nothing but this directory."""
    return os.environ | {"HOME": str(home), "FEEDS_CONFIG": str(home / "config.yaml")}


def target(path: str) -> str:
    """The path as it stands in a request, percent-encoded (RFC 3986 2.1)."""
    return quote(path, safe="/!$&'()*+,;=:@-._~")

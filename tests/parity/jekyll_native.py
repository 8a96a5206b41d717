"""Build a tree with Jekyll itself, read it with ours, and compare the site's feed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import yaml

from feeds.model import FeedKind
from feeds.posts.jekyll import Jekyll
from feeds.posts.jekyll.config import load_config
from feeds.posts.jekyll.values import language_tag

from .comparison import EVERY, FALLBACK_URL, Comparison, Shown, compared, our_feeds, read_feed

_KEPT = ("CNAME", "_config.yml", "_config.yaml", "_config.toml")


class NativeBuildError(Exception):
    """Jekyll could not build the tree; its own words."""


def installed() -> bool:
    """Say whether Jekyll can be run here."""
    return shutil.which("jekyll") is not None


def compare(tree: Path, exclude: Collection[str] = ()) -> Comparison:
    """Compare the site's feed, entry by entry; ``exclude`` names posts to leave out of both.

    Raises :class:`NativeBuildError` where Jekyll stops.
    """
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "tree"
        _copy(tree, copied, exclude)
        native = native_feed(copied)
        ours, faults = our_feed(copied)
    return compared(native, ours, faults)


def native_feed(tree: Path, feed: str | None = None) -> list[Shown]:
    """Build with Jekyll and read one of its feeds (the site's), named without its suffix."""
    entries = read_feed(build(tree) / f"{feed or _feed_path(tree)}.xml")
    # A tag such as zh_cn is none; ours is the language tag that it means.
    return [replace(one, language=language_tag(one.language or ""), text="") for one in entries]


def our_feed(tree: Path, feed: str | None = None) -> tuple[list[Shown], list[str]]:
    """Build with ours and read the same feed; and the faults that cost a post."""
    url = None if Jekyll(tree).settings.url else FALLBACK_URL
    shown, faults = our_feeds(tree, "jekyll", url, formats=["atom"])
    return [replace(one, text="") for one in shown[f"/{feed or _feed_path(tree)}.xml"]], faults


def build(tree: Path) -> Path:
    """Build a tree with jekyll-feed alone, every post in the feed, and return the result.

    Posts' Liquid is left as text: it may need pages that a copy lacks, and touches no
    field that is compared.
    """
    override, destination = tree.parent / "parity.yml", tree.parent / "site"
    override.write_text(yaml.safe_dump(_override(tree)), encoding="utf-8")
    configs = [name for name in _KEPT[1:] if (tree / name).exists()][:1]
    command = ["jekyll", "build", "--destination", str(destination)]
    command += ["--config", ",".join([*configs, str(override)])]
    environment = {**os.environ, "TZ": "UTC", "LANG": "C.UTF-8", "JEKYLL_ENV": "production"}
    environment["JEKYLL_NO_BUNDLER_REQUIRE"] = "true"
    ran = subprocess.run(
        [*command, "--disable-disk-cache", "--trace"],
        env=environment,
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise NativeBuildError(ran.stdout + ran.stderr)
    return destination


def _override(tree: Path) -> dict[str, object]:
    config = load_config(tree)
    defaults = config.get("defaults")
    raw = {"scope": {"path": "", "type": "posts"}, "values": {"render_with_liquid": False}}
    override: dict[str, object] = {
        "plugins": ["jekyll-feed"],
        "theme": False,
        "feed": {"posts_limit": EVERY},
        "defaults": [*(defaults if isinstance(defaults, list) else []), raw],
    }
    return override if config.get("url") else {**override, "url": FALLBACK_URL}


def _feed_path(tree: Path) -> str:
    site = Jekyll(tree).settings.paths[FeedKind.SITE]
    return site.removeprefix("/").removesuffix(".{ext}")


def _copy(tree: Path, target: Path, exclude: Collection[str]) -> None:
    """Copy configuration, data and posts; pages, layouts and pictures decide nothing here."""
    for folder, directories, names in os.walk(tree):
        directories[:] = [name for name in directories if name not in (".git", "_site")]
        place = Path(folder).relative_to(tree)
        for path in (place / name for name in names):
            if _matters(path) and path.as_posix() not in exclude:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(tree / path, target / path)


def _matters(path: Path) -> bool:
    folders = {"_posts", "_data", "_drafts"}
    return path.as_posix() in (*_KEPT, "Gemfile.lock") or not folders.isdisjoint(path.parts)

"""Build a tree with Jekyll itself, read it with ours, and compare every feed Jekyll writes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from feeds.model import FeedKind, Post, Site
from feeds.posts import read_post
from feeds.posts.jekyll import Jekyll
from feeds.posts.jekyll.config import load_config
from feeds.posts.jekyll.scalars import typed
from feeds.posts.jekyll.values import language_tag
from feeds.source import read_bytes, walk

from .comparison import (
    EVERY,
    FALLBACK_URL,
    Comparison,
    Difference,
    Shown,
    compared,
    our_feeds,
    read_feed,
)

_KEPT = ("CNAME", "_config.yml", "_config.yaml", "_config.toml")
_CONFIGS = _KEPT[1:]
_FEED = b'<feed xmlns="http://www.w3.org/2005/Atom"'
_HEAD = 400


class NativeBuildError(Exception):
    """Jekyll could not build the tree; its own words."""


@dataclass(frozen=True, slots=True)
class TreeComparison:
    """The result of comparing every feed of one tree that Jekyll writes."""

    feeds: Mapping[str, Comparison]
    """By path; the site's own is among them."""
    site: str
    faults: tuple[str, ...]
    """What we refused."""

    @property
    def differences(self) -> list[tuple[str, Difference]]:
        """Each with its feed's path."""
        return [(path, one) for path, feed in self.feeds.items() for one in feed.differences]

    def summary(self) -> str:
        """Count the feeds that agree, and in the site's the entries, field by field."""
        equal = sum(
            {one.field for one in feed.differences} <= {"text"} for feed in self.feeds.values()
        )
        entries = sum(feed.native for feed in self.feeds.values())
        heading = f"feeds: {equal} of {len(self.feeds)} equal but for text, with {entries} entries"
        faults = (f"left out: {fault}" for fault in self.faults)
        return "\n".join([heading, self.feeds[self.site].summary(), *faults])


def installed() -> bool:
    """Say whether Jekyll can be run here."""
    return shutil.which("jekyll") is not None


def compare(
    tree: Path, exclude: Collection[str] = (), text: bool = False, limits: bool = False
) -> TreeComparison:
    """Compare every feed Jekyll writes, entry by entry.

    ``exclude`` names posts to leave out of both. Every category and tag that Jekyll can
    write a feed of gets one, unless the tree says otherwise. With ``text`` the visible text
    is compared too, where a post holds no Liquid; with ``limits`` feeds are as long as the
    tree says, not as long as can be, and those of its own configuration. Raises
    :class:`NativeBuildError` where Jekyll stops.
    """
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "tree"
        _copy(tree, copied, exclude)
        posts = _posts(copied)
        native = native_feeds(copied, posts, limits)
        ours, faults = our_feeds_of(copied, limits)
        site = f"/{_feed_path(copied)}"
    held = {post.id for post in posts if not post.template} if text else set()
    feeds = {
        path: _compared(path, _bare(entries, held), _bare(ours.get(path), held))
        for path, entries in sorted(native.items())
        if entries or path in ours
    }
    return TreeComparison(feeds, site, tuple(faults))


def _compared(path: str, native: list[Shown] | None, ours: list[Shown] | None) -> Comparison:
    if native is None or ours is None:
        return Comparison(len(native or ()), 0, (Difference(path, "feed", "there", "missing"),), ())
    return compared(native, ours)


def _bare(entries: list[Shown] | None, held: Collection[str]) -> list[Shown] | None:
    """Take the text from all entries but these."""
    if entries is None:
        return None
    return [one if one.id in held else replace(one, text="") for one in entries]


def native_feeds(tree: Path, posts: Iterable[Post], limits: bool) -> dict[str, list[Shown]]:
    """Build with Jekyll and read each of its feeds, by path."""
    destination = build(tree, _limited(tree) if limits else _override(tree, posts))
    found = {}
    for file in sorted(destination.rglob("*")):
        if file.is_file() and _FEED in file.read_bytes()[:_HEAD]:
            # A tag such as zh_cn is none; ours is the language tag that it means.
            entries = [
                replace(one, language=language_tag(one.language or "")) for one in read_feed(file)
            ]
            found[f"/{file.relative_to(destination).as_posix()}"] = entries
    return found


def our_feeds_of(tree: Path, limits: bool) -> tuple[dict[str, list[Shown]], list[str]]:
    """Build with ours and read each Atom feed, by path; and the faults that cost a post."""
    url = None if Jekyll(tree).settings.url else FALLBACK_URL
    return our_feeds(tree, "jekyll", url, ["atom"], None if limits else EVERY)


def _posts(tree: Path) -> list[Post]:
    """Read every post, to know its terms and whether it holds Liquid."""
    dialect = Jekyll(tree)
    settings = dialect.settings
    site = Site("", settings.url or FALLBACK_URL, settings.timezone or "UTC")
    files, _ = walk(tree, dialect.descends, dialect.is_post, 0)
    read = (read_post(dialect, one.path, read_bytes(tree, one.path), site) for one in files)
    return [outcome.reading.post for outcome in read if outcome.reading]


def build(tree: Path, override: Mapping[str, object]) -> Path:
    """Build a tree with jekyll-feed alone and return the result."""
    file, destination = tree.parent / "parity.yml", tree.parent / "site"
    file.write_text(yaml.safe_dump(override, allow_unicode=True), encoding="utf-8")
    configs = [name for name in _CONFIGS if (tree / name).exists()][:1]
    command = ["jekyll", "build", "--destination", str(destination)]
    command += ["--config", ",".join([*configs, str(file)])]
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
        said = (ran.stdout + ran.stderr).splitlines()
        raise NativeBuildError("\n".join(line for line in said if not line.startswith("\tfrom ")))
    return destination


def _limited(tree: Path) -> dict[str, object]:
    """Jekyll-feed alone; the URL where the tree has none."""
    override: dict[str, object] = {"plugins": ["jekyll-feed"], "theme": False}
    return override if load_config(tree).get("url") else {**override, "url": FALLBACK_URL}


def _override(tree: Path, posts: Iterable[Post]) -> dict[str, object]:
    """Ask for every post in every feed, and leave posts' Liquid as text.

    Liquid may need pages that a copy lacks, and touches no other field. Numbers beside the
    lines of code are no words.
    """
    config = load_config(tree)
    names: dict[str, set[str]] = defaultdict(set)
    for term in (term for post in posts for term in post.terms):
        names[term.kind].add(term.name)
    given = config.get("feed", "collections") or {}
    labels = [label for label in given if label != "posts"]
    feed: dict[str, object] = {
        "posts_limit": EVERY,
        "categories": sorted(names[FeedKind.CATEGORY]),
        "collections": {
            label: {"categories": sorted(names[f"{label} category"])} for label in labels
        },
    }
    if config.get("feed", "tags") is None:
        feed["tags"] = {"only": sorted(filter(_is_plain, names[FeedKind.TAG]))}
    defaults = config.get("defaults")
    raw = [
        {"scope": {"path": "", "type": label}, "values": {"render_with_liquid": False}}
        for label in ("posts", *labels)
    ]
    defaults = [*(defaults if isinstance(defaults, list) else []), *raw]
    unnumbered = {"syntax_highlighter_opts": {"block": {"line_numbers": False}}}
    return {**_limited(tree), "feed": feed, "defaults": defaults, "kramdown": unnumbered}


def _is_plain(tag: str) -> bool:
    """Of other tags jekyll-feed writes no feed, and stops at numbers."""
    return re.fullmatch("[A-Za-z0-9_]+", tag) is not None and isinstance(typed(tag), str)


def _feed_path(tree: Path) -> str:
    settings = Jekyll(tree).settings
    own = {kind: path for (kind, _), path in settings.document_paths.items()}
    path = own.get(FeedKind.SITE) or settings.paths[FeedKind.SITE].format(ext="xml")
    return path.lstrip("/")


def _copy(tree: Path, target: Path, exclude: Collection[str]) -> None:
    """Copy configuration, data and posts; pages, layouts and pictures decide nothing here."""
    collections = load_config(tree).get("collections") or ()
    folders = {"_posts", "_data", "_drafts", *(f"_{name}" for name in collections)}
    for folder, directories, names in os.walk(tree):
        directories[:] = [name for name in directories if name not in (".git", "_site")]
        place = Path(folder).relative_to(tree)
        for path in (place / name for name in names):
            kept = path.as_posix() in (*_KEPT, "Gemfile.lock")
            if (kept or not folders.isdisjoint(path.parts)) and path.as_posix() not in exclude:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(tree / path, target / path)

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
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from feeds.generators import read_post
from feeds.generators.jekyll import Jekyll
from feeds.generators.jekyll.config import load_config
from feeds.generators.jekyll.values import typed
from feeds.model import FeedKind, Post, Site
from feeds.source import read_bytes, walk
from feeds.urls import language_tag

from .comparison import (
    EVERY,
    FALLBACK_URL,
    Comparison,
    Difference,
    NativeBuildError,
    compared,
    our_feeds,
)
from .documents import Document, read_feed
from .jekyll_copy import copy

_CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
_FEED = b'<feed xmlns="http://www.w3.org/2005/Atom"'
_HEAD = 400
_PLUGIN = """\
module Parity
  class Addresses
    include Jekyll::Filters
    def initialize(site)
      @context = Struct.new(:registers).new({ :site => site })
    end
  end

  # A post that cannot be worked off here stays as it is written, and is named.
  def render_liquid(content, payload, info, path = nil)
    super
  rescue Exception
    raise unless document.is_a?(Jekyll::Document) || document.is_a?(Jekyll::Excerpt)
    own = document.is_a?(Jekyll::Excerpt) ? document.doc : document
    File.write(ENV["PARITY_RAW"], Addresses.new(site).absolute_url(own.id) + "\\n", :mode => "a")
    content
  end
end
Jekyll::Renderer.prepend(Parity)
"""


@lru_cache
def addressable() -> str:
    """Return the version of Addressable that Jekyll has here; it decides how ids are written."""
    script = "require 'addressable/version'; print Addressable::VERSION::STRING"
    ran = subprocess.run(["ruby", "-e", script], capture_output=True, text=True, check=True)
    return ran.stdout


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


def installed() -> bool:
    """Say whether Jekyll can be run here."""
    return shutil.which("jekyll") is not None


def compare(tree: Path, exclude: Collection[str] = (), limits: bool = False) -> TreeComparison:
    """Compare every feed Jekyll writes, entry by entry.

    ``exclude`` names posts to leave out of both. Every category and tag that Jekyll can
    write a feed of gets one, unless the tree says otherwise. With ``limits`` feeds are as
    long as the tree says, not as long as can be, and those of its own configuration. Posts
    whose Liquid Jekyll itself cannot work off, for want of a plugin or a theme, are compared
    without their text. Raises :class:`NativeBuildError` where Jekyll stops.
    """
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "tree"
        copy(tree, copied, exclude)
        _lock(copied)
        native, raw = native_feeds(copied, _posts(copied), limits)
        ours, faults = our_feeds_of(copied, limits)
        site = f"/{_feed_path(copied)}"
    feeds = {
        path: _compared(path, feed, ours.get(path), raw)
        for path, feed in sorted(native.items())
        if feed.entries or path in ours
    }
    return TreeComparison(feeds, site, tuple(faults))


def _lock(tree: Path) -> None:
    """Let a lock file tell of the Addressable that judges here, not of the site's own."""
    file = tree / "Gemfile.lock"
    if file.exists():
        file.write_text(f"    addressable ({addressable()})\n", encoding="utf-8")


def _compared(
    path: str, native: Document, ours: Document | None, raw: Collection[str]
) -> Comparison:
    if ours is None:
        return Comparison(
            len(native.entries), 0, (Difference(path, "feed", "there", "missing"),), ()
        )
    found = compared(_bare(native, raw), _bare(ours, raw))
    return replace(found, bare=tuple(one.id for one in native.entries if one.id in raw))


def _bare(feed: Document, raw: Collection[str]) -> Document:
    entries = (
        replace(one, content=None, summary=None) if one.id in raw else one for one in feed.entries
    )
    return replace(feed, entries=tuple(entries))


def native_feeds(
    tree: Path, posts: Iterable[Post], limits: bool
) -> tuple[dict[str, Document], frozenset[str]]:
    """Build with Jekyll and read each of its feeds, by path; and ids of what it left raw."""
    destination, raw = build(tree, _limited(tree) if limits else _override(tree, posts))
    found = {}
    for file in sorted(destination.rglob("*")):
        if file.is_file() and _FEED in file.read_bytes()[:_HEAD]:
            found[f"/{file.relative_to(destination).as_posix()}"] = _comparable(read_feed(file))
    return found, raw


def _comparable(feed: Document) -> Document:
    """Adapt a feed to four mistakes of Jekyll's.

    - A language tag such as ``zh_cn`` is invalid; ours is the one that it means.
    - A site without a title has ``| News`` for a title of a category; ours has its host first.
    - A post that repeats a tag is listed twice in the tag's feed.
    - A feed at ``/feed/`` is the file ``/feed/index``; ours names the file as its address, as
      its id always did.
    """
    language, title = language_tag(feed.head.language or ""), feed.head.title
    if title and title.startswith("|"):
        title = f"{urlsplit(feed.head.link or '').hostname} {title}"
    own = re.sub("/$", "/index", feed.head.self or "") or None
    head = replace(feed.head, title=title, language=language and language.lower(), self=own)
    entries = (replace(one, language=language_tag(one.language or "")) for one in feed.entries)
    return Document(head, tuple(dict.fromkeys(entries)))


def our_feeds_of(tree: Path, limits: bool) -> tuple[dict[str, Document], list[str]]:
    """Build with ours and read each Atom feed, by path; and the faults that cost a post."""
    url = None if Jekyll(tree).settings.url else FALLBACK_URL
    return our_feeds(tree, "jekyll", url, ["atom"], None if limits else EVERY)


def _posts(tree: Path) -> list[Post]:
    """Read every post, to know its terms."""
    generator = Jekyll(tree)
    settings = generator.settings
    site = Site("", settings.url or FALLBACK_URL, settings.timezone or "UTC")
    files, _ = walk(tree, generator.descends, generator.is_post, 0)
    read = (read_post(generator, one.path, read_bytes(tree, one.path), site) for one in files)
    return [outcome.reading.post for outcome in read if outcome.reading]


def build(tree: Path, override: Mapping[str, object]) -> tuple[Path, frozenset[str]]:
    """Build a tree with jekyll-feed alone and return the result; and ids of what stayed raw."""
    file, destination = tree.parent / "parity.yml", tree.parent / "site"
    plugins, raw = tree.parent / "plugins", tree.parent / "raw"
    plugins.mkdir()
    (plugins / "parity.rb").write_text(_PLUGIN, encoding="utf-8")
    override = {**override, "plugins_dir": str(plugins)}
    file.write_text(yaml.safe_dump(override, allow_unicode=True), encoding="utf-8")
    configs = [name for name in _CONFIGS if (tree / name).exists()][:1]
    command = ["jekyll", "build", "--destination", str(destination)]
    command += ["--config", ",".join([*configs, str(file)])]
    environment = {**os.environ, "TZ": "UTC", "LANG": "C.UTF-8", "JEKYLL_ENV": "production"}
    environment |= {"JEKYLL_NO_BUNDLER_REQUIRE": "true", "PARITY_RAW": str(raw)}
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
    return destination, frozenset(raw.read_text("utf-8").split() if raw.exists() else ())


def _limited(tree: Path) -> dict[str, object]:
    """Jekyll-feed alone; the URL where the tree has none."""
    override: dict[str, object] = {"plugins": ["jekyll-feed"], "theme": False}
    return override if load_config(tree).get("url") else {**override, "url": FALLBACK_URL}


def _override(tree: Path, posts: Iterable[Post]) -> dict[str, object]:
    """Ask for every post in every feed. Numbers beside the lines of code are no words."""
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
    unnumbered = {"syntax_highlighter_opts": {"block": {"line_numbers": False}}}
    return {**_limited(tree), "feed": feed, "kramdown": unnumbered}


def _is_plain(tag: str) -> bool:
    """Of other tags jekyll-feed writes no feed, and stops at numbers."""
    return re.fullmatch("[A-Za-z0-9_]+", tag) is not None and isinstance(typed(tag), str)


def _feed_path(tree: Path) -> str:
    settings = Jekyll(tree).settings
    own = {kind: path for (kind, _), path in settings.document_paths.items()}
    path = own.get(FeedKind.SITE) or settings.paths[FeedKind.SITE].format(ext="xml")
    return path.lstrip("/")

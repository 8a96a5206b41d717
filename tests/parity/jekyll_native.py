"""Build a tree with Jekyll itself, read it with ours, and compare the site's feed."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import yaml
from lxml import etree

from feeds.builder import building, open_project
from feeds.config import Config
from feeds.model import FeedKind
from feeds.posts.jekyll import Jekyll
from feeds.posts.jekyll.config import load_config
from feeds.posts.jekyll.values import language_tag

_ATOM = "{http://www.w3.org/2005/Atom}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
"""jekyll-feed writes a link's as it is."""
_KEPT = ("CNAME", "_config.yml", "_config.yaml", "_config.toml")
_FALLBACK_URL = "https://parity.example"
_EVERY = 100_000
"""Entries; more than any tree has."""


class NativeBuildError(Exception):
    """Jekyll could not build the tree; its own words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a feed shows of one post."""

    id: str
    link: str
    title: str
    published: str
    updated: str
    authors: tuple[tuple[str | None, str | None, str | None], ...]
    terms: tuple[str, ...]
    image: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one entry, as Jekyll and as we have it."""

    entry: str
    field: str
    native: object
    ours: object

    def __str__(self) -> str:
        return f"{self.entry}: {self.field}\n  jekyll {self.native!r}\n  ours   {self.ours!r}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing one tree."""

    native: int
    """Entries in Jekyll's feed."""
    ours: int
    differences: tuple[Difference, ...]
    faults: tuple[str, ...]
    """What we refused."""

    def summary(self) -> str:
        """Count, field by field, how many entries agree."""
        compared = min(self.native, self.ours)
        lines = [f"entries: jekyll {self.native}, ours {self.ours}"]
        for name in (one.name for one in fields(Shown)):
            differing = sum(difference.field == name for difference in self.differences)
            lines.append(f"{name:>10}: {compared - differing} of {compared}")
        return "\n".join([*lines, *(f"left out: {fault}" for fault in self.faults)])


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
        native = native_feed(copied, "feed")
        ours, faults = our_feed(copied)
    return Comparison(len(native), len(ours), tuple(differences(native, ours)), tuple(faults))


def differences(native: list[Shown], ours: list[Shown]) -> Iterator[Difference]:
    """Yield what differs: entries that only one has, then every field in order."""
    ids = {one.id for one in native}, {one.id for one in ours}
    for missing in sorted(ids[0] - ids[1]):
        yield Difference(missing, "entry", "there", "missing")
    for surplus in sorted(ids[1] - ids[0]):
        yield Difference(surplus, "entry", "missing", "there")
    for theirs, mine in zip(native, ours, strict=False):
        for name in (one.name for one in fields(Shown)):
            if getattr(theirs, name) != getattr(mine, name):
                yield Difference(theirs.id, name, getattr(theirs, name), getattr(mine, name))


def native_feed(tree: Path, feed: str) -> list[Shown]:
    """Build with Jekyll and read one of its feeds, named by its path without suffix."""
    destination = build(tree)
    path = destination / f"{_feed_path(tree) if feed == 'feed' else feed}.xml"
    text = _LONE_AMPERSAND.sub(b"&amp;", _ILLEGAL.sub(b"", path.read_bytes()))
    document = etree.fromstring(text)
    return [_shown(entry) for entry in document.iter(f"{_ATOM}entry")]


def our_feed(tree: Path, feed: str = "feed") -> tuple[list[Shown], list[str]]:
    """Build with ours and read one of its feeds; and the faults that cost a post."""
    with tempfile.TemporaryDirectory() as folder:
        sections = {
            "site": {"url": _own_url(tree)},
            "feeds": {"entries": _EVERY, "formats": ["atom"]},
        }
        config = Config.model_validate({**sections, "posts": str(tree), "dialect": "jekyll"})
        project = open_project(config, Path(folder))
        report = building.build(project, datetime.now(UTC), lambda *_: None)
        path = _feed_path(tree) if feed == "feed" else feed
        document = etree.parse(project.output / f"{path}.xml")
    shown = [_shown(entry) for entry in document.iter(f"{_ATOM}entry")]
    return shown, [str(fault) for fault in report.faults if fault.fatal]


def _own_url(tree: Path) -> str | None:
    return None if Jekyll(tree).settings.url else _FALLBACK_URL


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
        "feed": {"posts_limit": _EVERY},
        "defaults": [*(defaults if isinstance(defaults, list) else []), raw],
    }
    return override if config.get("url") else {**override, "url": _FALLBACK_URL}


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


def _shown(entry: etree._Element) -> Shown:
    link = entry.find(f"{_ATOM}link[@rel='alternate']")
    image = entry.find(f"{_MEDIA}thumbnail")
    authors = (
        (one.findtext(f"{_ATOM}name"), one.findtext(f"{_ATOM}uri"), one.findtext(f"{_ATOM}email"))
        for one in entry.iter(f"{_ATOM}author")
    )
    return Shown(
        id=entry.findtext(f"{_ATOM}id") or "",
        link=link.get("href", "") if link is not None else "",
        title=_title(entry),
        published=entry.findtext(f"{_ATOM}published") or "",
        updated=entry.findtext(f"{_ATOM}updated") or "",
        authors=tuple(author for author in authors if author[0]),
        terms=_each_once(one.get("term", "") for one in entry.iter(f"{_ATOM}category")),
        image=None if image is None else image.get("url"),
        language=language_tag(entry.get(_LANGUAGE, "")),
    )


def _title(entry: etree._Element) -> str:
    """Return the title as a reader shows it (RFC 4287 3.1.1)."""
    title = entry.find(f"{_ATOM}title")
    if title is None:
        return ""
    text = title.text or ""
    return html.unescape(text) if title.get("type") == "html" else text


def _each_once(terms: Iterable[str]) -> tuple[str, ...]:
    """Jekyll repeats a tag that a post repeats."""
    return tuple(dict.fromkeys(terms))

"""Build a tree with Eleventy itself, read it with ours, and compare the site's feeds."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from feeds.generators.eleventy import Eleventy

from .comparison import FALLBACK_URL, Comparison, NativeBuildError, compared, our_feeds
from .documents import Author, Document, Shown, read_feed

_MODULES = "FEEDS_ELEVENTY"
_ATOM = "{http://www.w3.org/2005/Atom}"


def modules() -> Path | None:
    """Return the folder that Eleventy is installed in, from FEEDS_ELEVENTY, if any."""
    given = os.environ.get(_MODULES)
    folder = Path(given) if given else None
    wanted = ("@11ty/eleventy/cmd.cjs", "@11ty/eleventy-plugin-rss/package.json")
    there = folder is not None and all((folder / name).is_file() for name in wanted)
    return folder if there and shutil.which("node") else None


def compare(tree: Path) -> dict[str, Comparison]:
    """Compare every Atom and RSS feed that Eleventy writes, by its path.

    Raises :class:`NativeBuildError` where Eleventy stops.
    """
    with tempfile.TemporaryDirectory() as folder:
        native = native_feeds(tree, Path(folder))
        ours, faults = ours_of(tree)
    return {
        path: compared(feed, _with_known_terms(ours.get(path, Document()), feed), faults)
        for path, feed in native.items()
    }


def _with_known_terms(ours: Document, native: Document) -> Document:
    """Return our feed without terms if Eleventy's shows none, as most do not."""
    if any(one.terms for one in native.entries):
        return ours
    return replace(ours, entries=tuple(replace(one, terms=()) for one in ours.entries))


def ours_of(tree: Path) -> tuple[dict[str, Document], list[str]]:
    """Build with ours; return every Atom and RSS feed, and the faults of posts left out."""
    url = None if Eleventy(tree).settings.url else FALLBACK_URL
    shown, faults = our_feeds(tree, "eleventy", url, formats=["atom", "rss"], entries=None)
    return {path: _comparable(feed) for path, feed in shown.items()}, faults


def native_feeds(tree: Path, place: Path) -> dict[str, Document]:
    """Build in a copy of the tree and read every Atom and RSS feed by its path."""
    output = build(tree, place)
    found: dict[str, Document] = {}
    for file in sorted(output.rglob("*.xml")):
        root = etree.parse(file).getroot()
        if root.tag in (f"{_ATOM}feed", "rss"):
            authors = tuple(_authors(root))
            feed = read_feed(file)
            entries = tuple(
                replace(_with_content(one), authors=one.authors or authors) for one in feed.entries
            )
            found[f"/{file.relative_to(output).as_posix()}"] = _comparable(
                replace(feed, entries=entries)
            )
    return found


def _with_content(shown: Shown) -> Shown:
    """Eleventy's feeds in RSS have the whole content as the description."""
    if shown.content is not None or shown.summary is None:
        return shown
    return replace(shown, content=shown.summary, summary=None)


def build(tree: Path, place: Path) -> Path:
    """Build a copy of the tree and return the result."""
    copied, output = place / "tree", place / "result"
    shutil.copytree(tree, copied, symlinks=True)
    (copied / "node_modules").symlink_to(modules() or "")
    if not (copied / "package.json").exists():
        (copied / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    command = ["node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet", f"--output={output}"]
    environment = {**os.environ, "TZ": "UTC", "ELEVENTY_ENV": "production"}
    ran = subprocess.run(
        command, env=environment, cwd=copied, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise NativeBuildError(ran.stdout + ran.stderr)
    return output


def _authors(feed: etree._Element) -> Iterable[Author]:
    """RFC 4287 4.2.1: an entry without an author has its feed's."""
    for author in feed.findall(f"{_ATOM}author"):
        parts = (author.findtext(f"{_ATOM}{part}") for part in ("name", "uri", "email"))
        name, uri, email = ((text or "").strip() or None for text in parts)
        yield name, uri, email


def _comparable(feed: Document) -> Document:
    return replace(feed, entries=tuple(map(_comparable_entry, feed.entries)))


def _comparable_entry(shown: Shown) -> Shown:
    """Adapt an entry to what Eleventy's feeds lack or break.

    They write dates with Z, no time of first publication and no language. Their template
    escapes addresses twice: readers know the id by that, but nobody can follow such a link.
    """
    moment = shown.updated or shown.published
    updated = datetime.fromisoformat(moment).astimezone(UTC).isoformat()
    return replace(
        shown, updated=updated, published="", language=None, link=html.unescape(shown.link)
    )

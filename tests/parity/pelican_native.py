"""Build a tree with Pelican itself, read it with ours, and compare every feed it writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from lxml import etree

from feeds.generators.pelican import Pelican
from feeds.generators.pelican.pelicanconf import NAMES

from .comparison import FALLBACK_URL, Comparison, NativeBuildError, compared, our_feeds
from .documents import Document, read_feed

_COMMAND = "FEEDS_PELICAN"
_ATOM = "{http://www.w3.org/2005/Atom}feed"
_RSS = "rss"


def command() -> str | None:
    """Return Pelican's command, from FEEDS_PELICAN or PATH; None if there is none."""
    return shutil.which(os.environ.get(_COMMAND, "pelican"))


def compare(tree: Path) -> dict[str, Comparison]:
    """Compare every feed that Pelican writes, by its path.

    Raises :class:`NativeBuildError` where Pelican stops.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = build(tree, Path(folder))
        native = {path: read_feed(file) for path, file in feeds(output).items()}
        rss = {path for path, file in feeds(output).items() if _root(file) == _RSS}
    ours, faults = ours_of(tree)
    return {
        path: compared(
            _comparable(feed, path in rss),
            _comparable(ours.get(path, Document()), path in rss),
            faults,
        )
        for path, feed in native.items()
    }


def ours_of(tree: Path) -> tuple[dict[str, Document], list[str]]:
    """Build with ours; return every feed by its path, and the faults of posts left out."""
    return our_feeds(tree, "pelican", fallback_url(tree), entries=None)


def fallback_url(tree: Path) -> str | None:
    """Return an address for a tree without one."""
    return None if Pelican(tree).settings.url else FALLBACK_URL


def feeds(output: Path) -> dict[str, Path]:
    """Return the file of every feed, by its path below the site."""
    files = (file for file in sorted(output.rglob("*")) if file.is_file())
    return {f"/{file.relative_to(output).as_posix()}": file for file in files if _root(file)}


def build(tree: Path, place: Path) -> Path:
    """Build a copy of the tree below ``place``, and return the result.

    The theme, its pages and the plugins are left out: a copy may lack them, and feeds need none.
    """
    copied, output = place / "tree", place / "result"
    shutil.copytree(tree, copied)
    settings = next(name for name in NAMES if (copied / name).exists())
    given = [command() or "pelican", "-s", settings, "-o", str(output), "-t", "simple"]
    given += ["-e", "PLUGINS=[]", "TEMPLATE_PAGES={}"]
    url = fallback_url(tree)
    given += [f'SITEURL="{url}"'] if url else []
    environment = {**os.environ, "TZ": "UTC", "LANG": "C.UTF-8"}
    ran = subprocess.run(
        given, env=environment, cwd=copied, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise NativeBuildError(ran.stdout + ran.stderr)
    return output


def _root(file: Path) -> str | None:
    try:
        found = etree.parse(file).getroot().tag
    except etree.XMLSyntaxError:
        return None
    return found if found in (_ATOM, _RSS) else None


def _comparable(feed: Document, is_rss: bool) -> Document:
    """Remove what Pelican's feeds lack: languages, and in RSS the times of changes."""
    entries = (replace(one, language=None) for one in feed.entries)
    if is_rss:
        entries = (replace(one, updated="") for one in entries)
    return replace(feed, entries=tuple(entries))

"""Build a tree with Hugo itself, read every feed of it, and compare each with ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from feeds.generators.hugo.config import load_config

from .comparison import FALLBACK_URL, Comparison, NativeBuildError, compared, our_feeds
from .documents import Document, Shown, read_feed, without_controls
from .fragments import read_fragment

_SHORTCODE = re.compile(r"\{\{([<%])\s*(/?)\s*([\w./-]+)")
_NAMES = "comment details figure highlight instagram param qr ref relref vimeo x youtube"
_EMBEDDED = frozenset(_NAMES.split())
_ATTRIBUTES = re.compile(r"^([`~]{3,})[ \t]*\{[^}\n]*\}[ \t]*$", re.MULTILINE)
_STUB = (
    '{{ $display := cond (in .Inner "\\n") "block" "inline" }}'
    '{{ .Inner | .Page.RenderString (dict "display" $display) }}'
)
_MARK = "<hr class=page>"
"""Opens each page that shows content alone."""
_UNDATED = "2001-01-01T00:00:00+00:00"
"""How the standard library reads the year 0001."""
_EPOCH = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class FeedComparison:
    """Every feed of a tree, and the paths that only Hugo or only feeds has."""

    feeds: Mapping[str, Comparison]
    only_native: tuple[str, ...]
    only_ours: tuple[str, ...]


def executable() -> str | None:
    """Return Hugo's program: ``FEEDS_HUGO``, or the one on the path; None if there is none."""
    return os.environ.get("FEEDS_HUGO") or shutil.which("hugo")


def compare(
    tree: Path, override: Mapping[str, object] | None = None, any_case: bool = False
) -> FeedComparison:
    """Compare every feed, entry by entry; ``override`` wins over the tree's configuration.

    ``any_case`` is for trees that write a term in several ways: Hugo titles its feed with the
    spelling of whichever page it happens to read first, another one in each run. Raises
    :class:`NativeBuildError` if Hugo stops.
    """
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "tree"
        shutil.copytree(tree, copied)
        native = native_feeds(copied, override or {})
    url = None if load_config(tree).text("baseurl") else FALLBACK_URL
    shown, faults = our_feeds(tree, "hugo", url, ["rss"], entries=None, content="full")
    ours = {path: _shared(feed) for path, feed in shown.items() if feed.entries}
    both = sorted(native.keys() & ours.keys())
    if any_case:
        native, ours = (
            {path: _in_lower_case(feed) for path, feed in feeds.items()} for feeds in (native, ours)
        )
    return FeedComparison(
        {path: compared(native[path], ours[path], faults) for path in both},
        tuple(sorted(native.keys() - ours.keys())),
        tuple(sorted(ours.keys() - native.keys())),
    )


def _in_lower_case(feed: Document) -> Document:
    return replace(feed, head=replace(feed.head, title=(feed.head.title or "").lower()))


def native_feeds(tree: Path, override: Mapping[str, object]) -> dict[str, Document]:
    """Build with Hugo; return its feeds by path, without those that have no posts.

    The feed of a taxonomy lists its terms, which are not posts.
    """
    site = build(tree, override)
    taxonomies = _taxonomy_feeds(tree, override)
    start = urlsplit(load_config(tree).text("baseurl")).path
    feeds: dict[str, Document] = {}
    for file in sorted(site.rglob("*.*")):
        path = f"/{file.relative_to(site).as_posix()}"
        if file.is_file() and b"<rss " in file.read_bytes()[:200] and path not in taxonomies:
            feed = read_feed(file)
            entries = tuple(_with_page(one, site, start) for one in feed.entries if one.id)
            if entries and not any(one.content for one in entries):
                raise NativeBuildError(f"{path}: Hugo's pages were not found")
            if entries:
                feeds[path] = _shared(replace(feed, entries=entries))
    return feeds


def _with_page(entry: Shown, site: Path, start: str) -> Shown:
    """Add the content: Hugo's feeds have summaries alone, its pages here content alone.

    A page that is only linked to (``render: link``) has none. ``start`` is the path that the
    site is mounted at.
    """
    place = site / unquote(urlsplit(entry.link).path).removeprefix(start).strip("/")
    for file in (place, place / "index.html"):
        page = file.read_text("utf-8", errors="replace") if file.is_file() else ""
        if page.startswith(_MARK):
            content = without_controls(page.removeprefix(_MARK))
            return replace(entry, content=read_fragment(content, entry.link))
    return entry


def _taxonomy_feeds(tree: Path, override: Mapping[str, object]) -> set[str]:
    config = load_config(tree)
    given = override.get("taxonomies") or config.get("taxonomies")
    plurals = given.values() if isinstance(given, dict) else ("categories", "tags")
    tables = config.get("languages")
    tops = ["", *(f"/{name}" for name in tables or ())]
    names = ("index.xml", "feed.xml")
    return {f"{top}/{plural}/{name}" for top in tops for plural in plurals for name in names}


def _shared(feed: Document) -> Document:
    return replace(feed, entries=tuple(map(_shared_entry, feed.entries)))


def _shared_entry(entry: Shown) -> Shown:
    """Return what Hugo's RSS has of an entry: no terms and no updates; year 1 means no date."""
    published = _EPOCH if entry.published == _UNDATED else entry.published
    title = " ".join(entry.title.split())
    return replace(entry, title=title, published=published, updated="", terms=(), authors=())


def build(tree: Path, override: Mapping[str, object]) -> Path:
    """Build a tree without its own templates, and return the folder of the result."""
    for folder in ("layouts", "themes"):
        shutil.rmtree(tree / folder, ignore_errors=True)
    _remove_attributes(tree)
    _stub_shortcodes(tree)
    (tree / "layouts").mkdir(exist_ok=True)
    (tree / "layouts" / "all.html").write_text(f"{_MARK}{{{{ .Content }}}}", encoding="utf-8")
    configs = list(_config_names(tree))[:1]
    (tree.parent / "parity.json").write_text(
        json.dumps(_override(tree, override)), encoding="utf-8"
    )
    command = [executable() or "hugo", "--destination", str(tree.parent / "site")]
    command += ["--config", ",".join([*configs, str(tree.parent / "parity.json")])]
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        command,
        env={**environment, "TZ": "UTC", "HUGO_CACHEDIR": str(tree.parent / "cache")},
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise NativeBuildError(ran.stdout + ran.stderr)
    return tree.parent / "site"


def _remove_attributes(tree: Path) -> None:
    """Remove the attributes of code blocks that Hugo cannot parse; they show no text."""
    for file in tree.rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        changed = _ATTRIBUTES.sub(r"\1", text)
        if changed != text:
            file.write_text(changed, encoding="utf-8")


def _config_names(tree: Path) -> Iterable[str]:
    stems, suffixes = ("hugo", "config"), ("toml", "yaml", "yml", "json")
    names = (f"{stem}.{suffix}" for stem in stems for suffix in suffixes)
    return (name for name in names if (tree / name).exists())


def _override(tree: Path, override: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {"security": {"allowContent": [".*"]}, **override}
    return found if load_config(tree).text("baseurl") else {**found, "baseURL": FALLBACK_URL}


def _stub_shortcodes(tree: Path) -> None:
    """Give each custom shortcode of the site a template that shows its inner text."""
    closed: dict[str, bool] = {}
    marks: dict[str, set[str]] = defaultdict(set)
    for file in tree.rglob("*"):
        if file.is_file() and file.suffix in (".md", ".html", ".markdown", ".htm"):
            for mark, slash, name in _SHORTCODE.findall(file.read_text(encoding="utf-8")):
                closed[name] = closed.get(name, False) or bool(slash)
                marks[name].add(mark)
    for name, closes in closed.items():
        if name not in _EMBEDDED:
            stub = tree / "layouts" / "_shortcodes" / f"{name}.html"
            stub.parent.mkdir(parents=True, exist_ok=True)
            inner = "{{ .Inner }}" if marks[name] == {"%"} else _STUB
            stub.write_text(inner if closes else "", encoding="utf-8")

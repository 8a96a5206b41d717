"""Pages of a site that no feed shows: pages, redirects, drafts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from posixpath import basename, dirname, splitext
from urllib.parse import unquote, urlsplit

import msgspec

from feeds.checks.addresses import letters, page_key
from feeds.checks.files import tree_files
from feeds.checks.lines import head_of
from feeds.generators.base import LeftOut
from feeds.pipeline.project import Project
from feeds.source import read_bytes

_TEXTS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".html", ".htm", ".rst", ".adoc", ".org")
_TEMPLATES = (".njk", ".liquid", ".ipynb", ".textile", ".pug", ".hbs", ".erb", ".txt")
_SETTINGS = (".toml", ".yml", ".yaml", ".json", ".py", ".js", ".conf", ".htaccess", "_redirects")
_REDIRECTS = re.compile(
    r"redirect|^(?:netlify\.toml|vercel\.json|\.htaccess)$|\.conf$", re.IGNORECASE
)
"""Files in which ``*`` and ``:name`` stand for any address. Elsewhere they are forms of posts."""
_LARGEST = 1 << 20
_BETWEEN = re.compile(r"[\s\"'`,;\[\]{}()<>|]+")
_NAMING = re.compile(
    r"^[^\w\n]*(?:slug|url|permalink|save_as|path)[^\w\n]*[:=]\s*(\S.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_DATE = re.compile(r"^\d{4}-\d\d?-\d\d?-")
_WITHHELD = (LeftOut.DRAFT, LeftOut.UNPUBLISHED)


class Page(msgspec.Struct, frozen=True):
    """A file that may have an address that a post refers to."""

    path: str
    is_draft: bool


class OtherPages:
    """What the tree has at some addresses, by reading the starts of its files once."""

    def __init__(
        self,
        project: Project,
        wanted: Collection[str],
        posts: Collection[str],
        left_out: Mapping[str, str],
    ) -> None:
        """Look for ``wanted``, keys of pages. ``posts`` are files whose addresses are known."""
        self._project = project
        self._wanted = wanted
        self._names: dict[str, list[str]] = {}
        for key in wanted:
            self._names.setdefault(_bare(basename(key)), []).append(key)
        self._posts, self._left_out = posts, left_out
        self._starts: set[str] = set()
        self.found: dict[str, Page] = {}
        for path in self._files():
            self._look(path)

    def has(self, key: str) -> bool:
        """Say whether a redirect with a wildcard may be at an address."""
        return any(key.startswith(start) for start in self._starts)

    def _files(self) -> Iterator[str]:
        output, state = self._project.output, self._project.state
        skipped = {output.name, state.name, "node_modules", "_site", "vendor"}
        return tree_files(self._project, _may_name_pages, skipped)

    def _look(self, path: str) -> None:
        is_draft = self._left_out.get(path) in _WITHHELD or "drafts" in dirname(path)
        if path.endswith(_SETTINGS):
            for token in _BETWEEN.split(self._text(path)):
                self._note(token, Page(path, False))
            return
        if path not in self._posts:
            for stem in _stems(path):
                for key in self._names.get(_bare(stem), ()):
                    self._keep(key, Page(path, is_draft))
        head = head_of(self._text(path))
        for token in _BETWEEN.split(head):
            self._note(token, Page(path, is_draft))
        for named in _NAMING.finditer(head):
            for key in self._names.get(_bare(basename(named[1].strip("\"' /"))), ()):
                if path not in self._posts:
                    self._keep(key, Page(path, is_draft))

    def _note(self, token: str, page: Page) -> None:
        if "/" not in token:
            return
        try:
            address = page_key(unquote(urlsplit(token).path))
        except ValueError:
            return
        if address in self._wanted:
            self._keep(address, page)
        start = re.split(r"[*:]", address)[0]
        if start != address and start.count("/") and _REDIRECTS.search(basename(page.path)):
            self._starts.add(start)

    def _keep(self, key: str, page: Page) -> None:
        if key not in self.found or self.found[key].is_draft:
            self.found[key] = page

    def _text(self, path: str) -> str:
        try:
            return read_bytes(self._project.tree, path, _LARGEST).decode(errors="replace")
        except OSError:
            return ""


def _may_name_pages(path: str) -> bool:
    if path.endswith(_SETTINGS):
        return path.count("/") <= 2
    return path.lower().endswith((*_TEXTS, *_TEMPLATES))


def _stems(path: str) -> set[str]:
    """Return the names a page may have by its file: the folder's if the file is its index.

    ``a.en.md`` may be ``a``, and ``ruby-3.0.md`` is ``ruby-3.0``.
    """
    name = basename(path)
    stem = name.partition(".")[0]
    if stem in ("index", "_index"):
        return {basename(dirname(path))}
    return {_DATE.sub("", one) for one in (stem, splitext(name)[0])}


def _bare(name: str) -> str:
    """Return what the names of one page have in common."""
    return letters(name.removesuffix(".html"))

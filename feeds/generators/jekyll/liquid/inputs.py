"""Record what a template reads: configuration, files, other posts.

Everything here is found without python-liquid, which takes long to import.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from feeds.generators.base import PostError
from feeds.generators.files import read_input, text_of
from feeds.generators.jekyll.config import Defaults, JekyllConfig
from feeds.generators.jekyll.converters import Converters
from feeds.generators.jekyll.dates import parse_date
from feeds.generators.jekyll.files import FileRules
from feeds.generators.jekyll.liquid.ruby import in_written_zone
from feeds.generators.jekyll.urls import Form
from feeds.generators.jekyll.values import YAML, written
from feeds.generators.yaml_values import Timestamp
from feeds.source import SourceFile, TooLarge, read_bytes, walk

PAGES = (".html", ".htm")
"""Suffixes of pages, as they are published."""

_DATA = (".yaml", ".yml", ".json", ".csv", ".tsv")
"""Suffixes of data files. Of two files with one name the later kind wins."""

_NOT_IN_KEYS = re.compile(r"[^\w\s-]+|(?:^|(?<=\b\s))\s+(?=$|\s?\b)", re.ASCII)
_SPACES = re.compile(r"\s+", re.ASCII)
_FAR_FUTURE = 2**62
"""Nanoseconds. A scan at this time trusts all stamps; it reads no file as too recent."""

_DEFAULTS: Mapping[str, object] = {
    "collections_dir": "",
    "layouts_dir": "_layouts",
    "data_dir": "_data",
    "includes_dir": "_includes",
    "plugins_dir": "_plugins",
    "cache_dir": ".jekyll-cache",
    "safe": False,
    "include": [".htaccess"],
    "exclude": [],
    "keep_files": [".git", ".svn"],
    "encoding": "utf-8",
    "markdown_ext": "markdown,mkdown,mkdn,mkd,md",
    "limit_posts": 0,
    "strict_front_matter": False,
    "show_drafts": None,
    "future": False,
    "unpublished": False,
    "whitelist": [],
    "plugins": [],
    "markdown": "kramdown",
    "highlighter": "rouge",
    "lsi": False,
    "excerpt_separator": "\n\n",
    "incremental": False,
    "detach": False,
    "port": "4000",
    "host": "127.0.0.1",
    "baseurl": None,
    "show_dir_listing": False,
    "permalink": "date",
    "paginate_path": "/page:num",
    "timezone": None,
    "quiet": False,
    "verbose": False,
    "defaults": [],
    "serving": False,
}
"""https://jekyllrb.com/docs/configuration/default/"""

_OPENING = re.compile(r"\{[%{]")
_OF_POSTS = re.compile(
    r"\bsite\s*\.\s*(?:posts|tags|categories|collections|documents|related_posts|time)\b"
    r"|\bsite\s*(?:\[|\||%\}|\}\})|\bpage\s*(?:\.\s*(?:next|previous)\b|\[|\||%\}|\}\})"
    r"|[\"'](?:now|today)[\"']|\{%-?\s*(?:post_url|include_relative)\b|=\s*site\b(?!\.)"
)
_LINK = re.compile(r"\{%-?\s*link\s+([^%]*)")
_INCLUDE = re.compile(r"\{%-?\s*include(?:_cached)?\s+(\S+)")


class TemplateSettings(msgspec.Struct, frozen=True):
    """The settings that all templates of a site share."""

    files: TemplateFiles
    configured: Mapping[str, object]
    """``_config.yml`` over Jekyll's defaults."""
    labels: tuple[str, ...]
    """The labels of the collections other than posts."""
    base: str
    """The path that the site is mounted at, without a trailing slash."""
    form: Form
    """The Unicode normalisation form of URLs."""
    separator: str
    """The text that ends an excerpt."""
    page_ending: str
    """The end of pages' URLs: ``/``, ``:output_ext`` or empty."""
    rules: FileRules
    """Which files are posts."""
    defaults: Defaults
    """The front matter defaults."""
    converters: Converters
    """How files are converted to HTML."""

    @classmethod
    def of(
        cls,
        tree: Path,
        config: JekyllConfig,
        rules: FileRules,
        defaults: Defaults,
        converters: Converters,
        form: Form,
    ) -> TemplateSettings:
        """Read the settings from the configuration."""
        source = rules.source
        base = (config.string("baseurl") or "").removesuffix("/")
        separator = config.get("excerpt_separator")
        return cls(
            files=TemplateFiles(
                tree,
                includes=source + _folder(config, "includes_dir", "_includes"),
                data=source + _folder(config, "data_dir", "_data"),
                destination=_folder(config, "destination", "_site"),
            ),
            configured={**_DEFAULTS, **config.values},
            labels=_labels(config.get("collections")),
            base=f"/{base}" if base and not base.startswith("/") else base,
            form=form,
            separator="\n\n" if separator is None else written(separator),
            page_ending=_page_ending(written(config.get("permalink")).removeprefix(":")),
            rules=rules,
            defaults=defaults,
            converters=converters,
        )


def _page_ending(style: str) -> str:
    if style in ("date", "ordinal", "none", "") or style.endswith(":output_ext"):
        return ":output_ext"
    return "/" if style == "pretty" or style.endswith("/") else ""


def _folder(config: JekyllConfig, key: str, usual: str) -> str:
    parts = (written(config.get(key)) or usual).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _labels(collections: object) -> tuple[str, ...]:
    named = collections if isinstance(collections, dict | list) else ()
    return tuple(label for label in map(written, named) if label != "posts")


class TemplateFiles(msgspec.Struct, frozen=True):
    """The files that templates may read. Every path is relative to the tree."""

    tree: Path
    includes: str
    """The folder of includes."""
    data: str
    """The folder of data files."""
    destination: str
    """The folder that Jekyll writes to, which is never read."""

    def text(self, path: str) -> str | None:
        """Return the text of a file; None if it cannot be read or is outside the tree."""
        try:
            return text_of(read_input(self.tree, path))
        except (OSError, PostError, ValueError):
            return None

    def exists(self, path: str) -> bool:
        """Say whether a file exists inside the tree, readable or not."""
        try:
            read_bytes(self.tree, path, 0)
        except TooLarge:
            return True
        except (OSError, ValueError):
            return False
        return True

    def included(self) -> Iterator[tuple[str, str]]:
        """Yield the name and text of every include."""
        for file in self._below(self.includes):
            yield file.path.removeprefix(f"{self.includes}/"), self.text(file.path) or ""

    def digest(self, is_read: Callable[[str], bool]) -> str:
        """Return a digest of the includes, the data files, and the files that ``is_read``."""
        digest = hashlib.sha256()
        for file in (*self._below(self.includes), *self._below(self.data)):
            digest.update(f"{file.path}\0{self.text(file.path)!r}\n".encode())
        for file in walk(self.tree, self._is_source, is_read, _FAR_FUTURE)[0]:
            digest.update(f"{file.path}\0{file.stamp}\n".encode())
        return digest.hexdigest()

    def values(self, timezone: str) -> dict[str, object]:
        """Return ``site.data``: the values of all data files, nested like their folders."""
        found: dict[str, object] = {}
        files = [file.path for file in self._below(self.data) if _kind(file.path) in _DATA]
        for path in sorted(files, key=lambda path: (_DATA.index(_kind(path)), path)):
            *folders, name = path.removeprefix(f"{self.data}/").split("/")
            place = found
            for folder in map(_key, folders):
                inner = place.get(folder)
                place[folder] = place = inner if isinstance(inner, dict) else {}
            place[_key(name.removesuffix(_kind(path)))] = self._values(path, timezone)
        return found

    def _values(self, path: str, timezone: str) -> object:
        text, kind = self.text(path) or "", _kind(path)
        try:
            if kind in (".csv", ".tsv"):
                return _rows(text, "\t" if kind == ".tsv" else ",")
            return template_values(YAML.load(text), timezone)
        except (PostError, csv.Error):
            return None

    def _below(self, folder: str) -> list[SourceFile]:
        inside = f"{folder}/"

        def wanted(path: str) -> bool:
            return inside.startswith(f"{path}/") or path.startswith(inside)

        return walk(self.tree, wanted, wanted, _FAR_FUTURE)[0]

    def _is_source(self, path: str) -> bool:
        hidden = path.startswith(".") or "/." in path
        return not hidden and path not in (self.destination, "node_modules", "vendor")


def _kind(path: str) -> str:
    return PurePosixPath(path).suffix


def _key(name: str) -> str:
    return _SPACES.sub("_", _NOT_IN_KEYS.sub("", name))


def _rows(text: str, delimiter: str) -> list[object]:
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    return [
        {key: cells[place] if place < len(cells) else None for place, key in enumerate(rows[0])}
        for cells in rows[1:]
        if cells
    ]


def template_values(value: Any, timezone: str) -> Any:
    """Return values of YAML as templates see them.

    Timestamps become datetimes, and lists and mappings that aliases share stay shared.
    """
    return _Converter(timezone).converted(value)


class _Converter:
    def __init__(self, timezone: str) -> None:
        self._timezone = timezone
        self._done: dict[int, Any] = {}

    def converted(self, value: Any) -> Any:
        if isinstance(value, Timestamp):
            return self._moment(value)
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        if not isinstance(value, dict | list | set | tuple):
            return value
        if id(value) not in self._done:
            self._fill(value)
        return self._done[id(value)]

    def _fill(self, value: Any) -> None:
        if isinstance(value, dict):
            mapping: dict[Any, Any] = {}
            self._done[id(value)] = mapping
            mapping.update((self.converted(key), self.converted(one)) for key, one in value.items())
        else:
            items: list[Any] = []
            self._done[id(value)] = items
            items.extend(map(self.converted, value))

    def _moment(self, value: Timestamp) -> Any:
        """Parse a timestamp as Psych does: in its own offset, else in the site's zone."""
        try:
            moment = parse_date(value, self._timezone)
        except ValueError:
            return str(value)
        return in_written_zone(moment, value)


def split_template(source: str) -> Iterator[tuple[int, str]]:
    """Yield the start and text of each part of a template: text, tags and outputs.

    An opening without a closing is a part of its own.
    """
    end = 0
    closings = {"{%": "%}", "{{": "}"}
    while (opening := _OPENING.search(source, end)) is not None:
        start = opening.start()
        if start > end:
            yield end, source[end:start]
        closing = closings[opening[0]]
        close = source.find(closing, opening.end()) if closing else -1
        if close < 0:
            closings[opening[0]] = ""  # later openings have no closing either
            end = opening.end()
        else:
            end = close + 2 if source[close : close + 2] in ("%}", "}}") else close + 1
        yield start, source[start:end]
    if end < len(source):
        yield end, source[end:]


def reads_posts(text: str, labels: Sequence[str], includes: Collection[str]) -> bool:
    """Say whether the result of a template depends on other posts, judging by its text.

    ``labels`` are those of the site's collections, ``includes`` the includes that read posts.
    """
    parts = (part for _, part in split_template(text) if part.startswith(("{%", "{{")))
    return any(_reads_posts(part, labels, includes) for part in parts)


def _reads_posts(part: str, labels: Sequence[str], includes: Collection[str]) -> bool:
    if _OF_POSTS.search(part):
        return True
    if any(re.search(rf"\bsite\s*\.\s*{re.escape(label)}\b", part) for label in labels):
        return True
    link = _LINK.match(part)
    if link and ("{{" in link[1] or is_document(link[1].lstrip("/"), labels)):
        return True
    include = _INCLUDE.match(part)
    return bool(include and includes and ("{{" in include[1] or include[1] in includes))


def is_document(path: str, labels: Sequence[str]) -> bool:
    """Say whether a path is that of a post or a document of the collections ``labels``."""
    return "_posts/" in path or path.startswith(tuple(f"_{label}/" for label in labels))


def includes_reading_posts(
    files: Iterable[tuple[str, str]], labels: Sequence[str]
) -> frozenset[str]:
    """Name the includes that read posts, in their own text or through other includes.

    ``files`` are the names and texts of all includes.
    """
    texts = dict(files)
    found: frozenset[str] = frozenset()
    while True:
        more = frozenset(name for name, text in texts.items() if reads_posts(text, labels, found))
        if more <= found:
            return found
        found |= more

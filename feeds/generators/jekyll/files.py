"""Which files Jekyll reads as posts, and what their paths say.

A document is a post, a draft, or a file of a collection that has feeds. The rules are those of
``Jekyll::EntryFilter``, ``Jekyll::PostReader`` and ``Jekyll::Collection``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fnmatch import translate

import msgspec

from feeds.generators.jekyll.permalinks import capitalize

POSTS, DRAFTS = "_posts", "_drafts"
DATA = (".yml", ".yaml")
"""Suffixes of files that Jekyll reads as data."""
_POST_NAME = re.compile(r"([0-9]{2,4}-[0-9]{1,2}-[0-9]{1,2})-([^/]*)(\.[^.]+)", re.DOTALL)
"""A post's file name: its date, its slug, its suffix."""
_NAME = re.compile(r"(.*)(\.[^.]+)", re.DOTALL)
"""A draft's file name: its slug, its suffix."""
_TEXTS = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".html", ".htm", ".textile")
_BINARY = (
    "png jpg jpeg gif webp avif ico bmp tif tiff psd "
    "mp3 m4a ogg oga opus wav flac mp4 m4v mov webm "
    "woff woff2 ttf otf eot pdf epub zip gz bz2 xz "
    "7z tar doc docx xls xlsx ppt pptx odt bin wasm"
)
_BINARIES = tuple(f".{suffix}" for suffix in _BINARY.split())
"""Suffixes of files that are never UTF-8, which Jekyll skips."""
_SPECIAL = (".", "_", "#", "~")
_WILD = re.compile(r"[*?[]")
_ALWAYS_EXCLUDED = (
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
)


class _Globs(msgspec.Struct, frozen=True):
    """Patterns of ``include`` or ``exclude``; each matches as a glob, or as a path's beginning."""

    patterns: tuple[str, ...]
    globs: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> _Globs:
        rooted = tuple(f"/{pattern.lstrip('/')}" for pattern in patterns)
        # A plain name matches as a beginning already.
        wild = (pattern.replace("[^", "[!") for pattern in rooted if _WILD.search(pattern))
        return cls(rooted, tuple(re.compile(translate(pattern)) for pattern in wild))

    def fit(self, path: str, *, directory: bool = False) -> bool:
        return (
            path.startswith(self.patterns)
            or (directory and f"{path}/" in self.patterns)
            or any(glob.match(path) for glob in self.globs)
        )


@dataclass(slots=True)
class FileRules:
    """Which files are documents by the site's configuration, decided from their paths alone."""

    source: str
    """The directory that Jekyll reads, relative to the tree, with a trailing slash; or empty."""
    collections_dir: str
    """The directory of the collections, relative to the source; empty for the source itself."""
    destination: str
    """The directory that Jekyll writes, relative to the source."""
    collections: tuple[str, ...]
    """The folders of the collections that have feeds."""
    drafts: bool
    """Drafts are published, too."""
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    _roots: tuple[str, ...] = field(init=False)
    """The folders of the collections in the source, each with a trailing slash."""
    _included: _Globs = field(init=False)
    _excluded: _Globs = field(init=False)
    _entered: dict[str, bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        above = f"{self.collections_dir}/" if self.collections_dir else ""
        self._roots = tuple(f"{above}{folder}/" for folder in self.collections)
        self._included = _Globs.of(self.include)
        excluded = (*self.exclude, *_ALWAYS_EXCLUDED)
        self._excluded = _Globs.of(name for name in excluded if name not in self.include)

    def descends(self, directory: str) -> bool:
        """Say whether documents may lie in or below a directory of the tree."""
        if self.source.startswith(f"{directory}/") or not directory:
            return True
        if not directory.startswith(self.source):
            return False
        inner = f"{directory[len(self.source) :]}/"
        if any(root.startswith(inner) or inner.startswith(root) for root in self._roots):
            return True
        above, folder, below = self._divided(inner)
        if not folder:
            return self._enters(above)
        return self._enters(above) and (not below or self._reads(above, folder, below))

    def is_post(self, path: str) -> bool:
        """Say whether Jekyll would read the file at this path as a document."""
        if not path.startswith(self.source) or path.lower().endswith(_BINARIES):
            return False
        inner = path[len(self.source) :]
        for root, folder in zip(self._roots, self.collections, strict=True):
            if inner.startswith(root):
                entry = inner[len(root) :]
                return self._passes(entry, f"/{folder}/{entry}", directory=False)
        above, folder, below = self._divided(inner)
        return bool(
            folder
            and (_POST_NAME if folder == POSTS else _NAME).fullmatch(below.rpartition("/")[2])
            and not below.endswith(DATA)
            and self._reaches(above, folder, below)
        )

    def is_draft(self, path: str) -> bool:
        """Say whether Jekyll would read the file with ``show_drafts`` only."""
        return not self.is_post(path) and replace(self, drafts=True).is_post(path)

    def is_misnamed(self, path: str) -> bool:
        """Say whether a text file in a folder of posts has a name that Jekyll ignores."""
        if not path.startswith(self.source) or not path.lower().endswith(_TEXTS):
            return False
        above, folder, below = self._divided(path[len(self.source) :])
        return (
            folder == POSTS
            and not _POST_NAME.fullmatch(below.rpartition("/")[2])
            and not self.is_post(path)  # of a collection
            and self._reaches(above, folder, below)
        )

    def in_collections(self, path: str) -> str:
        """Return a path relative to the directory of the collections."""
        path = path.removeprefix(self.source)
        return path.removeprefix(f"{self.collections_dir}/") if self.collections_dir else path

    def _divided(self, path: str) -> tuple[str, str, str]:
        """Split a path at its first folder of posts or drafts; without one, the folder is empty."""
        parts = path.split("/")
        special = (POSTS, DRAFTS) if self.drafts else (POSTS,)
        for at, part in enumerate(parts[:-1]):
            if part in special:
                return "/".join(parts[:at]), part, "/".join(parts[at + 1 :])
        return "/".join(parts[:-1]), "", ""

    def _reaches(self, above: str, folder: str, entry: str) -> bool:
        """Say whether Jekyll comes to an entry of a folder of posts, whatever its name."""
        return (
            above.startswith(self.collections_dir)
            and self._enters(above)
            and self._reads(above, folder, entry)
        )

    def _enters(self, directory: str) -> bool:
        """Say whether Jekyll walks down to a directory that is not below ``_posts``."""
        if not directory:
            return True
        if directory not in self._entered:
            above, _, name = directory.rpartition("/")
            self._entered[directory] = (
                self._enters(above)
                and directory != self.destination
                and self._passes(name, f"/{directory}", directory=True)
            )
        return self._entered[directory]

    def _reads(self, above: str, folder: str, entry: str) -> bool:
        """Say whether an entry below ``_posts`` is read; names with a leading dot never are."""
        place = f"/{above}/{folder}/{entry}" if above else f"/{folder}/{entry}"
        hidden = entry.startswith(".") or "/." in entry
        return not hidden and self._passes(entry, place, directory=False)

    def _passes(self, entry: str, place: str, *, directory: bool) -> bool:
        if entry.endswith("."):
            return False
        name = entry.rpartition("/")[2]
        if self._included.fit(f"/{entry}", directory=directory) or self._included.fit(f"/{name}"):
            return True
        if self._excluded.fit(place, directory=directory):
            return False
        return not (entry.startswith(_SPECIAL) or name.startswith(_SPECIAL) or entry.endswith("~"))


class PostFile(msgspec.Struct, frozen=True):
    """The parts of a document's path."""

    path: str
    """Relative to the directory of the collections."""
    folder: str
    """The folder of its collection, ``_posts`` for drafts too."""
    date: str | None
    """As in the file's name; None if it has none."""
    slug: str
    suffix: str
    """With its full stop; empty if there is none."""

    @property
    def basename(self) -> str:
        """The file's name without its suffix."""
        return self.path.rpartition("/")[2].removesuffix(self.suffix)

    @property
    def cleaned_path(self) -> str:
        """The path without suffix and without its collection's folder."""
        return self.path.removesuffix(self.suffix).replace(self.folder, "", 1).rstrip(".")

    @property
    def directories(self) -> list[str]:
        """The directories above its collection's folder, which are its first categories."""
        is_draft = self.folder == POSTS and POSTS not in self.path
        above, _, _ = self.path.partition(DRAFTS if is_draft else self.folder)
        return [name for name in above.split("/") if name]

    @property
    def title(self) -> str:
        """The slug's words, each with a capital letter."""
        parts = self.slug.rstrip("-").split("-")
        return " ".join(capitalize(part) for part in parts)


def post_file(path: str, folder: str = POSTS) -> PostFile:
    """Split a path into its parts; ``folder`` is its collection's.

    Raises ``ValueError`` if a post's name is not ``YYYY-MM-DD-name.suffix``.
    """
    name = path.rpartition("/")[2]
    found = _POST_NAME.fullmatch(name)
    if found:
        return PostFile(path, folder, found[1], found[2].rstrip("."), found[3])
    if POSTS in path.split("/")[:-1] and folder == POSTS:
        raise ValueError(path)
    dateless = _NAME.fullmatch(name)
    slug, suffix = dateless.groups() if dateless else (name, "")
    return PostFile(path, folder, None, slug.rstrip("."), suffix)

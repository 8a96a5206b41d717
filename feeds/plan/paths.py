"""The paths of feeds, filled from patterns; two terms never share one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from feeds.config import Config
from feeds.errors import ConfigError, suggestion
from feeds.generators import Settings
from feeds.http import CODED_ENDINGS
from feeds.model import FeedKind, Format, Term
from feeds.urls import folders_of, is_in_parts_folder

_LONGEST = 200
"""Bytes of UTF-8 in a file name: with endings and temporary names, at most 255 bytes."""

_PLACEHOLDER = re.compile(r"\{(name|slug)\}")
"""Filled in one pass, as a term can be called ``{slug}``."""

Paths = Mapping[Format, str]


def fill(patterns: Paths, term: Term | None, mark: str = "", has_folders: bool = True) -> Paths:
    """Return the path of each format; ``mark`` distinguishes terms that want one path.

    Without ``has_folders``, the slug is in the place of a name with slashes.
    """
    slug = _slug(term, mark) if term else ""
    values = {"name": _name(term, mark) if has_folders else slug, "slug": slug} if term else {}
    return {format: _filled(pattern, values) for format, pattern in patterns.items()}


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found[1]], pattern)


def mark_of(term: Term, length: int = 8) -> str:
    """Return a short hash that distinguishes a term from all others."""
    return hashlib.sha256(f"{term.kind}:{term.name}".encode()).hexdigest()[:length]


class TakenPaths:
    """The paths that have feeds: none is equal to another, or below another.

    Paths with the endings of coded files (``.gz``), or in the folder of files that are not yet
    published, are never free.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def take(self, paths: Iterable[str]) -> bool:
        """Take all of these paths; if one is not free, take none and return False."""
        wanted = list(paths)
        if not all(map(self._is_free, wanted)):
            return False
        self._files.update(wanted)
        self._folders.update(folder for path in wanted for folder in folders_of(path))
        return True

    def _is_free(self, path: str) -> bool:
        below_another = not self._files.isdisjoint(folders_of(path))
        taken = path in self._files or path in self._folders
        reserved = path.endswith(CODED_ENDINGS) or is_in_parts_folder(path)
        return not (taken or below_another or reserved)


def _slug(term: Term, mark: str) -> str:
    """Return the slug with the mark; a hash instead if it is not safe as the name of a file."""
    if not is_safe(term.slug) or "/" in term.slug:
        return mark or mark_of(term)
    if _is_long(term.slug):
        return f"{_cut(term.slug)}-{mark or mark_of(term)}"
    return f"{term.slug}-{mark}" if mark else term.slug


def _name(term: Term, mark: str) -> str:
    """Return the raw name, with folders at slashes, if that is safe; else the slug and a hash."""
    if not is_safe(term.name) or _is_long(term.name):
        return _slug(term, mark or mark_of(term))
    return f"{term.name}-{mark}" if mark else term.name


def is_safe(name: str) -> bool:
    """Return whether a name is safe on every file system and behind every server."""
    parts = name.split("/")
    fine = all(part.strip(".") and part == part.strip() for part in parts)
    return fine and "\\" not in name and not any(unicodedata.category(c) == "Cc" for c in name)


def _is_long(name: str) -> bool:
    parts = [len(part.encode()) for part in name.split("/")]
    return max(parts) > _LONGEST or sum(parts) > 3 * _LONGEST


def _cut(slug: str) -> str:
    """Return as many whole characters of a slug as fit."""
    return slug.encode()[:_LONGEST].decode(errors="ignore").rstrip("-. ")


def fold_path(path: str) -> str:
    """Return a path without differences of case and Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


PATHS: Mapping[str, str] = {
    FeedKind.SITE: "/feed.{ext}",
    FeedKind.CATEGORY: "/categories/{slug}/feed.{ext}",
    FeedKind.TAG: "/tags/{slug}/feed.{ext}",
    FeedKind.AUTHOR: "/authors/{slug}/feed.{ext}",
}
_EXTENSIONS = {Format.ATOM: "atom", Format.RSS: "rss", Format.JSON: "json"}
_MARK_LENGTHS = (8, 16, 32, 64)
_NAMED = 3
"""Groups of paths that are named in a remark."""
LOOKALIKES = (
    "some paths differ only in letter case or Unicode form, so one file replaces the other on "
    "macOS and Windows; use one spelling for each term"
)
"""The start of a remark."""


FirstUse = tuple[datetime, str]
"""When and in which file a term was first used."""
Oldest = Callable[[Term], FirstUse]


class FeedPlace(msgspec.Struct, frozen=True):
    """Where the feed of a term is."""

    paths: Paths
    first_use: FirstUse | None
    """Of the term, if several terms wanted the path."""
    page: str = ""
    """The path of its page for people; empty if it has none."""


class PathAllocator:
    """Gives each term a path of its own; the term that was used first has the first choice."""

    def __init__(self, config: Config, settings: Settings) -> None:
        self._config = config
        self._kinds = {**PATHS, **settings.paths}
        self._feedless = settings.feedless
        extensions = {**_EXTENSIONS, **settings.extensions}
        self.patterns = {
            kind: {
                format: _documents(config, settings, kind, format) or pattern.replace("{ext}", ext)
                for format, ext in extensions.items()
                if format in config.feeds.formats
            }
            for kind, pattern in {**self._kinds, **config.feeds.paths}.items()
        }
        self._require_known_kinds()
        self._taken = TakenPaths()
        self._crowded: dict[str, None] = {}
        """The patterns that leave no room for their feeds."""
        self.remarks: list[str] = []

    @property
    def kinds(self) -> Collection[str]:
        """The kinds with feeds: those in the configuration, else those of the generator.

        A path in the configuration adds a kind for which the generator has no feeds.
        """
        if self._config.feeds.kinds is not None:
            return self._config.feeds.kinds
        left_out = self._feedless - self._config.feeds.paths.keys()
        return tuple(kind for kind in self.patterns if kind not in left_out)

    def place(
        self, wanted: Collection[Term | None], oldest: Oldest
    ) -> Mapping[Term | None, FeedPlace]:
        """Return the places of the feeds of these terms (None: the site), in the same order.

        Raises :class:`~feeds.errors.ConfigError` if a pattern leaves no room for them.
        """
        rivals: dict[str, list[Term | None]] = defaultdict(list)
        for term in wanted:
            rivals[fold_path(_first(self._fill(term)))].append(term)
        placed: dict[Term | None, FeedPlace] = {}
        for terms in rivals.values():
            first_uses = {term: oldest(term) for term in terms if term} if len(terms) > 1 else {}
            for term in _by_age(terms, first_uses):
                placed[term] = FeedPlace(self._take(term), first_uses.get(term) if term else None)
        if self._crowded:
            faults = (
                f"other feeds already use the paths of {path!r}; choose another folder"
                for path in self._crowded
            )
            raise ConfigError(self._config.fault("feeds.paths", fault) for fault in faults)
        self._remark_on_lookalikes(place.paths for place in placed.values())
        return {term: placed[term] for term in wanted}

    def _take(self, term: Term | None) -> Paths:
        for mark, has_folders in _attempts(term):
            paths = fill(self._pattern(term), term, mark, has_folders)
            if self._taken.take(self._keys(term, paths)):
                break
        else:
            self._crowded[_first(self._pattern(term))] = None
        if term and mark:
            where = _first(paths)
            why = f"because another {term.kind} uses the shorter path"
            self.remarks.append(f"the feed of {term.kind} {term.name!r} is at {where}, {why}")
        return paths

    def _fill(self, term: Term | None, mark: str = "") -> Paths:
        return fill(self._pattern(term), term, mark)

    def _keys(self, term: Term | None, paths: Paths) -> list[str]:
        """Return what no other feed may have: slugs must differ by more than case or form."""
        raw = "{slug}" not in _first(self._pattern(term))
        return [*paths.values(), *(() if raw else map(fold_path, paths.values()))]

    def _pattern(self, term: Term | None) -> Paths:
        return self.patterns[term.kind if term else FeedKind.SITE]

    def _require_known_kinds(self) -> None:
        faults = [
            self._config.fault(f"feeds.{key}", self.unknown_kind(kind))
            for key, kinds in self._config.feeds.named_kinds
            for kind in kinds
            if kind not in self._kinds
        ]
        if faults:
            raise ConfigError(faults)

    def unknown_kind(self, kind: str) -> str:
        """Return the message for a kind that is not known here."""
        return f"the site has no feeds of the kind {kind!r}; {suggestion(kind, self._kinds)}"

    def _remark_on_lookalikes(self, placed: Iterable[Paths]) -> None:
        """Remark on paths that differ only by case or form: some file systems confuse them."""
        alike: dict[str, list[str]] = defaultdict(list)
        for paths in placed:
            alike[fold_path(_first(paths))].append(_first(paths))
        groups = [", ".join(paths) for paths in alike.values() if len(paths) > 1]
        if groups:
            more = f"; and {len(groups) - _NAMED} more" if len(groups) > _NAMED else ""
            self.remarks.append(f"{LOOKALIKES}: {'; '.join(groups[:_NAMED])}{more}")


def _attempts(term: Term | None) -> Iterator[tuple[str, bool]]:
    """Yield the mark of each attempt to place a feed, and whether its name may have folders."""
    yield "", True
    if term:
        marks = [mark_of(term, length) for length in _MARK_LENGTHS]
        yield from ((mark, True) for mark in marks)
        yield from ((mark, False) for mark in marks)  # a feed may be where a folder would be


def _documents(config: Config, settings: Settings, kind: str, format: Format) -> str | None:
    """Return the generator's path for one format, unless the configuration has another."""
    own = kind not in config.feeds.paths
    return settings.document_paths.get((kind, format)) if own else None


def _first(paths: Paths) -> str:
    return next(iter(paths.values()))


def _by_age(terms: Iterable[Term | None], first_uses: Mapping[Term, FirstUse]) -> list[Term | None]:
    """Sort terms by their first use; the site's feed comes before any term's."""

    def age(term: Term) -> tuple[FirstUse, str, str]:
        return first_uses[term], term.kind, term.name

    named = [term for term in terms if term]
    return [
        *(term for term in terms if term is None),
        *sorted(named, key=age if first_uses else None),
    ]

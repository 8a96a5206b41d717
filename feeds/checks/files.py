"""Files that posts refer to: images, audio, video, archives."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import cache, cached_property
from posixpath import basename, dirname, splitext

import msgspec

from feeds.pipeline.project import Project
from feeds.source import FolderNames, TreeWalk

_MEDIA = """
7z aac aif aiff avi avif bmp bz2 csv dmg doc docx eot epub flac gif gz heic ico jpeg jpg key m4a
m4v mkv mobi mov mp3 mp4 mpeg mpg odp ods odt oga ogg ogv opus otf pdf png ppt pptx psd rar rtf
svg tar tgz tif tiff ttf wav webm webp woff woff2 xls xlsx xz zip
"""
_ENDINGS = frozenset(_MEDIA.split())


def is_file_path(path: str) -> bool:
    """Say whether a path is that of a file which sites copy, and which no generator renders."""
    return splitext(path)[1].lower().removeprefix(".") in _ENDINGS


class MissingFile(msgspec.Struct, frozen=True):
    """A file that a post refers to and that does not exist."""

    why: str
    folder: str
    """Where it would be; empty if it is certain that it is wrong."""


class PublishedFiles:
    """The files of a tree at the paths where the site may publish them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._names = FolderNames(project.tree)
        self._stems = cache(self._stems_in)
        self._starts = cache(self._starts_in)
        self._missing_in = Counter[str]()

    def missing(self, path: str, beside: str | None) -> MissingFile | None:
        """Return why there is no file at a path below the site's URL; ask once for each path.

        ``beside`` is where it may be beside a post. Return None if there is a file, or if no
        folder for it has other files.
        """
        usual = self._project.generator.files_at(path)
        places = [*usual, *([beside] if beside else ())]
        if any(self._has(place) or self._has_variant(place) for place in places):
            return None
        for place in places:
            if other := self._alike(place):
                why = f"the file {other} has another letter case or Unicode form"
                return MissingFile(why, "")
        place = next((place for place in places if self._stems(dirname(place))), None)
        if place is None or self._is_elsewhere(path):
            return None
        self._missing_in[dirname(place)] += 1
        return MissingFile(f"the file {place} does not exist", dirname(place))

    def is_certain(self, missing: MissingFile) -> bool:
        """Say whether a file is really missing, after all were asked for.

        If most files of a folder are missing, they are probably stored elsewhere.
        """
        found = len(self._stems(missing.folder))
        return not missing.folder or found >= self._missing_in[missing.folder]

    def has_page(self, path: str) -> bool:
        """Say whether a file of the tree, in any markup, may be the page at a path."""
        return any(
            self._has_stem(place)
            for usual in self._project.generator.files_at(path.strip("/"))
            for place in (usual, f"_{usual}")
        ) or any(map(self._has_stem, self._below_top_folders(path.strip("/"))))

    def _has(self, place: str) -> bool:
        return basename(place) in self._names.of(dirname(place))

    def _is_elsewhere(self, path: str) -> bool:
        """Say whether a path is the end of a file's: themes and settings may publish any folder."""
        others = self._everywhere.get(basename(path), ())
        return any(f"/{other}".endswith(f"/{path}") for other in others)

    @cached_property
    def _everywhere(self) -> dict[str, list[str]]:
        """The paths of the tree's files that sites copy, by name."""
        found: dict[str, list[str]] = {}
        for path in tree_files(self._project, is_file_path, ("node_modules",)):
            found.setdefault(basename(path), []).append(path)
        return found

    def _has_stem(self, place: str) -> bool:
        return splitext(basename(place))[0].casefold() in self._starts(dirname(place))

    def _starts_in(self, folder: str) -> frozenset[str]:
        """Return the names in a folder, each also up to each of its dots, without letter case."""
        return frozenset(
            ".".join(parts[:count])
            for parts in (name.casefold().split(".") for name in self._names.of(folder))
            for count in range(1, len(parts) + 1)
        )

    def _has_variant(self, place: str) -> bool:
        """Say whether plugins may make a file from another one: another size, another format."""
        stem = splitext(basename(place))[0]
        starts = [stem[:at] for at, character in enumerate(stem) if at and character in "-_.@"]
        return not self._stems(dirname(place)).isdisjoint([stem, *starts])

    def _alike(self, place: str) -> str | None:
        """Return a file whose name differs only in letter case or Unicode form."""
        folder, wanted = dirname(place), _folded(basename(place))
        names = sorted(name for name in self._names.of(folder) if _folded(name) == wanted)
        return f"{folder}/{names[0]}".lstrip("/") if names else None

    def _stems_in(self, folder: str) -> frozenset[str]:
        """Return the names of the files in a folder that sites copy, without their endings."""
        return frozenset(splitext(name)[0] for name in self._names.of(folder) if is_file_path(name))

    def _below_top_folders(self, path: str) -> Iterator[str]:
        return (f"{folder}/{path}" for folder in self._names.of("") if "." not in folder)


def tree_files(
    project: Project, is_wanted: Callable[[str], bool], skipped: Collection[str]
) -> Iterator[str]:
    """Yield the wanted files of a tree, without those in hidden or ``skipped`` folders."""

    def descends(folder: str) -> bool:
        name = basename(folder)
        return name not in skipped and not name.startswith(".")

    return (file.path for file in TreeWalk(project.tree, descends, is_wanted).files())


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()

"""The content folder: which files are articles, and which are pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from pathlib import Path

import msgspec

from feeds.generators.pelican.pelicanconf import PelicanConf

SUFFIXES = {
    **dict.fromkeys(("md", "markdown", "mkd", "mdown"), "markdown"),
    "rst": "rst",
    **dict.fromkeys(("htm", "html"), "html"),
}
"""The markup of a file by its suffix; case matters."""


class ContentFiles(msgspec.Struct, frozen=True):
    """Where the articles, or the pages, of a site are. Paths are those of the tree."""

    content: str
    """The content folder, with a slash at the end; empty for the tree itself."""
    places: tuple[str, ...]
    """Folders and files to read, below the content folder."""
    excluded: frozenset[str]
    """Folders not to read, below the content folder."""
    ignored: re.Pattern[str]
    """Matches names of files and folders not to read."""
    suffixes: frozenset[str]

    @classmethod
    def articles(cls, conf: PelicanConf) -> ContentFiles:
        """Return where the articles are."""
        return cls._of(conf, "ARTICLE", "PAGE")

    @classmethod
    def pages(cls, conf: PelicanConf) -> ContentFiles:
        """Return where the pages are, which articles may link to."""
        return cls._of(conf, "PAGE", "ARTICLE")

    @classmethod
    def _of(cls, conf: PelicanConf, kind: str, other: str) -> ContentFiles:
        readers = conf.mapping("READERS")
        content = _content(conf)
        excludes = _cleaned((*conf.texts(f"{kind}_EXCLUDES"), *conf.texts(f"{other}_PATHS")))
        return cls(
            content=content,
            places=_cleaned(conf.texts(f"{kind}_PATHS")),
            excluded=frozenset([*excludes, *_without_articles(conf, content)]),
            ignored=re.compile("|".join(map(translate, conf.texts("IGNORE_FILES"))) or "(?!)"),
            suffixes=frozenset(suffix for suffix in SUFFIXES if readers.get(suffix, suffix)),
        )

    def below(self, path: str) -> str:
        """Return a path of the tree as Pelican writes it: below the content folder."""
        return path.removeprefix(self.content)

    def descends(self, directory: str) -> bool:
        """Say whether there may be files in or below this directory."""
        if f"{directory}/" == self.content or self.content.startswith(f"{directory}/"):
            return True
        if not directory.startswith(self.content):
            return False
        inner = self.below(directory)
        above = any(place.startswith(f"{inner}/") for place in self.places)
        return above or (self._in_a_place(inner) and self._is_open(inner))

    def takes(self, path: str) -> bool:
        """Say whether a file is read."""
        inner = self.below(path)
        folder, _, name = inner.rpartition("/")
        return (
            path.startswith(self.content)
            and posixpath.splitext(name)[1][1:] in self.suffixes
            and self.ignored.fullmatch(name) is None
            and (inner in self.places or (self._in_a_place(folder) and self._is_open(folder)))
        )

    def _in_a_place(self, directory: str) -> bool:
        return any(
            not place or directory == place or directory.startswith(f"{place}/")
            for place in self.places
        )

    def _is_open(self, directory: str) -> bool:
        """Say whether no folder from a place down to the directory is left out."""
        return any(
            self._is_open_from(place, directory)
            for place in self.places
            if not place or f"{directory}/".startswith(f"{place}/")
        )

    def _is_open_from(self, place: str, directory: str) -> bool:
        while directory not in (place, ""):
            folder, _, name = directory.rpartition("/")
            if directory in self.excluded or self.ignored.fullmatch(name):
                return False
            directory = folder
        return True


def _content(conf: PelicanConf) -> str:
    path = posixpath.normpath(conf.text("PATH") or ".")
    if path == ".":
        return ""
    if path.startswith(("/", "..")):
        message = f"PATH {path!r} is not in the site's folder"
        conf.fault("PATH", f"{message}; set --source to a folder that contains both", fatal=True)
    return f"{path}/"


def _without_articles(conf: PelicanConf, content: str) -> Iterator[str]:
    """Yield the folders of the output, the theme and the plugins, below the content folder.

    Without PATH the content folder holds them too. Pelican then reads their files, and warns of
    each or stops.
    """
    own = conf.written.values
    given = [own.get("OUTPUT_PATH", "output"), own.get("THEME"), own.get("PLUGIN_PATHS")]
    listed = (
        one for value in given for one in (value if isinstance(value, list | tuple) else [value])
    )
    named = [posixpath.normpath(one) for one in listed if isinstance(one, str) and one]
    themes = [name for name in ("theme", "themes") if _holds_templates(conf.tree / name)]
    for folder in (*named, *themes):
        if folder.startswith(content) and folder not in (".", "/"):
            yield folder.removeprefix(content)


def _holds_templates(folder: Path) -> bool:
    return any(next(folder.glob(pattern), None) for pattern in ("templates", "*/templates"))


def _cleaned(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple("" if path in ("", ".") else posixpath.normpath(path) for path in paths)

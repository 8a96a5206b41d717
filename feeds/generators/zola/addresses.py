"""Where a page is: its language, slug, path and the date its name may hold.

https://www.getzola.org/documentation/content/page/#output-paths
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from feeds.generators.zola.config import CONTENT
from feeds.generators.zola.dates import date_in_name
from feeds.generators.zola.slugs import slugify


class Naming(NamedTuple):
    """How a site names its pages."""

    default_language: str
    other_languages: Collection[str]
    strategy: str
    keeps_dates: bool


class PageFile(NamedTuple):
    """What a file's path says of its page."""

    language: str
    folder: str
    """Of the tree; for ``post/index.md`` the one that holds ``post``."""
    components: tuple[str, ...]
    """The folders below content that come before the slug."""
    name: str
    """The file's without suffix and language, or the folder's for an index."""
    is_root_index: bool

    @property
    def date(self) -> str | None:
        return date_in_name(self.name).date

    def path(self, slug: str | None, own: str | None, naming: Naming) -> str:
        """Return the page's path below the site's URL, not percent-encoded.

        ``slug`` and ``own``, a whole path, are the front matter's.
        """
        if own is not None:
            path = own.strip()
            return _closed(path if path.startswith("/") else f"/{path}")
        last = "" if self.is_root_index else self._slug(slug, naming)
        parts = [*self.components, last]
        if self.language != naming.default_language:
            parts.insert(0, self.language)
        return _closed("/" + "/".join(parts))

    def _slug(self, slug: str | None, naming: Naming) -> str:
        dated = date_in_name(self.name).slug
        undated = self.name if naming.keeps_dates or dated is None else dated
        return slugify(slug if slug is not None else undated, naming.strategy)


def page_file(path: str, naming: Naming) -> PageFile:
    """Take a path of the tree apart.

    ``ValueError`` with the code where the name ends in a language the site does not have.
    """
    folder, _, filename = path.rpartition("/")
    stem, language = filename.removesuffix(".md"), naming.default_language
    if naming.other_languages and "." in stem:
        name, _, code = stem.partition(".")
        if code != naming.default_language:
            if code not in naming.other_languages:
                raise ValueError(code)
            stem, language = name, code
    components = tuple(folder.split("/")[1:])
    is_index = bool(components) and filename.split(".")[0] == "index"
    own_folder = components[-1] if components else CONTENT
    return PageFile(
        language=language,
        folder=folder.rpartition("/")[0] if is_index else folder,
        components=components[:-1] if is_index else components,
        name=own_folder if stem == "index" else stem,
        is_root_index=stem == "index" and not components,
    )


def section_path(path: str, naming: Naming) -> str:
    """Return the path of the section whose ``_index.md`` lies there."""
    folder, _, filename = path.rpartition("/")
    code = filename.removeprefix("_index.").removesuffix("md").rstrip(".")
    parts = [code] if code in naming.other_languages else []
    return _closed("/" + "/".join([*parts, *folder.split("/")[1:]]))


def _closed(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"

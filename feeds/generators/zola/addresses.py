"""The language, slug, path and date in the name of a page's file.

https://www.getzola.org/documentation/content/page/#output-paths
"""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from feeds.generators.values import in_ascii

CONTENT = "content"
"""The folder of pages."""
STRATEGIES = ("on", "safe", "off")
_UNSAFE = re.compile(r"[<>:\"/\\|?*]")  # what NTFS forbids in a name
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_DATED = re.compile(
    r"(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[-+](?:[01]\d|2[0-3]):[0-5]\d))?)"
    r"(?:\s?[_-](?P<slug>.+)$)?"
)
"""A name that begins with a date."""


class Naming(msgspec.Struct, frozen=True):
    """How a site names its pages and terms."""

    default_language: str
    other_languages: Collection[str]
    paths: str
    """The slugification strategy of paths."""
    taxonomies: str
    """The slugification strategy of terms."""
    keeps_dates: bool
    """Slugs keep the date of a file's name."""


class PageFile(msgspec.Struct, frozen=True):
    """What a file's path says of its page."""

    language: str
    folder: str
    """The folder of the tree; for ``post/index.md`` the one that holds ``post``."""
    components: tuple[str, ...]
    """The folders below content that come before the slug."""
    name: str
    """The file's name without suffix and language, or the folder's for an index."""
    is_root_index: bool

    @property
    def date(self) -> str | None:
        """The date at the beginning of the name; None if there is none."""
        found = _DATED.match(self.name)
        return found["date"] if found else None

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
        dated = None if naming.keeps_dates else _DATED.match(self.name)
        name = (dated and dated["slug"]) or self.name
        return slugify(name if slug is None else slug, naming.paths)


def page_file(path: str, naming: Naming) -> PageFile:
    """Take a path of the tree apart.

    Raises ``ValueError`` with the code if the name ends in a language that the site does not have.
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
    """Return the path, below the site's URL, of the section whose ``_index.md`` has this path."""
    folder, _, filename = path.rpartition("/")
    code = filename.removeprefix("_index.").removesuffix("md").rstrip(".")
    parts = [code] if code in naming.other_languages else []
    return _closed("/" + "/".join([*parts, *folder.split("/")[1:]]))


def _closed(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"


def slugify(text: str, strategy: str) -> str:
    """Return a name as URLs have it: ``on`` in ASCII, ``safe`` for file systems, ``off`` as it is.

    https://www.getzola.org/documentation/getting-started/configuration/#slugification-strategies

    Raises :class:`~feeds.errors.ConfigError` if ``on`` needs Unidecode and it is not installed.
    """
    if strategy == "off":
        return text
    if strategy == "safe":
        return _UNSAFE.sub("", text.rstrip(" ."))
    return _NOT_IN_SLUG.sub("-", in_ascii(text, "-").lower()).strip("-")

"""Files that links may name: files of bundles, ``assets``, pages without feeds."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec

from feeds.generators.files import head
from feeds.generators.hugo import values
from feeds.generators.hugo.content import SUFFIXES, Content, content_name, normal
from feeds.generators.hugo.languages import Languages
from feeds.generators.hugo.permalinks import matches
from feeds.source import walk

_ASSETS = "assets/"
_HIDING = re.compile(
    r"^[ \t\[]*[\"']?(?:_?build\b|feed[\"']?[ \t]*[:=][ \t]*false)", re.IGNORECASE | re.MULTILINE
)
_FRONT = 3000
"""Characters in which these keys are looked for."""
_MOST_NAMES, _MOST_STARS = 100, 4
"""Names of files that one page gives, and wildcards in the pattern of each."""
_SAFE = "$&+,/:;=@-_.~"
"""What Hugo does not encode in a path."""


class Resource(msgspec.Struct, frozen=True):
    """A file of a leaf bundle."""

    name: str
    """Below the bundle, as written."""
    language: str
    is_page: bool
    """It is rendered as part of a page, and is not published itself."""


class SiteFiles(msgspec.Struct, frozen=True):
    """The files beside pages; names are compared without regard to letter case."""

    bundles: Mapping[str, Mapping[str, tuple[Resource, ...]]]
    """The resources of each bundle, by its logical path and by their names without language."""
    assets: frozenset[str]
    unlisted: Mapping[str, str]
    """Pages that may be left out of feeds: their text by path."""
    digest: str

    def resource(
        self, bundle: str, name: str, languages: tuple[str, ...], names: Mapping[str, str]
    ) -> Resource | None:
        """Return a bundle's file in the first of these languages that has one.

        ``names`` are the files that the page gives a name.
        """
        key = _name(name)
        found = self.bundles.get(bundle, {}).get(names.get(key, key), ())
        for language in languages:
            for one in found:
                if one.language == language and (not one.is_page or language == languages[0]):
                    return one
        return None

    def names(self, bundle: str, given: object) -> dict[str, str]:
        """Return the files of a bundle that have a name of their own, by that name.

        ``given`` is the ``resources`` of the page's front matter.
        """
        return _own_names(given, self.bundles.get(bundle, {})) if isinstance(given, list) else {}

    def asset(self, name: str) -> str:
        """Return the path of a file of ``assets`` below the site; empty if there is none."""
        path = name.strip("/")
        return encoded(f"/{path}") if path in self.assets else ""


def _own_names(given: list[object], files: Iterable[str]) -> dict[str, str]:
    """Of several patterns that match a file, the first counts (resources/resource_metadata.go)."""
    patterns = [
        (source, name)
        for one in given[:_MOST_NAMES]
        if (name := values.text(values.at(one, "name")))
        and (source := values.text(values.at(one, "src"))).count("*") <= _MOST_STARS
    ]
    found: dict[str, str] = {}
    counts: dict[str, int] = defaultdict(int)
    for file in sorted(files):
        own = next((one for one in patterns if matches(one[0], file)), None)
        if own is not None:
            counts[own[0]] += ":counter" in own[1]
            found.setdefault(_name(own[1].replace(":counter", str(counts[own[0]]))), file)
    return found


def encoded(path: str) -> str:
    """Percent-encode the path of a file."""
    return quote(path, safe=_SAFE)


def _name(name: str) -> str:
    return normal(name.strip("/"))


def read_files(tree: Path, languages: Languages, content: Content) -> SiteFiles:
    """Walk the content and asset directories."""
    tops = (*languages.directories, _ASSETS.rstrip("/"))

    def descends(directory: str) -> bool:
        return any(f"{directory}/".startswith(f"{top}/") for top in tops) or any(
            top.startswith(f"{directory}/") for top in tops
        )

    def is_file(path: str) -> bool:
        return path.startswith(_ASSETS) or languages.of(path) is not None

    bundles: dict[str, dict[str, list[Resource]]] = defaultdict(lambda: defaultdict(list))
    assets: set[str] = set()
    unlisted: dict[str, str] = {}
    digest = hashlib.sha256()
    for file in walk(tree, descends, is_file, 0)[0] if tree.is_dir() else ():
        if file.path.startswith(_ASSETS):
            assets.add(file.path.removeprefix(_ASSETS))
        elif not _add(bundles, file.path, languages, content):
            if not _is_page(file.path) or not _may_be_unlisted(text := head(tree / file.path)):
                continue
            unlisted[file.path] = text
        text = unlisted.get(file.path, "")
        digest.update(f"{file.path}\0{len(text)}\0{text}".encode())
    return SiteFiles(
        {
            path: {name: tuple(ones) for name, ones in names.items()}
            for path, names in bundles.items()
        },
        frozenset(assets),
        unlisted,
        digest.hexdigest(),
    )


def _is_page(path: str) -> bool:
    file = path.rpartition("/")[2].lower()
    return file.rpartition(".")[2] in SUFFIXES and not file.startswith("_index.")


def _may_be_unlisted(text: str) -> bool:
    return _HIDING.search(text[:_FRONT]) is not None


def _add(
    bundles: dict[str, dict[str, list[Resource]]], path: str, languages: Languages, content: Content
) -> bool:
    """Add a file if it is in a bundle."""
    folder = content.bundle_of(path)
    placed = languages.of(path)
    if not folder or placed is None:
        return False
    language, below = placed
    depth = below.count("/") - path[len(folder) + 1 :].count("/")
    parts = below.split("/")
    bundle, inside = "/" + normal("/".join(parts[:depth])), "/".join(parts[depth:])
    name = content_name(inside, languages.names)
    plain = f"{name.base}.{name.suffix}" if name.suffix else name.base
    plain = f"{name.folder}/{plain}" if name.folder else plain
    is_page = name.suffix in SUFFIXES
    resource = Resource(inside, name.language or language.name, is_page)
    bundles[bundle][_name(plain)].append(resource)
    return True

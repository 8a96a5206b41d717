"""A page's address from its path, slug, pattern or own ``url``, as Hugo puts it together."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from feeds.generators.hugo import sanitise, values
from feeds.generators.hugo.config import Config

_INDEX = "index"
_PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Style:
    """What of the configuration shapes every address."""

    keeps_case: bool = False
    drops_accents: bool = False
    is_ugly: bool = False
    ugly_sections: Mapping[str, bool] = field(default_factory=dict)

    def path(self, text: str) -> str:
        """Return a text as it stands in paths."""
        kept = sanitise.sanitised(text)
        if self.drops_accents:
            kept = sanitise.without_accents(kept)
        return kept if self.keeps_case else kept.lower()

    def urlized(self, text: str) -> str:
        """Return a text as it stands in URLs, percent-encoded."""
        return sanitise.escaped_url(self.path(text))

    def ugly(self, section: str) -> bool:
        """Say whether a section's pages end in ``.html``."""
        return self.ugly_sections.get(section, self.is_ugly)


def style(config: Config) -> Style:
    """Read what of the configuration shapes addresses."""
    ugly = config.get("uglyurls")
    sections = (
        {name: bool(values.flag(one)) for name, one in ugly.items()}
        if (isinstance(ugly, dict))
        else {}
    )
    return Style(
        keeps_case=config.flag("disablepathtolower"),
        drops_accents=config.flag("removepathaccents"),
        is_ugly=values.flag(ugly) is True,
        ugly_sections=sections,
    )


class Place(NamedTuple):
    """What a page's address is made from; paths without slashes at their ends."""

    folder: str
    """The folder above the page, as in its path."""
    name: str
    """Its slug, or its name in paths."""
    url: str = ""
    """The front matter's, placeholders filled in."""
    pattern: str = ""
    """``[permalinks]``, filled in for it; empty for none."""
    prefix: str = ""
    """Its language's."""
    is_bundle: bool = False
    is_ugly: bool = False


def link(place: Place, style: Style) -> str:
    """Return the page's path below the site, percent-encoded, with a leading slash.

    Raises ``ValueError`` for a ``url`` whose ``%`` encodes nothing.
    """
    if place.url:
        return sanitise.escaped_url(_given(place))
    parts = [place.pattern] if place.pattern else [place.folder, place.name]
    parts = [part for part in parts if part.strip("/")]
    same = not place.is_bundle and place.name == _INDEX
    if place.is_ugly or (same and not place.pattern):
        parts = [*parts[:-1], f"{parts[-1].removesuffix('/')}.html"] if parts else [_PAGE]
    else:
        parts.append(_PAGE)
    path = _joined([style.path(part) for part in parts])
    if same:
        path = path.removesuffix(_INDEX)
    return sanitise.escaped_path(f"/{place.prefix}{path}" if place.prefix else path)


def _given(place: Place) -> str:
    """Return the address that the front matter gives; ``index.html`` means its folder."""
    url = place.url
    if ".." in url:
        url = posixpath.normpath("/" + url)
    parts = [part for part in url.split("/") if part]
    if url.endswith("/") or "." not in url:
        parts.append(_PAGE)
    path = _joined(parts)
    relative = not place.url.startswith("/")
    if relative and place.prefix and not url.startswith(f"/{place.prefix}"):
        path = f"/{place.prefix}{path}"
    return path.replace("#", "%23")


def _joined(parts: list[str]) -> str:
    """Join parts with slashes; a path that ends with ``index.html`` ends with a slash."""
    is_index = bool(parts) and parts[-1] == _PAGE
    path = ""
    for part in parts[:-1] if is_index else parts:
        path += part if path.endswith("/") or part.startswith("/") else f"/{part}"
    path = path.replace("#", "%23")
    return f"{path}/" if is_index and not path.endswith("/") else path


def folder_of(place: Place, style: Style) -> str:
    """Return the folder of a section's feed below the site, neither encoded nor in slashes."""
    if place.url:
        parts = [part for part in place.url.split("/") if part]
        name = parts[-1] if parts else ""
        keeps = place.url.endswith("/") or "." not in place.url
        return "/".join(parts if keeps else [*parts[:-1], name])
    return style.path(place.pattern or place.folder).strip("/")

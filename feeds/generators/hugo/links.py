"""Targets of links and images, as Hugo's embedded render hooks form them.

The hooks are on where ``markup.goldmark.renderHooks`` says so, and where the site configures its
languages (hugolib/page__per_output.go, config/allconfig/allconfig.go).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from feeds.generators.hugo import values
from feeds.generators.hugo.config import HugoConfig
from feeds.generators.hugo.content import SUFFIXES, ContentName
from feeds.generators.hugo.references import References
from feeds.generators.hugo.resources import SiteFiles, encoded
from feeds.source import walk

_AUTO, _NEVER, _ALWAYS = "auto", "never", "always"
_TARGETS = re.compile(
    r"\]\([ \t]*+<?((?!\{\{)[^)\s>]++)|^[ \t>]*+\[[^\]\n]++\]:[ \t]*+<?((?!\{\{)\S++)",
    re.MULTILINE,
)
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|#")
_ROOTED = re.compile(r"""(<[^<>]*?\s(?:src|href)=["']?)/(?!/)(?=([^"'\s>]*))""", re.IGNORECASE)


class LinkHooks(msgspec.Struct, frozen=True):
    """Which of the embedded render hooks are on in one language."""

    links: bool = False
    images: bool = False
    share_files: bool = False
    """Files of other languages belong to bundles of this one too."""

    def uses(self, body: str) -> tuple[bool, bool]:
        """Say whether the hooks need the site's files for a body, and whether its other posts."""
        files = posts = False
        if self.links or self.images:
            for found in _TARGETS.finditer(body):
                target = found[1] or found[2]
                if not _ABSOLUTE.match(target):
                    files = True
                    posts = posts or self.share_files or (self.links and _may_be_page(target))
        return files, posts


def _may_be_page(target: str) -> bool:
    file = unquote(target.partition("#")[0].partition("?")[0]).rpartition("/")[2]
    _, dot, suffix = file.rpartition(".")
    return not dot or suffix.lower() in SUFFIXES or not suffix.isalnum()


def link_hooks(config: HugoConfig, own_hooks: frozenset[str]) -> LinkHooks:
    """Read which hooks are on; templates of the site replace those in ``own_hooks``."""
    tables = config.tables("languages")
    is_multihost = any("baseurl" in table for table in tables.values())
    copies = config.flag("markup", "goldmark", "duplicateresourcefiles")
    automatic = bool(tables) and not is_multihost and not copies

    def is_on(hook: str) -> bool:
        mode = config.text("markup", "goldmark", "renderhooks", hook, "useembedded").lower()
        if hook in own_hooks and mode != _ALWAYS:
            return False
        return automatic if mode in ("", _AUTO) else mode != _NEVER

    return LinkHooks(is_on("link"), is_on("image"), len(tables) > 1)


def own_hooks(tree: Path, config: HugoConfig) -> dict[str, str]:
    """Return the site's own templates for links and images: the first file of each kind."""
    themes = values.strings(config.get("theme"))
    tops = ["layouts", *(f"themes/{theme}/layouts" for theme in themes)]
    found: dict[str, str] = {}
    for top in tops:
        for path in _markup_templates(tree, top):
            kind = path.rpartition("/")[2].removeprefix("render-").partition(".")[0]
            if kind in ("link", "image"):
                found.setdefault(kind, path)
    return found


def _markup_templates(tree: Path, top: str) -> Iterator[str]:
    if not (tree / top).is_dir():
        return

    def descends(directory: str) -> bool:
        return f"{directory}/".startswith(f"{top}/") or top.startswith(f"{directory}/")

    def is_template(path: str) -> bool:
        return path.startswith(f"{top}/") and "/_markup/render-" in path

    yield from (file.path for file in walk(tree, descends, is_template, 0)[0])


class PageLinks(msgspec.Struct, frozen=True):
    """What the links of one page may lead to."""

    page: ContentName
    url: str
    """The page's."""
    site_url: str
    languages: tuple[str, ...]
    """Those whose files the page may use, its own first."""
    files: Callable[[], SiteFiles]
    references: Callable[[str], References]
    """The pages of a language."""
    names: Callable[[], Mapping[str, str]]
    """The files to which its front matter gives a name, by that name."""

    def link(self, target: str) -> str:
        """Return what a link's target becomes."""
        parts = _parts(target)
        if parts is None or target.startswith("#") or not target:
            return target
        path = unquote(parts.path).removeprefix("./")
        found = self.references(self.languages[0]).find(path, self.page, by_name=False)
        return _completed(found, parts) if found else self._file(path, parts, target)

    def image(self, target: str) -> str:
        """Return what an image's target becomes."""
        parts = _parts(target)
        if parts is None:
            return target
        return self._file(unquote(parts.path).removeprefix("./"), parts, target)

    def file(self, target: str) -> str:
        """Return the URL of one of the page's files or of an asset; empty if it is neither."""
        parts = _parts(target)
        return (self._found(unquote(parts.path)) or "") if parts else ""

    def _file(self, path: str, parts: SplitResult, target: str) -> str:
        found = self._found(path)
        return target if found is None else _completed(found, parts) if found else ""

    def _found(self, name: str) -> str | None:
        """Return a file's URL; empty if it is not published itself, None if there is none."""
        if not name.strip("/"):
            return None
        if self.page.is_leaf:
            path, names = self.page.path, self.names()
            found = self.files().resource(path, name, self.languages, names)
            if found is not None:
                return "" if found.is_page else self._folder(found.language) + encoded(found.name)
        path = self.files().asset(name)
        return self.site_url + path if path else None

    def _folder(self, language: str) -> str:
        """Return the URL of the folder that holds the files of the page in a language."""
        url = self.url
        if language != self.languages[0]:
            url = self.references(language).links.get(self.page.path, url)
        return f"{url.removesuffix('.html').rstrip('/')}/"


def _parts(target: str) -> SplitResult | None:
    """Split a relative URL; None if it is absolute or cannot be split."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme else parts


def _completed(url: str, parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return f"{url}{query}{'#' if parts.fragment else ''}{parts.fragment}"


def below_base(html: str, site_url: str) -> str:
    """Put links that begin with a slash below the path of the site's URL, as Hugo's RSS does."""
    root = urlsplit(site_url).path.strip("/")
    if not root:
        return html

    def placed(found: re.Match[str]) -> str:
        inside = found[2] == root or found[2].startswith(f"{root}/")
        return found[0] if inside else f"{found[1]}/{root}/"

    return _ROOTED.sub(placed, html)

"""Rules about links to pages and files of the site that do not exist.

A static site has more pages than feeds knows of: pages from plugins and themes, lists, redirects.
So something is missing only if the tree can decide it:

- A page, if posts have such addresses (with a date, or in a folder of several posts), and no file
  or redirect of the tree could be it.
- An image, sound, video, archive or document, if the folder for it has such files, and most of
  those that posts refer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from posixpath import dirname

import msgspec

from feeds.checks.addresses import PostAddresses, page_key, path_on_site, shortened
from feeds.checks.files import MissingFile, PublishedFiles, is_file_path
from feeds.checks.lines import PostFiles
from feeds.checks.pages import OtherPages
from feeds.errors import Fault
from feeds.generators.base import LeftOut
from feeds.pipeline.survey import Survey

_MOST_SUSPECTS = 100_000
_FEW_FAULTY = 3
"""Posts with faults whose addresses do not matter, because their files are named like them."""
_NO_SCHEME = re.compile(
    r"(?:^|[/(<])(?:https?:/|www\.\w[\w-]*\.\w|[\w.+-]+@[\w-]+\.\w)", re.IGNORECASE
)
"""An address that is read as one below the page."""


class TargetKind(StrEnum):
    """What refers to a target."""

    LINK = "link"
    IMAGE = "image"
    ENCLOSURE = "enclosure"


class Target(msgspec.Struct, frozen=True):
    """What a post refers to on its own site."""

    kind: TargetKind
    path: str
    """Below the site's URL, decoded, without a leading slash."""


class Targets:
    """Judges what posts refer to. Pages are judged at the end, all at once."""

    def __init__(self, found: Survey) -> None:
        self._found = found
        self._changes_links = found.project.generator.settings.changes_links
        self._files = PublishedFiles(found.project)
        self._addresses = PostAddresses()
        self._posts: dict[str, str] = {}
        """The file of each post, by the key of its address."""
        self._unpublished = found.catalogue.unpublished(found.project.site.timezone)
        for post in found.catalogue.each():
            path = path_on_site(found.project.site, post.link)
            if path is not None:
                self._note(page_key(path), post.path)
        self._feeds = {page_key(path) for spec in found.plan.specs for path in spec.paths.values()}
        self._missing: dict[str, MissingFile | None] = {}
        self._lost_files: list[tuple[str, Target, MissingFile]] = []
        self._suspects: list[tuple[str, Target]] = []
        self._certain: list[tuple[str, Target, str]] = []

    def _note(self, key: str, post: str) -> None:
        """Note the address of a post. Of two posts with one address, a published one counts."""
        if key not in self._posts or self._posts[key] in self._unpublished:
            self._posts[key] = post
        self._addresses.add(key)

    def add(self, post: str, targets: Iterable[Target]) -> None:
        """Take up what a post refers to."""
        for target in targets:
            if is_file_path(target.path):
                if missing := self._missing_file(target.path):
                    self._lost_files.append((post, target, missing))
            elif target.kind is TargetKind.LINK and len(self._suspects) < _MOST_SUSPECTS:
                self._add_page(post, target)

    def _missing_file(self, path: str) -> MissingFile | None:
        if path not in self._missing:
            self._missing[path] = self._files.missing(path, self._beside(path))
        return self._missing[path]

    def _beside(self, path: str) -> str | None:
        """Return where a file is that is published beside a post, or below it."""
        folder = dirname(path)
        while folder:
            if page_key(folder) in self._posts:
                return f"{dirname(self._posts[page_key(folder)])}{path[len(folder) :]}"
            folder = dirname(folder)
        return None

    def _add_page(self, post: str, target: Target) -> None:
        key = page_key(target.path)
        if key in self._posts:
            if why := self._unpublished.get(self._posts[key]):
                self._certain.append((post, target, f"{self._posts[key]} {why}"))
        elif _NO_SCHEME.search(target.path):
            why = "it does not begin with https:// or mailto:, so it leads to a path on this site"
            self._certain.append((post, target, why))
        elif not self._changes_links and (meant := self._below_a_post(key)):
            why = f"a slash before {meant} is missing, so it leads to a path below another post"
            self._certain.append((post, target, why))
        elif key not in self._feeds and self._addresses.are_like(key) and not self._is_moved(key):
            self._suspects.append((post, target))

    def _below_a_post(self, key: str) -> str:
        """Return the address of a post that is written after another's: a slash is missing."""
        names = key.split("/")
        for at in range(1, len(names)):
            page, rest = "/".join(names[:at]), "/".join(names[at:])
            if rest in self._posts and page in self._posts:
                return rest
        return ""

    def _is_moved(self, key: str) -> bool:
        """Say whether the configuration has the address of a feed of the past."""
        moves = self._found.project.config.feeds.moves
        return any(moves.targets(f"/{key}")) or moves.is_retired(f"/{key}")

    def _misses_many_posts(self, left_out: Mapping[str, str]) -> bool:
        """Say whether so many posts have faults that a missing page may be one of them."""
        faulty = sum(reason == LeftOut.FAULT for reason in left_out.values())
        return faulty > max(_FEW_FAULTY, len(self._posts) // 10)

    def faults(self, files: PostFiles) -> Iterator[Fault]:
        """Yield a fault for each reference to something that does not exist."""
        yield from (_fault(files, *one) for one in self._certain)
        for post, target, missing in self._lost_files:
            if self._files.is_certain(missing):
                yield _fault(files, post, target, missing.why)
        left_out = self._found.catalogue.left_out_files()
        has_page = cache(self._files.has_page)
        suspects = [one for one in self._suspects if not has_page(one[1].path)]
        if not suspects or self._misses_many_posts(left_out):
            return
        wanted = {page_key(target.path) for _, target in suspects}
        known = frozenset(self._posts.values())
        others = OtherPages(self._found.project, wanted, known, left_out)
        for post, target in suspects:
            key = page_key(target.path)
            page = others.found.get(key)
            if page is None and not others.has(key):
                yield _fault(files, post, target, "no post is published at this path")
            elif page and page.is_draft:
                yield _fault(files, post, target, f"it leads to the draft {page.path}")


def _fault(files: PostFiles, post: str, target: Target, why: str) -> Fault:
    rule = "dead-link" if target.kind is TargetKind.LINK else "dead-image"
    line = files.line_of_url(post, f"/{target.path}")
    message = f"the {target.kind} {shortened(f'/{target.path}')} is broken: {why}; correct it"
    return Fault(post, line, message, fatal=False, rule=rule)

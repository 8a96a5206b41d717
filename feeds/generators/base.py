"""How one generator lays out, names and dates its posts: the interface every dialect fills.

A dialect is made from a tree and reads the generator's own configuration there, so
that a site needs none of ours. It decides nothing by itself about feeds: it says what
its generator would do, in :class:`Settings`, and reads one post at a time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from feeds.errors import Fault
from feeds.model import Format, Person, Post, Reading, Site

ToHtml = Callable[[str, str], str]
"""Takes a markup's name, as in ``Post.markup``, and a text in it; gives HTML."""


class LeftOut(StrEnum):
    """Why a file that could be a post is not published."""

    DRAFT = "draft"
    UNPUBLISHED = "unpublished"
    FAULT = "fault"


class Unpublished(Exception):
    """The author does not want this post published."""

    def __init__(self, reason: LeftOut) -> None:
        super().__init__(reason)
        self.reason = reason


class PostError(Exception):
    """This file cannot be read as a post; carries each (line, message) found."""

    def __init__(self, *faults: tuple[int, str]) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """What a tree says of its own site; None where it says nothing."""

    title: str | None = None
    url: str | None = None
    """Absolute, without a trailing slash, the path the site is mounted at included."""
    timezone: str | None = None
    """An IANA name; a dialect whose generator has a fixed default gives that."""
    description: str | None = None
    language: str | None = None
    authors: tuple[Person, ...] = ()
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None
    paths: Mapping[str, str] = field(default_factory=dict)
    """The generator's own feed paths by kind, with ``{slug}``, ``{name}`` and ``{ext}``."""
    feedless: frozenset[str] = frozenset()
    """Kinds that the generator is told to make no feeds of."""
    document_paths: Mapping[tuple[str, Format], str] = field(default_factory=dict)
    """Paths of single formats that do not follow their kind's; without ``{ext}``."""
    extensions: Mapping[Format, str] = field(default_factory=dict)
    entries: int | None = 20
    """How many a feed shows; None for all there are."""
    full_content: bool = True
    shows_future: bool = False
    """The generator publishes posts dated in the future."""
    ties_ascend: bool = False
    """Posts of one moment are ordered by path upwards, not downwards."""
    notes: tuple[str, ...] = ()
    """What was assumed, for the user to know."""
    faults: tuple[Fault, ...] = ()
    """What is wrong in the generator's own configuration, without being fatal."""


class Dialect(ABC):
    """One generator's way with posts. Made once a run; plain data, so it can be pickled."""

    name: ClassVar[str]
    config_name: ClassVar[str] = "feeds.yaml"
    """What our configuration is called in its trees, so that the generator publishes no copy."""
    reads_ids: ClassVar[bool] = False
    """Its posts may say their own id, under ``id`` in the front matter."""

    @classmethod
    @abstractmethod
    def recognised_by(cls, tree: Path) -> str | None:
        """Return the file by which the tree is this generator's; None if it is not.

        It is a file that no other generator has. At most a mebibyte is read.
        """

    @property
    def label(self) -> str:
        """What a tree of it is called in messages."""
        return f"a site made with {self.name.capitalize()}"

    settings: Settings
    max_post_size: int = 1 << 20
    """Bytes; no larger file is read as a post."""

    @abstractmethod
    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        """Read the generator's configuration in the tree.

        ``permalink`` is our configuration's pattern of post addresses, for trees whose generator
        has none. Raises :class:`~feeds.errors.ConfigError` with every fault found, paths
        relative to the tree, and ``ValueError`` in words where the pattern cannot be used.
        """
        self.tree = tree

    @property
    @abstractmethod
    def inputs(self) -> str:
        """A digest of all that decides how posts are read, beside the posts and the site."""

    @abstractmethod
    def descends(self, directory: str) -> bool:
        """Say whether posts may lie in or below this directory of the tree."""

    @abstractmethod
    def is_post(self, path: str) -> bool:
        """Say from its path alone whether a file may be a post."""

    def misnamed(self, path: str) -> str | None:
        """Say what a file's name is not, where it seems meant for a post but cannot be one."""
        del path
        return None

    @property
    def templates(self) -> str:
        """A digest of all files beside the posts that :meth:`expand` may read; empty for none.

        It is taken once, when first asked for: a file that changes later counts as not yet read.
        """
        return ""

    def expand(
        self, reading: Reading, site: Site, posts: Callable[[], Sequence[Post]], to_html: ToHtml
    ) -> Reading:
        """Work off the template language in body and excerpt, as the generator would.

        Asked only for posts with a :class:`~feeds.model.Template` that some feed shows.
        ``posts`` gives every published post, newest first; ``to_html`` renders a text. Never
        raises for what the template holds: what cannot be worked off stays, as its text.
        """
        del site, posts, to_html
        return reading

    @abstractmethod
    def read(self, path: str, text: str, site: Site) -> Reading:
        """Read one post from the text of its file (no byte order mark, lines end in LF).

        It reads no file: it may be asked on another machine, where there is no tree.
        Raises :class:`PostError` where it cannot be published, :class:`Unpublished` where
        its author does not want it to be.
        """

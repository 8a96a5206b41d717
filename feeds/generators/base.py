"""What every generator implements: how it lays out, names, dates and renders its posts.

A generator is made from a tree and reads the site's own configuration there, so that a site
needs none of ours. It decides nothing about feeds: it says what the site says, in
:class:`Settings`, reads one post at a time, and turns a post's body into HTML.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import msgspec

from feeds.errors import Fault
from feeds.markup.commonmark import commonmark
from feeds.model import Format, Person, Post, Site

Posts = Callable[[], Sequence[Post]]
"""Gives every published post, newest first."""
Problem = tuple[int, str]
"""A line of the post's file, from 1 (0 for the whole file), and what is wrong there."""


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


class Settings(msgspec.Struct, frozen=True):
    """What a tree says of its own site; None where it says nothing."""

    title: str | None = None
    url: str | None = None
    """Absolute, without a trailing slash, the path the site is mounted at included."""
    timezone: str | None = None
    """An IANA name; a generator whose generator has a fixed default gives that."""
    description: str | None = None
    language: str | None = None
    authors: tuple[Person, ...] = ()
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None
    paths: Mapping[str, str] = {}
    """The generator's own feed paths by kind, with ``{slug}``, ``{name}`` and ``{ext}``."""
    feedless: frozenset[str] = frozenset()
    """Kinds that the generator is told to make no feeds of."""
    document_paths: Mapping[tuple[str, Format], str] = {}
    """Paths of single formats that do not follow their kind's; without ``{ext}``."""
    extensions: Mapping[Format, str] = {}
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


class Reading(msgspec.Struct, frozen=True):
    """A post as read from its file: its facts, and the text that only its entry needs."""

    post: Post
    body: str
    """As written, front matter taken off."""
    excerpt: str = ""
    """The part of the body that stands for the whole; empty if there is none."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the post, though it can be published."""


class Html:
    """A post's HTML as its site shows it. It is not sanitised; its URLs may be relative."""

    def __init__(
        self,
        content: Callable[[], str],
        excerpt: Callable[[], str] | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        """``content`` and ``excerpt`` are each called once, when first needed.

        ``excerpt`` is None if the content is its own excerpt. ``problems`` are those of the
        template language.
        """
        self._content, self._excerpt = content, excerpt
        self.problems = tuple(problems)

    @classmethod
    def of(
        cls, render: Callable[[str], str], reading: Reading, problems: Sequence[Problem] = ()
    ) -> Html:
        """Return the HTML of a body and of an excerpt written in the same markup."""
        body, excerpt = reading.body, reading.excerpt
        same = excerpt.rstrip() == body.rstrip()
        return cls(
            lambda: render(body) if body else "",
            None if same else lambda: render(excerpt) if excerpt else "",
            problems,
        )

    @cached_property
    def content(self) -> str:
        """The whole post."""
        return self._content()

    @cached_property
    def excerpt(self) -> str:
        """The excerpt; empty if there is none."""
        return self.content if self._excerpt is None else self._excerpt()


class Generator(ABC):
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
        """A digest of all files beside the posts that :meth:`html` may read; empty for none.

        It is taken once, when first asked for: a file that changes later counts as not yet read.
        """
        return ""

    @abstractmethod
    def read(self, path: str, text: str, site: Site) -> Reading:
        """Read one post from the text of its file (no byte order mark, lines end in LF).

        It reads no file: it may be asked on another machine, where there is no tree.
        Raises :class:`PostError` where it cannot be published, :class:`Unpublished` where
        its author does not want it to be.
        """

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render a post that :meth:`read` returned.

        Templates in it are rendered as the generator renders them; ``posts`` is called only for
        those with :attr:`~feeds.model.Template.POSTS`. Never raises for what the post contains:
        a template that cannot be rendered stays as its text, and is one of the problems.
        Unless overridden, ``.html`` and ``.htm`` files are HTML, all others CommonMark.
        """
        del site, posts
        is_html = reading.post.path.lower().endswith((".html", ".htm"))
        return Html.of(str if is_html else commonmark, reading)

"""The interface of a generator: how it finds, names, dates and renders posts.

A generator reads the site's own configuration from its tree, so that most sites need none of ours.
It decides nothing about feeds: it returns the facts about the site as :class:`Settings`, reads one
post at a time, and turns a post's body into HTML.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar

import msgspec

from feeds.errors import Fault
from feeds.generators.installed import Member, is_installed, report_errors
from feeds.generators.values import Zoneless
from feeds.markup.commonmark import commonmark
from feeds.model import Channel, Format, Person, Post, Site, Term
from feeds.source import CommitDates

Posts = Callable[[], Sequence[Post]]
"""Gives every published post, newest first."""
Problem = tuple[int, str]
"""A line of the post's file, from 1 (0 for the whole file), and what is wrong there."""


class LeftOut(StrEnum):
    """Why a file that could be a post is not published."""

    DRAFT = "draft"
    UNPUBLISHED = "unpublished"
    UNDATED = "no date"
    UNLISTED = "not in a feed"
    """The generator's own feeds never show such a page."""
    NO_FEED = "feed: false"
    FAULT = "fault"


class Unpublished(Exception):
    """The author does not want this post published."""

    def __init__(self, reason: LeftOut) -> None:
        super().__init__(reason)
        self.reason = reason


class UnpublishedReading(msgspec.Struct, frozen=True):
    """How a post is read that is not published."""

    date: str
    """The date of drafts that have none, in ISO 8601."""
    reasons: list[LeftOut]
    """Why the post is not published, added while it is read."""


_UNPUBLISHED: ContextVar[UnpublishedReading | None] = ContextVar("unpublished", default=None)


def leave_out(reason: LeftOut) -> None:
    """Raise :class:`Unpublished`; in a block of :func:`reading_unpublished`, note the reason."""
    unpublished = _UNPUBLISHED.get()
    if unpublished is None:
        raise Unpublished(reason)
    unpublished.reasons.append(reason)


def draft_date() -> str | None:
    """Return the date of drafts that have none; None in a build."""
    unpublished = _UNPUBLISHED.get()
    return unpublished.date if unpublished else None


@contextmanager
def reading_unpublished(date: str) -> Iterator[list[LeftOut]]:
    """Read posts that their authors do not publish, for previews; yield why they do not.

    ``date`` is that of drafts without one.
    """
    unpublished = UnpublishedReading(date, [])
    before = _UNPUBLISHED.set(unpublished)
    try:
        yield unpublished.reasons
    finally:
        _UNPUBLISHED.reset(before)


class PostError(Exception):
    """This file cannot be read as a post; carries each (line, message) found."""

    def __init__(self, *faults: tuple[int, str]) -> None:
        super().__init__(*faults)
        self.faults = faults


class Settings(msgspec.Struct, frozen=True):
    """What a tree says about its site; None for everything that it does not say."""

    title: str | None = None
    """The site's name; None for the host of its URL."""
    url: str | None = None
    """Absolute, with the path that the site is mounted at, without a trailing slash."""
    timezone: str | None = None
    """An IANA name: the site's, or else the site generator's default."""
    assumes_zone: bool = False
    """The site names no zone, so ``timezone`` is the generator's default."""
    description: str | None = None
    """One sentence about the site."""
    language: str | None = None
    """A BCP 47 tag, such as ``en-GB``."""
    authors: tuple[Person, ...] = ()
    """The authors of posts that name none."""
    icon: str | None = None
    """The URL of a small square picture, absolute or relative to the site's URL."""
    logo: str | None = None
    """The URL of a larger picture, absolute or relative to the site's URL."""
    rights: str | None = None
    """The copyright notice."""
    paths: Mapping[str, str] = {}
    """The generator's own feed paths by kind, with ``{slug}``, ``{name}`` and ``{ext}``."""
    feedless: frozenset[str] = frozenset()
    """Kinds of feeds that the site's configuration turns off."""
    document_paths: Mapping[tuple[str, Format], str] = {}
    """Paths of single formats that ``paths`` cannot describe; without ``{ext}``."""
    extensions: Mapping[Format, str] = {}
    """The value of ``{ext}`` for each format, without a dot."""
    schemes: Mapping[str, str] = {}
    """For each kind, the path of the page that lists its terms, below the site's URL.

    By default, ``/tags/`` for tags. In entries its URL is the scheme (RFC 4287 4.2.2.2).
    """
    entries: int | None = 20
    """How many entries a feed shows; None for all."""
    full_content: bool = True
    """Feeds show whole posts; if False, only summaries."""
    html_summaries: bool = False
    """Feeds show summaries as HTML; if False, as plain text."""
    shows_future: bool = False
    """The generator publishes posts dated in the future."""
    ties_ascend: bool = False
    """Posts with the same date are ordered by path, ascending; if False, descending."""
    changes_links: bool = False
    """Templates of the site may change the links in posts. A build does not run them."""
    guesses_ids: bool = False
    """Code of the site may give headings other ids. A build does not run it."""
    notes: tuple[str, ...] = ()
    """Assumptions that the user should know about."""
    faults: tuple[Fault, ...] = ()
    """Problems in the generator's own configuration that are not fatal."""


class Reading(msgspec.Struct, frozen=True):
    """A post as read from its file: its facts, and the text that only its entry needs."""

    post: Post
    body: str
    """As written, without the front matter."""
    excerpt: str = ""
    """The part of the body that is shown as a summary; empty if there is none."""
    problems: tuple[Problem, ...] = ()
    """Problems that do not prevent the post from being published."""


class TermPage(msgspec.Struct, frozen=True):
    """The page on which a site lists the posts of a term."""

    url: str
    """Absolute, percent-encoded."""
    further: str = ""
    """The beginning of the URLs of its second page, third page, and so on; the number follows.

    Empty if they are not known.
    """
    is_folder: bool = False
    """Every page below it belongs to the term, as to a language."""


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
        self.has_excerpt = excerpt is not None
        """There is an excerpt beside the content. It may have no text, such as a picture."""
        self.problems = tuple(problems)

    @classmethod
    def of(
        cls,
        render: Callable[[str], str],
        reading: Reading,
        problems: Sequence[Problem] = (),
        is_apart: Callable[[str, str], bool] | None = None,
    ) -> Html:
        """Return the HTML of a body and of an excerpt written in the same markup.

        ``is_apart`` tells whether two parts of a body can be rendered separately: then an excerpt
        at its start is rendered once.
        """
        body, excerpt = reading.body, reading.excerpt
        same = excerpt.rstrip() == body.rstrip()
        shown = cache(lambda: render(excerpt) if excerpt else "")

        def content() -> str:
            if is_apart and excerpt and body.startswith(excerpt):
                rest = body[len(excerpt) :]
                if is_apart(excerpt, rest):
                    return shown() + render(rest)
            return render(body) if body else ""

        html = cls(content, None if same else shown, problems)
        html.has_excerpt = bool(excerpt) and not same
        return html

    def wrap(self, wrapped: Callable[[Callable[[], str]], Callable[[], str]]) -> None:
        """Replace the functions that render it."""
        self._content = wrapped(self._content)
        self._excerpt = self._excerpt and wrapped(self._excerpt)

    @cached_property
    def content(self) -> str:
        """The whole post."""
        return self._content()

    @cached_property
    def excerpt(self) -> str:
        """The excerpt; empty if there is none."""
        return self.content if self._excerpt is None else self._excerpt()


class Generator(ABC):
    """Reads the posts of one site generator.

    One instance is made for each build. It is pickled and sent to other processes, so its
    attributes must be data: no lambdas, open files or locks.
    """

    def __init_subclass__(cls) -> None:
        """Let a generator of another distribution report its errors in one line."""
        super().__init_subclass__()
        if is_installed(cls):
            report_errors(cls, Generator, _MEMBERS)

    name: ClassVar[str]
    config_name: ClassVar[str] = "feeds.yaml"
    """The name of our configuration in its trees; the site generator must not publish that file."""
    url_key: ClassVar[str] = ""
    """The key of its own configuration that sets the site's URL; messages name it."""
    reads_ids: ClassVar[bool] = False
    """The front matter of its posts may set the id, under the key ``id``."""
    reads_commits: ClassVar[bool] = False
    """It can date posts by their commits."""
    commits: Mapping[str, CommitDates] | None = None
    """The dates of each file; None unless the configuration asks for dates from git."""

    @classmethod
    @abstractmethod
    def recognised_by(cls, tree: Path) -> str | None:
        """Return the file that shows that the tree is this generator's; None if it is not.

        No other generator has this file. Read at most 1 MiB of it.
        """

    @property
    def label(self) -> str:
        """What messages call a tree of this generator."""
        return f"a site made with {self.name.capitalize()}"

    def output_step(self, directory: str) -> str:  # noqa: ARG002
        """Return what the user does so that the site generator publishes no copy of the feeds.

        ``directory`` of the tree will hold the feeds. Empty if there is nothing to do.
        """
        return ""

    source_folders: ClassVar[frozenset[str]] = frozenset()
    """The names of folders at the top of its trees that never hold the built site."""
    renames_terms: ClassVar[bool] = False
    """Posts show terms under other names; :meth:`channel` gets the shown name."""
    settings: Settings
    max_post_size: int = 1 << 20
    """Bytes; no larger file is read as a post."""

    @abstractmethod
    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        """Read the generator's configuration in the tree.

        ``permalink`` is the pattern of post addresses in our configuration, for generators that
        have none. Raises :class:`~feeds.errors.ConfigError` with every fault found, with paths
        relative to the tree, and ``ValueError`` with a message if the pattern cannot be used.
        """
        self.tree = tree

    def channel(self, term: Term | None, site: Site) -> Channel:
        """Return what the feed of a term, or of the site (None), says of itself.

        It reads no file. ``site`` has the title and the language of our configuration, if that
        has any.
        """
        name = term.name if term else ""
        title = f"{site.title} | {name}" if term else site.title
        return Channel(title, f"{site.url}/", site.language, site.title, name)

    def term_page(self, term: Term, site: Site) -> TermPage | None:  # noqa: ARG002
        """Return the page on which the site lists the posts of a term; None if it is not known.

        Arguments are those of :meth:`channel`. A guess is not enough: a page of something else
        would link the feed.
        """
        return None

    @property
    @abstractmethod
    def inputs(self) -> str:
        """A digest of everything, except the post and the site, that decides how a post is read."""

    @abstractmethod
    def descends(self, directory: str) -> bool:
        """Return whether posts may be in or below this directory of the tree."""

    @abstractmethod
    def is_post(self, path: str) -> bool:
        """Return whether a file may be a post. Only its path decides."""

    def is_draft(self, path: str) -> bool:
        """Return whether a file that is not a post is a draft, by its path alone."""
        del path
        return False

    def misnamed(self, path: str) -> str | None:
        """Return the required form of a misnamed post's file name; None for all other files."""
        del path
        return None

    @property
    def templates(self) -> str:
        """A digest of all files, except posts, that :meth:`html` may read; empty if there are none.

        It is computed once. A file that changes later is noticed by the next build.
        """
        return ""

    def files_at(self, path: str) -> tuple[str, ...]:
        """Return the files of the tree that the site may publish at a path below its URL.

        The size of an enclosure is that of the first file that exists. Files beside the post are
        found without this method.
        """
        return (path,)

    @abstractmethod
    def read(self, path: str, text: str, site: Site) -> Reading:
        """Read one post from the text of its file (no byte order mark, lines end in LF).

        It must read no file: it may run on another machine, where there is no tree. Raises
        :class:`PostError` if the post cannot be published, and :class:`Unpublished` if its author
        does not want it published.
        """

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render a post that :meth:`read` returned.

        Templates in it are rendered as the generator renders them; ``posts`` is called only for
        those with :attr:`~feeds.model.Template.POSTS` or ``Template.ADDRESSES``. No content of a
        post may raise an error: a template that cannot be rendered stays as its text, and is one
        of the problems.
        Unless overridden, ``.html`` and ``.htm`` files are HTML, all others CommonMark.
        """
        del site, posts
        is_html = reading.post.path.lower().endswith((".html", ".htm"))
        return Html.of(str if is_html else commonmark, reading)


_MEMBERS = {
    **dict.fromkeys(("__init__", "descends", "is_post", "is_draft"), Member()),
    **dict.fromkeys(("label", "output_step", "inputs", "templates"), Member(str)),
    "channel": Member(Channel),
    "term_page": Member(TermPage | None),
    "misnamed": Member(str | None),
    "files_at": Member(tuple | list),
    "read": Member(Reading, (PostError, Unpublished, RecursionError, Zoneless)),
    "html": Member(Html),
}
"""What the code of an installed generator may return and raise."""

"""Values of front matter, of every type.

docs/reference/posts.md lists the keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from feeds.generators.base import PostError, Problem
from feeds.generators.frontmatter import FrontMatter
from feeds.generators.media import Media, is_out_of_feeds, media_of
from feeds.generators.plain.people import people
from feeds.generators.values import Zoneless, date_in_path, parse_date, shown, slugify
from feeds.model import FeedKind, Person, Term
from feeds.source import CommitDates
from feeds.urls import is_language_tag

_DATED = ("date", "date.published", "date.created", "published")
_DATED_BY_OTHERS = ("publishdate", "pubdate", "date_published", "created")
_UPDATED = (
    "date.updated",
    "date.modified",
    "lastmod",
    "modified",
    "updateddate",
    "last_modified_at",
)
_NOT_IN_ID = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")  # RFC 3986 3.1
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_DATE_PARTS = frozenset(("published", "created", "updated", "modified"))
_ZONE_FORM = "add an offset such as +0100, or set site.timezone (or use --timezone)"
_ADDRESS_FORM = "write a path such as /about/ (without . or ..), or a whole URL"
_DATE = "date: 2026-11-23 07:26:17 +0800"
_DATE_FORM = "write 2026-11-23 or 2026-11-23 07:26:17 +0800"

Report = Callable[[str, str], None]
"""Takes a key and what is wrong with it."""


class PlainValues:
    """Reads values by key, and collects every fault, to report all of them at once.

    The front matter is read as written. Keys are compared without case. A mapping of dates
    counts as the keys ``date.created``, ``date.updated`` and so on.
    """

    def __init__(
        self, matter: FrontMatter, commits: CommitDates | None = None, asks_git: bool = False
    ) -> None:
        """``commits`` date a post that names no date; None if it was never committed.

        ``asks_git`` is whether posts are dated by commits at all.
        """
        self.matter = matter
        self._commits = commits
        self._asks_git = asks_git
        self.problems: list[Problem] = []
        """What is wrong with the post, though it can be published."""
        self._values = {key.lower(): value for key, value in matter.values.items()}
        dates = self._values.get("date")
        if isinstance(dates, dict) and _DATE_PARTS.intersection(map(str.lower, map(str, dates))):
            del self._values["date"]
            self._values |= {f"date.{key}".lower(): value for key, value in dates.items()}
        self._faults: list[Problem] = []

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def raise_faults(self) -> None:
        """Raise :class:`PostError` if anything read so far cannot be published."""
        if self._faults:
            raise PostError(*sorted(set(self._faults)))

    def published(self, path: str, timezone: str) -> datetime:
        """Return when the post was published; the epoch, and a fault, if nothing says it.

        Without a date in the front matter or the path it is the first commit's.

        A date in the file's path comes before the keys of other tools: posts had this date, and
        perhaps this id, before those keys were read.
        """
        is_flag = self.flag("published", or_date=True) is not None
        own = self._first_date(_DATED[:-1] if is_flag else _DATED, timezone)
        others = () if own or date_in_path(path).date else _DATED_BY_OTHERS
        return own or self._first_date(others, timezone) or self._date_in_path(path, timezone)

    def updated(self, timezone: str, published: datetime) -> datetime | None:
        """Return when the post was last changed; None if nothing says it.

        Without a date in the front matter it is the last commit's, unless the post is
        ``published`` later. A key of other tools that is not a date leaves the post as it was
        before it was read.
        """
        own = self.date("updated", timezone)
        found = own or self._first_date(_UPDATED, timezone, self._problem)
        return found or (max(published, self._commits.last) if self._commits else None)

    def _first_date(
        self, keys: Iterable[str], timezone: str, report: Report | None = None
    ) -> datetime | None:
        """Return the date of the first key that has a value."""
        for key in keys:
            if self._has(key):
                return self.date(key, timezone, report)
        return None

    def _has(self, key: str) -> bool:
        value = self._values.get(key)
        return bool(value.strip() if isinstance(value, str) else value)

    def _date_in_path(self, path: str, timezone: str) -> datetime:
        """Return the date in the file's path, at midnight in the site's zone.

        If there is none, that is a fault, and the result is the epoch.
        """
        found = date_in_path(path).date
        if not found and self._commits and not self._faults:
            return self._commits.first
        try:
            return parse_date(found or "", timezone)
        except Zoneless:
            self._faults.append((1, f"the date in the file name has no time zone; {_ZONE_FORM}"))
        except ValueError:
            if found:
                message = f"the date {found} in the file name does not exist; rename the file"
                self._faults.append((1, message))
            elif not any(map(self._has, (*_DATED[:-1], *_DATED_BY_OTHERS))):
                message = (
                    f"the post has no date and is not committed; commit it, or write {_DATE}"
                    if self._asks_git
                    else f"the post has no date; write {_DATE}, set dates: git, or ignore the file"
                )
                self._faults.append((1, message))
        return datetime.fromtimestamp(0, UTC)

    def flag(self, key: str, or_date: bool = False) -> bool | None:
        """Return whether a key says yes or no; None if it says neither.

        Another value is a fault, unless the key may also hold a date (``or_date``).
        """
        given = self.text(key)
        flag = _FLAGS.get(given.lower()) if given else None
        if given and flag is None and not or_date:
            self._fault(key, f"{key} must be true or false, not {shown(given)}; write one of them")
        return flag

    def is_unpublished(self) -> bool:
        """Return whether ``published``, or Obsidian's ``publish``, says no."""
        published, publish = self.flag("published", or_date=True), self._values.get("publish")
        return published is False or _FLAGS.get(_string(publish).strip().lower()) is False

    def text(self, key: str, report: Report | None = None) -> str | None:
        """Return a string without white space around it; None if there is none."""
        value = self._values.get(key)
        if value is not None and not isinstance(value, str):
            message = f"{key} must be a string, not a {_shape(value)}; put it in quotes"
            (report or self._fault)(key, message)
        return _string(value).strip() or None

    def address(self, key: str) -> str | None:
        """Return a part of the post's address, which becomes part of its permanent id."""
        given = self.text(key)
        if given and not _is_address(given):
            self._fault(key, f"{key} {shown(given)} is not a path or URL; {_ADDRESS_FORM}")
            return None
        return given

    def title(self) -> str:
        """Return the title; it is empty if the author left it empty."""
        return " ".join((self.text("title") or "").split())

    def date(self, key: str, timezone: str, report: Report | None = None) -> datetime | None:
        """Return a date in its own zone, or else in the site's; None if there is none.

        Anything else is a fault, unless it goes to ``report``.
        """
        report = report or self._fault
        given = self.text(key, report)
        if given is None:
            return None
        try:
            return parse_date(given, timezone)
        except Zoneless:
            report(key, f"{key} has no time zone; {_ZONE_FORM}")
        except ValueError:
            report(key, f"{key} {shown(given)} is not a date; {_DATE_FORM}")
        return None

    def terms_of(self, plural: str, singular: str) -> tuple[Term, ...]:
        """Return the terms under both keys, each once; commas separate terms in a string."""
        kind = FeedKind(singular)
        names = [name for key in (plural, singular) for name in self._names(key)]
        return tuple(Term(kind, name, slugify(name)) for name in dict.fromkeys(names))

    def authors(self) -> tuple[Person, ...]:
        """Return the people under ``author`` and ``authors``, each once."""
        people = [person for key in ("author", "authors") for person in self._people(key)]
        return tuple(dict.fromkeys(people))

    def bylines(self, authors: tuple[Person, ...]) -> tuple[Term, ...]:
        """Return the authors as terms, which have feeds."""
        names = dict.fromkeys(author.name for author in authors)
        return tuple(Term(FeedKind.AUTHOR, name, slugify(name)) for name in names)

    def identity(self) -> str | None:
        """Return the id that the author gave, unchanged; it should be absolute (RFC 4287 4.2.6)."""
        for key in ("id", "guid"):
            given = self.text(key)
            if given:
                self._judge_identity(key, given)
                return given
        return None

    def _judge_identity(self, key: str, given: str) -> None:
        if _NOT_IN_ID.search(given):
            message = f"{key} {shown(given)} contains a line break or control character"
            self._fault(key, f"{message}; remove it")
        elif not _SCHEME.match(given):
            problem = f"{key} {shown(given)} is not an absolute URI"
            self._problem(
                key,
                f"{problem}; write one such as tag:example.com,2026:name, or keep it if it is "
                "published",
            )

    def media(self) -> Media:
        """Return the image and the enclosures, whose URLs may be relative to the post."""
        media = media_of(self._values)
        self.problems += ((self.matter.line(*keys), message) for keys, message in media.problems)
        return media

    def out_of_feeds(self) -> bool:
        """Return whether ``feed: false`` keeps the post out of all feeds."""
        return is_out_of_feeds(self._values.get("feed"))

    def language(self) -> str | None:
        """Return the post's language tag."""
        given = self.text("lang")
        if given and not is_language_tag(given):
            self._problem(
                "lang", f"lang {shown(given)} is not a language tag; write one like en or zh-CN"
            )
            return None
        return given

    def _names(self, key: str) -> Iterator[str]:
        value = self._values.get(key)
        if isinstance(value, dict):
            self._fault(key, f"{key} must be a list, not a mapping; write {key}: [one, two]")
            return
        several = value.split(",") if isinstance(value, str) else value
        for name in several if isinstance(several, list) else [several]:
            if name is not None and not isinstance(name, str):
                message = f"{key} must be a list of strings, but contains a {_shape(name)}"
                self._fault(key, f"{message}; write {key}: [one, two]")
            elif text := " ".join(_string(name).split()):
                yield text

    def _people(self, key: str) -> Iterator[Person]:
        for person in people(self._values.get(key)):
            if person:
                yield person
            else:
                self._fault(key, f"{key} has no name; write {key}: Ada Example")

    def _fault(self, key: str, message: str) -> None:
        self._faults.append((self._line(key), message))

    def _problem(self, key: str, message: str) -> None:
        self.problems.append((self._line(key), message))

    def _line(self, key: str) -> int:
        return self.matter.line(key.partition(".")[0])


def _is_address(text: str) -> bool:
    """Say whether this is a path below the site, or an absolute URL with a host."""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname)
    except ValueError:
        return False
    steps = unquote(parts.path).split("/")
    return (has_host or parts.scheme not in ("http", "https")) and not {".", ".."}.intersection(
        steps
    )


def _string(value: Any) -> str:
    return str(value) if isinstance(value, str) else ""


def _shape(value: object) -> str:
    return "mapping" if isinstance(value, dict) else "list"

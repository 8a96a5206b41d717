"""Front matter values of a plain post, whatever type they were written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from feeds.model import Enclosure, FeedKind, Person, Term
from feeds.posts.dialect import PostError
from feeds.posts.frontmatter import FrontMatter
from feeds.posts.plain.dates import Zoneless, date_in_path, parse_date
from feeds.posts.plain.slug import slugify

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # BCP 47, as far as shape goes
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")  # RFC 3986 3.1
_MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}
_ZONE_FORM = "add an offset such as +0100, or set site.timezone (or --timezone)"
_DATE_FORM = "write 2026-11-23 or 2026-11-23 07:26:17 +0800"


class Values:
    """Reads values by key, and gathers every fault so that all are told at once."""

    def __init__(self, matter: FrontMatter) -> None:
        self.matter = matter
        self.remarks: list[tuple[int, str]] = []
        self._faults: list[tuple[int, str]] = []

    def raise_faults(self) -> None:
        """Raise :class:`PostError` where anything read so far cannot be published."""
        if self._faults:
            raise PostError(*self._faults)

    def date_in_path(self, path: str, timezone: str) -> datetime:
        """Return the date that stands in the file's path, midnight in the site's zone.

        Raises :class:`PostError` where there is none.
        """
        try:
            return parse_date(date_in_path(path).date or "", timezone)
        except Zoneless as error:
            self._faults.append((1, f"the file name's date {error} has no time zone; {_ZONE_FORM}"))
        except ValueError:
            if not self._faults:
                self._faults.append((1, "no date; write date: 2026-11-23 07:26:17 +0800"))
        raise PostError(*self._faults)

    def flag(self, key: str) -> bool:
        """Say whether a key is set to true."""
        return self.matter.values.get(key) is True

    def text(self, key: str) -> str | None:
        """Return a scalar as text; None where there is none."""
        value = self.matter.values.get(key)
        if isinstance(value, list | dict):
            self._fault(key, f"{key} is a {_shape(value)}; write one text")
            return None
        return _scalar(value) or None

    def title(self) -> str:
        """Return the title, empty where the author left it so."""
        title = self.text("title") or ""
        if not title.strip():
            self._remark("title", "title is empty; give the post one")
        return " ".join(title.split())

    def date(self, key: str, timezone: str) -> datetime | None:
        """Return a date in its own zone or else the site's; None where there is none."""
        value = self.matter.values.get(key)
        if value is None or isinstance(value, bool):
            return None
        try:
            return parse_date(_scalar(value), timezone)
        except Zoneless:
            self._fault(key, f"{key} {_scalar(value)!r} has no time zone; {_ZONE_FORM}")
        except ValueError:
            self._fault(key, f"{key} {_scalar(value)!r} is not a date; {_DATE_FORM}")
        return None

    def terms_of(self, plural: str, singular: str) -> tuple[Term, ...]:
        """Return the terms under both keys, each once; a text holds several with commas."""
        kind = FeedKind(singular)
        names = [name for key in (plural, singular) for name in self._names(key)]
        return tuple(Term(kind, name, slugify(name)) for name in dict.fromkeys(names))

    def authors(self) -> tuple[Person, ...]:
        """Return everybody under ``author`` and ``authors``, each once."""
        people = [person for key in ("author", "authors") for person in self._people(key)]
        return tuple(dict.fromkeys(people))

    def bylines(self, authors: tuple[Person, ...]) -> tuple[Term, ...]:
        """Return the authors as terms, for their feeds."""
        return tuple(Term(FeedKind.AUTHOR, a.name, slugify(a.name)) for a in authors)

    def identity(self) -> str | None:
        """Return the id given, to the byte; RFC 4287 4.2.6 wants it absolute."""
        for key in ("id", "guid"):
            given = self.text(key)
            if given and not _SCHEME.match(given):
                self._remark(key, f"{key} {given!r} is no absolute IRI; keep it if readers know it")
            if given:
                return given
        return None

    def image(self) -> str | None:
        """Return the image's URL, absolute or relative to the post."""
        value = self.matter.values.get("image")
        if isinstance(value, dict):
            value = value.get("url") or value.get("path") or value.get("src")
        return _scalar(value) or None if not isinstance(value, list | dict) else None

    def enclosure(self) -> Enclosure | None:
        """Return the enclosure: a URL, or a mapping with url, type and length."""
        value = self.matter.values.get("enclosure")
        if value is None:
            return None
        given = value if isinstance(value, dict) else {"url": value}
        url, length = _scalar(given.get("url")), _scalar(given.get("length")) or "0"
        if not url or isinstance(value, list) or not length.isascii() or not length.isdigit():
            self._fault("enclosure", "enclosure needs a url, and its length in bytes if known")
            return None
        return Enclosure(url, _scalar(given.get("type")) or _media_type(url), int(length))

    def language(self) -> str | None:
        """Return the post's language tag."""
        given = self.text("lang")
        if given and not _LANGUAGE.fullmatch(given):
            self._remark("lang", f"lang {given!r} is no language tag; write one like en or zh-CN")
            return None
        return given

    def _names(self, key: str) -> Iterator[str]:
        value = self.matter.values.get(key)
        if isinstance(value, dict):
            self._fault(key, f"{key} is a mapping; write a list such as [one, two]")
            return
        several = value.split(",") if isinstance(value, str) else value
        for name in several if isinstance(several, list) else [several]:
            if isinstance(name, list | dict):
                self._fault(key, f"{key} holds a {_shape(name)}; write a list of texts")
            elif text := " ".join(_scalar(name).split()):
                yield text

    def _people(self, key: str) -> Iterator[Person]:
        value = self.matter.values.get(key)
        for one in value if isinstance(value, list) else [value]:
            given = one if isinstance(one, dict) else {"name": one}
            name = given.get("name")
            if isinstance(name, list | dict) or (isinstance(one, dict) and not name):
                self._fault(key, f"{key} has no name; write a name, or name:, email: and uri:")
            elif _scalar(name).strip():
                uri = _scalar(given.get("uri") or given.get("url")) or None
                yield Person(_scalar(name).strip(), uri, _scalar(given.get("email")) or None)

    def _fault(self, key: str, message: str) -> None:
        self._faults.append((self.matter.line(key), message))

    def _remark(self, key: str, message: str) -> None:
        self.remarks.append((self.matter.line(key), message))


def _scalar(value: Any) -> str:
    """Return a YAML scalar as its author would read it."""
    if value is None or isinstance(value, list | dict):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shape(value: object) -> str:
    return "list" if isinstance(value, list) else "mapping"


def _media_type(url: str) -> str:
    ending = url.partition("?")[0].rpartition(".")[2].lower()
    return _MEDIA_TYPES.get(ending, "application/octet-stream")

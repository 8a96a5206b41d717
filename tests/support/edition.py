"""Feeds, clocks and directories for the tests of the edition and of the web layer."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import zstandard
from msgspec.structs import replace

from feeds.edition import EditionWriter
from feeds.model import Coding, FileType, Format, Representation
from feeds.render import represent

_DECODERS: dict[Coding, Callable[[bytes], bytes]] = {
    Coding.GZIP: gzip.decompress,
    Coding.BROTLI: brotli.decompress,
    Coding.ZSTANDARD: zstandard.decompress,
}

MORNING = 1_795_420_000.25


@dataclass
class Clock:
    """Time that passes only when somebody sleeps, or says so."""

    now: float = MORNING
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Place:
    """An output and a state directory, and builds that publish into them."""

    root: Path
    clock: Clock = field(default_factory=Clock)
    url: str = ""
    home: str = ""
    hubs: tuple[str, ...] = ()
    pages: str = ""

    @property
    def output(self) -> Path:
        return self.root / "public"

    @property
    def state(self) -> Path:
        return self.root / ".feeds"

    def writer(self) -> EditionWriter:
        return EditionWriter(self.output, self.state, self.clock, self.clock.sleep)

    def publish(self, *feeds: Representation, fingerprint: str = "1") -> list[bool]:
        """One build that publishes these feeds; whether each was written."""
        with self.writer() as writer:
            writer.describe(self.url, self.home, hubs=self.hubs, pages=self.pages)
            return [writer.put(feed, fingerprint) for feed in feeds]

    def file(self, path: str) -> Path:
        """The published file, its name in UTF-8 whatever the locale."""
        return Path(os.fsdecode(os.fsencode(self.output) + path.encode()))


def decode(body: bytes, coding: Coding) -> bytes:
    """Undo a content coding."""
    return _DECODERS[coding](body)


def feed(
    path: str = "/feed.xml", text: str = "one", max_age: int = 3600, page: str = ""
) -> Representation:
    """A representation long enough to be worth compressing, its format told by its name."""
    formats = {".json": Format.JSON, ".rss": Format.RSS}
    format = formats.get(path[path.rfind(".") :], Format.ATOM)
    body = f"<feed>{text * 400}</feed>".encode()
    return replace(represent(body, path, format, max_age, codings=[*Coding]), page=page)


def page(path: str = "/feeds/index.html", text: str = "one", max_age: int = 3600) -> Representation:
    """A file for people, as long as a feed, its type told by its name."""
    ending = path[path.rfind(".") + 1 :]
    type = FileType.SEARCH if ending == "json" else FileType(ending)
    made = represent(f"<p>{text * 400}".encode(), path, type, max_age, codings=[*Coding])
    return replace(made, kind="")


def short_feed(path: str = "/feed.xml", text: str = "x") -> Representation:
    """A representation that gzip would not make smaller."""
    return represent(text.encode(), path, Format.ATOM, 3600)

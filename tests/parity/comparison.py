"""Two feeds of one tree, a generator's and ours, compared field by field."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from feeds.config import Config
from feeds.edition import read_edition
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project

from .documents import Document, Head, Shown, read_feed
from .fragments import Fragment

FALLBACK_URL = "https://parity.example"
EVERY = 100_000
"""Entries; more than any tree has."""
_PARTS = ("content", "summary")
_PLAIN = tuple(one.name for one in fields(Shown) if one.name not in _PARTS)
HEAD = tuple(f"feed's {one.name}" for one in fields(Head))
"""Fields of a feed itself."""
NAMES = (*_PLAIN, "text", *_PARTS, "links", "pre")
"""Fields of an entry."""


class NativeBuildError(Exception):
    """A generator could not build a tree; carries its output."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one entry, or of the feed, as the generator and as we have it."""

    entry: str
    """Its id; empty for the feed itself."""
    field: str
    native: object
    ours: object

    def __str__(self) -> str:
        return f"{self.entry}: {self.field}\n  native {self.native!r}\n  ours   {self.ours!r}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing one feed of one tree."""

    native: int
    """Entries in the generator's feed."""
    ours: int
    differences: tuple[Difference, ...]
    faults: tuple[str, ...]
    """What we refused."""
    bare: tuple[str, ...] = ()
    """Entries compared without their text: the generator itself cannot make it here."""

    @property
    def entries(self) -> int:
        """The entries compared, those that only one feed has included."""
        return max(self.native, self.ours)

    def equal(self, *fields: str) -> int:
        """Return in how many entries these fields are the same; of a feed's fields, 1 or 0."""
        if fields[0] in HEAD:
            return int(not any(one.field in fields for one in self.differences))
        found = (one for one in self.differences if one.field in (*fields, "entry"))
        return self.entries - len({one.entry for one in found})


def summary(comparisons: Collection[Comparison]) -> str:
    """Count in how many feeds and entries each field agrees."""
    entries = sum(one.entries for one in comparisons)
    lines = [f"{len(comparisons)} feeds, {entries} entries"]
    for name in (*HEAD, *NAMES):
        equal = sum(one.equal(name) for one in comparisons)
        lines.append(f"{name:>15}: {equal} of {len(comparisons) if name in HEAD else entries}")
    bare = sorted({f"without text: {entry}" for one in comparisons for entry in one.bare})
    faults = sorted({f"left out: {fault}" for one in comparisons for fault in one.faults})
    return "\n".join([*lines, *bare, *faults])


def compared(native: Document, ours: Document, faults: Iterable[str] = ()) -> Comparison:
    """Compare two feeds: what they say of themselves, then entry by entry."""
    found = (*_in_heads(native.head, ours.head), *differences(native.entries, ours.entries))
    return Comparison(len(native.entries), len(ours.entries), found, tuple(faults))


def _in_heads(native: Head, ours: Head) -> Iterator[Difference]:
    for name, field in zip(HEAD, fields(Head), strict=True):
        theirs, mine = getattr(native, field.name), getattr(ours, field.name)
        if theirs is not None and theirs != mine:
            yield Difference("", name, theirs, mine)


def differences(native: Sequence[Shown], ours: Sequence[Shown]) -> Iterator[Difference]:
    """Yield what differs: entries that only one has, then every field in order."""
    ids = {one.id for one in native}, {one.id for one in ours}
    for missing in sorted(ids[0] - ids[1]):
        yield Difference(missing, "entry", "there", "missing")
    for surplus in sorted(ids[1] - ids[0]):
        yield Difference(surplus, "entry", "missing", "there")
    for theirs, mine in zip(native, ours, strict=False):
        for name in _PLAIN:
            if getattr(theirs, name) != getattr(mine, name):
                yield Difference(theirs.id, name, getattr(theirs, name), getattr(mine, name))
        yield from _in_parts(theirs, mine)


def _in_parts(native: Shown, ours: Shown) -> Iterator[Difference]:
    """Compare the HTML: content and summary, as far as the generator's entry has them.

    The text is that of the content, or of the summary where there is none.
    """
    pairs = [
        (name, getattr(native, name), getattr(ours, name) or Fragment())
        for name in _PARTS
        if getattr(native, name) is not None
    ]
    for at, (name, theirs, mine) in enumerate(pairs):
        wanted = ["text"] * (at == 0) + ["links", "pre"]
        for field in wanted:
            if getattr(theirs, field) != getattr(mine, field):
                yield Difference(native.id, field, getattr(theirs, field), getattr(mine, field))
        if theirs.tree != mine.tree:
            yield Difference(native.id, name, theirs.tree, mine.tree)


def our_feeds(
    tree: Path,
    generator: str,
    url: str | None = None,
    formats: Iterable[str] = ("atom", "rss"),
    entries: int | None = EVERY,
    content: str | None = None,
) -> tuple[dict[str, Document], list[str]]:
    """Build the tree with ours and read every feed by its path; and the faults that cost a post.

    ``url`` is given for trees that do not say what theirs is; ``entries`` is None for the
    tree's own limit, and ``content`` for the tree's own choice of full content or summaries.
    """
    feeds = {"entries": entries, "formats": list(formats), "content": content, "pages": False}
    config = Config.of({"posts": str(tree), "generator": generator, "feeds": feeds})
    with tempfile.TemporaryDirectory() as folder:
        project = open_project(config.with_site(url=url), Path(folder))
        report = build(project, datetime.now(UTC), lambda *_: None)
        paths = read_edition(project.state).files
        shown = {path: read_feed(project.output / path.lstrip("/")) for path in paths}
    return shown, [str(fault) for fault in report.faults if fault.fatal]

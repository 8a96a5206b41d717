"""Entries, rendered in the order in which feeds want them, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from feeds.builder.fragments import Fragments
from feeds.builder.project import Project
from feeds.builder.workers import Workers
from feeds.catalogue import Shown
from feeds.model import Reading
from feeds.source import read_bytes, version


class Wanted(NamedTuple):
    """One entry that some feed shows."""

    post: Shown
    full_content: bool


def plain_reading(project: Project, post: Shown) -> Reading | None:
    """Read a post as it is; None where its file has changed since it was catalogued."""
    try:
        content = read_bytes(project.tree, post.path)
    except OSError:
        return None
    reading = project.read(post.path, content).reading
    return reading if version(content) == post.version else None


def fragments_of(project: Project, reading: Reading | None, full_content: bool) -> Fragments | None:
    """Render an entry in each format; None for a post that cannot be read."""
    if reading is None:
        return None
    from feeds.assemble import assemble_entry
    from feeds.render import render_entry

    entry = assemble_entry(reading, project.site, full_content)
    return {format: render_entry(entry, format) for format in project.config.feeds.formats}


class Entries:
    """Entries that are rendered ahead, by other processes where that is worth it.

    Those of posts with a template are not: what goes wrong in them is noted here.
    """

    def __init__(self, workers: Workers, wanted: Sequence[Wanted]) -> None:
        """Take what will be wanted, in the order in which it first is."""
        plain = [one for one in dict.fromkeys(wanted) if not one.post.template]
        self._coming: Iterator[Wanted] = iter(plain)
        self._made = workers.each(_rendered, plain)
        self._there: dict[Wanted, Fragments | None] = {}

    def take(self, wanted: Wanted, render: Callable[[], Fragments | None]) -> Fragments | None:
        """Return an entry, once; what is wanted again, or never was, is rendered here."""
        while not wanted.post.template and wanted not in self._there:
            coming = next(self._coming, None)
            if coming is None:
                break
            self._there[coming] = next(self._made)
        return self._there.pop(wanted) if wanted in self._there else render()


def _rendered(project: Project, one: Wanted) -> Fragments | None:
    return fragments_of(project, plain_reading(project, one.post), one.full_content)

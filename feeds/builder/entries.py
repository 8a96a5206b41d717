"""Entries, rendered in the order in which feeds want them, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import NamedTuple

from feeds.builder.crew import Task
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
    content = _content(project, post)
    return None if content is None else project.read(post.path, content).reading


def _content(project: Project, post: Shown) -> bytes | None:
    try:
        content = read_bytes(project.tree, post.path)
    except OSError:
        return None
    return content if version(content) == post.version else None


def fragments_of(project: Project, reading: Reading | None, full_content: bool) -> Fragments | None:
    """Render an entry in each format; None for a post that cannot be read."""
    if reading is None:
        return None
    from feeds.assemble import assemble_entry
    from feeds.render import render_in_each

    entry = assemble_entry(reading, project.site, full_content)
    return render_in_each(entry, project.config.feeds.formats)


def load_renderers() -> None:
    """Import what renders, ahead of its use, where there is nothing to do but wait."""
    import_module("feeds.assemble")
    import_module("feeds.render")


class Entries:
    """Entries that are rendered ahead, by other processes where that is worth it.

    Those of posts with a template are not: what goes wrong in them is noted here.
    """

    def __init__(self, workers: Workers, wanted: Sequence[Wanted]) -> None:
        """Take what will be wanted, in the order in which it first is."""
        plain = [one for one in dict.fromkeys(wanted) if not one.post.template]
        self._coming: Iterator[Wanted] = iter(plain)
        self._made = workers.each(Task(_load, _rendered), plain)
        self._there: dict[Wanted, Fragments | None] = {}

    def take(self, wanted: Wanted, render: Callable[[], Fragments | None]) -> Fragments | None:
        """Return an entry, once; what is wanted again, or never was, is rendered here."""
        while not wanted.post.template and wanted not in self._there:
            coming = next(self._coming, None)
            if coming is None:
                break
            self._there[coming] = next(self._made)
        return self._there.pop(wanted) if wanted in self._there else render()


class _Held(NamedTuple):
    path: str
    content: bytes | None
    full_content: bool


def _load(project: Project, one: Wanted) -> _Held:
    return _Held(one.post.path, _content(project, one.post), one.full_content)


def _rendered(project: Project, held: _Held) -> Fragments | None:
    if held.content is None:
        return None
    reading = project.read(held.path, held.content).reading
    return fragments_of(project, reading, held.full_content)

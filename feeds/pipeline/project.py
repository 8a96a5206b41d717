"""One site to publish: its configuration, tree and generator, settled before anything is read."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from feeds.config import Config
from feeds.config.sizes import size_text
from feeds.errors import ConfigError, Fault
from feeds.generators import (
    GENERATORS,
    Generator,
    Outcome,
    generator_named,
    read_post,
    recognise,
    unknown_generator,
)
from feeds.generators.base import Html, Posts, Reading
from feeds.guard import IDS_FILE, KeptId, read_ids
from feeds.model import Site
from feeds.pipeline.provenance import provenance, version_of
from feeds.plan import settle
from feeds.source import TooLarge, read_bytes

_GROUND = ("model.py", "zones.py", "urls.py", "markup")
_READING = (*_GROUND, "generators", "catalogue")
_READERS = (
    *("PyYAML", "python-frontmatter", "tzdata", "Unidecode"),
    *("comrak", "docutils", "markupsafe", "python-dateutil", "python-liquid"),
)
_RENDERING = (*_GROUND, "generators", "assemble", "render")
_RENDERERS = ("comrak", "feedgen", "lxml", "nh3", "selectolax", "docutils", "Markdown", "Pygments")

_LARGEST_IDS = 64 << 20
"""Bytes; some 300,000 ids."""


class Project(NamedTuple):
    """All that a build needs to know before it reads the first post."""

    config: Config
    tree: Path
    output: Path
    state: Path
    generator: Generator
    site: Site
    ids: Mapping[str, KeptId]
    """Ids that posts keep from before, by path."""

    @property
    def reading_rules(self) -> str:
        """What decides how a post is read, beside its bytes."""
        code = provenance(_READING, _READERS)
        kept = sorted((path, one.id) for path, one in self.ids.items())
        ids = sha256(repr(kept).encode()).hexdigest()
        most = self.config.max_post_size
        return f"{code} {self.generator.name} {self.generator.inputs} {self.site} {ids} {most}"

    @property
    def rendering_rules(self) -> str:
        """What decides how a feed is rendered, beside its posts and its plan."""
        return provenance(_RENDERING, _RENDERERS)

    def content(self, path: str) -> bytes:
        """Return the content of a post's file.

        Raises ``OSError`` as :func:`~feeds.source.read_bytes` does, and
        :class:`~feeds.source.TooLarge` where it has more than ``max_post_size`` bytes.
        """
        return read_bytes(self.tree, path, self.config.max_post_size)

    def read(self, path: str, content: bytes) -> Outcome:
        """Read one file as a post, under the id it keeps from before where it does."""
        outcome = read_post(self.generator, path, content, self.site)
        if outcome.reading is None or path not in self.ids:
            return outcome
        post = replace(outcome.reading.post, id=self.ids[path].id)
        return outcome._replace(reading=replace(outcome.reading, post=post))

    def html(self, reading: Reading, posts: Posts) -> Html:
        """Render a post; ``posts`` are all that are published."""
        return self.generator.html(reading, self.site, posts)


@cache
def ingredients() -> Mapping[str, str]:
    """Return the version of all that makes results beside a project: equal ones, equal results."""
    libraries = {name: version_of(name) for name in sorted({*_READERS, *_RENDERERS})}
    # msgspec makes no results, but projects travel as its objects; Python's own HTML parser
    # changes between patches.
    own = f"{version_of('feeds')} ({provenance(('',))[:8]})"
    msgspec = version_of("msgspec")
    return {"feeds": own, "Python": platform.python_version(), "msgspec": msgspec, **libraries}


def open_project(config: Config, base: Path) -> Project:
    """Find the tree, its generator and the site's settings; paths are relative to ``base``.

    Raises :class:`~feeds.errors.ConfigError` with every fault found.
    """
    tree = base / config.posts
    if not tree.is_dir():
        message = f"no directory {config.posts!r}; name the folder that holds the posts"
        raise ConfigError([config.fault("posts", message)])
    output, state = base / config.output, base / config.state
    if _lies_in(tree, output):
        message = "would publish the posts themselves; name another directory"
        raise ConfigError([config.fault("output", message)])
    if _lies_in(state, output):
        message = "what is kept between builds lies in what is published; name another directory"
        raise ConfigError([config.fault("state", message)])
    generator = _generator(config, tree)
    site = _site(config, generator, tree)
    return Project(config, tree, output, state, generator, site, _ids(tree))


def _lies_in(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


def _generator(config: Config, tree: Path) -> Generator:
    kind = _kind(config, tree)
    try:
        generator = kind(tree, config.permalink)
    except ConfigError as error:
        raise ConfigError(_below(tree, error.faults)) from error
    except ValueError as error:
        raise ConfigError([config.fault("permalink", str(error))]) from error
    generator.max_post_size = config.max_post_size
    return generator


def _site(config: Config, generator: Generator, tree: Path) -> Site:
    try:
        return settle(config, generator.settings)
    except ConfigError as error:
        # What the generator's own configuration says wrongly may be what is missing now.
        raise ConfigError([*_below(tree, generator.settings.faults), *error.faults]) from error


def _ids(tree: Path) -> Mapping[str, KeptId]:
    try:
        return read_ids(read_bytes(tree, IDS_FILE, _LARGEST_IDS))
    except FileNotFoundError:
        return {}
    except TooLarge as error:
        message = f"{size_text(error.size)}, more than {size_text(_LARGEST_IDS)}; shorten it"
        raise ConfigError(_below(tree, [Fault(IDS_FILE, 0, message)])) from error
    except ConfigError as error:
        raise ConfigError(_below(tree, error.faults)) from error
    except OSError as error:
        fault = Fault(IDS_FILE, 0, f"{(error.strerror or 'cannot be read').lower()}; mend it")
        raise ConfigError(_below(tree, [fault])) from error


def _below(tree: Path, faults: Iterable[Fault]) -> list[Fault]:
    """Name files of the tree by paths that open from here."""
    return [fault.below(os.path.relpath(tree)) for fault in faults]


def _kind(config: Config, tree: Path) -> type[Generator]:
    if config.generator == "auto":
        return recognise(tree)
    if config.generator not in GENERATORS:
        message = unknown_generator(config.generator)
        raise ConfigError([config.fault("generator", message)])
    return generator_named(config.generator)

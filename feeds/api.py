"""The Python functions ``feeds.build`` and ``feeds.check``."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from feeds.config import Config
from feeds.config.file import read_config
from feeds.errors import Fault
from feeds.pipeline.build import BuildOptions
from feeds.pipeline.build import build as build_project
from feeds.pipeline.project import Project, open_project
from feeds.pipeline.report import Report
from feeds.pipeline.tasks import Progress

ConfigSource = Config | str | os.PathLike[str]


def build(
    config: ConfigSource,
    now: datetime | None = None,
    *,
    progress: Progress | None = None,
    force: bool = False,
    accept_new_ids: bool = False,
    accept_removals: bool = False,
) -> Report:
    """Write the feeds of a site as static files, as ``feeds build`` does.

    ``config`` is a :class:`~feeds.config.Config`, whose paths are relative to the current
    directory, or the name of a configuration file, whose paths are relative to its own. Posts
    after ``now`` are not published: an aware datetime, by default the present. ``progress`` is
    called with the name of a stage, how much of it is done, and how much there is (0 if unknown).

    ``force`` renders every feed again. ``accept_new_ids`` and ``accept_removals`` allow a build
    that changes most ids or removes most posts.

    Posts with faults are left out; the report lists them. Raises
    :class:`~feeds.errors.ConfigError` with every fault of the configuration,
    :class:`~feeds.errors.EditionError` if the output or state directory cannot be written, and
    :class:`~feeds.errors.HeldError`, without changing a feed, if subscribers would be harmed.
    """
    options = BuildOptions(
        force=force, accept_new_ids=accept_new_ids, accept_removals=accept_removals
    )
    return build_project(_project(config), _aware(now), progress or _no_progress, options)


def check(
    config: ConfigSource, now: datetime | None = None, *, progress: Progress | None = None
) -> tuple[Fault, ...]:
    """Return everything that is wrong with a site, sorted by place, as ``feeds check`` does.

    The ``rule`` of a fault is one of docs/reference/checks.md, or empty if reading a file found it.
    Nothing is written. The parameters are those of :func:`build`. Raises
    :class:`~feeds.errors.ConfigError` with every fault of the configuration.
    """
    from feeds.checks import check_site  # 100 ms, see feeds/pipeline/documents.py

    return check_site(_project(config), _aware(now), progress or _no_progress).faults


def _aware(now: datetime | None) -> datetime:
    if now is None:
        return datetime.now(UTC)
    if now.tzinfo is None:
        raise ValueError("now has no time zone; pass an aware datetime")
    return now


def _project(config: ConfigSource) -> Project:
    if isinstance(config, Config):
        return open_project(config, Path())
    file = Path(config)
    return open_project(read_config(file, str(file)), file.parent)


def _no_progress(step: str, done: int, total: int) -> None:
    """Show nothing."""

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

    Parameters:

    - ``config``: the path of a configuration file, or a :class:`~feeds.config.Config`. Paths in
      a file are relative to the folder of the file. Paths in a ``Config`` are relative to the
      current folder.
    - ``now``: posts after this time are not published. A datetime with a time zone; the default
      is the current time.
    - ``progress``: a function that gets the name of a stage, the amount that is done, and the
      total: ``("reading posts", 32, 5000)``. If the total is not known, it is 0. Two stages can
      run at the same time. The names are for people and may change.
    - ``force``: render every feed again.
    - ``accept_new_ids``: allow a build that changes most ids.
    - ``accept_removals``: allow a build that removes most posts.

    Posts that cannot be read are left out. The report lists all faults.

    Raises :class:`~feeds.errors.ConfigError` with all faults of the configuration,
    :class:`~feeds.errors.EditionError` if a folder cannot be written, and
    :class:`~feeds.errors.HeldError` if the guard stops the build.
    """
    options = BuildOptions(
        force=force, accept_new_ids=accept_new_ids, accept_removals=accept_removals
    )
    return build_project(_project(config), _aware(now), progress or _no_progress, options)


def check(
    config: ConfigSource, now: datetime | None = None, *, progress: Progress | None = None
) -> tuple[Fault, ...]:
    """Return all faults of a site, sorted by file and line, as ``feeds check`` reports them.

    Nothing is written. The parameters are the same as for :func:`build`.

    Raises :class:`~feeds.errors.ConfigError` with all faults of the configuration.
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

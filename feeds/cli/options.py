"""The options that commands share, and the project that they add up to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from feeds.config import Config, load
from feeds.errors import ConfigError, Fault

if TYPE_CHECKING:
    from feeds.builder import Project

CONFIG = "config.yaml"


class Where(NamedTuple):
    """Where everything is, as the command line says it; None where it does not."""

    config: Path | None
    source: Path | None
    output: Path | None
    state: Path | None
    url: str | None
    timezone: str | None

    @property
    def config_file(self) -> Path | None:
        """The configuration that is read; None where there is none to be."""
        return self.config or (None if self.source else Path(CONFIG))

    def arguments(self) -> list[str]:
        """Return the command line that says the same."""
        given = ((name, value) for name, value in self._asdict().items() if value is not None)
        return [f"--{name}={value}" for name, value in given]


_OPTIONS = (
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=f"The configuration.  [default: {CONFIG} here, none with --source]",
    ),
    click.option(
        "--source",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The tree of posts; with it no configuration is needed.",
    ),
    click.option(
        "--output",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Where the feeds are written.  [default: public]",
    ),
    click.option(
        "--state",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="What is kept between builds.  [default: .feeds]",
    ),
    click.option("--url", metavar="URL", help="The site's address, such as https://example.com."),
    click.option(
        "--timezone",
        metavar="ZONE",
        help="The zone of dates that name none, such as Europe/Paris.",
    ),
)


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of :class:`Where`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


scheduler_option = click.option(
    "--scheduler", metavar="ADDRESS", help="A dask cluster that does the work, tcp://HOST:8786."
)


def project_at(where: Where) -> tuple[Config, Project]:
    """Return the configuration and the project that these options name.

    Raises :class:`~feeds.errors.ConfigError` with every fault found.
    """
    from feeds.builder import open_project

    config, base = configured(where)
    return config, open_project(config, base)


def configured(where: Where) -> tuple[Config, Path]:
    """Return the configuration that these options name, and what its paths are relative to.

    Raises :class:`~feeds.errors.ConfigError` with every fault found.
    """
    config, base = _config(where, "write one with `feeds init`, or name a tree with `--source DIR`")
    changes = {
        key: str(path.absolute())
        for key, path in (
            ("posts", where.source),
            ("output", where.output),
            ("state", where.state),
        )
        if path
    }
    return config.with_site(url=where.url, timezone=where.timezone).replace(**changes), base


def directories_at(where: Where) -> tuple[Path, Path]:
    """Return the output and the state of what was built: no posts are needed, nor an address.

    No configuration is either where both are named. Raises :class:`~feeds.errors.ConfigError`
    with every fault found.
    """
    if where.output and where.state and not where.config:
        return where.output, where.state
    config, base = _config(where, "name --output and --state, or a file with --config")
    return where.output or base / config.output, where.state or base / config.state


def _config(where: Where, remedy: str) -> tuple[Config, Path]:
    if where.config:
        return load(where.config, str(where.config)), where.config.parent
    if where.source:
        return Config(), Path()
    if not Path(CONFIG).exists():
        raise ConfigError([Fault(CONFIG, 0, f"not here; {remedy}")])
    return load(Path(CONFIG)), Path()

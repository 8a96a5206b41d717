"""Settings of the server."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from feeds.config import Config, load
from feeds.config.file import find_config, no_config
from feeds.config.schema import ServeSection

CONFIG_VARIABLE = "FEEDS_CONFIG"
"""The environment variable that names the configuration file."""
COUNTS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the directory where several workers combine their counts.

prometheus_client reads it once, when it is imported.
"""


class EditionSettings(msgspec.Struct, frozen=True):
    """Where the edition is and how it is served. All the rest is in the edition itself."""

    output: Path
    """The directory of the published files."""
    state: Path
    """The state directory."""
    serve: ServeSection = ServeSection()
    """The section ``serve`` of the configuration."""


def edition_settings(
    config: EditionSettings | Config | str | os.PathLike[str] | None,
) -> EditionSettings:
    """Return the settings of a configuration, or of a configuration file.

    The paths of a :class:`~feeds.config.Config` are relative to the current directory, those of
    a file to its own. If ``config`` is None, the file is the one that the environment variable
    ``FEEDS_CONFIG`` names, or else the one in the current directory. Raises
    :class:`~feeds.errors.ConfigError`.
    """
    if isinstance(config, EditionSettings):
        return config
    if isinstance(config, Config):
        return _settings(config, Path())
    if config is None:
        return default_settings(os.environ.get(CONFIG_VARIABLE))
    return settings_from_config(Path(config))


def default_settings(config: str | None) -> EditionSettings:
    """Read the settings from ``config``, or else from the configuration in the current directory.

    The site of a generator needs no configuration. Raises :class:`~feeds.errors.ConfigError`.
    """
    file = Path(config) if config else find_config(Path())
    if file:
        return settings_from_config(file)
    # Loads long, and most servers have a configuration.
    from feeds.generators import recognise_site

    broken: list[str] = []
    if recognise_site(Path(), broken.append) is None:
        remedy = "Run `feeds init`, or name a file in the environment variable FEEDS_CONFIG."
        raise no_config(Path(), remedy, broken)
    return _settings(Config(), Path())


def settings_from_config(path: Path) -> EditionSettings:
    """Read the settings from a configuration file.

    Raises :class:`~feeds.errors.ConfigError`.
    """
    return _settings(load(path, str(path)), path.parent)


def _settings(config: Config, base: Path) -> EditionSettings:
    return EditionSettings(base / config.output, base / config.state, config.serve)

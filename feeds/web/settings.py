"""What the web layer must be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from feeds.config import Config, load
from feeds.config.lookup import find_config, no_config
from feeds.config.serving import ServeSection


@dataclass(frozen=True, slots=True)
class EditionSettings:
    """Where the edition is, and how it is served; what else there is to know, it says itself."""

    output: Path
    state: Path
    serve: ServeSection = field(default_factory=ServeSection)


def default_settings(config: str | None) -> EditionSettings:
    """Read the settings from ``config``, or else from the configuration in the current directory.

    A generator's site needs none. Raises :class:`~feeds.errors.ConfigError`.
    """
    file = Path(config) if config else find_config(Path())
    if file:
        return settings_from_config(file)
    from feeds.generators import recognise_site  # loads long, and most servers have a configuration

    if recognise_site(Path()) is None:
        remedy = "Run `feeds init`, or name a file in the environment variable FEEDS_CONFIG."
        raise no_config(Path(), remedy)
    defaults = Config()
    return EditionSettings(Path(defaults.output), Path(defaults.state))


def settings_from_config(path: Path) -> EditionSettings:
    """Read the settings from a configuration file.

    Raises :class:`~feeds.errors.ConfigError`.
    """
    config = load(path)
    directory = path.parent
    return EditionSettings(
        output=directory / config.output,
        state=directory / config.state,
        serve=config.serve,
    )

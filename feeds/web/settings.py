"""What the web layer must be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from feeds.config import load
from feeds.config.serving import ServeSection


@dataclass(frozen=True, slots=True)
class EditionSettings:
    """Where the edition is, and how it is served; what else there is to know, it says itself."""

    output: Path
    state: Path
    serve: ServeSection = field(default_factory=ServeSection)


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

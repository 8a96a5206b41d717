"""What the web layer must be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feeds.config import load


@dataclass(frozen=True, slots=True)
class EditionSettings:
    """Where the edition is; what else there is to know, it says itself."""

    output: Path
    state: Path


def settings_from_config(path: Path) -> EditionSettings:
    """Read the settings from a configuration file.

    Raises :class:`~feeds.errors.ConfigError`.
    """
    config = load(path)
    directory = path.parent
    return EditionSettings(
        output=directory / config.output,
        state=directory / config.state,
    )

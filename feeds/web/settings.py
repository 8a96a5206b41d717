"""What the web layer must be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from feeds.config import load


@dataclass(frozen=True, slots=True)
class EditionSettings:
    """Where the edition is, and where the site is that it belongs to."""

    output: Path
    state: Path
    mount: str = ""
    """The path of the site's URL (``/blog``); requests are answered with or without it."""
    home: str = ""
    """The absolute URL of the site's feed, which errors name; empty where it is not known."""


def settings_from_config(path: Path) -> EditionSettings:
    """Read the settings from a configuration file.

    Raises :class:`~feeds.errors.ConfigError`.
    """
    config = load(path)
    directory = path.parent
    return EditionSettings(
        output=directory / config.output,
        state=directory / config.state,
        mount=urlsplit(config.site.url or "").path,
    )

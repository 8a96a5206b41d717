"""``feeds schema``: the JSON Schema of the configuration."""

from __future__ import annotations

from pathlib import Path

import click

SCHEMA_FILE = Path(__file__).parents[1] / "config" / "feeds.schema.json"
"""Written by ``python -m tests.support.config_schema``."""

SCHEMA_URL = "https://raw.githubusercontent.com/OWNER/feeds/main/feeds/config/feeds.schema.json"
"""Where editors find it. OWNER is the owner of the repository in pyproject.toml."""


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the configuration file.

    Editors use it to complete and check the configuration file.

    \b
    Example:
      feeds schema > feeds.schema.json
    """
    click.echo(SCHEMA_FILE.read_text(encoding="utf-8"), nl=False)

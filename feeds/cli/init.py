"""``feeds init``: a configuration to start with."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from feeds.cli.console import fail, note
from feeds.cli.options import generator_option
from feeds.cli.schema import SCHEMA_URL
from feeds.config import Config
from feeds.config.file import find_config
from feeds.errors import ConfigError
from feeds.generators import Settings, generator_named, recognise

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# What feeds publishes, and where. Every key is optional unless it says otherwise;
# `feeds help config` has them all. This tree is read as: {generator}.

site:
{site}
posts: .                  # the folder that holds the posts, from here
generator: {generator:<13}  # how they are laid out; auto looks at the tree

feeds:
  # kinds: [site, tag]    # without it, every kind that the site has
  formats: [atom, rss, json]
  # entries: {entries}
  # content: full         # or summary
  # minimum: 1            # posts that a term must have to get a feed
  # exclude:
  #   tag: [draft]        # terms that get no feed

output: public            # the feeds, as static files
state: .feeds             # what is kept between builds; never publish it
"""

_SITE_KEYS = (
    ("title", "the site's name"),
    ("url", "its address, such as https://example.com"),
    ("description", "one sentence"),
    ("language", "such as en or zh-CN"),
    ("timezone", "of dates that name none, such as Europe/Paris"),
)


@click.command("init")
@click.argument("directory", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@generator_option
@click.option("--url", metavar="URL", help="The site's address, such as https://example.com.")
def init_command(directory: Path, generator: str | None, url: str | None) -> None:
    """Look at the tree in DIR and write a commented configuration into it.

    It is called _feeds.yaml in a Jekyll site, which publishes no files of such names, and
    feeds.yaml everywhere else.
    """
    if not directory.is_dir():
        fail(f"{directory}: no such directory; make it first")
    there = find_config(directory)
    if there:
        fail(f"{there}: this directory has a configuration already; edit it")
    name, text = _starting_config(directory, generator, url)
    file = directory / name
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        fail(f"{file}: this directory has a configuration already; edit it")
    source = "" if directory == Path() else f" --source {shlex.quote(str(directory))}"
    click.echo(f"{file} written; read it, then run: feeds build{source}")


def _starting_config(tree: Path, generator: str | None, url: str | None) -> tuple[str, str]:
    """Return the name and the text of a configuration for a tree.

    Settings that the generator's own configuration has become comments. Others, such as the
    URL, are left open. Raises :class:`~feeds.errors.ConfigError` if the generator cannot be
    determined, if its configuration cannot be read, or if the URL is wrong.
    """
    kind = recognise(tree, note) if generator in (None, "auto") else generator_named(generator)
    given = Config().with_site(url=url).site.url
    try:
        settings = kind(tree).settings
    except ConfigError as error:
        raise ConfigError(fault.below(str(tree)) for fault in error.faults) from error
    lines = [
        f"  url: {given}" if given and key == "url" else _site_line(key, hint, settings)
        for key, hint in _SITE_KEYS
    ]
    return kind.config_name, _TEMPLATE.format(
        schema=SCHEMA_URL,
        generator=kind.name,
        site="\n".join(lines) + "\n",
        entries=_entries(settings.entries),
    )


def _entries(limit: int | None) -> str:
    unless = "" if limit else "; without it, all"
    return f"{limit or 20:<12}  # how many entries a feed shows{unless}"


def _site_line(key: str, hint: str, settings: Settings) -> str:
    known = getattr(settings, key)
    if known:
        return f"  # {key}: from the site's own configuration: {' '.join(str(known).split())}"
    need = "needed: " if key == "url" else ""
    return f"  {key}:".ljust(26) + f"# {need}{hint}"

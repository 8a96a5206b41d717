"""``feeds init``: a configuration to start with."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import msgspec

from feeds.cli.console import display, fail, note, tell_summary, write_json
from feeds.cli.options import display_options, generator_option
from feeds.cli.schema import SCHEMA_URL
from feeds.config import Config
from feeds.config.file import find_config
from feeds.errors import ConfigError
from feeds.generators import Settings, generator_named, recognise
from feeds.source.git import not_ignored

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# What feeds publishes, and where. `feeds help config` explains every key.
# Remove the # at the start of a line to use its key.

site:
{site}

posts: .                  # the folder of the posts, relative to this file
generator: {generator:<14} # what the site is made with

feeds:
  # kinds: [site, tag]    # which feeds; without it, those of every kind
  formats: [atom, rss, json]
  {entries:<23} # how many posts a feed shows{unless}
  # content: summary      # in place of whole posts
  # minimum: 3            # categories, tags and authors with fewer posts get no feed
  # exclude:              # these get no feed
  #   tag: [draft]

output: {output:<17} # where the feeds are written
state: {state:<18} # what feeds keeps between builds; do not publish this folder
"""

_OUTPUT, _STATE = "public", ".feeds"
_KNOWN = "  # From the site's own configuration. Set a key here to change it in the feeds only."
_SITE_KEYS = (
    ("title", "My site", "the site's name"),
    ("url", "", "required: the site's address, such as https://example.com"),
    ("description", "My notes", "one sentence"),
    ("language", "en", "or zh-CN and so on"),
    ("timezone", "Asia/Tokyo", "the zone of dates without an offset"),
)
"""Keys, each with an example and what it is."""


@click.command("init")
@click.argument("directory", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@generator_option
@click.option("--url", metavar="URL", help="The site's address, such as https://example.com.")
@display_options
def init_command(directory: Path, generator: str | None, url: str | None) -> None:
    """Write a commented configuration for the site in DIR.

    It is called _feeds.yaml in a Jekyll site, because Jekyll does not publish files of such
    names, and feeds.yaml everywhere else.

    \b
    Examples:
      feeds init
      feeds init path/to/site --url https://example.com
    """
    if not directory.is_dir():
        fail(f"{directory}: no such directory; make it first")
    there = find_config(directory)
    if there:
        fail(f"{there}: this directory has a configuration already; edit it")
    remarks: list[str] = []
    start = _starting_config(directory, generator, url, remarks.append)
    file = directory / start.name
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(start.text)
    except FileExistsError:
        fail(f"{file}: this directory has a configuration already; edit it")
    steps = list(_next_steps(directory, start))
    if display().json:
        written = {"file": str(file), "generator": start.generator}
        write_json({**written, "next": steps, "remarks": remarks})
        return
    for remark in remarks:
        note(remark)
    head = f"{file} written (generator: {start.generator}). Next:"
    tell_summary("\n  ".join((head, *steps)))


class StartingConfig(msgspec.Struct, frozen=True):
    """A configuration to write."""

    name: str
    text: str
    generator: str
    needs_url: bool
    """Nobody has said what the site's address is."""


def _next_steps(directory: Path, start: StartingConfig) -> Iterator[str]:
    """Yield what the user does now, before and with the first build."""
    if start.needs_url:
        yield f"set site.url in {start.name}"
    unwanted = not_ignored(directory, (_STATE, _OUTPUT))
    if unwanted:
        yield f"add to {directory / '.gitignore'}, because builds write these folders:"
        yield from (f"  /{name}/" for name in unwanted)
    source = "" if directory == Path() else f" --source {shlex.quote(str(directory))}"
    yield f"run: feeds build{source}"


def _starting_config(
    tree: Path, generator: str | None, url: str | None, tell: Callable[[str], None]
) -> StartingConfig:
    """Return a configuration for a tree.

    Settings that the generator's own configuration has become comments. Others, such as the
    URL, are left open. Raises :class:`~feeds.errors.ConfigError` if the generator cannot be
    determined, if its configuration cannot be read, or if the URL is wrong.
    """
    kind = recognise(tree, tell) if generator in (None, "auto") else generator_named(generator)
    given = Config().with_site(url=url).site.url
    try:
        settings = kind(tree).settings
    except ConfigError as error:
        raise ConfigError(fault.below(str(tree)) for fault in error.faults) from error
    text = _TEMPLATE.format(
        schema=SCHEMA_URL,
        generator=kind.name,
        site=_site(settings, given),
        entries=f"# entries: {settings.entries or 20}",
        unless="" if settings.entries else "; without it, all",
        output=_OUTPUT,
        state=_STATE,
    )
    return StartingConfig(kind.config_name, text, kind.name, not (given or settings.url))


def _site(settings: Settings, url: str | None) -> str:
    """Return the keys of the site: those that its own configuration has, and then all others."""
    known, open = [], []
    for key, example, hint in _SITE_KEYS:
        setting = getattr(settings, key)
        if key == "url" and (url or not setting):
            open.append(f"  url: {url}" if url else f"{'  url:':<25} # {hint}")
        elif setting:
            known.append(f"  # {key}: {' '.join(str(setting).split())}")
        else:
            open.append(f"{f'  # {key}: {example}':<25} # {hint}")
    return "\n".join(([_KNOWN, *known] if known else []) + open)

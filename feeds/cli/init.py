"""``feeds init``: write a configuration file."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import msgspec

from feeds.cli.console import display, fail, note, tell_summary, write_json
from feeds.cli.options import display_options, generator_option, timezone_option, url_option
from feeds.cli.schema import SCHEMA_URL
from feeds.config import Config
from feeds.config.file import find_config
from feeds.config.schema import SiteSection
from feeds.errors import ConfigError, Fault, FeedsError, collected, explained, printable
from feeds.generators import (
    Generator,
    Settings,
    generator_named,
    is_generator,
    recognise,
    unknown_generator,
)
from feeds.generators.installed import wrong_settings
from feeds.source import TooLarge, read_bytes
from feeds.source.git import not_ignored

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# What feeds publishes, and where. `feeds help config` explains every key.
# Remove the # at the start of a line to use its key.

site:
{site}

posts: .                  # the folder that contains the posts, relative to this file
generator: {generator:<14} # the generator of the site

feeds:
  # kinds: [site, tag]    # which kinds of feeds; without this key, all kinds
  formats: [atom, rss, json]
  {entries:<23} # how many posts a feed shows{unless}
  {codings:<23} # {compressing}
  # content: summary      # show summaries instead of whole posts
  # minimum: 3            # categories, tags and authors with fewer posts get no feed
  # exclude:              # these terms get no feed
  #   tag: [draft]

output: {output:<17} # the output folder: the feeds as static files
state: {state:<18} # the state folder: what builds remember; do not publish it
"""

_OUTPUT, _STATE = "public", ".feeds"
_COMPRESSING = "for hosts that compress files themselves, such as GitHub Pages"
_KNOWN = "  # From the site's own configuration. Set a key here to change it in the feeds only."
_SITE_KEYS = (
    ("title", "My site", "the site's name"),
    ("url", "", "required: the site's URL, such as https://example.com"),
    ("description", "My notes", "one sentence"),
    ("language", "en", "a language tag, such as en or zh-CN"),
    ("timezone", "Asia/Tokyo", "the time zone of dates without an offset"),
)
"""Keys, each with an example and what it is."""
_DOMAINS = {
    ".github.io": "GitHub Pages",
    ".netlify.app": "Netlify",
    ".pages.dev": "Cloudflare Pages",
    ".vercel.app": "Vercel",
}
"""Hosts that compress files themselves, by the end of their sites' names."""
_FILES = {"netlify.toml": "Netlify", "vercel.json": "Vercel"}
"""Such hosts, by files that only they read."""
_WORKFLOWS = ".github/workflows"
_DEPLOYMENT = b"actions/deploy-pages@"
_LONGEST_WORKFLOW = 1 << 20


@click.command("init")
@click.argument("directory", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@generator_option
@url_option
@timezone_option
@display_options
def init_command(directory: Path, generator: str | None, **site: str | None) -> None:
    """Write a commented configuration file for the site in DIR.

    The file is called feeds.yaml. In a Jekyll site it is called _feeds.yaml, because Jekyll
    does not publish files whose names begin with an underscore.

    \b
    Examples:
      feeds init
      feeds init path/to/site
      feeds init notes --url https://example.com --timezone Europe/Paris
    """
    if not os.path.isdir(directory):  # Path.is_dir raises if a name is too long
        raise click.BadParameter(_not_a_directory(directory), param_hint="DIR")
    there = find_config(directory)
    if there:
        fail(f"{printable(str(there))}: the configuration file already exists; edit it")
    remarks: list[str] = []
    faults: list[Fault] = []
    kind = collected(faults, lambda: _kind(directory, generator, remarks.append))
    config = collected(faults, lambda: Config().with_site(**site))
    if kind is None or config is None:
        raise ConfigError(faults)
    start = _starting_config(directory, kind, config.site)
    file = directory / start.name
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(start.text)
    except FileExistsError:
        fail(f"{printable(str(file))}: the configuration file already exists; edit it")
    except OSError as error:
        file.unlink(missing_ok=True)  # half a configuration would be edited, or refused
        raise FeedsError(f"{file}: {explained(error)}") from error
    steps = list(_next_steps(directory, start))
    if display().json:
        written = {"file": str(file), "generator": start.generator.name}
        write_json({**written, "next": steps, "remarks": remarks})
        return
    for remark in remarks:
        note(remark)
    head = f"{file} written for {start.generator.label}. Next:"
    tell_summary("\n  ".join((head, *steps)))


def _not_a_directory(path: Path) -> str:
    if os.path.isfile(path):
        return f"{str(path)!r} is a file; name a folder"
    return f"{str(path)!r} does not exist; name a folder, or create it first"


class StartingConfig(msgspec.Struct, frozen=True):
    """A configuration to write."""

    name: str
    text: str
    generator: Generator
    unknown: tuple[str, ...]
    """Keys of ``site`` that a build may need, and that are not set."""


def _next_steps(directory: Path, start: StartingConfig) -> Iterator[str]:
    """Yield what the user does now, before and with the first build."""
    if "url" in start.unknown:
        yield f"set site.url in {start.name}"
    if "timezone" in start.unknown:
        yield f"set site.timezone in {start.name}, unless all dates have an offset such as +02:00"
    unwanted = not_ignored(directory, (_STATE, _OUTPUT))
    if unwanted:
        yield f"add these folders to {directory / '.gitignore'}, because builds write them:"
        yield from (f"  /{name}/" for name in unwanted)
    step = start.generator.output_step(_OUTPUT)
    if step:
        yield step
    source = "" if directory == Path() else f" --source {shlex.quote(str(directory))}"
    yield f"run: feeds build{source}"


def _kind(tree: Path, generator: str | None, tell: Callable[[str], None]) -> type[Generator]:
    if generator in (None, "auto"):
        return recognise(tree, tell)
    if not is_generator(generator):
        raise ConfigError([Fault("--generator", 0, unknown_generator(generator))])
    return generator_named(generator)


def _starting_config(tree: Path, kind: type[Generator], given: SiteSection) -> StartingConfig:
    """Return a configuration for a tree, with the keys of ``site`` that are given.

    Settings that the generator's own configuration has become comments. Others, such as the
    URL, are left open. Raises :class:`~feeds.errors.ConfigError` if the generator's own
    configuration cannot be read.
    """
    try:
        reader = kind(tree)
        if wrong := wrong_settings(reader, Settings, given):
            raise ConfigError(wrong)
    except ConfigError as error:
        raise ConfigError(fault.below(str(tree)) for fault in error.faults) from error
    settings = reader.settings
    host = _compressing_host(tree, given.url or settings.url or "")
    text = _TEMPLATE.format(
        schema=SCHEMA_URL,
        generator=kind.name,
        site=_site(settings, given),
        entries=f"# entries: {settings.entries or 20}",
        unless="" if settings.entries else "; without this key, all",
        codings="codings: []" if host else "# codings: []",
        compressing=f"{host} compresses files itself" if host else _COMPRESSING,
        output=_OUTPUT,
        state=_STATE,
    )
    needed = ("url", "timezone")
    unknown = (key for key in needed if not (getattr(given, key) or getattr(settings, key)))
    return StartingConfig(kind.config_name, text, reader, tuple(unknown))


def _compressing_host(tree: Path, url: str) -> str:
    """Return the host of a site, if it is known and compresses files itself; else empty."""
    name = url.partition("://")[2].partition("/")[0]
    for domain, host in _DOMAINS.items():
        if name.endswith(domain):
            return host
    for file, host in _FILES.items():
        if (tree / file).is_file():
            return host
    return "GitHub Pages" if any(map(_deploys, (tree / _WORKFLOWS).glob("*.y*ml"))) else ""


def _deploys(workflow: Path) -> bool:
    """Return whether a workflow deploys to GitHub Pages."""
    try:
        return _DEPLOYMENT in read_bytes(workflow.parent, workflow.name, _LONGEST_WORKFLOW)
    except (OSError, TooLarge):
        return False


def _site(settings: Settings, given: SiteSection) -> str:
    """Return the keys of the site: those that its own configuration has, and then all others."""
    known, open = [], []
    for key, example, hint in _SITE_KEYS:
        chosen, setting = getattr(given, key), getattr(settings, key)
        if chosen:
            open.append(f"  {key}: {chosen}")
        elif setting:
            known.append(f"  # {key}: {' '.join(str(setting).split())}")
        else:
            line = f"  # {key}: {example}" if example else f"  {key}:"
            open.append(f"{line:<25} # {hint}")
    return "\n".join(([_KNOWN, *known] if known else []) + open)

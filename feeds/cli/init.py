"""The configuration that ``feeds init`` begins with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from feeds.config import Config
from feeds.errors import ConfigError
from feeds.generators import Settings, generator_named, recognise

_TEMPLATE = """\
# What feeds publishes, and where. Every key is optional unless it says otherwise;
# docs/config.md has them all. This tree is read as: {generator}.

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


def starting_config(
    tree: Path, generator: str | None, url: str | None, note: Callable[[str], None]
) -> tuple[str, str]:
    """Return what to call a configuration for the tree, and its text, with comments.

    What its generator says already is left to it, in a comment; what nobody has said, the
    URL above all, is left open. Raises :class:`~feeds.errors.ConfigError` if the tree's
    generator is not known, if its own configuration cannot be read, or if the URL is none.
    ``note`` is called with what else the user should know.
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
        generator=kind.name, site="\n".join(lines) + "\n", entries=_entries(settings.entries)
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

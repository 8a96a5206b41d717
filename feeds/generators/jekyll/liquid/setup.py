"""What the configuration says that templates ask for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from feeds.generators.jekyll.config import Defaults, JekyllConfig
from feeds.generators.jekyll.converters import Converters
from feeds.generators.jekyll.files import FileRules
from feeds.generators.jekyll.liquid.files import Files
from feeds.generators.jekyll.urls import Form
from feeds.generators.jekyll.values import written

_DEFAULTS: Mapping[str, object] = {
    "collections_dir": "",
    "layouts_dir": "_layouts",
    "data_dir": "_data",
    "includes_dir": "_includes",
    "plugins_dir": "_plugins",
    "cache_dir": ".jekyll-cache",
    "safe": False,
    "include": [".htaccess"],
    "exclude": [],
    "keep_files": [".git", ".svn"],
    "encoding": "utf-8",
    "markdown_ext": "markdown,mkdown,mkdn,mkd,md",
    "limit_posts": 0,
    "strict_front_matter": False,
    "show_drafts": None,
    "future": False,
    "unpublished": False,
    "whitelist": [],
    "plugins": [],
    "markdown": "kramdown",
    "highlighter": "rouge",
    "lsi": False,
    "excerpt_separator": "\n\n",
    "incremental": False,
    "detach": False,
    "port": "4000",
    "host": "127.0.0.1",
    "baseurl": None,
    "show_dir_listing": False,
    "permalink": "date",
    "paginate_path": "/page:num",
    "timezone": None,
    "quiet": False,
    "verbose": False,
    "defaults": [],
    "serving": False,
}
"""https://jekyllrb.com/docs/configuration/default/"""


class Setup(NamedTuple):
    """What holds for every template of a site."""

    files: Files
    configured: Mapping[str, object]
    """_config.yml over Jekyll's defaults."""
    labels: tuple[str, ...]
    """Collections other than posts."""
    base: str
    """The path the site is mounted at, without a trailing slash."""
    form: Form
    separator: str
    """What ends an excerpt."""
    page_ending: str
    """What pages' URLs end in: ``/``, ``:output_ext`` or nothing."""
    rules: FileRules
    defaults: Defaults
    converters: Converters


def setup(
    tree: Path,
    config: JekyllConfig,
    rules: FileRules,
    defaults: Defaults,
    converters: Converters,
    form: Form,
) -> Setup:
    """Gather it from the configuration."""
    source = rules.source
    files = Files(
        tree,
        includes=source + _folder(config, "includes_dir", "_includes"),
        data=source + _folder(config, "data_dir", "_data"),
        destination=_folder(config, "destination", "_site"),
    )
    base = (config.string("baseurl") or "").removesuffix("/")
    separator = config.get("excerpt_separator")
    style = written(config.get("permalink")).removeprefix(":")
    return Setup(
        files=files,
        configured={**_DEFAULTS, **config.values},
        labels=_labels(config.get("collections")),
        base=f"/{base}" if base and not base.startswith("/") else base,
        form=form,
        separator="\n\n" if separator is None else written(separator),
        page_ending=_page_ending(style),
        rules=rules,
        defaults=defaults,
        converters=converters,
    )


def _page_ending(style: str) -> str:
    if style in ("date", "ordinal", "none", "") or style.endswith(":output_ext"):
        return ":output_ext"
    return "/" if style == "pretty" or style.endswith("/") else ""


def _folder(config: JekyllConfig, key: str, usual: str) -> str:
    parts = (written(config.get(key)) or usual).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _labels(collections: object) -> tuple[str, ...]:
    named = collections if isinstance(collections, dict | list) else ()
    return tuple(label for label in map(written, named) if label != "posts")

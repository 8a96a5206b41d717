"""Recognise sites of generators that this program cannot read."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable
from itertools import islice
from os.path import join
from pathlib import Path

from msgspec import Struct

from feeds.generators.files import head

_MOST_NAMES = 1000

_SCRIPTS = ("js", "mjs", "cjs", "ts", "mts", "cts")
# Patterns that a build needs at most once: ``re`` compiles them when they are used.
_HEXO_KEY = r"(?m)^(?:source_dir|public_dir|new_post_name|post_asset_folder|skip_render)[ \t]*:"
_JEKYLL_KEY = r"(?m)^(?:source|collections_dir)[ \t]*:"
_THEME = r"""(?m)^theme[ \t]*:[ \t]*["']?([\w.-]+)"""
_NIKOLA_KEY = r"(?m)^(?:BLOG_(?:AUTHOR|DESCRIPTION|EMAIL|TITLE)|COMPILERS|POSTS)[ \t]*="


class Unsupported(Struct, frozen=True):
    """A generator whose sites feeds cannot read."""

    name: str
    sign: Callable[[Path], str | None]
    """Returns the file by which a tree is the generator's; None if it is not."""
    posts: tuple[str, ...]
    """Where its sites usually keep their posts, most likely first."""


def unsupported(tree: Path) -> str | None:
    """Return the message for a tree of an unsupported generator; None for other trees.

    It starts with a verb: "seems to be made with Hexo (package.json); …".
    """
    for generator in _UNSUPPORTED:
        file = generator.sign(tree)
        if file:
            return _words(generator, file, tree)
    return None


def hexo_sign(tree: Path) -> str | None:
    """Return the file by which a tree is Hexo's; Jekyll has a ``_config.yml`` too."""
    if _names_hexo(head(tree / "package.json")):
        return "package.json"
    if not (tree / "_config.yml").is_file() or (tree / "_posts").is_dir():
        return None
    config = head(tree / "_config.yml")
    if re.search(_HEXO_KEY, config):
        return "_config.yml"
    theme = re.search(_THEME, config)
    if theme and (tree / f"_config.{theme[1]}.yml").is_file():
        return f"_config.{theme[1]}.yml"
    # With one of these keys the posts are Jekyll's: Octopress sites have them.
    is_hexos = (tree / "source/_posts").is_dir() and not re.search(_JEKYLL_KEY, config)
    return "source/_posts" if is_hexos else None


def _hexo_or_its_source(tree: Path) -> str | None:
    """Return the sign of a Hexo site, also if the tree is the ``source`` folder of one."""
    found = hexo_sign(tree)
    if found or not (tree / "_posts").is_dir():
        return found
    above = hexo_sign(tree / "..")
    return above and f"../{above}"


def _words(generator: Unsupported, file: str, tree: Path) -> str:
    folder = next((one for one in generator.posts if (tree / one).is_dir()), None)
    source = shlex.quote(join("" if tree == Path() else tree, folder)) if folder else "FOLDER"
    name = generator.name
    return (
        f"the site seems to be made with {name} ({file}), which feeds cannot read; "
        f"to publish its Markdown or HTML posts, run: feeds build --source {source} "
        "--generator plain --url URL --timezone ZONE. If another generator makes the site, "
        "name it with --generator"
    )


def _names_hexo(package: str) -> bool:
    try:
        found = json.loads(package) if "hexo" in package else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    groups = (found.get("dependencies"), found.get("devDependencies"))
    return "hexo" in found or any(isinstance(one, dict) and "hexo" in one for one in groups)


def _one_of(*names: str) -> Callable[[Path], str | None]:
    return lambda tree: next((name for name in names if (tree / name).exists()), None)


def _scripts(stem: str) -> tuple[str, ...]:
    return tuple(f"{stem}.{suffix}" for suffix in _SCRIPTS)


def _nikola_sign(tree: Path) -> str | None:
    return "conf.py" if re.search(_NIKOLA_KEY, head(tree / "conf.py")) else None


def _lektor_sign(tree: Path) -> str | None:
    """Return the project file of a Lektor site, whose posts are in ``content``."""
    if not (tree / "content").is_dir():
        return None
    try:
        with os.scandir(tree) as files:
            names = sorted(file.name for file in islice(files, _MOST_NAMES))
    except OSError:
        return None
    return next((name for name in names if name.endswith(".lektorproject")), None)


_UNSUPPORTED = (
    Unsupported("Hexo", _hexo_or_its_source, ("source/_posts", "_posts")),
    Unsupported("Docusaurus", _one_of(*_scripts("docusaurus.config")), ("blog",)),
    Unsupported("Gatsby", _one_of(*_scripts("gatsby-config")), ("content/blog", "src/pages")),
    Unsupported("VitePress", _one_of(".vitepress", "docs/.vitepress"), ("posts", "docs")),
    Unsupported(
        "Astro",
        _one_of(*_scripts("astro.config")),
        ("src/content/blog", "src/content", "src/pages"),
    ),
    Unsupported("Nikola", _nikola_sign, ("posts",)),
    Unsupported("Lektor", _lektor_sign, ("content",)),
    Unsupported("MkDocs", _one_of("mkdocs.yml", "mkdocs.yaml"), ("docs/blog/posts", "docs")),
)

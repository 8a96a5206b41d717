"""The generators there are, and which of them a tree belongs to."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from feeds.errors import ConfigError, Fault
from feeds.generators.base import Generator
from feeds.generators.unsupported import unsupported


class _Entry(NamedTuple):
    """A generator's place; it is imported only if it is asked for."""

    module: str
    attribute: str
    files: tuple[str, ...]
    """A tree without any of these is not its generator's."""


_HUGO_FILES = (
    *("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"),
    *("config.toml", "config.yaml", "config.yml", "config.json", "config/_default"),
)
_ELEVENTY_FILES = (
    *(".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"),
    "eleventy.config.ts",
)
_CLASSES = {
    "jekyll": _Entry(
        "feeds.generators.jekyll", "Jekyll", ("_config.yml", "_config.yaml", "_config.toml")
    ),
    "zola": _Entry("feeds.generators.zola", "Zola", ("zola.toml", "config.toml")),
    "hugo": _Entry("feeds.generators.hugo", "Hugo", _HUGO_FILES),
    "pelican": _Entry("feeds.generators.pelican", "Pelican", ("publishconf.py", "pelicanconf.py")),
    "eleventy": _Entry("feeds.generators.eleventy", "Eleventy", _ELEVENTY_FILES),
    "plain": _Entry("feeds.generators.plain", "Plain", ()),
}
_LAST_RESORT = ("_posts", "jekyll")
"""A folder that says little by itself, and the generator of a tree where nothing says more."""

GENERATORS = tuple(_CLASSES)


def generator_named(name: str) -> type[Generator]:
    """Return the generator of that name; ``KeyError`` if there is none."""
    module, attribute, _ = _CLASSES[name]
    found: type[Generator] = getattr(import_module(module), attribute)
    return found


def unknown_generator(name: str) -> str:
    """Return what to say of a name that no generator has."""
    known = ("auto", *GENERATORS)
    near = difflib.get_close_matches(name, known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"{name!r} is not known; {remedy}"


def recognise(tree: Path) -> type[Generator]:
    """Return the generator of a tree by its generator's files; a tree without any is plain.

    Raises :class:`~feeds.errors.ConfigError` if two generators have files there, or only one
    that feeds cannot read.
    """
    return recognise_site(tree) or generator_named("plain")


def recognise_site(tree: Path) -> type[Generator] | None:
    """Return the generator of a tree by its generator's files; None if there are none.

    Raises as :func:`recognise` does.
    """
    found = {
        name: file
        for name, entry in _CLASSES.items()
        if any((tree / file).exists() for file in entry.files)
        and (file := generator_named(name).recognised_by(tree))
    }
    if len(found) > 1:
        raise _refused(tree, _choice(found))
    if found:
        return generator_named(*found)
    shown = Path(os.path.relpath(tree))
    reason = unsupported(shown)
    if reason:
        raise _refused(tree, reason)
    folder, name = _LAST_RESORT
    return generator_named(name) if (tree / folder).is_dir() else None


def _refused(tree: Path, reason: str) -> ConfigError:
    return ConfigError([Fault(os.path.relpath(tree), 0, reason)])


def _choice(found: Mapping[str, str]) -> str:
    names = " and ".join(f"{name.capitalize()} ({file})" for name, file in found.items())
    options = " or ".join(f"--generator {name}" for name in found)
    return f"seems to be made with both {names}; say which it is with {options}"

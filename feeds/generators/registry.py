"""The list of generators, and how the generator of a site is recognised.

Generators of other distributions are found through the entry-point group ``feeds.generators``.
They come after the built-in ones: a built-in name, or a tree that a built-in generator
recognises, is never theirs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from feeds.errors import ConfigError, Fault, suggestion
from feeds.generators.base import Generator
from feeds.generators.installed import reason_of
from feeds.generators.unsupported import unsupported

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "feeds.generators"
"""The group of entry points by which other distributions add generators."""

Found = tuple[type[Generator], str]
"""A generator, and the file by which it recognises a tree."""
Note = Callable[[str], object]
"""Called with one line for the user."""


class _BuiltIn(Struct, frozen=True):
    """A generator of this package; it is imported only if it is asked for."""

    module: str
    attribute: str
    """Its class."""
    files: tuple[str, ...] = ()
    """A tree that has none of these files is not its own."""

    def load(self) -> type[Generator]:
        found: type[Generator] = getattr(import_module(self.module), self.attribute)
        return found


BUILT_IN: Mapping[str, _BuiltIn] = {
    "jekyll": _BuiltIn(
        "feeds.generators.jekyll", "Jekyll", ("_config.yml", "_config.yaml", "_config.toml")
    ),
    "zola": _BuiltIn("feeds.generators.zola", "Zola", ("zola.toml", "config.toml")),
    "hugo": _BuiltIn(
        "feeds.generators.hugo",
        "Hugo",
        (
            "hugo.toml",
            "hugo.yaml",
            "hugo.yml",
            "hugo.json",
            "config.toml",
            "config.yaml",
            "config.yml",
            "config.json",
            "config/_default",
        ),
    ),
    "pelican": _BuiltIn(
        "feeds.generators.pelican", "Pelican", ("publishconf.py", "pelicanconf.py")
    ),
    "eleventy": _BuiltIn(
        "feeds.generators.eleventy",
        "Eleventy",
        (
            ".eleventy.js",
            "eleventy.config.js",
            "eleventy.config.mjs",
            "eleventy.config.cjs",
            "eleventy.config.ts",
        ),
    ),
    "plain": _BuiltIn("feeds.generators.plain", "Plain"),
}
"""In the order in which messages name them."""

_AUTO = "auto"
_LAST_RESORT = ("_posts", "jekyll")
"""A folder that says little by itself, and the generator of a tree where nothing says more."""


def _ignored(line: str) -> None:
    """Drop a note."""


def is_generator(name: str) -> bool:
    """Say whether a generator has this name."""
    return name in BUILT_IN or name in _entry_points()


def generator_named(name: str) -> type[Generator]:
    """Return the generator of that name.

    Raises ``KeyError`` if there is none, and :class:`~feeds.errors.ConfigError` if it is
    installed and cannot be used.
    """
    return BUILT_IN[name].load() if name in BUILT_IN else _load(_entry_points()[name])


def unknown_generator(name: str) -> str:
    """Return the message for a name that no generator has."""
    known = (_AUTO, *BUILT_IN, *_entry_points())
    return f"{name!r} is not known; {suggestion(name, known)}"


def recognise(tree: Path, note: Note = _ignored) -> type[Generator]:
    """Return the generator of a tree by its generator's files; a tree without any is plain.

    ``note`` is called for each installed generator that is broken and may be the tree's.
    Raises :class:`~feeds.errors.ConfigError` if two generators have files there, or only one
    that feeds cannot read.
    """
    return recognise_site(tree, note) or generator_named("plain")


def recognise_site(tree: Path, note: Note = _ignored) -> type[Generator] | None:
    """Return the generator of a tree by its generator's files; None if there are none.

    Takes and raises the same as :func:`recognise`.
    """
    found = _only(tree, list(_built_in_matches(tree)))
    if found:
        return found
    matches, faults = _installed_matches(tree)
    found = _only(tree, matches)
    if found:
        return found
    shown = Path(os.path.relpath(tree))
    reason = unsupported(shown)
    if reason:
        raise ConfigError([Fault(str(shown), 0, reason), *faults])
    for fault in faults:
        note(str(fault))
    folder, name = _LAST_RESORT
    return generator_named(name) if (tree / folder).is_dir() else None


def installed_packages() -> dict[str, str]:
    """Return the versions of the distributions that add generators, by name."""
    points = (point.dist for point in _entry_points().values())
    return {dist.name: dist.version for dist in points if dist}


def _built_in_matches(tree: Path) -> Iterator[Found]:
    for built_in in BUILT_IN.values():
        if any((tree / file).exists() for file in built_in.files):
            kind = built_in.load()
            file = kind.recognised_by(tree)
            if file:
                yield kind, file


def _installed_matches(tree: Path) -> tuple[list[Found], list[Fault]]:
    """Return the installed generators that recognise a tree, and what is wrong with others."""
    found: list[Found] = []
    faults: list[Fault] = []
    for point in _entry_points().values():
        try:
            kind = _load(point)
            file = kind.recognised_by(tree)
        except ConfigError as error:
            faults += error.faults
        except Exception as error:  # another distribution's bug must not stop this site
            faults.append(_fault(point, f"cannot examine the site ({reason_of(error)})"))
        else:
            if file:
                found.append((kind, file))
    return found, faults


def _only(tree: Path, found: list[Found]) -> type[Generator] | None:
    """Return the one generator found, None if there is none; raise if there are two."""
    if len(found) > 1:
        names = " and ".join(f"{kind.name.capitalize()} ({file})" for kind, file in found)
        options = " or ".join(f"--generator {kind.name}" for kind, _ in found)
        message = f"the folder has files of {names}; choose one with {options}"
        raise ConfigError([Fault(os.path.relpath(tree), 0, message)])
    return found[0][0] if found else None


def _entry_points() -> dict[str, EntryPoint]:
    """Return the entry points of other distributions' generators, by name.

    Of two distributions that use one name, the first on ``sys.path`` has it.
    """
    if not any(map(_declares_generators, sys.path)):
        return {}
    from importlib.metadata import entry_points  # takes 15 ms to load, and is seldom needed

    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=ENTRY_POINTS):
        if point.name != _AUTO and point.name not in BUILT_IN:
            found.setdefault(point.name, point)
    return found


def _declares_generators(folder: str) -> bool:
    """Say whether a distribution in a folder of ``sys.path`` has entry points of our group."""
    with suppress(OSError):
        for name in os.listdir(folder or "."):
            if name.endswith((".dist-info", ".egg-info")):
                with suppress(OSError), open(Path(folder, name, "entry_points.txt"), "rb") as file:
                    if ENTRY_POINTS.encode() in file.read():
                        return True
    return False


def _load(point: EntryPoint) -> type[Generator]:
    """Import an installed generator; raise :class:`~feeds.errors.ConfigError` if it is none."""
    try:
        found = point.load()
    except Exception as error:
        raise ConfigError([_fault(point, f"cannot be imported ({reason_of(error)})")]) from error
    if not isinstance(found, type) or not issubclass(found, Generator):
        raise ConfigError([_fault(point, "must be a subclass of feeds.generators.Generator")])
    missing = ", ".join(sorted(found.__abstractmethods__))
    if missing:
        raise ConfigError([_fault(point, f"does not define {missing}")])
    name = getattr(found, "name", None)
    if name != point.name:
        raise ConfigError([_fault(point, f"has the name {name!r} in its class")])
    return found


def _fault(point: EntryPoint, problem: str) -> Fault:
    package = point.dist.name if point.dist else point.module
    message = f"generator {point.name} ({point.value}) {problem}; fix or uninstall the package"
    return Fault(package, 0, message)

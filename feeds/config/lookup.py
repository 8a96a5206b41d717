"""Finding our configuration file in a directory."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from feeds.config.load import mapping_keys
from feeds.config.schema import Config
from feeds.errors import ConfigError, Fault

SHARED_NAME = "config.yaml"
"""Other programs use this name too, Hugo among them."""

OWN_NAMES = ("feeds.yaml", "_feeds.yaml")
NAMES = (*OWN_NAMES, SHARED_NAME)

_MOST_BYTES = 2**20
_KEY = re.compile(r"""^(["']?)([A-Za-z_][\w-]*)\1[ \t]*:(?=\s|$)""", re.MULTILINE)
_HUGO_KEY = "baseurl"
_LIKE = 0.7  # of 1: "sit" and "site" are alike, "title" and "site" are not


def find_config(directory: Path, names: tuple[str, ...] = NAMES) -> Path | None:
    """Return the configuration in a directory; None if there is none.

    Raises :class:`~feeds.errors.ConfigError` if there are two.
    """
    found = [file for file in (directory / name for name in names) if _is_config(file)]
    if len(found) > 1:
        first, second, *_ = found
        message = f"{second.name} is a configuration too; keep one of them"
        raise ConfigError([Fault(str(first), 0, message)])
    return found[0] if found else None


def is_ours(file: Path) -> bool:
    """Return whether a ``config.yaml`` is our configuration.

    It is if at least one of its top-level keys is ours and none is Hugo's ``baseURL``.
    """
    keys = _keys(file)
    return not keys.isdisjoint(_our_keys()) and _HUGO_KEY not in map(str.lower, keys)


def no_config(directory: Path, remedy: str) -> ConfigError:
    """Return the error for a directory without a configuration.

    A ``config.yaml`` whose keys are all unknown is named: there may be a typo in it.
    """
    file = directory / SHARED_NAME
    if not file.is_file():
        return ConfigError([Fault("", 0, f"No configuration file found. {remedy}")])
    typos = (
        f" Did you mean {near[0]} instead of {key}?"
        for key in sorted(_keys(file))
        if (near := difflib.get_close_matches(key, Config.fields(), 1, _LIKE))
    )
    message = f"contains no key of feeds, so it was ignored.{next(typos, '')} {remedy}"
    return ConfigError([Fault(str(file), 0, message)])


def _is_config(file: Path) -> bool:
    if file.name != SHARED_NAME:
        return file.exists() or file.is_symlink()  # a link that leads nowhere is a fault
    return file.is_file() and is_ours(file)


def _our_keys() -> set[str]:
    return {*Config.fields(), *Config.renamed}


def _keys(file: Path) -> set[str]:
    """Return the top-level keys, even if the file is not valid YAML."""
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return set()
    found = {key for _, key in _KEY.findall(text.replace("\r", "\n"))}
    return found or mapping_keys(text)  # indented, or in braces

"""zola.toml, or config.toml: what a site says of itself.

https://www.getzola.org/documentation/getting-started/configuration/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from feeds.errors import ConfigError, Fault
from feeds.generators.base import PostError
from feeds.generators.files import Inputs, glob
from feeds.generators.frontmatter import load_toml
from feeds.generators.zola.slugs import STRATEGIES, slugify

NAMES = ("zola.toml", "config.toml")
CONTENT = "content"
_FILENAMES = ("atom.xml",)


class Taxonomy(NamedTuple):
    """A taxonomy of one language."""

    name: str
    slug: str


class Language(NamedTuple):
    """What one language of the site has."""

    code: str
    filenames: tuple[str, ...]
    """Of its feeds."""
    taxonomies: tuple[Taxonomy, ...]


@dataclass(slots=True)
class Config(Inputs):
    """The configuration as written, and what was found odd in it."""

    name: str = NAMES[0]
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, *keys: str) -> str | None:
        """Return a text of nested tables; None, and a fault, where it is something else."""
        value = self._found(keys)
        if value is not None and not isinstance(value, str):
            self.fault(".".join(keys), "is no text; write it in quotes")
            return None
        return value or None

    def _found(self, keys: tuple[str, ...]) -> Any:
        found: Any = self.values
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def fault(self, key: str, message: str) -> None:
        """Keep a fault of a key."""
        self.faults.append(Fault(self.name, 0, f"{key} {message}", fatal=False))

    @property
    def default_language(self) -> str:
        return self.text("default_language") or "en"

    @property
    def languages(self) -> tuple[Language, ...]:
        """Every language, the default one first."""
        tables = self._found(("languages",))
        tables = tables if isinstance(tables, dict) else {}
        default = self.default_language
        own = {**(tables.get(default) or {}), **self.values}
        others = (self._language(code, tables[code]) for code in sorted(tables) if code != default)
        return (self._language(default, own), *others)

    def _language(self, code: str, table: Any) -> Language:
        table = table if isinstance(table, dict) else {}
        names = table.get("feed_filenames") or table.get("feed_filename")
        listed = names if isinstance(names, list) else [names]
        filenames = tuple(one for one in listed if isinstance(one, str) and one)
        given = table.get("taxonomies")
        taxonomies = (
            Taxonomy(one["name"], slugify(one["name"], self.strategy("taxonomies")))
            for one in (given if isinstance(given, list) else [])
            if isinstance(one, dict) and isinstance(one.get("name"), str)
        )
        return Language(code, filenames or _FILENAMES, tuple(taxonomies))

    def strategy(self, kind: str) -> str:
        """Return how names of a kind (``paths``, ``taxonomies``) become parts of URLs."""
        given = self.text("slugify", kind) or STRATEGIES[0]
        if given not in STRATEGIES:
            self.fault(f"slugify.{kind}", f"{given!r} is none of {', '.join(STRATEGIES)}")
            return STRATEGIES[0]
        return given

    @property
    def keeps_dates(self) -> bool:
        return self._found(("slugify", "paths_keep_dates")) is True

    @property
    def root(self) -> str:
        """What stands before every taxonomy's path, without slashes around it."""
        return (self.text("taxonomy_root") or "").strip("/")

    @property
    def limit(self) -> int | None:
        """The most entries of a feed; None for all."""
        given = self._found(("feed_limit",))
        usable = isinstance(given, int) and not isinstance(given, bool) and given > 0
        return given if usable else None

    @property
    def ignored(self) -> tuple[re.Pattern[str], ...]:
        """Patterns of files, whole paths from the root of the file system, that are no content."""
        given = self._found(("ignored_content",))
        listed = given if isinstance(given, list) else []
        return tuple(glob(one, crosses=True) for one in listed if isinstance(one, str))


def load_config(tree: Path) -> Config:
    """Read the configuration. Raises :class:`~feeds.errors.ConfigError` where it is broken."""
    config = Config(tree)
    for name in NAMES:
        text = config.load(name)
        if text is not None:
            config.name = name
            try:
                config.values = load_toml(text)
            except PostError as error:
                faults = [Fault(name, line, message) for line, message in error.faults]
                raise ConfigError(faults) from error
            break
    config.raise_faults()
    return config

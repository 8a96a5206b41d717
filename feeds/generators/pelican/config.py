"""pelicanconf.py and publishconf.py: Pelican's settings, read without running them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feeds.errors import Fault
from feeds.generators.files import Inputs
from feeds.generators.pelican.assignments import BrokenPython, Namespace, namespace
from feeds.generators.pelican.legacy import modernise
from feeds.zones import is_zone

NAMES = ("publishconf.py", "pelicanconf.py")
"""The first that there is counts; the other is read where it imports it."""

Substitutions = tuple[tuple[str, str], ...]

_SLUG_SUBSTITUTIONS: Substitutions = (
    (r"[^\w\s-]", ""),
    (r"(?u)\A\s*", ""),
    (r"(?u)\s*\Z", ""),
    (r"[-\s]+", "-"),
)
_MARKDOWN: Mapping[str, Any] = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
    }
}
DEFAULTS: Mapping[str, Any] = {
    "PATH": ".",
    "ARTICLE_PATHS": [""],
    "ARTICLE_EXCLUDES": [],
    "PAGE_PATHS": ["pages"],
    "PAGE_EXCLUDES": [],
    "IGNORE_FILES": ["**/.*"],
    "READERS": {},
    "SITEURL": "",
    "SITENAME": "A Pelican Blog",
    "DEFAULT_LANG": "en",
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_RSS": "feeds/{slug}.rss.xml",
    "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
    "FEED_MAX_ITEMS": 100,
    "RSS_FEED_SUMMARY_ONLY": True,
    "USE_FOLDER_AS_CATEGORY": True,
    "DEFAULT_CATEGORY": "misc",
    "WITH_FUTURE_DATES": True,
    "INDEX_SAVE_AS": "index.html",
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "ARTICLE_SAVE_AS": "{slug}.html",
    "ARTICLE_LANG_SAVE_AS": "{slug}-{lang}.html",
    "ARTICLE_ORDER_BY": "reversed-date",
    "ARTICLE_TRANSLATION_ID": "slug",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
    "STATIC_URL": "{path}",
    "CATEGORY_URL": "category/{slug}.html",
    "CATEGORY_SAVE_AS": "category/{slug}.html",
    "TAG_URL": "tag/{slug}.html",
    "AUTHOR_URL": "author/{slug}.html",
    "MARKDOWN": _MARKDOWN,
    "DOCUTILS_SETTINGS": {},
    "DEFAULT_METADATA": {},
    "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    "PATH_METADATA": "",
    "EXTRA_PATH_METADATA": {},
    "FORMATTED_FIELDS": ["summary"],
    "SUMMARY_END_SUFFIX": "…",
    "SUMMARY_MAX_LENGTH": 50,
    "SLUG_REGEX_SUBSTITUTIONS": _SLUG_SUBSTITUTIONS,
    "SLUGIFY_SOURCE": "title",
    "INTRASITE_LINK_REGEX": "[{|](?P<what>.*?)[|}]",
}


@dataclass(slots=True)
class Config(Inputs):
    """The settings as written, with the files that were read for them."""

    name: str = NAMES[1]
    written: Namespace = field(default_factory=Namespace)
    notes: list[str] = field(default_factory=list)

    def __contains__(self, key: str) -> bool:
        return key in self.written.values

    def get(self, key: str) -> Any:
        """Return a setting or its default; a fault where it is computed."""
        if key in self.written.unknown:
            self.fault(key, f"{key} is computed, and Python is never run here; write its value out")
            self.written.unknown.discard(key)
        return self.written.values.get(key, DEFAULTS.get(key))

    def text(self, key: str) -> str:
        """Return a setting of text; empty where it is turned off."""
        value = self.get(key)
        if value is None or value is False:
            return ""
        if isinstance(value, str):
            return value
        return str(self._instead(key, value, "text", "''"))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a setting that is a list of texts."""
        value = self.get(key)
        if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            return tuple(value)
        return tuple(self._instead(key, value, "a list of texts", "['name']") or ())

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Return a setting that is a mapping from texts."""
        value = self.get(key) or {}
        if isinstance(value, list | tuple):  # Pelican takes pairs as well
            value = _from_pairs(value)
        if isinstance(value, dict) and all(isinstance(one, str) for one in value):
            return value
        return dict(self._instead(key, value, "a mapping", "{'name': 'value'}") or {})

    def pattern(self, key: str) -> re.Pattern[str] | None:
        """Return a setting that is a regular expression; None for none."""
        text = self.text(key)
        try:
            return re.compile(text) if text else None
        except re.error as error:
            self.fault(key, f"{key} is no regular expression ({error}); mend it", fatal=True)
            return None

    def substitutions(self, key: str) -> Substitutions:
        """Return pairs of a regular expression and what takes its matches' place."""
        value = self.get(key)
        try:
            pairs = tuple((str(one), str(other)) for one, other in value)
            for one, other in pairs:
                re.sub(one, other, "")
        except (TypeError, ValueError, re.error) as error:
            self.fault(key, f"{key} is no list of pairs ({error}); write [(r'old', 'new')]", True)
            return _SLUG_SUBSTITUTIONS
        return pairs

    def _instead(self, key: str, value: object, wanted: str, example: str) -> Any:
        kind = type(value).__name__
        self.fault(key, f"{key} is {kind}, not {wanted}; write {key} = {example}")
        return DEFAULTS.get(key)

    def fault(self, key: str, message: str, fatal: bool = False) -> None:
        """Keep a fault at the place where a setting is made."""
        path, line = self.written.places.get(key, (self.name, 0))
        self.faults.append(Fault(path, line, message, fatal))


def _from_pairs(value: list[Any] | tuple[Any, ...]) -> object:
    try:
        return dict(value)
    except (TypeError, ValueError):
        return value


def load_config(tree: Path) -> Config:
    """Read the settings. What is wrong in them is kept, see :meth:`Config.raise_faults`."""
    config = Config(tree)
    for name in NAMES:
        try:
            found = namespace(config.load, name)
        except BrokenPython as error:
            message = f"Python is broken ({error.problem}); mend it"
            config.faults.append(Fault(error.path, error.line, message))
            continue
        if found is not None:
            config.name, config.written = name, found
            break
    modernise(config.written)
    zone = config.get("TIMEZONE")
    if zone is not None and not (isinstance(zone, str) and is_zone(zone)):
        message = f"TIMEZONE {zone!r} is not known; write a name like 'Asia/Shanghai'"
        config.fault("TIMEZONE", message, fatal=True)
    return config
